//! The arguments of `autoscale`, as Lua values.

use std::cell::RefCell;
use std::rc::Rc;

use piccolo::{
    Callback, CallbackReturn, Context, IntoValue, StashedString, StashedTable, String, Table, Value,
};

use super::RequestFacts;
use super::script::{Fields, Uses};
use crate::metrics::View;

/// The metric that was asked for last and was missing.
type Missing = Rc<RefCell<Option<std::string::String>>>;

/// Integers up to here are exact in a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Makes the arguments, with as little work as the script allows.
pub(super) struct Arguments {
    missing: Missing,
    /// Notes which key was missing. Lua asks it only then, so it costs nothing
    /// where the data is there.
    watch: StashedTable,
    /// The same tables for each call, where the script only reads them.
    metrics: Option<(Numbers, Numbers)>,
    request: Option<Texts>,
}

/// A table of numbers that is filled again for each call.
struct Numbers {
    table: StashedTable,
    fields: Vec<Number>,
}

struct Number {
    name: std::string::String,
    key: StashedString,
    /// What the table holds.
    held: Option<f64>,
}

/// A table of texts that is filled again for each call.
struct Texts {
    table: StashedTable,
    fields: Vec<(RequestField, StashedString)>,
}

/// A field of `request`.
#[derive(Clone, Copy, Debug)]
enum RequestField {
    Id,
    ScaleType,
    Path,
    Method,
    Authority,
}

impl RequestField {
    const ALL: [(&'static str, Self); 5] = [
        ("id", Self::Id),
        ("scale_type", Self::ScaleType),
        ("path", Self::Path),
        ("method", Self::Method),
        ("authority", Self::Authority),
    ];

    fn of<'f>(self, facts: &RequestFacts<'f>) -> Option<&'f [u8]> {
        match self {
            Self::Id => facts.id.map(str::as_bytes),
            Self::ScaleType => facts.scale_type.map(str::as_bytes),
            Self::Path => Some(facts.path),
            Self::Method => Some(facts.method),
            Self::Authority => Some(facts.authority),
        }
    }
}

impl Arguments {
    /// For a script that does this with them.
    pub(super) fn new(ctx: Context<'_>, uses: Uses) -> Self {
        let missing = Missing::default();
        let watch = watch(ctx, &missing);
        let Uses {
            metrics,
            panic,
            request,
        } = uses;
        let metrics = match (metrics, panic) {
            (Fields::Only(fields), Fields::Only(panic)) => {
                let (table, within) = (Table::new(&ctx), Table::new(&ctx));
                table.set_field(ctx, "panic", within);
                Some((
                    Numbers::new(ctx, table, watch, fields),
                    Numbers::new(ctx, within, watch, panic),
                ))
            }
            _ => None,
        };
        let request = match request {
            Fields::Only(read) => {
                let fields = RequestField::ALL
                    .into_iter()
                    .filter(|(name, _)| read.contains(*name))
                    .map(|(name, field)| (field, ctx.stash(ctx.intern(name.as_bytes()))))
                    .collect();
                let table = ctx.stash(Table::new(&ctx));
                Some(Texts { table, fields })
            }
            Fields::Any => None,
        };
        Self {
            missing,
            watch: ctx.stash(watch),
            metrics,
            request,
        }
    }

    /// The metric that was missing, if any was, and forgets it.
    pub(super) fn take_missing(&self) -> Option<std::string::String> {
        self.missing.try_borrow_mut().ok()?.take()
    }

    /// `metrics`.
    pub(super) fn metrics<'gc>(&mut self, ctx: Context<'gc>, metrics: View<'_>) -> Value<'gc> {
        self.take_missing();
        if let Some((values, panic)) = &mut self.metrics {
            panic.fill(ctx, |name| metrics.panic(name));
            return values.fill(ctx, |name| metrics.value(name)).into();
        }
        let watch = ctx.fetch(&self.watch);
        let table = numbers(ctx, metrics.values(), watch);
        let panic = numbers(ctx, metrics.panics(), watch);
        table.set_field(ctx, "panic", panic);
        table.into()
    }

    /// `request`: nil on a tick.
    pub(super) fn request<'gc>(
        &self,
        ctx: Context<'gc>,
        facts: Option<&RequestFacts<'_>>,
    ) -> Value<'gc> {
        let Some(facts) = facts else {
            return Value::Nil;
        };
        if let Some(Texts { table, fields }) = &self.request {
            let table = ctx.fetch(table);
            for (field, key) in fields {
                put(ctx, table, ctx.fetch(key), text(ctx, field.of(facts)));
            }
            return table.into();
        }
        let table = Table::new(&ctx);
        for (name, field) in RequestField::ALL {
            table.set_field(ctx, name, text(ctx, field.of(facts)));
        }
        table.into()
    }
}

impl Numbers {
    fn new<'gc>(
        ctx: Context<'gc>,
        table: Table<'gc>,
        watch: Table<'gc>,
        fields: impl IntoIterator<Item = std::string::String>,
    ) -> Self {
        table.set_metatable(&ctx, Some(watch));
        let fields = fields
            .into_iter()
            .map(|name| Number {
                key: ctx.stash(ctx.intern(name.as_bytes())),
                name,
                held: None,
            })
            .collect();
        let table = ctx.stash(table);
        Self { table, fields }
    }

    fn fill<'gc>(&mut self, ctx: Context<'gc>, value: impl Fn(&str) -> Option<f64>) -> Table<'gc> {
        let table = ctx.fetch(&self.table);
        for field in &mut self.fields {
            let value = value(&field.name);
            if value.map(f64::to_bits) != field.held.map(f64::to_bits) {
                put(
                    ctx,
                    table,
                    ctx.fetch(&field.key),
                    value.map_or(Value::Nil, number),
                );
                field.held = value;
            }
        }
        table
    }
}

fn numbers<'gc, 'v>(
    ctx: Context<'gc>,
    values: impl Iterator<Item = (&'v str, f64)>,
    watch: Table<'gc>,
) -> Table<'gc> {
    let table = Table::new(&ctx);
    for (name, value) in values {
        put(ctx, table, ctx.intern(name.as_bytes()), number(value));
    }
    table.set_metatable(&ctx, Some(watch));
    table
}

fn put<'gc>(ctx: Context<'gc>, table: Table<'gc>, key: String<'gc>, value: Value<'gc>) {
    // Fails for nil and NaN keys and for frozen tables only.
    let _ = table.set_raw(&ctx, key.into(), value);
}

fn text<'gc>(ctx: Context<'gc>, text: Option<&[u8]>) -> Value<'gc> {
    match text {
        // Interned: equal strings that are not the same take long to compare.
        Some(text) => ctx.intern(text).into_value(ctx),
        None => Value::Nil,
    }
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

/// A metatable that notes which key was missing.
fn watch<'gc>(ctx: Context<'gc>, missing: &Missing) -> Table<'gc> {
    let table = Table::new(&ctx);
    let missing = Rc::clone(missing);
    let index = Callback::from_fn(&ctx, move |ctx, _, mut stack| {
        if let Value::String(key) = stack.get(1)
            && let Ok(mut missing) = missing.try_borrow_mut()
        {
            let key = key.as_bytes().get(..64).unwrap_or(key.as_bytes());
            *missing = Some(std::string::String::from_utf8_lossy(key).into_owned());
        }
        stack.replace(ctx, Value::Nil);
        Ok(CallbackReturn::Return)
    });
    table.set_field(ctx, "__index", index);
    // `getmetatable` gives it to the script.
    table.freeze(&ctx);
    table
}
