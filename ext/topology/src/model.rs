//! What a picture shows.

/// How an object is, as far as a reader must act on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It works, or nothing says that it does not.
    #[default]
    Up,
    /// It is switched off, or not up yet.
    Down,
    /// It failed.
    Error,
}

impl State {
    /// The state that a provider's or ManageIQ's word means, in any case; no word is no bad news.
    pub fn of(word: Option<&str>) -> Self {
        match word.unwrap_or_default().to_ascii_lowercase().as_str() {
            "" | "active" | "up" | "on" | "build" | "unknown" => Self::Up,
            "error" => Self::Error,
            _ => Self::Down,
        }
    }

    /// What a reader is told; nothing where all is well.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Up => None,
            Self::Down => Some("down"),
            Self::Error => Some("error"),
        }
    }
}

/// What all objects have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Object {
    /// Kind and id, such as `network:4f1c…`: unique in a topology.
    pub key: String,
    /// Name, or the id of what has none; any text.
    pub name: String,
    /// How it is.
    pub state: State,
    /// Address of its page.
    pub page: Option<String>,
    /// Whether it was chosen or found.
    pub is_chosen: bool,
    /// Whether it is on the way that is shown.
    pub is_on_way: bool,
    /// Whether the state is that of its ports alone: it runs itself.
    pub is_of_ports: bool,
}

impl Object {
    /// What a reader is told of its state; nothing where all is well.
    pub fn word(&self) -> Option<&'static str> {
        match self.state {
            State::Down if self.is_of_ports => Some("ports down"),
            State::Error if self.is_of_ports => Some("ports in error"),
            state => state.word(),
        }
    }
}

/// A network, with what it has of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// Key, name and state.
    pub object: Object,
    /// By range.
    pub subnets: Vec<Subnet>,
    /// Whether it leads outside: it says so, or a router has its gateway there.
    pub is_external: bool,
    /// How it leaves OVN, such as `VLAN 100 on physnet1`; `None` where it does not.
    pub way_out: Option<String>,
    /// Maximum transmission unit in bytes.
    pub mtu: Option<i64>,
    /// How many networks it is drawn for; 0 where it is one itself.
    pub members: usize,
}

/// A range of addresses of a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subnet {
    /// Key and name.
    pub object: Object,
    /// Such as `10.0.0.0/24`; may be empty.
    pub range: String,
    /// Address of the gateway.
    pub gateway: Option<String>,
}

/// What is connected to networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A router.
    Router,
    /// A VM.
    Vm,
    /// A port of which nobody knows the VM, or may know it.
    Port,
}

impl Kind {
    /// What keys of such objects begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Router => "router",
            Self::Vm => "vm",
            Self::Port => "port",
        }
    }

    /// One of them, or several.
    pub fn noun(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Router, 1) => "router",
            (Self::Router, _) => "routers",
            (Self::Vm, 1) => "VM",
            (Self::Vm, _) => "VMs",
            (Self::Port, 1) => "port",
            (Self::Port, _) => "ports",
        }
    }
}

/// A router, a VM or a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Key, name and state.
    pub object: Object,
    /// What it is.
    pub kind: Kind,
    /// A gateway comes first, else by the network's name.
    pub links: Vec<Link>,
}

impl Device {
    /// Indexes of the networks that it is connected to, ascending.
    pub fn networks(&self) -> Vec<usize> {
        let mut networks: Vec<usize> = self.links.iter().filter_map(|link| link.network).collect();
        networks.sort_unstable();
        networks.dedup();
        networks
    }
}

/// A port of a device, as its connection to a network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Index of the network; `None` where that is not there, or not to be seen.
    pub network: Option<usize>,
    /// The port itself.
    pub port: Object,
    /// Addresses on the network.
    pub addresses: Vec<String>,
    /// Whether it is a router's.
    pub is_of_router: bool,
    /// Whether it is a router's way out.
    pub is_gateway: bool,
    /// Indexes of its security groups.
    pub groups: Vec<usize>,
}

/// A security group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Key and name.
    pub object: Object,
    /// How many ports it is on.
    pub ports: usize,
}

/// Networks and what is connected to them, each list by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topology {
    /// Networks.
    pub networks: Vec<Network>,
    /// Routers, VMs and ports.
    pub devices: Vec<Device>,
    /// Security groups.
    pub groups: Vec<Group>,
}
