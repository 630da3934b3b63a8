//! Keystone v2.0: a login by password, and the tenants.

use serde_json::json;

use crate::catalog::Catalog;
use crate::endpoint::Endpoint;
use crate::error::Request;
use crate::transport::{Transport, words};
use crate::wire::{self, identity::Access};
use crate::{Error, Options, Result, Secret};

/// Path segments below the Keystone URL.
const TOKENS: &str = "tokens";

/// What a login gives.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) token: Secret,
    pub(crate) catalog: Catalog,
}

/// Logs in. `list` is what is being read, for the error of a renewal in the middle of it.
///
/// # Errors
/// [`Error::Authentication`] in the provider's words, or why there was no usable answer.
pub(crate) async fn login(
    transport: &Transport,
    endpoint: &Endpoint,
    options: &Options,
    list: Option<&'static str>,
) -> Result<Login> {
    let url = below(endpoint.url(), TOKENS);
    let request = Request { method: "POST", path: url.path().to_owned(), list, change: None };
    let mut auth = json!({
        "passwordCredentials": {"username": options.username, "password": options.password.expose()}
    });
    if let Some(tenant) = options.tenant.as_deref().filter(|tenant| !tenant.is_empty()) {
        auth["tenantName"] = tenant.into();
    }
    let answer = transport.post(&url, json!({ "auth": auth }).to_string(), &request).await?;
    if !answer.is_success() {
        let status = answer.status;
        let words = options.password.redact(&words(&answer.body));
        return Err(if answer.is_refusal() {
            Error::Authentication { request, status, words }
        } else {
            Error::Response { request, status, words }
        });
    }
    let access: Access = wire::open(&answer.body, "access")
        .map_err(|reason| Error::InvalidResponse { request, reason: options.password.redact(&reason) })?;
    Ok(Login { token: Secret::new(access.token.id), catalog: Catalog::new(access.service_catalog) })
}

/// `base` with `segment` added to its path.
pub(crate) fn below(base: &url::Url, segment: &str) -> url::Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{segment}", base.path().trim_end_matches('/')));
    url
}
