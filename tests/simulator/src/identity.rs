//! The identity service: Keystone's API v2.0 as far as ovirt-provider-ovn has it.

use crate::clock::Moment;
use crate::network::{parts, values_parse, versions};
use crate::options::Auth;
use crate::python;
use crate::release::Release;
use crate::sso::Sso;
use crate::state::State;
use crate::store::Refusal;
use serde_json::{Value, json};

/// Answers a request; neither the versions nor the tenants ask for a token.
pub(crate) fn handle(state: &mut State, method: &str, target: &str, content: &[u8]) -> Result<Vec<u8>, Refusal> {
    state.settings.release.check_identity(target)?;
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let body = match (parts(path).as_slice(), method) {
        ([], "GET") => versions(&format!("{}v2.0/", state.identity_root())),
        (["tenants"], "GET") => json!({"tenants": state.store.tenants}),
        (["tokens"], "POST") => login(state, content)?,
        ([] | ["tenants" | "tokens"], _) => return Err(Refusal::new(405, format!("Method not allowed: {method}"))),
        _ => return Err(Refusal::missing(format!("Incorrect path: {target}"))),
    };
    Ok(python::dumps(&body))
}

/// Whether this request is a login, which may take its time.
pub(crate) fn is_login(method: &str, path: &str) -> bool {
    method == "POST" && parts(path) == ["tokens"]
}

fn login(state: &mut State, content: &[u8]) -> Result<Value, Refusal> {
    let content = values_parse(content).map_err(Refusal::bad)?;
    let auth = content.get("auth").ok_or_else(|| Refusal::bad("'auth'"))?;
    let part = |value: &Value, key: &str| value.get(key).cloned().ok_or_else(|| Refusal::bad(format!("'{key}'")));
    let token = match auth.get("passwordCredentials") {
        Some(credentials) => {
            let (user, password) = (part(credentials, "username")?, part(credentials, "password")?);
            check_password(state, &user, &password)?;
            let token = state.rng.token();
            state.tokens.insert(token.clone());
            token
        }
        None => python::text(&part(&part(auth, "token")?, "id")?),
    };
    check_token(state, &token)?;
    Ok(answer(state, &token))
}

fn check_password(state: &State, user: &Value, password: &Value) -> Result<(), Refusal> {
    let settings = &state.settings;
    if !settings.check_password || (*user == settings.user.as_str() && *password == settings.password.as_str()) {
        return Ok(());
    }
    // The provider's static plugin takes any password.
    let (status, words) = Sso::WrongPassword.answer(settings.release, &python::text(user));
    Err(Refusal::new(status, words))
}

/// Refuses a token that is not known, or no longer.
pub(crate) fn check_token(state: &State, token: &str) -> Result<(), Refusal> {
    if state.tokens.contains(token) { Ok(()) } else { Err(token_refusal(state.settings.auth)) }
}

fn token_refusal(auth: Auth) -> Refusal {
    match auth {
        Auth::Static => Refusal::new(403, ""),
        // What the engine's token-info answers for a token that it does not know (any more).
        Auth::Ovirt => {
            let (status, words) = Sso::TokenUnknown.answer(Release::Master, "");
            Refusal::new(status, words)
        }
    }
}

fn answer(state: &State, token: &str) -> Value {
    let (network, identity) = (state.network_root(), state.identity_root());
    let compute = match state.settings.release {
        // Nova's own port
        Release::V1_2_2 | Release::V1_2_4 => format!("{}v2.1/", state.root(8774)),
        _ => format!("{network}v2.1/"),
    };
    let expires = match state.settings.token_timeout {
        _ if state.settings.release == Release::V1_2_2 => Value::Null,
        0 => Value::Null,
        seconds => Moment::now().plus(seconds).zulu().into(),
    };
    let endpoint = |url: &str| {
        json!([{
            "adminURL": url,
            "region": "RegionOne",
            "internalURL": url,
            "id": "00000000000000000000000000000002",
            "publicURL": url,
        }])
    };
    json!({"access": {
        "token": {"id": token, "expires": expires},
        "user": {"username": "admin", "roles_links": [], "id": "", "roles": [{"name": "admin"}], "name": "admin"},
        "serviceCatalog": [
            {
                "endpoints": [{
                    "adminURL": network,
                    "internalURL": network,
                    "publicURL": network,
                    "region": "RegionOne",
                    "id": "00000000000000000000000000000001",
                }],
                "endpoints_links": [],
                "type": "network",
                "name": "neutron",
            },
            {"endpoints": endpoint(&identity), "endpoints_links": [], "type": "identity", "name": "keystone"},
            {"endpoints": endpoint(&compute), "endpoints_links": [], "type": "compute", "name": "nova"},
        ],
    }})
}
