//! All tests that cross crates, as one binary: each of its own would be linked with all crates.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

mod address_usage;
mod changes;
mod faults;
mod fuzz;
mod logins;
mod pages;
mod ports;
mod reachability;
mod refusals;
mod releases;
mod requests;
mod simulator_replay;
mod topology;
