//! Adds the cause of a refusal to the provider's own words.

use std::fmt;

use crate::Code;

/// The words of a refusal, and what is known about its cause.
pub(crate) struct Explained<'a> {
    pub(crate) code: Code,
    pub(crate) words: &'a str,
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.words, self.code.cause()) {
            ("", Some(cause)) => write!(f, "it gave no reason; {cause}"),
            ("", None) => f.write_str("it gave no reason; its log on the engine (ovirt-provider-ovn.log) may hold one"),
            (words, Some(cause)) => write!(f, "{words} ({cause})"),
            (words, None) => f.write_str(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognition::code;
    use crate::request::Request;

    fn explain(request: &Request, status: u16, words: &str) -> String {
        Explained { code: code(request, status, words), words }.to_string()
    }

    fn request(method: &'static str, path: &str) -> Request {
        Request { method, path: path.into(), list: None, change: None }
    }

    #[test]
    fn explains_what_is_wrong_between_provider_and_engine_at_a_login() {
        let login = request("POST", "/v2.0/tokens");
        for (status, words, cause) in [
            (401, "Error during SSO authentication null : server_error", "the engine's single sign-on failed"),
            (401, "Token is not active.", "ovirt-host"),
            (502, "HTTPSConnectionPool(host='e', port=443): Max retries exceeded", "ovirt-host and ovirt-ca-file"),
            (502, "", "it gave no reason; oVirt's network provider cannot reach the engine"),
            (
                502,
                "HTTPSConnectionPool(…): [SSL: CERTIFICATE_VERIFY_FAILED]",
                "does not trust the engine's certificate",
            ),
            (504, "HTTPSConnectionPool(…): Read timed out. (read timeout=110.0)", "ovirt-auth-timeout"),
            (500, "503 Server Error: Service Unavailable for url: https://e/ovirt-engine/sso", "ovirt-ca-file"),
            (500, "404 Client Error: Not Found for url: https://e/ovirt-engine/sso", "ovirt-base"),
            (500, "Expecting value: line 1 column 1 (char 0)", "reaches another server"),
            (400, "'access_token'", "no token"),
            (500, "'dict_values' object is not subscriptable", "AuthorizationByRole"),
            (500, "'internalsso'", "a profile of Keycloak"),
            (404, "Incorrect path: /v2.0/tokens", "authentication_url"),
        ] {
            let explained = explain(&login, status, words);
            assert!(explained.contains(cause) && explained.contains(words), "{explained}");
        }
    }

    #[test]
    fn explains_words_of_python_and_none_at_all() {
        let change = Request { change: Some("delete port".into()), ..request("DELETE", "/v2.0/ports/1") };
        let explain = |status, words| explain(&change, status, words);
        let words = "'>' not supported between instances of 'NoneType' and 'int'";
        assert!(explain(500, words).ends_with("because validation-max-allowed-mtu is set: give the MTU)"));
        assert!(explain(403, "").contains("ovirt-admin-role-id"));
        assert!(explain(404, "Port 1 does not exist").ends_with("(it no longer exists: refresh the network provider)"));
        assert!(explain(404, "Incorrect path: /v2.0/x").ends_with("URL in the service catalog)"));
        assert!(explain(500, "'ovirt_revision_number'").contains("a port group that this provider did not make"));
    }
}
