//! Rules of security groups.

mod wanted;

use super::input::{Attributes, Input};
use super::operation::{Operation, refused};
use super::{Change, Scope};
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
        let wanted = wanted::rule(&input, &group_id, |_| true)?;
        let mut operation = Operation::new(self, format!("add a rule to {}", title::<SecurityGroup>(None, &group_id)));
        let group = group_of(&mut operation, &group_id, wanted.remote_group_id.as_deref()).await?;
        let object = title::<SecurityGroup>(group.name.as_deref(), &group_id);
        operation.rename(format!("add a rule to {object}"));
        if let Some(twin) = twin(&mut operation, &wanted, None).await? {
            return Err(there_already(object, &twin));
        }
        let rule = create(&mut operation, &wanted).await?;
        Ok(operation.done(rule.id, None, Scope::security_group(group_id)))
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
            return Ok(operation.done(old.id, None, Scope::default()));
        }
        let (merged, new) = merged(&old, attributes, new);
        let wanted = wanted::rule(&Input::new(&merged, &ATTRIBUTES)?, &group_id, |field| new.contains(&field))?;
        if rule_meaning::same(&wanted, &old) {
            return Ok(operation.done(old.id, None, Scope::default()));
        }
        let remote = wanted.remote_group_id.as_deref().filter(|_| new.contains(&"remote_group_id"));
        let group = group_of(&mut operation, &group_id, remote).await?;
        if let Some(twin) = twin(&mut operation, &wanted, Some(id)).await? {
            let object = title::<SecurityGroup>(group.name.as_deref(), &group_id);
            return Err(there_already(object, &twin));
        }
        let rule = create(&mut operation, &wanted).await?;
        remove_old(&mut operation, id, &rule.id).await?;
        Ok(operation.done(rule.id, None, Scope::security_group(group_id)))
    }

    /// Removes a rule.
    ///
    /// # Errors
    /// As for [`Client::create_security_group_rule`].
    pub async fn delete_security_group_rule(&self, id: &str) -> Result<Change> {
        let mut operation = Operation::new(self, format!("remove rule {id}"));
        let Some(rule) = operation.show::<SecurityGroupRule>(id).await? else {
            operation.note("it was gone already");
            return Ok(operation.done(id.to_owned(), None, Scope::default()));
        };
        operation.delete::<SecurityGroupRule>(id).await?;
        Ok(operation.done(rule.id, None, rule.security_group_id.map(Scope::security_group).unwrap_or_default()))
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
    group_of(&mut operation, group_id, None).await?;
    let wanted = wanted::rule(&Input::new(attributes, &ATTRIBUTES)?, group_id, |field| new.contains(&field));
    let error = match add(&mut operation, wanted).await {
        Ok(id) => {
            operation.note("it was gone, and was added again");
            return Ok(operation.done(id, None, Scope::security_group(group_id)));
        }
        Err(error) if new.is_empty() => return Err(error),
        Err(error) => error,
    };
    let was = wanted::rule(&Input::new(shown, &ATTRIBUTES)?, group_id, |_| false);
    let fate = match add(&mut operation, was).await {
        Ok(id) => format!("the rule, which was gone, is there again as it was, as {id}"),
        Err(restoring) => format!("the rule is gone, and could not be added again as it was: {restoring}"),
    };
    Err(Error::ChangeNotApplied { request: operation.request(&error), reason: format!("{error}; {fate}") })
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

/// The id of a rule of the group other than `but` that means the same: the provider refuses most of them, in words of OVN.
async fn twin(operation: &mut Operation<'_>, wanted: &SecurityGroupRule, but: Option<&str>) -> Result<Option<String>> {
    let group = wanted.security_group_id.as_deref().unwrap_or_default();
    let rules = operation.list::<SecurityGroupRule>(("security_group_id", group)).await?;
    let is_twin = |rule: &SecurityGroupRule| {
        Some(rule.id.as_str()) != but
            && rule.security_group_id == wanted.security_group_id
            && rule_meaning::same(wanted, rule)
    };
    Ok(rules.into_iter().find(is_twin).map(|rule| rule.id))
}

fn there_already(object: String, twin: &str) -> Error {
    refused(object, format!("has such a rule already, {twin}"), "nothing is to be done")
}

async fn create(operation: &mut Operation<'_>, wanted: &SecurityGroupRule) -> Result<SecurityGroupRule> {
    let group = wanted.security_group_id.as_deref().unwrap_or_default();
    let differences = |rule: &SecurityGroupRule| wanted::differences(wanted, rule);
    operation.create(wanted::body(wanted), ("security_group_id", group), differences).await
}

/// The id of the rule, added unless it is there.
async fn add(operation: &mut Operation<'_>, wanted: Result<SecurityGroupRule>) -> Result<String> {
    let wanted = wanted?;
    match twin(operation, &wanted, None).await? {
        Some(twin) => Ok(twin),
        None => create(operation, &wanted).await.map(|rule| rule.id),
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
        Error::OutcomeUnknown { .. } => format!("rule {new} is there in its place"),
        _ => match operation.delete::<SecurityGroupRule>(new).await {
            Ok(()) => "it is there as it was".to_owned(),
            Err(removing) => format!("both it and rule {new}, which was to be in its place, are there: {removing}"),
        },
    };
    let reason = format!("rule {old} could not be removed: {error}; {fate}");
    Err(Error::ChangeNotApplied { request: operation.request(&error), reason })
}
