//! Rules of security groups.

mod desired;

use super::change::Change;
use super::input::{Attributes, Input};
use super::operation::Operation;
use super::outcome::cause;
use super::refusal::refused;
use crate::resource::title;
use crate::rule_meaning::{self, FIELDS, range};
use crate::wire::network::{SecurityGroup, SecurityGroupRule};
use crate::{Client, Error, Result};

const ATTRIBUTES: [&str; 8] = [
    "security_group_id",
    "direction",
    "ethertype",
    "protocol",
    "port_range_min",
    "port_range_max",
    "remote_ip_prefix",
    "remote_group_id",
];
const GROUP: &str = "give the security group that the rule belongs to";

impl Client {
    /// Adds a rule to a security group.
    ///
    /// # Errors
    /// [`Error::InvalidChange`] before anything is sent; otherwise what became of it.
    pub async fn create_security_group_rule(&self, attributes: &Attributes) -> Result<Change> {
        let input = Input::new(attributes, &ATTRIBUTES)?;
        let group_id = input.required("security_group_id", GROUP)?;
        let desired = desired::rule(&input, &group_id, |_| true)?;
        let mut operation = Operation::new(self, format!("add a rule to {}", title::<SecurityGroup>(None, &group_id)));
        let group = group_of(&mut operation, &group_id, desired.remote_group_id.as_deref()).await?;
        let object = title::<SecurityGroup>(group.name.as_deref(), &group_id);
        operation.rename(format!("add a rule to {object}"));
        let before = rules_of(&mut operation, &group_id).await?;
        if let Some(twin) = before.iter().find(|rule| rule_meaning::same(rule, &desired)) {
            return Err(there_already(object, twin));
        }
        let rule = create(&mut operation, &desired, &before).await?;
        done(operation, group, rule).await
    }

    /// Changes the rule `id`: the provider cannot, so that another one is added and the rule removed then.
    ///
    /// `attributes` is the whole rule as it is asked for, `shown` the whole rule as it was shown to whoever asks (`None`
    /// where that is not known: as it is). What differs between the two is new, and checked. The rest stays what the rule
    /// has, whatever that is. Where the rule means what is asked for already, it is left alone and keeps its id. One that is
    /// gone is an error, unless `removed` says that it was removed to be replaced: then it is added as it is asked for.
    ///
    /// # Errors
    /// As for [`Client::create_security_group_rule`]. The rule is there as it was then, unless it is said to be gone.
    pub async fn replace_security_group_rule(
        &self,
        id: &str,
        shown: Option<&Attributes>,
        attributes: &Attributes,
        removed: bool,
    ) -> Result<Change> {
        let group_id = Input::new(attributes, &ATTRIBUTES)?.required("security_group_id", GROUP)?;
        if let Some(shown) = shown {
            Input::new(shown, &ATTRIBUTES)?;
        }
        let mut operation = Operation::new(self, format!("change rule {id}"));
        let there = match removed {
            true => operation.show(id).await?,
            false => Some(operation.need::<SecurityGroupRule>(id).await?),
        };
        if let Some(other) =
            there.as_ref().and_then(|rule| rule.security_group_id.as_ref()).filter(|of| **of != group_id)
        {
            let problem = format!("belongs to {}", title::<SecurityGroup>(None, other));
            return Err(refused(format!("rule {id}"), problem, "refresh the network provider"));
        }
        let as_it_is = there.as_ref().map(|rule| rule_meaning::attributes(rule, range(rule)));
        // Without either, all that is asked for is what has been there.
        let shown = shown.or(as_it_is.as_ref()).unwrap_or(attributes);
        let asked = rule_meaning::differing(attributes, shown);
        let new = match &as_it_is {
            Some(as_it_is) => {
                let differing = rule_meaning::differing(attributes, as_it_is);
                asked.into_iter().filter(|field| differing.contains(field)).collect()
            }
            None => asked,
        };
        let Some(old) = there else {
            return restore(operation, &group_id, shown, attributes, &new).await;
        };
        if new.is_empty() {
            return left_alone(operation, old).await;
        }
        let (merged, new) = merged(&old, attributes, new);
        let desired = desired::rule(&input(&merged, &new)?, &group_id, |field| new.contains(&field))?;
        if rule_meaning::same(&desired, &old) {
            return left_alone(operation, old).await;
        }
        let remote = desired.remote_group_id.as_deref().filter(|_| new.contains(&"remote_group_id"));
        let group = group_of(&mut operation, &group_id, remote).await?;
        let before = rules_of(&mut operation, &group_id).await?;
        if let Some(twin) = before.iter().find(|rule| rule.id != id && rule_meaning::same(rule, &desired)) {
            return Err(there_already(title::<SecurityGroup>(group.name.as_deref(), &group_id), twin));
        }
        let rule = create(&mut operation, &desired, &before).await?;
        remove_old(&mut operation, id, &rule.id).await?;
        operation.part.remove::<SecurityGroupRule>(id);
        done(operation, group, rule).await
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// As for [`Client::create_security_group_rule`].
    pub async fn delete_security_group_rule(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("remove rule {id}"));
        match operation.show::<SecurityGroupRule>(id).await? {
            Some(_) => operation.delete::<SecurityGroupRule>(id).await?,
            None => operation.note("it did not exist any more"),
        }
        operation.part.remove::<SecurityGroupRule>(id);
        operation.done(id.to_owned(), None).await
    }
}

