//! The arguments of `autoscale`, as Lua values.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use piccolo::{Callback, CallbackReturn, Context, IntoValue, Table, Value};

use super::RequestFacts;
use crate::metrics::Metrics;

/// The metric that was asked for last and was missing.
pub(super) type Missing = Rc<RefCell<Option<String>>>;

/// Integers up to here are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// `metrics`: a new table for each call, so that a script may keep or change
/// it without harm.
pub(super) fn metrics<'gc>(ctx: Context<'gc>, metrics: &Metrics, watch: Table<'gc>) -> Value<'gc> {
    let table = numbers(ctx, &metrics.values, watch);
    let panic = numbers(ctx, &metrics.panic, watch);
    table.set_field(ctx, "panic", panic);
    table.into()
}

fn numbers<'gc>(
    ctx: Context<'gc>,
    values: &BTreeMap<String, f64>,
    watch: Table<'gc>,
) -> Table<'gc> {
    let table = Table::new(&ctx);
    for (name, value) in values {
        let key = ctx.intern(name.as_bytes());
        // Fails for nil and NaN keys only.
        let _ = table.set(ctx, key, number(*value));
    }
    table.set_metatable(&ctx, Some(watch));
    table
}

/// Whole numbers as integers: `"cpu " .. 85` reads better than `85.0`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole, and within ±2^53, where both types are exact"
)]
fn number<'gc>(value: f64) -> Value<'gc> {
    if value.fract() == 0.0 && value.abs() <= EXACT {
        Value::Integer(value as i64)
    } else {
        Value::Number(value)
    }
}

/// A metatable that notes which key was missing. Lua asks it only then, so it
/// costs nothing where the data is there.
pub(super) fn watch<'gc>(ctx: Context<'gc>, missing: &Missing) -> Table<'gc> {
    let table = Table::new(&ctx);
    let missing = Rc::clone(missing);
    let index = Callback::from_fn(&ctx, move |ctx, _, mut stack| {
        if let Value::String(key) = stack.get(1)
            && let Ok(mut missing) = missing.try_borrow_mut()
        {
            let key = key.as_bytes().get(..64).unwrap_or(key.as_bytes());
            *missing = Some(String::from_utf8_lossy(key).into_owned());
        }
        stack.replace(ctx, Value::Nil);
        Ok(CallbackReturn::Return)
    });
    table.set_field(ctx, "__index", index);
    table
}

/// `request`: nil on a tick.
pub(super) fn request<'gc>(ctx: Context<'gc>, facts: Option<&RequestFacts<'_>>) -> Value<'gc> {
    let Some(facts) = facts else {
        return Value::Nil;
    };
    let table = Table::new(&ctx);
    let text = |text: Option<&[u8]>| match text {
        Some(text) => piccolo::String::from_slice(&ctx, text).into_value(ctx),
        None => Value::Nil,
    };
    table.set_field(ctx, "id", text(facts.id.map(str::as_bytes)));
    table.set_field(ctx, "scale_type", text(facts.scale_type.map(str::as_bytes)));
    table.set_field(ctx, "path", text(Some(facts.path)));
    table.set_field(ctx, "method", text(Some(facts.method)));
    table.set_field(ctx, "authority", text(Some(facts.authority)));
    table.into()
}
