//! The picture as one SVG, without script, font or other files.

use std::fmt::{Result, Write};

use super::contents::{Content, Icon};
use super::icons;
use super::layout::layout;
use super::links::Links;
use super::model::{State, Topology};
use super::shapes::{LINE, Layout, MARGIN, Place, Shape, TEXT, beside};
use super::words::{cut, escape, escape_name, width};

const STYLE: &str = include_str!("svg/style.css");
/// Height of the font of names, which are bold and so somewhat wider than one of 13, in pixels
const BOLD: i32 = 14;
/// What a pointer finds
const TARGET: i32 = 24;

/// How big the picture is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Zoom {
    /// Of the size it was made for.
    #[default]
    Natural,
    /// As wide as the room that the page has.
    Fit,
    /// Percent of the natural size, from 10 to 400.
    Percent(u16),
}

impl Topology {
    /// The picture of all of it, as one `<svg>` element, which is a whole file too. `title` is what it is a picture of.
    pub fn svg(&self, title: &str, links: &Links, zoom: Zoom) -> String {
        let layout = layout(self);
        let mut svg = String::with_capacity(16_384 + 900 * layout.places.len());
        // Writing to a text does not fail.
        let _ = Picture { links }.draw(&mut svg, &layout, title, zoom);
        svg
    }
}

struct Picture<'a> {
    links: &'a Links,
}

