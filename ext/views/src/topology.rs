//! The topology of a provider, which has no VMs: only oVirt knows the vNIC of a port.

use ovirt_net_provider::Inventory;
use ovirt_net_provider::wire::network::{Network, Port, Router, SecurityGroup, Subnet};
use ovirt_net_topology::{DevicePart, GroupPart, NetworkPart, Parts, PortPart, SubnetPart};
use ovirt_net_topology::{Kind, State, Topology};

/// What is connected to what. The provider does not know VMs: what is plugged into a port is oVirt's vNIC.
pub fn topology(inventory: &Inventory) -> Topology {
    let ports = inventory.all::<Port>().iter().filter(|port| !port.is_localnet());
    Parts {
        networks: inventory.all::<Network>().iter().map(network).collect(),
        subnets: inventory.all::<Subnet>().iter().map(subnet).collect(),
        routers: inventory.all::<Router>().iter().map(router).collect(),
        vms: Vec::new(),
        ports: ports.map(port).collect(),
        groups: inventory.all::<SecurityGroup>().iter().map(group).collect(),
    }
    .into()
}

fn network(network: &Network) -> NetworkPart {
    NetworkPart {
        id: network.id.clone(),
        name: network.name.clone(),
        state: state(network.status.as_deref(), network.admin_state_up),
        page: None,
        is_external: network.external == Some(true),
        way_out: NetworkPart::way_out(
            network.network_type.as_deref(),
            network.segmentation_id.as_deref(),
            network.physical_network.as_deref(),
        ),
        mtu: network.mtu,
    }
}

fn subnet(subnet: &Subnet) -> SubnetPart {
    SubnetPart {
        id: subnet.id.clone(),
        name: subnet.name.clone(),
        network: subnet.network_id.clone(),
        range: subnet.cidr.clone(),
        gateway: subnet.gateway_ip.clone(),
        ..SubnetPart::default()
    }
}

fn router(router: &Router) -> DevicePart {
    DevicePart {
        id: router.id.clone(),
        name: router.name.clone(),
        state: state(router.status.as_deref(), router.admin_state_up),
        gateway: router.external_gateway_info.as_ref().and_then(|gateway| gateway.network_id.clone()),
        ..DevicePart::default()
    }
}

fn port(port: &Port) -> PortPart {
    PortPart {
        id: port.id.clone(),
        name: port.name.clone(),
        state: state(port.status.as_deref(), port.admin_state_up),
        page: None,
        network: port.network_id.as_deref().map(str::to_owned),
        device: port.router().map(|router| (Kind::Router, router.to_owned())),
        is_gateway: port.is_router_gateway(),
        addresses: port.fixed_ips.iter().filter_map(|address| address.ip_address.clone()).collect(),
        groups: port.security_groups.iter().map(|group| group.to_string()).collect(),
    }
}

fn group(group: &SecurityGroup) -> GroupPart {
    GroupPart { id: group.id.clone(), name: group.name.clone(), page: None }
}

/// The word, or else whether it is switched on.
fn state(status: Option<&str>, is_up: Option<bool>) -> State {
    match (State::of(status), is_up) {
        (State::Up, Some(false)) => State::Down,
        (state, _) => state,
    }
}
