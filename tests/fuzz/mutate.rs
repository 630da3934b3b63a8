//! Cases by their number: one to four changes of what a good provider answers.

use arbitrary::{Result, Unstructured};
use serde_json::{Map, Value, json};

use super::answers::{Answer, Answers, HERE};

/// Bytes that a case is made of.
const BYTES: usize = 512;

/// The bytes of a case, by SplitMix64.
fn bytes(case: u64) -> Vec<u8> {
    let mut state = case;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    };
    (0..BYTES / 8).flat_map(|_| next().to_le_bytes()).collect()
}

/// What the provider of a case answers.
pub(crate) fn answers(case: u64) -> Answers {
    let bytes = bytes(case);
    let mut u = Unstructured::new(&bytes);
    let mut answers = Answers::good();
    // Few changes: what is refused at the first shows nothing of the second.
    let changes = [1, 1, 1, 2, 2, 3, 4];
    for _ in 0..u.choose(&changes).copied().unwrap_or(1) {
        // Bytes that are used up end a case.
        let _ = change(&mut u, &mut answers);
    }
    answers
}

/// An `authentication_url`, more or less.
pub(crate) fn url(case: u64) -> String {
    let bytes = bytes(case);
    let mut u = Unstructured::new(&bytes);
    let mut text = String::new();
    let parts = [
        "https://",
        "http://",
        "ftp:",
        "HTTPS:",
        "u:s3cret@",
        "engine",
        ".example.com",
        "[::1]",
        "[",
        "]",
        ":35357",
        ":0",
        ":99999",
        "/",
        "/v2.0",
        "/v3",
        "/v2.0/",
        "?x",
        "#",
        "%",
        "%00",
        "\0",
        " ",
        "\\",
        "é",
        "..",
        "@",
        "xn--",
        "127.1",
    ];
    for _ in 0..u.int_in_range(0..=8).unwrap_or(0) {
        text.push_str(u.choose(&parts).copied().unwrap_or_default());
    }
    if u.ratio(1, 20).unwrap_or(false) { text.repeat(300) } else { text }
}

fn change(u: &mut Unstructured<'_>, answers: &mut Answers) -> Result<()> {
    let requests: Vec<String> = answers.0.keys().cloned().collect();
    let request = u.choose(&requests)?;
    let list = answers.0.entry(request.clone()).or_default();
    let last = list.len() - 1;
    match u.int_in_range(0..=9)? {
        0 => list[last].status = *u.choose(&STATUSES)?,
        1 => {
            let (name, value) = u.choose(&HEADERS)?;
            list[last].headers.push(((*name).to_owned(), (*value).to_owned()));
        }
        2 => list[last].body = damaged(u, &list[last].body)?,
        3 => {
            let next = page(u, request, &mut list[last])?;
            list.push(next);
        }
        _ => {
            if let Ok(mut json) = serde_json::from_slice::<Value>(&list[last].body) {
                edit(u, &mut json, 0)?;
                list[last].body = json.to_string().into_bytes();
            }
        }
    }
    Ok(())
}

const STATUSES: [u16; 24] = [
    100, 201, 203, 204, 205, 206, 226, 300, 301, 302, 304, 308, 400, 401, 403, 404, 405, 409, 500, 501, 502, 503, 504,
    599,
];

const HEADERS: [(&str, &str); 14] = [
    ("Content-Encoding", "gzip"),
    ("Content-Encoding", "identity"),
    ("Content-Range", "items 0-0/2"),
    ("Content-Range", "items 0-1/2"),
    ("Content-Length", "3"),
    ("Content-Length", "100000"),
    ("Transfer-Encoding", "chunked"),
    ("Location", "https://u:p@elsewhere.example.com/v2.0"),
    ("Link", "<?marker=x>; rel=\"next\""),
    ("Link", "<http://elsewhere.example.com/>; rel=next"),
    ("X-Total-Count", "1"),
    ("X-Total-Count", "99"),
    ("Content-Type", "text/html"),
    ("Retry-After", "0"),
];

/// Has `answer` go on, and gives the page behind it.
fn page(u: &mut Unstructured<'_>, request: &str, answer: &mut Answer) -> Result<Answer> {
    let key = request.trim_start_matches("GET ").replace('-', "_");
    let path = request.trim_start_matches("GET ");
    let here = format!("{HERE}/v2.0/{path}?marker=x");
    let elsewhere = "http://elsewhere.example.com/v2.0/ports";
    let target = *u.choose(&["?marker=x", here.as_str(), elsewhere, "", "http://[", "?", "//x/"])?;
    if let Ok(Value::Object(mut json)) = serde_json::from_slice::<Value>(&answer.body) {
        let links = match u.int_in_range(0..=3)? {
            0 => (format!("{key}_links"), json!([{"rel": "next", "href": target}])),
            1 => ("links".to_owned(), json!({"next": target})),
            2 => ("next".to_owned(), json!(target)),
            _ => ((*u.choose(&["next_marker", "has_more", "total", "truncated"])?).to_owned(), value(u, &Value::Null)?),
        };
        json.insert(links.0, links.1);
        answer.body = Value::Object(json).to_string().into_bytes();
    }
    let id = u.int_in_range(0..=3)?;
    Ok(Answer::of(&json!({key: [{"id": format!("new{id}")}, {"id": "n1"}]})))
}

