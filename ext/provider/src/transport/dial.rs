//! A TCP connection to a name, whichever of its addresses answers.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// After how long the next address is tried beside one that is silent: the *Connection Attempt Delay* of RFC 8305.
const NEXT_ADDRESS: Duration = Duration::from_millis(250);

/// Between signs of life on a connection that is silent, of which four tell that it is cut.
const KEEPALIVE: Duration = Duration::from_secs(15);

// EAGAIN, EMFILE, ENFILE and ENOMEM of Linux' errno.h.
const LIMITS: [i32; 4] = [11, 24, 23, 12];

/// Why there is no connection to a name.
#[derive(Debug)]
pub enum Unreached {
    /// The name has no address, in the system's words.
    Name(String),
    /// No address answers: why, for each.
    Addresses(String),
    /// This system has no thread or no file left for it.
    Limit(String),
}

/// Connects to `host`, a name or an address without brackets, and leaves again: which address answers, or `None` where none
/// does within `limit`.
///
/// # Errors
/// Why there is no connection.
pub async fn reach(host: &str, port: u16, limit: Duration) -> Result<Option<IpAddr>, Unreached> {
    match timeout(limit, dial(host, port)).await {
        Ok(stream) => Ok(stream?.peer_addr().ok().map(|address| address.ip())),
        Err(_) => Ok(None),
    }
}

/// Connects to `host`, a name or an address without brackets.
pub(super) async fn dial(host: &str, port: u16) -> Result<TcpStream, Unreached> {
    connect(interleaved(lookup(host, port).await?)).await
}

async fn lookup(host: &str, port: u16) -> Result<Vec<SocketAddr>, Unreached> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, found) = oneshot::channel();
    let name = host.to_owned();
    // Not on tokio's threads: it would wait for ever where the system has none left.
    let look_up = move || drop(sender.send((name.as_str(), port).to_socket_addrs().map(Vec::from_iter)));
    std::thread::Builder::new()
        .name("ovirt_net_name".into())
        .spawn(look_up)
        .map_err(|error| Unreached::Limit(format!("no thread can be started to look up {host}: {error}")))?;
    match found.await {
        Ok(Ok(addresses)) if !addresses.is_empty() => Ok(addresses),
        Ok(Ok(_)) => Err(Unreached::Name("it has no address".into())),
        Ok(Err(error)) if is_limit(&error) => Err(Unreached::Limit(format!("{host} cannot be looked up: {error}"))),
        Ok(Err(error)) => Err(Unreached::Name(error.to_string())),
        Err(_) => Err(Unreached::Name("the look-up was broken off".into())),
    }
}

/// IPv6 and IPv4 in turns, beginning with what the system prefers.
fn interleaved(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let Some(preferred) = addresses.first().map(SocketAddr::is_ipv6) else {
        return addresses;
    };
    let (first, second): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|address| address.is_ipv6() == preferred);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut all = Vec::new();
    loop {
        let pair = [first.next(), second.next()];
        if pair == [None, None] {
            return all;
        }
        all.extend(pair.into_iter().flatten());
    }
}

/// Tries one address after the other, and the next one beside it where one is silent: whichever answers first is taken.
async fn connect(addresses: Vec<SocketAddr>) -> Result<TcpStream, Unreached> {
    let is_only = addresses.len() == 1;
    let mut waiting = addresses.into_iter();
    let mut attempts = JoinSet::new();
    let mut reasons = Vec::new();
    loop {
        let next = waiting.next();
        let was_last = next.is_none();
        if let Some(address) = next {
            attempts.spawn(async move { (address, TcpStream::connect(address).await) });
        }
        let ended = match was_last {
            true => attempts.join_next().await,
            false => match timeout(NEXT_ADDRESS, attempts.join_next()).await {
                Ok(ended) => ended,
                Err(_) => continue,
            },
        };
        match ended {
            Some(Ok((_, Ok(stream)))) => return Ok(stream).inspect(settle),
            Some(Ok((_, Err(error)))) if is_limit(&error) => return Err(Unreached::Limit(error.to_string())),
            Some(Ok((_, Err(error)))) if is_only => reasons.push(error.to_string()),
            Some(Ok((address, Err(error)))) => reasons.push(format!("{} ({error})", address.ip())),
            Some(Err(error)) => reasons.push(error.to_string()),
            None if was_last => return Err(Unreached::Addresses(reasons.join(", "))),
            None => {}
        }
    }
}

