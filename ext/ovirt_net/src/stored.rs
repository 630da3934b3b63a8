//! `OvirtNet::Stored`.

use std::cell::RefCell;
use std::sync::Arc;

use magnus::{Error, RHash, RModule, RString, Ruby, TypedData, function, method, prelude::*};
use ovirt_net_sync::delta::Stored as Core;
use ovirt_net_sync::rows::tables;

use crate::{error, runtime};

/// The stored rows, without a Ruby object for any.
#[derive(Default)]
#[magnus::wrap(class = "OvirtNet::Stored", free_immediately, size)]
pub(crate) struct Stored {
    core: RefCell<Arc<Core>>,
}

impl Stored {
    /// The rows so far. While they are compared, none can be added.
    pub(crate) fn core(&self) -> Arc<Core> {
        Arc::clone(&self.core.borrow())
    }

    /// `OvirtNet::Stored.all_columns`: see `columns` in `lib/ovirt_net/stored.rb`.
    fn columns(ruby: &Ruby) -> Result<RHash, Error> {
        let all = ruby.hash_new();
        for table in tables() {
            let of_table = ruby.hash_new();
            for column in &table.stored {
                of_table.aset(ruby.to_symbol(&column.name), column.to.map(|to| ruby.to_symbol(to)))?;
            }
            of_table.freeze();
            all.aset(ruby.to_symbol(table.name), of_table)?;
        }
        all.freeze();
        Ok(all)
    }

    /// @param table [String] one of the columns' tables, or "vnics": the engine's, which ports are plugged into
    /// @param records [String] any number of PostgreSQL's +record_send(ROW(id, columns…))+, one after the other; of a vNIC
    ///   its id in oVirt, its guest device's id and its VM's id or null
    /// @raise [OvirtNet::InternalError] for another table, for what is no such record, for a column of a type whose values
    ///   cannot be compared, or while the rows are being compared
    fn add(ruby: &Ruby, this: &Self, table: String, records: RString) -> Result<(), Error> {
        let bytes = records.to_bytes();
        error::guarded(ruby, || {
            let mut rows = this.core.borrow_mut();
            let rows = Arc::get_mut(&mut rows)
                .ok_or_else(|| error::internal(ruby, "these rows are being compared, none can be added"))?;
            rows.add(&table, &bytes).map_err(|problem| error::internal(ruby, &problem))
        })
    }

    /// Frees its rows now, as Inventory#release; there are none then
    fn release(&self) {
        runtime::drop_later(self.core.take());
    }
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Stored", ruby.class_object())?;
    Stored::class(ruby);
    class.define_singleton_method("build", function!(Stored::default, 0))?;
    class.define_singleton_method("all_columns", function!(Stored::columns, 0))?;
    class.define_method("add", method!(Stored::add, 2))?;
    class.define_method("release", method!(Stored::release, 0))?;
    Ok(())
}
