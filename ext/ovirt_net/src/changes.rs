//! Arguments and results of changes with `OvirtNet::Client`.

use magnus::value::ReprValue;
use magnus::{Error, Integer, Module, RArray, RHash, RModule, RString, Ruby, Symbol, TryConvert, Value, kwargs};
use ovirt_net_provider::changes::{Attributes, KnownGroups};
use ovirt_net_provider::{Change, Json};

use crate::inventory::Inventory;

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

/// What a change is given: its positional arguments, and the `ports:` that may follow them or, where attributes come as
/// keywords, be among them.
pub(crate) struct Given {
    ids: Vec<String>,
    pub(crate) attributes: Attributes,
    pub(crate) ports: Option<Vec<String>>,
}

impl Given {
    /// `ids` positional texts, then the attributes where `with_attributes`, then the options.
    ///
    /// # Errors
    /// `ArgumentError` where there are more or fewer arguments, `TypeError` where one is something else.
    pub(crate) fn new(ruby: &Ruby, arguments: &[Value], ids: usize, with_attributes: bool) -> Result<Self, Error> {
        let (ids, attributes, ports) = split(ruby, arguments, ids, with_attributes, "ports")?;
        let ports = match ports {
            None | Some(Json::Null) => None,
            Some(Json::Array(ids)) => Some(ids.into_iter().map(plain).collect()),
            Some(_) => return Err(Error::new(ruby.exception_arg_error(), "ports must be an array of ids")),
        };
        Ok(Self { ids, attributes, ports })
    }

    /// The positional text at `index`.
    pub(crate) fn id(&self, index: usize) -> &str {
        self.ids.get(index).map_or("", String::as_str)
    }

    pub(crate) fn ports(&self) -> Option<&[String]> {
        self.ports.as_deref()
    }
}

/// What a change of a port is given: its id, the attributes, and the `groups:` that are known.
pub(crate) fn port(ruby: &Ruby, arguments: &[Value]) -> Result<(String, Attributes, Option<KnownGroups>), Error> {
    let (ids, attributes, groups) = split(ruby, arguments, 1, true, "groups")?;
    let groups = match groups {
        None | Some(Json::Null) => None,
        Some(Json::Object(groups)) => {
            Some(groups.into_iter().map(|(id, name)| (id, name.as_str().map(str::to_owned))).collect())
        }
        Some(_) => return Err(Error::new(ruby.exception_arg_error(), "groups must be a hash of names by ids")),
    };
    Ok((ids.concat(), attributes, groups))
}

fn plain(value: Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The positional texts and the attributes, and the `option` that may follow them or, where attributes come as keywords, be
/// among them.
fn split(
    ruby: &Ruby,
    arguments: &[Value],
    ids: usize,
    with_attributes: bool,
    option: &str,
) -> Result<(Vec<String>, Attributes, Option<Json>), Error> {
    let required = ids + usize::from(with_attributes);
    let wrong = || {
        let problem = format!("wrong number of arguments (given {}, expected {required})", arguments.len());
        Error::new(ruby.exception_arg_error(), problem)
    };
    if arguments.len() < required || arguments.len() > required + 1 {
        return Err(wrong());
    }
    let (texts, rest) = arguments.split_at(ids);
    let texts = texts.iter().map(|text| TryConvert::try_convert(*text)).collect::<Result<_, _>>()?;
    let mut hashes = rest.iter().map(|hash| RHash::try_convert(*hash));
    let attributes = if with_attributes { hashes.next().transpose()? } else { None };
    let mut attributes = attributes.map(|hash| self::attributes(ruby, hash)).transpose()?.unwrap_or_default();
    let options = match hashes.next().transpose()? {
        Some(options) => Some(self::attributes(ruby, options)?),
        None => None,
    };
    let value = match &options {
        Some(options) if options.len() == 1 && options.contains_key(option) => options.get(option).cloned(),
        Some(_) => return Err(wrong()),
        None => attributes.shift_remove(option),
    };
    Ok((texts, attributes, value))
}

/// `OvirtNet::Change`, a struct of `lib/ovirt_net/change.rb`.
pub(crate) fn change(ruby: &Ruby, change: Change) -> Result<Value, Error> {
    let class: Value = ruby.class_object().const_get::<_, RModule>("OvirtNet")?.const_get("Change")?;
    let members = kwargs!(
        ruby,
        "id" => change.id,
        "name" => change.name,
        "inventory" => Inventory::new(change.part),
        "notes" => ruby.ary_from_iter(change.notes.iter().map(|note| ruby.str_new(note)))
    );
    class.funcall("new", (members,))
}
