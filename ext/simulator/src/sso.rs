//! What can be wrong between the provider and the engine's single sign-on, in the words that the provider was recorded to
//! answer a login with.

use serde::{Deserialize, Serialize};

/// A login that the provider's oVirt plugins cannot grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sso {
    /// User or password are wrong.
    AccessDenied,
    /// The engine's single sign-on has failed.
    ServerError,
    /// The engine does not know the provider's `ovirt-sso-client-secret`.
    InvalidRequest,
    /// The engine does not know the token that it has just given.
    NotActive,
    /// The user is not the provider's user, or has not its group or role.
    NotPermitted,
    /// Nothing listens at `ovirt-host`.
    Unreachable,
    /// The provider does not trust the engine's certificate: `ovirt-ca-file`.
    Untrusted,
    /// The engine takes longer than `ovirt-auth-timeout`.
    TooSlow,
    /// The engine is restarting: its web server answers in its place.
    Restarting,
    /// There is no single sign-on below `ovirt-base`.
    NoSuchPath,
    /// The engine's answer is not JSON.
    NotJson,
    /// The engine's answer has no token.
    NoToken,
    /// The plugin `AuthorizationByRole` on Python 3.
    ByRole,
}

impl Sso {
    /// Every case.
    pub const ALL: [Self; 13] = [
        Self::AccessDenied,
        Self::ServerError,
        Self::InvalidRequest,
        Self::NotActive,
        Self::NotPermitted,
        Self::Unreachable,
        Self::Untrusted,
        Self::TooSlow,
        Self::Restarting,
        Self::NoSuchPath,
        Self::NotJson,
        Self::NoToken,
        Self::ByRole,
    ];

    /// Status and message of the answer.
    pub(crate) fn answer(self) -> (u16, &'static str) {
        match self {
            Self::AccessDenied => (
                401,
                "Error during SSO authentication access_denied : access_deniedCannot authenticate user 'admin@internal': \
                 Unable to log in. Verify your login information or contact the system administrator..",
            ),
            Self::ServerError => (401, "Error during SSO authentication server_error : server_errornull"),
            Self::InvalidRequest => (
                401,
                "Error during SSO authentication invalid_request : invalid_requestThe request is missing a required \
                 parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise \
                 malformed.",
            ),
            Self::NotActive => (401, "Token is not active."),
            Self::NotPermitted => (403, ""),
            Self::Unreachable => (
                502,
                "HTTPSConnectionPool(host='engine.example.com', port=443): Max retries exceeded with url: \
                 /ovirt-engine/sso/oauth/token (Caused by NewConnectionError(\"HTTPSConnection(host='engine.example.com', \
                 port=443): Failed to establish a new connection: [Errno 111] Connection refused\"))",
            ),
            Self::Untrusted => (
                502,
                "HTTPSConnectionPool(host='engine.example.com', port=443): Max retries exceeded with url: \
                 /ovirt-engine/sso/oauth/token (Caused by SSLError(SSLCertVerificationError(1, '[SSL: \
                 CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:992)')))",
            ),
            Self::TooSlow => {
                (504, "HTTPSConnectionPool(host='engine.example.com', port=443): Read timed out. (read timeout=110.0)")
            }
            Self::Restarting => (
                500,
                "503 Server Error: Service Unavailable for url: \
                 https://engine.example.com/ovirt-engine/sso/oauth/token",
            ),
            Self::NoSuchPath => {
                (500, "404 Client Error: Not Found for url: https://engine.example.com/ovirt-engine/sso/oauth/token")
            }
            Self::NotJson => (500, "Expecting value: line 1 column 1 (char 0)"),
            Self::NoToken => (400, "'access_token'"),
            Self::ByRole => (500, "'dict_values' object is not subscriptable"),
        }
    }
}
