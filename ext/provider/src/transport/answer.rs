//! A server's answer: its type, and what messages may quote of it.

use hyper::header::{self, HeaderMap};
use serde_json::Value;
use url::Url;

use super::words::{failure_in, is_of_provider, shortened, text};
use crate::quote::cut;
use crate::recognition;
use crate::request::Request;
use crate::wire::{Pagination, Unreadable};
use crate::{Error, Secret};

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
    pub(crate) pagination: Pagination,
    /// The words with the secrets, of which one may be a word that the cause is recognized by.
    said: Box<Secret>,
    /// What was sent with the request and must not be repeated.
    secrets: Vec<Secret>,
}

impl Answer {
    /// What is made of an answer. `secrets` are what was sent and must not be repeated; `is_login` is whether its body may
    /// be a token.
    pub(super) fn new(
        status: u16,
        body: Vec<u8>,
        headers: &HeaderMap,
        url: &Url,
        secrets: Vec<Secret>,
        is_login: bool,
    ) -> Self {
        let (words, said) = (String::new(), Box::new(Secret::new("")));
        let mut answer =
            Self { status, body, words, url: url.clone(), pagination: Pagination::default(), said, secrets };
        let header = |name| {
            let value = String::from_utf8_lossy(headers.get(name)?.as_bytes());
            Some(redacted(&answer.secrets, &value))
        };
        if answer.is_success() {
            let links = headers.get_all(header::LINK).iter().filter_map(|value| value.to_str().ok());
            let (range, total) = (header("Content-Range"), header("X-Total-Count"));
            answer.pagination.add_headers(links, range.as_deref(), total.as_deref());
            answer.words = shortened(&answer.redacted(&failure_in(&answer.body).unwrap_or_default()));
            return answer;
        }
        let text = match coding(headers) {
            Some(coding) => format!("its words are compressed ({coding}), which was not asked for"),
            // What a login answers and has no words may be a token.
            None if is_login => text(&answer.body, |_| String::new()),
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
        answer.said = Box::new(Secret::new(shortened(&words)));
        answer
    }

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
        let code = recognition::code(&request, self.status, self.said.expose());
        let Self { status, words, body, .. } = self;
        match status {
            401 | 403 if code.is_rejection() => Error::Authentication { request, status, code, words },
            401 | 403 => Error::SingleSignOn { request, status, code, words },
            _ => {
                let of_provider = is_of_provider(&body);
                Error::Response { request, status, words: words.into(), hint: None, of_provider }
            }
        }
    }

    /// The error that this answer, which cannot be read, is for `request`.
    pub(crate) fn unreadable(self, request: Request, unreadable: Unreadable) -> Error {
        let said = |reason| if self.words.is_empty() { reason } else { format!("{reason}; it says: {}", self.words) };
        unreadable.map(said).of(request)
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
    pub(super) fn transient(&self) -> Option<String> {
        match self.status {
            502..=504 => Some(format!("status {}", self.status)),
            _ if self.carries_list() && self.body.iter().all(u8::is_ascii_whitespace) => Some("an empty answer".into()),
            _ => None,
        }
    }
}

/// `text` without `secrets`, be they as they are or as JSON writes them.
fn redacted(secrets: &[Secret], text: &str) -> String {
    secrets.iter().fold(text.to_owned(), |text, secret| {
        let json = Value::from(secret.expose()).to_string();
        Secret::new(json.trim_matches('"')).redact(&secret.redact(&text))
    })
}

/// How the body is coded, where it is not sent as it is.
pub(super) fn coding(headers: &HeaderMap) -> Option<String> {
    let codings = headers.get_all(header::CONTENT_ENCODING).iter();
    let codings: Vec<String> = codings.map(|coding| cut(&String::from_utf8_lossy(coding.as_bytes()))).collect();
    let coding = codings.join(", ");
    let is_plain =
        coding.split(',').map(str::trim).all(|name| name.is_empty() || name.eq_ignore_ascii_case("identity"));
    (!is_plain).then_some(coding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_no_secret_of_the_request_wherever_it_stands() {
        let secrets = ["pass  <word>", "t0ken-of-the-login"].map(Secret::new);
        for before in ["", "x", &"x".repeat(495)] {
            for body in [
                format!("{before}pass  <word> t0ken-of-the-login"),
                format!("<p>{before}pass  &lt;word&gt; t0ken-of-the-login"),
                format!(r#"{{"error": {{"message": "{before}pass  &lt;word&gt; t0ken-of-the-login"}}}}"#),
            ] {
                let url = Url::parse("https://h/v2.0").unwrap();
                let answer = Answer::new(500, body.into_bytes(), &HeaderMap::new(), &url, secrets.to_vec(), false);
                let words = answer.words;
                assert!(words.contains("[FIL") && !words.contains("pas") && !words.contains("t0k"), "{words}");
            }
        }
    }
}
