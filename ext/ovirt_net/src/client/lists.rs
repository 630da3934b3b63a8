//! `OvirtNet::Client#read_list`: one list at a time.

use magnus::{Error, RClass, RModule, Ruby, method, prelude::*};

use super::Client;
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
        let core = this.core(ruby)?;
        let part = wait_for(ruby, async move { core.read_list(&path).await })?;
        let objects = part.objects();
        inventory.merge(ruby, part)?;
        Ok(objects)
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
