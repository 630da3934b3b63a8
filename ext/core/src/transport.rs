//! One HTTP exchange: sending, waiting, repeating, and reading the whole body.

use std::error::Error as _;
use std::time::Duration;

use reqwest::header;
use url::Url;

use crate::error::Request;
use crate::{Error, Options, Result, Secret, tls};

/// How often a GET is repeated after a broken connection or a 502, 503 or 504.
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

/// What a server answered, whatever the status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The server's own words where this is no success, without the secrets that it was sent.
    pub(crate) words: String,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    /// The error that this answer, which is no success, is for `request`.
    pub(crate) fn refusal(self, request: Request) -> Error {
        let is_refusal = self.is_refusal();
        let Self { status, words, .. } = self;
        if is_refusal {
            Error::Authentication { request, status, words }
        } else {
            Error::Response { request, status, words }
        }
    }

    /// A gateway's or an overloaded server's answer, which a moment later may be another.
    fn is_transient(&self) -> bool {
        matches!(self.status, 502..=504)
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
            let why = match self.send(self.http.get(url.clone()), Some(token), url, request).await {
                Ok(answer) if answer.is_transient() => format!("status {}", answer.status),
                Err(Error::Connection { reason, .. }) => reason,
                done => return done,
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
        let mut builder = builder.header(header::ACCEPT, "application/json");
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
                Ok(None) => return Ok(self.answer(status, body, token)),
                Err(error) => return Err(self.failure(&error, url, request).await),
            }
        }
    }

    fn answer(&self, status: u16, body: Vec<u8>, token: Option<&Secret>) -> Answer {
        let mut answer = Answer { status, body, words: String::new() };
        if !answer.is_success() {
            let text = [Some(&self.options.password), token]
                .into_iter()
                .flatten()
                .fold(text(&answer.body), |text, secret| secret.redact(&text));
            answer.words = shortened(&text);
        }
        answer
    }

    async fn failure(&self, error: &reqwest::Error, url: &Url, request: &Request) -> Error {
        let request = request.clone();
        let server =
            format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
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
            let diagnosis = tls::diagnose(url, &self.options).await;
            return Error::Certificate { request, reason: diagnosis.unwrap_or(reason) };
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
}

/// The innermost cause: reqwest's own words add nothing but the URL.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    if error.source().is_none() { error.to_string() } else { cause.to_string() }
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}

/// The words in an answer: `{"error": {"message"}}`, Neutron's form, or the text itself.
fn text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let json: Option<serde_json::Value> = serde_json::from_str(&text).ok();
    let message = json.as_ref().and_then(|json| {
        ["/error/message", "/NeutronError/message", "/message", "/error"]
            .iter()
            .find_map(|pointer| json.pointer(pointer).and_then(serde_json::Value::as_str))
    });
    let plain = match message {
        Some(message) => message.to_owned(),
        None if text.trim_start().starts_with('<') => without_tags(&text),
        None => text.into_owned(),
    };
    // The provider escapes for HTML what it sends as JSON.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")]
        .iter()
        .fold(plain, |plain, (escaped, character)| plain.replace(escaped, character))
}

/// `text` in one line of at most 500 characters.
fn shortened(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match plain.char_indices().nth(500) {
        Some((end, _)) => format!("{} …", &plain[..end]),
        None => plain,
    }
}

fn without_tags(html: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(character),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_words_of_every_kind_of_body() {
        for (body, expected) in [
            (r#"{"error": {"message": "it &amp;&amp; that", "code": 400, "title": "Bad Request"}}"#, "it && that"),
            (r#"{"error": {"message": "", "code": 403}}"#, ""),
            (r#"{"NeutronError": {"message": "no"}}"#, "no"),
            ("<html><body><h1>502</h1>Bad  Gateway</body></html>", "502 Bad Gateway"),
            ("plain\ntext", "plain text"),
            ("", ""),
        ] {
            assert_eq!(shortened(&text(body.as_bytes())), expected, "{body}");
        }
        assert_eq!(shortened(&"é".repeat(600)).chars().count(), 502);
    }

    #[test]
    fn repeats_no_secret_of_the_request_wherever_it_stands() {
        let options = Options::new("https://h/v2.0", "u", Secret::new("pass  <word>"));
        let transport = Transport::new(&options).unwrap();
        let token = Secret::new("t0ken-of-the-login");
        for before in ["", "x", &"x".repeat(495)] {
            for body in [
                format!("{before}pass  <word> t0ken-of-the-login"),
                format!("<p>{before}pass  &lt;word&gt; t0ken-of-the-login"),
                format!(r#"{{"error": {{"message": "{before}pass  &lt;word&gt; t0ken-of-the-login"}}}}"#),
            ] {
                let words = transport.answer(500, body.into_bytes(), Some(&token)).words;
                assert!(words.contains("[FIL") && !words.contains("pas") && !words.contains("t0k"), "{words}");
            }
        }
    }

    #[test]
    fn debug_shows_no_proxys_password() {
        let mut options = Options::new("https://h/v2.0", "u", Secret::new("s3cret"));
        options.proxy = Some(Secret::new("http://u:s3cret@proxy.example.com:3128"));
        let shown = format!("{:?}", Transport::new(&options).unwrap());
        assert!(!shown.contains("s3cret") && !shown.contains("dTpzM2NyZXQ"), "{shown}");
    }
}
