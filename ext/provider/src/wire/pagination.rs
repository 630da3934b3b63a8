//! Signs of pagination in an answer: a next page, or an incomplete list.

use serde_json::Value;

use super::Unreadable;
use crate::Code;

/// Parts of a key beside a list that says that there is more of it. Neutron and Keystone say so by links alone, which are
/// followed; what else says so is no reason to guess where the rest is, but to take nothing from such an answer.
const MORE: [&str; 7] = ["next", "marker", "continue", "more", "truncated", "incomplete", "partial"];
/// Keys beside a list that say how long all of it is.
const TOTALS: [&str; 4] = ["total", "total_count", "totalCount", "count"];
/// Keys beside a list that say that something went wrong.
const ERRORS: [&str; 4] = ["error", "errors", "NeutronError", "fault"];

/// What an answer says of itself.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Pagination {
    /// The URL of the next page, perhaps a relative one.
    pub(crate) next: Option<String>,
    /// Why this is not all of the list, where it does not say how to get the rest.
    pub(crate) incomplete: Option<String>,
    /// How many objects the whole list has.
    pub(crate) total: Option<u64>,
}

/// Whether the key of an answer may be a hint about the list under `list`.
pub(super) fn concerns(key: &str, list: &str) -> bool {
    is_links(key, list) || says_more(key) || TOTALS.contains(&key) || ERRORS.contains(&key)
}

fn is_links(key: &str, list: &str) -> bool {
    key == "links" || key.strip_suffix("_links") == Some(list)
}

fn says_more(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    MORE.iter().any(|part| key.contains(part))
}

impl Pagination {
    /// Takes in what the answer has under `key`.
    ///
    /// # Errors
    /// What is wrong with an answer that holds an error, or does not say where it goes on.
    pub(super) fn add(&mut self, key: &str, value: &Value) -> Result<(), Unreadable> {
        if is_nothing(value) {
        } else if ERRORS.contains(&key) {
            return Err(Unreadable::new(
                Code::AnswerUnexpected,
                format!("the answer holds an error, under the key {key}"),
            ));
        } else if key.ends_with("links") {
            self.links(key, value)?;
        } else if says_more(key) {
            self.say(format!("{key} is {value}"));
        } else if let Some(total) = number(value) {
            self.total = self.total.max(Some(total));
        }
        Ok(())
    }

    /// Takes in the headers `Link` (each of them), `Content-Range` and `X-Total-Count`.
    pub(crate) fn add_headers<'h>(
        &mut self,
        links: impl Iterator<Item = &'h str>,
        range: Option<&str>,
        total: Option<&str>,
    ) {
        self.next = self.next.take().or_else(|| links.flat_map(targets).find_map(next_target));
        if let Some(range) = range.filter(|range| !is_whole(range)) {
            self.say(format!("Content-Range is {range}"));
        }
        self.total = self.total.max(total.and_then(|total| total.trim().parse().ok()));
    }

    fn say(&mut self, why: String) {
        self.incomplete.get_or_insert(why);
    }

    /// Neutron's form, a list of `{"rel", "href"}`; Keystone's, `{"next": URL}`.
    fn links(&mut self, key: &str, value: &Value) -> Result<(), Unreadable> {
        match value {
            Value::Array(links) => {
                for link in links {
                    let relation = link.get("rel").and_then(Value::as_str).unwrap_or_default();
                    if relation.split_whitespace().any(|word| word.eq_ignore_ascii_case("next")) {
                        self.next = Some(href(key, link)?);
                    }
                }
                Ok(())
            }
            Value::Object(links) => match links.get("next").filter(|next| !is_nothing(next)) {
                Some(next) => href(key, next).map(|next| self.next = Some(next)),
                None => Ok(()),
            },
            _ => Err(Unreadable::new(
                Code::AnswerPart,
                format!("{key} is {value}, which says neither that this is all nor where it goes on"),
            )),
        }
    }
}

/// What says as much as an absent key.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty() || text.eq_ignore_ascii_case("false"),
        Value::Array(values) => values.iter().all(is_nothing),
        Value::Object(object) => object.is_empty(),
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Bool(true) => false,
    }
}

fn href(key: &str, value: &Value) -> Result<String, Unreadable> {
    let text = match value {
        Value::Object(link) => link.get("href").or_else(|| link.get("url")).and_then(Value::as_str),
        value => value.as_str(),
    };
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => Ok(text.to_owned()),
        None => {
            Err(Unreadable::new(Code::AnswerPart, format!("{key} says that the list goes on, but not where: {value}")))
        }
    }
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_u64().or_else(|| value.as_f64().map(|number| number as u64)),
    }
}

