//! Arguments and results of native functions, with Lua's words for wrong ones.

use std::fmt;

use piccolo::messages::{self, type_name};
use piccolo::meta_ops::MetaOperatorError;
use piccolo::{
    Callback, CallbackReturn, Context, Error, Execution, IntoMultiValue, Stack, String, Table,
    Value,
};

use super::meter::Meter;

/// An error of a native function; the VM puts the place before it.
#[derive(Debug)]
pub(super) struct Failure(std::string::String);

impl Failure {
    pub(super) fn new(text: impl Into<std::string::String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// A native function that calls no Lua.
pub(super) type Native = for<'gc> fn(&mut Call<'gc, '_>) -> Result<(), Failure>;

/// An error of an operator that a native function carries out. As in Lua, no
/// place is put before it.
pub(super) fn placeless<'gc>(ctx: Context<'gc>, error: MetaOperatorError) -> Error<'gc> {
    let text = messages::runtime(ctx, &error.into(), None);
    Value::from(ctx.intern(text.as_bytes())).into()
}

/// One call of a native function: arguments in, results out.
pub(super) struct Call<'gc, 'a> {
    pub(super) ctx: Context<'gc>,
    pub(super) exec: Execution<'gc, 'a>,
    pub(super) stack: Stack<'gc, 'a>,
    pub(super) meter: &'a Meter,
    name: &'static str,
}

/// A function of Lua's that `native` carries out. It is called `math.abs`,
/// which is told where its caller has no name for it.
pub(super) fn function<'gc>(
    ctx: Context<'gc>,
    meter: &Meter,
    name: &'static str,
    native: Native,
) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        with(ctx, exec, stack, &meter, name, native)?;
        Ok(CallbackReturn::Return)
    })
}

/// A table of such functions.
pub(super) fn library<'gc>(
    ctx: Context<'gc>,
    meter: &Meter,
    functions: &[(&'static str, Native)],
) -> Table<'gc> {
    let table = Table::new(&ctx);
    for (name, native) in functions {
        table.set_field(ctx, field(name), function(ctx, meter, name, *native));
    }
    table
}

/// The field in its library of a function that is called `math.abs`.
pub(super) fn field(name: &'static str) -> &'static str {
    name.split_once('.').map_or(name, |(_, field)| field)
}

/// Runs `act` on the arguments of a callback.
pub(super) fn with<'gc, T>(
    ctx: Context<'gc>,
    exec: Execution<'gc, '_>,
    stack: Stack<'gc, '_>,
    meter: &Meter,
    name: &'static str,
    act: impl FnOnce(&mut Call<'gc, '_>) -> Result<T, Failure>,
) -> Result<T, Error<'gc>> {
    let mut call = Call {
        ctx,
        exec,
        stack,
        meter,
        name,
    };
    Ok(act(&mut call)?)
}

