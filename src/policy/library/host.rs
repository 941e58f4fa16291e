//! Functions that a host has, for scripts that are no policies: they call it,
//! and register what it is to run.

use std::cell::RefCell;
use std::rc::Rc;

use piccolo::{Callback, CallbackReturn, Context, StashedFunction, Value};
use serde_json::Value as Json;

use super::args::{Call, Failure, with};
use super::meter::Meter;
use super::plain::{from_json, to_json};

/// The name of the function that registers.
pub(in crate::policy) const REGISTER: &str = "test";

/// Callers that are looked at for one that has lines.
const MAX_BETWEEN: usize = 8;

/// What a script calls.
pub trait Host {
    /// One of the host's functions is called. `fuel` is what the script has
    /// left; what the host takes off is paid.
    ///
    /// # Errors
    /// What is wrong; the script's place is put before it.
    fn call(&mut self, call: HostCall<'_>, fuel: &mut u32) -> Result<Json, String>;
}

/// A call of one of the host's functions.
#[derive(Clone, Copy, Debug)]
pub struct HostCall<'c> {
    /// The function.
    pub function: &'c str,
    /// Its arguments as plain data.
    pub arguments: &'c [Json],
    /// The script's line, from 1; 0 where nobody knows.
    pub line: u64,
}

/// A function that was registered under a name.
pub(in crate::policy) struct Registered {
    pub(in crate::policy) name: String,
    pub(in crate::policy) line: u64,
    pub(in crate::policy) function: StashedFunction,
}

/// What was registered; `None` once that is over.
pub(in crate::policy) type Register = Rc<RefCell<Option<Vec<Registered>>>>;

/// Puts the host's functions into the globals, and [`REGISTER`].
pub(in crate::policy) fn load(
    ctx: Context<'_>,
    meter: &Meter,
    functions: &[&'static str],
    host: &Rc<RefCell<dyn Host>>,
    register: &Register,
) {
    let globals = ctx.globals();
    for name in functions.iter().copied() {
        let (meter, host) = (meter.clone(), Rc::clone(host));
        let function = Callback::from_fn(&ctx, move |ctx, exec, stack| {
            with(ctx, exec, stack, &meter, name, |call| {
                ask(call, name, &host)
            })?;
            Ok(CallbackReturn::Return)
        });
        globals.set_field(ctx, name, function);
    }
    let (meter, register) = (meter.clone(), Rc::clone(register));
    let function = Callback::from_fn(&ctx, move |ctx, exec, stack| {
        with(ctx, exec, stack, &meter, REGISTER, |call| {
            note(call, &register)
        })?;
        Ok(CallbackReturn::Return)
    });
    globals.set_field(ctx, REGISTER, function);
}

/// The line of the script that calls.
fn line(call: &Call<'_, '_>) -> u64 {
    // Between the two may be `pcall`.
    let frame = (0..MAX_BETWEEN).find_map(|level| call.exec.lua_frame(level));
    frame.map_or(0, |frame| frame.current_line.0.saturating_add(1))
}

fn ask(call: &mut Call<'_, '_>, name: &str, host: &Rc<RefCell<dyn Host>>) -> Result<(), Failure> {
    let mut arguments = Vec::new();
    for at in 0..call.len() {
        let argument = to_json(call.arg(at));
        arguments.push(argument.map_err(|failure| call.bad(at, &failure.to_string()))?);
    }
    let left = call.fuel_left();
    let mut fuel = left;
    let asked = HostCall {
        function: name,
        arguments: &arguments,
        line: line(call),
    };
    let mut host = host
        .try_borrow_mut()
        .map_err(|_| Failure::new("called by itself"))?;
    let answer = host.call(asked, &mut fuel);
    let spent = left.saturating_sub(fuel);
    call.charge(i32::try_from(spent).unwrap_or(i32::MAX))?;
    let answer = from_json(call.ctx, &answer.map_err(Failure::new)?);
    call.ret(answer);
    Ok(())
}

fn note(call: &mut Call<'_, '_>, register: &Register) -> Result<(), Failure> {
    let name = match call.arg(0) {
        Value::String(name) => name.display_lossy().to_string(),
        _ => return Err(call.expected(0, "string")),
    };
    let Value::Function(function) = call.arg(1) else {
        return Err(call.expected(1, "function"));
    };
    let line = line(call);
    let mut register = register
        .try_borrow_mut()
        .map_err(|_| Failure::new("called by itself"))?;
    let Some(registered) = register.as_mut() else {
        return Err(Failure::new(format!("a {REGISTER} within a {REGISTER}")));
    };
    registered.push(Registered {
        name,
        line,
        function: call.ctx.stash(function),
    });
    call.ret(());
    Ok(())
}
