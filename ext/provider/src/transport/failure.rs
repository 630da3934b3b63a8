//! Why a request failed.

use std::error::Error as _;
use std::time::Duration;

use url::Url;

use super::connection::{NoConnection, host_of};
use super::dial::Unreached;
use super::proxy::Proxy;
use crate::error::Fault;
use crate::request::Request;
use crate::tls::{Problem, Refusal};
use crate::{Code, Error, Options};

/// What went wrong with a request.
pub(super) enum Failure {
    /// There was no connection in time.
    SlowConnection { is_handshaking: bool },
    /// There was none at all.
    NoConnection(NoConnection),
    /// The request was sent, and no answer came in time.
    Silent,
    /// The connection broke.
    Broken(hyper::Error),
}

impl Failure {
    /// The error that it is for `request`.
    pub(super) fn error(self, proxy: Option<&Proxy>, options: &Options, url: &Url, request: &Request) -> Error {
        let request = request.clone();
        let fault = |code| {
            let proxy = proxy.map(ToString::to_string);
            let code = match code {
                Code::Unreachable | Code::UnknownName if proxy.is_some() => Code::ProxyUnreachable,
                code => code,
            };
            Box::new(Fault { code, host: host_of(url), port: url.port_or_known_default().unwrap_or_default(), proxy })
        };
        let server = fault(Code::ConnectionBroke).server();
        let unreached = |code, reason: &str| Error::Connection {
            request: request.clone(),
            reason: format!("no connection to {server}: {reason}"),
            sent: false,
            fault: fault(code),
        };
        match self {
            Self::SlowConnection { is_handshaking } => {
                // Of what begins a handshake, a server without TLS may see no end.
                let (code, tls) = match is_handshaking {
                    true => (Code::NoTls, " (with its TLS; is it http that is spoken there?)"),
                    false => (Code::Unreachable, ""),
                };
                let reason = format!("no connection to {server} within {}{tls}", seconds(options.connect_timeout));
                Error::Timeout { request, reason, sent: false, fault: fault(code) }
            }
            Self::Silent => {
                let reason = format!("{server} was silent for {}", seconds(options.read_timeout));
                Error::Timeout { request, reason, sent: true, fault: fault(Code::Silent) }
            }
            Self::Broken(error) => Error::Connection {
                request,
                reason: format!("the connection to {server} broke: {}", innermost(&error)),
                sent: true,
                fault: fault(Code::ConnectionBroke),
            },
            Self::NoConnection(NoConnection::Unreached(Unreached::Limit(reason))) => Error::ResourceLimit { reason },
            Self::NoConnection(NoConnection::Unreached(Unreached::Name(reason))) => {
                unreached(Code::UnknownName, &reason)
            }
            Self::NoConnection(NoConnection::Unreached(Unreached::Addresses(reason))) => {
                unreached(Code::Unreachable, &reason)
            }
            Self::NoConnection(NoConnection::Proxy(reason)) => unreached(Code::Unreachable, &reason),
            Self::NoConnection(NoConnection::Http(error)) => unreached(Code::Unreachable, &innermost(&error)),
            Self::NoConnection(NoConnection::Tls { refusal: Refusal::NotTls(words), .. }) => {
                unreached(Code::NoTls, &format!("it does not speak TLS; take http instead of https ({words})"))
            }
            Self::NoConnection(NoConnection::Tls { refusal: Refusal::Broken(words), .. }) => {
                unreached(Code::Unreachable, &words)
            }
            Self::NoConnection(NoConnection::Tls { refusal: Refusal::Certificate(problem), with_proxy }) => {
                let Problem { code, reason } = problem;
                // Who it was says the certificate; behind a proxy, or without one, that has to be told.
                let reason = match (proxy, with_proxy) {
                    (Some(proxy), true) => format!("{reason}; the proxy {proxy} has it"),
                    (Some(_), false) => format!("{server}: {reason}"),
                    (None, _) if code == Code::TlsTooOld => format!("{server}: {reason}"),
                    (None, _) => reason,
                };
                Error::Certificate { request, reason, code }
            }
        }
    }
}

/// The innermost cause: hyper's own words add little.
fn innermost(error: &hyper::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if error.source().is_none() { error.to_string() } else { cause.to_string() }
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
