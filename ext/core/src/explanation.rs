//! What is known about the cause of a refusal beyond the provider's own words.

use std::fmt;

use crate::error::Request;

/// The words of a refusal, and what is known about its cause.
pub(crate) struct Explained<'a> {
    pub(crate) request: &'a Request,
    pub(crate) status: u16,
    pub(crate) words: &'a str,
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.words, self.cause()) {
            ("", Some(cause)) => write!(f, "it gave no reason; {cause}"),
            ("", None) => f.write_str("it gave no reason; its log on the engine (ovirt-provider-ovn.log) may hold one"),
            (words, Some(cause)) => write!(f, "{words} ({cause})"),
            (words, None) => f.write_str(words),
        }
    }
}

impl Explained<'_> {
    /// What is known about the cause.
    pub(crate) fn cause(&self) -> Option<&'static str> {
        let says = |part: &str| self.words.contains(part);
        self.engine().or(match self.status {
            400 if self.words.is_empty() => Some(
                "it does so for a subnet whose DHCP is switched off, and for an attribute that it does not know",
            ),
            401 if self.words.is_empty() => Some("it does so for a token that it does not accept"),
            403 if self.words.is_empty() => Some(
                "it does so for a token that it does not accept and for a user whom it does not serve, by its auth-plugin: \
                 ovirt-admin-user-name, ovirt-admin-group-attribute-value or ovirt-admin-role-id in its configuration",
            ),
            404 if self.request.is_login() => Some("that is no Keystone: look at authentication_url"),
            404 if says("Incorrect path") && self.request.list.is_none() => {
                Some("there is no such path: look at the network service's URL in the service catalog")
            }
            404 if self.request.list.is_none() => Some("it is not there any more: refresh the network provider"),
            500 if says("ovirt_revision_number") => Some(
                "OVN has a port group that this provider did not make, such as one of ovn-nbctl or of another client; it lists \
                 no security groups until that is gone",
            ),
            500 if says("Port_Group") => Some("its OVN is older than security groups"),
            500 if says("instances of 'NoneType' and 'int'") => Some(
                "it says so of a network without an MTU where it has a validation-max-allowed-mtu: give the MTU",
            ),
            500 if says("'NoneType' object has no attribute") => {
                Some("it says so when something that is referred to is gone, such as a network's subnet")
            }
            _ => None,
        })
    }

    /// What is wrong between the provider and the engine, whose single sign-on it asks at each login and for each token.
    fn engine(&self) -> Option<&'static str> {
        let says = |part: &str| self.words.contains(part);
        let login = self.request.is_login();
        let asks = ["HTTPSConnectionPool(", "HTTPConnectionPool(", "Max retries exceeded", "SSLError("];
        let asked_engine = login || asks.iter().any(|words| says(words));
        match self.status {
            401 if access_denied(self.words) => None,
            401 if ["invalid_request", "invalid_client", "unauthorized_client"].contains(&sso_error(self.words)) => {
                Some(
                    "no matter of user or password: the engine does not know oVirt's network provider; compare ovirt-sso-client-id \
                 and ovirt-sso-client-secret in its configuration with the engine",
                )
            }
            401 if says("SSO authentication") => Some(
                "no matter of user or password: the engine's single sign-on failed; engine.log and server.log on the engine say \
                 why",
            ),
            401 if says("oken is not active") => Some(
                "no matter of user or password: the engine does not know a token that it has just given; compare ovirt-host in \
                 the provider's configuration with the engine, and the clocks",
            ),
            502 | 500 if asked_engine && (says("CERTIFICATE_VERIFY_FAILED") || says("certificate verify failed")) => {
                Some(
                    "oVirt's network provider cannot reach the engine, as it does not trust its certificate: look at ovirt-ca-file \
                 and ovirt-host in its configuration",
                )
            }
            504 if asked_engine => Some(
                "oVirt's network provider cannot reach the engine in time: look at the engine, and at ovirt-host and \
                 ovirt-auth-timeout in its configuration",
            ),
            502 if asked_engine => Some(
                "oVirt's network provider cannot reach the engine: look at ovirt-host and ovirt-ca-file in its configuration, \
                 and whether the engine runs",
            ),
            500 if says(" Error: ") && says(" for url: ") => Some(
                "oVirt's network provider cannot reach the engine's single sign-on: the engine is restarting, or look at \
                 ovirt-host, ovirt-base and ovirt-ca-file in its configuration",
            ),
            500 if login && (says("Expecting value") || says("JSONDecodeError")) => Some(
                "oVirt's network provider cannot reach the engine's single sign-on, something else answers: look at ovirt-host \
                 and ovirt-base in its configuration, and whether the engine has started",
            ),
            500 | 400 if login && says("access_token") => Some(
                "oVirt's network provider got no token from the engine's single sign-on: look at ovirt-host and ovirt-base in \
                 its configuration",
            ),
            500 if says("'dict_values' object is not subscriptable") => Some(
                "the auth-plugin AuthorizationByRole of oVirt's network provider cannot work with its Python: take another in \
                 its configuration, such as AuthorizationByUserName",
            ),
            500 if login && key_error(self.words) => Some(
                "the auth-plugin of oVirt's network provider does not find that in what the engine's single sign-on says of the \
                 user, as AuthorizationByRole does not for a profile of Keycloak: take another in its configuration, such as \
                 AuthorizationByUserName",
            ),
            _ => None,
        }
    }
}

