//! The service catalog of a login: where Neutron listens.

use url::{Host, Url};

use crate::quote::cut;
use crate::wire::identity::Service;
use crate::{Code, Error, Options, Result, endpoint};

/// One URL of the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Type of the service: `network`, `identity` or `compute`.
    pub kind: String,
    /// Its name, such as `neutron`.
    pub name: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// `public`, `internal` or `admin`.
    pub interface: &'static str,
    /// The URL as the catalog has it.
    pub url: String,
}

/// All that a login's catalog says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    /// Every URL, in the catalog's order.
    pub entries: Vec<Entry>,
}

impl Catalog {
    pub(crate) fn new(services: Vec<Service>) -> Self {
        let mut entries = Vec::new();
        for service in services {
            for endpoint in service.endpoints {
                let urls = [("public", endpoint.public), ("internal", endpoint.internal), ("admin", endpoint.admin)];
                entries.extend(urls.into_iter().filter_map(|(interface, url)| {
                    Some(Entry {
                        kind: service.kind.clone()?,
                        name: service.name.clone(),
                        region: endpoint.region.clone(),
                        interface,
                        url: url?,
                    })
                }));
            }
        }
        Self { entries }
    }

    /// URL of the Neutron API with its version and no slash at the end. A catalog that names this machine's own
    /// loopback (the provider's default) while the login was elsewhere means the login's host; that is told in `notes`.
    ///
    /// # Errors
    /// [`Error::Catalog`] names what is missing and what there is.
    pub fn network(&self, options: &Options, login: &Url, notes: &mut Vec<String>) -> Result<Url> {
        let entry = self.select("network", options)?;
        let unusable = |why: String| Error::Catalog {
            code: Code::CatalogUrl,
            reason: format!(
                "has an unusable URL for the network service, \"{}\": {why}; correct provider-host in the provider's \
                 configuration",
                cut(&entry.url)
            ),
        };
        let mut url = endpoint::url(&entry.url).map_err(|error| unusable(error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(unusable("it is no http or https URL".into()));
        }
        if is_loopback(&url) && !is_loopback(login) {
            let host = login.host_str().unwrap_or_default();
            url.set_host(Some(host)).map_err(|error| unusable(error.to_string()))?;
            notes.push(format!(
                "the service catalog has the network service on {}; used the host of the login instead: {url} \
                 (set provider-host in the provider's configuration)",
                cut(&entry.url)
            ));
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/').to_owned();
        let versioned = path.rsplit('/').next().is_some_and(|last| last.starts_with("v2"));
        url.set_path(&if versioned { path } else { format!("{path}/v2.0") });
        Ok(url)
    }

    fn select(&self, kind: &str, options: &Options) -> Result<&Entry> {
        let of_kind: Vec<&Entry> = self.entries.iter().filter(|entry| entry.kind == kind).collect();
        if of_kind.is_empty() {
            let kinds = self.entries.iter().map(|entry| entry.kind.as_str());
            let reason = format!("has no {kind} service; it has: {}", listed(kinds));
            return Err(Error::Catalog { code: Code::NoNetworkService, reason });
        }
        let wanted = options.region.as_deref().filter(|region| !region.is_empty());
        let in_region = of_kind.iter().filter(|entry| wanted.is_none() || entry.region.as_deref() == wanted);
        let mut in_region = in_region.peekable();
        if in_region.peek().is_none() {
            let regions = of_kind.iter().filter_map(|entry| entry.region.as_deref());
            return Err(Error::Catalog {
                code: Code::NoNetworkService,
                reason: format!(
                    "has no {kind} service in the region {}; it has one in: {}",
                    cut(wanted.unwrap_or_default()),
                    listed(regions)
                ),
            });
        }
        in_region.find(|entry| entry.interface == options.interface).copied().ok_or_else(|| Error::Catalog {
            code: Code::NoNetworkService,
            reason: format!(
                "has no {} URL for the {kind} service; it has: {}",
                cut(&options.interface),
                listed(of_kind.iter().map(|entry| entry.interface))
            ),
        })
    }
}

fn listed<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = words.collect();
    words.dedup();
    if words.is_empty() { "nothing".into() } else { cut(&words.join(", ")) }
}

/// Whether a URL leads to the machine that reads it.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            name == "localhost" || name.ends_with(".localhost") || name.starts_with("localhost.")
        }
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_unspecified(),
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unspecified(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    fn catalog(urls: &[(&str, &str, &'static str, &str)]) -> Catalog {
        let entry = |&(kind, region, interface, url): &(&str, &str, &'static str, &str)| Entry {
            kind: kind.into(),
            name: None,
            region: Some(region.into()),
            interface,
            url: url.into(),
        };
        Catalog { entries: urls.iter().map(entry).collect() }
    }

    fn options() -> Options {
        Options::new("https://engine.example.com:35357/v2.0", "admin@internal", Secret::new("123456"))
    }

    fn network(catalog: &Catalog, options: &Options) -> (Result<String>, Vec<String>) {
        let login = Url::parse(&options.authentication_url).unwrap();
        let mut notes = Vec::new();
        let url = catalog.network(options, &login, &mut notes).map(|url| url.to_string());
        (url, notes)
    }

    #[test]
    fn finds_the_network_service_and_its_version() {
        for (url, expected) in [
            ("https://ovn.example.com:9696/", "https://ovn.example.com:9696/v2.0"),
            ("https://ovn.example.com:9696", "https://ovn.example.com:9696/v2.0"),
            ("https://ovn.example.com:9696/v2.0/", "https://ovn.example.com:9696/v2.0"),
            ("https://ovn.example.com/neutron/", "https://ovn.example.com/neutron/v2.0"),
            ("https://fd00::7:9696/", "https://[fd00::7]:9696/v2.0"),
            ("http://[fd00::7]:9696/", "http://[fd00::7]:9696/v2.0"),
        ] {
            let (found, notes) = network(&catalog(&[("network", "r", "public", url)]), &options());
            assert_eq!((found.unwrap().as_str(), notes.len()), (expected, 0), "{url}");
        }
    }

    #[test]
    fn takes_the_host_of_the_login_for_localhost_and_says_so() {
        for url in ["https://localhost:9696/", "https://127.0.0.1:9696/", "https://[::1]:9696/", "https://::1:9696/"] {
            let (found, notes) = network(&catalog(&[("network", "r", "public", url)]), &options());
            assert_eq!(found.unwrap(), "https://engine.example.com:9696/v2.0");
            assert!(notes[0].contains("used the host of the login"), "{notes:?}");
        }
        let mut here = options();
        here.authentication_url = "http://127.0.0.1:35357/v2.0".into();
        let (found, notes) = network(&catalog(&[("network", "r", "public", "http://localhost:9696/")]), &here);
        assert_eq!((found.unwrap().as_str(), notes.len()), ("http://localhost:9696/v2.0", 0));
    }

    #[test]
    fn chooses_by_region_and_interface() {
        let two = catalog(&[
            ("compute", "one", "public", "http://c/"),
            ("network", "one", "public", "http://a/"),
            ("network", "two", "public", "http://b/"),
            ("network", "two", "internal", "http://d/"),
        ]);
        let mut options = options();
        assert_eq!(network(&two, &options).0.unwrap(), "http://a/v2.0");
        options.region = Some("two".into());
        options.interface = "internal".into();
        assert_eq!(network(&two, &options).0.unwrap(), "http://d/v2.0");
        options.interface = "admin".into();
        assert!(network(&two, &options).0.unwrap_err().to_string().contains("no admin URL"));
        options.region = Some("three".into());
        assert!(network(&two, &options).0.unwrap_err().to_string().contains("it has one in: one, two"));
    }

    #[test]
    fn says_what_there_is_where_the_network_service_is_missing() {
        let error = network(&catalog(&[("identity", "r", "public", "http://a/")]), &options()).0.unwrap_err();
        assert_eq!(error.to_string(), "the service catalog has no network service; it has: identity");
        let error = network(&catalog(&[("network", "r", "public", "nonsense")]), &options()).0.unwrap_err();
        assert!(error.to_string().ends_with("correct provider-host in the provider's configuration"), "{error}");
    }
}
