//! Groups hundreds of networks by similar names and the same connections. A group links to the picture of its networks.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::model::{Kind, Network, Object, State, Topology};

/// Networks that are drawn one by one.
const SINGLE: usize = 200;
/// Networks of a group.
const LEAST: usize = 4;
const MOST: usize = 100;

/// What the key of a group begins with; the id of its first network follows.
pub(super) const PREFIX: &str = "networks:";

impl Topology {
    /// The same with groups in the place of networks, where there are many.
    pub(super) fn grouped(&self) -> Cow<'_, Self> {
        let groups = self.network_groups();
        if groups.is_empty() {
            return Cow::Borrowed(self);
        }
        let firsts: HashMap<usize, &Vec<usize>> = groups.iter().map(|group| (group[0], group)).collect();
        let grouped: HashSet<usize> = groups.iter().flatten().copied().collect();
        let mut places = vec![0; self.networks.len()];
        let mut networks = Vec::new();
        for (index, network) in self.networks.iter().enumerate() {
            match firsts.get(&index) {
                Some(group) => {
                    group.iter().for_each(|member| places[*member] = networks.len());
                    networks.push(self.group(group));
                }
                None if grouped.contains(&index) => {}
                None => {
                    places[index] = networks.len();
                    networks.push(network.clone());
                }
            }
        }
        let mut devices = self.devices.clone();
        for link in devices.iter_mut().flat_map(|device| &mut device.links) {
            link.network = link.network.map(|network| places[network]);
        }
        Cow::Owned(Self { networks, devices, groups: self.groups.clone() })
    }

    /// Keys of the networks of a group, by the group's key.
    pub(super) fn group_members(&self, key: &str) -> Option<HashSet<&str>> {
        key.strip_prefix(PREFIX)?;
        let group = self.network_groups().into_iter().find(|group| self.group_key(group) == key)?;
        Some(group.into_iter().map(|member| self.networks[member].object.key.as_str()).collect())
    }

    /// Indexes of the networks of each group. What was chosen, does not work or leads outside is no part of one.
    fn network_groups(&self) -> Vec<Vec<usize>> {
        if self.networks.len() <= SINGLE {
            return Vec::new();
        }
        let mut routers: Vec<Vec<usize>> = vec![Vec::new(); self.networks.len()];
        for (index, device) in self.devices.iter().enumerate().filter(|(_, device)| device.kind == Kind::Router) {
            device.networks().into_iter().for_each(|network| routers[network].push(index));
        }
        let mut alike: BTreeMap<(&[usize], bool, &str), Vec<usize>> = BTreeMap::new();
        for (index, Network { object, is_external, way_out, .. }) in self.networks.iter().enumerate() {
            if !object.is_chosen && !object.is_on_way && object.state == State::Up && !is_external {
                let key = (routers[index].as_slice(), way_out.is_some(), beginning(&object.name));
                alike.entry(key).or_default().push(index);
            }
        }
        let groups = alike.into_values().filter(|alike| alike.len() >= LEAST);
        groups.flat_map(|alike| alike.chunks(MOST).map(<[usize]>::to_vec).collect::<Vec<_>>()).collect()
    }

    fn group(&self, members: &[usize]) -> Network {
        let names: Vec<&str> = members.iter().map(|member| self.networks[*member].object.name.as_str()).collect();
        let first = &self.networks[members[0]];
        let is_same = |same: &dyn Fn(&Network) -> bool| members.iter().all(|member| same(&self.networks[*member]));
        Network {
            object: Object {
                key: self.group_key(members),
                name: match names[..] {
                    [first, .., last] => format!("{} networks: {first} to {last}", members.len()),
                    _ => first.object.name.clone(),
                },
                ..Object::default()
            },
            way_out: first.way_out.clone().filter(|way| is_same(&|network| network.way_out.as_ref() == Some(way))),
            mtu: first.mtu.filter(|_| is_same(&|network| network.mtu == first.mtu)),
            members: members.len(),
            ..Network::default()
        }
    }

    fn group_key(&self, members: &[usize]) -> String {
        let key = &self.networks[members[0]].object.key;
        format!("{PREFIX}{}", key.split_once(':').map_or(key.as_str(), |(_, id)| id))
    }
}

/// A name as far as its first number.
fn beginning(name: &str) -> &str {
    &name[..name.find(|character: char| character.is_ascii_digit()).unwrap_or(name.len())]
}
