//! `scale`: builds what `autoscale` may return.

use piccolo::table::RawTable;
use piccolo::{Callback, CallbackReturn, Context, Table};

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
        let build = Callback::from_fn(&ctx, move |ctx, _, mut stack| {
            // Room for all of its fields: growing costs more than filling.
            let room = RawTable::with_capacity(&ctx, 0, FIELDS);
            let table = Table::from_parts(&ctx, room, None);
            if let Some(action) = action {
                table.set_field(ctx, "action", ctx.intern_static(action.as_bytes()));
            }
            let mut reason = stack.get(0);
            if let Some(field) = field {
                table.set_field(ctx, field, stack.get(0));
                reason = stack.get(1);
            }
            table.set_field(ctx, "reason", reason);
            stack.replace(ctx, table);
            Ok(CallbackReturn::Return)
        });
        scale.set_field(ctx, name, build);
    }
    formulas::load(ctx, meter, frame, scale);
    scale
}
