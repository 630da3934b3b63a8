//! What a column of a table is declared by.

use super::cell::Cell;
use super::context::Context;
use super::names::InTable;
use super::table::Storage;

/// A column with how its cell is made of an object.
pub(super) struct Field<T> {
    pub(super) name: &'static str,
    pub(super) storage: Storage,
    pub(super) cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>,
}

impl<T> Field<T> {
    pub(super) const fn new(
        name: &'static str,
        storage: Storage,
        cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>,
    ) -> Self {
        Self { name, storage, cell }
    }

    /// A column that is stored as it is.
    pub(super) const fn value(name: &'static str, cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>) -> Self {
        Self::new(name, Storage::Value, cell)
    }

    /// A column with the id of a row of the table of `To`.
    pub(super) const fn reference<To: InTable>(
        name: &'static str,
        cell: for<'a> fn(&'a T, &mut Context<'a>) -> Cell<'a>,
    ) -> Self {
        Self::new(name, Storage::Reference(To::TABLE), cell)
    }

    /// The class, where all rows of the table have the same.
    pub(super) const fn class() -> Self {
        Self::new("type", Storage::Class, |_, _| Cell::Null)
    }
}
