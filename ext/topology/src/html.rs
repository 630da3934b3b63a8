//! The list beside a picture, and both as one file.

use std::fmt::{Result, Write};

use super::links::Links;
use super::model::Topology;
use super::outline::{Entry, outline};
use super::svg::Zoom;
use super::words::{escape, escape_name, query};

const STYLE: &str = include_str!("html/style.css");

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
