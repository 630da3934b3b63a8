//! `OvirtNet::Site` and `OvirtNet::AddressUsage`.

use magnus::{Error, RArray, RHash, RModule, Ruby, TryConvert, TypedData, function, method, prelude::*};
use ovirt_net_reachability::Site as Core;
use ovirt_net_views::Numbers;
use ovirt_net_views::{StoredGroup, StoredNetwork, StoredPort, StoredRouter, StoredRows, StoredRule, StoredSubnet};

use crate::reachability::Reachability;
use crate::{error, findings, wait::compute};

/// What decides about packets, of rows that are stored.
#[magnus::wrap(class = "OvirtNet::Site", free_immediately, size)]
pub(crate) struct Site {
    core: Core,
}

type Text = Option<String>;
type NetworkRow = (String, Text, bool, Option<i64>);
type SubnetRow = (String, Text, Text, Text, Text);
type PortRow = (String, Text, Text, Text, Text, Text, bool, bool, Vec<String>, Vec<String>);
type RouterRow = (String, Text, bool, Vec<(String, String)>);
type GroupRow = (String, Text);
type RuleRow = (String, Text, bool, Text, Text, Option<i64>, Option<i64>, Text, Text);

impl Site {
    /// See `new` in `lib/ovirt_net/site.rb`.
    fn build(ruby: &Ruby, tables: RHash) -> Result<Self, Error> {
        let rows =
            StoredRows {
                networks: each(ruby, tables, "networks", |(id, name, is_physical, mtu): NetworkRow| StoredNetwork {
                    id,
                    name,
                    is_physical,
                    mtu,
                })?,
                subnets: each(ruby, tables, "subnets", |(id, name, network, range, gateway): SubnetRow| {
                    StoredSubnet { id, name, network, range, gateway }
                })?,
                ports: each(ruby, tables, "ports", port)?,
                routers: each(ruby, tables, "routers", |(id, name, is_up, routes): RouterRow| StoredRouter {
                    id,
                    name,
                    is_up,
                    routes,
                })?,
                groups: each(ruby, tables, "security_groups", |(id, name): GroupRow| StoredGroup { id, name })?,
                rules: each(ruby, tables, "rules", rule)?,
            };
        Ok(Self { core: compute(ruby, move || rows.into())? })
    }

    /// @return [Reachability] what decides about the way of packets
    fn reachability(ruby: &Ruby, this: &Self) -> Result<Reachability, Error> {
        let site = this.core.clone();
        compute(ruby, move || Reachability::new(ovirt_net_reachability::Reachability::new(site)))
    }

    /// @return [Array<Hash>] as Inventory#exposure
    fn exposure(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let site = this.core.clone();
        findings::exposures(ruby, move || site.clone())
    }

    /// @return [Array<Hash>] as Inventory#findings
    fn findings(ruby: &Ruby, this: &Self) -> Result<RArray, Error> {
        let site = this.core.clone();
        findings::all(ruby, move || site.clone())
    }
}

fn port((id, name, network, mac, device, router, is_up, has_port_security, addresses, groups): PortRow) -> StoredPort {
    StoredPort { id, name, network, mac, device, router, is_up, has_port_security, addresses, groups }
}

fn rule((id, group, is_egress, version, protocol, first, last, range, remote_group): RuleRow) -> StoredRule {
    StoredRule { id, group, is_egress, version, protocol, first, last, range, remote_group }
}

fn each<R: TryConvert, P>(ruby: &Ruby, tables: RHash, table: &str, part: impl Fn(R) -> P) -> Result<Vec<P>, Error> {
    let rows: Option<RArray> = tables.lookup(ruby.to_symbol(table))?;
    rows.map_or_else(|| Ok(Vec::new()), |rows| parts(ruby, rows, part))
}

/// What is made of each row of an array.
pub(crate) fn parts<R: TryConvert, P>(ruby: &Ruby, rows: RArray, part: impl Fn(R) -> P) -> Result<Vec<P>, Error> {
    let mut parts = Vec::with_capacity(rows.len());
    for index in 0..rows.len() {
        let row = rows.entry(isize::try_from(index).map_err(|err| error::internal(ruby, &err.to_string()))?)?;
        parts.push(part(row));
    }
    Ok(parts)
}

/// See `OvirtNet::AddressUsage.of`.
fn usage(ruby: &Ruby, range: String, addresses: Vec<String>) -> Result<Option<RHash>, Error> {
    let counted = ovirt_net_views::numbers(&range, addresses.iter().map(String::as_str));
    counted.map(|counted| numbers(ruby, counted)).transpose()
}

/// `:total`, `:used` and `:free`.
pub(crate) fn numbers(ruby: &Ruby, counted: Numbers) -> Result<RHash, Error> {
    let numbers = ruby.hash_new();
    numbers.aset(ruby.to_symbol("total"), counted.total)?;
    numbers.aset(ruby.to_symbol("used"), counted.used)?;
    numbers.aset(ruby.to_symbol("free"), counted.free())?;
    Ok(numbers)
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Site", ruby.class_object())?;
    Site::class(ruby);
    class.define_singleton_method("build", function!(Site::build, 1))?;
    class.define_method("reachability", method!(Site::reachability, 0))?;
    class.define_method("exposure", method!(Site::exposure, 0))?;
    class.define_method("findings", method!(Site::findings, 0))?;
    module.define_module("AddressUsage")?.define_module_function("count", function!(usage, 2))?;
    Ok(())
}
