//! The base library, without what loads code or steers the collector.

use piccolo::limits::fuel_for_bytes;
use piccolo::meta_ops::{self, MetaResult};
use piccolo::protect::{handled, protected};
use piccolo::table::NextValue;
use piccolo::{
    Callback, CallbackReturn, Context, Error, Execution, MetaMethod, Table, Value, Variadic,
    messages,
};

use super::args::{Call, Failure, Native, function, placeless, with};
use super::meter::Meter;

const FUNCTIONS: [(&str, Native); 10] = [
    ("getmetatable", get_metatable),
    ("next", next),
    ("rawequal", raw_equal),
    ("rawget", raw_get),
    ("rawlen", raw_len),
    ("rawset", raw_set),
    ("select", select),
    ("setmetatable", set_metatable),
    ("tonumber", to_number),
    ("type", type_of),
];

/// Puts the library into `globals`.
pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter, globals: Table<'gc>) {
    for (name, native) in FUNCTIONS {
        globals.set_field(ctx, name, function(ctx, meter, name, native));
    }
    globals.set_field(ctx, "assert", assert(ctx, meter));
    globals.set_field(ctx, "error", error(ctx, meter));
    globals.set_field(ctx, "ipairs", ipairs(ctx, meter));
    globals.set_field(ctx, "pairs", pairs(ctx, meter, globals));
    globals.set_field(ctx, "pcall", pcall(ctx, meter));
    globals.set_field(ctx, "tostring", to_string(ctx, meter));
    globals.set_field(ctx, "xpcall", xpcall(ctx, meter));
    globals.set_field(ctx, "_VERSION", "Lua 5.4");
}

fn get_metatable(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let metatable = match call.any(0)? {
        Value::Table(table) => table.metatable(),
        Value::UserData(data) => data.metatable(),
        Value::String(_) => Some(piccolo::string_metatable(call.ctx)),
        _ => None,
    };
    match metatable {
        None => call.ret(Value::Nil),
        Some(metatable) => match metatable.get_value(call.ctx, "__metatable") {
            Value::Nil => call.ret(metatable),
            instead => call.ret(instead),
        },
    }
    Ok(())
}

fn set_metatable(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let table = call.table(0)?;
    let metatable = match call.arg(1) {
        Value::Nil if call.len() > 1 => None,
        Value::Table(metatable) => Some(metatable),
        _ => return Err(call.expected(1, "nil or table")),
    };
    let hidden = table
        .metatable()
        .is_some_and(|former| !former.get_value(call.ctx, "__metatable").is_nil());
    if hidden {
        return Err(Failure::new("cannot change a protected metatable"));
    }
    if table.is_frozen() {
        return Err(Failure::new("attempt to modify a read-only table"));
    }
    table.set_metatable(&call.ctx, metatable);
    call.ret(table);
    Ok(())
}

fn next(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let table = call.table(0)?;
    let mut looked_at = 0;
    let found = table.next_counting(call.arg(1), &mut looked_at);
    // Paid afterwards, since only then it is known; the table's size bounds it.
    call.charge_items(looked_at / 8)?;
    match found {
        NextValue::Found { key, value } => call.ret((key, value)),
        NextValue::Last => call.ret(Value::Nil),
        NextValue::NotFound => return Err(Failure::new("invalid key to 'next'")),
    }
    Ok(())
}

fn raw_equal(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let (one, other) = (call.any(0)?, call.any(1)?);
    let equal = match (one, other) {
        (Value::Table(one), Value::Table(other)) => one == other,
        (Value::UserData(one), Value::UserData(other)) => one == other,
        (one, other) => matches!(
            meta_ops::equal(call.ctx, one, other),
            Ok(MetaResult::Value(Value::Boolean(true)))
        ),
    };
    call.ret(equal);
    Ok(())
}

fn raw_get(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let table = call.table(0)?;
    let value = table.get_raw(call.any(1)?);
    call.ret(value);
    Ok(())
}

fn raw_len(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let len = match call.arg(0) {
        Value::Table(table) => table.length(),
        Value::String(string) => string.len(),
        _ => return Err(call.expected(0, "table or string")),
    };
    call.ret(len);
    Ok(())
}

fn raw_set(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let table = call.table(0)?;
    let (key, value) = (call.any(1)?, call.any(2)?);
    table
        .set_raw(&call.ctx, key, value)
        .map_err(|error| Failure::new(messages::key(&error)))?;
    call.ret(table);
    Ok(())
}

