//! Networks for pictures.

use ovirt_net_topology::{DevicePart, GroupPart, Kind, NetworkPart, Parts, PortPart, State, SubnetPart, Topology};

/// Makes networks by their names, which are their ids as well.
#[derive(Default)]
pub(crate) struct MadeUp {
    pub(crate) parts: Parts,
}

impl MadeUp {
    /// A network with a subnet.
    pub(crate) fn network(&mut self, name: &str, range: &str) -> &mut NetworkPart {
        self.parts.subnets.push(SubnetPart {
            id: format!("{name}-subnet"),
            name: Some(format!("{name}-subnet")),
            network: Some(name.to_owned()),
            range: Some(range.to_owned()),
            gateway: Some(address(range, 1)),
            ..SubnetPart::default()
        });
        self.bare_network(name)
    }

    /// A network without a subnet.
    pub(crate) fn bare_network(&mut self, name: &str) -> &mut NetworkPart {
        self.parts.networks.push(NetworkPart {
            id: name.to_owned(),
            name: Some(name.to_owned()),
            mtu: Some(1442),
            ..NetworkPart::default()
        });
        self.parts.networks.last_mut().unwrap()
    }

    /// A router with a gateway on the first of the networks, and interfaces on the rest.
    pub(crate) fn router(&mut self, name: &str, gateway: Option<&str>, networks: &[&str]) {
        self.parts.routers.push(device(name));
        for network in gateway.iter().chain(networks) {
            let port = self.port(&format!("{name}-{network}"), network, 1);
            port.device = Some((Kind::Router, name.to_owned()));
            port.is_gateway = Some(*network) == gateway;
        }
    }

    /// A VM with a port on each of the networks.
    pub(crate) fn vm(&mut self, name: &str, networks: &[&str], number: u32) -> &mut DevicePart {
        for network in networks {
            self.port(&format!("{name}-{network}"), network, number).device = Some((Kind::Vm, name.to_owned()));
        }
        self.parts.vms.push(device(name));
        self.parts.vms.last_mut().unwrap()
    }

    /// A port with the address of a number on the network's subnet, where it has one.
    pub(crate) fn port(&mut self, name: &str, network: &str, number: u32) -> &mut PortPart {
        let subnet = self.parts.subnets.iter().find(|subnet| subnet.network.as_deref() == Some(network));
        let addresses = subnet.and_then(|subnet| subnet.range.as_deref()).map(|range| address(range, number));
        self.parts.ports.push(PortPart {
            id: name.to_owned(),
            name: Some(name.to_owned()),
            network: Some(network.to_owned()),
            addresses: addresses.into_iter().collect(),
            ..PortPart::default()
        });
        self.parts.ports.last_mut().unwrap()
    }

    /// A security group on ports.
    pub(crate) fn group(&mut self, name: &str, ports: &[&str]) {
        self.parts.groups.push(GroupPart { id: name.to_owned(), name: Some(name.to_owned()), page: None });
        for port in self.parts.ports.iter_mut().filter(|port| ports.contains(&port.id.as_str())) {
            port.groups.push(name.to_owned());
        }
    }

    pub(crate) fn topology(self) -> Topology {
        self.parts.into()
    }
}

fn device(name: &str) -> DevicePart {
    DevicePart { id: name.to_owned(), name: Some(name.to_owned()), ..DevicePart::default() }
}

fn address(range: &str, number: u32) -> String {
    let begin = range.split('/').next().unwrap();
    match begin.rsplit_once('.') {
        Some((begin, _)) => format!("{begin}.{number}"),
        None => format!("{begin}{number:x}"),
    }
}

/// What a small company has: a way outside, two routers, VMs on one network and on two, a network of its own, one that failed.
pub(crate) fn office() -> Topology {
    let mut office = MadeUp::default();
    let outside = office.network("internet", "203.0.113.0/24");
    outside.is_external = true;
    outside.way_out = Some("VLAN 100 on physnet1".to_owned());
    outside.mtu = Some(1500);
    office.network("web", "10.1.0.0/24");
    office.network("database", "10.2.0.0/24");
    office.network("backup", "fd00:3::/64").state = State::Error;
    office.bare_network("storage").way_out = Some("flat on physnet2".to_owned());
    office.bare_network("unused");
    office.router("edge", Some("internet"), &["web", "database"]);
    office.router("backup-router", Some("internet"), &["backup"]);
    office.vm("web-1", &["web"], 11);
    office.vm("web-2", &["web"], 12).state = State::Down;
    office.vm("db-1", &["database", "backup"], 21);
    for number in 0..40 {
        office.vm(&format!("worker-{number}"), &["database"], 100 + number).state =
            if number % 13 == 0 { State::Down } else { State::Up };
    }
    office.port("nic1", "storage", 0).state = State::Down;
    office.group("allow-web", &["web-1-web", "web-2-web"]);
    office.group("unused-group", &[]);
    office.topology()
}

/// As many networks as are wanted, each with as many VMs, every twentieth behind a router.
pub(crate) fn many(networks: usize, vms: usize) -> Topology {
    let mut many = MadeUp::default();
    for number in 0..networks {
        let (high, low) = (number / 256, number % 256);
        many.network(&format!("net-{number:04}"), &format!("10.{high}.{low}.0/24"));
    }
    for number in (0..networks).step_by(20) {
        let names: Vec<String> =
            (number + 1..(number + 4).min(networks)).map(|other| format!("net-{other:04}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        many.router(&format!("router-{number:04}"), Some("net-0000"), &names);
    }
    for number in 0..networks * vms {
        let network = format!("net-{:04}", number % networks);
        many.vm(&format!("vm-{number:05}"), &[&network], 20);
    }
    many.topology()
}
