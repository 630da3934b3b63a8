//! Links of a picture's objects, the list beside it, and both as one file.

use std::fmt::{Result, Write};

use super::contents::Content;
use super::model::Topology;
use super::outline::{Entry, outline};
use super::svg::{Zoom, focus_address};
use super::words::{escape, escape_name, query};

const STYLE: &str = include_str!("html/style.css");

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

impl Topology {
    /// The same as nested lists, for who reads or hears instead of looking: one `<ul>` element.
    pub fn list(&self, links: &Links) -> String {
        let mut html = String::new();
        // Writing to a text does not fail.
        let _ = entries(&mut html, &outline(self), links);
        html
    }

    /// Picture and list as one file that needs no other.
    pub fn html(&self, title: &str, links: &Links) -> String {
        let links = Links { to_list: true, ..links.clone() };
        let (heading, style) = (escape_name(title), STYLE);
        let picture = self.svg(title, &links, Zoom::Natural);
        let list = self.list(&links);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{heading}</title>\n\
             <style>\n{style}</style>\n</head>\n<body>\n<h1>{heading}</h1>\n\
             <main>\n<div class=\"picture\" tabindex=\"0\" role=\"region\" aria-label=\"Picture\">\n{picture}</div>\n\
             <h2>As a list</h2>\n{list}</main>\n</body>\n</html>\n"
        )
    }
}

fn entries(html: &mut String, list: &[Entry], links: &Links) -> Result {
    writeln!(html, "<ul>")?;
    for entry in list {
        write!(html, "<li")?;
        // A device is listed at each of its networks; its place is the first.
        if links.to_list && entry.is_first {
            write!(html, " id=\"{}\"", escape(&query(&entry.key)))?;
        }
        write!(html, ">{} ", escape(&entry.noun))?;
        let name = format!("<bdi>{}</bdi>", escape(&entry.name));
        match &entry.page {
            Some(page) => write!(html, "<a href=\"{}\">{name}</a>", escape(page))?,
            None => write!(html, "{name}")?,
        }
        if entry.is_on_way {
            write!(html, " <strong>(on the way)</strong>")?;
        }
        if !entry.about.is_empty() {
            write!(html, ": {}", escape(&entry.about))?;
        }
        if !entry.below.is_empty() {
            writeln!(html)?;
            entries(html, &entry.below, links)?;
        }
        writeln!(html, "</li>")?;
    }
    writeln!(html, "</ul>")
}
