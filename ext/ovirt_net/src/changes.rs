//! The changes of `OvirtNet::Client`.

use std::collections::BTreeSet;

use magnus::value::ReprValue;
use magnus::{Error, Integer, Module, RArray, RHash, RModule, RString, Ruby, Symbol, TryConvert, Value, kwargs};
use ovirt_net_core::changes::Attributes;
use ovirt_net_core::{Change, Json, Scope};

/// A Ruby hash with symbols or texts for keys as the core takes attributes.
pub(crate) fn attributes(ruby: &Ruby, given: RHash) -> Result<Attributes, Error> {
    match json(ruby, given.as_value())? {
        Json::Object(attributes) => Ok(attributes),
        _ => Ok(Attributes::new()),
    }
}

fn json(ruby: &Ruby, value: Value) -> Result<Json, Error> {
    if value.is_nil() {
        return Ok(Json::Null);
    }
    if value.is_kind_of(ruby.class_true_class()) || value.is_kind_of(ruby.class_false_class()) {
        return Ok(value.to_bool().into());
    }
    if let Some(integer) = Integer::from_value(value) {
        return Ok(integer.to_i64().map_or_else(|_| integer.to_string().into(), Json::from));
    }
    if let Some(array) = RArray::from_value(value) {
        return array.into_iter().map(|element| json(ruby, element)).collect();
    }
    if let Some(hash) = RHash::from_value(value) {
        let mut object = Attributes::new();
        hash.foreach(|key: Value, value: Value| {
            object.insert(text(key)?, json(ruby, value)?);
            Ok(magnus::r_hash::ForEach::Continue)
        })?;
        return Ok(object.into());
    }
    text(value).map(Json::from)
}

/// A text, a symbol's name, or what `to_s` gives.
fn text(value: Value) -> Result<String, Error> {
    match (RString::from_value(value), Symbol::from_value(value)) {
        (Some(text), _) => text.to_string(),
        (None, Some(symbol)) => Ok(symbol.name()?.into_owned()),
        (None, None) => value.funcall("to_s", ()),
    }
}

/// `OvirtNet::Change`, a struct of `lib/ovirt_net/change.rb`.
pub(crate) fn change(ruby: &Ruby, change: &Change) -> Result<Value, Error> {
    let ids = |ids: &BTreeSet<String>| ruby.ary_from_iter(ids.iter().map(|id| ruby.str_new(id)));
    let class: Value = ruby.class_object().const_get::<_, RModule>("OvirtNet")?.const_get("Change")?;
    let members = kwargs!(
        ruby,
        "id" => change.id.as_str(),
        "name" => change.name.as_deref(),
        "networks" => ids(&change.scope.networks),
        "routers" => ids(&change.scope.routers),
        "security_groups" => ids(&change.scope.security_groups),
        "ports" => ids(&change.scope.ports),
        "notes" => ruby.ary_from_iter(change.notes.iter().map(|note| ruby.str_new(note)))
    );
    class.funcall("new", (members,))
}

/// What an `OvirtNet::Change` touches.
pub(crate) fn scope(change: Value) -> Result<Scope, Error> {
    let ids = |member: &str| -> Result<BTreeSet<String>, Error> {
        let list: Option<Vec<String>> = TryConvert::try_convert(change.funcall(member, ())?)?;
        Ok(list.unwrap_or_default().into_iter().collect())
    };
    Ok(Scope {
        networks: ids("networks")?,
        routers: ids("routers")?,
        security_groups: ids("security_groups")?,
        ports: ids("ports")?,
    })
}
