//! What a script finds in its globals.

use std::cell::RefCell;
use std::rc::Rc;

use piccolo::{Callback, CallbackReturn, Context, Table, Value};

use super::failure::shortened;

/// Lines that one evaluation may print.
const MAX_LINES: usize = 16;

/// What was printed in this evaluation.
pub(super) type Printed = Rc<RefCell<Vec<String>>>;

/// Globals of the VM's libraries that are taken away: they load code, steer
/// the collector, or leave their thread.
const REMOVED: [&str; 4] = ["load", "collectgarbage", "coroutine", "_VERSION"];
/// Functions that are taken away because their time or memory is not bounded.
const UNBOUNDED: [(&str, &[&str]); 2] = [
    (
        "string",
        &["rep", "gsub", "gmatch", "find", "match", "format"],
    ),
    ("table", &["concat", "sort", "insert", "remove", "move"]),
];

/// Fills the globals.
pub(super) fn load<'gc>(ctx: Context<'gc>, printed: &Printed) {
    piccolo::stdlib::load_base(ctx);
    piccolo::stdlib::load_math(ctx);
    piccolo::stdlib::load_string(ctx);
    piccolo::stdlib::load_table(ctx);
    for name in REMOVED {
        ctx.set_global(name, Value::Nil);
    }
    for (library, functions) in UNBOUNDED {
        if let Value::Table(library) = ctx.get_global_value(library) {
            for function in functions {
                library.set_field(ctx, function, Value::Nil);
            }
        }
    }
    ctx.set_global("error", error(ctx));
    ctx.set_global("print", print(ctx, printed));
    ctx.set_global("scale", scale(ctx));
}

/// `error`: raises its argument, a string with the place before it unless
/// the level is 0. Levels above 1 give the place of level 1.
fn error<'gc>(ctx: Context<'gc>) -> Callback<'gc> {
    Callback::from_fn(&ctx, |ctx, exec, stack| {
        let raised = stack.get(0);
        let wants_place = stack.get(1).to_integer() != Some(0);
        let (Value::String(message), Some(frame), true) =
            (raised, exec.upper_lua_frame(), wants_place)
        else {
            return Err(raised.into());
        };
        let mut located = format!(
            "{}:{}: ",
            frame.chunk_name.display_lossy(),
            frame.current_line
        )
        .into_bytes();
        located.extend_from_slice(message.as_bytes());
        Err(Value::from(piccolo::String::from_slice(&ctx, &located)).into())
    })
}

/// `print`: its arguments with tabs between them, for Envoy's log.
fn print<'gc>(ctx: Context<'gc>, printed: &Printed) -> Callback<'gc> {
    let printed = Rc::clone(printed);
    Callback::from_fn(&ctx, move |_, _, mut stack| {
        let mut line = String::new();
        for (number, value) in (&stack).into_iter().enumerate() {
            if number > 0 {
                line.push('\t');
            }
            line.push_str(&text(value));
            if line.len() > 1024 {
                break;
            }
        }
        if let Ok(mut printed) = printed.try_borrow_mut() {
            match printed.len() {
                0..MAX_LINES => printed.push(shortened(line.replace(['\n', '\r'], " "))),
                MAX_LINES => printed.push("… more lines were dropped".to_owned()),
                _ => {}
            }
        }
        stack.clear();
        Ok(CallbackReturn::Return)
    })
}

/// A value as text, without running Lua code.
pub(super) fn text(value: Value<'_>) -> String {
    match value {
        Value::String(text) => {
            let bytes = text.as_bytes();
            String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).into_owned()
        }
        Value::Nil | Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => {
            value.display().to_string()
        }
        other => format!("a {}", other.type_name()),
    }
}

/// `scale.up`, `.down`, `.to`, `.hold`: tables that `autoscale` may return.
fn scale<'gc>(ctx: Context<'gc>) -> Table<'gc> {
    let scale = Table::new(&ctx);
    for (name, action, field) in [
        ("up", Some("up"), Some("step")),
        ("down", Some("down"), Some("step")),
        ("to", None, Some("replicas")),
        ("hold", Some("hold"), None),
    ] {
        let build = Callback::from_fn(&ctx, move |ctx, _, mut stack| {
            let table = Table::new(&ctx);
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
    scale
}
