//! `OvirtNet::GroupRules`.

use std::collections::HashMap;
use std::sync::Arc;

use magnus::{Error, RArray, RHash, RModule, Ruby, TypedData, function, method, prelude::*};
use ovirt_net_reachability::site::{Direction, Remote, Rule};
use ovirt_net_reachability::{difference, protocol_name};
use ovirt_net_views::StoredRule;

use crate::{site, wait::compute};

/// Rules of security groups, as they are stored.
#[magnus::wrap(class = "OvirtNet::GroupRules", free_immediately, size)]
pub(crate) struct GroupRules {
    rules: Arc<HashMap<i64, Rule>>,
}

type Text = Option<String>;
type Row = (i64, i64, Text, Text, Text, Option<i64>, Option<i64>, Text, Option<i64>);

impl GroupRules {
    /// See `new` in `lib/ovirt_net/group_rules.rb`.
    fn build(ruby: &Ruby, rows: RArray) -> Result<Self, Error> {
        let mut rules = HashMap::with_capacity(rows.len() + 2);
        // What passes where there is no port security
        for (id, direction) in [(-1, Direction::Ingress), (-2, Direction::Egress)] {
            let everything = Rule {
                id: id.to_string(),
                group: String::new(),
                direction,
                version: None,
                protocol: None,
                first: None,
                last: None,
                remote: Remote::Any,
            };
            rules.insert(id, everything);
        }
        let stored = |(id, group, direction, version, protocol, first, last, range, source): Row| {
            let stored = StoredRule {
                id: id.to_string(),
                group: Some(group.to_string()),
                is_egress: direction.as_deref() == Some("outbound"),
                version,
                protocol,
                first,
                last,
                range,
                remote_group: source.map(|source| source.to_string()),
            };
            Some((id, stored.into_rule()?))
        };
        rules.extend(site::parts(ruby, rows, stored)?.into_iter().flatten());
        Ok(Self { rules: Arc::new(rules) })
    }

    /// See `rule` in `lib/ovirt_net/group_rules.rb`.
    fn described(ruby: &Ruby, this: &Self, id: i64) -> Result<Option<RHash>, Error> {
        let Some(rule) = this.rules.get(&id) else { return Ok(None) };
        let hash = ruby.hash_new();
        let direction = if rule.direction == Direction::Egress { "outbound" } else { "inbound" };
        hash.aset(ruby.to_symbol("direction"), direction)?;
        hash.aset(ruby.to_symbol("version"), rule.version)?;
        hash.aset(ruby.to_symbol("protocol"), rule.protocol.map(protocol_name))?;
        hash.aset(ruby.to_symbol("first"), rule.first)?;
        hash.aset(ruby.to_symbol("last"), rule.last)?;
        match &rule.remote {
            Remote::Any => {}
            Remote::Range(range) => hash.aset(ruby.to_symbol("range"), range.to_string())?,
            Remote::Group(group) => hash.aset(ruby.to_symbol("group"), group.parse::<i64>().ok())?,
        }
        Ok(Some(hash))
    }

    /// See `difference` in `lib/ovirt_net/group_rules.rb`.
    fn excess(ruby: &Ruby, this: &Self, ids: Vec<i64>, others: Vec<i64>) -> Result<RArray, Error> {
        let rules = Arc::clone(&this.rules);
        let found = compute(ruby, move || {
            let known = |ids: &[i64]| -> Vec<&Rule> { ids.iter().filter_map(|id| rules.get(id)).collect() };
            let id = |rule: &Rule| rule.id.parse::<i64>().unwrap_or_default();
            let found = difference(&known(&ids), &known(&others));
            found
                .iter()
                .map(|excess| (id(excess.rule), excess.but_for.iter().map(|rule| id(rule)).collect::<Vec<_>>()))
                .collect::<Vec<_>>()
        })?;
        Ok(ruby.ary_from_iter(found))
    }
}

pub(crate) fn init(ruby: &Ruby, module: &RModule) -> Result<(), Error> {
    let class = module.define_class("GroupRules", ruby.class_object())?;
    GroupRules::class(ruby);
    class.define_singleton_method("build", function!(GroupRules::build, 1))?;
    class.define_method("described", method!(GroupRules::described, 1))?;
    class.define_method("excess", method!(GroupRules::excess, 2))?;
    Ok(())
}
