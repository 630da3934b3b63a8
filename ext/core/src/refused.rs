//! Lists that the provider refuses while it answers others, and which object makes it do so.

use crate::resource::Resource;
use crate::wire::network::{Port, Router, SecurityGroup, SecurityGroupRule};
use crate::{Error, Inventory, Result};

/// Statuses that tell of the server, of what stands before it or of the engine's single sign-on, and never of one list.
const NOT_OF_A_LIST: [u16; 6] = [408, 425, 429, 502, 503, 504];

/// A list that was asked for and is not in an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its path, such as `security-groups`.
    pub list: &'static str,
    /// ManageIQ's table of its objects.
    pub table: &'static str,
    /// Why the provider refused it.
    pub error: Error,
    /// Whether the provider says that it has no such list, and there are releases that have none.
    pub is_unsupported: bool,
}

impl Unread {
    /// # Errors
    /// The error itself, where it is none of one list.
    pub(crate) fn of<T: Resource>(error: Error) -> Result<Self> {
        let Some(code) = error.refused().map(|refused| refused.code) else {
            return Err(error);
        };
        let is_unsupported = T::OPTIONAL && code == Code::NoSuchList;
        Ok(Self { list: T::PATH, table: T::TABLE, error, is_unsupported })
    }
}

/// Why a list is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The release was made before it, or OVN was.
    NoSuchList,
    /// A rule refers to a security group that is gone.
    MissingGroup,
    /// A router's gateway port is gone.
    MissingGateway,
    /// The router's side of a port is gone.
    MissingRouterPort,
    /// OVN has a port group that the provider did not make.
    ForeignPortGroup,
    /// Something else that an object refers to is gone, such as the subnet of a router's gateway.
    MissingReference,
    /// Anything else.
    Other,
}

impl Code {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoSuchList => "no_such_list",
            Self::MissingGroup => "missing_group",
            Self::MissingGateway => "missing_gateway",
            Self::MissingRouterPort => "missing_router_port",
            Self::ForeignPortGroup => "foreign_port_group",
            Self::MissingReference => "missing_reference",
            Self::Other => "refused",
        }
    }
}

/// What the provider tells of why it refuses a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused<'e> {
    /// Why.
    pub code: Code,
    /// What it does not find: its name or id in OVN.
    pub missing: Option<&'e str>,
}

impl Error {
    /// What this refusal tells of one list; `None` where it tells nothing of a list, but of the connection, of the user or of
    /// another server: then no other list can be trusted either.
    pub fn refused(&self) -> Option<Refused<'_>> {
        let Self::Response { request, status, words, of_provider: true, .. } = self else {
            return None;
        };
        let list = request.list?;
        let is_of_list = (400..600).contains(status) && !NOT_OF_A_LIST.contains(status);
        is_of_list.then(|| {
            let missing = missing(words);
            Refused { code: code(list, *status, words, missing), missing: missing.map(|(_, id)| id) }
        })
    }
}

/// As the provider's sources and recordings of its releases have it.
fn code(list: &str, status: u16, words: &str, missing: Option<(&str, &str)>) -> Code {
    let is_of_groups = [SecurityGroup::PATH, SecurityGroupRule::PATH].contains(&list);
    match (status, missing) {
        (404, _) if words.starts_with("Incorrect path") => Code::NoSuchList,
        (405, _) => Code::NoSuchList,
        (500, _) if words.contains("Port_Group") => Code::NoSuchList,
        (500, _) if words.contains("ovirt_revision_number") => Code::ForeignPortGroup,
        (_, Some(("Security Group", _))) if is_of_groups => Code::MissingGroup,
        (_, Some(("Logical_Switch_Port", _))) if list == Router::PATH => Code::MissingGateway,
        (_, Some(("Logical_Router_Port", _))) if [Port::PATH, Router::PATH].contains(&list) => Code::MissingRouterPort,
        (_, Some(_)) => Code::MissingReference,
        (500, None) if words.contains("'NoneType' object has no attribute") => Code::MissingReference,
        _ => Code::Other,
    }
}

/// Kind and id of what the provider does not find: "Cannot find Logical_Switch_Port with name=…", "Security Group … does not
/// exist".
fn missing(words: &str) -> Option<(&str, &str)> {
    let of_ovn = words.strip_prefix("Cannot find ").and_then(|rest| {
        let (table, condition) = rest.split_once(" with ")?;
        Some((table, condition.split_once('=')?.1))
    });
    of_ovn.or_else(|| words.strip_suffix(" does not exist")?.rsplit_once(' ')).filter(|(kind, id)| {
        let is_name = |text: &str| !text.is_empty() && text.len() < 200;
        is_name(kind) && is_name(id) && !id.contains(char::is_whitespace)
    })
}

impl Inventory {
    /// Whether the provider has given any list that it makes of what is in OVN: it has the tenants and floating IPs without.
    pub(crate) fn has_any_list_of_ovn(&self) -> bool {
        self.networks.is_some()
            || self.subnets.is_some()
            || self.ports.is_some()
            || self.routers.is_some()
            || self.security_groups.is_some()
            || self.security_group_rules.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Request;

    fn answered(list: &'static str, status: u16, words: &str, of_provider: bool) -> Error {
        let request = Request { method: "GET", path: format!("/v2.0/{list}"), list: Some(list), change: None };
        Error::Response { request, status, words: words.into(), hint: None, of_provider }
    }

    #[test]
    fn tells_a_list_that_is_not_there_from_one_with_a_broken_object() {
        for (list, status, words, code, missing) in [
            ("floatingips", 404, "Incorrect path: /v2.0/floatingips", "no_such_list", None),
            ("security-groups", 405, "Method not allowed: GET", "no_such_list", None),
            ("security-groups", 500, "Table Port_Group not in schema", "no_such_list", None),
            ("security-groups", 500, "'ovirt_revision_number'", "foreign_port_group", None),
            ("security-groups", 404, "Security Group ovirt_2b does not exist", "missing_group", Some("ovirt_2b")),
            ("security-group-rules", 404, "Security Group ovirt_2b does not exist", "missing_group", Some("ovirt_2b")),
            ("routers", 404, "Cannot find Logical_Switch_Port with name=ce", "missing_gateway", Some("ce")),
            ("routers", 500, "Cannot find Logical_Router_Port with name=lrpce", "missing_router_port", Some("lrpce")),
            ("ports", 500, "Cannot find Logical_Router_Port with name=lrpce", "missing_router_port", Some("lrpce")),
            ("routers", 500, "'NoneType' object has no attribute 'uuid'", "missing_reference", None),
            ("ports", 404, "Cannot find DHCP_Options with uuid=ce", "missing_reference", Some("ce")),
            ("security-groups", 404, "", "refused", None),
            ("security-groups", 501, "", "refused", None),
            ("networks", 410, "The resource is gone.", "refused", None),
        ] {
            let error = answered(list, status, words, true);
            let refused = error.refused().unwrap();
            assert_eq!((refused.code.name(), refused.missing), (code, missing), "{list}: {words}");
        }
    }

    #[test]
    fn what_another_server_says_is_not_of_one_list() {
        assert_eq!(answered("routers", 404, "Cannot find Logical_Switch_Port with name=ce", false).refused(), None);
        for status in NOT_OF_A_LIST {
            assert_eq!(answered("routers", status, "busy", true).refused(), None);
        }
        assert_eq!(answered("routers", 302, "it redirects", true).refused(), None);
    }
}
