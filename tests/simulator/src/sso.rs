//! What can be wrong between the provider and the engine's single sign-on, and the words that the provider answers a login
//! with: those of `tests/recordings/*-sso.jsonl`, which `tests/logins.rs` holds them to.

use crate::release::Release;
use serde::{Deserialize, Serialize};

/// A login that the provider's oVirt plugins cannot grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sso {
    /// User or password are wrong.
    WrongPassword,
    /// The account is locked, such as after five wrong passwords, or disabled.
    AccountLocked,
    /// The account has expired.
    AccountExpired,
    /// The password has expired, and the user can change it (oVirt 4.5).
    PasswordExpired,
    /// Likewise, in the words of oVirt 4.2 to 4.4.
    PasswordExpiredLink,
    /// The password has expired, and the user cannot change it.
    PasswordExpiredNoLink,
    /// The engine cannot reach the LDAP servers.
    DirectoryUnreachable,
    /// The user was given without a profile.
    NoProfile,
    /// The engine has no such profile.
    UnknownProfile,
    /// Keycloak refuses user or password, or has locked the account for a while.
    KeycloakWrongPassword,
    /// The account is disabled in Keycloak.
    KeycloakDisabled,
    /// Keycloak wants the user to do something first, such as changing the password.
    KeycloakNotSetUp,
    /// The engine cannot reach Keycloak.
    KeycloakDown,
    /// Keycloak has no such realm.
    KeycloakNoPath,
    /// Keycloak lets the engine's client log in no users.
    KeycloakClient,
    /// The engine's single sign-on failed with an exception without a message.
    ServerError,
    /// It failed with one that has a message.
    ServerErrorProfile,
    /// The engine forgot the login before it was done.
    SessionGone,
    /// The engine does not know the provider's `ovirt-sso-client-id`.
    ClientUnknown,
    /// The engine knows it, and does not trust it.
    ClientUntrusted,
    /// The provider's `ovirt-sso-client-secret` is not the engine's.
    ClientSecret,
    /// The engine does not know the token that it has just given.
    TokenUnknown,
    /// The engine's single sign-on failed when it was asked about the token.
    InfoServerError,
    /// The engine knows the token, and it is not active.
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
    pub const ALL: [Self; 33] = [
        Self::WrongPassword,
        Self::AccountLocked,
        Self::AccountExpired,
        Self::PasswordExpired,
        Self::PasswordExpiredLink,
        Self::PasswordExpiredNoLink,
        Self::DirectoryUnreachable,
        Self::NoProfile,
        Self::UnknownProfile,
        Self::KeycloakWrongPassword,
        Self::KeycloakDisabled,
        Self::KeycloakNotSetUp,
        Self::KeycloakDown,
        Self::KeycloakNoPath,
        Self::KeycloakClient,
        Self::ServerError,
        Self::ServerErrorProfile,
        Self::SessionGone,
        Self::ClientUnknown,
        Self::ClientUntrusted,
        Self::ClientSecret,
        Self::TokenUnknown,
        Self::InfoServerError,
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

    /// Status and message of the answer to a login of `user`.
    #[must_use]
    pub fn answer(self, release: Release, user: &str) -> (u16, String) {
        let (name, profile) = user.rsplit_once('@').unwrap_or((user, "N/A"));
        // OAuthTokenServlet.issueTokenForPasswd, with AppMessages.properties.
        let denied = |why: &str| {
            let sentence = format!("Cannot authenticate user '{name}@{profile}': {why}.");
            (401, of_token(release, "access_denied", &sentence))
        };
        // ExternalOIDCService.issueTokenUsingExternalOIDC: `why` is Keycloak's error_description, or Java's exception.
        let keycloak =
            |why: &str| (401, of_token(release, "access_denied", &format!("Cannot authenticate user {why}.")));
        let plain = |status: u16, words: &str| (status, words.to_owned());
        match self {
            Self::WrongPassword => {
                denied("Unable to log in. Verify your login information or contact the system administrator.")
            }
            Self::AccountLocked => denied(
                "Unable to log in because the user account is disabled or locked. Contact the system administrator.",
            ),
            Self::AccountExpired => {
                denied("Unable to log in because the user account has expired. Contact the system administrator.")
            }
            Self::PasswordExpired => {
                denied("Unable to log in because the password has expired. Please change the password to proceed.")
            }
            Self::PasswordExpiredLink => denied(
                "Unable to log in because the password has expired. <a \
                 href='/ovirt-engine/sso/credentials-change.html'>Change the password</a> to proceed.",
            ),
            Self::PasswordExpiredNoLink => denied("Unable to log in because the password has expired."),
            Self::DirectoryUnreachable => {
                denied("Unable to log in because servers cannot be reached. Try again later.")
            }
            Self::NoProfile => (
                401,
                of_token(
                    release,
                    "access_denied",
                    &format!("Cannot authenticate user '{name}@N/A': No valid profile found in credentials.."),
                ),
            ),
            Self::UnknownProfile => denied("No valid profile found in credentials."),
            Self::KeycloakWrongPassword => keycloak("Invalid user credentials"),
            Self::KeycloakDisabled => keycloak("Account disabled"),
            Self::KeycloakNotSetUp => keycloak("Account is not fully set up"),
            Self::KeycloakDown => keycloak(
                "Connect to keycloak.example.com:443 [keycloak.example.com/192.0.2.1] failed: Connection refused \
                 (Connection refused)",
            ),
            Self::KeycloakNoPath => keycloak("null"),
            Self::KeycloakClient => keycloak("Client not allowed for direct access grants"),
            Self::ServerError => (401, of_token(release, "server_error", "None")),
            Self::ServerErrorProfile => (401, of_token(release, "server_error", "Error in obtaining profile internal")),
            Self::SessionGone => (
                401,
                of_token(
                    release,
                    "invalid_grant",
                    "The provided authorization grant for the username and password has expired.",
                ),
            ),
            Self::ClientUnknown => of_token_info(
                "unauthorized_client",
                "The client is not authorized to request an authorization. It's required to access the system using FQDN.",
            ),
            Self::ClientUntrusted => {
                of_token_info("access_denied", "The resource owner or authorization server denied the request.")
            }
            Self::ClientSecret => of_token_info("invalid_request", "Missing parameter: 'client_secret'"),
            Self::TokenUnknown => {
                of_token_info("invalid_grant", "The provided authorization grant for the auth code has expired.")
            }
            Self::InfoServerError => of_token_info("server_error", "None"),
            Self::NotActive => plain(401, "Token is not active."),
            Self::NotPermitted => plain(403, if release.is_old() { "None" } else { "" }),
            Self::Unreachable => plain(
                502,
                "HTTPSConnectionPool(host='engine.example.com', port=443): Max retries exceeded with url: \
                 /ovirt-engine/sso/oauth/token (Caused by NewConnectionError(\"HTTPSConnection(host='engine.example.com', \
                 port=443): Failed to establish a new connection: [Errno 111] Connection refused\"))",
            ),
            Self::Untrusted => plain(
                502,
                "HTTPSConnectionPool(host='engine.example.com', port=443): Max retries exceeded with url: \
                 /ovirt-engine/sso/oauth/token (Caused by SSLError(SSLCertVerificationError(1, '[SSL: \
                 CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:992)')))",
            ),
            Self::TooSlow => plain(
                504,
                "HTTPSConnectionPool(host='engine.example.com', port=443): Read timed out. (read timeout=110.0)",
            ),
            Self::Restarting => plain(
                500,
                "503 Server Error: Service Unavailable for url: \
                 https://engine.example.com/ovirt-engine/sso/oauth/token",
            ),
            Self::NoSuchPath => plain(
                500,
                "404 Client Error: Not Found for url: https://engine.example.com/ovirt-engine/sso/oauth/token",
            ),
            Self::NotJson if release.is_old() => plain(500, "No JSON object could be decoded"),
            Self::NotJson => plain(500, "Expecting value: line 1 column 1 (char 0)"),
            Self::NoToken => plain(400, "'access_token'"),
            Self::ByRole => plain(500, "'dict_values' object is not subscriptable"),
        }
    }
}

/// What the provider makes of an error of the engine's `token`, which it asks with the scope `ovirt-app-api`: for that
/// `SsoService.sendJsonDataWithMessage` sends `{"error_code": CODE, "error": SENTENCE}`, and `auth/plugins/ovirt/sso.py`
/// prints `{error} : {error_code}{error_description}`, which is `None` in old releases where there is none.
fn of_token(release: Release, code: &str, sentence: &str) -> String {
    format!("Error during SSO authentication {sentence} : {code}{}", if release.is_old() { "None" } else { "" })
}

/// Likewise of `token-info`, which it asks without that scope: `{"error": CODE, "error_description": SENTENCE}`.
fn of_token_info(code: &str, sentence: &str) -> (u16, String) {
    (401, format!("Error during SSO authentication {code} : {sentence}"))
}
