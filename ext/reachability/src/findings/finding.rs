//! One finding, and the objects that it names.

use crate::names::Names;

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

impl Names<'_> {
    pub(super) fn named(&self, kind: &'static str, id: &str) -> Named {
        let of = if kind == "security_group" { "group" } else { kind };
        Named { kind, id: id.to_owned(), name: self.of(of, id) }
    }
}

/// `"a" and "b"`, with how many more there are behind the third.
pub(super) fn listed(named: &[Named]) -> String {
    let shown: Vec<String> = named.iter().take(3).map(|one| format!("\"{}\"", one.name)).collect();
    let more = named.len().saturating_sub(3);
    match (&shown[..], more) {
        (all, 1..) => format!("{} and {more} more", all.join(", ")),
        ([first, last], 0) => format!("{first} and {last}"),
        ([first, second, third], 0) => format!("{first}, {second} and {third}"),
        (all, 0) => all.join(", "),
    }
}
