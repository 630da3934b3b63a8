//! `OvirtNet::Stored`.

use std::cell::RefCell;

use magnus::{Error, RHash, RModule, RString, Ruby, TypedData, function, method, prelude::*};
use ovirt_net_core::delta::{Stored as Core, columns, tables};

use crate::error;

/// The stored rows, without a Ruby object for any.
#[derive(Default)]
#[magnus::wrap(class = "OvirtNet::Stored", free_immediately, size)]
pub(crate) struct Stored {
    pub(crate) core: RefCell<Core>,
}

impl Stored {
    fn columns(ruby: &Ruby) -> Result<RHash, Error> {
        let all = ruby.hash_new();
        for table in tables() {
            let of_table = ruby.hash_new();
            for column in columns(table).unwrap_or_default() {
                of_table.aset(ruby.to_symbol(column.name), column.to.map(|to| ruby.to_symbol(to)))?;
            }
            of_table.freeze();
            all.aset(ruby.to_symbol(table), of_table)?;
        }
        all.freeze();
        Ok(all)
    }

    fn add(ruby: &Ruby, this: &Self, table: String, records: RString) -> Result<(), Error> {
        error::guarded(ruby, || {
            let added = this.core.borrow_mut().add(&table, &records.to_bytes());
            added.map_err(|problem| error::internal(ruby, &problem))
        })
    }

    fn release(&self) {
        self.core.take();
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
