//! Ports: their security groups and port security. oVirt manages everything else.
//!
//! What a port has is read, changed and written as a whole, once. The provider gives any port that is written to an address of
//! its own choice, unless it has such a one already, and refuses the address that a port has: one that was given by somebody is
//! gone then, and is given back in a second request. The provider does not tell which ports those are.

mod address;
mod groups;

use serde_json::{Map, Value, json};

use self::groups::Groups;
pub use self::groups::KnownGroups;
use super::change::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::refusal::{difference, missing, refused};
use crate::inventory::DEFAULT_GROUP;
use crate::resource::title;
use crate::wire::network::{Port, SecurityGroup, SecurityGroupRule};
use crate::{Client, Error, Result};

const ATTRIBUTES: [&str; 4] =
    ["security_groups", "add_security_groups", "remove_security_groups", "port_security_enabled"];

/// A change of a port that was checked with what the provider has, and is not sent yet.
#[derive(Debug, Clone)]
pub struct PortChange {
    what: String,
    notes: Vec<String>,
    port: Port,
    groups: Groups,
    desired: Vec<String>,
    security: Option<bool>,
}

impl PortChange {
    /// The address that the port has and must have afterwards. Whoever is interrupted may have taken it away and not given it back:
    /// see [`Client::restore_port_address`]. `None` where it has none, and where nothing is to be sent.
    pub fn address(&self) -> Option<&str> {
        self.port.address().filter(|_| self.is_needed())
    }

    /// Whether anything is to be sent.
    pub fn is_needed(&self) -> bool {
        !self.differences(&self.port).is_empty()
    }

    /// What of a port is not as asked for.
    fn differences(&self, port: &Port) -> Vec<String> {
        let (asked, there) = (self.groups.meant(&self.desired), self.groups.meant(&port.security_groups));
        let groups = (asked != there).then(|| {
            format!("security_groups are {} instead of {}", self.groups.named(&there), self.groups.named(&asked))
        });
        let there = port.port_security_enabled.unwrap_or(false);
        let security = difference("port_security_enabled", self.security, Some(there));
        groups.into_iter().chain(security).collect()
    }

    /// The whole list, always: without it, the provider replaces the groups by its own where port security is switched on.
    fn body(&self) -> Value {
        let mut body = json!({ "security_groups": self.desired });
        if let Some(security) = self.security {
            body["port_security_enabled"] = security.into();
        }
        body
    }

    /// Whether no IP traffic passes the port afterwards.
    fn is_cut_off(&self) -> bool {
        self.desired.is_empty() && self.security.or(self.port.port_security_enabled).unwrap_or(false)
    }
}

