//! The one error type of the core. Each variant becomes one Ruby class in the extension.

use std::borrow::Cow;
use std::fmt;

use crate::Code;
use crate::explanation::Explained;
use crate::recognition;
use crate::request::Request;

/// The core's result.
pub type Result<T> = std::result::Result<T, Error>;

/// What of a connection failed, with whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What failed.
    pub code: Code,
    /// Name or address of the server, without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Host and port of the proxy before it.
    pub proxy: Option<String>,
}

impl Fault {
    /// The server, and the proxy before it.
    pub(crate) fn server(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let through = self.proxy.as_ref().map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default();
        format!("{host}:{}{through}", self.port)
    }
}

/// Why an operation could not be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An option of ours cannot be used; nothing was sent.
    #[error("{field} {problem}; {remedy}")]
    InvalidOption {
        /// Name of the option, such as `authentication_url`.
        field: &'static str,
        /// What is wrong with it, with the value unless that is a secret.
        problem: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A change cannot be asked for as it is; nothing was changed.
    #[error("{field} {problem}; {remedy}")]
    InvalidChange {
        /// Name of the attribute, such as `segmentation_id`, or of the object.
        field: Cow<'static, str>,
        /// What is wrong with it, with the value.
        problem: String,
        /// What to do.
        remedy: Cow<'static, str>,
    },
    /// The provider took a change and did something else.
    #[error("{request}: {reason}")]
    ChangeNotApplied {
        /// What was asked.
        request: Request,
        /// What is there instead, and what became of it.
        reason: String,
    },
    /// The answer to a change was lost, and whether it was done could not be found out.
    #[error("{request}: {reason}")]
    OutcomeUnknown {
        /// What was asked.
        request: Request,
        /// What happened, and where to look.
        reason: String,
    },
    /// The provider could not be reached, or the connection broke.
    #[error("{request}: {reason}")]
    Connection {
        /// What was asked.
        request: Request,
        /// What happened.
        reason: String,
        /// Whether the request may have reached the provider.
        sent: bool,
        /// What of the connection failed, with whom.
        fault: Box<Fault>,
    },
    /// The provider was silent for too long.
    #[error("{request}: {reason}")]
    Timeout {
        /// What was asked.
        request: Request,
        /// What took how long.
        reason: String,
        /// Whether the request may have reached the provider.
        sent: bool,
        /// What of the connection failed, with whom.
        fault: Box<Fault>,
    },
    /// The provider's TLS certificate, or its TLS, was not accepted.
    #[error("{request}: {reason}")]
    Certificate {
        /// What was asked.
        request: Request,
        /// Which certificate, why and since when.
        reason: String,
        /// What is wrong with it.
        code: Code,
    },
    /// The engine refused user or password, or the provider does not serve the user.
    #[error("{request}: the provider refused with {status}: {}", Explained { code: *code, words })]
    Authentication {
        /// What was asked.
        request: Request,
        /// 401 or 403.
        status: u16,
        /// Why.
        code: Code,
        /// The provider's own words, possibly empty.
        words: String,
    },
    /// The provider refused with 401 and not because of user or password: something between it and the engine's single
    /// sign-on is wrong, or the engine is restarting.
    #[error("{request}: the provider refused with {status}: {}", Explained { code: *code, words })]
    SingleSignOn {
        /// What was asked.
        request: Request,
        /// 401.
        status: u16,
        /// Why.
        code: Code,
        /// The provider's own words, possibly empty.
        words: String,
    },
    /// The provider answered with a status that is not a success.
    #[error("{request}: the provider answered {status}: {}{}", Explained { code: recognition::code(request, *status, words), words }, Hint(hint))]
    Response {
        /// What was asked.
        request: Request,
        /// HTTP status.
        status: u16,
        /// The provider's own words, possibly empty.
        words: Box<str>,
        /// What else there is to say about it, such as the whole URL.
        hint: Option<Box<str>>,
        /// Whether the body has the form of the provider's errors: one of a server before it has not.
        of_provider: bool,
    },
    /// The answer is not what the protocol says: not JSON, cut, of a wrong type, without an id, too large.
    #[error("{request}: {reason}")]
    InvalidResponse {
        /// What was asked.
        request: Request,
        /// What is wrong with it.
        code: Code,
        /// Likewise in words, with the place.
        reason: String,
    },
    /// This system has no thread, file or memory left for the client.
    #[error("{reason}; raise the limits of this service, such as LimitNOFILE, LimitNPROC and TasksMax")]
    ResourceLimit {
        /// What could not be had, in the system's words.
        reason: String,
    },
    /// The service catalog has no usable entry.
    #[error("the service catalog {reason}")]
    Catalog {
        /// Why.
        code: Code,
        /// What is missing and what there is.
        reason: String,
    },
}

