//! From what `autoscale` returned to a recommendation.

use piccolo::{Context, StashedString, Table, Value};

use super::failure::{PolicyFailure, shortened};
use super::library::text;
use crate::recommendation::{MAX_TARGET, Recommendation, Scope, Target};

/// Largest step.
const MAX_STEP: i64 = 100_000;

/// The fields that a returned table may have, interned for good: to find them
/// by their text takes longer than to read them.
pub(super) struct Fields {
    action: StashedString,
    demand: StashedString,
    reason: StashedString,
    replicas: StashedString,
    scope: StashedString,
    step: StashedString,
}

impl Fields {
    pub(super) fn new(ctx: Context<'_>) -> Self {
        let field = |name: &str| ctx.stash(ctx.intern(name.as_bytes()));
        Self {
            action: field("action"),
            demand: field("demand"),
            reason: field("reason"),
            replicas: field("replicas"),
            scope: field("scope"),
            step: field("step"),
        }
    }
}

/// Reads a returned value.
pub(super) fn read<'gc>(
    ctx: Context<'gc>,
    fields: &Fields,
    value: Value<'gc>,
) -> Result<Recommendation, PolicyFailure> {
    match value {
        Value::Nil => Ok(says(Target::Hold)),
        Value::Integer(_) | Value::Number(_) => {
            let (target, replicas) = replicas(value, "a number of replicas")?;
            Ok(Recommendation {
                demand: Some(replicas),
                ..says(target)
            })
        }
        Value::String(word) => match word.as_bytes() {
            b"hold" => Ok(says(Target::Hold)),
            b"up" => Ok(says(Target::Up(1))),
            b"down" => Ok(says(Target::Down(1))),
            _ => Err(wrong(format!("\"{}\"", text(value)))),
        },
        Value::Table(table) => read_table(ctx, fields, table),
        other => Err(wrong(format!("a {}", other.type_name()))),
    }
}

fn says(target: Target) -> Recommendation {
    Recommendation {
        target,
        demand: None,
        scope: Scope::Fleet,
        reason: None,
    }
}

fn wrong(what: impl Into<String>) -> PolicyFailure {
    PolicyFailure::Result(shortened(what.into()))
}

/// Fields are read raw: no metatable of the script's runs here.
fn read_table<'gc>(
    ctx: Context<'gc>,
    fields: &Fields,
    table: Table<'gc>,
) -> Result<Recommendation, PolicyFailure> {
    let field = |name: &StashedString| table.get_raw(ctx.fetch(name).into());
    let (wanted, action) = (field(&fields.replicas), field(&fields.action));
    let mut demand = None;
    let target = match (wanted, action) {
        (Value::Nil, Value::Nil) => {
            return Err(wrong("a table with neither action nor replicas"));
        }
        (Value::Nil, Value::String(action)) => match action.as_bytes() {
            b"hold" => Target::Hold,
            b"up" => Target::Up(step(field(&fields.step))?),
            b"down" => Target::Down(step(field(&fields.step))?),
            _ => return Err(wrong(format!("action = \"{}\"", text(action.into())))),
        },
        (Value::Nil, other) => return Err(wrong(format!("action = {}", text(other)))),
        (wanted, _) => {
            let (target, replicas) = replicas(wanted, "replicas")?;
            demand = Some(replicas);
            target
        }
    };
    match field(&fields.demand) {
        Value::Nil => {}
        value => demand = Some(replicas(value, "demand")?.1),
    }
    let scope = match field(&fields.scope) {
        Value::Nil => Scope::Fleet,
        Value::String(scope) if scope.as_bytes() == b"fleet" => Scope::Fleet,
        Value::String(scope) if scope.as_bytes() == b"share" => Scope::Share,
        other => {
            return Err(wrong(format!(
                "scope = {} (must be \"share\" or \"fleet\")",
                text(other)
            )));
        }
    };
    let reason = match field(&fields.reason) {
        Value::Nil => None,
        reason => Some(shortened(text(reason))),
    };
    Ok(Recommendation {
        target,
        demand,
        scope,
        reason,
    })
}

fn replicas(value: Value<'_>, what: &str) -> Result<(Target, f64), PolicyFailure> {
    let count = match value {
        Value::Integer(_) | Value::Number(_) => value.to_number(),
        _ => None,
    };
    match count.and_then(Target::replicas) {
        Some(Target::Replicas(count)) => Ok((Target::Replicas(count), count)),
        _ => Err(wrong(format!(
            "{what} = {} (must be 0 to {MAX_TARGET})",
            text(value)
        ))),
    }
}

/// A step left out is one.
fn step(value: Value<'_>) -> Result<u32, PolicyFailure> {
    let step = match value {
        Value::Nil => Some(1),
        Value::Integer(_) | Value::Number(_) => value.to_integer(),
        _ => None,
    };
    step.filter(|step| (1..=MAX_STEP).contains(step))
        .and_then(|step| u32::try_from(step).ok())
        .ok_or_else(|| {
            wrong(format!(
                "step = {} (must be a whole number, 1 to {MAX_STEP})",
                text(value)
            ))
        })
}
