//! The control port: plain HTTP and JSON, for tests and demos that are not written in Rust.

use crate::connection::Connection;
use crate::faults::{Fault, Faults};
use crate::generate::generate;
use crate::http::Request;
use crate::network::values_parse;
use crate::options::Generate;
use crate::state::{Shared, State};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant};

/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Serves one connection.
pub(crate) fn serve(shared: &Shared, mut connection: Connection<'_>) -> io::Result<()> {
    let Some(request) = connection.read_request(Some(Instant::now() + PATIENCE))? else {
        return Ok(());
    };
    connection.finish_request()?;
    let (status, body) = match handle(&mut shared.lock(), &request) {
        Ok(body) => ("200 OK", body),
        Err(Problem::NotFound) => {
            ("404 Not Found", json!({"error": format!("no {} {}", request.method, request.path())}))
        }
        Err(Problem::Bad(error)) => ("400 Bad Request", json!({"error": error})),
    };
    let body = format!("{body}\n");
    let length = body.len();
    connection.write(
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )
        .as_bytes(),
    )?;
    connection.write(body.as_bytes())
}

enum Problem {
    NotFound,
    Bad(String),
}

impl From<String> for Problem {
    fn from(error: String) -> Self {
        Self::Bad(error)
    }
}

fn handle(state: &mut State, request: &Request) -> Result<Value, Problem> {
    let done = json!({"ok": true});
    let body = || values_parse(&request.body);
    Ok(match (request.method.as_str(), request.path()) {
        ("GET", "/requests") => requests(state),
        ("DELETE", "/requests") => {
            state.clear_log();
            done
        }
        ("GET", "/faults") => json!(state.faults.list().collect::<Vec<_>>()),
        ("PUT", "/faults") => {
            state.faults = Faults::new(Fault::parse_all(&body()?)?);
            done
        }
        ("DELETE", "/faults") => {
            state.faults = Faults::default();
            done
        }
        ("GET", "/inventory") => state.store.dump(),
        ("PUT", "/inventory") => {
            state.store.load(&body()?)?;
            done
        }
        ("POST", "/generate") => {
            let wanted = Generate::deserialize(&body()?).map_err(|error| error.to_string())?;
            generate(&mut state.store, &wanted);
            done
        }
        ("POST", "/expire_tokens") => {
            state.tokens.clear();
            done
        }
        ("GET", "/settings") => json!(state.settings),
        ("PATCH", "/settings") => {
            let settings = state.settings.patched(&body()?)?;
            state.set_settings(settings);
            json!(state.settings)
        }
        _ => return Err(Problem::NotFound),
    })
}

fn requests(state: &State) -> Value {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for received in state.log() {
        *counts.entry(&received.line).or_default() += 1;
    }
    json!({"count": state.log().count(), "counts": counts, "requests": state.log().collect::<Vec<_>>()})
}
