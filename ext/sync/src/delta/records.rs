//! Records as PostgreSQL's `record_send` writes them: the number of columns, and of each its type, length and bytes.

/// A value of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field<'t> {
    Null,
    Flag(bool),
    Number(i64),
    Text(&'t [u8]),
}

impl Field<'_> {
    /// What it holds, if that is a text.
    pub(super) fn to_text(self) -> String {
        match self {
            Self::Text(text) => String::from_utf8_lossy(text).into_owned(),
            _ => String::new(),
        }
    }
}

/// Object ids of PostgreSQL's types whose values can be compared.
const BOOL: u32 = 16;
const INT8: u32 = 20;
const INT4: u32 = 23;
const TEXT: u32 = 25;
const VARCHAR: u32 = 1043;

/// Calls `record` with the fields of each record in `bytes`: an id, and those of `columns`.
///
/// # Errors
/// Words for bytes that are no records, for a column of a type whose values cannot be compared, or those of `record`.
pub(super) fn each_record<'t>(
    mut bytes: &'t [u8],
    columns: &[&str],
    mut record: impl FnMut(&[Field<'t>]) -> Result<(), String>,
) -> Result<(), String> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let length = bytes.len();
        let breaks_off = || format!("a record breaks off, {length} bytes before the end");
        bytes = read(bytes, columns, &mut fields).ok_or_else(breaks_off)??;
        record(&fields)?;
    }
    Ok(())
}

/// Nothing where the bytes break off.
fn read<'t>(mut bytes: &'t [u8], columns: &[&str], fields: &mut Vec<Field<'t>>) -> Option<Result<&'t [u8], String>> {
    fields.clear();
    for _ in 0..number(&mut bytes)? {
        let kind = number(&mut bytes)?;
        let length = number(&mut bytes)?;
        if ![BOOL, INT8, INT4, TEXT, VARCHAR].contains(&kind) {
            let column = fields.len().checked_sub(1).and_then(|index| columns.get(index)).unwrap_or(&"id");
            return Some(Err(format!(
                "{column} has PostgreSQL's type {kind}; only booleans, integers and texts can be compared"
            )));
        }
        fields.push(if length == u32::MAX {
            Field::Null
        } else {
            let (value, rest) = bytes.split_at_checked(length as usize)?;
            bytes = rest;
            match kind {
                BOOL => Field::Flag(value.first()? != &0),
                INT8 => Field::Number(i64::from_be_bytes(value.try_into().ok()?)),
                INT4 => Field::Number(i32::from_be_bytes(value.try_into().ok()?).into()),
                _ => Field::Text(value),
            }
        });
    }
    Some(Ok(bytes))
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_be_bytes(*number))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A record as PostgreSQL sends it.
    pub(in crate::delta) fn record(fields: &[Field<'_>]) -> Vec<u8> {
        let mut bytes = (fields.len() as u32).to_be_bytes().to_vec();
        for field in fields {
            let (kind, value) = match field {
                Field::Null => (TEXT, None),
                Field::Flag(flag) => (BOOL, Some(vec![u8::from(*flag)])),
                Field::Number(number) => (INT8, Some(number.to_be_bytes().to_vec())),
                Field::Text(text) => (VARCHAR, Some(text.to_vec())),
            };
            bytes.extend(kind.to_be_bytes());
            bytes.extend(value.as_ref().map_or(u32::MAX, |value| value.len() as u32).to_be_bytes());
            bytes.extend(value.unwrap_or_default());
        }
        bytes
    }

    #[test]
    fn reads_records_as_postgresql_sends_them() {
        let fields =
            [Field::Number(-7), Field::Null, Field::Text(b""), Field::Flag(true), Field::Text("é,\"".as_bytes())];
        let mut bytes = [record(&fields), record(&[])].concat();
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 4, 0, 0, 0, 80]);
        let mut read = Vec::new();
        each_record(&bytes, &[], |fields| {
            read.push(fields.to_vec());
            Ok(())
        })
        .unwrap();
        assert_eq!(read, [fields.to_vec(), vec![], vec![Field::Number(80)]]);
        for end in 1..bytes.len() {
            let whole = [record(&fields).len(), record(&fields).len() + 4].contains(&end);
            assert_eq!(each_record(&bytes[..end], &[], |_| Ok(())).is_ok(), whole, "{end}");
        }
    }

    #[test]
    fn refuses_types_that_it_does_not_know() {
        // A smallint: compared as a text, it would look changed at each refresh.
        let smallint = [0, 0, 0, 2, 0, 0, 0, 23, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 21, 0, 0, 0, 2, 0, 80];
        let problem = each_record(&smallint, &["port"], |_| Ok(())).unwrap_err();
        assert_eq!(problem, "port has PostgreSQL's type 21; only booleans, integers and texts can be compared");
    }
}
