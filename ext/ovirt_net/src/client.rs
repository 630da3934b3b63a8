//! `OvirtNet::Client`.

mod lists;

use std::sync::Arc;
use std::time::Duration;

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

    fn login(ruby: &Ruby, this: magnus::typed_data::Obj<Self>) -> Result<magnus::typed_data::Obj<Self>, Error> {
        let core = this.core(ruby)?;
        wait_for(ruby, async move { core.login().await })?;
        Ok(this)
    }

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

    fn verify(ruby: &Ruby, this: magnus::typed_data::Obj<Self>) -> Result<magnus::typed_data::Obj<Self>, Error> {
        let core = this.core(ruby)?;
        wait_for(ruby, async move { core.verify().await })?;
        Ok(this)
    }

    fn inventory(ruby: &Ruby, this: &Self) -> Result<Inventory, Error> {
        let core = this.core(ruby)?;
        wait_for(ruby, async move { core.inventory().await }).map(Inventory::new)
    }

    fn create_network(ruby: &Ruby, this: &Self, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.create_network(&given).await })
    }

    fn update_network(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, true)?;
        this.change(
            ruby,
            |core| async move { core.update_network(given.id(0), &given.attributes, given.ports()).await },
        )
    }

    fn delete_network(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, false)?;
        this.change(ruby, |core| async move { core.delete_network(given.id(0), given.ports()).await })
    }

    fn create_subnet(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 0, true)?;
        this.change(ruby, |core| async move { core.create_subnet(&given.attributes, given.ports()).await })
    }

    fn update_subnet(ruby: &Ruby, this: &Self, id: String, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.update_subnet(&id, &given).await })
    }

    fn delete_subnet(ruby: &Ruby, this: &Self, id: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.delete_subnet(&id).await })
    }

    fn create_router(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 0, true)?;
        this.change(ruby, |core| async move { core.create_router(&given.attributes, given.ports()).await })
    }

    fn update_router(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, true)?;
        this.change(ruby, |core| async move { core.update_router(given.id(0), &given.attributes, given.ports()).await })
    }

    fn delete_router(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 1, false)?;
        this.change(ruby, |core| async move { core.delete_router(given.id(0), given.ports()).await })
    }

    fn add_router_interface(ruby: &Ruby, this: &Self, router: String, subnet: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.add_router_interface(&router, &subnet).await })
    }

    fn remove_router_interface(ruby: &Ruby, this: &Self, arguments: &[Value]) -> Result<Value, Error> {
        let given = Given::new(ruby, arguments, 2, false)?;
        this.change(
            ruby,
            |core| async move { core.remove_router_interface(given.id(0), given.id(1), given.ports()).await },
        )
    }

    fn create_security_group(ruby: &Ruby, this: &Self, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.create_security_group(&given).await })
    }

    fn update_security_group(ruby: &Ruby, this: &Self, id: String, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.update_security_group(&id, &given).await })
    }

    fn delete_security_group(ruby: &Ruby, this: &Self, id: String) -> Result<Value, Error> {
        this.change(ruby, |core| async move { core.delete_security_group(&id).await })
    }

    fn create_security_group_rule(ruby: &Ruby, this: &Self, given: RHash) -> Result<Value, Error> {
        let given = changes::attributes(ruby, given)?;
        this.change(ruby, |core| async move { core.create_security_group_rule(&given).await })
    }

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
    class.define_method("inventory", method!(Client::inventory, 0))?;
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
