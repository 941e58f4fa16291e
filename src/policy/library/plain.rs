//! Lua's plain data as JSON, and back: what passes between a script and a host
//! that it calls.

use piccolo::table::NextValue;
use piccolo::{Context, Table, Value};
use serde_json::{Map, Number, Value as Json};

use super::args::Failure;
use super::print::text;

/// Tables in each other.
const MAX_DEPTH: usize = 16;
/// Integers up to here are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value as JSON. An empty table is an object, a whole number an integer.
///
/// # Errors
/// What is no plain data: functions, NaN, tables that are both list and map.
pub(super) fn to_json(value: Value<'_>) -> Result<Json, Failure> {
    at_depth(value, 0)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "whole, and within ±2^53, where both types are exact"
)]
fn at_depth(value: Value<'_>, depth: usize) -> Result<Json, Failure> {
    match value {
        Value::Nil => Ok(Json::Null),
        Value::Boolean(value) => Ok(value.into()),
        Value::Integer(value) => Ok(value.into()),
        Value::Number(value) if value.fract() == 0.0 && value.abs() <= EXACT => {
            Ok((value as i64).into())
        }
        Value::Number(value) => match Number::from_f64(value) {
            Some(number) => Ok(number.into()),
            None => Err(Failure::new(format!("{value} is no number to work with"))),
        },
        Value::String(_) => Ok(text(value).into()),
        Value::Table(table) if depth < MAX_DEPTH => of_table(table, depth.saturating_add(1)),
        Value::Table(_) => Err(Failure::new("tables are nested too deeply")),
        other => Err(Failure::new(format!(
            "a {} is no plain data",
            other.type_name()
        ))),
    }
}

fn of_table(table: Table<'_>, depth: usize) -> Result<Json, Failure> {
    let (mut list, mut map) = (Vec::new(), Map::new());
    let length = table.length();
    for at in 1..=length {
        list.push(at_depth(table.get_raw(at.into()), depth)?);
    }
    let mut key = Value::Nil;
    while let NextValue::Found { key: next, value } = table.next(key) {
        key = next;
        match next {
            Value::Integer(at) if (1..=length).contains(&at) => {}
            Value::String(_) => {
                let name = text(next);
                let value = at_depth(value, depth)
                    .map_err(|failure| Failure::new(format!("{name}: {failure}")))?;
                map.insert(name, value);
            }
            other => {
                let shown = text(other);
                return Err(Failure::new(format!(
                    "[{shown}]: a key must be a name, or the next place of a list"
                )));
            }
        }
    }
    match (list.is_empty(), map.is_empty()) {
        (true, _) => Ok(Json::Object(map)),
        (false, true) => Ok(Json::Array(list)),
        (false, false) => Err(Failure::new("a table is a list or has names, not both")),
    }
}

/// JSON as a value; tables are new ones.
pub(super) fn from_json<'gc>(ctx: Context<'gc>, json: &Json) -> Value<'gc> {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(value) => Value::Boolean(*value),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Value::Integer(whole),
            (None, number) => number.map_or(Value::Nil, Value::Number),
        },
        Json::String(text) => Value::String(ctx.intern(text.as_bytes())),
        Json::Array(items) => {
            let table = Table::new(&ctx);
            for (at, item) in (1_i64..).zip(items) {
                // Fails for nil and NaN keys and for frozen tables only.
                let _ = table.set_raw(&ctx, at.into(), from_json(ctx, item));
            }
            table.into()
        }
        Json::Object(fields) => {
            let table = Table::new(&ctx);
            for (name, field) in fields {
                let name = ctx.intern(name.as_bytes());
                let _ = table.set_raw(&ctx, name.into(), from_json(ctx, field));
            }
            table.into()
        }
    }
}
