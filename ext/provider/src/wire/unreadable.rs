//! Why an answer cannot be read.

use crate::request::Request;
use crate::{Code, Error};

/// What is wrong with an answer of a success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) code: Code,
    /// In words, with the place.
    pub(crate) reason: String,
}

impl Unreadable {
    pub(crate) fn new(code: Code, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    /// That the answer is JSON, and not what was asked for.
    pub(crate) fn unexpected() -> Self {
        Self::new(Code::AnswerUnexpected, "the answer is not as expected")
    }

    /// The same, with other words.
    pub(crate) fn map(self, words: impl FnOnce(String) -> String) -> Self {
        Self { reason: words(self.reason), ..self }
    }

    /// The error that it is for `request`.
    pub(crate) fn of(self, request: Request) -> Error {
        Error::InvalidResponse { request, code: self.code, reason: self.reason }
    }
}
