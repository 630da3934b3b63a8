//! Why a request failed, in words that help.

use std::error::Error as _;
use std::time::Duration;

use url::Url;

use super::Transport;
use crate::error::Request;
use crate::{Error, Secret, tls};

impl Transport {
    /// The error that reqwest's is for `request`.
    pub(super) async fn failure(&self, error: &reqwest::Error, url: &Url, request: &Request) -> Error {
        let request = request.clone();
        let proxy = self.proxy();
        let through = proxy.as_ref().map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default();
        let server = format!(
            "{}:{}{through}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        );
        let reason = innermost(error);
        if error.is_timeout() {
            let reason = if error.is_connect() {
                // Of what begins a handshake, a server without TLS may see no end.
                let tls =
                    if url.scheme() == "https" { " (with its TLS; is it http that is spoken there?)" } else { "" };
                format!("no connection to {server} within {}{tls}", seconds(self.options.connect_timeout))
            } else {
                format!("{server} was silent for {}", seconds(self.options.read_timeout))
            };
            return Error::Timeout { request, reason, sent: !error.is_connect() };
        }
        if reason.contains("certificate verify failed") {
            let diagnosis = match proxy {
                // Nobody may be asked past the proxy.
                Some(_) => None,
                None => tls::diagnose(url, &self.options).await,
            };
            let reason = diagnosis.unwrap_or_else(|| tls::explain(&server, &verification(error).unwrap_or(reason)));
            return Error::Certificate { request, reason };
        }
        if error.is_connect() {
            // OpenSSL's words for an answer that is no TLS.
            let reason = match reason.contains("wrong version number") {
                true => format!("it does not speak TLS; take http instead of https ({reason})"),
                false => reason,
            };
            return Error::Connection { request, reason: format!("no connection to {server}: {reason}"), sent: false };
        }
        Error::Connection { request, reason: format!("the connection to {server} broke: {reason}"), sent: true }
    }

    /// Host and port of the proxy, without its password.
    fn proxy(&self) -> Option<String> {
        let proxy = self.options.proxy.as_ref().map(Secret::expose).filter(|proxy| !proxy.is_empty())?;
        let url = Url::parse(proxy).ok()?;
        let host = url.host_str().unwrap_or_default();
        Some(url.port_or_known_default().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    }
}

/// The innermost cause: reqwest's own words add nothing but the URL.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if error.source().is_none() { error.to_string() } else { cause.to_string() }
}

/// Why the certificate was not accepted, which stands in brackets behind OpenSSL's words.
fn verification(error: &reqwest::Error) -> Option<String> {
    let mut cause = error.source();
    while let Some(source) = cause {
        let words = source.to_string();
        let problem = words.strip_suffix(')').and_then(|words| words.rsplit_once('('));
        if let Some((_, problem)) = problem.filter(|(before, _)| before.contains("certificate verify failed")) {
            return Some(problem.to_owned());
        }
        cause = source.source();
    }
    None
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
