//! The options of a client.

use std::time::Duration;

use crate::Secret;

/// Everything that [`crate::Client`] must know. [`Options::new`] gives the defaults.
#[derive(Debug, Clone)]
pub struct Options {
    /// URL of the provider's Keystone as oVirt holds it, such as `https://engine.example.com:35357/v2.0/`.
    pub authentication_url: String,
    /// oVirt user with its profile, such as `admin@internal`.
    pub username: String,
    /// The user's password.
    pub password: Secret,
    /// `tenantName` of the login. The provider ignores it; forks do not.
    pub tenant: Option<String>,
    /// Region of the catalog to use; `None` takes the first.
    pub region: Option<String>,
    /// Interface of the catalog to use: `public`, `internal` or `admin`.
    pub interface: String,
    /// Whether the provider's certificate is verified.
    pub verify_ssl: bool,
    /// PEM text of one or more certificates that are trusted besides the system's.
    pub certificate_authority: Option<String>,
    /// URL of an HTTP proxy; it may hold a password.
    pub proxy: Option<Secret>,
    /// How long a connection, with its TLS handshake, may take to come about.
    pub connect_timeout: Duration,
    /// How long the provider may be silent. Long: listing takes old versions half a minute (Bugzilla 1835550).
    pub read_timeout: Duration,
    /// Wait before the first repetition of a GET; the second waits three times that.
    pub retry_wait: Duration,
    /// How many bytes an answer may have.
    pub body_limit: usize,
}

impl Options {
    /// Options with every default, to be changed where needed.
    pub fn new(authentication_url: impl Into<String>, username: impl Into<String>, password: Secret) -> Self {
        Self {
            authentication_url: authentication_url.into(),
            username: username.into(),
            password,
            tenant: None,
            region: None,
            interface: "public".into(),
            verify_ssl: true,
            certificate_authority: None,
            proxy: None,
            connect_timeout: Duration::from_secs(60),
            read_timeout: Duration::from_secs(600),
            retry_wait: Duration::from_secs(1),
            // 100,000 ports are some 50 MB.
            body_limit: 512 << 20,
        }
    }
}
