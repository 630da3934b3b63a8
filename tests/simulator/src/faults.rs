//! Faults of the provider that can be switched on.

use crate::sso::Sso;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A service of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Keystone: tokens and tenants.
    Identity,
    /// Neutron: everything else.
    Network,
}

/// Whether a fault comes before the request is carried out, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Nothing has been changed.
    #[default]
    Before,
    /// What was asked for has been done.
    After,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    /// A status with the provider's error body.
    Status {
        /// The status.
        status: u16,
        /// The message in the body; none is an empty message, as the provider sends it now and then.
        #[serde(default)]
        message: String,
        /// Before or after the request is carried out.
        #[serde(default)]
        when: When,
    },
    /// The connection is reset.
    Reset {
        /// Before or after the request is carried out.
        #[serde(default)]
        when: When,
    },
    /// The connection is closed without an answer.
    Close {
        /// Before or after the request is carried out.
        #[serde(default)]
        when: When,
    },
    /// The answer's body ends early. Without a Content-Length, only its JSON tells.
    Cut {
        /// The part of the body that is sent, from 0 to 1.
        #[serde(default)]
        fraction: Option<f64>,
        /// The number of bytes that are sent, instead of a part.
        #[serde(default)]
        bytes: Option<usize>,
    },
    /// Status 200 with an empty body.
    Empty,
    /// Status 200 with an HTML page, as a proxy sends it.
    Html,
    /// The given JSON as body: `null`, or a wrong type such as `{"ports": 5}`.
    Body {
        /// The body.
        #[serde(default)]
        body: Value,
        /// The status; 200 if not given.
        #[serde(default)]
        status: Option<u16>,
    },
    /// The given text as body, which need not be JSON.
    Text {
        /// The body.
        text: String,
    },
    /// Any answer, as a proxy or another release sends it.
    Answer {
        /// The status; 200 if not given.
        #[serde(default)]
        status: Option<u16>,
        /// Its headers; `application/json` is the content type unless they say another.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// The body, which need not be JSON.
        #[serde(default)]
        text: String,
    },
    /// A login that the engine's single sign-on, or what is between it and the provider, does not grant.
    Sso {
        /// What is wrong.
        because: Sso,
    },
    /// The right answer, with no `id` in any of its objects.
    NoId,
    /// Nothing for so many seconds, then the right answer.
    Hang {
        /// How long; ends early when the client leaves or the simulator stops.
        seconds: f64,
        /// Before or after the request is carried out.
        #[serde(default)]
        when: When,
    },
    /// All tokens expire before the request is looked at.
    ExpireToken,
}

/// A fault: where, how often, and what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The service; both if not given.
    #[serde(default)]
    pub service: Option<Service>,
    /// The method; any if not given.
    #[serde(default)]
    pub method: Option<String>,
    /// The path without query, such as `/v2.0/ports`, or the start of it with a `*` at the end; any if not given.
    #[serde(default)]
    pub path: Option<String>,
    /// How many matching requests are spared first.
    #[serde(default)]
    pub after: u64,
    /// How many matching requests are hit then; all if not given.
    #[serde(default)]
    pub times: Option<u64>,
    /// What goes wrong.
    #[serde(flatten)]
    pub action: Action,
}

impl Fault {
    /// A fault for all requests with this method and path.
    pub fn new(method: &str, path: &str, action: Action) -> Self {
        Self {
            service: None,
            method: Some(method.to_owned()),
            path: Some(path.to_owned()),
            after: 0,
            times: None,
            action,
        }
    }

    /// This fault, sparing the first `after` matching requests.
    pub fn after(self, after: u64) -> Self {
        Self { after, ..self }
    }

    /// This fault, hitting `times` requests.
    pub fn times(self, times: u64) -> Self {
        Self { times: Some(times), ..self }
    }

    /// The faults in a JSON array. A key that means nothing is an error: a fault with a typo would never strike.
    pub fn parse_all(json: &Value) -> Result<Vec<Self>, String> {
        json.as_array().ok_or("faults must be an array")?.iter().map(Self::parse).collect()
    }

    fn parse(json: &Value) -> Result<Self, String> {
        let fault = Self::deserialize(json).map_err(|error| format!("{error}: {json}"))?;
        let known = serde_json::to_value(&fault).map_err(|error| error.to_string())?;
        let mut keys = json.as_object().into_iter().flatten().map(|(key, _)| key);
        match keys.find(|key| known.get(key.as_str()).is_none()) {
            Some(key) => Err(format!("unknown key {key}: {json}")),
            None => Ok(fault),
        }
    }

    fn matches(&self, service: Service, method: &str, path: &str) -> bool {
        let path_matches = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => path.starts_with(start),
            None => path == wanted || path.strip_suffix(".json") == Some(wanted),
        };
        self.service.is_none_or(|wanted| wanted == service)
            && self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_ref().is_none_or(path_matches)
    }
}

/// The faults that are switched on, with the requests they have seen.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<(Fault, u64)>);

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(faults.into_iter().map(|fault| (fault, 0)).collect())
    }

    pub(crate) fn list(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter().map(|(fault, _)| fault)
    }

    /// The action that strikes this request: that of the first fault whose turn it is. Every fault counts every request that it matches.
    pub(crate) fn strike(&mut self, service: Service, method: &str, path: &str) -> Option<Action> {
        let mut struck = None;
        for (fault, seen) in self.0.iter_mut().filter(|(fault, _)| fault.matches(service, method, path)) {
            *seen += 1;
            let last = fault.times.map_or(u64::MAX, |times| fault.after.saturating_add(times));
            if *seen > fault.after && *seen <= last {
                struck = struck.or_else(|| Some(fault.action.clone()));
            }
        }
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn faults_strike_in_their_turn() {
        let fault = Fault::new("GET", "/v2.0/ports", Action::Empty).after(1).times(2);
        let mut faults = Faults::new(vec![fault]);
        let mut strike = |method, path| faults.strike(Service::Network, method, path).is_some();
        assert!(!strike("POST", "/v2.0/ports"));
        assert!(!strike("GET", "/v2.0/networks"));
        let hits: Vec<_> = (0..5).map(|_| strike("GET", "/v2.0/ports")).collect();
        assert_eq!(hits, [false, true, true, false, false]);
    }

    #[test]
    fn paths_may_end_in_a_star() {
        let fault = Fault::new("DELETE", "/v2.0/ports/*", Action::Empty);
        assert!(fault.matches(Service::Network, "DELETE", "/v2.0/ports/1"));
        assert!(!fault.matches(Service::Network, "DELETE", "/v2.0/networks/1"));
    }

    #[test]
    fn faults_are_read_from_json_and_typos_are_refused() {
        let json = json!([
            {"do": "status", "status": 500, "when": "after", "method": "PUT", "path": "/v2.0/ports/*", "times": 1},
            {"do": "body", "body": {"ports": 5}},
            {"do": "cut", "fraction": 0.5, "service": "network"},
            {"do": "hang", "seconds": 3},
            {"do": "sso", "because": "not_active", "path": "/v2.0/tokens"},
            {"do": "answer", "status": 206, "headers": {"Content-Range": "items 0-1/4"}, "text": "{}"}
        ]);
        let faults = Fault::parse_all(&json).unwrap();
        let action = Action::Status { status: 500, message: String::new(), when: When::After };
        assert_eq!(faults[0], Fault::new("PUT", "/v2.0/ports/*", action).times(1));
        for json in [json!([{"do": "emty"}]), json!([{"do": "empty", "tmes": 1}]), json!({}), json!([{}])] {
            assert!(Fault::parse_all(&json).is_err(), "{json}");
        }
    }
}
