//! `OvirtNet::Client`.

pub(crate) mod changes;
pub(crate) mod lists;
pub(crate) mod ports;

use std::sync::Arc;
use std::time::Duration;

use magnus::scan_args::{get_kwargs, scan_args};
use magnus::{Error, RArray, RClass, RHash, RModule, Ruby, TryConvert, TypedData, Value, function, method, prelude::*};
use ovirt_net_provider::{Client as Core, Endpoint, Options, Secret};

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
    /// @overload inventory(ports: true, partial: false)
    /// @param partial [Boolean] whether lists may be missing that the provider refuses while it gives others; Inventory#unread has
    ///   them
    /// @return [OvirtNet::Inventory]
    /// @raise [OvirtNet::ResponseError, InvalidResponseError, CatalogError, ConnectionError, AuthenticationError] if anything
    ///   else could not be read; nothing is then returned
    fn inventory(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Inventory, Error> {
        let given = scan_args::<(), (), (), (), RHash, ()>(arguments)?;
        let names = ["ports", "partial"];
        let (ports, partial) =
            get_kwargs::<_, (), (Option<bool>, Option<bool>), ()>(given.keywords, &[], &names)?.optional;
        let core = this.core(ruby)?;
        let ports = ports != Some(false);
        let read = async move {
            match partial {
                Some(true) => core.inventory_of_what_is_listed(ports).await,
                _ if ports => core.inventory().await,
                _ => core.inventory_without_ports().await,
            }
        };
        wait_for(ruby, read).map(Inventory::new)
    }

    /// Some ports alone, which cost the provider next to nothing each.
    /// @param networks [Hash{String => String, nil}] by the ports' ids, their networks'
    /// @return [OvirtNet::Inventory] a part of one: its Delta deletes no rows but those of the given ports that are gone while
    ///   their networks are there
    /// @raise [OvirtNet::Error] as of {#inventory}
    fn ports(ruby: &Ruby, this: &Self, networks: RHash) -> Result<Inventory, Error> {
        let (core, ids) = (this.core(ruby)?, networks.to_vec::<String, Option<String>>()?);
        wait_for(ruby, async move { core.ports(&ids).await }).map(Inventory::new)
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

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<RClass, Error> {
    let class = module.define_class("Client", ruby.class_object())?;
    Client::class(ruby);
    class.define_singleton_method("build", function!(Client::build, 1))?;
    class.define_method("login", method!(Client::login, 0))?;
    class.define_method("catalog", method!(Client::catalog, 0))?;
    class.define_method("tenants", method!(Client::tenants, 0))?;
    class.define_method("verify", method!(Client::verify, 0))?;
    class.define_method("inventory", method!(Client::inventory, -1))?;
    class.define_method("ports", method!(Client::ports, 1))?;
    class.define_method("inspect", method!(Client::inspect, 0))?;
    module.define_singleton_method("parse_endpoint", function!(endpoint, 1))?;
    Ok(class)
}