/// Whether that is all that Python says of a key that it does not find.
fn key_error(words: &str) -> bool {
    words.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).is_some_and(|key| !key.contains(['\'', ' ']))
}

/// Whether the engine's single sign-on refused user or password. It answers everything else with 400, too, which the
/// provider passes on as 401.
pub(crate) fn access_denied(words: &str) -> bool {
    match sso_error(words) {
        "" => words.contains("access_denied"),
        error => error == "access_denied",
    }
}

/// The name of the error that the engine's single sign-on gave, as the provider tells it; empty where it tells none.
fn sso_error(words: &str) -> &str {
    let told = words.split_once("SSO authentication ").map(|(_, error)| error);
    told.and_then(|error| error.split([' ', ':']).find(|word| !word.is_empty())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &'static str, path: &str) -> Request {
        Request { method, path: path.into(), list: None, change: None }
    }

    #[test]
    fn explains_what_is_wrong_between_provider_and_engine_at_a_login() {
        let login = request("POST", "/v2.0/tokens");
        for (status, words, cause) in [
            (401, "Error during SSO authentication server_error : null", "no matter of user or password"),
            (401, "Error during SSO authentication server_error : access_denied", "no matter of user or password"),
            (401, "Error during SSO authentication invalid_request : x", "ovirt-sso-client-secret"),
            (401, "Error during SSO authentication invalid_client : x", "ovirt-sso-client-secret"),
            (401, "Token is not active.", "ovirt-host"),
            (502, "HTTPSConnectionPool(host='e', port=443): Max retries exceeded", "ovirt-host and ovirt-ca-file"),
            (502, "", "it gave no reason; oVirt's network provider cannot reach the engine"),
            (502, "HTTPSConnectionPool(…): [SSL: CERTIFICATE_VERIFY_FAILED]", "does not trust its certificate"),
            (504, "HTTPSConnectionPool(…): Read timed out. (read timeout=110.0)", "ovirt-auth-timeout"),
            (500, "503 Server Error: Service Unavailable for url: https://e/ovirt-engine/sso", "ovirt-ca-file"),
            (500, "404 Client Error: Not Found for url: https://e/ovirt-engine/sso", "ovirt-base"),
            (500, "Expecting value: line 1 column 1 (char 0)", "something else answers"),
            (400, "'access_token'", "no token"),
            (500, "'dict_values' object is not subscriptable", "AuthorizationByRole"),
            (500, "'internalsso'", "a profile of Keycloak"),
            (404, "Incorrect path: /v2.0/tokens", "authentication_url"),
        ] {
            let explained = Explained { request: &login, status, words }.to_string();
            assert!(explained.contains(cause) && explained.contains(words), "{explained}");
        }
        let denied = "Error during SSO authentication access_denied : Cannot authenticate user 'a'";
        assert_eq!(Explained { request: &login, status: 401, words: denied }.to_string(), denied);
        assert!(
            access_denied(denied) && !access_denied("Error during SSO authentication server_error : access_denied")
        );
    }

    #[test]
    fn a_gateway_before_the_provider_is_not_taken_for_the_engine() {
        let list = Request { list: Some("ports"), ..request("GET", "/v2.0/ports") };
        let explain = |status, words| Explained { request: &list, status, words }.to_string();
        assert_eq!(explain(502, "Bad Gateway"), "Bad Gateway");
        assert!(explain(502, "HTTPSConnectionPool(host='e', port=443): refused").contains("ovirt-host"));
        assert!(!explain(404, "Incorrect path: /v2.0/x").contains("any more"));
    }

    #[test]
    fn explains_words_of_python_and_none_at_all() {
        let change = Request { change: Some("delete port".into()), ..request("DELETE", "/v2.0/ports/1") };
        let explain = |status, words| Explained { request: &change, status, words }.to_string();
        let words = "'>' not supported between instances of 'NoneType' and 'int'";
        assert!(explain(500, words).ends_with("validation-max-allowed-mtu: give the MTU)"));
        assert!(explain(403, "").contains("ovirt-admin-role-id"));
        assert!(
            explain(404, "Port 1 does not exist").ends_with("(it is not there any more: refresh the network provider)")
        );
        assert!(explain(404, "Incorrect path: /v2.0/x").ends_with("URL in the service catalog)"));
        assert!(explain(500, "'ovirt_revision_number'").contains("a port group that this provider did not make"));
    }
}
