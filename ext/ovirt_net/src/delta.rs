//! `OvirtNet::Delta`.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use magnus::{
    Error, RArray, RHash, RModule, Ruby, Symbol, TypedData, Value, block::Proc, method, prelude::*, r_hash::ForEach,
};
use ovirt_net_provider::Inventory;
use ovirt_net_sync::delta::{Batch, Delta as Core, Quoting, Stored, Writes};
use ovirt_net_sync::events::{Kind, Objects};
use ovirt_net_sync::rows::{Cell, Unlisted};

use crate::wait::compute_asking;
use crate::{convert, error, runtime};

/// What a refresh or a change has to write.
#[magnus::wrap(class = "OvirtNet::Delta", free_immediately, size)]
pub(crate) struct Delta {
    core: RefCell<Option<Arc<Core>>>,
}

impl Delta {
    /// Compares on another thread; the few values whose YAML is left to Psych, which belongs to Ruby, come back for it.
    pub(crate) fn new(
        ruby: &Ruby,
        inventory: Arc<Inventory>,
        stored: Arc<Stored>,
        types: RHash,
        unlisted: Unlisted,
    ) -> Result<Self, Error> {
        let mut classes = HashMap::new();
        types.foreach(|table: Symbol, class: String| {
            classes.insert(table.name()?.into_owned(), class);
            Ok(ForEach::Continue)
        })?;
        let quoting = quoting(ruby)?;
        let compare = move |dump: &mut dyn FnMut(Cell<'static>) -> Option<String>| {
            // Without an answer nobody waits for the delta any more.
            let mut dump = |cell: Cell<'static>| dump(cell).unwrap_or_default();
            Core::new(&inventory, &stored, &classes, unlisted, quoting, &mut dump)
        };
        let core = compute_asking(ruby, compare, |cell| psych(ruby, &cell))?;
        Ok(Self { core: RefCell::new(Some(Arc::new(core))) })
    }

    /// Stays whole for whoever has it, be the delta released meanwhile.
    fn core(&self, ruby: &Ruby) -> Result<Arc<Core>, Error> {
        self.core.borrow().clone().ok_or_else(|| error::internal(ruby, "this delta was released"))
    }

    /// Frees its memory now, as `Inventory#release`.
    fn release(&self) {
        runtime::drop_later(self.core.take());
    }

    /// @return [Array<Symbol>] the tables that were read, each after those it refers to
    /// @raise [OvirtNet::InternalError] once it was released
    fn tables(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        Ok(ruby.ary_from_iter(this.core(ruby)?.tables.iter().map(|writes| ruby.to_symbol(writes.table.name))))
    }

    /// @return [Hash{Symbol => Integer}] rows of the inventory per table
    /// @raise [OvirtNet::InternalError] once it was released
    fn counts(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let counts = ruby.hash_new();
        for writes in &this.core(ruby)?.tables {
            counts.aset(ruby.to_symbol(writes.table.name), writes.desired)?;
        }
        Ok(counts)
    }

    /// @return [Hash{Symbol => Array(Integer, Integer, Integer)}] new, changed and unwanted rows of the tables with any
    /// @raise [OvirtNet::InternalError] once it was released
    fn changes(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let changes = ruby.hash_new();
        for writes in this.core(ruby)?.tables.iter().filter(|writes| !writes.is_empty()) {
            let numbers = [writes.inserted(), writes.updated(), writes.deletes.len()];
            changes.aset(ruby.to_symbol(writes.table.name), ruby.ary_from_iter(numbers))?;
        }
        Ok(changes)
    }

    /// @return [Hash{Symbol => Array(Integer, Integer, Integer)}] new, changed and unwanted objects of the tables with any, as an
    ///   event tells them: addresses and links to security groups are part of their port, and what nobody would tell is left out
    /// @raise [OvirtNet::InternalError] once it was released
    fn objects(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let all = ruby.hash_new();
        for objects in Objects::of(&*this.core(ruby)?) {
            let numbers = [Kind::Created, Kind::Updated, Kind::Deleted].map(|kind| objects.number(kind));
            all.aset(ruby.to_symbol(objects.table), ruby.ary_from_iter(numbers))?;
        }
        Ok(all)
    }

    /// @return [Array<Integer>] ids of the stored rows of a table that #objects has as changed or unwanted
    /// @raise [OvirtNet::InternalError] once it was released
    fn touched(ruby: &Ruby, this: &Self, table: Symbol) -> Result<RArray, Error> {
        let name = table.name()?;
        let objects = Objects::of(&*this.core(ruby)?).into_iter().filter(|objects| objects.table == name);
        Ok(ruby.ary_from_iter(objects.flat_map(|objects| objects.updated.into_iter().chain(objects.deleted))))
    }

