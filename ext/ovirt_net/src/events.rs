//! `OvirtNet::Events`.

use std::sync::Arc;

use magnus::{Error, RArray, RHash, RModule, Ruby, Symbol, TryConvert, Value, function, prelude::*, r_hash::ForEach};
use ovirt_net_provider::Inventory as Core;
use ovirt_net_sync::events::{Event, Kind, SUMMARY, Snapshot, between, summary};

use crate::inventory::Inventory;
use crate::wait::compute;
use crate::{changes, convert};

/// What is to be compared; a snapshot is made of it beside Ruby's threads.
enum Moment {
    Read(Arc<Core>),
    Stored(Snapshot),
}

impl Moment {
    fn of(ruby: &Ruby, given: Value) -> Result<Self, Error> {
        match RHash::from_value(given) {
            Some(stored) => Ok(Self::Stored(Snapshot::of_stored(&changes::attributes(ruby, stored)?))),
            None => Ok(Self::Read(<&Inventory as TryConvert>::try_convert(given)?.core(ruby)?)),
        }
    }

    fn snapshot(self) -> Snapshot {
        match self {
            Self::Read(inventory) => Snapshot::new(&inventory),
            Self::Stored(snapshot) => snapshot,
        }
    }
}

/// See `between` in `lib/ovirt_net/events.rb`.
fn events(ruby: &Ruby, old: Value, new: Value) -> Result<RArray, Error> {
    let (old, new) = (Moment::of(ruby, old)?, Moment::of(ruby, new)?);
    let events = compute(ruby, move || between(&old.snapshot(), &new.snapshot()))?;
    let all = ruby.ary_new_capa(events.len());
    for event in &events {
        all.push(hash(ruby, event)?)?;
    }
    Ok(all)
}

fn hash(ruby: &Ruby, event: &Event) -> Result<RHash, Error> {
    let kind = match event.kind {
        Kind::Created => "created",
        Kind::Updated => "updated",
        Kind::Deleted => "deleted",
    };
    let changes = ruby.hash_new();
    for (column, values) in &event.changes {
        changes.aset(ruby.to_symbol(column), convert::json(ruby, values)?)?;
    }
    let hash = ruby.hash_new();
    hash.aset(ruby.to_symbol("event_type"), ruby.str_new(&event.event_type))?;
    hash.aset(ruby.to_symbol("kind"), ruby.to_symbol(kind))?;
    hash.aset(ruby.to_symbol("table"), ruby.to_symbol(event.table))?;
    hash.aset(ruby.to_symbol("ems_ref"), ruby.str_new(&event.ems_ref))?;
    hash.aset(ruby.to_symbol("name"), ruby.str_new(&event.name))?;
    hash.aset(ruby.to_symbol("message"), ruby.str_new(&event.message))?;
    hash.aset(ruby.to_symbol("changes"), changes)?;
    hash.aset(ruby.to_symbol("vm"), event.vm)?;
    hash.aset(ruby.to_symbol("former_vm"), event.former_vm)?;
    Ok(hash)
}

/// See `summary` in `lib/ovirt_net/events.rb`.
fn sentence(counts: RHash) -> Result<String, Error> {
    let mut all = Vec::new();
    counts.foreach(|table: Symbol, counts: [usize; 3]| {
        all.push((table.name()?.into_owned(), counts));
        Ok(ForEach::Continue)
    })?;
    Ok(summary(&all))
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let events = module.define_module("Events")?;
    events.const_set("SUMMARY", ruby.str_new(SUMMARY))?;
    events.define_singleton_method("all_between", function!(self::events, 2))?;
    events.define_singleton_method("sentence", function!(sentence, 1))?;
    Ok(())
}
