//! What has to hold whatever a provider sends.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use ovirt_net_provider::{Client, Error, Inventory, Options, Secret};
use ovirt_net_sync::rows::{Cell, Rows};
use serde_json::Value;

use super::answers::{Answer, Answers, HERE, TOKEN};
use super::responder::World;

const PASSWORD: &str = "s3cret-of-the-user";

/// The lists whose objects are all rows of a table. A rule needs its group.
const TABLES: [(&str, &str); 7] = [
    ("tenants", "cloud_tenants"),
    ("networks", "cloud_networks"),
    ("subnets", "cloud_subnets"),
    ("ports", "network_ports"),
    ("routers", "network_routers"),
    ("floatingips", "floating_ips"),
    ("security-groups", "security_groups"),
];

/// Whether the refresh succeeded; an error says what must not be.
pub(crate) fn check(world: &World, answers: &Answers) -> Result<bool, String> {
    world.answer_with(answers);
    let url = format!("http://127.0.0.1:{}/v2.0", world.port);
    let mut options = Options::new(url, "admin@internal", Secret::new(PASSWORD));
    options.retry_wait = Duration::ZERO;
    options.connect_timeout = Duration::from_millis(500);
    options.read_timeout = Duration::from_millis(500);
    options.body_limit = 1 << 20;
    let client = Client::new(options).map_err(|error| error.to_string())?;
    let done = catch_unwind(AssertUnwindSafe(|| world.runtime.block_on(client.inventory())));
    match done.map_err(|_| "a panic while reading".to_owned())? {
        Ok(inventory) => whole(world, answers, &inventory).map(|()| true),
        Err(error) => explained(&error).map(|()| false),
    }
}

fn explained(error: &Error) -> Result<(), String> {
    let text = error.to_string();
    let begins = match (error, error.request()) {
        (Error::Catalog { .. }, _) => "the service catalog ".to_owned(),
        (_, Some(request)) => match request.list {
            Some(list) => format!("cannot read {list}: "),
            None => "POST /v2.0/tokens: ".to_owned(),
        },
        _ => return Err(format!("an error without a request: {text}")),
    };
    let problem = if !text.starts_with(&begins) || text.len() < begins.len() + 10 {
        "an error without list and place"
    } else if text.chars().count() > 1_500 {
        "an error that nobody reads"
    } else if leaks(&text) || leaks(&format!("{error:?}")) {
        "an error with a secret"
    } else if text.chars().any(char::is_control) {
        "an error of several lines"
    } else {
        return Ok(());
    };
    Err(format!("{problem}: {text}"))
}

fn leaks(text: &str) -> bool {
    text.contains(PASSWORD) || text.contains(TOKEN)
}

fn whole(world: &World, answers: &Answers, inventory: &Inventory) -> Result<(), String> {
    let rows = catch_unwind(AssertUnwindSafe(|| {
        let rows = Rows::new(inventory);
        let ids = |table: &str| {
            let rows = &rows.table(table)?.rows;
            let ids =
                rows.iter().filter_map(|row| if let Cell::Text(id) = &row[0] { Some(id.to_string()) } else { None });
            Some(ids.collect::<BTreeSet<String>>())
        };
        let tables: Vec<_> = TABLES.iter().map(|(list, table)| (*list, ids(table))).collect();
        (tables, rows.notes)
    }));
    let (tables, notes) = rows.map_err(|_| "a panic while rows are made".to_owned())?;
    let asked = world.asked();
    for (list, ids) in tables {
        let key = format!("GET {list}");
        let served =
            answers.0.get(&key).map_or(&[][..], |list| &list[..list.len().min(asked.get(&key).copied().unwrap_or(0))]);
        let Some(ids) = ids else {
            continue;
        };
        let here = format!("http://127.0.0.1:{}", world.port);
        let sent = served.iter().flat_map(|answer| held(answer, &list.replace('-', "_")));
        let sent: BTreeSet<String> = sent.map(|id| id.replace(HERE, &here)).collect();
        if let Some(lost) = sent.iter().find(|id| !ids.contains(*id)) {
            return Err(format!("{list}: {lost} is lost, of {sent:?} there are {ids:?}"));
        }
    }
    let notes = inventory.notes.iter().chain(&notes);
    match notes.into_iter().find(|note| leaks(note) || note.chars().count() > 1_500) {
        Some(note) => Err(format!("a note with a secret, or that nobody reads: {note}")),
        None => Ok(()),
    }
}

/// The ids that an answer holds, as far as it is JSON that arrived. Of OVSDB's notations those are left out that are no plain
/// id.
fn held(answer: &Answer, key: &str) -> Vec<String> {
    if answer.headers.iter().any(|(name, _)| name == "Content-Length" || name == "Transfer-Encoding") {
        return Vec::new();
    }
    let json: Value = match serde_json::from_slice(&answer.body) {
        Ok(json) if matches!(answer.status, 200 | 203) => json,
        _ => return Vec::new(),
    };
    let id = |object: &Value| match object.get("id")? {
        Value::String(id) => Some(id.replace('\0', "")),
        Value::Number(id) if id.is_i64() || id.is_u64() => Some(id.to_string()),
        _ => None,
    };
    json.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(id).collect()
}
