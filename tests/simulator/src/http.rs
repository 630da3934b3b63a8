//! HTTP/1.0 as Python's `BaseHTTPRequestHandler` speaks it.

use crate::clock::Moment;
use crate::python;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// One request, read to its end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split(['?', '#']).next().unwrap_or_default()
    }

    /// The request in `bytes`, or `None` while it is not complete.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let (end, start) = head_end(bytes)?;
        let head = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split_whitespace();
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect();
        let mut request = Self { method, target, headers, body: Vec::new() };
        let length = request.header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let body = bytes.get(start..start.checked_add(length)?)?;
        request.body = body.to_vec();
        Some(request)
    }
}

/// Where the head ends, and where the body starts.
fn head_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let crlf = bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = || bytes.windows(2).position(|window| window == b"\n\n").map(|at| (at, at + 2));
    crlf.or_else(lf)
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) reason: String,
    pub(crate) headers: Vec<(Cow<'static, str>, String)>,
    pub(crate) body: Arc<Vec<u8>>,
}

impl Reply {
    /// A success: no Content-Length, the body ends with the connection.
    pub(crate) fn success(status: u16, body: Arc<Vec<u8>>) -> Self {
        let typed = !body.is_empty();
        let headers = typed.then(|| ("Content-Type".into(), "application/json".to_owned())).into_iter().collect();
        Self { status, reason: reason(status).to_owned(), headers, body }
    }

    /// A refusal in the provider's notation: HTML escapes within a JSON string, in a body laid out by hand.
    pub(crate) fn refusal(status: u16, message: &str) -> Self {
        let explain = String::from_utf8_lossy(&python::dumps(&Value::from(message))).into_owned();
        Self::error(status, reason(status), &explain)
    }

    /// What Python itself answers to a method without a handler. The message has no quotes: this body is not JSON.
    pub(crate) fn unsupported_method(method: &str) -> Self {
        let reply =
            Self::error(501, &format!("Unsupported method ('{method}')"), "Server does not support this operation");
        if method == "HEAD" { Self { body: Arc::default(), ..reply } } else { reply }
    }

    fn error(status: u16, reason: &str, explain: &str) -> Self {
        let (message, title) = (escape(explain), escape(reason));
        let body = format!(
            "\n{{\n  \"error\": {{\n    \"message\": {message},\n    \"code\": {status},\n    \"title\": \"{title}\"\n  }}\n}}\n"
        );
        let headers = vec![
            ("Connection".into(), "close".to_owned()),
            ("Content-Type".into(), "application/json".to_owned()),
            ("Content-Length".into(), body.len().to_string()),
        ];
        Self { status, reason: reason.to_owned(), headers, body: Arc::new(body.into_bytes()) }
    }

    /// This refusal as releases of oVirt 4.2 lay it out.
    pub(crate) fn of_old(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "Content-Length");
        self.headers.reverse();
        self.body = Arc::new(self.body.trim_ascii_start().to_vec());
        self
    }

    /// Status line and headers, up to the empty line.
    pub(crate) fn head(&self) -> String {
        let (status, reason, date) = (self.status, &self.reason, Moment::now().http());
        let mut head = format!("HTTP/1.0 {status} {reason}\r\nServer: BaseHTTP/0.6 Python/3.11.2\r\nDate: {date}\r\n");
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        226 => "IM Used",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Request Entity Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "???",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_parsed_once_it_is_complete() {
        let bytes = b"PUT /v2.0/ports/1?x=y HTTP/1.1\r\nX-Auth-Token: t\r\ncontent-length: 3\r\n\r\nabc";
        for cut in 0..bytes.len() {
            assert!(Request::parse(&bytes[..cut]).is_none(), "{cut}");
        }
        let request = Request::parse(bytes).unwrap();
        assert_eq!((request.method.as_str(), request.path()), ("PUT", "/v2.0/ports/1"));
        assert_eq!(request.header("x-auth-token"), Some("t"));
        assert_eq!(request.body, b"abc");
    }

    #[test]
    fn a_success_has_no_content_length() {
        let reply = Reply::success(200, Arc::new(b"{}".to_vec()));
        let head = reply.head();
        assert!(head.starts_with("HTTP/1.0 200 OK\r\nServer: BaseHTTP/0.6 Python/3.11.2\r\nDate: "), "{head}");
        assert!(head.ends_with("\r\nContent-Type: application/json\r\n\r\n"), "{head}");
        assert!(!head.contains("Content-Length"));
        assert!(!Reply::success(204, Arc::default()).head().contains("Content-Type"));
    }

    #[test]
    fn a_refusal_is_laid_out_as_recorded() {
        let reply = Reply::refusal(400, "a && \"b\"");
        let body = "\n{\n  \"error\": {\n    \"message\": \"a &amp;&amp; \\\"b\\\"\",\n    \"code\": 400,\n    \"title\": \"Bad Request\"\n  }\n}\n";
        assert_eq!(String::from_utf8_lossy(&reply.body), body);
        assert!(reply.head().contains(&format!("\r\nContent-Length: {}\r\n", body.len())));
    }
}
