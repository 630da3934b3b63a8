//! Why a certificate is not accepted.

use openssl::x509::{X509, X509Ref, X509StoreContextRef, X509VerifyResult};

use crate::Code;

use super::certificate::{hosts, is_same_engine, key_length, name, signature};

// X509_V_ERR_* of OpenSSL's x509_vfy.h, which the crate does not name.
const NO_ISSUER: i32 = 2;
const SIGNATURE_FAILURE: i32 = 7;
const NOT_YET_VALID: i32 = 9;
const EXPIRED: i32 = 10;
const SELF_SIGNED: i32 = 18;
const SELF_SIGNED_IN_CHAIN: i32 = 19;
const NO_ISSUER_LOCALLY: i32 = 20;
const NO_SIGNATURE: i32 = 21;
const INVALID_CA_OF_1_1: i32 = 24;
const INVALID_PURPOSE: i32 = 26;
const NO_CERTSIGN: i32 = 32;
const HOSTNAME_MISMATCH: i32 = 62;
const IP_ADDRESS_MISMATCH: i32 = 64;
const KEY_TOO_SMALL: i32 = 66;
const CA_KEY_TOO_SMALL: i32 = 67;
const DIGEST_TOO_WEAK: i32 = 68;
const INVALID_CA: i32 = 79;

/// What is wrong, and the sentence that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) reason: String,
}

impl Problem {
    /// What OpenSSL has found, which looks at one certificate of the chain after the other. `authorities` are the CAs that
    /// were given, `host` is who the server has to be, `level` OpenSSL's security level.
    pub(super) fn of(context: &X509StoreContextRef, authorities: &[X509], host: &str, level: u32) -> Self {
        let error = context.error();
        let Some(certificate) = context.current_cert() else {
            let reason = format!("the server's certificate is not accepted: {}", error.error_string());
            return Self { code: Code::CertificateRefused, reason };
        };
        let found = Found { certificate, authorities, is_servers: context.error_depth() == 0 };
        let (code, why) = found.explain(error, host, level);
        let whose = match (found.is_given(), found.is_servers) {
            (true, false) => "trusted CA",
            (_, false) => "CA",
            (_, true) => "certificate of",
        };
        let reason = format!(
            "the {whose} {} is not accepted: {why} (issued by {}, valid from {} to {})",
            name(certificate.subject_name()),
            name(certificate.issuer_name()),
            certificate.not_before(),
            certificate.not_after()
        );
        Self { code, reason }
    }

    pub(super) fn protocol_too_old(words: &str) -> Self {
        let reason = format!("it supports no version of TLS that is accepted here, such as 1.2 ({words})");
        Self { code: Code::TlsTooOld, reason }
    }

    pub(super) fn short_exchange_key(words: &str) -> Self {
        let reason = format!("the key that it wants to encrypt with is too short ({words})");
        Self { code: Code::CertificateShortKey, reason }
    }
}

/// A certificate of a chain, and what there is to compare it with.
struct Found<'a> {
    certificate: &'a X509Ref,
    authorities: &'a [X509],
    /// Whether it is the server's own.
    is_servers: bool,
}

impl Found<'_> {
    fn explain(&self, error: X509VerifyResult, host: &str, level: u32) -> (Code, String) {
        let certificate = self.certificate;
        match error.as_raw() {
            EXPIRED if self.is_given() && !self.is_servers => {
                let when = certificate.not_after();
                (Code::CertificateReplacedCa, format!("it has expired on {when}; give the engine's present CA instead"))
            }
            EXPIRED => (Code::CertificateExpired, format!("it has expired on {}; renew it", certificate.not_after())),
            NOT_YET_VALID => (
                Code::CertificateNotYetValid,
                format!("it is not valid before {}; check the clocks", certificate.not_before()),
            ),
            HOSTNAME_MISMATCH | IP_ADDRESS_MISMATCH => (
                Code::CertificateWrongName,
                format!("it is for {}, not for {host}; use a name of its own in the URL", hosts(certificate)),
            ),
            KEY_TOO_SMALL | CA_KEY_TOO_SMALL => (
                Code::CertificateShortKey,
                format!("its key has {}, which {}", key_length(certificate), forbidden(level)),
            ),
            DIGEST_TOO_WEAK => self.weak(&forbidden(level)),
            // Where the system forbids a digest, it does not look at signatures that are made with it.
            SIGNATURE_FAILURE if signature(certificate).1 => self.weak("this system does not accept"),
            INVALID_CA | INVALID_CA_OF_1_1 | NO_CERTSIGN => self.not_a_ca(),
            INVALID_PURPOSE if self.is_servers => (
                Code::CertificateWrongPurpose,
                "it is not made for a server (extendedKeyUsage without serverAuth, or its keyUsage)".into(),
            ),
            INVALID_PURPOSE => self.not_a_ca(),
            NO_ISSUER | NO_ISSUER_LOCALLY | NO_SIGNATURE | SELF_SIGNED | SELF_SIGNED_IN_CHAIN | SIGNATURE_FAILURE => {
                self.untrusted(error)
            }
            _ => (Code::CertificateRefused, format!("OpenSSL says: {}", error.error_string())),
        }
    }

    /// Whether it is one of the CAs that were given.
    fn is_given(&self) -> bool {
        let der = self.certificate.to_der().ok();
        der.is_some() && self.authorities.iter().any(|authority| authority.to_der().ok() == der)
    }

    fn weak(&self, forbidden: &str) -> (Code, String) {
        let (algorithm, _) = signature(self.certificate);
        (Code::CertificateWeakSignature, format!("it is signed with {algorithm}, which {forbidden}"))
    }

    fn not_a_ca(&self) -> (Code, String) {
        let why =
            "it is used as a CA, but is not a CA (basicConstraints without CA:TRUE, or keyUsage without keyCertSign)";
        (Code::CertificateNotACa, why.into())
    }

    /// Why no trusted CA has issued it.
    fn untrusted(&self, error: X509VerifyResult) -> (Code, String) {
        let issuer = self.certificate.issuer_name();
        let is_named =
            |authority: &&X509| authority.subject_name().try_cmp(issuer).is_ok_and(std::cmp::Ordering::is_eq);
        if let Some(authority) = self.authorities.iter().find(is_named) {
            let has_signed = authority.public_key().is_ok_and(|key| self.certificate.verify(&key).unwrap_or(false));
            return match authority.issued(self.certificate).as_raw() {
                NO_CERTSIGN => (
                    Code::CertificateNotACa,
                    "the trusted CA of that name is not allowed to sign certificates (keyUsage without keyCertSign)"
                        .into(),
                ),
                _ if has_signed => self.unknown(error),
                _ => self.replaced("the trusted CA of the same name has another key"),
            };
        }
        match self.authorities.iter().find(|authority| is_same_engine(authority.subject_name(), issuer)) {
            Some(authority) => {
                self.replaced(&format!("the trusted CA is an older one, {}", name(authority.subject_name())))
            }
            None => self.unknown(error),
        }
    }

    fn replaced(&self, why: &str) -> (Code, String) {
        (Code::CertificateReplacedCa, format!("{why}; give the CA that the engine has now"))
    }

    fn unknown(&self, error: X509VerifyResult) -> (Code, String) {
        let words = error.error_string();
        let why = format!(
            "its issuer is not trusted ({words}); give the CA of the oVirt engine, or of a proxy that inspects TLS, as the \
             provider's trusted CA"
        );
        (Code::CertificateUnknownIssuer, why)
    }
}

fn forbidden(level: u32) -> String {
    format!("OpenSSL's security level {level} of this system does not accept")
}
