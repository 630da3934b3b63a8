//! Security groups.

use std::collections::BTreeSet;

use serde_json::{Map, json};

use super::change::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::refusal::{difference, invalid, listed, refused};
use crate::inventory::DEFAULT_GROUP;
use crate::quote::cut;
use crate::resource::title;
use crate::wire::network::{SecurityGroup, SecurityGroupRule};
use crate::{Client, Error, Result};

const ATTRIBUTES: [&str; 3] = ["name", "description", "tenant_id"];

/// The names by which the provider finds its own groups, letter by letter. A group that is made with the second has OVN let
/// through what no rule allows, for the provider takes it for the one that drops.
const RESERVED: [&str; 2] = [DEFAULT_GROUP, DROP_ALL];

/// The provider's group of the ports that have port security: it drops what no rule allows.
pub(super) const DROP_ALL: &str = "DropAll";

impl Client {
    /// Creates a security group; the provider gives it two rules that let everything out.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_security_group(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let name = input.required("name", "give the security group a name")?;
        check_name(&name)?;
        let description = input.text("description")?;
        let mut body = json!({ "name": name });
        if let Some(description) = &description {
            body["description"] = json!(description);
        }
        if let Some(tenant) = input.text("tenant_id")? {
            body["tenant_id"] = json!(tenant);
            body["project_id"] = json!(tenant);
        }
        let mut operation = Operation::new(self, format!("create {}", title::<SecurityGroup>(Some(&name), "")));
        let query = ("name", name.as_str());
        let before = operation.list_where::<SecurityGroup>(query).await?;
        let differences = |group: &SecurityGroup| differences(group, Some(&name), description.as_deref());
        let group: SecurityGroup = operation.create(body, query, &before, differences).await?;
        let rules = match operation.list_where::<SecurityGroupRule>(("security_group_id", &group.id)).await {
            // Old releases have groups and no list of rules.
            Err(Error::Response { status: 404 | 405 | 501, .. }) => Vec::new(),
            rules => operation.done_before(rules)?,
        };
        let of_group = |rule: &SecurityGroupRule| rule.security_group_id.as_ref() == Some(&group.id);
        rules.into_iter().filter(of_group).for_each(|rule| operation.part.add(rule));
        done(operation, group).await
    }

    /// Changes a security group's name or description; what is not given stays.
    ///
    /// # Errors
    /// As for [`Client::create_security_group`].
    pub async fn update_security_group(&self, id: &str, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let mut operation = Operation::new(self, format!("update {}", title::<SecurityGroup>(None, id)));
        let current: SecurityGroup = operation.need(id).await?;
        operation.rename(format!("update {}", title::<SecurityGroup>(current.name.as_deref(), id)));
        let input = input.over(stored(&current));
        let (name, description) = (input.text("name")?, input.text("description")?);
        let there = current.description.as_deref().filter(|there| !there.is_empty());
        if let Some(there) = there.filter(|_| input.names("description") && description.is_none()) {
            let problem = format!("cannot be emptied, the provider keeps \"{}\"", cut(there));
            return Err(refused("description", problem, "give another one"));
        }
        if differences(&current, name.as_deref(), description.as_deref()).is_empty() {
            return done(operation, current).await;
        }
        operation.check_not_its_own(&current, "changed", "change its rules instead").await?;
        if let Some(name) = name.as_deref().filter(|_| !input.keeps("name")) {
            check_name(name)?;
        }
        // The provider fails without a name.
        let mut body = json!({ "name": name.as_ref().or(current.name.as_ref()) });
        if let Some(description) = &description {
            body["description"] = json!(description);
        }
        let differences = |group: &SecurityGroup| differences(group, name.as_deref(), description.as_deref());
        let group = operation.update::<SecurityGroup>(id, body, differences).await?;
        done(operation, group).await
    }

    /// Deletes a security group with its rules.
    ///
    /// # Errors
    /// As for [`Client::create_security_group`].
    pub async fn delete_security_group(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<SecurityGroup>(None, id)));
        let group = operation.show::<SecurityGroup>(id).await?;
        operation.part.remove::<SecurityGroup>(id);
        let Some(group) = group else {
            operation.note("it did not exist any more");
            return operation.done(id.to_owned(), None).await;
        };
        let object = title::<SecurityGroup>(group.name.as_deref(), id);
        operation.rename(format!("delete {object}"));
        operation.check_not_its_own(&group, "deleted", "delete its rules instead").await?;
        // A rule that refers to a group that is gone makes the provider fail to list any rule or group.
        let rules = operation.list::<SecurityGroupRule>().await?;
        let others = rules.iter().filter(|rule| rule.remote_group_id.as_deref() == Some(id));
        let groups: BTreeSet<&str> =
            others.filter_map(|rule| rule.security_group_id.as_deref()).filter(|group| *group != id).collect();
        if !groups.is_empty() {
            let mut names = Vec::new();
            for group in groups {
                names.push(operation.title::<SecurityGroup>(group).await?);
            }
            let problem = format!("cannot be deleted, rules of {} refer to it", listed(&names));
            return Err(refused(object, problem, "remove those rules first"));
        }
        operation.delete::<SecurityGroup>(id).await?;
        let own = rules.into_iter().filter(|rule| rule.security_group_id.as_deref() == Some(id));
        own.for_each(|rule| operation.part.remove::<SecurityGroupRule>(rule.id));
        operation.done(group.id, group.name).await
    }
}

async fn done(mut operation: Operation<'_>, group: SecurityGroup) -> Result<Change> {
    let (id, name) = (group.id.clone(), group.name.clone());
    operation.part.add(group);
    operation.done(id, name).await
}

fn check_name(name: &str) -> Result<()> {
    match RESERVED.contains(&name) {
        true => Err(invalid("name", name, "give another name, this is the provider's own group")),
        false => Ok(()),
    }
}

impl Operation<'_> {
    /// Refuses to touch a group of the provider itself. The name does not tell: elsewhere, groups may have been given it.
    async fn check_not_its_own(&mut self, group: &SecurityGroup, verb: &str, remedy: &'static str) -> Result<()> {
        let Some(name) = group.name.as_deref().filter(|name| RESERVED.contains(name)) else {
            return Ok(());
        };
        match self.show::<SecurityGroup>(name).await? {
            Some(own) if own.id == group.id => {
                let object = title::<SecurityGroup>(Some(name), &group.id);
                Err(refused(object, format!("cannot be {verb}, it is the provider's own"), remedy))
            }
            _ => Ok(()),
        }
    }
}

fn differences(group: &SecurityGroup, name: Option<&str>, description: Option<&str>) -> Vec<String> {
    [
        difference("name", name, group.name.as_deref()),
        difference("description", description, group.description.as_deref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The group in the words of a change.
fn stored(group: &SecurityGroup) -> Attributes {
    Map::from_iter([
        ("name".into(), json!(group.name)),
        ("description".into(), json!(group.description)),
        ("tenant_id".into(), json!(group.tenant_id)),
    ])
}
