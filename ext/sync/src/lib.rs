//! An inventory of the provider as ManageIQ stores it: everything that knows ManageIQ's tables, and neither HTTP nor Ruby.
//!
//! ```text
//! inventory ─ rows ─ delta (against the stored rows) ─ writer in Ruby
//!                  └ events (against the objects of a moment before)
//! ```

#![forbid(unsafe_code)]

pub mod delta;
pub mod events;
pub mod rows;
