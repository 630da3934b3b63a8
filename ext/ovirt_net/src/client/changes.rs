//! The changes of `OvirtNet::Client`.
//!
//! They are checked before they are sent, sent once, and compared with what is there afterwards; values may be texts, as
//! forms send them. Each returns an `OvirtNet::Change` and raises `InvalidChangeError` (nothing was changed),
//! `ChangeNotAppliedError`, `OutcomeUnknownError` or what else came of it.
//!
//! The provider needs seconds for its list of ports, in which nobody else gets an answer, and next to nothing for one port. So
//! some take `ports`, the ids of ports that are known. They are looked at before they are relied on. Without them the list is
//! read where it is needed.

use std::sync::Arc;

use magnus::{Error, RClass, RHash, Ruby, Value, method, prelude::*};
use ovirt_net_provider::{Change, Client as Core};

use super::Client;
use crate::changes::{self, Given};
use crate::wait::wait_for;

impl Client {
    /// @param attributes [Hash] :name, :mtu (bytes), :port_security_enabled, :network_type ("flat", "vlan" or none),
    ///   :physical_network, :segmentation_id (1 to 4094), :tenant_id
    /// @return [OvirtNet::Change]
    fn create_network(ruby: &Ruby, this: &Self, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.create_network(&given).await })
    }

    /// @overload update_network(id, attributes, ports: nil)
    ///   @param ports [Array<String>, nil] ids of ports of the network
    /// @return [OvirtNet::Change]
    fn update_network(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, true)?;
        this.change(
            ruby,
            |core| async move { core.update_network(given.id(0), &given.attributes, given.ports()).await },
        )
    }

    /// @overload delete_network(id, ports: nil)
    ///   @param ports [Array<String>, nil] ids of ports of the network
    /// @return [OvirtNet::Change]
    fn delete_network(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, false)?;
        this.change(ruby, |core| async move { core.delete_network(given.id(0), given.ports()).await })
    }

    /// @overload create_subnet(attributes, ports: nil)
    ///   @param attributes [Hash] :name, :network_id, :cidr, :gateway_ip, :dns_nameservers (one address), :ip_version,
    ///     :ipv6_address_mode ("dhcpv6-stateful" or "dhcpv6-stateless"), :enable_dhcp (true), :tenant_id
    ///   @param ports [Array<String>, nil] ids of ports of the network, which get addresses
    /// @return [OvirtNet::Change]
    fn create_subnet(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 0, true)?;
        this.change(ruby, |core| async move { core.create_subnet(&given.attributes, given.ports()).await })
    }

    /// @param attributes [Hash] :name, :gateway_ip, :dns_nameservers; the others where they are what they were
    /// @return [OvirtNet::Change]
    fn update_subnet(ruby: &Ruby, this: &Self, id: String, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.update_subnet(&id, &given).await })
    }

    /// @param id [String] of the subnet
    /// @return [OvirtNet::Change]
    fn delete_subnet(ruby: &Ruby, this: &Self, id: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.delete_subnet(&id).await })
    }

    /// @overload create_router(attributes, ports: nil)
    ///   @param attributes [Hash] :name, :admin_state_up, :gateway_network_id, :gateway_subnet_id, :gateway_ip_address,
    ///     :enable_snat (false), :tenant_id
    ///   @param ports [Array<String>, nil] ids of ports of routers on the gateway's network
    /// @return [OvirtNet::Change]
    fn create_router(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 0, true)?;
        this.change(ruby, |core| async move { core.create_router(&given.attributes, given.ports()).await })
    }

    /// @overload update_router(id, attributes, ports: nil)
    ///   @param attributes [Hash] a :gateway_network_id of nil takes the gateway away
    ///   @param ports [Array<String>, nil] ids of ports of the router, and of routers on the gateway's network
    /// @return [OvirtNet::Change]
    fn update_router(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, true)?;
        this.change(ruby, |core| async move { core.update_router(given.id(0), &given.attributes, given.ports()).await })
    }

    /// @overload delete_router(id, ports: nil)
    ///   @param ports [Array<String>, nil] ids of ports of the router
    /// @return [OvirtNet::Change]
    fn delete_router(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, false)?;
        this.change(ruby, |core| async move { core.delete_router(given.id(0), given.ports()).await })
    }

    /// Connects a subnet to a router, at the subnet's gateway.
    /// @return [OvirtNet::Change]
    fn add_router_interface(ruby: &Ruby, this: &Self, router: String, subnet: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.add_router_interface(&router, &subnet).await })
    }

    /// @overload remove_router_interface(router_id, subnet_id, ports: nil)
    ///   @param ports [Array<String>, nil] ids of ports of the router, and of routers on the subnet's network
    /// @return [OvirtNet::Change]
    fn remove_router_interface(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 2, false)?;
        this.change(
            ruby,
            |core| async move { core.remove_router_interface(given.id(0), given.id(1), given.ports()).await },
        )
    }

    /// @param attributes [Hash] :name, :description, :tenant_id
    /// @return [OvirtNet::Change]
    fn create_security_group(ruby: &Ruby, this: &Self, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.create_security_group(&given).await })
    }

    /// @param attributes [Hash] :name, :description
    /// @return [OvirtNet::Change]
    fn update_security_group(ruby: &Ruby, this: &Self, id: String, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.update_security_group(&id, &given).await })
    }

    /// @param id [String] of the group
    /// @return [OvirtNet::Change]
    fn delete_security_group(ruby: &Ruby, this: &Self, id: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.delete_security_group(&id).await })
    }

    /// @param attributes [Hash] :security_group_id, :direction ("ingress" or "egress"), :ethertype ("IPv4" or "IPv6"),
    ///   :protocol, :port_range_min, :port_range_max, :remote_ip_prefix, :remote_group_id
    /// @return [OvirtNet::Change]
    fn create_security_group_rule(ruby: &Ruby, this: &Self, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.create_security_group_rule(&given).await })
    }

    /// Adds another rule and removes this one then; where it means what is asked for already, it is left alone.
    ///
    /// @param shown [Hash, nil] the whole rule as it was shown; only what differs from it in the attributes is new, and checked
    /// @param attributes [Hash] the whole rule as it is asked for, as for {#create_security_group_rule}
    /// @param removed [Boolean] whether it was removed for this: then it is added; otherwise, a rule that is gone is an error
    /// @return [OvirtNet::Change]
    fn replace_security_group_rule(
        ruby: &Ruby,
        this: &Self,
        id: String,
        shown: Option<RHash>,
        given: RHash,
        removed: bool,
    ) -> Result<Value, Error> {
        let shown = shown.map(|shown| changes::attributes(ruby, shown)).transpose()?;
        let given = changes::attributes(ruby, given)?;
        this.change(
            ruby,
            |core| async move { core.replace_security_group_rule(&id, shown.as_ref(), &given, removed).await },
        )
    }

    /// @param id [String] of the rule
    /// @return [OvirtNet::Change]
    fn delete_security_group_rule(ruby: &Ruby, this: &Self, id: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.delete_security_group_rule(&id).await })
    }

    /// Does a change on the runtime, and gives the `OvirtNet::Change`.
    pub(super) fn change<F>(&self, ruby: &Ruby, change: impl FnOnce(Arc<Core>) -> F) -> Result<Value, Error>
    where
        F: Future<Output = ovirt_net_provider::Result<Change>> + Send + 'static,
    {
        let done = wait_for(ruby, change(self.core(ruby)?))?;
        changes::change(ruby, done)
    }
}

