//! `OvirtNet::Topology`.

use std::sync::Arc;

use magnus::{Error, RArray, RHash, RModule, Ruby, TryConvert, TypedData, function, method, prelude::*};
use ovirt_net_topology::Topology as Core;
use ovirt_net_topology::{
    DevicePart, GroupPart, Kind, Links, NetworkPart, Parts, PortPart, Selection, State, SubnetPart, Zoom,
};

use crate::{error, wait::compute};

/// What is connected to what.
#[magnus::wrap(class = "OvirtNet::Topology", free_immediately, size)]
pub(crate) struct Topology {
    core: Arc<Core>,
}

type Text = Option<String>;
type NetworkRow = (i64, Text, Text, Option<bool>, Text, Text, Text, Option<i64>);
type SubnetRow = (i64, Text, Option<i64>, Text, Text, Option<i64>);
type RouterRow = (i64, Text, Text, Option<i64>);
type VmRow = (i64, Text, Text);
type PortRow = (i64, Text, Text, Option<i64>, Text, Option<i64>, bool, Vec<String>, Vec<i64>);
type GroupRow = (i64, Text);

impl Topology {
    pub(crate) fn new(core: Core) -> Self {
        Self { core: Arc::new(core) }
    }

    /// See `new` in `lib/ovirt_net/topology.rb`.
    fn build(ruby: &Ruby, tables: RHash, pages: RHash) -> Result<Self, Error> {
        let tables = Tables { ruby, tables, pages };
        let page = |begin: &Text, id: i64| begin.as_ref().map(|begin| format!("{begin}{id}"));
        let begin = tables.page("networks")?;
        let network = |(id, name, status, external, kind, vlan, physical, mtu): NetworkRow| NetworkPart {
            page: page(&begin, id),
            id: id.to_string(),
            name,
            state: State::of(status.as_deref()),
            is_external: external == Some(true),
            way_out: NetworkPart::way_out(kind.as_deref(), vlan.as_deref(), physical.as_deref()),
            mtu,
        };
        let networks = tables.each("networks", network)?;
        let begin = tables.page("subnets")?;
        let subnets = tables.each("subnets", |(id, name, network, range, gateway, router): SubnetRow| SubnetPart {
            page: page(&begin, id),
            id: id.to_string(),
            name,
            network: text(network),
            range,
            gateway,
            router: text(router),
        })?;
        let begin = tables.page("routers")?;
        let routers = tables.each("routers", |(id, name, status, gateway): RouterRow| DevicePart {
            page: page(&begin, id),
            id: id.to_string(),
            name,
            state: State::of(status.as_deref()),
            gateway: text(gateway),
        })?;
        let begin = tables.page("vms")?;
        let vms = tables.each("vms", |(id, name, status): VmRow| DevicePart {
            page: page(&begin, id),
            id: id.to_string(),
            name,
            state: State::of(status.as_deref()),
            gateway: None,
        })?;
        let begin = tables.page("ports")?;
        let port = |(id, name, status, network, kind, device, is_gateway, addresses, groups): PortRow| {
            let kind = if kind.as_deref() == Some("router") { Kind::Router } else { Kind::Vm };
            PortPart {
                page: page(&begin, id),
                id: id.to_string(),
                name,
                state: State::of(status.as_deref()),
                network: text(network),
                device: device.map(|device| (kind, device.to_string())),
                is_gateway,
                addresses,
                groups: groups.iter().map(i64::to_string).collect(),
            }
        };
        let ports = tables.each("ports", port)?;
        let begin = tables.page("security_groups")?;
        let groups = tables.each("security_groups", |(id, name): GroupRow| GroupPart {
            page: page(&begin, id),
            id: id.to_string(),
            name,
        })?;
        let parts = Parts { networks, subnets, routers, vms, ports, groups };
        compute(ruby, move || Self::new(parts.into()))
    }

