//! What was asked of the provider, as errors name it.

use std::fmt;

use crate::quote::cut;

/// The request that failed, as the user may look it up in the provider's log. Never holds a host, a token or a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// HTTP method, such as `GET`.
    pub method: &'static str,
    /// Path of the URL, such as `/v2.0/ports`.
    pub path: String,
    /// The list this request reads, such as `ports`; `None` for a login or a single object.
    pub list: Option<&'static str>,
    /// The change this request is part of, such as `create network "blue"`.
    pub change: Option<String>,
}

impl Request {
    /// Whether it asks for a token.
    pub(crate) fn is_login(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/tokens")
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(change) = &self.change {
            write!(f, "cannot {change}")?;
            // Nothing was sent.
            if self.method.is_empty() {
                return Ok(());
            }
            f.write_str(": ")?;
        } else if let Some(list) = self.list {
            write!(f, "cannot read {list}: ")?;
        }
        write!(f, "{} {}", self.method, cut(&self.path))
    }
}
