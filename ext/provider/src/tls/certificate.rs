//! A certificate as text.

use openssl::nid::Nid;
use openssl::x509::{X509NameRef, X509Ref};

/// `name` as it is quoted, such as `"O=example.com, CN=engine.example.com"`.
pub(super) fn name(name: &X509NameRef) -> String {
    let parts = name.entries().map(|entry| {
        let key = entry.object().nid().short_name().unwrap_or("?");
        format!("{key}={}", text(entry.data()))
    });
    format!("\"{}\"", crate::quote::sentence(&parts.collect::<Vec<_>>().join(", ")))
}

/// The hosts that a certificate is for.
pub(super) fn hosts(certificate: &X509Ref) -> String {
    let mut hosts: Vec<String> = Vec::new();
    for alternative in certificate.subject_alt_names().into_iter().flatten() {
        if let Some(host) = alternative.dnsname() {
            hosts.push(host.to_owned());
        } else if let Some(bytes) = alternative.ipaddress() {
            hosts.extend(address(bytes));
        }
    }
    if hosts.is_empty() {
        hosts.extend(common_name(certificate.subject_name()));
    }
    match hosts.is_empty() {
        true => "no host".into(),
        false => crate::quote::sentence(&hosts.join(", ")),
    }
}

/// How a certificate is signed, such as `sha1WithRSAEncryption`, and whether OpenSSL calls that weak.
pub(super) fn signature(certificate: &X509Ref) -> (&'static str, bool) {
    let algorithm = certificate.signature_algorithm().object().nid();
    let digest = algorithm.signature_algorithms().map(|algorithms| algorithms.digest);
    let is_weak = matches!(digest, Some(Nid::SHA1 | Nid::MD5 | Nid::MD4 | Nid::MD2));
    (algorithm.long_name().unwrap_or("an unknown signature"), is_weak)
}

/// How long the key is, such as `1024 bits`.
pub(super) fn key_length(certificate: &X509Ref) -> String {
    certificate.public_key().map_or_else(|_| "an unknown number of bits".into(), |key| format!("{} bits", key.bits()))
}

/// Whether two names are those of one engine's CA before and after it was made anew: engine-setup calls it by the engine's
/// host and five random digits (`packaging/setup/plugins/ovirt-engine-setup/ovirt-engine/pki/ca.py`).
pub(super) fn is_same_engine(one: &X509NameRef, other: &X509NameRef) -> bool {
    let host = |name| {
        let common = common_name(name)?;
        let (host, digits) = common.rsplit_once('.')?;
        let is_random = digits.len() == 5 && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_random.then(|| host.to_owned())
    };
    host(one).is_some_and(|one| host(other) == Some(one))
}

fn common_name(name: &X509NameRef) -> Option<String> {
    name.entries_by_nid(Nid::COMMONNAME).next().map(|entry| text(entry.data()))
}

fn text(data: &openssl::asn1::Asn1StringRef) -> String {
    data.to_string().unwrap_or_default()
}

fn address(bytes: &[u8]) -> Option<String> {
    match bytes.len() {
        4 => <[u8; 4]>::try_from(bytes).ok().map(|octets| std::net::Ipv4Addr::from(octets).to_string()),
        _ => <[u8; 16]>::try_from(bytes).ok().map(|octets| std::net::Ipv6Addr::from(octets).to_string()),
    }
}