fn select(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let given = call.len().saturating_sub(1);
    if matches!(call.arg(0), Value::String(sign) if sign == b"#") {
        call.ret(i64::try_from(given).unwrap_or(i64::MAX));
        return Ok(());
    }
    let place = call.integer(0)?;
    let skipped = if place < 0 {
        let back = usize::try_from(place.unsigned_abs()).unwrap_or(usize::MAX);
        given.checked_sub(back)
    } else {
        let at = usize::try_from(place).unwrap_or(usize::MAX);
        at.checked_sub(1)
    };
    let Some(skipped) = skipped else {
        return Err(call.bad(0, "index out of range"));
    };
    let gone = skipped.saturating_add(1).min(call.len());
    call.stack.drain(..gone);
    Ok(())
}

fn to_number(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    if call.arg(1).is_nil() {
        let value = call.any(0)?;
        let number = value.to_numeric().unwrap_or(Value::Nil);
        call.ret(number);
        return Ok(());
    }
    let base = call.integer(1)?;
    let Value::String(text) = call.arg(0) else {
        return Err(call.expected(0, "string"));
    };
    if !(2..=36).contains(&base) {
        return Err(call.bad(1, "base out of range"));
    }
    call.charge_bytes(text.as_bytes().len())?;
    match in_base(text.as_bytes(), base) {
        Some(number) => call.ret(number),
        None => call.ret(Value::Nil),
    }
    Ok(())
}

/// The integer that `text` spells in a base of 2 to 36; it wraps around.
fn in_base(text: &[u8], base: i64) -> Option<i64> {
    let text = text.trim_ascii();
    let (negative, digits) = match text.split_first() {
        Some((b'-', digits)) => (true, digits),
        Some((b'+', digits)) => (false, digits),
        _ => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    let mut number = 0_i64;
    for digit in digits {
        let digit = char::from(*digit).to_digit(36).map(i64::from)?;
        if digit >= base {
            return None;
        }
        number = number.wrapping_mul(base).wrapping_add(digit);
    }
    Some(if negative {
        number.wrapping_neg()
    } else {
        number
    })
}

fn type_of(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let name = call.any(0)?.type_name();
    call.ret(name);
    Ok(())
}

fn assert<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, mut exec, stack| {
        let (held, given, message) = (stack.get(0).to_bool(), stack.len(), stack.get(1));
        if held {
            return Ok(CallbackReturn::Return);
        }
        if given > 1 {
            return Err(raised(ctx, &mut exec, message, 1));
        }
        with(ctx, exec, stack, &meter, "assert", |call| {
            call.any(0)?;
            Err(Failure::new("assertion failed!"))
        })
    })
}

/// `error`: raises its argument, a string with the place before it unless the
/// level is 0.
fn error<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, mut exec, mut stack| {
        let value = stack.get(0);
        let (exec_of_call, stack) = (exec.reborrow(), stack.reborrow());
        let level = with(ctx, exec_of_call, stack, &meter, "error", |call| {
            call.integer_or(1, 1)
        })?;
        Err(raised(ctx, &mut exec, value, level))
    })
}

/// A value as an error; before a string comes the place of the function
/// `level` calls above.
fn raised<'gc>(
    ctx: Context<'gc>,
    exec: &mut Execution<'gc, '_>,
    value: Value<'gc>,
    level: i64,
) -> Error<'gc> {
    let place = usize::try_from(level)
        .ok()
        .and_then(|level| exec.lua_frame(level.checked_sub(1)?));
    let (Value::String(message), Some(frame)) = (value, place) else {
        return value.into();
    };
    let mut located = format!(
        "{}:{}: ",
        frame.chunk_name.display_lossy(),
        frame.current_line
    )
    .into_bytes();
    located.extend_from_slice(message.as_bytes());
    exec.fuel().consume(fuel_for_bytes(located.len()));
    if Meter::check_length(located.len()).is_err() {
        return value.into();
    }
    Value::from(ctx.intern(&located)).into()
}