impl Client {
    /// Looks at what a change of a port would be; nothing is sent. `security_groups` are all that the port is to have, by their ids;
    /// `add_security_groups` and `remove_security_groups` change those that it has. The provider's own group may be called `Default`.
    /// Where the `known` groups are enough, the provider's list of them is not read.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] for what cannot be; otherwise why the provider could not be asked.
    pub async fn plan_port(
        &self,
        id: &str,
        attributes: &Attributes,
        known: Option<&KnownGroups>,
    ) -> Result<PortChange> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        if attributes.is_empty() {
            return Err(missing(
                "security_groups",
                "give the groups that the port is to have, or port_security_enabled",
            ));
        }
        let mut operation = Operation::new(self, format!("update {}", title::<Port>(None, id)));
        let port: Port = operation.need(id).await?;
        let object = title::<Port>(port.name.as_deref(), id);
        operation.rename(format!("update {object}"));
        check_changeable(&port, object.clone())?;
        let input = input.over(stored(&port));
        let security = input.flag("port_security_enabled")?;
        let groups = operation.groups(known, &input, &port.security_groups).await?;
        let mut desired = groups.desired(&input, &port.security_groups)?;
        // As the provider has it where none are given.
        let is_turned_on = security == Some(true) && port.port_security_enabled != Some(true);
        if is_turned_on && desired.is_empty() && !input.names("security_groups") {
            desired = vec![DEFAULT_GROUP.to_owned()];
        }
        groups.check_own(&desired, security.or(port.port_security_enabled) == Some(true))?;
        let planned = PortChange { what: operation.what, notes: operation.notes, port, groups, desired, security };
        if planned.is_needed() {
            planned.port.check_address_can_stay(&object)?;
        }
        Ok(planned)
    }

    /// Does what was planned. The port has its address afterwards.
    ///
    /// # Errors
    /// What became of it.
    pub async fn change_port(&self, planned: PortChange) -> Result<Change> {
        let mut operation = Operation::new(self, planned.what.clone());
        operation.notes.clone_from(&planned.notes);
        if !planned.is_needed() {
            let port = planned.port.clone();
            return operation.done_with(port, &planned.groups).await;
        }
        let (mut port, request, error) = operation.put_port(&planned.port.id, planned.body()).await?;
        if let Some(address) = planned.port.address().filter(|address| !port.has_address(address)) {
            port = operation.give_back(&port, address).await?;
        }
        let differences = planned.differences(&port);
        match (differences.is_empty(), error) {
            (true, None) => {}
            (true, Some(error)) => {
                operation.note(format_args!("the change was made, although the answer was: {error}"))
            }
            (false, Some(error)) => {
                return Err(operation.why_undone(error, &planned.groups, &planned.desired).await);
            }
            (false, None) => {
                let reason = format!("the provider made a different change: {}", differences.join(", "));
                return Err(Error::ChangeNotApplied { request, reason });
            }
        }
        if planned.is_cut_off() {
            operation.note("no traffic passes the port now: port security is on, and it has no security group");
        }
        operation.done_with(port, &planned.groups).await
    }

    /// Changes a port's security groups or port security, as [`Client::plan_port`] and [`Client::change_port`].
    ///
    /// # Errors
    /// As for both.
    pub async fn update_port(&self, id: &str, attributes: &Attributes, known: Option<&KnownGroups>) -> Result<Change> {
        let planned = self.plan_port(id, attributes, known).await?;
        self.change_port(planned).await
    }
}

fn check_changeable(port: &Port, object: String) -> Result<()> {
    let problem = match port {
        port if port.router().is_some() => "is a router's",
        port if port.is_localnet() => "connects its network to a physical network",
        _ => return Ok(()),
    };
    Err(refused(object, format!("{problem}: it has no security groups"), "choose the port of a vNIC"))
}

/// The port in the words of a change.
fn stored(port: &Port) -> Attributes {
    Map::from_iter([("port_security_enabled".into(), json!(port.port_security_enabled))])
}

impl Operation<'_> {
    /// The change of a port, with the provider's own group where that has come with the first port security.
    async fn done_with(mut self, port: Port, groups: &Groups) -> Result<Change> {
        let (id, name) = (port.id.clone(), port.name.clone());
        let is_secured = port.port_security_enabled == Some(true);
        self.part.add(port);
        match groups.own.as_deref() {
            Some(group) => self.part.resolve_default_group(group),
            None if is_secured => {
                let added = self.add_own_group().await;
                self.done_before(added)?;
            }
            None => {}
        }
        self.done(id, name).await
    }

    async fn add_own_group(&mut self) -> Result<()> {
        let Some(group) = self.show::<SecurityGroup>(DEFAULT_GROUP).await? else {
            return Ok(());
        };
        let rules = self.list_where::<SecurityGroupRule>(("security_group_id", &group.id)).await?;
        let of_group = |rule: &SecurityGroupRule| rule.security_group_id.as_ref() == Some(&group.id);
        rules.into_iter().filter(of_group).for_each(|rule| self.part.add(rule));
        self.part.resolve_default_group(&group.id);
        self.part.add(group);
        Ok(())
    }
}
