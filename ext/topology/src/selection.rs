//! A part of a topology: the connections of a selected object, or the result of a search.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet, VecDeque};

use super::model::{Group, Kind, Network, Object, Subnet, Topology};

/// What of a topology is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// Key, id or name of the object that is chosen; all of a name that several have.
    pub focus: Option<String>,
    /// How far from it: 1 for what it is connected to, 2 for what that is connected to as well.
    pub depth: usize,
    /// What is searched for in names, ids, ranges and addresses, in any case.
    pub search: Option<String>,
}

impl Default for Selection {
    fn default() -> Self {
        Self { focus: None, depth: Self::DEPTH, search: None }
    }
}

/// What objects are reached.
struct Reached {
    networks: Vec<bool>,
    devices: Vec<bool>,
}

impl Selection {
    /// Shows the neighbours of a VM's or a router's networks, too.
    pub const DEPTH: usize = 2;

    /// Whether it leaves nothing out.
    pub fn is_all(&self) -> bool {
        self.focus.as_deref().unwrap_or_default().is_empty() && self.search.as_deref().unwrap_or_default().is_empty()
    }
}

impl Topology {
    /// The part that is selected, with what was chosen or found marked; `None` where that is nothing.
    pub fn select(&self, selection: &Selection) -> Option<Self> {
        let mut all = None;
        if let Some(focus) = selection.focus.as_deref().filter(|focus| !focus.is_empty()) {
            all = Some(match self.group_members(focus) {
                Some(members) => self.part(&members)?,
                None => self.around(selection.depth, |object| is_called(object, focus), &|_| false)?,
            });
        }
        if let Some(search) = selection.search.as_deref().map(str::trim).filter(|search| !search.is_empty()) {
            let wanted = search.to_lowercase();
            let matches = |text: &str| text.to_lowercase().contains(&wanted);
            let matches_object = |object: &Object| matches(&object.name) || id(object) == search;
            all = Some(all.as_ref().unwrap_or(self).around(1, matches_object, &matches)?);
        }
        Some(all.unwrap_or_else(|| self.clone()))
    }

    /// Networks by their keys, with what is on them. None of it is marked: there is no room for all that is on a hundred.
    fn part(&self, networks: &HashSet<&str>) -> Option<Self> {
        let mut part = self.around(1, |object| networks.contains(object.key.as_str()), &|_| false)?;
        part.networks.iter_mut().for_each(|network| network.object.is_chosen = false);
        Some(part)
    }

    /// What is at most `depth` connections from what is wanted, by the object itself or by its ranges and addresses.
    fn around(
        &self,
        depth: usize,
        is_wanted: impl Fn(&Object) -> bool,
        is_wanted_address: &dyn Fn(&str) -> bool,
    ) -> Option<Self> {
        let mut marked = self.clone();
        for group in &mut marked.groups {
            group.object.is_chosen = is_wanted(&group.object);
        }
        for network in &mut marked.networks {
            let has_subnet = |subnet: &Subnet| is_wanted(&subnet.object) || is_wanted_address(&subnet.range);
            network.object.is_chosen = is_wanted(&network.object) || network.subnets.iter().any(has_subnet);
        }
        for device in &mut marked.devices {
            let groups = &marked.groups;
            device.object.is_chosen = is_wanted(&device.object)
                || device.links.iter().any(|link| {
                    link.addresses.iter().any(|address| is_wanted_address(address))
                        || (!link.port.key.is_empty() && is_wanted(&link.port))
                        || link.groups.iter().any(|group| groups[*group].object.is_chosen)
                });
        }
        let reached = marked.reach(depth);
        let has_groups = marked.groups.iter().any(|group| group.object.is_chosen);
        (has_groups || reached.networks.iter().chain(&reached.devices).any(|is_there| *is_there))
            .then(|| marked.keep(&reached))
    }

    /// What has these keys is marked as being on a way, and what is further than `depth` connections from it left out; without
    /// a depth nothing is. A device is on the way where one of its ports is.
    #[must_use]
    pub fn along(&self, keys: &HashSet<String>, depth: Option<usize>) -> Self {
        let is_wanted = |object: &Object| keys.contains(&object.key);
        let found = depth.and_then(|depth| self.around(depth, is_wanted, &|_| false));
        let mut along = found.unwrap_or_else(|| self.clone());
        for network in &mut along.networks {
            network.object.is_on_way = is_wanted(&network.object);
            network.object.is_chosen = false;
        }
        for device in &mut along.devices {
            device.object.is_on_way =
                is_wanted(&device.object) || device.links.iter().any(|link| is_wanted(&link.port));
            device.object.is_chosen = false;
        }
        along
    }

