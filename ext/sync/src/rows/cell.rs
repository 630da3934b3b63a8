//! The values of a row.

use std::borrow::Cow;

use serde_json::Value;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Null.
    Null,
    /// What is stored: what the inventory was read of does not tell.
    Keep,
    /// A boolean.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A text, or the `ems_ref` of a reference.
    Text(Cow<'a, str>),
    /// A list of texts or of `ems_ref`s.
    Texts(Vec<Cow<'a, str>>),
    /// A serialized hash (`extra_attributes`) with symbols for keys, in this order.
    Attributes(Vec<(&'static str, Cow<'a, Value>)>),
    /// What a port is plugged into: the router with that `ems_ref`.
    Router(Cow<'a, str>),
    /// What a port is plugged into: the vNIC with that id in oVirt.
    Vnic(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    pub(super) fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(Cow::Borrowed(text)))
    }

    pub(super) fn owned(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }

    pub(super) fn flag(flag: Option<bool>) -> Self {
        flag.map_or(Self::Null, Self::Flag)
    }

    pub(super) fn integer(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Integer)
    }

    /// One that borrows nothing.
    pub(crate) fn into_owned(self) -> Cell<'static> {
        let text = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Null => Cell::Null,
            Self::Keep => Cell::Keep,
            Self::Flag(flag) => Cell::Flag(flag),
            Self::Integer(number) => Cell::Integer(number),
            Self::Text(value) => Cell::Text(text(value)),
            Self::Texts(texts) => Cell::Texts(texts.into_iter().map(text).collect()),
            Self::Attributes(pairs) => Cell::Attributes(
                pairs.into_iter().map(|(name, value)| (name, Cow::Owned(value.into_owned()))).collect(),
            ),
            Self::Router(router) => Cell::Router(text(router)),
            Self::Vnic(vnic) => Cell::Vnic(text(vnic)),
        }
    }
}

/// One cell per column.
pub type Row<'a> = Vec<Cell<'a>>;
