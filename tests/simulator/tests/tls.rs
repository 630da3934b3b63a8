//! TLS, which ends as Python's servers end it: without a goodbye.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::ssl::{ErrorCode, SslConnector, SslMethod, SslVerifyMode};
use openssl::x509::{X509, X509NameBuilder};
use ovirt_net_simulator::{Action, Fault, Options, Settings, Simulator, Tls, When};
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};

fn make_certificate(directory: &Path) -> Tls {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "127.0.0.1").unwrap();
    let name = name.build();
    let mut certificate = X509::builder().unwrap();
    certificate.set_version(2).unwrap();
    certificate.set_subject_name(&name).unwrap();
    certificate.set_issuer_name(&name).unwrap();
    certificate.set_pubkey(&key).unwrap();
    certificate.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    certificate.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    certificate.sign(&key, MessageDigest::sha256()).unwrap();
    let tls = Tls { certificate: directory.join("certificate.pem"), key: directory.join("key.pem") };
    std::fs::write(&tls.certificate, certificate.build().to_pem().unwrap()).unwrap();
    std::fs::write(&tls.key, key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    tls
}

/// The answer to a GET, and whether the server said goodbye.
fn get(url: &str) -> (String, bool) {
    let (host, path) = url.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
    connector.set_verify(SslVerifyMode::NONE);
    let mut stream = connector.build().connect("127.0.0.1", TcpStream::connect(host).unwrap()).unwrap();
    stream.write_all(format!("GET /{path} HTTP/1.0\r\n\r\n").as_bytes()).unwrap();
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        match stream.ssl_read(&mut chunk) {
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) => return (String::from_utf8(bytes).unwrap(), error.code() == ErrorCode::ZERO_RETURN),
        }
    }
}

#[test]
fn tls_ends_without_a_goodbye_unless_it_is_asked_for() {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let tls = Some(make_certificate(&directory));
    let simulator = Simulator::start(Options { tls, ..Options::default() }).unwrap();
    let url = format!("{}/tenants", simulator.identity_url());
    let (text, goodbye) = get(&url);
    assert!(text.starts_with("HTTP/1.0 200 OK") && text.ends_with("\"enabled\": true}]}"), "{text}");
    assert!(!goodbye);
    simulator.set_settings(Settings { close_notify: true, ..Settings::default() });
    assert!(get(&url).1);
    simulator.set_faults(vec![Fault::new("GET", "/v2.0/tenants", Action::Reset { when: When::Before })]);
    assert_eq!(get(&url), (String::new(), false));
    // Somebody who does not speak TLS does not keep the others out.
    let port = simulator.identity_url().split([':', '/']).nth(4).unwrap().to_owned();
    TcpStream::connect(format!("127.0.0.1:{port}")).unwrap().write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    simulator.set_faults(Vec::new());
    assert!(get(&url).0.starts_with("HTTP/1.0 200 OK"));
}
