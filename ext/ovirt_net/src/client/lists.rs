//! `OvirtNet::Client#read_list`: one list at a time.

use magnus::{Error, RClass, RModule, Ruby, method, prelude::*};

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
    class.define_method("complete", method!(Client::complete, 1))?;
    module.const_set("LISTS", ruby.ary_from_iter(ovirt_net_core::LISTS.map(|path| ruby.str_new(path))))
}
