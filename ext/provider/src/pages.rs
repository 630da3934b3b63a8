//! Pagination: which page is next, and when to give up.

use std::collections::HashSet;

use url::Url;

use crate::Code;
use crate::catalog::is_loopback;
use crate::resource::Resource;
use crate::wire::{Listing, Opened, Pagination, Unreadable};

/// How many pages a list may have: 100,000 ports are 200 pages of Neutron's usual 500.
const PAGES: usize = 1_000;

/// The pages of a list that were read.
pub(crate) struct Pages<T> {
    /// Every object once.
    pub(crate) objects: Vec<T>,
    ids: HashSet<String>,
    urls: HashSet<String>,
    total: Option<u64>,
    bytes: usize,
}

impl<T: Resource> Pages<T> {
    pub(crate) fn new() -> Self {
        Self { objects: Vec::new(), ids: HashSet::new(), urls: HashSet::new(), total: None, bytes: 0 }
    }

    /// Adds a page that came from `url` and had `bytes`, and gives the next one's URL; `None` where this is all.
    /// `headers` are the pagination of the answer's headers, `limit` is how many bytes all pages may have.
    ///
    /// # Errors
    /// What is wrong with a list that is not whole, or whose next page cannot be asked for.
    pub(crate) fn add(
        &mut self,
        page: Opened<Listing<T>>,
        headers: &Pagination,
        url: &Url,
        bytes: usize,
        limit: usize,
    ) -> Result<Option<Url>, Unreadable> {
        let Opened { value: Listing(objects), pagination } = page;
        let next = pagination.next.as_ref().or(headers.next.as_ref());
        if self.urls.is_empty() && next.is_none() {
            // The usual case: one page, whose ids need not be remembered.
            self.objects = objects;
            self.end(&pagination, headers)?;
            return Ok(None);
        }
        let before = self.objects.len();
        self.objects.extend(objects.into_iter().filter(|object| self.ids.insert(object.id().to_owned())));
        self.total = self.total.max(pagination.total).max(headers.total);
        self.bytes += bytes;
        self.urls.insert(place(url));
        let Some(next) = next else {
            self.end(&pagination, headers)?;
            return Ok(None);
        };
        let next = follow(url, next)?;
        if self.urls.contains(&place(&next)) {
            return Err(part(format!("its pages go in a circle: {} comes again", place(&next))));
        }
        if self.objects.len() == before {
            return Err(part(format!(
                "its pages have no end: another one follows, {}, though the last had nothing new",
                place(&next)
            )));
        }
        if self.urls.len() >= PAGES || self.bytes > limit {
            return Err(part(format!(
                "its pages have no end: it goes on after {} of them, {} bytes",
                self.urls.len(),
                self.bytes
            )));
        }
        Ok(Some(next))
    }

    fn end(&self, pagination: &Pagination, headers: &Pagination) -> Result<(), Unreadable> {
        let total = self.total.max(pagination.total).max(headers.total);
        match pagination.incomplete.as_ref().or(headers.incomplete.as_ref()) {
            Some(why) => Err(part(format!("the answer is only a part of the list: {why}"))),
            None => match total.filter(|total| *total > self.objects.len() as u64) {
                Some(total) => Err(part(format!(
                    "the answer is only a part of the list: {} objects of {total}, which it says there are",
                    self.objects.len()
                ))),
                None => Ok(()),
            },
        }
    }
}

/// The URL that `link` means in an answer from `url`. It has to be of the same server, as the token goes there; a loopback
/// name means that server, as it does in the catalog.
fn follow(url: &Url, link: &str) -> Result<Url, Unreadable> {
    let mut next =
        url.join(link).map_err(|error| part(format!("the URL of its next page, \"{link}\", is invalid: {error}")))?;
    next.set_fragment(None);
    if is_loopback(&next) && !is_loopback(url) {
        let _ = next.set_host(url.host_str());
    }
    let has_user = !next.username().is_empty() || next.password().is_some();
    if has_user || next.origin() != url.origin() {
        let server = next.origin().ascii_serialization();
        return Err(part(format!(
            "its next page is on another server, {}, than {}, and the token must not go there",
            server,
            url.origin().ascii_serialization()
        )));
    }
    Ok(next)
}

fn part(reason: String) -> Unreadable {
    Unreadable::new(Code::AnswerPart, reason)
}

/// What tells pages apart, without the server.
fn place(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_links_to_the_same_server_alone() {
        let url = Url::parse("https://ovn.example.com:9696/v2.0/ports").unwrap();
        for (link, expected) in [
            (
                "https://ovn.example.com:9696/v2.0/ports?marker=1#x",
                Some("https://ovn.example.com:9696/v2.0/ports?marker=1"),
            ),
            ("https://localhost:9696/v2.0/ports?marker=1", Some("https://ovn.example.com:9696/v2.0/ports?marker=1")),
            ("/v2.0/ports?marker=1", Some("https://ovn.example.com:9696/v2.0/ports?marker=1")),
            ("?marker=1", Some("https://ovn.example.com:9696/v2.0/ports?marker=1")),
            ("ports?marker=1", Some("https://ovn.example.com:9696/v2.0/ports?marker=1")),
            ("https://127.0.0.1:9697/v2.0/ports?marker=1", None),
            ("http://ovn.example.com:9696/v2.0/ports?marker=1", None),
            ("https://evil.example.com:9696/v2.0/ports?marker=1", None),
            ("//evil.example.com/v2.0/ports", None),
            ("https://u:p@ovn.example.com:9696/v2.0/ports?marker=1", None),
            ("https://[", None),
            ("mailto:x", None),
        ] {
            let next = follow(&url, link).map(|next| next.to_string());
            assert_eq!(next.as_deref().ok(), expected, "{link}: {next:?}");
        }
    }
}
