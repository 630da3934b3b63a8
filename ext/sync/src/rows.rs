//! An inventory as rows of ManageIQ's tables, with the columns and the words that ManageIQ reads.
//!
//! A reference is the `ems_ref` of another row of the same inventory, or null: what the provider does not list cannot be
//! linked to, and is counted in [`Rows::notes`].

mod cell;
mod context;
mod field;
mod inventory_rows;
mod lookup;
mod names;
mod network_status;
mod table;
mod tables;

pub use cell::{Cell, Row};
pub(crate) use context::Context;
pub(crate) use inventory_rows::duplicates_note;
pub use inventory_rows::{Rows, Summary, TableRows, read_tables, refs};
pub use lookup::{Lookup, Unlisted};
pub use names::{GROUPS, InTable, VNICS};
pub use table::{Column, Storage, StoredColumn, Table};
pub(crate) use tables::each_table;
pub use tables::{table, table_of, tables};

#[cfg(test)]
pub(crate) mod tests;
