//! `OvirtNet::Inventory#exposure` and `#findings`.

use std::collections::HashMap;

use magnus::{Error, RArray, RHash, Ruby};
use ovirt_net_provider::Inventory;
use ovirt_net_reachability::{Finding, Named, Opening, Site, Whom, exposure, findings, protocol_name};

use crate::{error, wait::compute};

/// See `Inventory::exposure`.
pub(crate) fn exposures(ruby: &Ruby, inventory: impl Fn() -> Site + Send + 'static) -> Result<RArray, Error> {
    let (site, exposures) = compute(ruby, move || {
        let site = inventory();
        let exposures = exposure(&site);
        (site, exposures)
    })?;
    let ports: HashMap<&str, (&str, &str)> =
        site.ports.iter().map(|port| (port.id.as_str(), (port.name.as_str(), port.network.as_str()))).collect();
    let networks: HashMap<&str, &str> =
        site.networks.iter().map(|network| (network.id.as_str(), network.name.as_str())).collect();
    let groups: HashMap<&str, &str> =
        site.groups.iter().map(|group| (group.id.as_str(), group.name.as_str())).collect();
    error::guarded(ruby, || {
        let all = ruby.ary_new_capa(exposures.len());
        for of_port in &exposures {
            let (name, network) = ports.get(of_port.port.as_str()).copied().unwrap_or_default();
            let hash = ruby.hash_new();
            hash.aset(ruby.to_symbol("port"), object(ruby, &of_port.port, name)?)?;
            hash.aset(ruby.to_symbol("network"), object(ruby, network, networks.get(network).unwrap_or(&network))?)?;
            let openings = of_port.openings.iter().map(|one| opening(ruby, one, &groups));
            hash.aset(ruby.to_symbol("open"), collected(ruby, openings)?)?;
            all.push(hash)?;
        }
        Ok(all)
    })
}

/// See `Inventory::findings`.
pub(crate) fn all(ruby: &Ruby, inventory: impl Fn() -> Site + Send + 'static) -> Result<RArray, Error> {
    let found = compute(ruby, move || findings(inventory()))?;
    error::guarded(ruby, || collected(ruby, found.iter().map(|finding| described(ruby, finding))))
}

/// What decides of an inventory.
pub(crate) fn site(inventory: &Inventory) -> Site {
    ovirt_net_views::site(inventory)
}

fn collected(ruby: &Ruby, hashes: impl Iterator<Item = Result<RHash, Error>>) -> Result<RArray, Error> {
    let all = ruby.ary_new();
    for hash in hashes {
        all.push(hash?)?;
    }
    Ok(all)
}

fn object(ruby: &Ruby, id: &str, name: &str) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset(ruby.to_symbol("id"), id)?;
    hash.aset(ruby.to_symbol("name"), name)?;
    Ok(hash)
}

fn opening(ruby: &Ruby, opening: &Opening, groups: &HashMap<&str, &str>) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset(
        ruby.to_symbol("from"),
        match &opening.from {
            Whom::Anyone => "anyone".into(),
            Whom::Range(range) => range.to_string(),
            Whom::Group(id) => format!("security group \"{}\"", groups.get(id.as_str()).unwrap_or(&id.as_str())),
        },
    )?;
    if let Whom::Group(id) = &opening.from {
        hash.aset(ruby.to_symbol("security_group_id"), id.as_str())?;
    }
    hash.aset(ruby.to_symbol("ip_version"), opening.version)?;
    hash.aset(ruby.to_symbol("protocol"), opening.protocol.map(protocol_name))?;
    hash.aset(ruby.to_symbol("first_port"), opening.ports.map(|(first, _)| first))?;
    hash.aset(ruby.to_symbol("last_port"), opening.ports.map(|(_, last)| last))?;
    hash.aset(ruby.to_symbol("text"), opening.to_string())?;
    Ok(hash)
}

fn described(ruby: &Ruby, finding: &Finding) -> Result<RHash, Error> {
    let named = |named: &Named| {
        let hash = object(ruby, &named.id, &named.name)?;
        hash.aset(ruby.to_symbol("kind"), named.kind)?;
        Ok(hash)
    };
    let hash = ruby.hash_new();
    hash.aset(ruby.to_symbol("code"), ruby.to_symbol(finding.code))?;
    hash.aset(ruby.to_symbol("object"), named(&finding.object)?)?;
    hash.aset(ruby.to_symbol("others"), collected(ruby, finding.others.iter().map(named))?)?;
    hash.aset(ruby.to_symbol("why"), finding.why.as_str())?;
    hash.aset(ruby.to_symbol("remedy"), finding.remedy.as_str())?;
    Ok(hash)
}
