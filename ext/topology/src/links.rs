//! Where the objects of a picture or of a list lead.

use super::contents::Content;
use super::words::query;

/// Where objects lead.
#[derive(Debug, Clone, Default)]
pub struct Links {
    /// Address of a page that shows only what is connected to an object, but for the object's key at its end.
    pub focus: Option<String>,
    /// Whether what has no page leads to its entry in the list.
    pub to_list: bool,
}

impl Links {
    /// Where a click on an object leads: its page, or for many in one the page that shows them.
    pub(super) fn page(&self, content: &Content) -> Option<String> {
        content.page.clone().or_else(|| self.focus(content)).or_else(|| self.entry(&content.focus))
    }

    /// Where only what is connected to an object is shown, beside its page.
    pub(super) fn focus(&self, content: &Content) -> Option<String> {
        let begin = self.focus.as_deref().filter(|_| !content.focus.is_empty())?;
        Some(focus_address(begin, &content.focus))
    }

    fn entry(&self, key: &str) -> Option<String> {
        (self.to_list && !key.is_empty()).then(|| focus_address("#", key))
    }
}

/// A key's address of a page that shows only what is connected.
fn focus_address(begin: &str, key: &str) -> String {
    format!("{begin}{}", query(key))
}
