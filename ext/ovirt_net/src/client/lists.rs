//! `OvirtNet::Client#read_list`: one list at a time.

use magnus::{Error, RClass, RHash, RModule, Ruby, method, prelude::*};

use super::Client;
use crate::error;
use crate::inventory::Inventory;
use crate::wait::wait_for;

impl Client {
    /// Reads one list alone, for a check.
    ///
    /// @param path [String] one of OvirtNet::LISTS
    /// @param inventory [OvirtNet::Inventory] gets what was read; Inventory.build gives an empty one
    /// @return [Integer, nil] how many objects it has; nil where this provider has no such list
    /// @raise [OvirtNet::InvalidOptionError] for another path; [OvirtNet::Error] as of {#inventory}
    fn read_list(ruby: &Ruby, this: &Self, path: String, inventory: &Inventory) -> Result<Option<usize>, Error> {
        let (core, mut lists) = (this.core(ruby)?, inventory.take(ruby)?);
        // What was read before is kept, whatever becomes of this list.
        let (lists, objects) = wait_for(ruby, async move {
            let objects = core.read_list(&path, &mut lists).await;
            Ok((lists, objects))
        })?;
        inventory.put(lists);
        objects.map_err(|error| error::raised(ruby, &error))
    }

    /// Asks for objects one by one: which of a list that is refused the provider cannot give alone, either.
    ///
    /// @param path [String] one of OvirtNet::LISTS
    /// @param ids [Array<String>] which objects
    /// @return [Hash{String => String}] by id of those that are there and cannot be given, the provider's words
    /// @raise [OvirtNet::InvalidOptionError] for another path; [OvirtNet::Error] as of {#inventory}
    fn broken_objects(ruby: &Ruby, this: &Self, path: String, ids: Vec<String>) -> Result<RHash, Error> {
        let core = this.core(ruby)?;
        let broken = wait_for(ruby, async move { core.broken_objects(&path, &ids).await })?;
        let by_id = ruby.hash_new();
        for (id, words) in broken {
            by_id.aset(id, words)?;
        }
        Ok(by_id)
    }

    /// Puts right what only all lists together tell; {#inventory} has done so.
    ///
    /// @return [nil]
    /// @raise [OvirtNet::Error] as of {#inventory}
    fn complete(ruby: &Ruby, this: &Self, inventory: &Inventory) -> Result<(), Error> {
        let (core, read) = (this.core(ruby)?, inventory.take(ruby)?);
        let complete = wait_for(ruby, async move { core.complete(read).await })?;
        inventory.put(complete);
        Ok(())
    }
}

pub(crate) fn init(ruby: &Ruby, module: &RModule, class: RClass) -> Result<(), Error> {
    class.define_method("read_list", method!(Client::read_list, 2))?;
    class.define_method("broken_objects", method!(Client::broken_objects, 2))?;
    class.define_method("complete", method!(Client::complete, 1))?;
    module.const_set("LISTS", ruby.ary_from_iter(ovirt_net_provider::LISTS.map(|path| ruby.str_new(path))))
}
