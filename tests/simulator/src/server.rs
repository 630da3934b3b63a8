//! Listening and answering: one thread a port, one request at a time, as the provider does it.

use crate::connection::Connection;
use crate::faults::{Action, Service, When};
use crate::http::{Reply, Request};
use crate::identity;
use crate::network;
use crate::options::Tls;
use crate::python;
use crate::state::{Shared, State};
use crate::store::Refusal;
use openssl::error::ErrorStack;
use openssl::ssl::{SslAcceptor, SslFiletype, SslMethod};
use serde_json::Value;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// Calls `serve` for every connection, until the simulator stops.
pub(crate) fn listen(
    listener: &TcpListener,
    acceptor: Option<&SslAcceptor>,
    shared: &Shared,
    serve: impl Fn(Connection<'_>) -> io::Result<()>,
) {
    while let Ok((tcp, _)) = listener.accept() {
        if shared.is_stopping() {
            return;
        }
        // A client that leaves, or does not speak TLS, is its own problem.
        let _ = Connection::accept(tcp, acceptor, shared).and_then(&serve);
    }
}

/// The TLS side of a server.
pub(crate) fn acceptor(tls: &Tls) -> Result<SslAcceptor, ErrorStack> {
    let mut builder = SslAcceptor::mozilla_intermediate(SslMethod::tls_server())?;
    // It serves any certificate: whether it is accepted is the client's to say.
    builder.set_security_level(0);
    builder.set_certificate_chain_file(&tls.certificate)?;
    builder.set_private_key_file(&tls.key, SslFiletype::PEM)?;
    builder.check_private_key()?;
    Ok(builder.build())
}

/// Serves one connection of a service: one request, at most one answer.
pub(crate) fn serve(shared: &Shared, service: Service, mut connection: Connection<'_>) -> io::Result<()> {
    let Some(request) = connection.read_request(None)? else {
        return Ok(());
    };
    let (number, fault, delay) = {
        let mut state = shared.lock();
        let number = state.note(service, &request.method, &request.target, &request.body);
        let fault = state.faults.strike(service, &request.method, request.path());
        let login = service == Service::Identity && identity::is_login(&request.method, request.path());
        (number, fault, if login { state.settings.login_delay_ms } else { 0 })
    };
    if delay > 0 && !connection.linger(Duration::from_millis(delay)) {
        return Ok(());
    }
    let reply = match strike_before(shared, &mut connection, fault.as_ref())? {
        Outcome::NoAnswer => return Ok(()),
        Outcome::Answer(reply) => reply,
        Outcome::CarryOn => {
            let Some(reply) = answer(&mut shared.lock(), service, &request) else {
                return connection.finish_request();
            };
            match strike_after(&mut connection, fault, reply)? {
                Some(reply) => reply,
                None => return Ok(()),
            }
        }
    };
    connection.finish_request()?;
    let close_notify = {
        // Noted before it is sent: who has the answer finds it in the log.
        let mut state = shared.lock();
        state.answered(number, reply.status);
        state.settings.close_notify
    };
    connection.write(reply.head().as_bytes())?;
    connection.write(&reply.body)?;
    if close_notify {
        connection.close_notify();
    }
    Ok(())
}

enum Outcome {
    CarryOn,
    Answer(Reply),
    NoAnswer,
}

fn strike_before(shared: &Shared, connection: &mut Connection<'_>, fault: Option<&Action>) -> io::Result<Outcome> {
    Ok(match fault {
        Some(Action::Status { status, message, when: When::Before }) => {
            Outcome::Answer(Reply::refusal(*status, message))
        }
        Some(Action::Sso { because }) => {
            let (status, message) = {
                let state = shared.lock();
                because.answer(state.settings.release, &state.settings.user)
            };
            Outcome::Answer(Reply::refusal(status, &message))
        }
        Some(Action::Reset { when: When::Before }) => Outcome::NoAnswer,
        Some(Action::Close { when: When::Before }) => {
            connection.finish_request()?;
            Outcome::NoAnswer
        }
        Some(Action::Hang { seconds, when: When::Before }) if !connection.linger(span(*seconds)) => Outcome::NoAnswer,
        Some(Action::ExpireToken) => {
            shared.lock().tokens.clear();
            Outcome::CarryOn
        }
        _ => Outcome::CarryOn,
    })
}

/// What becomes of the right answer; `None` if the client is not to get any.
fn strike_after(connection: &mut Connection<'_>, fault: Option<Action>, reply: Reply) -> io::Result<Option<Reply>> {
    let success = |body: Vec<u8>| Reply::success(200, Arc::new(body));
    Ok(Some(match fault {
        Some(Action::Status { status, message, when: When::After }) => Reply::refusal(status, &message),
        Some(Action::Reset { when: When::After }) => return Ok(None),
        Some(Action::Close { when: When::After }) => {
            connection.finish_request()?;
            return Ok(None);
        }
        Some(Action::Hang { seconds, when: When::After }) if !connection.linger(span(seconds)) => return Ok(None),
        Some(Action::Cut { fraction, bytes }) => {
            let part = (reply.body.len() as f64 * fraction.unwrap_or(0.5)) as usize;
            let length = bytes.unwrap_or(part).min(reply.body.len());
            Reply { body: Arc::new(reply.body[..length].to_vec()), ..reply }
        }
        Some(Action::Empty) => success(Vec::new()),
        Some(Action::Html) => {
            let page =
                "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>\n";
            Reply { headers: vec![("Content-Type".into(), "text/html".to_owned())], ..success(page.into()) }
        }
        Some(Action::Body { body, status }) => Reply::success(status.unwrap_or(200), Arc::new(python::dumps(&body))),
        Some(Action::Answer { status, headers, text }) => {
            let mut reply = Reply::success(status.unwrap_or(200), Arc::new(text.into_bytes()));
            if headers.keys().any(|name| name.eq_ignore_ascii_case("Content-Type")) {
                reply.headers.clear();
            }
            reply.headers.extend(headers.into_iter().map(|(name, value)| (name.into(), value)));
            reply
        }
        Some(Action::Text { text }) => success(text.into_bytes()),
        Some(Action::NoId) => match serde_json::from_slice(&reply.body) {
            Ok(mut json) => {
                remove_ids(&mut json);
                Reply { body: Arc::new(python::dumps(&json)), ..reply }
            }
            Err(_) => reply,
        },
        _ => reply,
    }))
}

fn span(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::from_secs(86_400))
}

