//! TLS with the system's OpenSSL: trusted certificates and the handshake.

mod certificate;
mod problem;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use openssl::error::ErrorStack;
use openssl::ssl::{self, SslConnector, SslMethod, SslVerifyMode, SslVersion};
use openssl::x509::X509;
use openssl::x509::verify::X509VerifyFlags;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_openssl::SslStream;

pub(crate) use problem::Problem;

use crate::{Error, Options, Result};

// SSL_R_* of OpenSSL's sslerr.h, which the crate does not name.
const PACKET_LENGTH_TOO_LONG: i32 = 198;
const UNSUPPORTED_PROTOCOL: i32 = 258;
const WRONG_VERSION_NUMBER: i32 = 267;
const DH_KEY_TOO_SMALL: i32 = 394;
const VERSION_TOO_LOW: i32 = 396;
const ALERT_PROTOCOL_VERSION: i32 = 1070;

/// What each kind of trust has needed: reading the system's certificates takes 50 ms of CPU, and so is done once a process,
/// as Ruby's own OpenSSL does.
static CONNECTORS: Mutex<BTreeMap<Trust, Tls>> = Mutex::new(BTreeMap::new());

/// Whether certificates are verified, and the CA that is trusted besides the system's, as an engine with a purchased
/// certificate still has a provider with one of its own CA.
type Trust = (bool, Option<String>);

/// Whose certificates are accepted.
#[derive(Clone)]
pub(crate) struct Tls {
    connector: SslConnector,
    verify: bool,
    authorities: Arc<[X509]>,
}

/// Why there was no TLS connection.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The certificate, or what comes before one, is not accepted.
    Certificate(Problem),
    /// The server does not speak TLS; with OpenSSL's words.
    NotTls(String),
    /// Anything else, in OpenSSL's or the system's words.
    Broken(String),
}

impl Tls {
    /// What `options` say about the provider's certificate.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] when `certificate_authority` is not PEM.
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let trust = (options.verify_ssl, options.certificate_authority.clone());
        let mut connectors = CONNECTORS.lock().unwrap_or_else(PoisonError::into_inner);
        match connectors.entry(trust) {
            Entry::Occupied(known) => Ok(known.get().clone()),
            Entry::Vacant(vacant) => Ok(vacant.insert(Self::build(options)?).clone()),
        }
    }

    fn build(options: &Options) -> Result<Self> {
        // Without a file to open, OpenSSL goes on without the system's certificates, and that would be kept.
        std::fs::File::open("/dev/null").map_err(|error| Error::ResourceLimit {
            reason: format!("the system's certificates cannot be read: {error}"),
        })?;
        let authorities = authorities(options)?;
        let connector = connector(&authorities).map_err(|error| Error::InvalidOption {
            field: "certificate_authority",
            problem: format!("or another TLS setting cannot be used: {}", in_words(&error)),
            remedy: "check the oVirt provider's TLS settings",
        })?;
        Ok(Self { connector, verify: options.verify_ssl, authorities: authorities.into() })
    }

    /// Shakes hands on `stream` with the server that has to be `host`: a name, or an address without brackets.
    pub(crate) async fn handshake<S>(&self, host: &str, stream: S) -> std::result::Result<SslStream<S>, Refusal>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let found = Arc::new(Mutex::new(None));
        let setup = |error: ErrorStack| Refusal::Broken(in_words(&error));
        let mut ssl = self.connector.configure().and_then(|connection| connection.into_ssl(host)).map_err(setup)?;
        if self.verify {
            let (seen, authorities, wanted) = (Arc::clone(&found), Arc::clone(&self.authorities), host.to_owned());
            let level = ssl.security_level();
            ssl.set_verify_callback(SslVerifyMode::PEER, move |accepted, context| {
                if !accepted {
                    let problem = Problem::of(context, &authorities, &wanted, level);
                    seen.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(problem);
                }
                accepted
            });
        } else {
            ssl.set_verify(SslVerifyMode::NONE);
        }
        let mut stream = SslStream::new(ssl, stream).map_err(setup)?;
        match Pin::new(&mut stream).connect().await {
            Ok(()) => Ok(stream),
            Err(error) => {
                let problem = found.lock().unwrap_or_else(PoisonError::into_inner).take();
                Err(problem.map_or_else(|| refusal(&error), Refusal::Certificate))
            }
        }
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").field("verify", &self.verify).finish_non_exhaustive()
    }
}

fn connector(authorities: &[X509]) -> std::result::Result<SslConnector, ErrorStack> {
    let mut builder = SslConnector::builder(SslMethod::tls_client())?;
    builder.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    // As libcurl does since 7.68, and with it oVirt's SDK: an intermediate CA or the server's own certificate will do.
    builder.verify_param_mut().set_flags(X509VerifyFlags::PARTIAL_CHAIN)?;
    for certificate in authorities {
        builder.cert_store_mut().add_cert(certificate.clone())?;
    }
    Ok(builder.build())
}

fn authorities(options: &Options) -> Result<Vec<X509>> {
    match options.certificate_authority.as_deref().map(|pem| pem.trim_start_matches('\u{feff}').trim()) {
        None | Some("") => Ok(Vec::new()),
        Some(pem) => match X509::stack_from_pem(pem.as_bytes()) {
            Ok(certificates) if !certificates.is_empty() => Ok(certificates),
            Ok(_) => Err(unusable("no certificate in it")),
            Err(error) => Err(unusable(&in_words(&error))),
        },
    }
}

/// OpenSSL's reason, without where in OpenSSL it was found.
fn in_words(error: &ErrorStack) -> String {
    let reason = error.errors().iter().find_map(|error| error.reason());
    reason.map_or_else(|| "it cannot be read".into(), str::to_owned)
}

fn unusable(reason: &str) -> Error {
    Error::InvalidOption {
        field: "certificate_authority",
        problem: format!("is not a certificate in PEM: {reason}"),
        remedy: "give the text between and with BEGIN CERTIFICATE and END CERTIFICATE",
    }
}

/// What a handshake that failed without a word about the certificate means.
fn refusal(error: &ssl::Error) -> Refusal {
    let Some(first) = error.ssl_error().and_then(|stack| stack.errors().first()) else {
        return Refusal::Broken(match error.io_error() {
            Some(error) => error.to_string(),
            None => "the server ended the TLS handshake".into(),
        });
    };
    let words = first.reason().unwrap_or("unknown TLS error").to_owned();
    match first.reason_code() {
        WRONG_VERSION_NUMBER | PACKET_LENGTH_TOO_LONG => Refusal::NotTls(words),
        UNSUPPORTED_PROTOCOL | VERSION_TOO_LOW | ALERT_PROTOCOL_VERSION => {
            Refusal::Certificate(Problem::protocol_too_old(&words))
        }
        DH_KEY_TOO_SMALL => Refusal::Certificate(Problem::short_exchange_key(&words)),
        _ => Refusal::Broken(words),
    }
}
