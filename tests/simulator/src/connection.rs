//! One accepted connection, with or without TLS. Nothing here waits longer than until the simulator stops.

use crate::http::Request;
use crate::state::Shared;
use openssl::ssl::{HandshakeError, SslAcceptor, SslStream};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How long a blocking call may last before the stop flag is looked at.
const TICK: Duration = Duration::from_millis(20);

pub(crate) struct Connection<'a> {
    stream: Stream,
    shared: &'a Shared,
    /// Whether the request's last byte still waits in the socket.
    holding: bool,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<SslStream<TcpStream>>),
}

impl<'a> Connection<'a> {
    pub(crate) fn accept(tcp: TcpStream, acceptor: Option<&SslAcceptor>, shared: &'a Shared) -> io::Result<Self> {
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(TICK))?;
        tcp.set_write_timeout(Some(TICK))?;
        let stream = match acceptor {
            None => Stream::Plain(tcp),
            Some(acceptor) => Stream::Tls(Box::new(handshake(tcp, acceptor, shared)?)),
        };
        Ok(Self { stream, shared, holding: false })
    }

    /// The request, or `None` if the client leaves first or `deadline` passes.
    pub(crate) fn read_request(&mut self, deadline: Option<Instant>) -> io::Result<Option<Request>> {
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 1 << 16];
        loop {
            let count = retry(self.shared, deadline, || match &mut self.stream {
                Stream::Plain(tcp) => tcp.peek(&mut chunk),
                Stream::Tls(tls) => tls.read(&mut chunk),
            })?;
            if count == 0 {
                return Ok(None);
            }
            bytes.extend_from_slice(&chunk[..count]);
            let request = Request::parse(&bytes);
            if let Stream::Plain(tcp) = &mut self.stream {
                // The last byte stays unread for now: closing with unread data resets the connection.
                self.holding = request.is_some();
                tcp.read_exact(&mut chunk[..count - usize::from(self.holding)])?;
            }
            if request.is_some() {
                return Ok(request);
            }
        }
    }

    /// Takes what is left of the request, so that closing is a proper end.
    pub(crate) fn finish_request(&mut self) -> io::Result<()> {
        if let (true, Stream::Plain(tcp)) = (std::mem::take(&mut self.holding), &mut self.stream) {
            tcp.read_exact(&mut [0])?;
        }
        Ok(())
    }

    pub(crate) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let count = retry(self.shared, None, || match &mut self.stream {
                Stream::Plain(tcp) => tcp.write(bytes),
                Stream::Tls(tls) => tls.write(bytes),
            })?;
            if count == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            bytes = &bytes[count..];
        }
        Ok(())
    }

    /// Says goodbye in TLS. Python's servers do not: they just end the connection.
    pub(crate) fn close_notify(&mut self) {
        if let Stream::Tls(tls) = &mut self.stream {
            let _ = tls.shutdown();
        }
    }

    /// Waits, unless the client leaves or the simulator stops; says whether there is still someone to answer.
    pub(crate) fn linger(&mut self, time: Duration) -> bool {
        if self.finish_request().is_err() {
            return false;
        }
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            let (tcp, tls) = match &self.stream {
                Stream::Plain(tcp) => (tcp, false),
                Stream::Tls(tls) => (tls.get_ref(), true),
            };
            if tcp.set_read_timeout(Some(left.min(TICK))).is_err() {
                return false;
            }
            // In TLS, a client that waits sends nothing, so whatever comes is its goodbye.
            let gone = match tcp.peek(&mut [0]) {
                Ok(count) => count == 0 || tls,
                Err(error) => !is_timeout(&error),
            };
            if gone || self.shared.is_stopping() {
                return false;
            }
            // Elsewhere it may have sent more than its request, and would keep us busy.
            std::thread::sleep(left.min(Duration::from_micros(500)));
        }
        true
    }
}

fn handshake(tcp: TcpStream, acceptor: &SslAcceptor, shared: &Shared) -> io::Result<SslStream<TcpStream>> {
    let mut result = acceptor.accept(tcp);
    loop {
        match result {
            Ok(stream) => return Ok(stream),
            Err(HandshakeError::WouldBlock(unfinished)) if !shared.is_stopping() => result = unfinished.handshake(),
            Err(error) => return Err(io::Error::other(error.to_string())),
        }
    }
}

fn retry(shared: &Shared, deadline: Option<Instant>, mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if is_timeout(&error) => {
                if shared.is_stopping() || deadline.is_some_and(|deadline| Instant::now() > deadline) {
                    return Err(error);
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
