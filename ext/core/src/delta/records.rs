//! Records as PostgreSQL's `record_send` writes them: the number of columns, and of each its type, length and bytes.

/// A value of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field<'t> {
    Null,
    Flag(bool),
    Number(i64),
    Text(&'t [u8]),
}

/// Object ids of PostgreSQL's types that are not written as their text.
const BOOL: u32 = 16;
const INT8: u32 = 20;
const INT4: u32 = 23;

/// Calls `record` with the fields of each record in `bytes`.
///
/// # Errors
/// Words for bytes that are no records, or those of `record`.
pub(super) fn each_record<'t>(
    mut bytes: &'t [u8],
    mut record: impl FnMut(&[Field<'t>]) -> Result<(), String>,
) -> Result<(), String> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let length = bytes.len();
        bytes =
            read(bytes, &mut fields).ok_or_else(|| format!("a record breaks off, {length} bytes before the end"))?;
        record(&fields)?;
    }
    Ok(())
}

fn read<'t>(mut bytes: &'t [u8], fields: &mut Vec<Field<'t>>) -> Option<&'t [u8]> {
    fields.clear();
    for _ in 0..number(&mut bytes)? {
        let kind = number(&mut bytes)?;
        let length = number(&mut bytes)?;
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
    Some(bytes)
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
                Field::Null => (25, None),
                Field::Flag(flag) => (BOOL, Some(vec![u8::from(*flag)])),
                Field::Number(number) => (INT8, Some(number.to_be_bytes().to_vec())),
                Field::Text(text) => (25, Some(text.to_vec())),
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
        each_record(&bytes, |fields| {
            read.push(fields.to_vec());
            Ok(())
        })
        .unwrap();
        assert_eq!(read, [fields.to_vec(), vec![], vec![Field::Number(80)]]);
        for end in 1..bytes.len() {
            let whole = [record(&fields).len(), record(&fields).len() + 4].contains(&end);
            assert_eq!(each_record(&bytes[..end], |_| Ok(())).is_ok(), whole, "{end}");
        }
    }
}