impl<'gc> Call<'gc, '_> {
    /// Number of arguments.
    pub(super) fn len(&self) -> usize {
        self.stack.len()
    }

    /// The argument at `index` (from 0), nil where there is none.
    pub(super) fn arg(&self, index: usize) -> Value<'gc> {
        self.stack.get(index)
    }

    /// The argument at `index`, which must be there.
    pub(super) fn any(&self, index: usize) -> Result<Value<'gc>, Failure> {
        if index < self.len() {
            Ok(self.arg(index))
        } else {
            Err(self.bad(index, "value expected"))
        }
    }

    /// A table.
    pub(super) fn table(&self, index: usize) -> Result<Table<'gc>, Failure> {
        match self.arg(index) {
            Value::Table(table) => Ok(table),
            _ => Err(self.expected(index, "table")),
        }
    }

    /// A string, or a number as one.
    pub(super) fn string(&self, index: usize) -> Result<String<'gc>, Failure> {
        self.arg(index)
            .into_string(self.ctx)
            .ok_or_else(|| self.expected(index, "string"))
    }

    /// A number, or a string that holds one.
    pub(super) fn number(&self, index: usize) -> Result<f64, Failure> {
        match self.arg(index) {
            Value::Nil | Value::Boolean(_) => Err(self.expected(index, "number")),
            value => value
                .to_number()
                .ok_or_else(|| self.expected(index, "number")),
        }
    }

    /// An integer, or what stands for one.
    pub(super) fn integer(&self, index: usize) -> Result<i64, Failure> {
        let value = self.arg(index);
        value.to_integer().ok_or_else(|| {
            if value.to_number().is_some() {
                self.bad(index, "number has no integer representation")
            } else {
                self.expected(index, "number")
            }
        })
    }

    /// An integer; `default` where the argument is nil or missing.
    pub(super) fn integer_or(&self, index: usize, default: i64) -> Result<i64, Failure> {
        if self.arg(index).is_nil() {
            Ok(default)
        } else {
            self.integer(index)
        }
    }

    /// The error for an argument of the wrong type.
    pub(super) fn expected(&self, index: usize, wanted: &str) -> Failure {
        let found = if index < self.len() {
            type_name(self.ctx, self.arg(index))
        } else {
            "no value".to_owned()
        };
        self.bad(index, &format!("{wanted} expected, got {found}"))
    }

    /// The error for a wrong argument. As in Lua, the function is told by the
    /// name that its caller uses, and a method's first argument is not counted.
    pub(super) fn bad(&self, index: usize, what: &str) -> Failure {
        let number = index.saturating_add(1);
        Failure::new(match self.exec.called_as() {
            Some(("method", name)) if index == 0 => {
                format!("calling '{name}' on bad self ({what})")
            }
            Some(("method", name)) => format!("bad argument #{index} to '{name}' ({what})"),
            Some((_, name)) => format!("bad argument #{number} to '{name}' ({what})"),
            None => format!("bad argument #{number} to '{}' ({what})", self.name),
        })
    }

    /// Fuel that is left.
    pub(super) fn fuel_left(&mut self) -> u32 {
        self.meter.steps(&mut self.exec, 1)
    }

    /// Takes fuel before work is done.
    pub(super) fn charge(&mut self, fuel: i32) -> Result<(), Failure> {
        self.meter.charge(&mut self.exec, fuel)
    }

    /// Takes what work on so many bytes costs.
    pub(super) fn charge_bytes(&mut self, bytes: usize) -> Result<(), Failure> {
        self.meter.charge_bytes(&mut self.exec, bytes)
    }

    /// Takes what work on so many items costs.
    pub(super) fn charge_items(&mut self, items: usize) -> Result<(), Failure> {
        self.meter.charge_items(&mut self.exec, items)
    }

    /// Gives the results.
    pub(super) fn ret(&mut self, results: impl IntoMultiValue<'gc>) {
        self.stack.replace(self.ctx, results);
    }

    /// Gives a string as the result; it has been paid for.
    pub(super) fn ret_bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        Meter::check_length(bytes.len())?;
        let string = self.ctx.intern(bytes);
        self.ret(string);
        Ok(())
    }
}

/// A place in a string or list of `len` items as Lua counts it (from 1,
/// negative from the end), as an offset from 0; below the first it is `None`.
pub(super) fn offset(place: i64, len: usize) -> Option<usize> {
    let from_start = if place >= 0 {
        place.checked_sub(1)?
    } else {
        i64::try_from(len).ok()?.checked_add(place)?
    };
    // Beyond all memory is still behind the end, on 32-bit targets too.
    (from_start >= 0).then(|| usize::try_from(from_start).unwrap_or(usize::MAX))
}

/// The part of a string from place `first` to place `last`, both as Lua
/// counts them; empty where there is nothing between.
pub(super) fn part(bytes: &[u8], first: i64, last: i64) -> &[u8] {
    let start = match offset(first, bytes.len()) {
        // 0 and what lies before the first byte mean the first byte.
        None => 0,
        Some(_) if first == 0 => 0,
        Some(start) => start,
    };
    let end = match last {
        0 => 0,
        last => offset(last, bytes.len()).map_or(0, |at| at.saturating_add(1)),
    };
    bytes.get(start..end.min(bytes.len())).unwrap_or(&[])
}
