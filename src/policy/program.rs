//! A script that is no policy: it registers functions, and the host runs them
//! one by one. They are Lua as policies are, in the same sandbox, and call the
//! host by functions of its own. Tests of policies are such programs.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use piccolo::{Executor, Function, Lua, StashedExecutor, Value, limits};

use super::failure::CompileError;
use super::library::{self, GLOBALS, Host, Register, Registered, Shared};
use super::script;
use super::vm::{GARBAGE_SHARE, Stopped, collect_all, error_text, located, run};

/// Longest source, in bytes.
pub const MAX_PROGRAM_BYTES: usize = 256 * 1024;
/// What only a policy finds around it.
const OF_POLICIES: [&str; 4] = ["clock", "history", "scale", "state"];

/// What a program may use.
#[derive(Clone, Copy, Debug)]
pub struct ProgramLimits {
    /// Memory of its VM in bytes.
    pub memory_bytes: usize,
    /// Fuel of its top level, and of each function that it registers.
    pub fuel: u32,
}

/// A program whose top level has run.
pub struct Program {
    lua: Lua,
    executor: StashedExecutor,
    shared: Shared,
    limits: ProgramLimits,
    registered: Vec<Registered>,
    /// What its top level printed.
    pub printed: Vec<String>,
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("registered", &self.registered.len())
            .finish_non_exhaustive()
    }
}

/// How one of its functions ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// Why it ended before its end.
    pub error: Option<String>,
    /// What it printed.
    pub printed: Vec<String>,
}

impl Program {
    /// Compiles a script called `name` and runs its top level. `functions` are
    /// the host's; `test(name, function)` registers.
    ///
    /// # Errors
    /// A script that is too long, does not parse or fails at its top level.
    pub fn load(
        name: &str,
        source: &str,
        functions: &[&'static str],
        host: &Rc<RefCell<dyn Host>>,
        limits: ProgramLimits,
    ) -> Result<Self, CompileError> {
        if source.len() > MAX_PROGRAM_BYTES {
            return Err(CompileError::new(format!(
                "{name}: {} bytes are too long, must be at most {MAX_PROGRAM_BYTES}",
                source.len()
            )));
        }
        let mut lua = Lua::empty();
        limits::collect_in_one_go(&lua, limits.memory_bytes / GARBAGE_SHARE);
        let shared = Shared::default();
        let register: Register = Rc::new(RefCell::new(Some(Vec::new())));
        let known: Vec<&str> = GLOBALS
            .into_iter()
            .filter(|name| !OF_POLICIES.contains(name))
            .chain(functions.iter().copied())
            .chain([library::REGISTER])
            .collect();
        let executor = lua
            .enter(|ctx| {
                library::load(ctx, &shared);
                library::load_host(ctx, &shared.meter, functions, host, &register);
                let script = script::compile_with(ctx, name, source.as_bytes(), &known)?;
                Ok(ctx.stash(Executor::start(ctx, script.main.into(), ())))
            })
            .map_err(CompileError::new::<String>)?;
        let mut program = Self {
            lua,
            executor,
            shared,
            limits,
            registered: Vec::new(),
            printed: Vec::new(),
        };
        let Ended { error, printed } = program.finish();
        if let Some(error) = error {
            return Err(CompileError::new(located(name, &error)));
        }
        program.printed = printed;
        program.registered = register.take().unwrap_or_default();
        Ok(program)
    }

    /// Name and line of what it registered, in its order.
    pub fn registered(&self) -> impl Iterator<Item = (&str, u64)> {
        let all = self.registered.iter();
        all.map(|registered| (registered.name.as_str(), registered.line))
    }

    /// Runs the function that was registered at place `at`.
    pub fn run(&mut self, at: usize) -> Ended {
        let Self { lua, executor, .. } = self;
        let Some(registered) = self.registered.get(at) else {
            return Ended::default();
        };
        lua.enter(|ctx| {
            let function: Function<'_> = ctx.fetch(&registered.function);
            ctx.fetch(executor).restart(ctx, function, ());
        });
        let ended = self.finish();
        collect_all(&mut self.lua);
        ended
    }

    fn finish(&mut self) -> Ended {
        let ProgramLimits { memory_bytes, fuel } = self.limits;
        let Self {
            lua,
            executor,
            shared,
            ..
        } = self;
        let error = match run(lua, executor, &shared.meter, fuel, memory_bytes).1 {
            Some(Stopped::Fuel) => Some(format!(
                "it spent its fuel ({fuel}): does it loop for ever?"
            )),
            Some(Stopped::Memory) => Some(format!("it passed {memory_bytes} bytes of memory")),
            None => lua.enter(
                |ctx| match ctx.fetch(executor).take_result::<Value<'_>>(ctx) {
                    Ok(Ok(_)) => None,
                    Ok(Err(error)) => Some(error_text(&error)),
                    Err(_) => {
                        ctx.fetch(executor).stop(&ctx);
                        Some("it must not yield".to_owned())
                    }
                },
            ),
        };
        Ended {
            error,
            printed: shared.printed.take(),
        }
    }
}
