//! Waiting for the core as Ruby waits for a socket: other Ruby threads run, and `Timeout`, `Thread#kill`, SIGINT, traps and
//! masked raises work as in plain Ruby.

use std::future::Future;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{TryRecvError, sync_channel};

use magnus::{Error, Ruby};
use tokio::task::AbortHandle;

use crate::{error, runtime};

/// Cancels the request when the waiting Ruby thread is interrupted.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Runs `future` on the runtime while the calling Ruby thread waits for a file descriptor.
///
/// # Errors
/// Ruby's own interrupt, untouched; the core's error as a Ruby one; `OvirtNet::InternalError` when the task panicked.
pub(crate) fn wait_for<T, F>(ruby: &Ruby, future: F) -> Result<T, Error>
where
    F: Future<Output = ovirt_net_core::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let broken = |error: std::io::Error| error::internal(ruby, &format!("cannot wait for a request: {error}"));
    let (waiting, done) = UnixStream::pair().map_err(broken)?;
    let (sender, receiver) = sync_channel(1);
    let task = runtime::current().map_err(broken)?.spawn(async move {
        // The value first, then the end of file that wakes the Ruby thread; a panic reaches the latter alone.
        let _ = sender.send(future.await);
        drop(done);
    });
    let _cancel = AbortOnDrop(task.abort_handle());
    loop {
        ruby.thread_wait_fd(&waiting)?;
        match receiver.try_recv() {
            Ok(result) => return result.map_err(|error| error::raised(ruby, &error)),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => return Err(error::internal(ruby, "a request of the core panicked")),
        }
    }
}