/// Adds a rule that is gone as it is asked for; where that cannot be, as it was.
async fn restore(
    mut operation: Operation<'_>,
    group_id: &str,
    shown: &Attributes,
    attributes: &Attributes,
    new: &[&'static str],
) -> Result<Change> {
    let group = group_of(&mut operation, group_id, None).await?;
    let desired = desired::rule(&Input::new(attributes, &ATTRIBUTES)?, group_id, |field| new.contains(&field));
    let error = match add(&mut operation, desired).await {
        Ok(rule) => {
            operation.note("it had been removed, and was added again");
            return done(operation, group, rule).await;
        }
        Err(error) if new.is_empty() => return Err(error),
        Err(error) => error,
    };
    let was = desired::rule(&Input::new(shown, &ATTRIBUTES)?, group_id, |_| false);
    let fate = match add(&mut operation, was).await {
        Ok(rule) => format!("the rule had been removed, and was added again unchanged, as {}", rule.id),
        Err(restoring) => format!("the rule has been removed, and could not be added again: {}", cause(&restoring)),
    };
    Err(Error::ChangeNotApplied { request: operation.request(&error), reason: format!("{error}; {fate}") })
}

async fn left_alone(mut operation: Operation<'_>, rule: SecurityGroupRule) -> Result<Change> {
    let id = rule.id.clone();
    operation.part.add(rule);
    operation.done(id, None).await
}

async fn done(mut operation: Operation<'_>, group: SecurityGroup, rule: SecurityGroupRule) -> Result<Change> {
    operation.part.add(group);
    left_alone(operation, rule).await
}

/// The `merged` attributes, of which those that are not `new` are not judged.
fn input<'a>(merged: &'a Attributes, new: &[&str]) -> Result<Input<'a>> {
    let mut kept = merged.clone();
    kept.retain(|field, _| !new.contains(&field.as_str()));
    Ok(Input::new(merged, &ATTRIBUTES)?.over(kept))
}

/// The rule `old` with what is `new` of `attributes`, and what has to be checked of it.
fn merged(
    old: &SecurityGroupRule,
    attributes: &Attributes,
    mut new: Vec<&'static str>,
) -> (Attributes, Vec<&'static str>) {
    // To another protocol the same numbers mean something else.
    if new.contains(&"protocol") {
        new.extend(["port_range_min", "port_range_max"]);
    }
    let mut merged = rule_meaning::attributes(old, (old.port_range_min, old.port_range_max));
    for field in FIELDS.iter().filter(|field| new.contains(*field)) {
        match attributes.get(*field) {
            Some(value) => merged.insert((*field).to_owned(), value.clone()),
            None => merged.remove(*field),
        };
    }
    (merged, new)
}

/// The group, once it and the remote one are known to be there.
async fn group_of(operation: &mut Operation<'_>, id: &str, remote: Option<&str>) -> Result<SecurityGroup> {
    let group = operation.need::<SecurityGroup>(id).await?;
    if let Some(remote) = remote {
        operation.need::<SecurityGroup>(remote).await?;
    }
    Ok(group)
}

/// The group's rules. One that means the same as another is refused by the provider, in words of OVN.
async fn rules_of(operation: &mut Operation<'_>, group: &str) -> Result<Vec<SecurityGroupRule>> {
    let mut rules = operation.list_where::<SecurityGroupRule>(("security_group_id", group)).await?;
    rules.retain(|rule| rule.security_group_id.as_deref() == Some(group));
    Ok(rules)
}

fn there_already(group: String, twin: &SecurityGroupRule) -> Error {
    refused(group, format!("already has this rule, {}", twin.id), "nothing needs to be done")
}

/// Adds a rule to its group, which had the rules `before`.
async fn create(
    operation: &mut Operation<'_>,
    desired: &SecurityGroupRule,
    before: &[SecurityGroupRule],
) -> Result<SecurityGroupRule> {
    let group = desired.security_group_id.as_deref().unwrap_or_default();
    let differences = |rule: &SecurityGroupRule| desired::differences(desired, rule);
    operation.create(desired::body(desired), ("security_group_id", group), before, differences).await
}

/// The rule, added unless it is there.
async fn add(operation: &mut Operation<'_>, desired: Result<SecurityGroupRule>) -> Result<SecurityGroupRule> {
    let desired = desired?;
    let mut before = rules_of(operation, desired.security_group_id.as_deref().unwrap_or_default()).await?;
    match before.iter().position(|rule| rule_meaning::same(rule, &desired)) {
        Some(at) => Ok(before.swap_remove(at)),
        None => create(operation, &desired, &before).await,
    }
}

/// Removes the rule `old` after `new` was added in its place. Two rules are better than none: `new` is removed again only
/// where `old` is known to be there.
async fn remove_old(operation: &mut Operation<'_>, old: &str, new: &str) -> Result<()> {
    let error = match operation.delete::<SecurityGroupRule>(old).await {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let fate = match &error {
        Error::OutcomeUnknown { .. } => format!("rule {new} replaces it"),
        _ => match operation.delete::<SecurityGroupRule>(new).await {
            Ok(()) => "it is unchanged".to_owned(),
            Err(removing) => {
                format!("both it and its replacement, rule {new}, exist: {}; remove one of them", cause(&removing))
            }
        },
    };
    let reason = format!("rule {old} could not be removed: {}; {fate}", cause(&error));
    Err(Error::ChangeNotApplied { request: operation.request(&error), reason })
}
