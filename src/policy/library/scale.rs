//! `scale`: builds what `autoscale` may return.

use piccolo::table::RawTable;
use piccolo::{Callback, CallbackReturn, Context, String, Table, Value};

use super::formulas;
use super::frame::Frame;
use super::meter::Meter;

/// Most fields of a table that is built here.
const FIELDS: usize = 3;

/// `scale.up`, `.down`, `.to`, `.hold`, and the formulas.
pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter, frame: &Frame) -> Table<'gc> {
    let scale = Table::new(&ctx);
    for (name, action, field) in [
        ("up", Some("up"), Some("step")),
        ("down", Some("down"), Some("step")),
        ("to", None, Some("replicas")),
        ("hold", Some("hold"), None),
    ] {
        // Interned once: by their text, finding the names takes longer than
        // building the table.
        let word = |text: &str| ctx.intern(text.as_bytes());
        let words = (
            action.map(|action| (word("action"), word(action))),
            field.map(word),
            word("reason"),
        );
        let build =
            Callback::from_fn_with(&ctx, words, |(action, field, reason), ctx, _, mut stack| {
                // Room for all of its fields: growing costs more than filling.
                let mut fields = RawTable::with_capacity(&ctx, 0, FIELDS);
                if let Some((key, action)) = action {
                    put(&mut fields, *key, (*action).into());
                }
                let mut said = stack.get(0);
                if let Some(field) = field {
                    put(&mut fields, *field, said);
                    said = stack.get(1);
                }
                put(&mut fields, *reason, said);
                stack.replace(ctx, Table::from_parts(&ctx, fields, None));
                Ok(CallbackReturn::Return)
            });
        scale.set_field(ctx, name, build);
    }
    formulas::load(ctx, meter, frame, scale);
    scale
}

fn put<'gc>(fields: &mut RawTable<'gc>, key: String<'gc>, value: Value<'gc>) {
    // Fails for nil and NaN keys and for frozen tables only.
    let _ = fields.set(key.into(), value);
}