/// Small requests are sent at once, and a cut connection is noticed before the time limit of silence.
fn settle(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE).with_retries(3);
    // A system that refuses these is used without them.
    let _ = stream.set_nodelay(true);
    let _ = socket.set_tcp_keepalive(&keepalive);
    let _ = socket.set_tcp_user_timeout(Some(2 * KEEPALIVE));
}

fn is_limit(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|number| LIMITS.contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::time::Instant;

    /// An address whose listener takes no connection any more: a SYN to it stays without an answer.
    fn black_hole(address: &str) -> (TcpListener, Vec<std::net::TcpStream>) {
        let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        let address: SocketAddr = address.parse().unwrap();
        socket.bind(&address.into()).unwrap();
        socket.listen(0).unwrap();
        let listener: TcpListener = socket.into();
        let address = listener.local_addr().unwrap();
        let mut taken = Vec::new();
        while let Ok(stream) = std::net::TcpStream::connect_timeout(&address, Duration::from_millis(100)) {
            taken.push(stream);
        }
        (listener, taken)
    }

    #[tokio::test]
    async fn a_silent_first_address_does_not_keep_the_second_waiting() {
        let (hole, _taken) = black_hole("127.0.0.1:0");
        let good = TcpListener::bind("127.0.0.2:0").unwrap();
        let addresses = vec![hole.local_addr().unwrap(), good.local_addr().unwrap()];
        let started = Instant::now();
        let stream = connect(addresses).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), good.local_addr().unwrap());
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    }

    #[tokio::test]
    async fn three_silent_addresses_and_a_refusing_one_do_not_either() {
        let holes = [black_hole("127.0.0.1:0"), black_hole("127.0.0.1:0"), black_hole("127.0.0.1:0")];
        let good = TcpListener::bind("127.0.0.2:0").unwrap();
        let refusing = TcpListener::bind("127.0.0.3:0").unwrap().local_addr().unwrap();
        let mut addresses: Vec<_> = holes.iter().map(|(hole, _)| hole.local_addr().unwrap()).collect();
        addresses.extend([refusing, good.local_addr().unwrap()]);
        let started = Instant::now();
        assert_eq!(connect(addresses).await.unwrap().peer_addr().unwrap(), good.local_addr().unwrap());
        assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    }

    #[tokio::test]
    async fn where_none_answers_it_is_said_of_each() {
        let refusing = |address: &str| TcpListener::bind(address).unwrap().local_addr().unwrap();
        let addresses = vec![refusing("127.0.0.2:0"), refusing("127.0.0.3:0")];
        let Err(Unreached::Addresses(reason)) = connect(addresses).await else { panic!("it is reached") };
        assert!(reason.contains("127.0.0.2 (Connection refused") && reason.contains("127.0.0.3 (Conn"), "{reason}");
        let Err(Unreached::Addresses(reason)) = connect(vec![refusing("127.0.0.2:0")]).await else { panic!() };
        assert!(reason.starts_with("Connection refused"), "{reason}");
    }

    #[test]
    fn the_families_take_turns() {
        let list = |text: &str| text.split(' ').map(|address| address.parse().unwrap()).collect::<Vec<SocketAddr>>();
        assert_eq!(
            interleaved(list("[::1]:1 [::2]:1 10.0.0.1:1 10.0.0.2:1 10.0.0.3:1")),
            list("[::1]:1 10.0.0.1:1 [::2]:1 10.0.0.2:1 10.0.0.3:1")
        );
    }
}
