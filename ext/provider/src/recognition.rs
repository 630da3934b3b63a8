//! Finds the code of an answer: the only place that matches words of the provider, the engine and Python. Each pattern names the
//! recording (`tests/recordings/FILE`, by label) or the source line that it comes from.

use crate::Code;
use crate::request::Request;

/// How `auth/plugins/ovirt/sso.py` (`_check_for_error`) begins what it says of an error of the engine's single sign-on.
const SSO: &str = "Error during SSO authentication ";

/// The codes of enginesso's `SsoConstants.java` (`ERR_CODE_*`, `ERR_OVIRT_CODE_*`).
const SSO_CODES: [&str; 11] = [
    "access_denied",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "not_authenticated",
    "server_error",
    "unauthorized_client",
    "unsupported_grant_type",
    "unsupported_request",
];

/// The sentences of enginesso's `AppMessages.properties` (the same ones from 4.2 to 4.5) that stand with `access_denied`.
/// They are English: `ovirt-engine.py` starts the engine with `LC_ALL=en_US.UTF-8`, and the provider asks for no language.
const DENIALS: [(&str, Code); 10] = [
    ("Unable to log in. Verify your login information", Code::WrongPassword), // USER_FAILED_TO_AUTHENTICATE
    ("the user account is disabled or locked", Code::AccountLocked),          // USER_ACCOUNT_DISABLED
    ("the user account has expired", Code::AccountExpired),                   // USER_ACCOUNT_EXPIRED
    ("the password has expired", Code::PasswordExpired), // USER_PASSWORD_EXPIRED, …_CHANGE_URL_PROVIDED
    ("servers cannot be reached", Code::DirectoryUnreachable), // USER_FAILED_TO_AUTHENTICATE_TIMED_OUT
    ("No profile found in credentials", Code::ProfileUnknown), // NO_PROFILE_IN_CREDENTIALS
    ("No valid profile found in credentials", Code::ProfileUnknown), // NO_VALID_PROFILE_IN_CREDENTIALS
    ("No user name found in credentials", Code::ProfileUnknown), // NO_USER_NAME_IN_CREDENTIALS
    ("Please provide username, password and profile", Code::ProfileUnknown), // PROVIDE_USERNAME_PASSWORD_AND_PROFILE
    // SsoConstants.ERR_CODE_ACCESS_DENIED_MSG: SsoService.validateClientRequest, for a client that is not trusted.
    ("The resource owner or authorization server denied the request", Code::ClientUntrusted),
];

/// How `AppMessages.properties` begins CANNOT_AUTHENTICATE_USER_IN_DOMAIN: `Cannot authenticate user '%1$s@%2$s': %3$s.`
const OF_USER: &str = "Cannot authenticate user '";

/// How it begins CANNOT_AUTHENTICATE_USER, which `ExternalOIDCService` says of every failure of Keycloak's.
const OF_KEYCLOAK: &str = "Cannot authenticate user ";

/// What Keycloak says of users, which the engine repeats (`ExternalOIDCService`) in CANNOT_AUTHENTICATE_USER.
const KEYCLOAK: [(&str, Code); 3] = [
    // ValidateUsername.java, ValidatePassword.java; also while it has locked the account for a while.
    ("Invalid user credentials", Code::WrongPassword),
    // ValidateUsername.java
    ("Account disabled", Code::AccountLocked),
    // ResourceOwnerPasswordCredentialsGrantType.java: the user has to do something first, such as changing the password.
    ("Account is not fully set up", Code::PasswordExpired),
];

/// The code of an answer that is no success.
pub(crate) fn code(request: &Request, status: u16, words: &str) -> Code {
    // Old releases print Python's None where there is no message (ovirt-provider-ovn-1.2.14-sso.jsonl, "sso not_permitted").
    let words = if words == "None" { "" } else { words };
    of_engine(request, status, words).unwrap_or_else(|| of_provider(request, status, words))
}