fn remove_ids(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(remove_ids),
        Value::Object(object) => {
            object.shift_remove("id");
            object.values_mut().for_each(remove_ids);
        }
        _ => {}
    }
}

/// The right answer, or `None` where the provider's handler would fall over without one.
fn answer(state: &mut State, service: Service, request: &Request) -> Option<Reply> {
    let (method, target) = (request.method.as_str(), request.target.as_str());
    match method {
        "GET" | "DELETE" => {}
        "POST" | "PUT" if request.header("Content-Length").is_some() => {}
        "POST" | "PUT" => return None,
        _ => return Some(Reply::unsupported_method(method)),
    }
    let result = match service {
        Service::Identity => identity::handle(state, method, target, &request.body).map(|body| (200, Arc::new(body))),
        Service::Network => answer_network(state, request),
    };
    Some(match result {
        Ok((status, body)) => Reply::success(status, body),
        Err(refusal) if state.settings.release.is_old() => refusal.reply_of_old(),
        Err(refusal) => refusal.reply(),
    })
}

fn answer_network(state: &mut State, request: &Request) -> Result<(u16, Arc<Vec<u8>>), Refusal> {
    let (method, target) = (request.method.as_str(), request.target.as_str());
    let release = state.settings.release;
    release.check_route(method, target)?;
    network::check_route(method, target)?;
    state.spend_token();
    identity::check_token(state, request.header("X-Auth-Token").unwrap_or_default())?;
    release.handle(state, method, target, &request.body)
}
