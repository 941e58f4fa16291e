//! One Lua VM with one script, driven in slices.

use std::fmt;

use piccolo::limits;
use piccolo::{Error, Executor, Fuel, Function, Lua, StashedExecutor, StashedFunction, Value};

use super::arguments::Arguments;
use super::failure::{CompileError, PolicyFailure};
use super::library::{self, Meter, Shared, text};
use super::surroundings::Surroundings;
use super::{Evaluation, Occasion, outcome, script};
use crate::metrics::View;

/// Fuel of one slice. After each, budget and memory are checked; a shorter one
/// costs measurably more, a longer one overshoots further.
const SLICE: u32 = 64;
/// Garbage that evaluations pile up before they collect it themselves, as a part
/// of the ceiling: ticks collect, where they come often enough.
pub(super) const GARBAGE_SHARE: usize = 8;
/// Garbage that can wait for a later tick, where the ceiling is not a low one.
const LITTLE_BYTES: usize = 32 * 1024;

/// A script in its VM.
pub(super) struct Vm {
    lua: Lua,
    executor: StashedExecutor,
    autoscale: StashedFunction,
    arguments: Arguments,
    surroundings: Surroundings,
    fields: outcome::Fields,
    memory_bytes: usize,
    /// Memory in use after the last collection.
    collected: usize,
    shared: Shared,
}

impl fmt::Debug for Vm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vm")
            .field("memory_bytes", &self.lua.total_memory())
            .finish_non_exhaustive()
    }
}

/// How a run ended before its end.
pub(super) enum Stopped {
    Fuel,
    Memory,
}

impl Vm {
    /// A VM in which the script's top level has run. Also gives what that
    /// printed.
    pub(super) fn new(
        name: &str,
        source: &str,
        memory_bytes: usize,
        fuel: u32,
    ) -> Result<(Self, Vec<String>), CompileError> {
        let mut lua = Lua::empty();
        limits::collect_in_one_go(&lua, memory_bytes / GARBAGE_SHARE);
        let shared = Shared::default();
        let (executor, uses, surroundings) = lua
            .enter(|ctx| {
                library::load(ctx, &shared);
                let script = script::compile(ctx, name, source.as_bytes())?;
                let surroundings = Surroundings::new(ctx, script.around, &shared);
                let executor = Executor::start(ctx, script.main.into(), ());
                Ok((ctx.stash(executor), script.uses, surroundings))
            })
            .map_err(CompileError::new::<String>)?;
        match run(&mut lua, &executor, &shared.meter, fuel, memory_bytes).1 {
            None => {}
            Some(Stopped::Fuel) => {
                return Err(CompileError::new(format!(
                    "{name}: the top level spent its fuel ({fuel}): does it loop for ever?"
                )));
            }
            Some(Stopped::Memory) => {
                return Err(CompileError::new(format!(
                    "{name}: the top level passed the memory ceiling \
                     (limits.memory_bytes: {memory_bytes})"
                )));
            }
        }
        let found = lua.enter(|ctx| {
            match ctx.fetch(&executor).take_result::<Value<'_>>(ctx) {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(error_text(&error)),
                Err(_) => return Err("the top level must not yield".to_owned()),
            }
            let autoscale = match ctx.get_global_value("autoscale") {
                Value::Function(function) => ctx.stash(function),
                _ => return Err("there is no function autoscale(metrics, request)".to_owned()),
            };
            Ok((
                autoscale,
                Arguments::new(ctx, uses),
                outcome::Fields::new(ctx),
            ))
        });
        let (autoscale, arguments, fields) =
            found.map_err(|text| CompileError::new(located(name, &text)))?;
        let lines = shared.printed.take();
        let vm = Self {
            lua,
            executor,
            autoscale,
            arguments,
            surroundings,
            fields,
            memory_bytes,
            collected: 0,
            shared,
        };
        Ok((vm, lines))
    }

    /// Memory in use, in bytes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.lua.total_memory()
    }

    /// Collects all garbage where there is more than a little: going over the
    /// whole heap costs about a millisecond per MiB.
    pub(super) fn collect(&mut self) {
        let little = (self.memory_bytes / 32).min(LITTLE_BYTES);
        let little = little.max(self.collected / 8);
        if self.lua.total_memory() > self.collected.saturating_add(little) {
            collect_all(&mut self.lua);
            self.collected = self.lua.total_memory();
        }
    }

    /// Whether evaluations depend on those before.
    pub(super) fn remembers(&self) -> bool {
        self.surroundings.remember()
    }

    /// Calls `autoscale`.
    pub(super) fn call(&mut self, metrics: View<'_>, mut occasion: Occasion<'_>) -> Evaluation {
        self.shared.clock.set(occasion.now);
        let Self {
            lua,
            executor,
            autoscale,
            arguments,
            surroundings,
            fields,
            ..
        } = self;
        let used = surroundings.are_used();
        let entering = lua.enter(|ctx| {
            let entering = if used {
                surroundings.enter(ctx, metrics, &mut occasion)
            } else {
                0
            };
            let autoscale: Function<'_> = ctx.fetch(autoscale);
            let metrics = arguments.metrics(ctx, metrics);
            let request = arguments.request(ctx, occasion.request);
            ctx.fetch(executor)
                .restart(ctx, autoscale, (metrics, request));
            entering
        });
        let fuel = occasion.fuel.saturating_sub(entering);
        let meter = &self.shared.meter;
        let (mut fuel_used, stopped) = run(lua, executor, meter, fuel, self.memory_bytes);
        let mut outcome = match stopped {
            Some(Stopped::Fuel) => Err(PolicyFailure::Fuel {
                budget: occasion.fuel,
            }),
            Some(Stopped::Memory) => Err(PolicyFailure::Memory {
                bytes: self.memory_bytes,
            }),
            None => lua.enter(
                |ctx| match ctx.fetch(executor).take_result::<Value<'_>>(ctx) {
                    Ok(Ok(value)) => outcome::read(ctx, fields, value),
                    Ok(Err(error)) => Err(PolicyFailure::runtime(error_text(&error))),
                    Err(_) => {
                        ctx.fetch(executor).stop(&ctx);
                        Err(PolicyFailure::runtime("autoscale must not yield"))
                    }
                },
            ),
        };
        fuel_used = fuel_used.saturating_add(entering);
        if used {
            let keep = occasion.request.is_none() && outcome.is_ok();
            let left = lua.enter(|ctx| surroundings.leave(ctx, occasion.memory, keep));
            match left {
                Ok(leaving) => fuel_used = fuel_used.saturating_add(leaving),
                Err(failure) => outcome = Err(failure),
            }
        }
        Evaluation {
            outcome: outcome.map_err(|failure| self.blame_missing(failure)),
            fuel_used,
            printed: self.shared.printed.take(),
        }
    }

    /// An error after a metric was missing is for want of data.
    fn blame_missing(&self, failure: PolicyFailure) -> PolicyFailure {
        match (failure, self.arguments.take_missing()) {
            (PolicyFailure::Runtime(text), Some(metric)) => PolicyFailure::NoData { metric, text },
            (failure, _) => failure,
        }
    }
}