/// The code of what Ruby's SDK of oVirt says when the engine's single sign-on refuses its login: `CODE: SENTENCE` behind the same
/// words as the provider's (ovirt-engine-sdk 4.6.1, lib/ovirtsdk4/connection.rb: `create_access_token`,
/// `get_sso_error_message`). `None` of other words.
pub fn of_sdk(words: &str) -> Option<Code> {
    let (_, told) = words.split_once("Error during SSO authentication: ")?;
    let (code, sentence) = told.split_once(": ")?;
    Some(of_single_sign_on(&format!("{sentence} : {code}")))
}

/// What is wrong between the provider and the engine, whose single sign-on it asks at each login and for each token.
fn of_engine(request: &Request, status: u16, words: &str) -> Option<Code> {
    let says = |part: &str| words.contains(part);
    let login = request.is_login();
    // Python's requests and urllib3; "sso unreachable", "sso untrusted".
    let asks = ["HTTPSConnectionPool(", "HTTPConnectionPool(", "Max retries exceeded", "SSLError("];
    let asked_engine = login || asks.iter().any(|words| says(words));
    match status {
        401 => match words.split_once(SSO) {
            Some((_, told)) => Some(of_single_sign_on(told)),
            // auth/plugins/ovirt/authorization_by_username.py; "sso not_active".
            None if says("oken is not active") => Some(Code::TokenUnknown),
            // Of a provider behind something that shortens.
            None if says("access_denied") => Some(Code::LoginDenied),
            None => Some(if words.is_empty() { Code::TokenRefused } else { Code::SsoFailed }),
        },
        // Python's ssl module, in old and new spelling; "sso untrusted".
        502 | 500 if asked_engine && (says("CERTIFICATE_VERIFY_FAILED") || says("certificate verify failed")) => {
            Some(Code::SsoUntrusted)
        }
        // "sso too_slow", "sso unreachable": auth/plugins/ovirt/sso.py, `_translate_request_exception`.
        504 if asked_engine => Some(Code::SsoTimeout),
        502 if asked_engine => Some(Code::SsoUnreachable),
        // requests' raise_for_status; "sso restarting", "sso no_such_path".
        500 if says(" Error: ") && says(" for url: ") => Some(Code::SsoNotThere),
        // Python 3's json, and Python 2's; "sso not_json".
        500 if login
            && (says("Expecting value") || says("JSONDecodeError") || says("No JSON object could be decoded")) =>
        {
            Some(Code::SsoUnreadable)
        }
        // A KeyError of auth/plugins/ovirt/sso.py, `create_token`; "sso no_token".
        500 | 400 if login && says("access_token") => Some(Code::SsoNoToken),
        // auth/plugins/ovirt/api.py, `_http_get`.
        500 if says("'dict_values' object is not subscriptable") => Some(Code::PluginBroken),
        // A KeyError of auth/plugins/ovirt/sso.py, `extract_authz_name`.
        500 if login && key_error(words) => Some(Code::PluginProfile),
        _ => None,
    }
}

/// The code of what the engine's single sign-on told: `SENTENCE : CODE`, with `None` behind it from old releases, of its
/// `token`, and `CODE : SENTENCE` of its `token-info` (*-sso.jsonl; SsoService.sendJsonDataWithMessage). A sentence may
/// hold " : " itself, so the code is looked for at the ends.
fn of_single_sign_on(told: &str) -> Code {
    let of_token = told.rsplit_once(" : ").and_then(|(sentence, code)| {
        let code = code.strip_suffix("None").filter(|code| !code.is_empty()).unwrap_or(code);
        SSO_CODES.contains(&code).then_some((code, sentence))
    });
    let of_token_info = || told.split_once(" : ").filter(|(code, _)| SSO_CODES.contains(code));
    match of_token.or_else(of_token_info) {
        Some(("access_denied", sentence)) => denial(sentence),
        // SsoService.validateClientRequest: an unknown client id; "sso client_unknown".
        Some(("unauthorized_client", _)) => Code::ClientUnknown,
        // Likewise: a wrong secret; "sso client_secret". Of `token`, something else is missing.
        Some(("invalid_request", sentence)) if sentence.contains("client_secret") => Code::ClientSecret,
        Some(("invalid_request", sentence)) if sentence.contains("client_id") => Code::ClientUnknown,
        // SsoService.getSsoSession; "sso token_unknown", "sso session_gone".
        Some(("invalid_grant", _)) => Code::TokenUnknown,
        // The end is lost where a user has a very long name; nothing but `access_denied` comes with this sentence.
        None if told.starts_with(OF_USER) => denial(told),
        _ => Code::SsoFailed,
    }
}

