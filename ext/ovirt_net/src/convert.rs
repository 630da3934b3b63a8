//! Rows and JSON as Ruby values.

use magnus::{Error, RArray, Ruby, Value, prelude::*};
use ovirt_net_sync::rows::{Cell, TableRows};

/// How many rows are made before other Ruby threads may have their turn.
const TURN: usize = 500;

/// `[columns, rows]`: the columns' names once, frozen; a row is an array of its cells.
pub(crate) fn table(ruby: &Ruby, table: &TableRows<'_>) -> Result<RArray, Error> {
    let columns = ruby.ary_from_iter(table.table.columns.iter().map(|column| ruby.to_symbol(column.name)));
    columns.freeze();
    let rows = ruby.ary_new_capa(table.rows.len());
    for (index, row) in table.rows.iter().enumerate() {
        if index % TURN == TURN - 1 {
            ruby.thread_check_ints()?;
        }
        let cells = ruby.ary_new_capa(row.len());
        for value in row {
            cells.push(cell(ruby, value)?)?;
        }
        rows.push(cells)?;
    }
    let both = ruby.ary_new_capa(2);
    both.push(columns)?;
    both.push(rows)?;
    Ok(both)
}

pub(crate) fn cell(ruby: &Ruby, cell: &Cell<'_>) -> Result<Value, Error> {
    Ok(match cell {
        Cell::Null => ruby.qnil().as_value(),
        Cell::Keep => ruby.to_symbol("keep").as_value(),
        Cell::Flag(flag) => flag_value(ruby, *flag),
        Cell::Integer(number) => ruby.integer_from_i64(*number).as_value(),
        Cell::Text(text) => ruby.str_new(text).as_value(),
        Cell::Texts(texts) => ruby.ary_from_iter(texts.iter().map(|text| ruby.str_new(text))).as_value(),
        Cell::Router(router) => device(ruby, "router", router)?,
        Cell::Vnic(vnic) => device(ruby, "vnic", vnic)?,
        Cell::Attributes(pairs) => {
            let hash = ruby.hash_new();
            for (key, value) in pairs {
                hash.aset(ruby.to_symbol(key), json(ruby, value)?)?;
            }
            hash.as_value()
        }
    })
}

/// What a port is plugged into: its kind, and its id.
fn device(ruby: &Ruby, kind: &str, id: &str) -> Result<Value, Error> {
    let device = ruby.ary_new_capa(2);
    device.push(ruby.to_symbol(kind))?;
    device.push(ruby.str_new(id))?;
    Ok(device.as_value())
}

/// JSON as Ruby's own parser would give it: texts as keys.
pub(crate) fn json(ruby: &Ruby, value: &ovirt_net_provider::Json) -> Result<Value, Error> {
    use ovirt_net_provider::Json;
    Ok(match value {
        Json::Null => ruby.qnil().as_value(),
        Json::Bool(flag) => flag_value(ruby, *flag),
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(integer), ..) => ruby.integer_from_i64(integer).as_value(),
            (None, Some(integer), _) => ruby.integer_from_u64(integer).as_value(),
            (None, None, Some(float)) => ruby.float_from_f64(float).as_value(),
            (None, None, None) => ruby.str_new(&number.to_string()).as_value(),
        },
        Json::String(text) => ruby.str_new(text).as_value(),
        Json::Array(elements) => {
            let array = ruby.ary_new_capa(elements.len());
            for element in elements {
                array.push(json(ruby, element)?)?;
            }
            array.as_value()
        }
        Json::Object(members) => {
            let hash = ruby.hash_new();
            for (key, member) in members {
                hash.aset(ruby.str_new(key), json(ruby, member)?)?;
            }
            hash.as_value()
        }
    })
}

fn flag_value(ruby: &Ruby, flag: bool) -> Value {
    if flag { ruby.qtrue().as_value() } else { ruby.qfalse().as_value() }
}
