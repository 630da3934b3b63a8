//! `OvirtNet::Inventory`.

use std::cell::{Ref, RefCell};

use magnus::{Error, RArray, RHash, RModule, Ruby, Symbol, TypedData, function, method, prelude::*};
use ovirt_net_core::Inventory as Core;
use ovirt_net_core::rows::Rows;

use crate::delta::Delta;
use crate::stored::Stored;
use crate::{convert, error};

/// Everything that a provider had at one moment.
#[magnus::wrap(class = "OvirtNet::Inventory", free_immediately, size)]
pub(crate) struct Inventory {
    core: RefCell<Option<Core>>,
}

impl Inventory {
    pub(crate) fn new(core: Core) -> Self {
        Self { core: RefCell::new(Some(core)) }
    }

    fn core(&self, ruby: &Ruby) -> Result<Ref<'_, Core>, Error> {
        Ref::filter_map(self.core.borrow(), Option::as_ref)
            .map_err(|_| error::internal(ruby, "this inventory was released"))
    }

    /// Takes over the lists that `part` has.
    pub(crate) fn merge(&self, ruby: &Ruby, part: Core) -> Result<(), Error> {
        let mut core = self.core.try_borrow_mut().map_err(|_| error::internal(ruby, "this inventory is being read"))?;
        core.as_mut().ok_or_else(|| error::internal(ruby, "this inventory was released"))?.merge(part);
        Ok(())
    }

    fn release(&self) {
        self.core.take();
    }

    /// What `read` makes of the rows.
    fn with<T>(&self, ruby: &Ruby, read: impl FnOnce(&Rows<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let core = self.core(ruby)?;
        error::guarded(ruby, || read(&Rows::new(&core)))
    }

    fn tables(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        this.with(ruby, |rows| Ok(ruby.ary_from_iter(rows.tables.iter().map(|table| ruby.to_symbol(table.name)))))
    }

    fn rows(ruby: &Ruby, this: &Self, name: Symbol) -> Result<RArray, Error> {
        let name = name.name()?;
        this.with(ruby, |rows| match rows.table(&name) {
            Some(table) => convert::table(ruby, table),
            None => Err(Error::new(ruby.exception_key_error(), format!("this inventory has no table {name}"))),
        })
    }

    fn counts(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        this.with(ruby, |rows| {
            let counts = ruby.hash_new();
            for table in &rows.tables {
                counts.aset(ruby.to_symbol(table.name), table.rows.len())?;
            }
            Ok(counts)
        })
    }

    fn notes(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        this.with(ruby, |rows| {
            let notes = core.notes.iter().chain(&rows.notes);
            Ok(ruby.ary_from_iter(notes.map(|note| ruby.str_new(note))))
        })
    }

    fn delta(ruby: &Ruby, this: &Self, stored: &Stored, types: RHash) -> Result<Delta, Error> {
        Delta::new(ruby, &*this.core(ruby)?, stored, types)
    }

    fn has_security_groups(ruby: &Ruby, this: &Self) -> Result<bool, Error> {
        Ok(this.core(ruby)?.security_groups.is_some())
    }

    fn inspect(ruby: &Ruby, this: &Self) -> Result<String, Error> {
        if this.core.borrow().is_none() {
            return Ok("#<OvirtNet::Inventory released>".into());
        }
        this.with(ruby, |rows| {
            let counts = rows.tables.iter().map(|table| format!("{}={}", table.name, table.rows.len()));
            Ok(format!("#<OvirtNet::Inventory {}>", counts.collect::<Vec<_>>().join(" ")))
        })
    }
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Inventory", ruby.class_object())?;
    Inventory::class(ruby);
    class.define_singleton_method("build", function!(|| Inventory::new(Core::default()), 0))?;
    class.define_method("tables", method!(Inventory::tables, 0))?;
    class.define_method("rows", method!(Inventory::rows, 1))?;
    class.define_method("counts", method!(Inventory::counts, 0))?;
    class.define_method("notes", method!(Inventory::notes, 0))?;
    class.define_method("delta", method!(Inventory::delta, 2))?;
    class.define_method("security_groups?", method!(Inventory::has_security_groups, 0))?;
    class.define_method("release", method!(Inventory::release, 0))?;
    class.define_method("inspect", method!(Inventory::inspect, 0))?;
    Ok(())
}