    /// See `only` in `lib/ovirt_net/topology.rb`.
    fn select(ruby: &Ruby, this: &Self, focus: Text, depth: usize, search: Text) -> Result<Option<Self>, Error> {
        let core = Arc::clone(&this.core);
        compute(ruby, move || core.select(&Selection { focus, depth, search }).map(Self::new))
    }

    /// See `along` in `lib/ovirt_net/topology.rb`.
    fn mark(ruby: &Ruby, this: &Self, keys: Vec<String>, depth: Option<usize>) -> Result<Self, Error> {
        let core = Arc::clone(&this.core);
        compute(ruby, move || Self::new(core.along(&keys.into_iter().collect(), depth)))
    }

    /// See `svg` in `lib/ovirt_net/topology.rb`.
    fn draw(ruby: &Ruby, this: &Self, title: String, focus: Text, zoom: Option<u16>) -> Result<String, Error> {
        let core = Arc::clone(&this.core);
        let zoom = match zoom {
            None => Zoom::Natural,
            Some(0) => Zoom::Fit,
            Some(percent) => Zoom::Percent(percent),
        };
        compute(ruby, move || core.svg(&title, &Links { focus, to_list: false }, zoom))
    }

    /// See `html` in `lib/ovirt_net/topology.rb`.
    fn file(ruby: &Ruby, this: &Self, title: String) -> Result<String, Error> {
        let core = Arc::clone(&this.core);
        compute(ruby, move || core.html(&title, &Links::default()))
    }

    /// @return [String] the same as nested lists in HTML
    fn list(ruby: &Ruby, this: &Self) -> Result<String, Error> {
        let core = Arc::clone(&this.core);
        compute(ruby, move || core.list(&Links::default()))
    }

    /// @return [String] a line per object, each below what it is connected to
    fn text(ruby: &Ruby, this: &Self) -> Result<String, Error> {
        let core = Arc::clone(&this.core);
        compute(ruby, move || core.text())
    }

    /// @return [Hash{Symbol => Integer}] how many networks, devices (routers, VMs, ports of others) and security groups
    fn counts(ruby: &Ruby, this: &Self) -> Result<RHash, Error> {
        let counts = ruby.hash_new();
        counts.aset(ruby.to_symbol("networks"), this.core.networks.len())?;
        counts.aset(ruby.to_symbol("devices"), this.core.devices.len())?;
        counts.aset(ruby.to_symbol("security_groups"), this.core.groups.len())?;
        Ok(counts)
    }
}

/// What Ruby gives: arrays of cells by table, and what the address of a row's page begins with.
struct Tables<'r> {
    ruby: &'r Ruby,
    tables: RHash,
    pages: RHash,
}

impl Tables<'_> {
    fn page(&self, table: &str) -> Result<Text, Error> {
        self.pages.lookup(self.ruby.to_symbol(table))
    }

    fn each<R: TryConvert, P>(&self, table: &str, part: impl Fn(R) -> P) -> Result<Vec<P>, Error> {
        let rows: Option<RArray> = self.tables.lookup(self.ruby.to_symbol(table))?;
        let Some(rows) = rows else { return Ok(Vec::new()) };
        let mut parts = Vec::with_capacity(rows.len());
        for index in 0..rows.len() {
            let row =
                rows.entry(isize::try_from(index).map_err(|err| error::internal(self.ruby, &err.to_string()))?)?;
            parts.push(part(row));
        }
        Ok(parts)
    }
}

fn text(id: Option<i64>) -> Text {
    id.map(|id| id.to_string())
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Topology", ruby.class_object())?;
    Topology::class(ruby);
    class.define_singleton_method("build", function!(Topology::build, 2))?;
    class.define_method("select", method!(Topology::select, 3))?;
    class.define_method("mark", method!(Topology::mark, 2))?;
    class.define_method("draw", method!(Topology::draw, 3))?;
    class.define_method("file", method!(Topology::file, 1))?;
    class.define_method("list", method!(Topology::list, 0))?;
    class.define_method("text", method!(Topology::text, 0))?;
    class.define_method("counts", method!(Topology::counts, 0))?;
    Ok(())
}
