//! Security groups.

use std::collections::BTreeSet;

use serde_json::json;

use super::input::{Attributes, Input, invalid};
use super::networks::listed;
use super::operation::{Operation, difference, refused};
use super::{Change, Scope};
use crate::inventory::DEFAULT_GROUP;
use crate::resource::title;
use crate::wire::network::{SecurityGroup, SecurityGroupRule};
use crate::{Client, Result};

impl Client {
    /// Creates a security group; the provider gives it two rules that let everything out.
    ///
    /// # Errors
    /// [`Error::InvalidChange`](crate::Error::InvalidChange) before anything is sent; otherwise what became of it.
    pub async fn create_security_group(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &["name", "description", "tenant_id"])?;
        let name = input.required("name", "give the security group a name")?;
        if name == DEFAULT_GROUP {
            return Err(invalid("name", name, "give another name, this is the provider's own group"));
        }
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
        let differences = |group: &SecurityGroup| differences(group, Some(&name), description.as_deref());
        let group: SecurityGroup = operation.create(body, ("name", &name), differences).await?;
        Ok(operation.done(group.id.clone(), group.name, Scope::security_group(group.id)))
    }

    /// Changes a security group's name or description; what is not given stays.
    ///
    /// # Errors
    /// As for [`Client::create_security_group`].
    pub async fn update_security_group(&self, id: &str, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &["name", "description", "tenant_id"])?;
        let mut operation = Operation::new(self, format!("update {}", title::<SecurityGroup>(None, id)));
        let current: SecurityGroup = operation.need(id).await?;
        let object = title::<SecurityGroup>(current.name.as_deref(), id);
        operation.rename(format!("update {object}"));
        let (name, description) = (input.text("name")?, input.text("description")?);
        let there = current.description.as_deref().filter(|there| !there.is_empty());
        if let Some(there) = there.filter(|_| input.names("description") && description.is_none()) {
            let problem = format!("cannot be emptied, the provider keeps \"{there}\"");
            return Err(refused("description", problem, "give another one"));
        }
        let scope = Scope::security_group(id);
        if differences(&current, name.as_deref(), description.as_deref()).is_empty() {
            return Ok(operation.done(current.id, current.name, scope));
        }
        if current.name.as_deref() == Some(DEFAULT_GROUP) {
            return Err(refused(object, "cannot be changed, it is the provider's own", "change its rules instead"));
        }
        // The provider fails without a name.
        let mut body = json!({ "name": name.as_ref().or(current.name.as_ref()) });
        if let Some(description) = &description {
            body["description"] = json!(description);
        }
        let differences = |group: &SecurityGroup| differences(group, name.as_deref(), description.as_deref());
        let group = operation.update::<SecurityGroup>(id, body, differences).await?;
        Ok(operation.done(group.id, group.name, scope))
    }

    /// Deletes a security group with its rules.
    ///
    /// # Errors
    /// As for [`Client::create_security_group`].
    pub async fn delete_security_group(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("delete {}", title::<SecurityGroup>(None, id)));
        let scope = Scope::security_group(id);
        let Some(group) = operation.show::<SecurityGroup>(id).await? else {
            operation.note("it was gone already");
            return Ok(operation.done(id.to_owned(), None, scope));
        };
        let object = title::<SecurityGroup>(group.name.as_deref(), id);
        operation.rename(format!("delete {object}"));
        // A rule that refers to a group that is gone makes the provider fail to list any rule or group.
        let rules = operation.list::<SecurityGroupRule>(("remote_group_id", id)).await?;
        let of_others = rules.iter().filter(|rule| rule.remote_group_id.as_deref() == Some(id));
        let groups: BTreeSet<&str> =
            of_others.filter_map(|rule| rule.security_group_id.as_deref()).filter(|group| *group != id).collect();
        if !groups.is_empty() {
            let mut names = Vec::new();
            for group in groups {
                names.push(operation.title::<SecurityGroup>(group).await?);
            }
            let problem = format!("cannot be deleted, rules of {} refer to it", listed(&names));
            return Err(refused(object, problem, "remove those rules first"));
        }
        operation.delete::<SecurityGroup>(id).await?;
        Ok(operation.done(group.id, group.name, scope))
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
