//! Misconfigurations: each finding names an object, the reason, and what to do.

mod addressing;
mod filtering;
mod finding;

use crate::index::Index;
use crate::names::Names;
use crate::site::Site;

pub use finding::{Finding, Named};

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
