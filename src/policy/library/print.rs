//! `print`: lines for the host's log.

use std::cell::RefCell;
use std::rc::Rc;

use piccolo::{Callback, CallbackReturn, Context, Value};

use super::super::failure::shortened;

/// Lines that one evaluation may print.
const MAX_LINES: usize = 16;
/// Bytes of one value, and of one line before it is cut.
const MAX_BYTES: usize = 1024;

/// What was printed in this evaluation.
pub(in crate::policy) type Printed = Rc<RefCell<Vec<String>>>;

/// `print`: its arguments with tabs between them. `__tostring` is not asked.
pub(super) fn print<'gc>(ctx: Context<'gc>, printed: &Printed) -> Callback<'gc> {
    let printed = Rc::clone(printed);
    Callback::from_fn(&ctx, move |_, mut exec, mut stack| {
        let mut line = String::new();
        for (number, value) in (&stack).into_iter().enumerate() {
            if number > 0 {
                line.push('\t');
            }
            line.push_str(&text(value));
            if line.len() > MAX_BYTES {
                break;
            }
        }
        exec.fuel()
            .consume(piccolo::limits::fuel_for_bytes(line.len()));
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
pub(in crate::policy) fn text(value: Value<'_>) -> String {
    match value {
        Value::String(text) => {
            let bytes = text.as_bytes();
            String::from_utf8_lossy(bytes.get(..MAX_BYTES).unwrap_or(bytes)).into_owned()
        }
        Value::Nil | Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => {
            value.display().to_string()
        }
        other => format!("a {}", other.type_name()),
    }
}
