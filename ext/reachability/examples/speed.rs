//! How long questions, exposure and findings take on a large site: 1,000 networks, 10,000 ports, 20,000 rules.
//!
//! `cargo run --release -p ovirt-net-reachability --example speed`
#![allow(clippy::print_stdout, reason = "it prints what it measured")]

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use ipnet::{IpNet, Ipv4Net};
use ovirt_net_reachability::site::{Direction, Group, Network, Port, Remote, Route, Router, Rule, Site, Subnet};
use ovirt_net_reachability::{End, Question, Reachability, Traffic, exposure, findings};

const NETWORKS: usize = 1_000;
const PORTS: usize = 10_000;
const GROUPS: usize = 1_000;
const RULES: usize = 20_000;
const QUESTIONS: usize = 10_000;

/// An address on a network.
fn address(network: usize, host: usize) -> IpAddr {
    let number = 0x0a00_0000 + network * 256 + host;
    IpAddr::V4(Ipv4Addr::from(u32::try_from(number).unwrap_or(0)))
}

fn range(network: usize) -> IpNet {
    match address(network, 0) {
        IpAddr::V4(address) => Ipv4Net::new(address, 24).map(IpNet::V4).unwrap_or_default(),
        IpAddr::V6(_) => IpNet::default(),
    }
}

/// Each router has ten networks; the first of each ten is connected to the next router.
fn site() -> Site {
    let id = |kind: &str, number: usize| format!("{kind}-{number:08}-0000-0000-0000-000000000000");
    let vm = |number: usize| Port {
        id: id("port", number),
        name: format!("vm{number}"),
        network: id("network", number % NETWORKS),
        addresses: vec![address(number % NETWORKS, 10 + number / NETWORKS)],
        mac: Some(format!("02:00:00:00:{:02x}:{:02x}", number / 256, number % 256)),
        is_up: true,
        has_port_security: true,
        groups: vec![id("group", number % GROUPS), id("group", (number * 7) % GROUPS)],
        ..Port::default()
    };
    let interface = |number: usize| Port {
        id: id("interface", number),
        network: id("network", number),
        addresses: vec![address(number, 1)],
        mac: Some("router".into()),
        is_up: true,
        router: Some(id("router", number / 10)),
        ..Port::default()
    };
    let transit = |number: usize| Port {
        id: id("transit", number),
        network: id("network", number * 10),
        addresses: vec![address(number * 10, 2)],
        mac: Some("router".into()),
        is_up: true,
        router: Some(id("router", (number + 1) % (NETWORKS / 10))),
        ..Port::default()
    };
    let rule = |number: usize| Rule {
        id: id("rule", number),
        group: id("group", number % GROUPS),
        direction: if number % 3 == 0 { Direction::Egress } else { Direction::Ingress },
        version: Some(4),
        protocol: (number % 5 != 0).then_some(6),
        first: u16::try_from(number % 1_000).ok(),
        last: u16::try_from(number % 1_000 + 100).ok(),
        remote: match number % 4 {
            0 => Remote::Any,
            1 => Remote::Range(range(number % NETWORKS)),
            _ => Remote::Group(id("group", (number * 3) % GROUPS)),
        },
    };
    Site {
        networks: (0..NETWORKS)
            .map(|number| Network {
                id: id("network", number),
                name: format!("n{number}"),
                is_physical: number % 100 == 0,
                mtu: Some(1442),
            })
            .collect(),
        subnets: (0..NETWORKS)
            .map(|number| Subnet {
                id: id("subnet", number),
                name: format!("s{number}"),
                network: id("network", number),
                range: range(number),
                gateway: Some(address(number, 1)),
            })
            .collect(),
        ports: (0..PORTS).map(vm).chain((0..NETWORKS).map(interface)).chain((0..NETWORKS / 10).map(transit)).collect(),
        routers: (0..NETWORKS / 10)
            .map(|number| Router {
                id: id("router", number),
                name: format!("r{number}"),
                is_up: true,
                routes: (0..10)
                    .map(|hop| Route {
                        destination: range((number * 10 + 10 + hop) % NETWORKS),
                        next_hop: address(number * 10, 2),
                    })
                    .collect(),
            })
            .collect(),
        groups: (0..GROUPS).map(|number| Group { id: id("group", number), name: format!("g{number}") }).collect(),
        rules: (0..RULES).map(rule).collect(),
    }
}

/// Time of this thread on a processor, as Linux counts it; elsewhere what a clock shows.
fn now(start: Instant) -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let before = now(start);
    drop(work());
    now(start).saturating_sub(before)
}

/// Of several measurements the shortest.
fn least(measured: impl Iterator<Item = Duration>) -> Duration {
    measured.min().unwrap_or_default()
}

fn main() {
    let site = site();
    let ids: Vec<_> = site.ports[..PORTS].iter().map(|port| port.id.clone()).collect();
    let took = least((0..10).map(|_| timed(|| exposure(&site))));
    println!("exposure of {} ports in {took:?}", exposure(&site).len());
    let took = least((0..10).map(|_| {
        let copy = site.clone();
        timed(|| findings(copy))
    }));
    println!("{} findings in {took:?}", findings(site.clone()).len());
    let took = least((0..10).map(|_| {
        let copy = site.clone();
        timed(|| Reachability::new(copy))
    }));
    println!("prepared in {took:?}");
    let reachability = Reachability::new(site);
    let (mut total, mut longest, mut reached) = (Duration::ZERO, Duration::ZERO, 0);
    for number in 0..QUESTIONS {
        // Every other one stays among the networks of two routers.
        let near = (number % NETWORKS) / 10 * 10 + (number * 7) % 20;
        let to = if number % 2 == 0 { near % NETWORKS } else { (number * 7_919) % PORTS };
        let outside = End::Address(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9)));
        let from = if number % 10 == 0 { outside } else { End::Port(ids[number % PORTS].clone()) };
        let traffic = Traffic::Tcp(u16::try_from(number % 1_000 + 1).ok());
        let question = Question { from, to: End::Port(ids[to].clone()), traffic };
        let took = least((0..3).map(|_| timed(|| reachability.report(&question))));
        let report = reachability.report(&question);
        total += took;
        longest = longest.max(took);
        reached += usize::from(report.verdict == "reaches");
    }
    let mean = total / u32::try_from(QUESTIONS).unwrap_or(1);
    println!("{QUESTIONS} questions, {reached} of them reach: {mean:?} each, the longest {longest:?}");
}
