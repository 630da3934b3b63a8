//! What to write to one table, as array literals of PostgreSQL: one per column, whatever the number of rows.

use crate::rows::Table;

/// Rows of one statement: the size of its arguments is bounded.
const ROWS: usize = 10_000;

/// Rows that are written by one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// How many.
    pub rows: usize,
    /// One array literal per column.
    pub arrays: Vec<String>,
}

/// What to write of one table.
#[derive(Debug)]
pub struct Writes {
    /// The table; a reference is given as the `ems_ref` that it leads to, a port's device by its id unless that is a router.
    pub table: &'static Table,
    /// How many rows the inventory has.
    pub desired: usize,
    /// How many rows are stored.
    pub stored: usize,
    /// How many of them the inventory does not have.
    pub vanished: usize,
    /// New rows, with all stored columns. A batch may refer to the rows of those before it.
    pub inserts: Vec<Batch>,
    /// Changed rows by the columns that changed: those columns, and batches with the rows' ids before them.
    pub updates: Vec<(Vec<&'static str>, Vec<Batch>)>,
    /// Ids of the rows to delete, in their order.
    pub deletes: Vec<i64>,
    /// Of a join table, ids of the stored rows whose rows come or go (see [`Table::owner`]).
    pub owners: Vec<i64>,
}

impl Writes {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.inserted() + self.updated() + self.deletes.len() == 0
    }

    /// How many rows are new.
    pub fn inserted(&self) -> usize {
        self.inserts.iter().map(|batch| batch.rows).sum()
    }

    /// How many rows changed.
    pub fn updated(&self) -> usize {
        self.updates.iter().flat_map(|(_, batches)| batches).map(|batch| batch.rows).sum()
    }
}

/// Batches in the making.
#[derive(Debug, Default)]
pub(super) struct Batches {
    done: Vec<Batch>,
    rows: usize,
    arrays: Vec<String>,
}

impl Batches {
    pub(super) fn push<'v>(&mut self, row: impl Iterator<Item = Option<&'v str>>) {
        for (column, value) in row.enumerate() {
            if self.arrays.len() == column {
                self.arrays.push(String::new());
            }
            let array = &mut self.arrays[column];
            array.push(if array.is_empty() { '{' } else { ',' });
            element(array, value);
        }
        self.rows += 1;
        if self.rows == ROWS {
            self.close();
        }
    }

    /// Ends the current batch.
    pub(super) fn close(&mut self) {
        if self.rows > 0 {
            let mut arrays = std::mem::take(&mut self.arrays);
            arrays.iter_mut().for_each(|array| array.push('}'));
            self.done.push(Batch { rows: std::mem::take(&mut self.rows), arrays });
        }
    }

    pub(super) fn finish(mut self) -> Vec<Batch> {
        self.close();
        self.done
    }
}

fn element(array: &mut String, value: Option<&str>) {
    let Some(text) = value else {
        array.push_str("NULL");
        return;
    };
    array.push('"');
    for part in text.split_inclusive(['"', '\\']) {
        match part.strip_suffix(['"', '\\']) {
            Some(plain) => {
                array.push_str(plain);
                array.push('\\');
                array.push_str(&part[plain.len()..]);
            }
            None => array.push_str(part),
        }
    }
    array.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_postgresql_literals() {
        let mut batches = Batches::default();
        batches.push([Some("a"), None].into_iter());
        batches.push([Some("say \"hi\", {\\}"), Some("")].into_iter());
        let arrays = vec!["{\"a\",\"say \\\"hi\\\", {\\\\}\"}".to_owned(), "{NULL,\"\"}".to_owned()];
        assert_eq!(batches.finish(), [Batch { rows: 2, arrays }]);
    }

    #[test]
    fn batches_are_bounded() {
        let mut batches = Batches::default();
        (0..ROWS + 1).for_each(|_| batches.push([Some("a")].into_iter()));
        assert_eq!(batches.finish().iter().map(|batch| batch.rows).collect::<Vec<_>>(), [ROWS, 1]);
    }
}