impl Error {
    /// The request that failed; `None` where nothing was sent.
    pub fn request(&self) -> Option<&Request> {
        match self {
            Self::InvalidOption { .. }
            | Self::InvalidChange { .. }
            | Self::ResourceLimit { .. }
            | Self::Catalog { .. } => None,
            Self::ChangeNotApplied { request, .. }
            | Self::OutcomeUnknown { request, .. }
            | Self::Connection { request, .. }
            | Self::Timeout { request, .. }
            | Self::Certificate { request, .. }
            | Self::Authentication { request, .. }
            | Self::SingleSignOn { request, .. }
            | Self::Response { request, .. }
            | Self::InvalidResponse { request, .. } => Some(request),
        }
    }

    /// The HTTP status; `None` where there was no answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Authentication { status, .. } | Self::SingleSignOn { status, .. } | Self::Response { status, .. } => {
                Some(*status)
            }
            _ => None,
        }
    }

    /// What something is decided by; `None` where nothing has asked for one yet.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Authentication { code, .. } | Self::SingleSignOn { code, .. } | Self::Catalog { code, .. } => {
                Some(*code)
            }
            Self::Certificate { code, .. } | Self::InvalidResponse { code, .. } => Some(*code),
            Self::Connection { fault, .. } | Self::Timeout { fault, .. } => Some(fault.code),
            Self::ResourceLimit { .. } => Some(Code::ResourceLimit),
            Self::Response { request, status, words, .. } => Some(recognition::code(request, *status, words)),
            _ => None,
        }
    }

    /// Whether user and password were refused at a login: with the same ones it is so again, and each try may lock the
    /// account.
    pub fn is_rejection(&self) -> bool {
        self.code().is_some_and(Code::is_rejection) && self.request().is_some_and(Request::is_login)
    }

    /// What of the connection failed, with whom; `None` for other errors.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Connection { fault, .. } | Self::Timeout { fault, .. } => Some(fault),
            _ => None,
        }
    }

    /// What is known about the cause beyond the provider's words, such as the settings to look at.
    pub fn explanation(&self) -> Option<&'static str> {
        self.code().and_then(Code::cause)
    }

    /// The option, attribute or object that is wrong; `None` for other errors.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::InvalidOption { field, .. } => Some(field),
            Self::InvalidChange { field, .. } => Some(field),
            _ => None,
        }
    }

    /// What is wrong with [`Self::field`] and what to do, as the message goes on after it; `None` for other errors.
    pub fn problem(&self) -> Option<String> {
        match self {
            Self::InvalidOption { problem, remedy, .. } => Some(format!("{problem}; {remedy}")),
            Self::InvalidChange { problem, remedy, .. } => Some(format!("{problem}; {remedy}")),
            _ => None,
        }
    }

    /// The provider's own words; `None` where it had none.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Authentication { words, .. } | Self::SingleSignOn { words, .. } if !words.is_empty() => Some(words),
            Self::Response { words, .. } if !words.is_empty() => Some(words),
            _ => None,
        }
    }
}

struct Hint<'a>(&'a Option<Box<str>>);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request { method: "GET", path: "/v2.0/ports".into(), list: Some("ports"), change: None }
    }

    #[test]
    fn names_list_path_status_and_words() {
        let error = Error::Response {
            request: request(),
            status: 500,
            words: "out of ports".into(),
            hint: None,
            of_provider: true,
        };
        assert_eq!(error.to_string(), "cannot read ports: GET /v2.0/ports: the provider answered 500: out of ports");
        assert_eq!((error.status(), error.words()), (Some(500), Some("out of ports")));
        let unsent = Request { method: "", path: String::new(), list: None, change: Some("change rule 1".into()) };
        assert_eq!(unsent.to_string(), "cannot change rule 1");
    }
}