/// Runs until the script ends or has spent what it may. Gives the fuel that
/// was spent. Neither limit can be caught by the script: it is just not
/// continued.
pub(super) fn run(
    lua: &mut Lua,
    executor: &StashedExecutor,
    meter: &Meter,
    budget: u32,
    memory_bytes: usize,
) -> (u32, Option<Stopped>) {
    let mut spent = 0_u32;
    let mut collecting = 0_u32;
    let stopped = loop {
        let left = budget.saturating_sub(spent);
        let slice = i32::try_from(left.min(SLICE)).unwrap_or(i32::MAX).max(1);
        meter.begin_slice(left, slice);
        let mut fuel = Fuel::with(slice);
        let ended = lua.enter(|ctx| ctx.fetch(executor).step(ctx, &mut fuel));
        let used = slice.saturating_sub(fuel.remaining()).max(1);
        spent = spent.saturating_add(u32::try_from(used).unwrap_or(0));
        if lua.total_memory() > memory_bytes {
            // Garbage is no fault of the script's, but just below the ceiling
            // there is some in each slice.
            let fuel = collect_down_to(lua, memory_bytes);
            collecting = collecting.saturating_add(fuel);
            spent = spent.saturating_add(fuel);
            if lua.total_memory() > memory_bytes {
                break Some(Stopped::Memory);
            }
        }
        match ended {
            Ok(false) if spent >= budget && collecting > budget / 2 => break Some(Stopped::Memory),
            Ok(false) if spent >= budget => break Some(Stopped::Fuel),
            Ok(false) => {}
            Ok(true) | Err(_) => break None,
        }
    };
    if stopped.is_some() {
        lua.enter(|ctx| ctx.fetch(executor).stop(&ctx));
    }
    (spent, stopped)
}

/// Collects all garbage. Strings are let go of by one collection and freed by
/// the next.
pub(super) fn collect_all(lua: &mut Lua) {
    lua.gc_collect();
    lua.gc_collect();
}

/// Collects garbage until there is some room below a ceiling. Gives the fuel
/// that this is worth.
fn collect_down_to(lua: &mut Lua, memory_bytes: usize) -> u32 {
    let roomy = memory_bytes / 8 * 7;
    let mut spent = 0_u32;
    for _ in 0..2 {
        let fuel = limits::fuel_for_collection(lua);
        spent = spent.saturating_add(u32::try_from(fuel).unwrap_or(0));
        lua.gc_collect();
        if lua.total_memory() <= roomy {
            break;
        }
    }
    spent
}

/// What was raised, without running Lua code.
pub(super) fn error_text(error: &Error<'_>) -> String {
    match error {
        Error::Lua(raised) => match raised.0 {
            Value::String(_) | Value::Integer(_) | Value::Number(_) => text(raised.0),
            other => format!("an error that is a {}", other.type_name()),
        },
        Error::Runtime(error) => error.to_string(),
    }
}

/// An error with the policy's name before it, where it has none yet.
pub(super) fn located(name: &str, text: &str) -> String {
    if text.starts_with(name) {
        text.to_owned()
    } else {
        format!("{name}: {text}")
    }
}
