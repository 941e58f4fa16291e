//! Coroutines. Each is memory of the VM's, and what it does is fuel of the
//! evaluation's.

use piccolo::protect::protected;
use piccolo::{Callback, CallbackReturn, Context, Execution, Table, Thread, ThreadMode, Value};

use super::args::{Call, Failure, Native, library, with};
use super::meter::Meter;

const FUNCTIONS: [(&str, Native); 5] = [
    ("coroutine.close", close),
    ("coroutine.create", create),
    ("coroutine.isyieldable", is_yieldable),
    ("coroutine.running", running),
    ("coroutine.status", status),
];

pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter) -> Table<'gc> {
    let table = library(ctx, meter, &FUNCTIONS);
    table.set_field(ctx, "resume", resume(ctx, meter));
    table.set_field(ctx, "wrap", wrap(ctx, meter));
    table.set_field(ctx, "yield", yield_(ctx, meter));
    table
}

fn thread<'gc>(call: &Call<'gc, '_>, index: usize) -> Result<Thread<'gc>, Failure> {
    match call.arg(index) {
        Value::Thread(thread) => Ok(thread),
        _ => Err(call.expected(index, "thread")),
    }
}

fn new<'gc>(call: &Call<'gc, '_>) -> Result<Thread<'gc>, Failure> {
    let Value::Function(function) = call.arg(0) else {
        return Err(call.expected(0, "function"));
    };
    let thread = Thread::new(call.ctx);
    thread
        .start_suspended(&call.ctx, function)
        .map_err(|error| Failure::new(error.to_string()))?;
    Ok(thread)
}

fn create(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let thread = new(call)?;
    call.ret(thread);
    Ok(())
}

/// Most coroutines that wait for one another, as in Lua.
const MAX_NESTED: usize = 200;

/// Why a coroutine cannot be resumed.
fn not_resumable<'gc>(exec: &Execution<'gc, '_>, thread: Thread<'gc>) -> Option<&'static str> {
    match thread.mode() {
        ThreadMode::Suspended if exec.running_threads().len() >= MAX_NESTED => {
            Some("C stack overflow")
        }
        ThreadMode::Suspended => None,
        ThreadMode::Stopped | ThreadMode::Result => Some("cannot resume dead coroutine"),
        _ => Some("cannot resume non-suspended coroutine"),
    }
}

fn resume<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, mut exec, mut stack| {
        let resumed = with(
            ctx,
            exec.reborrow(),
            stack.reborrow(),
            &meter,
            "coroutine.resume",
            |call| thread(call, 0),
        )?;
        if let Some(why) = not_resumable(&exec, resumed) {
            stack.replace(ctx, (false, why));
            return Ok(CallbackReturn::Return);
        }
        stack.pop_front();
        Ok(CallbackReturn::Resume {
            thread: resumed,
            then: Some(protected(ctx)),
        })
    })
}

fn wrap<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        with(ctx, exec, stack, &meter, "coroutine.wrap", |call| {
            let thread = new(call)?;
            let function =
                Callback::from_fn_with(
                    &call.ctx,
                    thread,
                    |thread, _, exec, _| match not_resumable(&exec, *thread) {
                        Some(why) => Err(Failure::new(why).into()),
                        None => Ok(CallbackReturn::Resume {
                            thread: *thread,
                            then: None,
                        }),
                    },
                );
            call.ret(function);
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}

fn yield_<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        with(
            ctx,
            exec,
            stack.reborrow(),
            &meter,
            "coroutine.yield",
            |call| {
                if call.exec.current_thread().is_main {
                    return Err(Failure::new("attempt to yield from outside a coroutine"));
                }
                Ok(())
            },
        )?;
        Ok(CallbackReturn::Yield {
            to_thread: None,
            then: None,
        })
    })
}

fn is_yieldable(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let asked = match call.len() {
        0 => call.exec.current_thread().thread,
        _ => thread(call, 0)?,
    };
    let yieldable = call.exec.running_threads().first() != Some(&asked);
    call.ret(yieldable);
    Ok(())
}

fn running(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let current = call.exec.current_thread();
    call.ret((current.thread, current.is_main));
    Ok(())
}

fn status_of<'gc>(call: &Call<'gc, '_>, thread: Thread<'gc>) -> &'static str {
    if thread == call.exec.current_thread().thread {
        return "running";
    }
    match thread.mode() {
        ThreadMode::Stopped | ThreadMode::Result => "dead",
        ThreadMode::Suspended => "suspended",
        _ => "normal",
    }
}

fn status(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let status = status_of(call, thread(call, 0)?);
    call.ret(status);
    Ok(())
}

fn close(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let closed = thread(call, 0)?;
    match status_of(call, closed) {
        "suspended" | "dead" => {
            closed
                .reset(&call.ctx)
                .map_err(|error| Failure::new(error.to_string()))?;
            call.ret(true);
            Ok(())
        }
        status => Err(Failure::new(format!("cannot close a {status} coroutine"))),
    }
}
