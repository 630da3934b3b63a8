//! `OvirtNet::Client`.
//!
//! Its changes are checked before they are sent, sent once, and compared with what is there afterwards; values may be texts, as
//! forms send them. Each returns an `OvirtNet::Change` and raises `InvalidChangeError` (nothing was changed),
//! `ChangeNotAppliedError`, `OutcomeUnknownError` or what else came of it.
//!
//! The provider needs seconds for its list of ports, in which nobody else gets an answer, and next to nothing for one port. So
//! some take `ports`, the ids of ports that are known. They are looked at before they are relied on. Without them the list is
//! read where it is needed.

mod lists;

use std::sync::Arc;
use std::time::Duration;

use magnus::scan_args::{get_kwargs, scan_args};
use magnus::{Error, RArray, RHash, RModule, Ruby, TryConvert, TypedData, Value, function, method, prelude::*};
use ovirt_net_core::{Change, Client as Core, Endpoint, Options, Secret};

use crate::changes::{self, Given};
use crate::inventory::Inventory;
use crate::runtime::ProcessLocal;
use crate::{error, wait::wait_for};

/// A provider and a user on it. The options belong to every process; the core client, with its token and sockets, to the
/// one that made it, so that a forked child logs in anew.
#[magnus::wrap(class = "OvirtNet::Client", free_immediately, size)]
struct Client {
    options: Options,
    core: ProcessLocal<Arc<Core>>,
}

impl Client {
    /// `OvirtNet::Client.build(options)`; defaults and names are checked in Ruby.
    fn build(ruby: &Ruby, given: RHash) -> Result<Self, Error> {
        error::guarded(ruby, || {
            let client = Self { options: options(ruby, given)?, core: ProcessLocal::new() };
            client.core(ruby)?;
            Ok(client)
        })
    }

    fn core(&self, ruby: &Ruby) -> Result<Arc<Core>, Error> {
        self.core
            .with(|| Core::new(self.options.clone()).map(Arc::new), Arc::clone)
            .map_err(|error| error::raised(ruby, &error))
    }

    /// Logs in now.
    /// @return [OvirtNet::Client] itself
    /// @raise [OvirtNet::AuthenticationError, SingleSignOnError, ConnectionError, CertificateError, InvalidResponseError]
    fn login(ruby: &Ruby, this: magnus::typed_data::Obj<Self>) -> Result<magnus::typed_data::Obj<Self>, Error> {
        let core = this.core(ruby)?;
        wait_for(ruby, async move { core.login().await })?;
        Ok(this)
    }

    /// @return [Array<Hash>] each `:type`, `:name`, `:region`, `:interface`, `:url` and, for the network service, `:used`
    /// @raise [OvirtNet::Error] as of {#login}
    fn catalog(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        let (catalog, network) = wait_for(ruby, async move {
            let catalog = core.catalog().await?;
            Ok((catalog, core.network_url().await.ok()))
        })?;
        let entries = ruby.ary_new_capa(catalog.entries.len());
        for entry in &catalog.entries {
            let hash = ruby.hash_new();
            hash.aset(ruby.to_symbol("type"), entry.kind.as_str())?;
            hash.aset(ruby.to_symbol("name"), entry.name.as_deref())?;
            hash.aset(ruby.to_symbol("region"), entry.region.as_deref())?;
            hash.aset(ruby.to_symbol("interface"), entry.interface)?;
            hash.aset(ruby.to_symbol("url"), entry.url.as_str())?;
            let used = network.as_ref().filter(|_| entry.kind == "network").map(|url| url.as_str());
            hash.aset(ruby.to_symbol("used"), used)?;
            entries.push(hash)?;
        }
        Ok(entries)
    }

    /// @return [Array<Hash>] each `:id`, `:name`, `:description`, `:enabled`
    /// @raise [OvirtNet::Error] as of {#inventory}
    fn tenants(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let core = this.core(ruby)?;
        let tenants = wait_for(ruby, async move { core.tenants().await })?;
        let list = ruby.ary_new_capa(tenants.len());
        for tenant in &tenants {
            let hash = ruby.hash_new();
            hash.aset(ruby.to_symbol("id"), tenant.id.as_str())?;
            hash.aset(ruby.to_symbol("name"), tenant.name.as_deref())?;
            hash.aset(ruby.to_symbol("description"), tenant.description.as_deref())?;
            hash.aset(ruby.to_symbol("enabled"), tenant.enabled)?;
            list.push(hash)?;
        }
        Ok(list)
    }

