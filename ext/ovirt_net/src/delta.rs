//! `OvirtNet::Delta`.

use std::cell::{Ref, RefCell};
use std::collections::HashMap;

use magnus::{
    Error, RArray, RHash, RModule, Ruby, Symbol, TypedData, block::Proc, method, prelude::*, r_hash::ForEach,
};
use ovirt_net_core::Inventory;
use ovirt_net_core::delta::{Batch, Delta as Core, Writes};
use ovirt_net_core::rows::Cell;

use crate::stored::Stored;
use crate::{convert, error};

/// What a refresh has to write.
#[magnus::wrap(class = "OvirtNet::Delta", free_immediately, size)]
pub(crate) struct Delta {
    core: RefCell<Option<Core>>,
}

impl Delta {
    pub(crate) fn new(ruby: &Ruby, inventory: &Inventory, stored: &Stored, types: RHash) -> Result<Self, Error> {
        let mut classes = HashMap::new();
        types.foreach(|table: Symbol, class: String| {
            classes.insert(table.name()?.into_owned(), class);
            Ok(ForEach::Continue)
        })?;
        let mut failure = None;
        let mut dump = |cell: &Cell<'_>| {
            psych(ruby, cell).unwrap_or_else(|error| {
                failure.get_or_insert(error);
                String::new()
            })
        };
        let core = error::guarded(ruby, || Ok(Core::new(inventory, &stored.core.borrow(), &classes, &mut dump)))?;
        failure.map_or(Ok(Self { core: RefCell::new(Some(core)) }), Err)
    }

    fn core(&self, ruby: &Ruby) -> Result<Ref<'_, Core>, Error> {
        Ref::filter_map(self.core.borrow(), Option::as_ref)
            .map_err(|_| error::internal(ruby, "this delta was released"))
    }

    /// Not while a block is still given its rows.
    fn release(ruby: &Ruby, this: &Self) -> Result<(), Error> {
        let mut core = this.core.try_borrow_mut().map_err(|_| error::internal(ruby, "this delta is being read"))?;
        *core = None;
        Ok(())
    }

    fn writes(&self, ruby: &Ruby, table: Symbol) -> Result<Ref<'_, Writes>, Error> {
        let name = table.name()?;
        Ref::filter_map(self.core(ruby)?, |core| core.tables.iter().find(|writes| writes.table == name))
            .map_err(|_| Error::new(ruby.exception_key_error(), format!("this delta has no table {name}")))
    }

    fn tables(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        Ok(ruby.ary_from_iter(this.core(ruby)?.tables.iter().map(|writes| ruby.to_symbol(writes.table))))
    }

    fn counts(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let counts = ruby.hash_new();
        for writes in &this.core(ruby)?.tables {
            counts.aset(ruby.to_symbol(writes.table), writes.wanted)?;
        }
        Ok(counts)
    }

    fn changes(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let changes = ruby.hash_new();
        for writes in this.core(ruby)?.tables.iter().filter(|writes| !writes.is_empty()) {
            let numbers = [writes.inserted(), writes.updated(), writes.deletes.len()];
            changes.aset(ruby.to_symbol(writes.table), ruby.ary_from_iter(numbers))?;
        }
        Ok(changes)
    }

    fn notes(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        Ok(ruby.ary_from_iter(this.core(ruby)?.notes.iter().map(|note| ruby.str_new(note))))
    }

    fn each_insert(ruby: &Ruby, this: &Self, table: Symbol) -> Result<(), Error> {
        let block = ruby.block_proc()?;
        let writes = this.writes(ruby, table)?;
        let columns: Vec<&str> = writes.columns.iter().map(|column| column.name).collect();
        writes.inserts.iter().try_for_each(|batch| hand_over(ruby, block, &columns, batch))
    }

    fn each_update(ruby: &Ruby, this: &Self, table: Symbol) -> Result<(), Error> {
        let block = ruby.block_proc()?;
        for (changed, batches) in &this.writes(ruby, table)?.updates {
            let columns: Vec<&str> = std::iter::once("id").chain(changed.iter().copied()).collect();
            batches.iter().try_for_each(|batch| hand_over(ruby, block, &columns, batch))?;
        }
        Ok(())
    }

    fn deletes(ruby: &Ruby, this: &Self, table: Symbol) -> Result<RArray, Error> {
        Ok(ruby.ary_from_iter(this.writes(ruby, table)?.deletes.iter().copied()))
    }
}

/// Calls the block with the columns' names and one array literal a column.
fn hand_over(ruby: &Ruby, block: Proc, columns: &[&str], batch: &Batch) -> Result<(), Error> {
    let columns = ruby.ary_from_iter(columns.iter().map(|name| ruby.to_symbol(name)));
    let arrays = ruby.ary_from_iter(batch.arrays.iter().map(|array| ruby.str_new(array)));
    block.call::<_, magnus::Value>((columns, arrays)).map(drop)
}

/// The text of a serialized column, by Ruby's own YAML.
fn psych(ruby: &Ruby, cell: &Cell<'_>) -> Result<String, Error> {
    let psych: RModule = ruby.class_object().const_get("Psych")?;
    psych.funcall("dump", (convert::cell(ruby, cell)?,))
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Delta", ruby.class_object())?;
    Delta::class(ruby);
    class.define_method("tables", method!(Delta::tables, 0))?;
    class.define_method("counts", method!(Delta::counts, 0))?;
    class.define_method("changes", method!(Delta::changes, 0))?;
    class.define_method("notes", method!(Delta::notes, 0))?;
    class.define_method("each_insert", method!(Delta::each_insert, 1))?;
    class.define_method("each_update", method!(Delta::each_update, 1))?;
    class.define_method("deletes", method!(Delta::deletes, 1))?;
    class.define_method("release", method!(Delta::release, 0))?;
    Ok(())
}
