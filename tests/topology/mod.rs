//! Pictures of networks: what small ones tell, and what holds for all.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

mod made_up;
mod names;
mod pictures;
mod shape;