    /// @return [Hash{Symbol => Array(Integer, Integer, Integer, Integer)}] of the tables with stored objects: how many of them are not
    ///   listed any more, how many are stored, how many are listed, and how many of the first are in use by objects that are listed;
    ///   nothing of a part
    /// @raise [OvirtNet::InternalError] once it was released
    fn vanished(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let all = ruby.hash_new();
        for of in &this.core(ruby)?.vanished {
            all.aset(ruby.to_symbol(of.table), ruby.ary_from_iter([of.gone, of.stored, of.listed, of.referenced]))?;
        }
        Ok(all)
    }

    /// @return [Array<String>] what the log should say about the inventory and its rows
    /// @raise [OvirtNet::InternalError] once it was released
    fn notes(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        Ok(ruby.ary_from_iter(this.core(ruby)?.notes.iter().map(|note| ruby.str_new(note))))
    }

    /// @yieldparam columns [Array<Symbol>]
    /// @yieldparam arrays [Array<String>] of up to 10,000 rows; may refer to the rows of arrays before
    /// @raise [KeyError] for a table that was not read
    /// @raise [OvirtNet::InternalError] once it was released
    fn each_insert(ruby: &Ruby, this: &Self, table: Symbol) -> Result<(), Error> {
        let block = ruby.block_proc()?;
        let core = this.core(ruby)?;
        let writes = writes(ruby, &core, table)?;
        let columns: Vec<&str> = writes.table.stored.iter().map(|column| column.name.as_str()).collect();
        writes.inserts.iter().try_for_each(|batch| hand_over(ruby, block, &columns, batch))
    }

    /// @yieldparam columns [Array<Symbol>] +:id+, and the columns that changed
    /// @yieldparam arrays [Array<String>] of up to 10,000 rows
    /// @raise [KeyError] for a table that was not read
    /// @raise [OvirtNet::InternalError] once it was released
    fn each_update(ruby: &Ruby, this: &Self, table: Symbol) -> Result<(), Error> {
        let block = ruby.block_proc()?;
        let core = this.core(ruby)?;
        for (changed, batches) in &writes(ruby, &core, table)?.updates {
            let columns: Vec<&str> = std::iter::once("id").chain(changed.iter().copied()).collect();
            batches.iter().try_for_each(|batch| hand_over(ruby, block, &columns, batch))?;
        }
        Ok(())
    }

    /// @return [Array<Integer>] ids of the rows to delete
    /// @raise [KeyError] for a table that was not read
    /// @raise [OvirtNet::InternalError] once it was released
    fn deletes(ruby: &Ruby, this: &Self, table: Symbol) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        Ok(ruby.ary_from_iter(writes(ruby, &core, table)?.deletes.iter().copied()))
    }
}

fn writes<'c>(ruby: &Ruby, core: &'c Core, table: Symbol) -> Result<&'c Writes, Error> {
    let name = table.name()?;
    core.tables
        .iter()
        .find(|writes| writes.table.name == name)
        .ok_or_else(|| Error::new(ruby.exception_key_error(), format!("this delta has no table {name}")))
}

/// Calls the block with the columns' names and one array literal per column.
fn hand_over(ruby: &Ruby, block: Proc, columns: &[&str], batch: &Batch) -> Result<(), Error> {
    let columns = ruby.ary_from_iter(columns.iter().map(|name| ruby.to_symbol(name)));
    let arrays = ruby.ary_from_iter(batch.arrays.iter().map(|array| ruby.str_new(array)));
    block.call::<_, Value>((columns, arrays)).map(drop)
}

/// The text of a serialized column, by Ruby's own YAML.
fn psych(ruby: &Ruby, cell: &Cell<'_>) -> Result<String, Error> {
    dump(ruby, convert::cell(ruby, cell)?)
}

/// What this version of Psych quotes.
fn quoting(ruby: &Ruby) -> Result<Quoting, Error> {
    let is_quoted = |text: &str| dump(ruby, ruby.str_new(text).as_value()).map(|yaml| yaml.contains('\''));
    Ok(Quoting { octals: is_quoted("08:00:27:00:00:01")?, fractions: is_quoted("0.0.0.0/0")? })
}

fn dump(ruby: &Ruby, value: Value) -> Result<String, Error> {
    let psych: RModule = ruby.class_object().const_get("Psych")?;
    psych.funcall("dump", (value,))
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Delta", ruby.class_object())?;
    Delta::class(ruby);
    class.define_method("tables", method!(Delta::tables, 0))?;
    class.define_method("counts", method!(Delta::counts, 0))?;
    class.define_method("changes", method!(Delta::changes, 0))?;
    class.define_method("objects", method!(Delta::objects, 0))?;
    class.define_method("touched", method!(Delta::touched, 1))?;
    class.define_method("vanished", method!(Delta::vanished, 0))?;
    class.define_method("notes", method!(Delta::notes, 0))?;
    class.define_method("each_insert", method!(Delta::each_insert, 1))?;
    class.define_method("each_update", method!(Delta::each_update, 1))?;
    class.define_method("deletes", method!(Delta::deletes, 1))?;
    class.define_method("release", method!(Delta::release, 0))?;
    Ok(())
}
