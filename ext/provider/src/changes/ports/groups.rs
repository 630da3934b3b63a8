//! The requested security groups of a port.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::changes::input::Input;
use crate::changes::operation::Operation;
use crate::changes::outcome::undone;
use crate::changes::refusal::{invalid, listed, refused};
use crate::changes::security_groups::DROP_ALL;
use crate::inventory::DEFAULT_GROUP;
use crate::resource::title;
use crate::wire::network::{SecurityGroup, SecurityGroupRule};
use crate::{Error, Result};

const FIELDS: [&str; 3] = ["security_groups", "add_security_groups", "remove_security_groups"];

/// Names of groups by their ids, as the provider has listed them before. It needs seconds for many groups: for each it looks at the
/// rules of all. A group that it has listed once is not the one that drops what no rule allows, and the change of the port itself
/// is refused where a group is gone.
pub type KnownGroups = BTreeMap<String, Option<String>>;

/// The provider's groups. The one that drops what no rule allows is not among them: it follows port security, and a port that is
/// given it and then another group is taken out of it, with its port security still said to be on.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    all: KnownGroups,
    /// Id of the provider's own group, which ports call `Default`.
    pub(super) own: Option<String>,
    /// Whether one of them may be gone by now.
    is_remembered: bool,
}

impl Operation<'_> {
    /// The groups that matter for a port that has `current`: the `known` ones where they are enough, else the provider's list.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] where the provider has no security groups.
    pub(super) async fn groups(
        &mut self,
        known: Option<&KnownGroups>,
        input: &Input<'_>,
        current: &[impl AsRef<str>],
    ) -> Result<Groups> {
        let given: Vec<String> = FIELDS
            .iter()
            .map(|field| Ok(entries(input, field)?.unwrap_or_default()))
            .collect::<Result<Vec<_>>>()?
            .concat();
        let entries = || given.iter().map(String::as_str).chain(current.iter().map(AsRef::as_ref));
        let is_known = |entry: &str, known: &KnownGroups| entry == DEFAULT_GROUP || known.contains_key(entry);
        match known.filter(|known| !known.is_empty() && entries().all(|entry| is_known(entry, known))) {
            Some(known) => self.known_groups(known, &given).await,
            None => {
                let is_of_groups = FIELDS.iter().any(|field| input.names(field));
                self.listed_groups(if is_of_groups { FIELDS[0] } else { "port_security_enabled" }).await
            }
        }
    }

    async fn known_groups(&mut self, known: &KnownGroups, given: &[String]) -> Result<Groups> {
        let own = named_as_own(known);
        // Another group may have got its name since. It matters where the provider's own is given or taken away.
        let is_given = given.iter().any(|entry| entry == DEFAULT_GROUP || own.contains(&entry.as_str()));
        let own = match own.as_slice() {
            [] if !is_given => None,
            [id] if !is_given => Some((*id).to_owned()),
            _ => self.show::<SecurityGroup>(DEFAULT_GROUP).await?.map(|group| group.id),
        };
        Ok(Groups { all: known.clone(), own, is_remembered: true })
    }

    /// `field` is what is asked for.
    async fn listed_groups(&mut self, field: &'static str) -> Result<Groups> {
        let all = supported(field, self.list::<SecurityGroup>().await)?;
        if all.is_empty() {
            // Releases without groups list none, but have no list of rules.
            supported(field, self.list::<SecurityGroupRule>().await)?;
        }
        let all: KnownGroups = all.into_iter().map(|group| (group.id, group.name)).collect();
        let own = match named_as_own(&all).as_slice() {
            [] => None,
            [id] => Some((*id).to_owned()),
            // Groups may have been given its name.
            _ => self.show::<SecurityGroup>(DEFAULT_GROUP).await?.map(|group| group.id),
        };
        Ok(Groups { all, own, is_remembered: false })
    }

    /// What is known of `error`, with which a port was not given the groups `desired`: one of the remembered ones may be gone.
    pub(super) async fn why_undone(&mut self, error: Error, groups: &Groups, desired: &[String]) -> Error {
        if !groups.is_remembered {
            return undone(error);
        }
        let Ok(now) = self.listed_groups(FIELDS[0]).await else {
            return undone(error);
        };
        let is_gone = |entry: &&String| !now.is_assignable(entry) && groups.is_assignable(entry);
        match desired.iter().find(is_gone) {
            Some(gone) => {
                let problem =
                    format!("has {}, which no longer exists", title::<SecurityGroup>(groups.name(gone), gone));
                refused("security_groups", problem, "refresh, and choose another group")
            }
            None => undone(error),
        }
    }
}

/// The ids of the groups that have the name of the provider's own.
fn named_as_own(groups: &KnownGroups) -> Vec<&str> {
    groups.iter().filter(|(_, name)| name.as_deref() == Some(DEFAULT_GROUP)).map(|(id, _)| id.as_str()).collect()
}