/// The code of a sentence that came with `access_denied`.
fn denial(sentence: &str) -> Code {
    let find = |patterns: &[(&str, Code)], words: &str| {
        patterns.iter().find(|(pattern, _)| words.contains(pattern)).map(|(_, code)| *code)
    };
    if sentence.starts_with(OF_USER) {
        // The user, who may be called anything, stands before it.
        let why = sentence.rsplit_once("': ").map_or("", |(_, why)| why);
        return find(&DENIALS, why).unwrap_or(Code::LoginDenied);
    }
    match sentence.strip_prefix(OF_KEYCLOAK) {
        Some(why) => find(&KEYCLOAK, why).or_else(|| find(&DENIALS, why)).unwrap_or(Code::KeycloakFailed),
        None => find(&DENIALS, sentence).unwrap_or(Code::LoginDenied),
    }
}

/// What the provider itself, or something in its place, means.
fn of_provider(request: &Request, status: u16, words: &str) -> Code {
    let says = |part: &str| words.contains(part);
    match status {
        300..=399 => Code::Redirected,
        400 if words.is_empty() => Code::Unexplained,
        // auth/core.py: `validate_token`; "sso not_permitted", and the static plugin for any token that is not its own.
        403 => Code::UserNotServed,
        404 if request.is_login() => Code::NoKeystone,
        404 | 500 if request.list.is_some() && missing(words).is_some() => of_missing(request, words),
        404 if request.list.is_some() => Code::ListUnknown,
        // handlers/base_handler.py; ovirt-provider-ovn.jsonl, "token v3".
        404 if says("Incorrect path") => Code::PathUnknown,
        404 => Code::Gone,
        // A KeyError of ovndb/ovn_north_mappers.py.
        500 if says("ovirt_revision_number") => Code::ForeignPortGroup,
        500 if says("Port_Group") => Code::NoPortGroups,
        // Python's json of what `remove_router_interface` gives it; ovirt-provider-ovn.jsonl.
        500 if says("is not JSON serializable") => Code::AnswerUnwritten,
        // Python's words of a comparison in neutron/validation.
        500 if says("instances of 'NoneType' and 'int'") => Code::MtuMissing,
        500 if says("'NoneType' object has no attribute") => Code::ReferenceGone,
        _ => Code::Refused,
    }
}

/// The code of a list that is refused because something in it is not found.
fn of_missing(request: &Request, words: &str) -> Code {
    match (missing(words), request.list) {
        // ovndb/ovn_security_groups; "groups after a remote group was deleted".
        (Some(("Security Group", _)), Some("security-groups" | "security-group-rules")) => Code::MissingGroup,
        // ovsdbapp's RowNotFound, of ovndb/ovn_north.py.
        (Some(("Logical_Switch_Port", _)), Some("routers")) => Code::MissingGateway,
        (Some(("Logical_Router_Port", _)), Some("ports" | "routers")) => Code::MissingRouterPort,
        _ => Code::ReferenceGone,
    }
}

/// Kind and id of what the provider does not find: "Cannot find Logical_Switch_Port with name=…", "Security Group … does not
/// exist".
pub(crate) fn missing(words: &str) -> Option<(&str, &str)> {
    let of_ovn = words.strip_prefix("Cannot find ").and_then(|rest| {
        let (table, condition) = rest.split_once(" with ")?;
        Some((table, condition.split_once('=')?.1))
    });
    of_ovn.or_else(|| words.strip_suffix(" does not exist")?.rsplit_once(' ')).filter(|(kind, id)| {
        let is_name = |text: &str| !text.is_empty() && text.len() < 200;
        is_name(kind) && is_name(id) && !id.contains(char::is_whitespace)
    })
}

