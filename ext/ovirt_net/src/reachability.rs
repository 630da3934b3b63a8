//! `OvirtNet::Reachability`.

use std::net::IpAddr;
use std::sync::Arc;

use magnus::{Error, RArray, RHash, RModule, Ruby, TypedData, method, prelude::*};
use ovirt_net_reachability::{Advice, Cause, End, Line, Question, Reachability as Core, Report, Traffic};

use crate::{error, wait::compute};

/// What decides about the way of packets, ready to be asked.
#[magnus::wrap(class = "OvirtNet::Reachability", free_immediately, size)]
pub(crate) struct Reachability {
    core: Arc<Core>,
}

impl Reachability {
    pub(crate) fn new(core: Core) -> Self {
        Self { core: Arc::new(core) }
    }

    /// See `ask` in `lib/ovirt_net/reachability.rb`.
    fn trace(
        ruby: &Ruby,
        this: &Self,
        from: String,
        to: String,
        protocol: String,
        port: Option<u16>,
    ) -> Result<RHash, Error> {
        let traffic = match protocol.as_str() {
            "tcp" => Traffic::Tcp(port),
            "udp" => Traffic::Udp(port),
            "icmp" => Traffic::Icmp,
            _ => Traffic::Any,
        };
        let (core, question) = (Arc::clone(&this.core), Question { from: end(from), to: end(to), traffic });
        let report = compute(ruby, move || core.report(&question))?;
        error::guarded(ruby, || hash(ruby, &report))
    }

    /// See `ports_called` in `lib/ovirt_net/reachability.rb`.
    fn ports_called(ruby: &Ruby, this: &Self, text: String) -> Result<RArray, Error> {
        let found = ruby.ary_new();
        let site = this.core.site();
        for port in site.ports.iter().filter(|port| port.id == text || port.name == text) {
            let addresses = port.addresses.iter().map(|address| ruby.str_new(&address.to_string()));
            let network = site.networks.iter().find(|network| network.id == port.network);
            let entry = (
                ruby.str_new(&port.id),
                network.map(|network| ruby.str_new(&network.name)),
                ruby.ary_from_iter(addresses),
            );
            found.push(entry)?;
        }
        Ok(found)
    }
}

fn end(text: String) -> End {
    match text.parse::<IpAddr>() {
        Ok(address) => End::Address(address),
        Err(_) => End::Port(text),
    }
}

fn hash(ruby: &Ruby, report: &Report) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset(ruby.to_symbol("verdict"), report.verdict)?;
    let steps = ruby.ary_new();
    for step in &report.steps {
        steps.push(line(ruby, step)?)?;
    }
    hash.aset(ruby.to_symbol("steps"), steps)?;
    let remedy = report.remedy.as_ref().map(|remedy| advice(ruby, remedy)).transpose()?;
    hash.aset(ruby.to_symbol("remedy"), remedy)?;
    Ok(hash)
}

fn line(ruby: &Ruby, line: &Line) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    hash.aset(ruby.to_symbol("at"), line.at)?;
    hash.aset(ruby.to_symbol("object"), texts(ruby, [("id", line.id.as_str()), ("name", &line.name)])?)?;
    let rule = match &line.rule {
        None => None,
        Some(Cause::Rule { id, group, group_name }) => {
            Some(texts(ruby, [("id", id.as_str()), ("security_group_id", group), ("security_group", group_name)])?)
        }
        Some(Cause::Route { destination, next_hop }) => {
            Some(texts(ruby, [("destination", destination.as_str()), ("nexthop", next_hop)])?)
        }
    };
    hash.aset(ruby.to_symbol("rule"), rule)?;
    hash.aset(ruby.to_symbol("decision"), line.decision)?;
    hash.aset(ruby.to_symbol("code"), line.code)?;
    hash.aset(ruby.to_symbol("why"), line.why.as_str())?;
    Ok(hash)
}

fn advice(ruby: &Ruby, advice: &Advice) -> Result<RHash, Error> {
    let attributes = advice.attributes.iter().map(|(name, value)| (*name, value.as_str()));
    texts(ruby, [("code", advice.code), ("text", advice.text.as_str())].into_iter().chain(attributes))
}

fn texts<'t>(ruby: &Ruby, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<RHash, Error> {
    let hash = ruby.hash_new();
    for (name, text) in texts {
        hash.aset(ruby.to_symbol(name), text)?;
    }
    Ok(hash)
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("Reachability", ruby.class_object())?;
    Reachability::class(ruby);
    class.define_method("trace", method!(Reachability::trace, 4))?;
    class.define_method("find_ports", method!(Reachability::ports_called, 1))?;
    Ok(())
}
