//! Misconfigurations: each finding names an object, the reason, and what to do.

mod addressing;
mod filtering;

use crate::index::Index;
use crate::names::Names;
use crate::site::Site;

/// Something that does not work, or is open, as it hardly can be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Name of the kind of problem, for programs, such as `duplicate_address`.
    pub code: &'static str,
    /// The object.
    pub object: Named,
    /// Objects that it is in conflict with, or that it belongs to.
    pub others: Vec<Named>,
    /// The problem, a sentence.
    pub why: String,
    /// What to do, a sentence.
    pub remedy: String,
}

/// An object by its kind, id and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// `network`, `subnet`, `port`, `router`, `security_group` or `security_group_rule`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name; of one without, its id.
    pub name: String,
}

/// All findings of a site, in a fixed order.
pub fn findings(mut site: Site) -> Vec<Finding> {
    // Which of two that are the same is redundant must not depend on the order in which they come.
    site.rules.sort_by(|one, other| one.id.cmp(&other.id));
    let index = Index::new(site);
    let (site, names) = (&index.site, Names(&index));
    let mut found = Vec::new();
    addressing::duplicates(site, &names, &mut found);
    addressing::gateways(site, &names, &mut found);
    addressing::routers(site, &names, &mut found);
    addressing::packet_sizes(site, &names, &mut found);
    filtering::ports(site, &names, &mut found);
    filtering::groups(site, &names, &mut found);
    filtering::redundant_rules(site, &names, &mut found);
    filtering::management_ports(site, &names, &mut found);
    found
}

impl Names<'_> {
    fn named(&self, kind: &'static str, id: &str) -> Named {
        let of = if kind == "security_group" { "group" } else { kind };
        Named { kind, id: id.to_owned(), name: self.of(of, id) }
    }
}

/// `"a" and "b"`, with how many more there are behind the third.
fn listed(named: &[Named]) -> String {
    let shown: Vec<String> = named.iter().take(3).map(|one| format!("\"{}\"", one.name)).collect();
    let more = named.len().saturating_sub(3);
    match (&shown[..], more) {
        (all, 1..) => format!("{} and {more} more", all.join(", ")),
        ([first, last], 0) => format!("{first} and {last}"),
        ([first, second, third], 0) => format!("{first}, {second} and {third}"),
        (all, 0) => all.join(", "),
    }
}
