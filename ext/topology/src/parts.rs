//! Objects that refer to each other by id, of which a topology is put together.

use super::model::{Kind, State};

/// A network.
#[derive(Debug, Clone, Default)]
pub struct NetworkPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// State.
    pub state: State,
    /// Address of its page.
    pub page: Option<String>,
    /// Whether it leads outside.
    pub is_external: bool,
    /// How it leaves OVN, see [`NetworkPart::way_out`].
    pub way_out: Option<String>,
    /// Maximum transmission unit in bytes.
    pub mtu: Option<i64>,
}

impl NetworkPart {
    /// How a network leaves OVN in words, by its kind (`vlan`, `flat`), its VLAN id and the physical network.
    pub fn way_out(kind: Option<&str>, vlan: Option<&str>, physical: Option<&str>) -> Option<String> {
        let physical = physical.filter(|name| !name.is_empty())?;
        Some(match (kind, vlan) {
            (Some("vlan") | None, Some(id)) => format!("VLAN {id} on {physical}"),
            _ => format!("flat on {physical}"),
        })
    }
}

/// A subnet.
#[derive(Debug, Clone, Default)]
pub struct SubnetPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Address of its page.
    pub page: Option<String>,
    /// Id of its network.
    pub network: Option<String>,
    /// Such as `10.0.0.0/24`.
    pub range: Option<String>,
    /// Address of the gateway.
    pub gateway: Option<String>,
    /// Id of the router that it is an interface of, where no port says so.
    pub router: Option<String>,
}

/// A router or a VM.
#[derive(Debug, Clone, Default)]
pub struct DevicePart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// State.
    pub state: State,
    /// Address of its page.
    pub page: Option<String>,
    /// Id of the network of its gateway, where no port says so.
    pub gateway: Option<String>,
}

/// A port.
#[derive(Debug, Clone, Default)]
pub struct PortPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// State.
    pub state: State,
    /// Address of its page.
    pub page: Option<String>,
    /// Id of its network.
    pub network: Option<String>,
    /// What is plugged in: kind and id. One that is not among the parts is not named anywhere.
    pub device: Option<(Kind, String)>,
    /// Whether it is a router's way out.
    pub is_gateway: bool,
    /// Addresses.
    pub addresses: Vec<String>,
    /// Ids of its security groups.
    pub groups: Vec<String>,
}

/// A security group.
#[derive(Debug, Clone, Default)]
pub struct GroupPart {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Address of its page.
    pub page: Option<String>,
}

/// All objects of a topology. Ids are unique by kind; of an id that comes twice, the last counts.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Networks.
    pub networks: Vec<NetworkPart>,
    /// Subnets.
    pub subnets: Vec<SubnetPart>,
    /// Routers.
    pub routers: Vec<DevicePart>,
    /// VMs.
    pub vms: Vec<DevicePart>,
    /// Ports, without those that are their network's own way out.
    pub ports: Vec<PortPart>,
    /// Security groups.
    pub groups: Vec<GroupPart>,
}
