//! Keystone v2.0: what a login and the list of tenants answer.

use serde::Deserialize;

/// The value of `access` in a login's answer. `expires` is not read: the provider invents it (or sends `null`).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Access {
    pub(crate) token: Token,
    #[serde(default, deserialize_with = "super::list")]
    pub(crate) service_catalog: Vec<Service>,
}

#[derive(Deserialize)]
pub(crate) struct Token {
    #[serde(deserialize_with = "super::id")]
    pub(crate) id: String,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::secret::FILTERED)
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Service {
    #[serde(rename = "type", default, deserialize_with = "super::text")]
    pub(crate) kind: Option<String>,
    #[serde(default, deserialize_with = "super::text")]
    pub(crate) name: Option<String>,
    #[serde(default, deserialize_with = "super::list")]
    pub(crate) endpoints: Vec<ServiceEndpoint>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ServiceEndpoint {
    #[serde(default, deserialize_with = "super::text")]
    pub(crate) region: Option<String>,
    #[serde(rename = "publicURL", default, deserialize_with = "super::reference")]
    pub(crate) public: Option<String>,
    #[serde(rename = "internalURL", default, deserialize_with = "super::reference")]
    pub(crate) internal: Option<String>,
    #[serde(rename = "adminURL", default, deserialize_with = "super::reference")]
    pub(crate) admin: Option<String>,
}

/// A tenant as `GET /v2.0/tenants` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Tenant {
    /// Id; a name in some forks.
    #[serde(deserialize_with = "super::id")]
    pub id: String,
    /// Name.
    #[serde(default, deserialize_with = "super::text")]
    pub name: Option<String>,
    /// Description.
    #[serde(default, deserialize_with = "super::text")]
    pub description: Option<String>,
    /// Whether it is enabled.
    #[serde(default, deserialize_with = "super::flag")]
    pub enabled: Option<bool>,
    /// Id of the tenant above it.
    #[serde(default, deserialize_with = "super::reference")]
    pub parent_id: Option<String>,
}
