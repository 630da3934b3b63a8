//! Every change against the simulator: what it does, what it refuses, and what becomes of it when something breaks.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

mod checks;
mod faults;
mod outcomes;
mod parts;
mod ports;
mod requests;
mod routers;
mod rules;
mod stored;
mod texts;
mod world;