pub(crate) fn init(class: RClass) -> Result<(), Error> {
    class.define_method("create_network", method!(Client::create_network, 1))?;
    class.define_method("update_network", method!(Client::update_network, -1))?;
    class.define_method("delete_network", method!(Client::delete_network, -1))?;
    class.define_method("create_subnet", method!(Client::create_subnet, -1))?;
    class.define_method("update_subnet", method!(Client::update_subnet, 2))?;
    class.define_method("delete_subnet", method!(Client::delete_subnet, 1))?;
    class.define_method("create_router", method!(Client::create_router, -1))?;
    class.define_method("update_router", method!(Client::update_router, -1))?;
    class.define_method("delete_router", method!(Client::delete_router, -1))?;
    class.define_method("add_router_interface", method!(Client::add_router_interface, 2))?;
    class.define_method("remove_router_interface", method!(Client::remove_router_interface, -1))?;
    class.define_method("create_security_group", method!(Client::create_security_group, 1))?;
    class.define_method("update_security_group", method!(Client::update_security_group, 2))?;
    class.define_method("delete_security_group", method!(Client::delete_security_group, 1))?;
    class.define_method("create_security_group_rule", method!(Client::create_security_group_rule, 1))?;
    class.define_method("replace_security_group_rule", method!(Client::replace_security_group_rule, 4))?;
    class.define_method("delete_security_group_rule", method!(Client::delete_security_group_rule, 1))
}