    /// Logs in now and reads the networks, which takes more rights than a login.
    /// @return [OvirtNet::Client] itself
    /// @raise [OvirtNet::Error] as of {#login} and {#inventory}
    fn verify(ruby: &Ruby, this: magnus::typed_data::Obj<Self>) -> Result<magnus::typed_data::Obj<Self>, Error> {
        let core = this.core(ruby)?;
        wait_for(ruby, async move { core.verify().await })?;
        Ok(this)
    }

    /// Everything the provider has: one login, seven lists, the tenants. Without the ports, it takes the provider a
    /// fraction of the time, and what only ports tell of others is left as it is stored.
    /// @overload inventory(ports: true)
    /// @return [OvirtNet::Inventory]
    /// @raise [OvirtNet::ResponseError, InvalidResponseError, CatalogError, ConnectionError, AuthenticationError] if anything
    ///   could not be read; nothing is then returned
    fn inventory(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Inventory, Error> {
        let given = scan_args::<(), (), (), (), RHash, ()>(arguments)?;
        let (ports,) = get_kwargs::<_, (), (Option<bool>,), ()>(given.keywords, &[], &["ports"])?.optional;
        let core = this.core(ruby)?;
        let read = async move {
            if ports == Some(false) { core.inventory_without_ports().await } else { core.inventory().await }
        };
        wait_for(ruby, read).map(Inventory::new)
    }

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
    fn change<F>(&self, ruby: &Ruby, change: impl FnOnce(Arc<Core>) -> F) -> Result<Value, Error>
    where
        F: Future<Output = ovirt_net_core::Result<Change>> + Send + 'static,
    {
        let done = wait_for(ruby, change(self.core(ruby)?))?;
        changes::change(ruby, done)
    }

    fn inspect(&self) -> String {
        let Options { authentication_url, username, password, .. } = &self.options;
        format!(
            "#<OvirtNet::Client authentication_url={authentication_url:?} username={username:?} password={password:?}>"
        )
    }
}

fn options(ruby: &Ruby, given: RHash) -> Result<Options, Error> {
    let text = |name: &str| fetch::<Option<String>>(ruby, given, name);
    let seconds = |name: &str| fetch::<f64>(ruby, given, name).map(Duration::from_secs_f64);
    let url = text("authentication_url")?.unwrap_or_default();
    let password = Secret::new(text("password")?.unwrap_or_default());
    let mut options = Options::new(url, text("username")?.unwrap_or_default(), password);
    options.tenant = text("tenant")?;
    options.region = text("region")?;
    options.interface = text("interface")?.unwrap_or_default();
    options.verify_ssl = fetch(ruby, given, "verify_ssl")?;
    options.certificate_authority = text("certificate_authority")?;
    options.proxy = text("proxy")?.map(Secret::new);
    options.connect_timeout = seconds("connect_timeout")?;
    options.read_timeout = seconds("read_timeout")?;
    options.retry_wait = seconds("retry_wait")?;
    Ok(options)
}

fn fetch<T: TryConvert>(ruby: &Ruby, given: RHash, name: &str) -> Result<T, Error> {
    given.fetch(ruby.to_symbol(name))
}

/// `OvirtNet.endpoint(url)`: what ManageIQ stores of an authentication URL.
fn endpoint(ruby: &Ruby, url: String) -> Result<RHash, Error> {
    let parse = || Endpoint::parse(&url).map_err(|error| error::raised(ruby, &error));
    let endpoint = error::guarded(ruby, parse)?;
    let hash = ruby.hash_new();
    hash.aset(ruby.to_symbol("hostname"), endpoint.hostname)?;
    hash.aset(ruby.to_symbol("port"), endpoint.port)?;
    hash.aset(ruby.to_symbol("api_version"), endpoint.api_version)?;
    hash.aset(ruby.to_symbol("security_protocol"), endpoint.security_protocol)?;
    Ok(hash)
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Client", ruby.class_object())?;
    Client::class(ruby);
    class.define_singleton_method("build", function!(Client::build, 1))?;
    class.define_method("login", method!(Client::login, 0))?;
    class.define_method("catalog", method!(Client::catalog, 0))?;
    class.define_method("tenants", method!(Client::tenants, 0))?;
    class.define_method("verify", method!(Client::verify, 0))?;
    class.define_method("inventory", method!(Client::inventory, -1))?;
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
    class.define_method("delete_security_group_rule", method!(Client::delete_security_group_rule, 1))?;
    lists::init(ruby, module, class)?;
    class.define_method("inspect", method!(Client::inspect, 0))?;
    module.define_singleton_method("parse_endpoint", function!(endpoint, 1))?;
    Ok(())
}