impl Picture<'_> {
    fn draw(&self, svg: &mut String, layout: &Layout, title: &str, zoom: Zoom) -> Result {
        let (wide, high) = (layout.width, layout.height);
        let size = match zoom {
            Zoom::Natural => format!("width=\"{wide}\" height=\"{high}\""),
            Zoom::Fit => "width=\"100%\"".to_owned(),
            Zoom::Percent(percent) => {
                let percent = i32::from(percent.clamp(10, 400));
                format!("width=\"{}\" height=\"{}\"", wide * percent / 100, high * percent / 100)
            }
        };
        let title = escape_name(title);
        write!(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ont\" {size} viewBox=\"0 0 {wide} {high}\" ")?;
        writeln!(svg, "role=\"group\" aria-label=\"{title}\">")?;
        writeln!(svg, "<style>\n{STYLE}</style>")?;
        write!(svg, "<defs>")?;
        let symbols = icons::PATHS.iter().map(|(_, id, path)| (*id, *path)).chain([icons::FOCUS]);
        for (id, path) in symbols {
            write!(svg, "<path id=\"{id}\" d=\"{path}\"/>")?;
        }
        writeln!(svg, "</defs>")?;
        writeln!(svg, "<rect class=\"ground\" width=\"{wide}\" height=\"{high}\"/>")?;
        self.wires(svg, layout)?;
        for place in &layout.places {
            self.place(svg, place)?;
        }
        write!(svg, "<g class=\"dot\" aria-hidden=\"true\">")?;
        for (x, y) in layout.wires.iter().flat_map(|wire| &wire.dots) {
            write!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\"/>")?;
        }
        writeln!(svg, "</g>")?;
        for (class, texts) in [("heading", &layout.headings), ("line", &layout.notes)] {
            for (y, text) in texts {
                writeln!(svg, "<text class=\"{class}\" x=\"{MARGIN}\" y=\"{y}\">{}</text>", escape(text))?;
            }
        }
        writeln!(svg, "</svg>")
    }

    /// Behind the lanes: what does not end there passes below them.
    fn wires(&self, svg: &mut String, layout: &Layout) -> Result {
        writeln!(svg, "<g aria-hidden=\"true\">")?;
        for wire in &layout.wires {
            let class = match (wire.is_on_way, wire.is_down) {
                (true, _) => "wire way",
                (false, true) => "wire down",
                (false, false) => "wire",
            };
            write!(svg, "<path class=\"{class}\" d=\"")?;
            for line in &wire.lines {
                for (number, (x, y)) in line.iter().enumerate() {
                    write!(svg, "{}{x} {y}", if number == 0 { "M" } else { "L" })?;
                }
            }
            writeln!(svg, "\"/>")?;
        }
        writeln!(svg, "</g>")
    }

    fn place(&self, svg: &mut String, place: &Place) -> Result {
        let content = &place.content;
        let way = if content.is_on_way { ", on the way" } else { "" };
        let label = format!("{}{way}", escape(&content.label));
        let class = classes(place);
        let page = self.links.page(content);
        match &page {
            Some(page) => write!(svg, "<a class=\"{class}\" href=\"{}\">", escape(page))?,
            None => write!(svg, "<g class=\"{class}\" role=\"img\">")?,
        }
        write!(svg, "<title>{label}</title>")?;
        self.rect(svg, place)?;
        match place.shape {
            Shape::Lane(left) => self.lane(svg, place, left)?,
            Shape::Card | Shape::Box => self.lines(svg, place)?,
        }
        writeln!(svg, "{}", if page.is_some() { "</a>" } else { "</g>" })?;
        self.focus(svg, place)
    }

    fn rect(&self, svg: &mut String, place: &Place) -> Result {
        let (x, y, wide, high) = (place.x, place.y, place.width, place.height);
        let round = match (place.shape, place.content.icon) {
            (Shape::Lane(_), _) => 6,
            (_, Icon::Router) => 17,
            _ => 4,
        };
        let rect = |svg: &mut String, inset: i32, right: i32, up: i32| {
            let (x, y) = (x + inset + right, y + inset - up);
            let (wide, high) = (wide - 2 * inset, high - 2 * inset);
            write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{high}\" rx=\"{round}\"/>")
        };
        if place.content.is_count {
            rect(svg, 0, 6, 6)?;
            rect(svg, 0, 3, 3)?;
        }
        rect(svg, 0, 0, 0)?;
        if place.content.icon == Icon::External {
            // A double line: what leads outside is seen without its colour.
            rect(svg, 4, 0, 0)?;
        }
        Ok(())
    }

    /// The name, ranges and the rest in one line.
    fn lane(&self, svg: &mut String, place: &Place, left: i32) -> Result {
        let content = &place.content;
        let y = place.y + 22;
        self.icon(svg, content.icon, left, place.y + 9)?;
        let mut right = place.x + place.width - if self.links.focus(content).is_some() { 40 } else { 14 };
        let count = content.lines.last().map(String::as_str).unwrap_or_default();
        if !count.is_empty() {
            let text = cut(count, 150, TEXT);
            write!(svg, "<text class=\"count\" x=\"{right}\" y=\"{y}\" text-anchor=\"end\">{}</text>", escape(&text))?;
            right -= width(&text, TEXT) + 14;
        }
        let mut x = left + 24;
        let name = cut(&content.name, (right - x) / 2, BOLD);
        write!(svg, "<text class=\"name\" x=\"{x}\" y=\"{y}\">{}</text>", escape(&name))?;
        x += width(&name, BOLD) + 14;
        if let Some(word) = content.word {
            self.state(svg, content.state, word, x, y)?;
            x += width(word, TEXT) + 28;
        }
        let lines = &content.lines[..content.lines.len().saturating_sub(1)];
        let about = lines.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
        write!(svg, "<text class=\"line\" x=\"{x}\" y=\"{y}\">{}</text>", escape(&cut(&about, right - x, TEXT)))
    }

    /// The name, and the rest below it.
    fn lines(&self, svg: &mut String, place: &Place) -> Result {
        let content = &place.content;
        let inset = if content.icon == Icon::Router { 14 } else { 10 };
        let (x, mut y) = (place.x + inset, place.y + 22);
        self.icon(svg, content.icon, x, place.y + 9)?;
        let focus = if self.links.focus(content).is_some() { TARGET } else { 0 };
        let name = cut(&content.name, place.width - inset - 24 - 8 - focus, BOLD);
        write!(svg, "<text class=\"name\" x=\"{}\" y=\"{y}\">{}</text>", x + 24, escape(&name))?;
        let mut right = x;
        if let Some(word) = content.state_line() {
            self.state(svg, content.state, word, x, y + LINE)?;
            right += beside(word);
        }
        for line in &content.lines {
            y += LINE;
            let text = cut(line, place.x + place.width - inset - right, TEXT);
            write!(svg, "<text class=\"line\" x=\"{right}\" y=\"{y}\">{}</text>", escape(&text))?;
            right = x;
        }
        Ok(())
    }

    /// A cross or a bar, and the word.
    fn state(&self, svg: &mut String, state: State, word: &str, x: i32, y: i32) -> Result {
        let sign = if state == State::Error { "✖" } else { "▼" };
        write!(svg, "<text class=\"state\" x=\"{x}\" y=\"{y}\">{sign} {word}</text>")
    }

    fn icon(&self, svg: &mut String, icon: Icon, x: i32, y: i32) -> Result {
        write!(svg, "<use class=\"icon\" href=\"#{}\" x=\"{x}\" y=\"{y}\"/>", icons::id(icon))
    }

    fn focus(&self, svg: &mut String, place: &Place) -> Result {
        let Some(address) = self.links.focus(&place.content) else { return Ok(()) };
        let (x, y) = (place.x + place.width - TARGET - 5, place.y + 5);
        let content = &place.content;
        let is_of_devices = content.is_count && matches!(content.icon, Icon::Vm | Icon::Port);
        let of = if is_of_devices { "the network of " } else { "" };
        let label = format!("Only what is connected to {of}{}", content.name);
        let label = escape(&label);
        write!(svg, "<a class=\"focus\" href=\"{}\" aria-label=\"{label}\">", escape(&address))?;
        write!(svg, "<title>{label}</title>")?;
        write!(svg, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"/>", x + TARGET / 2, y + TARGET / 2, TARGET / 2)?;
        write!(svg, "<use class=\"icon\" href=\"#{}\" x=\"{}\" y=\"{}\"/>", icons::FOCUS.0, x + 4, y + 4)?;
        writeln!(svg, "</a>")
    }
}

fn classes(place: &Place) -> String {
    let Content { icon, state, is_chosen, is_on_way, .. } = &place.content;
    let mut classes = match place.shape {
        Shape::Lane(_) => "lane".to_owned(),
        Shape::Card => "card".to_owned(),
        Shape::Box => "box".to_owned(),
    };
    let names = [
        (*icon == Icon::External, "external"),
        (*icon == Icon::Physical, "physical"),
        (*icon == Icon::Router, "router"),
        (*is_chosen, "chosen"),
        (*is_on_way, "way"),
    ];
    for (_, name) in names.iter().filter(|(applies, _)| *applies) {
        classes.push(' ');
        classes.push_str(name);
    }
    if let Some(word) = state.word() {
        classes.push(' ');
        classes.push_str(word);
    }
    classes
}
