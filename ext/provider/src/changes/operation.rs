//! One running change, with the objects that it has read so far.

use std::fmt::Display;

use super::change::Change;
use crate::client::Client;
use crate::inventory::DEFAULT_GROUP;
use crate::wire::network::{Port, SecurityGroup};
use crate::{Inventory, Result};

/// A change in the making, such as `create network "blue"`.
pub(super) struct Operation<'a> {
    pub(super) client: &'a Client,
    pub(super) what: String,
    pub(super) notes: Vec<String>,
    /// The objects that it touches, as they are when it is done.
    pub(super) part: Inventory,
}

impl<'a> Operation<'a> {
    pub(super) fn new(client: &'a Client, what: String) -> Self {
        Self { client, what, notes: Vec::new(), part: Inventory::part() }
    }

    /// Renames the change, once the object's name is known.
    pub(super) fn rename(&mut self, what: String) {
        self.what = what;
    }

    /// Adds a sentence for the log.
    pub(super) fn note(&mut self, note: impl Display) {
        self.notes.push(format!("{}: {note}", self.what));
    }

    /// The change, once it is done.
    ///
    /// # Errors
    /// [`crate::Error::OutcomeUnknown`] where the ports' security group could not be read.
    pub(super) async fn done(mut self, id: String, name: Option<String>) -> Result<Change> {
        let mut groups = self.part.all::<Port>().iter().flat_map(|port| &port.security_groups);
        if groups.any(|group| &**group == DEFAULT_GROUP) {
            let group = self.show::<SecurityGroup>(DEFAULT_GROUP).await;
            if let Some(group) = self.done_before(group)? {
                self.part.resolve_default_group(&group.id);
            }
        }
        Ok(Change { id, name, part: self.part, notes: self.notes })
    }
}
