//! Lists that the provider refuses while it answers others, and the object that causes it.

use crate::resource::Resource;
use crate::{Code, Error, Result, recognition};

/// Statuses that tell of the server, of what stands before it or of the engine's single sign-on, and never of one list.
const NOT_OF_A_LIST: [u16; 6] = [408, 425, 429, 502, 503, 504];

/// A list that was asked for and is not in an inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its path, such as `security-groups`.
    pub list: &'static str,
    /// Why the provider refused it; [`Code::NoSuchList`] where it says that it has no such list.
    pub code: Code,
    /// The refusal.
    pub error: Error,
    /// Whether the provider says that it has no such list, and there are releases that have none.
    pub is_unsupported: bool,
}

impl Unread {
    /// # Errors
    /// The error itself, where it is none of one list.
    pub(crate) fn of<T: Resource>(error: Error) -> Result<Self> {
        let Some(code) = error.refused() else {
            return Err(error);
        };
        let is_unsupported = T::OPTIONAL && code == Code::NoSuchList;
        Ok(Self { list: T::PATH, code, error, is_unsupported })
    }
}

impl Error {
    /// Why this refusal is one of a single list; `None` where it tells nothing of a list, but of the connection, of the user or
    /// of another server: then no other list can be trusted either.
    pub fn refused(&self) -> Option<Code> {
        let Self::Response { request, status, words, of_provider: true, .. } = self else {
            return None;
        };
        let is_of_list = request.list.is_some() && (400..600).contains(status) && !NOT_OF_A_LIST.contains(status);
        is_of_list.then(|| match recognition::has_no_such_list(*status, words) {
            true => Code::NoSuchList,
            false => recognition::code(request, *status, words),
        })
    }

    /// What the provider does not find, by its name or id in OVN; `None` where it does not say so.
    pub fn missing(&self) -> Option<&str> {
        match self {
            Self::Response { words, .. } => recognition::missing(words).map(|(_, id)| id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;

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
            ("security-groups", 500, "'Port_Group'", "no_such_list", None),
            ("security-groups", 500, "Cannot find Port_Group with name=ovirt_2b", "reference_gone", Some("ovirt_2b")),
            ("security-groups", 500, "'ovirt_revision_number'", "foreign_port_group", None),
            ("security-groups", 404, "Security Group ovirt_2b does not exist", "missing_group", Some("ovirt_2b")),
            ("security-group-rules", 404, "Security Group ovirt_2b does not exist", "missing_group", Some("ovirt_2b")),
            ("routers", 404, "Cannot find Logical_Switch_Port with name=ce", "missing_gateway", Some("ce")),
            ("routers", 500, "Cannot find Logical_Router_Port with name=lrpce", "missing_router_port", Some("lrpce")),
            ("ports", 500, "Cannot find Logical_Router_Port with name=lrpce", "missing_router_port", Some("lrpce")),
            ("routers", 500, "'NoneType' object has no attribute 'uuid'", "reference_gone", None),
            ("ports", 404, "Cannot find DHCP_Options with uuid=ce", "reference_gone", Some("ce")),
            ("security-groups", 404, "", "list_unknown", None),
            ("security-groups", 501, "", "refused", None),
            ("networks", 410, "The resource is gone.", "refused", None),
        ] {
            let error = answered(list, status, words, true);
            let refused = error.refused().unwrap();
            assert_eq!((refused.name(), error.missing()), (code, missing), "{list}: {words}");
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
