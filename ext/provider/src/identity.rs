//! Keystone v2.0: a login by password, and the tenants.

use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::endpoint::Endpoint;
use crate::request::Request;
use crate::transport::Transport;
use crate::wire::{self, Unreadable, identity::Access};
use crate::{Code, Options, Result, Secret};

/// Path segments below the Keystone URL.
const TOKENS: &str = "tokens";

/// The key of the answer to a login.
const ACCESS: &str = "access";

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
        Err(unreadable) => return Err(answer.unreadable(request, unreadable)),
    };
    Ok(Login { token: Secret::new(access.token.id), catalog: Catalog::new(access.service_catalog) })
}

/// Reads a login's answer. What is wrong with it is told without its values: any of them may be the token.
fn access(body: &[u8]) -> std::result::Result<Access, Unreadable> {
    let access: Value = wire::open(body, ACCESS).map_err(|unreadable| match unreadable.code {
        Code::AnswerCompressed | Code::AnswerCut | Code::AnswerNoJson => unreadable,
        _ => unreadable_access(body),
    })?;
    serde_path_to_error::deserialize(access).map_err(|error| {
        Unreadable::unexpected()
            .map(|words| format!("{words} at {}", format!("{ACCESS}.{}", error.path()).trim_end_matches('.')))
    })
}

/// Why JSON is no answer to a login.
fn unreadable_access(body: &[u8]) -> Unreadable {
    let why = match serde_json::from_slice(body) {
        Ok(Value::Object(answer)) if answer.contains_key(ACCESS) => return Unreadable::unexpected(),
        Ok(Value::Object(_)) => format!("the key {ACCESS} is missing"),
        _ => format!("expected an object with the key {ACCESS}"),
    };
    Unreadable::unexpected().map(|words| format!("{words}: {why}"))
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
            (r#"{"access": "s3cret"}"#, "as expected at access"),
            (r#"{"access": {"token": {"id": "s3cret""#, "cut off"),
            (r#"{"token": {"id": "s3cret"}}"#, "the key access is missing"),
            (r#"["s3cret"]"#, "expected an object with the key access"),
            ("s3cret", "not JSON"),
            (r#""s3cret""#, "as expected: expected an object with the key access"),
            (r#"{"access": [], "links": "s3cret"}"#, "is not as expected"),
            (r#"{"access": [], "next": "s3cret"}"#, "is not as expected"),
        ] {
            let Unreadable { reason, .. } = access(body.as_bytes()).unwrap_err();
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
