//! Waiting for the core as Ruby waits for a socket: other Ruby threads run, and `Timeout`, `Thread#kill`, SIGINT, traps and
//! masked raises work as in plain Ruby.

use std::convert::Infallible;
use std::future::Future;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use magnus::{Error, Ruby};
use tokio::task::{AbortHandle, block_in_place};

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
    F: Future<Output = ovirt_net_provider::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let (waiter, notifier) = pair::<_, Infallible>(ruby)?;
    let task = runtime::current().map_err(|error| error::raised(ruby, &error))?.spawn(async move {
        notifier.send(future.await);
    });
    let _cancel = AbortOnDrop(task.abort_handle());
    match waiter.wait(ruby)? {
        Word::Done(result) => result.map_err(|error| error::raised(ruby, &error)),
        Word::Question(never) => match never {},
    }
}

/// Runs what takes long beside the Ruby threads, of which the calling one waits. An interrupt does not end it: it keeps what
/// it has been given until it has finished.
///
/// # Errors
/// Ruby's own interrupt, untouched; `OvirtNet::InternalError` when it panicked.
pub(crate) fn compute<T: Send + 'static>(ruby: &Ruby, run: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    compute_asking::<T, (), ()>(ruby, move |_| run(), Ok)
}

/// As [`compute`], and what is run may ask the Ruby thread; it gets nothing where that was interrupted.
///
/// # Errors
/// As for [`compute`], and those of `answer`.
pub(crate) fn compute_asking<T, Q, A>(
    ruby: &Ruby,
    run: impl FnOnce(&mut dyn FnMut(Q) -> Option<A>) -> T + Send + 'static,
    mut answer: impl FnMut(Q) -> Result<A, Error>,
) -> Result<T, Error>
where
    T: Send + 'static,
    Q: Send + 'static,
    A: Send + 'static,
{
    let (waiter, mut notifier) = pair(ruby)?;
    let (answers, answered) = sync_channel(1);
    // On the thread that has read the inventory: the C library keeps memory by thread, and has it at hand there.
    runtime::current().map_err(|error| error::raised(ruby, &error))?.spawn(async move {
        let result = in_place(|| {
            run(&mut |question| {
                notifier.ask(question)?;
                answered.recv().ok()
            })
        });
        notifier.send(result);
    });
    loop {
        match waiter.wait(ruby)? {
            Word::Done(result) => return Ok(result),
            // Nobody takes it any more where the task has panicked, which the next wait tells.
            Word::Question(question) => drop(answers.send(answer(question)?)),
        }
    }
}

/// Runs what takes long, and has another thread take over the other tasks meanwhile. They wait where there is none left: tokio
/// panics then, before it runs anything.
fn in_place<T>(run: impl FnOnce() -> T) -> T {
    let mut run = Some(run);
    let done = catch_unwind(AssertUnwindSafe(|| block_in_place(|| run.take().map(|run| run()))));
    match (done, run) {
        (Ok(Some(result)), _) => result,
        (_, Some(run)) => run(),
        (Err(panic), None) => resume_unwind(panic),
        (Ok(None), None) => unreachable!("it is run once"),
    }
}

/// What a task says.
enum Word<T, Q> {
    Done(T),
    Question(Q),
}

struct Waiter<T, Q> {
    said: UnixStream,
    words: Receiver<Word<T, Q>>,
}

/// A word is sent first, then a byte or the end of file that wakes the Ruby thread; a panic reaches the latter alone.
struct Notifier<T, Q> {
    words: SyncSender<Word<T, Q>>,
    said: UnixStream,
}

type Pair<T, Q> = (Waiter<T, Q>, Notifier<T, Q>);

fn pair<T, Q>(ruby: &Ruby) -> Result<Pair<T, Q>, Error> {
    let (waiting, said) = UnixStream::pair().map_err(|error| {
        let reason = format!("the client cannot be waited for: {error}");
        error::raised(ruby, &ovirt_net_provider::Error::ResourceLimit { reason })
    })?;
    let (sender, receiver) = sync_channel(1);
    Ok((Waiter { said: waiting, words: receiver }, Notifier { words: sender, said }))
}

impl<T, Q> Notifier<T, Q> {
    /// Nothing where the Ruby thread was interrupted and waits no more.
    fn ask(&mut self, question: Q) -> Option<()> {
        self.words.send(Word::Question(question)).ok()?;
        self.said.write_all(b"?").ok()
    }

    fn send(self, result: T) {
        let _ = self.words.send(Word::Done(result));
        drop(self.said);
    }
}

impl<T, Q> Waiter<T, Q> {
    fn wait(&self, ruby: &Ruby) -> Result<Word<T, Q>, Error> {
        loop {
            ruby.thread_wait_fd(&self.said)?;
            match self.words.try_recv() {
                Ok(Word::Question(question)) => {
                    // Its byte: what comes next is another's.
                    (&self.said).read_exact(&mut [0]).map_err(|error| broken(ruby, &error))?;
                    return Ok(Word::Question(question));
                }
                Ok(done) => return Ok(done),
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return Err(error::internal(ruby, "the core panicked")),
            }
        }
    }
}

fn broken(ruby: &Ruby, error: &std::io::Error) -> Error {
    error::internal(ruby, &format!("cannot wait for the core: {error}"))
}
