//! `OvirtNet::Client#update_port`: security groups and port security.

use magnus::{Error, RClass, Ruby, Value, method, prelude::*};

use super::Client;
use crate::changes;
use crate::wait::wait_for;

impl Client {
    /// Changes a port's security groups or port security. It keeps its address: a fixed one is taken away by the provider and given
    /// back at once.
    ///
    /// @param attributes [Hash] :security_groups, ids of all that it is to have ("Default" is the provider's own); :add_security_groups
    ///   and :remove_security_groups, of those that change; :port_security_enabled
    /// @overload update_port(id, attributes, groups: nil)
    ///   @param groups [Hash, nil] names by ids, of groups that the provider has listed: its list is not read where they are enough
    /// @yieldparam address [String] which the port may be without when this is interrupted; before anything is sent, and only where
    ///   it has one and something is to be sent. {#restore_port_address} gives it back.
    /// @return [OvirtNet::Change]
    fn update_port(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let (core, (id, given, groups)) = (this.core(ruby)?, changes::port(ruby, arguments)?);
        let planned = wait_for(ruby, async move { core.plan_port(&id, &given, groups.as_ref()).await })?;
        if let Some(address) = planned.address().filter(|_| ruby.block_given()) {
            ruby.yield_value::<_, Value>(address)?;
        }
        this.change(ruby, |core| async move { core.change_port(planned).await })
    }

    /// Gives a port the address back that an interrupted {#update_port} has taken away; nothing is sent where it has it.
    ///
    /// @return [OvirtNet::Change]
    /// @raise [OvirtNet::ChangeNotAppliedError] where another port has it by now
    fn restore_port_address(ruby: &Ruby, this: &Self, id: String, address: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.restore_port_address(&id, &address).await })
    }
}

pub(crate) fn init(class: RClass) -> Result<(), Error> {
    class.define_method("update_port", method!(Client::update_port, -1))?;
    class.define_method("restore_port_address", method!(Client::restore_port_address, 2))
}
