//! Parses oVirt's `authentication_url` into the attributes of ManageIQ's endpoint.

use std::net::Ipv6Addr;

use url::{Host, ParseError, Url};

use crate::quote::cut;
use crate::{Error, Result};

/// Where the provider's Keystone listens, in the words of ManageIQ's `endpoints` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name or address; an IPv6 address without brackets.
    pub hostname: String,
    /// TCP port.
    pub port: u16,
    /// `v2`: the provider speaks no other version.
    pub api_version: &'static str,
    /// `ssl` for https, `non-ssl` for http.
    pub security_protocol: &'static str,
    url: Url,
}

impl Endpoint {
    /// Reads `authentication_url`. A missing path means version 2.0; a missing port is the scheme's, as for the engine.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] says what is wrong with the URL.
    pub fn parse(authentication_url: &str) -> Result<Self> {
        // What is no proper URL may still hold a password before an @, which no error may show.
        let text = &without_user(authentication_url.trim());
        let url =
            url(authentication_url.trim()).map_err(|error| invalid(format!("\"{text}\" is not a URL: {error}")))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("holds a user name or a password".into()));
        }
        let security_protocol = match url.scheme() {
            "https" => "ssl",
            "http" => "non-ssl",
            scheme => return Err(invalid(format!("\"{text}\" has the scheme {}", cut(scheme)))),
        };
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid(format!("\"{text}\" has a query or a fragment")));
        }
        let hostname = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.trim_end_matches('.').to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => return Err(invalid(format!("\"{text}\" has no host"))),
        };
        if hostname.is_empty() {
            return Err(invalid(format!("\"{text}\" has no host")));
        }
        let port = match url.port_or_known_default() {
            Some(port) if port != 0 => port,
            _ => return Err(invalid(format!("\"{text}\" has no usable port"))),
        };
        let url = versioned(url, text)?;
        Ok(Self { hostname, port, api_version: "v2", security_protocol, url })
    }

    /// URL of the Keystone API with its version and no slash at the end, such as `https://host:35357/v2.0`.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

/// Reads a URL whose IPv6 address may lack its brackets, as the provider writes one of `provider-host`. What stands behind the
/// last colon is the port then, where the rest is an address.
pub(crate) fn url(text: &str) -> std::result::Result<Url, ParseError> {
    let bracketed = || {
        let (scheme, rest) = text.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let is_address = |host: &str| host.parse::<Ipv6Addr>().is_ok();
        match authority.rsplit_once(':') {
            Some((host, port)) if is_address(host) && port.parse::<u16>().is_ok() => {
                Some(format!("{scheme}://[{host}]:{port}{path}"))
            }
            _ if is_address(authority) => Some(format!("{scheme}://[{authority}]{path}")),
            _ => None,
        }
    };
    Url::parse(&bracketed().unwrap_or_else(|| text.to_owned()))
}

/// `url` with the path `/v2.0`. ManageIQ keeps no path of an endpoint, so no other can be kept.
fn versioned(mut url: Url, text: &str) -> Result<Url> {
    let path = url.path().trim_matches('/').to_ascii_lowercase();
    match path.as_str() {
        "" | "v2" | "v2.0" => {
            url.set_path("/v2.0");
            Ok(url)
        }
        version if is_version(version) => {
            Err(invalid(format!("\"{text}\" asks for version {} of Keystone", without_user(version))))
        }
        _ => Err(invalid(format!("\"{text}\" has the path /{}", without_user(&path)))),
    }
}

/// `text` as a message quotes it, without what may be user and password.
fn without_user(text: &str) -> String {
    cut(text.rsplit('@').next().unwrap_or_default())
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

fn invalid(problem: String) -> Error {
    Error::InvalidOption {
        field: "authentication_url",
        problem,
        remedy: "give the provider's Keystone in version 2.0, such as https://engine.example.com:35357/v2.0/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> (String, u16, &'static str, String) {
        let endpoint = Endpoint::parse(url).unwrap();
        assert_eq!(endpoint.api_version, "v2");
        (endpoint.hostname.clone(), endpoint.port, endpoint.security_protocol, endpoint.url().to_string())
    }

    #[test]
    fn takes_every_form_that_ovirt_can_hold() {
        for (given, hostname, port, protocol, url) in [
            ("https://host:35357/v2.0/", "host", 35357, "ssl", "https://host:35357/v2.0"),
            ("http://host:35357/v2.0", "host", 35357, "non-ssl", "http://host:35357/v2.0"),
            ("https://host:35357", "host", 35357, "ssl", "https://host:35357/v2.0"),
            ("https://host:35357/", "host", 35357, "ssl", "https://host:35357/v2.0"),
            ("https://host:35357/v2/", "host", 35357, "ssl", "https://host:35357/v2.0"),
            (
                " HTTPS://Host.EXAMPLE.com:35357/V2.0// ",
                "host.example.com",
                35357,
                "ssl",
                "https://host.example.com:35357/v2.0",
            ),
            ("https://host/v2.0", "host", 443, "ssl", "https://host/v2.0"),
            ("http://host/v2.0", "host", 80, "non-ssl", "http://host/v2.0"),
            ("http://192.0.2.7:35357/v2.0", "192.0.2.7", 35357, "non-ssl", "http://192.0.2.7:35357/v2.0"),
            ("https://[2001:DB8::7]:35357/v2.0", "2001:db8::7", 35357, "ssl", "https://[2001:db8::7]:35357/v2.0"),
            ("https://2001:DB8::7:35357/v2.0", "2001:db8::7", 35357, "ssl", "https://[2001:db8::7]:35357/v2.0"),
            ("http://fd00::/", "fd00::", 80, "non-ssl", "http://[fd00::]/v2.0"),
            ("https://fd00:0:0:0:0:0:0:7:35357", "fd00::7", 35357, "ssl", "https://[fd00::7]:35357/v2.0"),
            ("https://fd00:0:0:0:0:0:0:7", "fd00::7", 443, "ssl", "https://[fd00::7]/v2.0"),
        ] {
            assert_eq!(parsed(given), (hostname.into(), port, protocol, url.into()), "{given}");
        }
    }

    #[test]
    fn refuses_the_rest_in_words() {
        for (given, words) in [
            ("https://host:35357/v3/", "asks for version v3"),
            ("ftp://host/v2.0", "has the scheme ftp"),
            ("host:35357/v2.0", "has the scheme host"),
            ("https://host:35357/v3.14/auth/tokens", "asks for version v3.14"),
            ("https://host:35357/identity", "has the path /identity"),
            ("https://host:35357/keystone/v2.0/", "has the path /keystone/v2.0"),
            ("https://host:99999/v2.0", "is not a URL: invalid port number"),
            ("https://host:0/v2.0", "has no usable port"),
            ("https://host/v2.0?x=1", "has a query"),
            ("", "is not a URL"),
            ("nonsense", "is not a URL"),
        ] {
            let error = Endpoint::parse(given).unwrap_err().to_string();
            assert!(error.contains(words) && error.contains("https://engine.example.com"), "{given}: {error}");
        }
    }

    #[test]
    fn never_repeats_a_password() {
        for given in ["https://admin:s3cret@host/v2.0", "admin:s3cret@host:x/v2.0", "https://u:s3cret@host:99999/"] {
            let error = Endpoint::parse(given).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        }
    }
}
