//! TLS by the system's OpenSSL: what is trusted, and why a certificate was not accepted.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use native_tls::TlsConnector;
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use openssl::x509::{X509, X509NameRef, X509Ref, X509VerifyResult};
use url::Url;

use crate::{Error, Options, Result};

// X509_V_ERR_* of OpenSSL's x509_vfy.h, which the crate does not name.
const NOT_YET_VALID: i32 = 9;
const EXPIRED: i32 = 10;
const HOSTNAME_MISMATCH: i32 = 62;
const IP_ADDRESS_MISMATCH: i32 = 64;

/// What each kind of trust has needed: reading the system's certificates takes 50 ms of CPU, and so is done once a process,
/// as Ruby's own OpenSSL does.
static CONNECTORS: Mutex<BTreeMap<Trust, TlsConnector>> = Mutex::new(BTreeMap::new());

/// Whether certificates are verified, and the CA that is trusted besides the system's, as an engine with a purchased
/// certificate still has a provider with one of its own CA.
type Trust = (bool, Option<String>);

/// Adds to `builder` what `options` say about the provider's certificate.
///
/// # Errors
/// [`Error::InvalidOption`] when `certificate_authority` is not PEM.
pub(crate) fn configure(builder: reqwest::ClientBuilder, options: &Options) -> Result<reqwest::ClientBuilder> {
    let trust = (options.verify_ssl, options.certificate_authority.clone());
    let mut connectors = CONNECTORS.lock().unwrap_or_else(PoisonError::into_inner);
    let connector = match connectors.entry(trust) {
        Entry::Occupied(known) => known.get().clone(),
        Entry::Vacant(vacant) => vacant.insert(connector(options)?).clone(),
    };
    Ok(builder.tls_backend_preconfigured(connector))
}

fn connector(options: &Options) -> Result<TlsConnector> {
    let mut builder = TlsConnector::builder();
    builder.danger_accept_invalid_certs(!options.verify_ssl);
    for certificate in authorities(options)? {
        let der = certificate.to_der().map_err(|error| unusable(&error.to_string()))?;
        let trusted = native_tls::Certificate::from_der(&der).map_err(|error| unusable(&error.to_string()))?;
        builder.add_root_certificate(trusted);
    }
    builder.build().map_err(|error| unusable(&error.to_string()))
}

fn authorities(options: &Options) -> Result<Vec<X509>> {
    match options.certificate_authority.as_deref().map(str::trim) {
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

/// Shakes hands with the server of `url` once more, only to say which certificate is not accepted and why. `None` where
/// that cannot be found out (any more).
pub(crate) async fn diagnose(url: &Url, options: &Options) -> Option<String> {
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default()?;
    let authorities = authorities(options).ok()?;
    let limit = options.connect_timeout.min(Duration::from_secs(10));
    tokio::task::spawn_blocking(move || inspect(&host, port, authorities, limit)).await.ok().flatten()
}

/// What is said of the certificate of `server`, which may be behind a proxy, where only OpenSSL's `problem` is known.
pub(crate) fn explain(server: &str, problem: &str) -> String {
    let remedy = match problem.to_ascii_lowercase() {
        problem if problem.contains("expired") => "renew it",
        problem if problem.contains("not yet valid") => "look at the clocks",
        problem if problem.contains("mismatch") => "use a name of its own in the URL",
        _ => "give the CA of the oVirt engine, or of a proxy that reads along, as the provider's trusted CA",
    };
    format!("the certificate of {server} is not accepted: {problem}; {remedy}")
}

fn inspect(host: &str, port: u16, authorities: Vec<X509>, limit: Duration) -> Option<String> {
    let found = Arc::new(Mutex::new(None));
    let mut builder = SslConnector::builder(SslMethod::tls_client()).ok()?;
    for certificate in authorities {
        builder.cert_store_mut().add_cert(certificate).ok()?;
    }
    let seen = Arc::clone(&found);
    let wanted = host.to_owned();
    builder.set_verify_callback(SslVerifyMode::PEER, move |accepted, context| {
        if !accepted {
            let problem = context.current_cert().map(|certificate| describe(certificate, context.error(), &wanted));
            seen.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(problem);
        }
        accepted
    });
    let address = (host, port).to_socket_addrs().ok()?.next()?;
    let stream = TcpStream::connect_timeout(&address, limit).ok()?;
    stream.set_read_timeout(Some(limit)).ok()?;
    stream.set_write_timeout(Some(limit)).ok()?;
    // The handshake fails, as it did before; the callback has then seen why.
    drop(builder.build().connect(host, stream));
    let problem = found.lock().unwrap_or_else(PoisonError::into_inner).take();
    problem.flatten()
}

fn describe(certificate: &X509Ref, error: X509VerifyResult, host: &str) -> String {
    let subject = name(certificate.subject_name());
    let issuer = name(certificate.issuer_name());
    let validity = format!("valid from {} to {}", certificate.not_before(), certificate.not_after());
    let why = match error.as_raw() {
        EXPIRED => format!("it has expired on {}; renew it", certificate.not_after()),
        NOT_YET_VALID => {
            format!("it is not valid before {}; look at the clocks", certificate.not_before())
        }
        HOSTNAME_MISMATCH | IP_ADDRESS_MISMATCH => {
            format!("it is for {}, not for {host}; use a name of its own in the URL", names(certificate))
        }
        _ => format!(
            "its issuer is not trusted ({}); give the CA of the oVirt engine as the provider's trusted CA",
            error.error_string()
        ),
    };
    format!("the certificate of {subject} is not accepted: {why} (issued by {issuer}, {validity})")
}

fn name(name: &X509NameRef) -> String {
    let parts = name.entries().map(|entry| {
        let key = entry.object().nid().short_name().unwrap_or("?");
        let value = entry.data().to_string().unwrap_or_default();
        format!("{key}={value}")
    });
    format!("\"{}\"", parts.collect::<Vec<_>>().join(", "))
}

/// The hosts that a certificate is for.
fn names(certificate: &X509Ref) -> String {
    let mut hosts: Vec<String> = Vec::new();
    for alternative in certificate.subject_alt_names().into_iter().flatten() {
        if let Some(host) = alternative.dnsname() {
            hosts.push(host.to_owned());
        } else if let Some(bytes) = alternative.ipaddress() {
            hosts.extend(address(bytes));
        }
    }
    if hosts.is_empty() {
        let common = certificate.subject_name().entries_by_nid(Nid::COMMONNAME);
        hosts.extend(common.filter_map(|entry| entry.data().to_string().ok()));
    }
    hosts.join(", ")
}

fn address(bytes: &[u8]) -> Option<String> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(|octets| std::net::Ipv4Addr::from(octets).to_string()),
        _ => <[u8; 16]>::try_from(bytes).ok().map(|octets| std::net::Ipv6Addr::from(octets).to_string()),
    }
}
