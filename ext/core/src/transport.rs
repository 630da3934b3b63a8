//! One HTTP exchange: sending, waiting, repeating, and reading the whole body.

mod answer;
mod failure;
mod words;

use reqwest::header;
use url::Url;

pub(crate) use answer::Answer;

use answer::coding;
use failure::innermost;

use crate::error::Request;
use crate::{Error, Options, Result, Secret, tls};

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

impl From<Method> for reqwest::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Delete => Self::DELETE,
        }
    }
}

/// The HTTP client with the settings that concern it.
#[derive(Debug)]
pub(crate) struct Transport {
    http: reqwest::Client,
    options: Options,
}

impl Transport {
    /// # Errors
    /// [`Error::InvalidOption`] for an unusable proxy or CA.
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("manageiq-providers-ovirt-net/", env!("CARGO_PKG_VERSION")))
            .http1_only()
            // The provider serves one connection at a time: an idle one would block everybody.
            .pool_max_idle_per_host(0)
            // A redirect would carry the token to another server.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout);
        if let Some(proxy) = options.proxy.as_ref().map(Secret::expose).filter(|proxy| !proxy.is_empty()) {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|_| Error::InvalidOption {
                field: "proxy",
                problem: "is not a URL".into(),
                remedy: "give one such as http://proxy.example.com:3128",
            })?);
        }
        let http = tls::configure(builder, options)?.build().map_err(|error| Error::InvalidOption {
            field: "certificate_authority",
            problem: format!("or another TLS setting cannot be used: {}", innermost(&error)),
            remedy: "look at the oVirt provider's TLS settings",
        })?;
        Ok(Self { http, options: options.clone() })
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
            let done = self.send(self.http.get(url.clone()), Some(token), url, request).await;
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
        self.send(self.http.get(url.clone()), Some(token), url, request).await
    }

    /// Sends `json` by POST, once.
    pub(crate) async fn post(&self, url: &Url, json: String, request: &Request) -> Result<Answer> {
        let builder = self.http.post(url.clone()).header(header::CONTENT_TYPE, "application/json").body(json);
        self.send(builder, None, url, request).await
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
        let mut builder = self.http.request(method.into(), url.clone());
        if let Some(json) = json {
            builder = builder.header(header::CONTENT_TYPE, "application/json").body(json.to_owned());
        }
        self.send(builder, Some(token), url, request).await
    }

    async fn send(
        &self,
        builder: reqwest::RequestBuilder,
        token: Option<&Secret>,
        url: &Url,
        request: &Request,
    ) -> Result<Answer> {
        let mut builder =
            builder.header(header::ACCEPT, "application/json").header(header::ACCEPT_ENCODING, "identity");
        if let Some(token) = token {
            let mut value = header::HeaderValue::from_str(token.expose()).map_err(|_| Error::InvalidResponse {
                request: request.clone(),
                reason: "the token of the login holds characters that cannot be sent".into(),
            })?;
            value.set_sensitive(true);
            builder = builder.header("X-Auth-Token", value);
        }
        let mut response = match builder.send().await {
            Ok(response) => response,
            Err(error) => return Err(self.failure(&error, url, request).await),
        };
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.options.body_limit => {
                    return Err(Error::InvalidResponse {
                        request: request.clone(),
                        reason: format!("the answer is longer than {} bytes", self.options.body_limit),
                    });
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => {
                    let secrets = [Some(&self.options.password), token].into_iter().flatten().cloned().collect();
                    let answer = Answer::new(status, body, &headers, url, secrets, token.is_none());
                    return match coding(&headers) {
                        Some(coding) if answer.is_success() => Err(Error::InvalidResponse {
                            request: request.clone(),
                            reason: format!(
                                "the answer is compressed ({coding}), which was not asked for: look at the proxy or web \
                                 server before the provider"
                            ),
                        }),
                        _ => Ok(answer),
                    };
                }
                Err(error) => return Err(self.failure(&error, url, request).await),
            }
        }
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