fn ipairs<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let step = Callback::from_fn(&ctx, |ctx, _, mut stack| {
        let (table, index) = (stack.get(0), stack.get(1).to_integer().unwrap_or(0));
        let index = index.wrapping_add(1);
        stack.clear();
        if let Value::Table(plain) = table {
            let value = plain.get_raw(Value::Integer(index));
            if !value.is_nil() {
                stack.extend([Value::Integer(index), value]);
                return Ok(CallbackReturn::Return);
            }
            if plain.metatable().is_none() {
                stack.push_back(Value::Nil);
                return Ok(CallbackReturn::Return);
            }
        }
        // Through `__index`: `return index, table[index]` is Lua's to do, and
        // only then is it known whether there is a value.
        match meta_ops::index(ctx, table, Value::Integer(index))? {
            MetaResult::Value(Value::Nil) => stack.push_back(Value::Nil),
            MetaResult::Value(value) => stack.extend([Value::Integer(index), value]),
            MetaResult::Call(called) => {
                stack.extend(called.args);
                return Ok(CallbackReturn::Call {
                    function: called.function,
                    then: Some(piccolo::protect::indexed(ctx, index)),
                });
            }
        }
        Ok(CallbackReturn::Return)
    });
    let meter = meter.clone();
    Callback::from_fn_with(&ctx, step, move |step, ctx, exec, stack| {
        with(ctx, exec, stack, &meter, "ipairs", |call| {
            let list = call.any(0)?;
            call.ret((*step, list, 0));
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}

fn pairs<'gc>(ctx: Context<'gc>, meter: &Meter, globals: Table<'gc>) -> Callback<'gc> {
    let next = globals.get_value(ctx, "next");
    let meter = meter.clone();
    Callback::from_fn_with(&ctx, next, move |next, ctx, exec, mut stack| {
        let list = stack.get(0);
        let metatable = match list {
            Value::Table(table) => table.metatable(),
            Value::UserData(data) => data.metatable(),
            _ => None,
        };
        let own = metatable.map_or(Value::Nil, |it| it.get_value(ctx, MetaMethod::Pairs));
        if !own.is_nil() {
            let function = meta_ops::call(ctx, own)?;
            stack.replace(ctx, list);
            let then = Some(piccolo::protect::adjusted(ctx, 3));
            return Ok(CallbackReturn::Call { function, then });
        }
        with(ctx, exec, stack, &meter, "pairs", |call| {
            // Whether it is a table, `next` finds out.
            let list = call.any(0)?;
            call.ret((*next, list, Value::Nil));
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}

fn pcall<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        if stack.is_empty() {
            return with(ctx, exec, stack, &meter, "pcall", |call| {
                call.any(0).map(|_| CallbackReturn::Return)
            });
        }
        match meta_ops::call(ctx, stack.get(0)) {
            Ok(function) => {
                stack.pop_front();
                let then = Some(protected(ctx));
                Ok(CallbackReturn::Call { function, then })
            }
            Err(error) => {
                let text = format!("attempt to call a {} value", error.0);
                stack.replace(ctx, (false, ctx.intern(text.as_bytes())));
                Ok(CallbackReturn::Return)
            }
        }
    })
}

fn xpcall<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        let Value::Function(handler) = stack.get(1) else {
            return with(ctx, exec, stack, &meter, "xpcall", |call| {
                Err(call.expected(1, "function"))
            });
        };
        // What cannot be called fails inside, so that the handler sees it.
        let function = stack.get(0);
        stack.drain(..2);
        stack.push_front(function);
        let function = Callback::from_fn(&ctx, |ctx, _, mut stack| {
            let function = meta_ops::call(ctx, stack.get(0))?;
            stack.pop_front();
            Ok(CallbackReturn::Call {
                function,
                then: None,
            })
        });
        Ok(CallbackReturn::Call {
            function: function.into(),
            then: Some(handled(ctx, handler)),
        })
    })
}

/// `tostring`
pub(super) fn to_string<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, mut exec, mut stack| {
        if stack.is_empty() {
            return with(ctx, exec, stack, &meter, "tostring", |call| {
                call.any(0).map(|_| CallbackReturn::Return)
            });
        }
        match text_of(ctx, &mut exec, stack.get(0))? {
            MetaResult::Value(text) => {
                stack.replace(ctx, text);
                Ok(CallbackReturn::Return)
            }
            MetaResult::Call(called) => {
                stack.replace(ctx, Variadic(called.args));
                let function = called.function;
                let then = Some(piccolo::protect::stringly(ctx));
                Ok(CallbackReturn::Call { function, then })
            }
        }
    })
}

/// A value as text: `__tostring` is asked, and `__name` is shown.
fn text_of<'gc>(
    ctx: Context<'gc>,
    exec: &mut Execution<'gc, '_>,
    value: Value<'gc>,
) -> Result<MetaResult<'gc, 1>, Error<'gc>> {
    let text = meta_ops::tostring(ctx, value).map_err(|error| placeless(ctx, error))?;
    let (MetaResult::Value(_), Value::Table(_)) = (text, value) else {
        return Ok(text);
    };
    let shown = value.display().to_string();
    let address = shown.split_once(' ').map_or("", |(_, address)| address);
    let shown = format!("{}: {address}", messages::type_name(ctx, value));
    exec.fuel().consume(fuel_for_bytes(shown.len()));
    Ok(MetaResult::Value(ctx.intern(shown.as_bytes()).into()))
}
