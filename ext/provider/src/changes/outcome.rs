//! The result of a change. If the answer does not show it, the object's state afterwards does.

use std::collections::HashSet;

use super::operation::Operation;
use crate::request::Request;
use crate::resource::Resource;
use crate::{Error, Result};

impl Operation<'_> {
    /// The id of what was created, if it was, after an `error` that does not say.
    pub(super) async fn find<T: Resource>(
        &mut self,
        error: Error,
        query: (&str, &str),
        before: &HashSet<&str>,
        differences: impl Fn(&T) -> Vec<String>,
    ) -> Result<String> {
        let mut found = match self.list_where::<T>(query).await {
            Ok(list) => list,
            Err(reading) => return Err(self.unknown(&error, &reading)),
        };
        found.retain(|one| !before.contains(one.id()));
        let same: Vec<&T> = found.iter().filter(|one| differences(one).is_empty()).collect();
        match same.as_slice() {
            [] if found.is_empty() => Err(undone(error)),
            [one] => {
                self.note(format_args!("the change was made, although the answer was: {error}"));
                Ok(one.id().to_owned())
            }
            // Several such, or what may be this one made differently.
            _ => {
                let ids: Vec<&str> = found.iter().map(Resource::id).collect();
                let reason = format!(
                    "{}; it is not known whether this change created what is new at the provider: {} {}; refresh, and remove what \
                     is too many",
                    cause(&error),
                    T::WORD,
                    ids.join(", ")
                );
                Err(Error::OutcomeUnknown { request: self.request(&error), reason })
            }
        }
    }

    /// The object after a change; `lost` is what came instead of an answer.
    pub(super) async fn read_back<T: Resource>(
        &mut self,
        request: &Request,
        id: &str,
        lost: Option<&Error>,
    ) -> Result<T> {
        match (self.show::<T>(id).await, lost) {
            (Ok(Some(object)), _) => Ok(object),
            (Err(reading), Some(lost)) => Err(self.unknown(lost, &reading)),
            (Ok(None), _) => Err(Error::ChangeNotApplied {
                request: request.clone(),
                reason: format!(
                    "the provider does not show {} {id} afterwards; some versions lose a router that is renamed until \
                     ovirt-provider-ovn is restarted on the engine",
                    T::WORD
                ),
            }),
            (Err(reading), None) => Err(unread(request.clone(), &reading)),
        }
    }

    /// What was read after a change that is done: without it, ManageIQ does not know what the change has left.
    pub(super) fn done_before<T>(&self, read: Result<T>) -> Result<T> {
        read.map_err(|error| unread(self.request(&error), &error))
    }

    /// That after `error`, reading back failed with `reading`.
    pub(super) fn unknown(&self, error: &Error, reading: &Error) -> Error {
        let reason = format!(
            "{}; it is not known whether the change was made, because reading it back failed as well: {}; refresh when the \
             provider answers again, and look before doing it once more",
            cause(error),
            cause(reading)
        );
        Error::OutcomeUnknown { request: self.request(error), reason }
    }

    /// What was asked when `error` came.
    pub(super) fn request(&self, error: &Error) -> Request {
        error.request().cloned().unwrap_or_else(|| Request {
            method: "",
            path: String::new(),
            list: None,
            change: Some(self.what.clone()),
        })
    }
}

/// That a change was sent and taken, and reading it back failed with `reading`.
pub(super) fn unread(request: Request, reading: &Error) -> Error {
    let reason = format!(
        "the provider accepted the change, but reading it back failed: {}; refresh when the provider answers again",
        cause(reading)
    );
    Error::OutcomeUnknown { request, reason }
}

/// `error` without the request in front.
pub(super) fn cause(error: &Error) -> String {
    let text = error.to_string();
    match error.request().map(|request| format!("{request}: ")) {
        Some(request) => text.strip_prefix(&request).unwrap_or(&text).to_owned(),
        None => text,
    }
}

/// What is added to an error of which it is known.
pub(super) const UNDONE: &str = "; nothing was changed";

/// `error` with the knowledge that nothing was done.
pub(super) fn undone(error: Error) -> Error {
    let known = |reason: String| format!("{reason}{UNDONE}");
    match error {
        Error::Connection { request, reason, sent, fault } => {
            Error::Connection { request, reason: known(reason), sent, fault }
        }
        Error::Timeout { request, reason, sent, fault } => {
            Error::Timeout { request, reason: known(reason), sent, fault }
        }
        Error::InvalidResponse { request, code, reason } => {
            Error::InvalidResponse { request, code, reason: known(reason) }
        }
        error => error,
    }
}
