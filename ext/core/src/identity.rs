//! Keystone v2.0: a login by password, and the tenants.

use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::endpoint::Endpoint;
use crate::error::Request;
use crate::transport::Transport;
use crate::wire::{self, identity::Access};
use crate::{Options, Result, Secret};

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
/// [`Error::Authentication`](crate::Error::Authentication) in the provider's words, or why there was no usable answer.
pub(crate) async fn login(
    transport: &Transport,
    endpoint: &Endpoint,
    options: &Options,
    list: Option<&'static str>,
) -> Result<Login> {
    let url = below(endpoint.url(), &[TOKENS]);
    let request = Request { method: "POST", path: url.path().to_owned(), list, change: None };
    let mut auth = json!({
        "passwordCredentials": {"username": options.username, "password": options.password.expose()}
    });
    if let Some(tenant) = options.tenant.as_deref().filter(|tenant| !tenant.is_empty()) {
        auth["tenantName"] = tenant.into();
    }
    let answer = transport.post(&url, json!({ "auth": auth }).to_string(), &request).await?;
    if !answer.is_success() {
        return Err(answer.refusal(request));
    }
    let access = match access(&answer.body) {
        Ok(access) => access,
        Err(reason) => return Err(answer.unreadable(request, reason)),
    };
    Ok(Login { token: Secret::new(access.token.id), catalog: Catalog::new(access.service_catalog) })
}

/// Reads a login's answer. What is wrong with it is told without its values: any of them may be the token.
fn access(body: &[u8]) -> std::result::Result<Access, String> {
    let access: Value = wire::open(body, "access").map_err(|reason| without_value(&reason))?;
    serde_path_to_error::deserialize(access).map_err(|error| {
        format!("the answer is not what it should be at {}", format!("access.{}", error.path()).trim_end_matches('.'))
    })
}

/// `reason` without the value that it quotes.
fn without_value(reason: &str) -> String {
    match (reason.split_once("invalid type: "), reason.rsplit_once(", expected ")) {
        (Some((before, _)), Some((_, expected))) => format!("{before}expected {expected}"),
        _ if reason.contains('"') || reason.contains("goes on") => "the answer is not what it should be".into(),
        _ => reason.to_owned(),
    }
}

/// `base` with `segments` added to its path. Whatever is in one, it is never more than that segment.
pub(crate) fn below(base: &url::Url, segments: &[&str]) -> url::Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_wrong_with_a_login_without_its_token() {
        for (body, path) in [
            (r#"{"access": {"token": "s3cret"}}"#, "access.token"),
            (r#"{"access": {"token": {"id": {"s3cret": 1}}}}"#, "access.token.id"),
            (r#"{"access": {"token": {"id": "s3cret"}, "serviceCatalog": "s3cret"}}"#, "access.serviceCatalog"),
            (r#"{"access": "s3cret"}"#, "should be at access"),
            (r#"{"access": {"token": {"id": "s3cret""#, "cut off"),
            (r#"{"token": {"id": "s3cret"}}"#, "the key access is missing"),
            (r#"["s3cret"]"#, "expected an object with the key access"),
            ("s3cret", "not JSON"),
            (r#""s3cret""#, "should be: expected an object with the key access"),
            (r#"{"access": [], "links": "s3cret"}"#, "is not what it should be"),
            (r#"{"access": [], "next": "s3cret"}"#, "is not what it should be"),
        ] {
            let reason = access(body.as_bytes()).unwrap_err();
            assert!(reason.contains(path) && !reason.contains("s3cret"), "{body}: {reason}");
        }
    }

    #[test]
    fn a_segment_stays_one() {
        for base in ["http://h/v2.0", "http://h/v2.0/"] {
            let path = |id| below(&url::Url::parse(base).unwrap(), &["networks", id]).path().to_owned();
            assert_eq!(path("a"), "/v2.0/networks/a");
            assert_eq!(path("a/b"), "/v2.0/networks/a%2Fb");
            assert_eq!(path(r"\..\x"), "/v2.0/networks/%5C..%5Cx");
            assert_eq!(path("%2e%2e"), "/v2.0/networks/%252e%252e");
            assert_eq!(path("../ports?x=1#y"), "/v2.0/networks/..%2Fports%3Fx=1%23y");
        }
    }

    #[test]
    fn takes_what_ovirt_sends_and_leaves_out() {
        let body = br#"{"access": {"token": {"id": "t", "expires": null}, "user": null, "serviceCatalog": null}}"#;
        assert_eq!(access(body).unwrap().token.id, "t");
    }
}
