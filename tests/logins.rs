//! Logins that the real provider refused behind a single sign-on that answers in the engine's format, as it was recorded: what
//! each means, and that the simulator says the same.

use ovirt_net_provider::{Code, Error};
use ovirt_net_simulator::{Action, Fault, Options, Release, Settings, Simulator, Sso, When};
use ovirt_net_tests::client;
use serde_json::{Value, json};

const RELEASES: [(&str, Release); 2] =
    [("ovirt-provider-ovn-sso.jsonl", Release::Master), ("ovirt-provider-ovn-1.2.14-sso.jsonl", Release::V1_2_14)];

/// What each recorded case is.
const CASES: [(&str, Code); 30] = [
    ("wrong_password", Code::WrongPassword),
    ("account_locked", Code::AccountLocked),
    ("account_expired", Code::AccountExpired),
    ("password_expired", Code::PasswordExpired),
    ("password_expired_link", Code::PasswordExpired),
    ("password_expired_no_link", Code::PasswordExpired),
    ("directory_unreachable", Code::DirectoryUnreachable),
    ("no_profile", Code::ProfileUnknown),
    ("unknown_profile", Code::ProfileUnknown),
    ("keycloak_wrong_password", Code::WrongPassword),
    ("keycloak_disabled", Code::AccountLocked),
    ("keycloak_not_set_up", Code::PasswordExpired),
    ("keycloak_down", Code::KeycloakFailed),
    ("keycloak_no_path", Code::KeycloakFailed),
    ("keycloak_client", Code::KeycloakFailed),
    ("server_error", Code::SsoFailed),
    ("server_error_profile", Code::SsoFailed),
    ("session_gone", Code::TokenUnknown),
    ("client_unknown", Code::ClientUnknown),
    ("client_untrusted", Code::ClientUntrusted),
    ("client_secret", Code::ClientSecret),
    ("token_unknown", Code::TokenUnknown),
    ("info_server_error", Code::SsoFailed),
    ("not_active", Code::TokenUnknown),
    ("not_permitted", Code::UserNotServed),
    ("too_slow", Code::SsoTimeout),
    ("restarting", Code::SsoNotThere),
    ("no_such_path", Code::SsoNotThere),
    ("not_json", Code::SsoUnreadable),
    ("no_token", Code::SsoNoToken),
];

/// Case, status and message of each recorded answer.
fn recorded(file: &str) -> Vec<(String, u16, String)> {
    let path = format!("{}/recordings/{file}", env!("CARGO_MANIFEST_DIR"));
    let lines = std::fs::read_to_string(path).unwrap();
    let exchanges = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    exchanges
        .map(|exchange| {
            let body: Value = serde_json::from_str(exchange["response"]["body"].as_str().unwrap()).unwrap();
            let message = body["error"]["message"].as_str().unwrap().replace("&lt;", "<").replace("&gt;", ">");
            let status = exchange["response"]["status"].as_u64().unwrap() as u16;
            (exchange["label"].as_str().unwrap().strip_prefix("sso ").unwrap().to_owned(), status, message)
        })
        .collect()
}

fn simulator(release: Release) -> Simulator {
    let settings = Settings { release, ..Settings::default() };
    Simulator::start(Options { settings, ..Options::default() }).unwrap()
}

async fn refused(simulator: &Simulator, action: Action) -> Error {
    simulator.set_faults(vec![Fault::new("POST", "/v2.0/tokens", action)]);
    client(simulator).unwrap().login().await.unwrap_err()
}

#[tokio::test]
async fn tells_each_recorded_refusal_apart() {
    for (file, release) in RELEASES {
        let simulator = simulator(release);
        let recorded = recorded(file);
        assert_eq!(recorded.len(), CASES.len(), "{file}");
        for (case, status, message) in recorded {
            let expected = CASES.iter().find(|(name, _)| *name == case).unwrap().1;
            let error = refused(&simulator, Action::Status { status, message, when: When::Before }).await;
            assert_eq!(error.code(), Some(expected), "{file}, {case}: {error}");
            assert_eq!(error.is_rejection(), expected.is_rejection(), "{file}, {case}");
            assert_eq!(
                matches!(error, Error::Authentication { .. }),
                expected.is_rejection(),
                "{file}, {case}: {error}"
            );
            let blames_nobody = expected.remedy().starts_with("User and password are not the cause");
            assert!(!(blames_nobody && expected.is_rejection()), "{file}, {case}: {error}");
        }
    }
}

#[test]
fn the_simulator_answers_a_login_as_the_provider_did() {
    for (file, release) in RELEASES {
        for (case, status, message) in recorded(file) {
            // Where the single sign-on was that it was recorded with.
            let message = message
                .replace("http://127.0.0.1:8901", "https://engine.example.com")
                .replace(
                    "HTTPConnectionPool(host='127.0.0.1', port=8901)",
                    "HTTPSConnectionPool(host='engine.example.com', port=443)",
                )
                .replace("(read timeout=2.0)", "(read timeout=110.0)");
            let because: Sso = serde_json::from_value(json!(case)).unwrap();
            assert_eq!(because.answer(release, "admin@internal"), (status, message), "{file}, {case}");
        }
    }
}

#[tokio::test]
async fn a_password_that_is_a_word_of_the_engines_hides_no_cause() {
    for password in ["password", "locked", "login information", "access_denied", "authentication"] {
        let simulator = simulator(Release::Master);
        let mut options = ovirt_net_tests::options(&simulator);
        options.password = ovirt_net_provider::Secret::new(password);
        for (because, expected) in [
            (Sso::WrongPassword, Code::WrongPassword),
            (Sso::AccountLocked, Code::AccountLocked),
            (Sso::PasswordExpired, Code::PasswordExpired),
        ] {
            simulator.set_faults(vec![Fault::new("POST", "/v2.0/tokens", Action::Sso { because })]);
            let error = ovirt_net_provider::Client::new(options.clone()).unwrap().login().await.unwrap_err();
            assert_eq!(error.code(), Some(expected), "{password}: {error}");
            assert!(!error.words().unwrap().contains(password), "{error}");
        }
    }
}
