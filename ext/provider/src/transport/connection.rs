//! A connection for one request: TCP, through the proxy where there is one, and TLS.

use std::sync::atomic::{AtomicBool, Ordering};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use url::Url;

use super::dial::{Unreached, dial};
use super::proxy::Proxy;
use crate::tls::{Refusal, Tls};

/// Anything that bytes go through.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// What a request is sent through. The provider serves one connection at a time, so none is kept for the next one.
pub(super) struct Connection {
    pub(super) requests: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// Why there is no connection.
#[derive(Debug)]
pub(super) enum NoConnection {
    Unreached(Unreached),
    /// What the proxy says instead.
    Proxy(String),
    /// TLS with the server, or with the proxy itself.
    Tls {
        refusal: Refusal,
        with_proxy: bool,
    },
    Http(hyper::Error),
}

/// Connects for a request to `url`, and tells in `is_handshaking` that the server is reached and TLS is being spoken.
pub(super) async fn connect(
    tls: &Tls,
    proxy: Option<&Proxy>,
    url: &Url,
    is_handshaking: &AtomicBool,
) -> Result<Connection, NoConnection> {
    let host = host_of(url);
    let port = url.port_or_known_default().unwrap_or_default();
    let is_tls = url.scheme() == "https";
    let (to, at) = proxy.map_or((host.as_str(), port), |proxy| (proxy.host.as_str(), proxy.port));
    let tcp = dial(to, at).await.map_err(NoConnection::Unreached)?;
    let mut stream: Box<dyn Stream> = Box::new(tcp);
    if let Some(proxy) = proxy {
        if proxy.is_tls {
            let refused = |refusal| NoConnection::Tls { refusal, with_proxy: true };
            stream = Box::new(tls.handshake(&proxy.host, stream).await.map_err(refused)?);
        }
        if is_tls {
            let authority = format!("{}:{port}", url.host_str().unwrap_or_default());
            proxy.tunnel(&mut stream, &authority).await.map_err(NoConnection::Proxy)?;
        }
    }
    if is_tls {
        is_handshaking.store(true, Ordering::Relaxed);
        let refused = |refusal| NoConnection::Tls { refusal, with_proxy: false };
        stream = Box::new(tls.handshake(&host, stream).await.map_err(refused)?);
    }
    let (requests, driver) = handshake(TokioIo::new(stream)).await.map_err(NoConnection::Http)?;
    // What goes wrong with it, the request is told as well.
    let driver = tokio::spawn(async move { drop(driver.await) });
    Ok(Connection { requests, driver })
}

/// Name or address of the server of `url`, without brackets.
pub(super) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned()
}
