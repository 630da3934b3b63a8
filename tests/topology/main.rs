//! Pictures of networks: small ones as they are kept in `pictures/`, and what holds for all.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

mod made_up;
mod names;
mod pictures;
mod shape;
mod way;
