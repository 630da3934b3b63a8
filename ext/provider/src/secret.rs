//! Passwords and tokens, which must never reach a log, an error or an `inspect`.

use std::fmt;

/// What is printed in place of a secret.
pub const FILTERED: &str = "[FILTERED]";

/// A text whose `Debug` does not show it; there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the request that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `text` with every occurrence of this secret replaced: a server may repeat what it was sent.
    pub fn redact(&self, text: &str) -> String {
        // A very short secret would blot out half the text and hide nothing.
        if self.0.len() < 4 { text.to_owned() } else { text.replace(&self.0, FILTERED) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(FILTERED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Some(Secret::new("s3cret"))), "Some([FILTERED])");
    }

    #[test]
    fn redacts_every_occurrence() {
        assert_eq!(Secret::new("s3cret").redact("a s3cret, s3cret"), "a [FILTERED], [FILTERED]");
    }
}