    fn reach(&self, depth: usize) -> Reached {
        let mut devices_of: Vec<Vec<usize>> = vec![Vec::new(); self.networks.len()];
        for (index, device) in self.devices.iter().enumerate() {
            for network in device.networks() {
                devices_of[network].push(index);
            }
        }
        let mut reached =
            Reached { networks: vec![false; self.networks.len()], devices: vec![false; self.devices.len()] };
        let mut queue = VecDeque::new();
        for (index, network) in self.networks.iter().enumerate() {
            if network.object.is_chosen {
                reached.networks[index] = true;
                queue.push_back((true, index, 0));
            }
        }
        for (index, device) in self.devices.iter().enumerate() {
            if device.object.is_chosen {
                reached.devices[index] = true;
                queue.push_back((false, index, 0));
            }
        }
        while let Some((is_network, index, distance)) = queue.pop_front() {
            if distance == depth {
                continue;
            }
            let next = if is_network { devices_of[index].clone() } else { self.devices[index].networks() };
            let seen = if is_network { &mut reached.devices } else { &mut reached.networks };
            for other in next {
                if !std::mem::replace(&mut seen[other], true) {
                    queue.push_back((!is_network, other, distance + 1));
                }
            }
        }
        reached
    }

    /// At most so many networks: what was chosen comes first, then what routers connect. With it, how many are left out.
    pub(super) fn at_most(&self, count: usize) -> (Cow<'_, Self>, usize) {
        if self.networks.len() <= count {
            return (Cow::Borrowed(self), 0);
        }
        let mut is_connected = vec![false; self.networks.len()];
        for device in self.devices.iter().filter(|device| device.kind == Kind::Router) {
            device.networks().into_iter().for_each(|network| is_connected[network] = true);
        }
        let mut places: Vec<usize> = (0..self.networks.len()).collect();
        places.sort_by_key(|place| (!self.networks[*place].object.is_chosen, !is_connected[*place], *place));
        let mut reached =
            Reached { networks: vec![false; self.networks.len()], devices: vec![false; self.devices.len()] };
        places.iter().take(count).for_each(|place| reached.networks[*place] = true);
        for (index, device) in self.devices.iter().enumerate() {
            let networks = device.networks();
            reached.devices[index] = networks.is_empty() || networks.iter().any(|network| reached.networks[*network]);
        }
        (Cow::Owned(self.clone().keep(&reached)), self.networks.len() - count)
    }

    /// The objects that are reached; what of a device leads elsewhere is left out. Groups stay where they are used or chosen.
    fn keep(self, reached: &Reached) -> Self {
        let mut places = HashMap::new();
        let mut networks: Vec<Network> = Vec::new();
        for (index, network) in self.networks.into_iter().enumerate().filter(|(index, _)| reached.networks[*index]) {
            places.insert(index, networks.len());
            networks.push(network);
        }
        let mut devices = Vec::new();
        let mut used = vec![0; self.groups.len()];
        for (_, mut device) in self.devices.into_iter().enumerate().filter(|(index, _)| reached.devices[*index]) {
            device.links.retain(|link| link.network.is_none_or(|network| places.contains_key(&network)));
            for link in &mut device.links {
                link.network = link.network.and_then(|network| places.get(&network).copied());
                link.groups.iter().for_each(|group| used[*group] += 1);
            }
            devices.push(device);
        }
        let mut group_places = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        for (index, group) in self.groups.into_iter().enumerate() {
            if used[index] > 0 || group.object.is_chosen {
                group_places.insert(index, groups.len());
                groups.push(group);
            }
        }
        for group in devices.iter_mut().flat_map(|device| &mut device.links).flat_map(|link| &mut link.groups) {
            *group = group_places.get(group).copied().unwrap_or_default();
        }
        Self { networks, devices, groups }
    }
}

fn is_called(object: &Object, focus: &str) -> bool {
    object.key == focus || id(object) == focus || object.name == focus
}

fn id(object: &Object) -> &str {
    object.key.split_once(':').map_or("", |(_, id)| id)
}
