//! Waiting for the core as Ruby waits for a socket: other Ruby threads run, and `Timeout`, `Thread#kill`, SIGINT, traps and
//! masked raises work as in plain Ruby.

use std::future::Future;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

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
    let (waiter, notifier) = pair(ruby)?;
    let task = runtime::current().map_err(|error| broken(ruby, &error))?.spawn(async move {
        notifier.send(future.await);
    });
    let _cancel = AbortOnDrop(task.abort_handle());
    waiter.wait(ruby)?.map_err(|error| error::raised(ruby, &error))
}

/// Runs what takes long beside the Ruby threads, of which the calling one waits. An interrupt does not end it: it keeps what
/// it has been given until it has finished.
///
/// # Errors
/// Ruby's own interrupt, untouched; `OvirtNet::InternalError` when it panicked.
pub(crate) fn compute<T: Send + 'static>(ruby: &Ruby, run: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let (waiter, notifier) = pair(ruby)?;
    runtime::current().map_err(|error| broken(ruby, &error))?.spawn_blocking(move || notifier.send(run()));
    waiter.wait(ruby)
}

struct Waiter<T> {
    done: UnixStream,
    receiver: Receiver<T>,
}

/// The value is sent first, then the end of file that wakes the Ruby thread; a panic reaches the latter alone.
struct Notifier<T> {
    sender: SyncSender<T>,
    done: UnixStream,
}

fn pair<T>(ruby: &Ruby) -> Result<(Waiter<T>, Notifier<T>), Error> {
    let (waiting, done) = UnixStream::pair().map_err(|error| broken(ruby, &error))?;
    let (sender, receiver) = sync_channel(1);
    Ok((Waiter { done: waiting, receiver }, Notifier { sender, done }))
}

impl<T> Notifier<T> {
    fn send(self, value: T) {
        // Nobody waits any more where the Ruby thread was interrupted.
        let _ = self.sender.send(value);
        drop(self.done);
    }
}

impl<T> Waiter<T> {
    fn wait(self, ruby: &Ruby) -> Result<T, Error> {
        loop {
            ruby.thread_wait_fd(&self.done)?;
            match self.receiver.try_recv() {
                Ok(value) => return Ok(value),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return Err(error::internal(ruby, "the core panicked")),
            }
        }
    }
}

fn broken(ruby: &Ruby, error: &std::io::Error) -> Error {
    error::internal(ruby, &format!("cannot wait for the core: {error}"))
}
