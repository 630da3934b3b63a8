//! One HTTP exchange: sending, waiting, repeating, and reading the whole body.

mod answer;
mod connection;
mod dial;
mod failure;
mod proxy;
mod words;

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};

use http_body_util::{BodyExt, Full};
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{self, HeaderValue};
use tokio::time::timeout;
use url::{Position, Url};

pub(crate) use answer::Answer;
pub use dial::{Unreached, reach};

use answer::coding;
use connection::{NoConnection, connect};
use failure::Failure;
use proxy::Proxy;

use crate::request::Request;
use crate::tls::Tls;
use crate::{Code, Error, Options, Result, Secret};

/// How often a GET is repeated after a broken connection, an empty answer or a 502, 503 or 504.
const REPEATS: u32 = 2;

/// The methods that the provider's services have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Method {
    #[default]
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl From<Method> for hyper::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Delete => Self::DELETE,
        }
    }
}

/// The settings that concern HTTP. It keeps no connection: the provider serves one at a time, so an idle one would block
/// everybody.
#[derive(Debug)]
pub(crate) struct Transport {
    tls: Tls,
    proxy: Option<Proxy>,
    options: Options,
}

impl Transport {
    /// # Errors
    /// [`Error::InvalidOption`] for an unusable proxy or CA.
    pub(crate) fn new(options: &Options) -> Result<Self> {
        Ok(Self { tls: Tls::new(options)?, proxy: Proxy::of(options)?, options: options.clone() })
    }

    /// Sends a GET, at most [`REPEATS`] times again with growing waits; each repetition is told in `notes`.
    pub(crate) async fn get(
        &self,
        url: &Url,
        token: &Secret,
        request: &Request,
        notes: &mut Vec<String>,
    ) -> Result<Answer> {
        let mut wait = self.options.retry_wait;
        for _ in 0..REPEATS {
            let done = self.send(Method::Get, None, Some(token), url, request).await;
            let why = match &done {
                Ok(answer) => answer.transient(),
                Err(Error::Connection { reason, .. }) => Some(reason.clone()),
                Err(_) => None,
            };
            let Some(why) = why else {
                return done;
            };
            notes.push(format!("{request}: repeated after {} s because of: {why}", wait.as_secs_f64()));
            tokio::time::sleep(wait).await;
            wait *= 3;
        }
        self.send(Method::Get, None, Some(token), url, request).await
    }

    /// Sends `json` by POST, once.
    pub(crate) async fn post(&self, url: &Url, json: String, request: &Request) -> Result<Answer> {
        self.send(Method::Post, Some(&json), None, url, request).await
    }

    /// Sends a change, once.
    pub(crate) async fn change(
        &self,
        method: Method,
        url: &Url,
        token: &Secret,
        json: Option<&str>,
        request: &Request,
    ) -> Result<Answer> {
        self.send(method, json, Some(token), url, request).await
    }

    async fn send(
        &self,
        method: Method,
        json: Option<&str>,
        token: Option<&Secret>,
        url: &Url,
        request: &Request,
    ) -> Result<Answer> {
        let message = self.message(method, json, token, url).map_err(|_| Error::InvalidResponse {
            request: request.clone(),
            code: Code::AnswerUnexpected,
            reason: "the token of the login holds characters that cannot be sent".into(),
        })?;
        let failed = |failure: Failure| failure.error(self.proxy.as_ref(), &self.options, url, request);
        let is_handshaking = AtomicBool::new(false);
        // Dropped, it is closed.
        let mut connection =
            timeout(self.options.connect_timeout, connect(&self.tls, self.proxy.as_ref(), url, &is_handshaking))
                .await
                .map_err(|_| {
                    failed(Failure::SlowConnection { is_handshaking: is_handshaking.load(Ordering::Relaxed) })
                })?
                .map_err(|reason| failed(Failure::NoConnection(reason)))?;
        let response = self.in_time(connection.requests.send_request(message)).await.map_err(failed)?;
        let (head, mut incoming) = response.into_parts();
        if self.proxy.is_some() && head.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(failed(Failure::NoConnection(NoConnection::Proxy(format!("it answers {}", head.status)))));
        }
        let mut body = Vec::new();
        while let Some(frame) = self.in_time(async { incoming.frame().await.transpose() }).await.map_err(failed)? {
            let chunk = frame.into_data().unwrap_or_default();
            if body.len() + chunk.len() > self.options.body_limit {
                return Err(Error::InvalidResponse {
                    request: request.clone(),
                    code: Code::AnswerTooLong,
                    reason: format!("the answer is longer than {} bytes", self.options.body_limit),
                });
            }
            body.extend_from_slice(&chunk);
        }
        let secrets = [Some(&self.options.password), token].into_iter().flatten().cloned().collect();
        let answer = Answer::new(head.status.as_u16(), body, &head.headers, url, secrets, token.is_none());
        match coding(&head.headers) {
            Some(coding) if answer.is_success() => Err(Error::InvalidResponse {
                request: request.clone(),
                code: Code::AnswerCompressed,
                reason: format!(
                    "the answer is compressed ({coding}), which was not asked for: look at the proxy or web server before \
                     the provider"
                ),
            }),
            _ => Ok(answer),
        }
    }

    /// What `future` gives, unless the provider is silent for too long.
    async fn in_time<T>(
        &self,
        future: impl Future<Output = std::result::Result<T, hyper::Error>>,
    ) -> std::result::Result<T, Failure> {
        let given = timeout(self.options.read_timeout, future).await;
        given.map_err(|_| Failure::Silent)?.map_err(Failure::Broken)
    }

    fn message(
        &self,
        method: Method,
        json: Option<&str>,
        token: Option<&Secret>,
        url: &Url,
    ) -> std::result::Result<hyper::Request<Full<Bytes>>, hyper::http::Error> {
        let asks_proxy = self.proxy.as_ref().filter(|_| url.scheme() == "http");
        let target = if asks_proxy.is_some() { url.as_str() } else { &url[Position::BeforePath..Position::AfterQuery] };
        let mut message = hyper::Request::builder()
            .method(hyper::Method::from(method))
            .uri(target)
            .header(header::HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(header::USER_AGENT, concat!("manageiq-providers-ovirt-net/", env!("CARGO_PKG_VERSION")))
            .header(header::ACCEPT, "application/json")
            .header(header::ACCEPT_ENCODING, "identity")
            .header(header::CONNECTION, "close");
        let secret = |value: &Secret| {
            let mut value = HeaderValue::from_str(value.expose())?;
            value.set_sensitive(true);
            Ok::<_, hyper::http::Error>(value)
        };
        if let Some(authorization) = asks_proxy.and_then(|proxy| proxy.authorization.as_ref()) {
            message = message.header(header::PROXY_AUTHORIZATION, secret(authorization)?);
        }
        if let Some(token) = token {
            message = message.header("X-Auth-Token", secret(token)?);
        }
        if json.is_some() {
            message = message.header(header::CONTENT_TYPE, "application/json");
        }
        message.body(Full::from(json.unwrap_or_default().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_proxys_password() {
        let mut options = Options::new("https://h/v2.0", "u", Secret::new("s3cret"));
        options.proxy = Some(Secret::new("http://u:s3cret@proxy.example.com:3128"));
        let shown = format!("{:?}", Transport::new(&options).unwrap());
        assert!(!shown.contains("s3cret") && !shown.contains("dTpzM2NyZXQ"), "{shown}");
    }
}