/// Changes something in `json`, at any depth.
fn edit(u: &mut Unstructured<'_>, json: &mut Value, depth: usize) -> Result<()> {
    let goes_deeper = depth < 8 && u.ratio(7, 8)?;
    match json {
        Value::Object(object) if goes_deeper && !object.is_empty() => {
            let keys: Vec<String> = object.keys().cloned().collect();
            let key = u.choose(&keys)?.clone();
            match u.int_in_range(0..=9)? {
                0 => {
                    object.shift_remove(&key);
                }
                1 => {
                    let value = object.shift_remove(&key).unwrap_or_default();
                    object.insert((*u.choose(&["id", "name", "error", "parent_id", "x\0y"])?).to_owned(), value);
                }
                _ => edit(u, object.get_mut(&key).unwrap_or(&mut Value::Null), depth + 1)?,
            }
        }
        Value::Array(values) if goes_deeper && !values.is_empty() => {
            let index = u.choose_index(values.len())?;
            match u.int_in_range(0..=9)? {
                0 => {
                    values.remove(index);
                }
                1 => values.push(values[index].clone()),
                _ => edit(u, &mut values[index], depth + 1)?,
            }
        }
        other => *other = value(u, other)?,
    }
    Ok(())
}

/// Something in place of `old`, often of the same meaning.
fn value(u: &mut Unstructured<'_>, old: &Value) -> Result<Value> {
    Ok(match u.int_in_range(0..=23)? {
        0 => Value::Null,
        1 => json!([]),
        2 => json!([old]),
        3 => json!(["set", [old]]),
        4 => json!(["set", []]),
        5 => json!(["uuid", old]),
        6 => json!([old, old]),
        7 => json!({}),
        8 => json!({"id": old}),
        9 => json!(u.int_in_range(-2_i64..=70_000)?),
        10 => json!(u64::MAX),
        11 => json!(1e300),
        12 => json!(u.int_in_range(0..=100)? as f64 / 2.0),
        13 => json!(u.arbitrary::<bool>()?),
        14 => json!(*u.choose(&["true", "False", "yes", "1500.0", " 80 ", "-1", "NaN", "0x50", "any"])?),
        15 => json!(""),
        16 => json!("a\0b"),
        17 => json!("x".repeat(3_000)),
        18 => json!(super::answers::TOKEN),
        19 => json!("\u{fdd0}\u{fffd}\u{202e}"),
        20 => (0..200).fold(Value::Null, |inner, _| json!([inner])),
        21 => Value::Object((0..20).map(|index| (index.to_string(), old.clone())).collect::<Map<_, _>>()),
        22 => json!(*u.choose(&["t", "n1", "s1", "p1", "r1", "g1", "Default", "network:router_gateway", "egress"])?),
        _ => json!(*u.choose(&["http://localhost:1/", "ftp://x", "//", "http://u:s3cret@h/", HERE])?),
    })
}

/// Damages `body` byte by byte.
fn damaged(u: &mut Unstructured<'_>, body: &[u8]) -> Result<Vec<u8>> {
    let mut body = body.to_vec();
    for _ in 0..u.int_in_range(1..=3)? {
        if body.is_empty() {
            break;
        }
        let at = u.choose_index(body.len())?;
        match u.int_in_range(0..=7)? {
            0 => body.truncate(at),
            1 => body[at] = u.arbitrary()?,
            2 => {
                body.remove(at);
            }
            3 => {
                let inserted: [&[u8]; 9] = [
                    b"\\u0000",
                    b"\\ud800",
                    b"\\udc00\\ud800",
                    b"\0",
                    b"\xff",
                    b"\xed\xa0\x80",
                    b"\xef\xbb\xbf",
                    b"\"",
                    b"\\",
                ];
                let bytes = *u.choose(&inserted)?;
                body.splice(at..at, bytes.iter().copied());
            }
            4 => body.extend_from_within(at..),
            5 => {
                // A key twice
                let copy = body.clone();
                if body.pop() == Some(b'}') {
                    body.push(b',');
                    body.extend_from_slice(&copy[1..]);
                }
            }
            6 => {
                body =
                    (*u.choose(&[&b"<html><title>Sign in</title></html>"[..], b"", b" \n", b"null", b"\x1f\x8b\x08"])?)
                        .to_vec()
            }
            _ => {
                let end = (at + 20).min(body.len());
                body.drain(at..end);
            }
        }
    }
    Ok(body)
}
