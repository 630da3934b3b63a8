//! The Ruby extension: `OvirtNet::Client`, `Inventory`, `Stored`, `Delta`, `Events`, `Topology`, `Site`, `Reachability` and
//! `GroupRules` over the core.
//!
//! One Rust file a Ruby class, and three that keep the boundary: `runtime` (tokio, one a process), `wait` (a Ruby thread
//! that waits for a task can always be interrupted) and `error` (the one place where a core error becomes a Ruby one).
//! No Ruby value ever enters a task.
//!
//! `init` looks each wrapped class up, which takes its allocator away as well: magnus would do so at the first object, and
//! panic when an interrupt came into that. While the extension is loaded, interrupts wait (`lib/ovirt_net/native.rb`).

#![forbid(unsafe_code)]
#![allow(missing_docs, reason = "magnus::init makes a public C function, and there is nothing else")]

mod changes;
mod checks;
mod client;
mod convert;
mod delta;
mod error;
mod events;
mod findings;
mod group_rules;
mod inventory;
mod reachability;
mod runtime;
mod site;
mod stored;
mod topology;
mod wait;

use magnus::{Error, Ruby};

#[magnus::init]
fn init(ruby: &Ruby) -> Result<(), Error> {
    let module = ruby.define_module("OvirtNet")?;
    let client = client::init(ruby, &module)?;
    client::lists::init(ruby, &module, client)?;
    client::changes::init(client)?;
    client::ports::init(client)?;
    checks::init(&module)?;
    error::init(&module)?;
    inventory::init(ruby, &module)?;
    stored::init(ruby, &module)?;
    delta::init(ruby, &module)?;
    events::init(ruby, &module)?;
    topology::init(ruby, &module)?;
    reachability::init(ruby, &module)?;
    site::init(ruby, &module)?;
    group_rules::init(ruby, &module)?;
    Ok(())
}
