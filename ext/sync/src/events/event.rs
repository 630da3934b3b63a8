//! A change of one object, as it is told.

use serde_json::{Map, Value};

/// What became of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It is new.
    Created,
    /// It is another.
    Updated,
    /// It is gone.
    Deleted,
}

/// A change of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// OpenStack's name of it, such as `network.update.end`.
    pub event_type: String,
    /// What became of the object.
    pub kind: Kind,
    /// ManageIQ's table of the object.
    pub table: &'static str,
    /// The provider's id of the object.
    pub ems_ref: String,
    /// Its name now, or the last one it had; its id where it has none.
    pub name: String,
    /// What changed, old and new.
    pub message: String,
    /// By column, `[old, new]`: null where there is none. A reference has the `ems_ref` and the name of what it leads to.
    pub changes: Map<String, Value>,
    /// Id in ManageIQ of the VM that a port is plugged into, or was.
    pub vm: Option<i64>,
    /// Id of the VM that a port was plugged into before, if that is another.
    pub former_vm: Option<i64>,
}
