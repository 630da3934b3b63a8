//! The tokio runtime of this process. After a fork the inherited one has no threads left: the child gets a new one, and
//! what it inherited is leaked, as dropping it would wait for those threads or close the parent's sockets.

use std::mem::ManuallyDrop;
use std::panic::catch_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

use once_cell::sync::Lazy;
use ovirt_net_provider::Error::ResourceLimit;
use tokio::runtime::{Builder, Handle, Runtime};

/// A value of one process; another process that inherits it makes its own and leaks the inherited one.
#[derive(Debug)]
pub(crate) struct ProcessLocal<T> {
    // Locked only by Ruby threads that hold the GVL, never while waiting: no other thread can hold it at a fork.
    slot: Mutex<Option<(u32, ManuallyDrop<T>)>>,
}

impl<T> ProcessLocal<T> {
    pub(crate) const fn new() -> Self {
        Self { slot: Mutex::new(None) }
    }

    /// What `read` makes of this process's value, which `build` makes where there is none.
    pub(crate) fn with<R, E>(&self, build: impl FnOnce() -> Result<T, E>, read: impl FnOnce(&T) -> R) -> Result<R, E> {
        let process = std::process::id();
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        let value = match slot.take() {
            Some((owner, value)) if owner == process => value,
            _ => ManuallyDrop::new(build()?),
        };
        let (_, value) = slot.insert((process, value));
        Ok(read(value))
    }
}

impl<T> Drop for ProcessLocal<T> {
    fn drop(&mut self) {
        let slot = self.slot.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some((owner, value)) = slot.take() {
            if owner == std::process::id() {
                drop(ManuallyDrop::into_inner(value));
            }
        }
    }
}

static RUNTIME: Lazy<ProcessLocal<Runtime>> = Lazy::new(ProcessLocal::new);

/// A handle on the runtime of this process. Only to be called on a Ruby thread that holds the GVL.
///
/// # Errors
/// [`ovirt_net_provider::Error::ResourceLimit`] where this system has no thread or file left for it.
pub(crate) fn current() -> ovirt_net_provider::Result<Handle> {
    RUNTIME.with(|| build().map_err(|reason| ResourceLimit { reason }), |runtime| runtime.handle().clone())
}

fn build() -> Result<Runtime, String> {
    // tokio panics where no thread can be started: it is tried before, which tells why, and caught.
    thread::Builder::new().spawn(|| {}).map_err(|error| format!("no thread can be started: {error}")).map(drop)?;
    let build = || Builder::new_multi_thread().worker_threads(1).thread_name("ovirt_net").enable_all().build();
    match catch_unwind(build) {
        Ok(runtime) => runtime.map_err(|error| format!("the client cannot be started: {error}")),
        Err(_) => Err("no thread can be started".into()),
    }
}

/// Drops what is big beside the Ruby threads. Only to be called on a Ruby thread that holds the GVL.
pub(crate) fn drop_later<T: Send + 'static>(value: T) {
    if let Ok(runtime) = current() {
        // Not on a thread of its own, which there may be none left for.
        runtime.spawn(async move { drop(value) });
    }
}