fn supported<T>(field: &'static str, list: Result<Vec<T>>) -> Result<Vec<T>> {
    match list {
        Err(Error::Response { status: 404 | 405 | 501, .. }) => {
            let remedy = "update ovirt-provider-ovn on the engine's machine";
            Err(refused(field, "cannot be changed: this release of the provider has no security groups", remedy))
        }
        list => list,
    }
}

impl Groups {
    /// What a port's entry means: the provider's own group is called by its name or its id.
    fn meaning<'a>(&'a self, entry: &'a str) -> &'a str {
        self.own.as_deref().filter(|_| entry == DEFAULT_GROUP).unwrap_or(entry)
    }

    pub(super) fn meant<'a, T: AsRef<str>>(&'a self, entries: &'a [T]) -> BTreeSet<&'a str> {
        entries.iter().map(|entry| self.meaning(entry.as_ref())).collect()
    }

    /// How an error names them.
    pub(super) fn named(&self, ids: &BTreeSet<&str>) -> String {
        let name = |id: &str| self.all.get(id).cloned().flatten().unwrap_or_else(|| id.to_owned());
        match ids.is_empty() {
            true => "none".to_owned(),
            false => listed(&ids.iter().map(|id| name(id)).collect::<Vec<_>>()),
        }
    }

    /// Whether a group can be given and taken away.
    fn is_assignable(&self, entry: &str) -> bool {
        entry == DEFAULT_GROUP || self.all.contains_key(entry)
    }

    /// The whole list for a port that has the groups `current`, as the input changes it. What stays is called as it was, as the
    /// provider takes another name of the same group for another group.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] for a group that cannot be given.
    pub(super) fn desired(&self, input: &Input<'_>, current: &[impl AsRef<str>]) -> Result<Vec<String>> {
        let whole = self.given(input, "security_groups")?;
        let added = self.given(input, "add_security_groups")?.unwrap_or_default();
        let removed = entries(input, "remove_security_groups")?.unwrap_or_default();
        let removed = self.meant(&removed);
        if let Some(both) = added.iter().find(|entry| removed.contains(self.meaning(entry))) {
            let problem = format!("is both added and removed: {}", title::<SecurityGroup>(self.name(both), both));
            return Err(refused("security_groups", problem, "do only one of them"));
        }
        let asked = whole.as_deref().map(|whole| self.meant(whole));
        let stays = |entry: &str| {
            let meaning = self.meaning(entry);
            // What is no group of the list was put there by somebody else, and holds something shut.
            let is_asked = asked.as_ref().is_none_or(|asked| asked.contains(meaning)) && !removed.contains(meaning);
            !self.is_assignable(entry) || is_asked
        };
        let mut desired: Vec<String> =
            current.iter().map(|entry| entry.as_ref().to_owned()).filter(|entry| stays(entry)).collect();
        for entry in whole.unwrap_or_default().into_iter().chain(added) {
            let meaning = self.meaning(&entry);
            if removed.contains(meaning) || self.meant(&desired).contains(meaning) {
                continue;
            }
            // The name is what the provider itself, and oVirt, calls it.
            let is_own = self.own.as_deref() == Some(meaning);
            desired.push(if is_own { DEFAULT_GROUP.to_owned() } else { entry });
        }
        Ok(desired)
    }

    fn name(&self, entry: &str) -> Option<&str> {
        self.all.get(self.meaning(entry))?.as_deref()
    }

    fn given(&self, input: &Input<'_>, field: &'static str) -> Result<Option<Vec<String>>> {
        let Some(given) = entries(input, field)? else {
            return Ok(None);
        };
        match given.iter().find(|entry| !self.is_assignable(entry)) {
            Some(entry) if entry == DROP_ALL => {
                let remedy = "give another group; port_security_enabled makes the provider drop what no rule allows";
                Err(invalid(field, entry, remedy))
            }
            Some(entry) => Err(invalid(field, entry, "give the id of a security group that the provider lists")),
            None => Ok(Some(given)),
        }
    }

    /// The provider makes its own group with the first port that has port security.
    pub(super) fn check_own(&self, desired: &[String], is_secured: bool) -> Result<()> {
        if self.own.is_some() || is_secured || !desired.iter().any(|entry| entry == DEFAULT_GROUP) {
            return Ok(());
        }
        let remedy = "give another group, or switch port_security_enabled on, with which the provider creates this one";
        Err(invalid("security_groups", DEFAULT_GROUP, remedy))
    }
}

fn entries(input: &Input<'_>, field: &'static str) -> Result<Option<Vec<String>>> {
    const REMEDY: &str = "give a list of ids of security groups";
    let text = |value: Value| match value {
        Value::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        value => Err(invalid(field, value, REMEDY)),
    };
    input.list(field, REMEDY)?.map(|list| list.into_iter().map(text).collect()).transpose()
}
