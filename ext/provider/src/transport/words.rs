//! The server's own words in the body of an answer.

use serde_json::Value;

use crate::quote::in_one_line;

/// The words in the body of a success that is none: an error in JSON, or a page.
pub(super) fn failure_in(body: &[u8]) -> Option<String> {
    // No longer one is read twice.
    let text = std::str::from_utf8(body).ok().filter(|text| text.len() < 100_000)?;
    if text.trim_start().starts_with('<') {
        return Some(unescaped(without_tags(text)));
    }
    message(&serde_json::from_str(text).ok()?).map(unescaped)
}

/// The words in an answer: `{"error": {"message"}}`, Neutron's form, another's, what `other` makes of JSON without any and of
/// what was JSON before it was damaged, or the text itself.
pub(super) fn text(body: &[u8], other: impl FnOnce(&str) -> String) -> String {
    let text = String::from_utf8_lossy(body);
    let json: Option<Value> = serde_json::from_str(&text).ok();
    unescaped(match json.as_ref().and_then(message) {
        Some(message) => message,
        None if text.trim_start().starts_with('<') => without_tags(&text),
        None if json.is_some() || text.contains(['{', '[', '"']) => other(&text),
        None => text.into_owned(),
    })
}

/// Whether a body that is no success has the form of the provider's errors, `{"error": {"message", "code", "title"}}`, or Neutron's.
pub(super) fn is_of_provider(body: &[u8]) -> bool {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        return false;
    };
    let error = json.get("error").filter(|error| error.get("code").is_some_and(Value::is_number));
    error.or_else(|| json.get("NeutronError")).and_then(|error| error.get("message")).is_some_and(Value::is_string)
}

fn message(json: &Value) -> Option<String> {
    let pointers = [
        "/error/message",
        "/NeutronError/message",
        "/NeutronError",
        "/message",
        "/error",
        "/error_description",
        "/errors/0/message",
        "/errors/0",
        "/fault/message",
    ];
    let text = pointers.iter().find_map(|pointer| json.pointer(pointer)?.as_str());
    // Nova's form has the kind of the error for a key, such as `itemNotFound`.
    let alone = || json.as_object().filter(|object| object.len() == 1)?.values().next()?.get("message")?.as_str();
    text.or_else(alone).map(str::to_owned)
}

fn unescaped(plain: String) -> String {
    // The provider escapes for HTML what it sends as JSON.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")]
        .iter()
        .fold(plain, |plain, (escaped, character)| plain.replace(escaped, character))
}

/// `text` in one line of at most 500 characters.
pub(super) fn shortened(text: &str) -> String {
    let plain = in_one_line(text);
    match plain.char_indices().nth(500) {
        Some((end, _)) => format!("{} …", &plain[..end]),
        None => plain,
    }
}

fn without_tags(html: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(character),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_words_of_every_kind_of_body() {
        for (body, expected) in [
            (r#"{"error": {"message": "it &amp;&amp; that", "code": 400, "title": "Bad Request"}}"#, "it && that"),
            (r#"{"error": {"message": "", "code": 403}}"#, ""),
            (r#"{"NeutronError": {"message": "no"}}"#, "no"),
            ("<html><body><h1>502</h1>Bad  Gateway</body></html>", "502 Bad Gateway"),
            ("plain\ntext", "plain text"),
            ("", ""),
        ] {
            assert_eq!(shortened(&text(body.as_bytes(), str::to_owned)), expected, "{body}");
        }
        assert_eq!(shortened(&"é".repeat(600)).chars().count(), 502);
    }
}