/// Whether the provider says of a list that it has none such: the release was made before it, or OVN was. A port group that it
/// does not find is one of a list that it has.
pub(crate) fn has_no_such_list(status: u16, words: &str) -> bool {
    match status {
        404 => words.starts_with("Incorrect path"),
        405 => true,
        _ => status == 500 && words.contains("Port_Group") && missing(words).is_none(),
    }
}

/// Whether that is all that Python says of a key that it does not find.
fn key_error(words: &str) -> bool {
    words.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).is_some_and(|key| !key.contains(['\'', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(status: u16, words: &str) -> Code {
        code(&Request { method: "POST", path: "/v2.0/tokens".into(), list: None, change: None }, status, words)
    }

    fn told(words: &str) -> Code {
        login(401, &format!("{SSO}{words}"))
    }

    #[test]
    fn takes_the_code_from_the_end_or_the_beginning_and_not_from_between() {
        let wrong = "Unable to log in. Verify your login information or contact the system administrator..";
        for (words, expected) in [
            (format!("Cannot authenticate user 'a@b': {wrong} : access_denied"), Code::WrongPassword),
            (format!("Cannot authenticate user 'a@b': {wrong} : access_deniedNone"), Code::WrongPassword),
            (format!("Cannot authenticate user '{}@b': {wrong}", "x".repeat(300)), Code::WrongPassword),
            // A user may be called like a code, or have the words of another cause in the name.
            (
                format!("Cannot authenticate user 'servers cannot be reached@b': {wrong} : access_denied"),
                Code::WrongPassword,
            ),
            (
                format!("Cannot authenticate user 'a': the password has expired@b': {wrong} : access_denied"),
                Code::WrongPassword,
            ),
            (format!("Cannot authenticate user 'server_error : x@b': {wrong} : access_denied"), Code::WrongPassword),
            (
                "access_denied : The resource owner or authorization server denied the request.".into(),
                Code::ClientUntrusted,
            ),
            ("Something with access_denied in it : server_error".into(), Code::SsoFailed),
            ("server_error : access_denied".into(), Code::LoginDenied),
            ("None : server_error".into(), Code::SsoFailed),
            ("server_error : None".into(), Code::SsoFailed),
            ("Missing parameter: 'Accept Header' : invalid_request".into(), Code::SsoFailed),
            ("Anmeldung nicht möglich : access_denied".into(), Code::LoginDenied),
            ("Cannot authenticate user 'a@b': words of a later engine. : access_denied".into(), Code::LoginDenied),
            ("Cannot authenticate user words of a later Keycloak. : access_denied".into(), Code::KeycloakFailed),
            ("whatever".into(), Code::SsoFailed),
            (String::new(), Code::SsoFailed),
        ] {
            assert_eq!(told(&words), expected, "{words}");
        }
    }

    #[test]
    fn knows_the_words_of_the_sdk() {
        let words = |sentence: &str| {
            format!("Error during SSO authentication: access_denied: Cannot authenticate user {sentence}")
        };
        let wrong =
            "'admin@internal': Unable to log in. Verify your login information or contact the system administrator..";
        assert_eq!(of_sdk(&words(wrong)), Some(Code::WrongPassword));
        assert_eq!(of_sdk(&words("Invalid user credentials.")), Some(Code::WrongPassword));
        let locked = "'a@internal': Unable to log in because the user account is disabled or locked. Contact the system administrator..";
        assert_eq!(of_sdk(&words(locked)), Some(Code::AccountLocked));
        assert_eq!(of_sdk("Error during SSO authentication: server_error: null"), Some(Code::SsoFailed));
        assert_eq!(of_sdk("Can't send request: connection refused"), None);
    }

    #[test]
    fn takes_no_gateway_before_the_provider_for_the_engine() {
        let list = Request { method: "GET", path: "/v2.0/ports".into(), list: Some("ports"), change: None };
        assert_eq!(code(&list, 502, "Bad Gateway"), Code::Refused);
        assert_eq!(code(&list, 502, "HTTPSConnectionPool(host='e', port=443): refused"), Code::SsoUnreachable);
        assert_eq!(code(&list, 404, "Incorrect path: /v2.0/x"), Code::ListUnknown);
        assert_eq!(login(404, "Incorrect path: /v2.0/tokens"), Code::NoKeystone);
    }
}
