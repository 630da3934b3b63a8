//! The HTTP proxy between here and the provider.

use percent_encoding::percent_decode_str;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use url::Url;

use crate::quote::cut;
use crate::{Error, Options, Result, Secret};

/// The longest answer to a `CONNECT` that is read.
const HEAD_LIMIT: usize = 16 << 10;

#[derive(Debug, Clone)]
pub(super) struct Proxy {
    /// Name or address, without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) is_tls: bool,
    /// What `Proxy-Authorization` has to say.
    pub(super) authorization: Option<Secret>,
}

impl Proxy {
    /// The proxy that `options` name; there is none where that is empty or "none".
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for what is not a URL of a HTTP proxy.
    pub(super) fn of(options: &Options) -> Result<Option<Self>> {
        match options.proxy.as_ref().map(|proxy| proxy.expose().trim()) {
            None | Some("") => Ok(None),
            Some(none) if none.eq_ignore_ascii_case("none") => Ok(None),
            Some(given) => Self::parse(given).map(Some).ok_or_else(|| Error::InvalidOption {
                field: "proxy",
                problem: "is not a URL".into(),
                remedy: "give one such as http://proxy.example.com:3128, or none",
            }),
        }
    }

    fn parse(given: &str) -> Option<Self> {
        let url = match given.contains("://") {
            true => Url::parse(given),
            false => Url::parse(&format!("http://{given}")),
        };
        let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let has_user = !url.username().is_empty() || url.password().is_some();
        let authorization = has_user.then(|| {
            let user = format!("{}:{}", decoded(url.username()), decoded(url.password().unwrap_or_default()));
            Secret::new(format!("Basic {}", openssl::base64::encode_block(user.as_bytes())))
        });
        Some(Self {
            host: url.host_str()?.trim_matches(['[', ']']).to_owned(),
            port: url.port_or_known_default()?,
            is_tls: url.scheme() == "https",
            authorization,
        })
    }

    /// Has the proxy connect `stream` to `authority`, such as `engine.example.com:35357`. Gives what it answered where it
    /// does not.
    pub(super) async fn tunnel<S>(&self, stream: &mut S, authority: &str) -> std::result::Result<(), String>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let mut head = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        if let Some(authorization) = &self.authorization {
            head.push_str(&format!("Proxy-Authorization: {}\r\n", authorization.expose()));
        }
        head.push_str("\r\n");
        let broken = |error: std::io::Error| error.to_string();
        stream.write_all(head.as_bytes()).await.map_err(broken)?;
        let mut answer = Vec::new();
        // A byte at a time: what comes behind is the server's.
        while !answer.ends_with(b"\r\n\r\n") {
            let byte = stream.read_u8().await.map_err(broken)?;
            answer.push(byte);
            if answer.len() > HEAD_LIMIT {
                return Err("it is no HTTP proxy".into());
            }
        }
        let line = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
        match line.split_once(' ') {
            Some((version, status)) if version.starts_with("HTTP/1.") && status.starts_with('2') => Ok(()),
            Some((version, status)) if version.starts_with("HTTP/1.") => Err(format!("it answers {}", cut(status))),
            _ => Err("it is no HTTP proxy".into()),
        }
    }
}

impl std::fmt::Display for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        write!(f, "{host}:{}", self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(given: &str) -> Result<Option<Proxy>> {
        let mut options = Options::new("https://h/v2.0", "u", Secret::new("p"));
        options.proxy = Some(Secret::new(given));
        Proxy::of(&options)
    }

    #[test]
    fn takes_a_url_with_or_without_scheme_and_user() {
        for (given, shown, tls) in [
            ("http://proxy.example.com:3128", "proxy.example.com:3128", false),
            ("proxy.example.com:3128", "proxy.example.com:3128", false),
            ("https://[2001:db8::1]:3129", "[2001:db8::1]:3129", true),
            ("http://proxy.example.com", "proxy.example.com:80", false),
        ] {
            let proxy = proxy(given).unwrap().unwrap();
            assert_eq!((proxy.to_string().as_str(), proxy.is_tls), (shown, tls));
            assert!(proxy.authorization.is_none());
        }
        let proxy = proxy("http://me:p%40ss@proxy.example.com:3128").unwrap().unwrap();
        assert_eq!(proxy.authorization.unwrap().expose(), "Basic bWU6cEBzcw==");
    }

    #[test]
    fn none_is_none() {
        for given in ["", " ", "none", "None"] {
            assert!(proxy(given).unwrap().is_none(), "{given}");
        }
    }

    #[test]
    fn refuses_the_rest_without_its_password() {
        for given in ["socks5://u:s3cret@h:1", "http://", "://s3cret", "nonsense:s3cret@"] {
            let error = proxy(given).unwrap_err().to_string();
            assert!(error.contains("proxy is not a URL") && !error.contains("s3cret"), "{error}");
        }
    }
}