/// The links of a `Link` header; a URL may hold commas.
fn targets(header: &str) -> impl Iterator<Item = &str> {
    header.split('<').skip(1)
}

/// The URL of a link that stands behind its `<`, where it is the next page's.
fn next_target(link: &str) -> Option<String> {
    let (url, parameters) = link.split_once('>')?;
    let mut relations = parameters.split(';').filter_map(|parameter| parameter.trim().split_once('='));
    let is_next = relations.any(|(name, value)| {
        let value = value.trim().trim_end_matches(',').trim_matches(['"', ' ']);
        name.trim().eq_ignore_ascii_case("rel")
            && value.split_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
    });
    is_next.then(|| url.trim().to_owned())
}

/// Whether a range such as `items 0-3/4` is all there is.
fn is_whole(range: &str) -> bool {
    let range = range.trim().rsplit(' ').next().unwrap_or_default();
    let Some((part, total)) = range.split_once('/') else {
        return false;
    };
    let ends =
        part.split_once('-').and_then(|(first, last)| Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?)));
    matches!((ends, total.parse::<u64>()), (Some((0, last)), Ok(total)) if last.checked_add(1) == Some(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pagination(key: &str, value: Value) -> Result<Pagination, Unreadable> {
        assert!(concerns(key, "ports"), "{key}");
        let mut pagination = Pagination::default();
        pagination.add(key, &value).map(|()| pagination)
    }

    #[test]
    fn finds_the_next_page_in_links_and_headers() {
        for (key, value) in [
            ("ports_links", json!([{"rel": "previous", "href": "no"}, {"href": "?marker=1", "rel": "next"}])),
            ("ports_links", json!([{"href": "?marker=1", "rel": "NEXT last"}])),
            ("links", json!({"self": "no", "previous": null, "next": "?marker=1"})),
            ("links", json!({"next": {"href": "?marker=1"}})),
        ] {
            assert_eq!(pagination(key, value.clone()).unwrap().next.as_deref(), Some("?marker=1"), "{key}: {value}");
        }
        let mut pagination = Pagination::default();
        pagination.add_headers(
            ["<a,b>; rel=\"prev\", <?marker=1>; title=x; rel=next, <c>; rel=last"].into_iter(),
            None,
            None,
        );
        assert_eq!(pagination.next.as_deref(), Some("?marker=1"));
    }

    #[test]
    fn sees_that_a_list_is_not_all() {
        for (key, value) in [
            ("next_marker", json!("x")),
            ("next", json!("?marker=1")),
            ("nextLink", json!(["?marker=1"])),
            ("has_more", json!(true)),
            ("truncated", json!("true")),
            ("continue", json!(7)),
        ] {
            assert!(pagination(key, value.clone()).unwrap().incomplete.is_some(), "{key}: {value}");
        }
        for range in ["items 0-1/4", "bytes 0-99/*", "ports 2-3/4", "odd", "*/4"] {
            let mut pagination = Pagination::default();
            pagination.add_headers(std::iter::empty(), Some(range), Some("4"));
            assert!(pagination.incomplete.is_some() && pagination.total == Some(4), "{range}");
        }
        assert_eq!(pagination("total_count", json!("12")).unwrap().total, Some(12));
        for value in [json!([{"rel": "next"}]), json!([{"rel": "next", "href": null}]), json!("x"), json!({"next": {}})]
        {
            let found = pagination("ports_links", value.clone());
            assert!(found.is_err() || found == Ok(Pagination::default()), "{value}");
        }
        assert!(pagination("ports_links", json!([{"rel": "next", "href": ""}])).is_err());
    }

    #[test]
    fn takes_nothing_for_a_hint_that_says_nothing() {
        for (key, value) in [
            ("ports_links", json!([])),
            ("ports_links", json!(null)),
            ("ports_links", json!([{"rel": "previous", "href": "x"}])),
            ("links", json!({"self": "x", "next": null})),
            ("next", json!(null)),
            ("marker", json!("")),
            ("has_more", json!(false)),
            ("error", json!(null)),
            ("count", json!(0)),
        ] {
            assert_eq!(pagination(key, value.clone()).unwrap(), Pagination::default(), "{key}: {value}");
        }
        let mut pagination = Pagination::default();
        pagination.add_headers(["<x>; rel=\"self\""].into_iter(), Some("items 0-3/4"), None);
        assert_eq!(pagination, Pagination::default());
    }
}
