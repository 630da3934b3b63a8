//! One HTTP exchange: sending, waiting, repeating, and reading the whole body.

use std::error::Error as _;
use std::time::Duration;

use reqwest::header;
use serde_json::Value;
use url::Url;

use crate::error::Request;
use crate::explanation::access_denied;
use crate::quote::{cut, in_one_line};
use crate::wire::Hints;
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

/// What a server answered, whatever the status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// The server's own words where this is no success or its body says that it is none, without the secrets that it was
    /// sent.
    pub(crate) words: String,
    /// Where it came from.
    pub(crate) url: Url,
    /// What its headers say of a list.
    pub(crate) hints: Hints,
    /// What was sent with the request and must not be repeated.
    secrets: Vec<Secret>,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether it may carry a whole list: the others of 2xx carry nothing, a part, or what was made.
    pub(crate) fn carries_list(&self) -> bool {
        matches!(self.status, 200 | 203)
    }

    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    /// The error that this answer, which is no success, is for `request`.
    pub(crate) fn refusal(self, request: Request) -> Error {
        let Self { status, words, .. } = self;
        match status {
            401 if !access_denied(&words) => Error::SingleSignOn { request, status, words },
            401 | 403 => Error::Authentication { request, status, words },
            _ => Error::Response { request, status, words: words.into(), hint: None },
        }
    }

    /// The error that this answer, which cannot be read for `reason`, is for `request`.
    pub(crate) fn unreadable(self, request: Request, reason: String) -> Error {
        let reason = if self.words.is_empty() { reason } else { format!("{reason}; it says: {}", self.words) };
        Error::InvalidResponse { request, reason }
    }

    /// The body without the secrets, should it hold any: for what is said of it, never for what is read from it, as a
    /// password may be any word.
    pub(crate) fn body_without_secrets(&self) -> Option<Vec<u8>> {
        let text = String::from_utf8_lossy(&self.body);
        let redacted = self.redacted(&text);
        (redacted != *text).then(|| redacted.into_bytes())
    }

    /// `text` without the secrets.
    pub(crate) fn redacted(&self, text: &str) -> String {
        redacted(&self.secrets, text)
    }

    /// What is worth another try: a gateway's or an overloaded server's answer, or nothing of one that was killed over it.
    fn transient(&self) -> Option<String> {
        match self.status {
            502..=504 => Some(format!("status {}", self.status)),
            _ if self.carries_list() && self.body.iter().all(u8::is_ascii_whitespace) => Some("an empty answer".into()),
            _ => None,
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
                    let answer = self.answer(status, body, token, url, &headers);
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

    fn answer(
        &self,
        status: u16,
        body: Vec<u8>,
        token: Option<&Secret>,
        url: &Url,
        headers: &header::HeaderMap,
    ) -> Answer {
        let secrets = [Some(&self.options.password), token].into_iter().flatten().cloned().collect();
        let (url, hints) = (url.clone(), Hints::default());
        let mut answer = Answer { status, body, words: String::new(), url, hints, secrets };
        let header = |name| {
            let value = String::from_utf8_lossy(headers.get(name)?.as_bytes());
            Some(redacted(&answer.secrets, &value))
        };
        if answer.is_success() {
            let links = headers.get_all(header::LINK).iter().filter_map(|value| value.to_str().ok());
            let (range, total) = (header("Content-Range"), header("X-Total-Count"));
            answer.hints.add_headers(links, range.as_deref(), total.as_deref());
            answer.words = shortened(&answer.redacted(&failure_in(&answer.body).unwrap_or_default()));
            return answer;
        }
        let text = match coding(headers) {
            Some(coding) => format!("its words are compressed ({coding}), which was not asked for"),
            // What a login answers and has no words may be a token.
            None if token.is_none() => text(&answer.body, |_| String::new()),
            None => text(&answer.body, str::to_owned),
        };
        let redirected = (300..400).contains(&status);
        let target =
            header("Location").filter(|_| redirected).map(|location| format!("it redirects to {}", cut(&location)));
        let words = match target {
            Some(target) if text.trim().is_empty() => target,
            Some(target) => format!("{target}: {text}"),
            None => text,
        };
        answer.words = shortened(&answer.redacted(&words));
        answer
    }

    async fn failure(&self, error: &reqwest::Error, url: &Url, request: &Request) -> Error {
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

/// `text` without `secrets`, be they as they are or as JSON writes them.
fn redacted(secrets: &[Secret], text: &str) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| {
        let json = Value::from(secret.expose()).to_string();
        Secret::new(json.trim_matches('"')).redact(&secret.redact(&text))
    })
}

/// The innermost cause: reqwest's own words add nothing but the URL.
fn innermost(error: &reqwest::Error) -> String {
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

/// How the body is coded, where it is not sent as it is.
fn coding(headers: &header::HeaderMap) -> Option<String> {
    let codings = headers.get_all(header::CONTENT_ENCODING).iter();
    let codings: Vec<String> = codings.map(|coding| cut(&String::from_utf8_lossy(coding.as_bytes()))).collect();
    let coding = codings.join(", ");
    let is_plain =
        coding.split(',').map(str::trim).all(|name| name.is_empty() || name.eq_ignore_ascii_case("identity"));
    (!is_plain).then_some(coding)
}

/// The words in the body of a success that is none: an error in JSON, or a page.
fn failure_in(body: &[u8]) -> Option<String> {
    // No longer one is read twice.
    let text = std::str::from_utf8(body).ok().filter(|text| text.len() < 100_000)?;
    if text.trim_start().starts_with('<') {
        return Some(unescaped(without_tags(text)));
    }
    message(&serde_json::from_str(text).ok()?).map(unescaped)
}

/// The words in an answer: `{"error": {"message"}}`, Neutron's form, another's, what `other` makes of JSON without any and of
/// what was JSON before it was damaged, or the text itself.
fn text(body: &[u8], other: impl FnOnce(&str) -> String) -> String {
    let text = String::from_utf8_lossy(body);
    let json: Option<Value> = serde_json::from_str(&text).ok();
    unescaped(match json.as_ref().and_then(message) {
        Some(message) => message,
        None if text.trim_start().starts_with('<') => without_tags(&text),
        None if json.is_some() || text.contains(['{', '[', '"']) => other(&text),
        None => text.into_owned(),
    })
}

fn message(json: &Value) -> Option<String> {
    let pointers = [
        "/error/message",
        "/NeutronError/message",
        "/NeutronError",
        "/message",
        "/error",
        "/error_description",
        "/errors/0/message",
        "/errors/0",
        "/fault/message",
    ];
    let text = pointers.iter().find_map(|pointer| json.pointer(pointer)?.as_str());
    // Nova's form has the kind of the error for a key, such as `itemNotFound`.
    let alone = || json.as_object().filter(|object| object.len() == 1)?.values().next()?.get("message")?.as_str();
    text.or_else(alone).map(str::to_owned)
}

fn unescaped(plain: String) -> String {
    // The provider escapes for HTML what it sends as JSON.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")]
        .iter()
        .fold(plain, |plain, (escaped, character)| plain.replace(escaped, character))
}

/// `text` in one line of at most 500 characters.
fn shortened(text: &str) -> String {
    let plain = in_one_line(text);
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
            assert_eq!(shortened(&text(body.as_bytes(), str::to_owned)), expected, "{body}");
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
                let url = Url::parse("https://h/v2.0").unwrap();
                let headers = header::HeaderMap::new();
                let words = transport.answer(500, body.into_bytes(), Some(&token), &url, &headers).words;
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
