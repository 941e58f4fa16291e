//! Runs the operator's Lua. The only folder that knows the Lua VM.
//!
//! A policy is a script with a function `autoscale(metrics, request)`. It runs
//! in a VM of its own with a budget of fuel and a ceiling of memory, in slices
//! so short that neither can be passed by much. It cannot hang, and what it
//! does wrong is a [`PolicyFailure`] with a line and a remedy.
//!
//! What a script finds is Lua 5.4's library without what loads code or reaches
//! the system, and `scale`. It is checked before it is compiled: names that do
//! not exist are refused, the library is read-only.

mod arguments;
mod failure;
mod library;
mod memory;
mod outcome;
mod program;
mod script;
mod state;
mod surroundings;
mod vm;

use std::time::Duration;

use sha2::{Digest, Sha256};

pub use failure::{CompileError, PolicyFailure};
pub use library::{Host, HostCall};
pub use memory::Memory;
pub use program::{Ended, MAX_PROGRAM_BYTES, Program, ProgramLimits};

use crate::metrics::View;
use crate::recommendation::Recommendation;
use crate::time::Timestamp;
use vm::Vm;

/// Longest source, in bytes. Time and memory of the compiler grow with it.
pub const MAX_SOURCE_BYTES: usize = 32 * 1024;
/// Fuel for the top level of a script, as much as a tick has: it runs again
/// when a VM is built anew.
const TOP_LEVEL_FUEL: u32 = 200_000;
/// Most ticks without a VM after a policy passed its ceiling again and again,
/// as a power of two: about a minute.
const MAX_PAUSE: u32 = 8;

/// What a policy may use.
#[derive(Clone, Copy, Debug)]
pub struct PolicyLimits {
    /// Memory of the VM in bytes.
    pub memory_bytes: usize,
}

/// What a request is about, for policies that ask.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestFacts<'a> {
    /// `x-request-id`.
    pub id: Option<&'a str>,
    /// `x-scale-type`.
    pub scale_type: Option<&'a str>,
    /// `:path`.
    pub path: &'a [u8],
    /// `:method`.
    pub method: &'a [u8],
    /// `:authority`.
    pub authority: &'a [u8],
}

/// What an evaluation is about, beside the metrics.
#[derive(Debug)]
pub struct Occasion<'a> {
    /// The request; `None` on a tick.
    pub request: Option<&'a RequestFacts<'a>>,
    /// Fuel that it may spend, up to a slice more.
    pub fuel: u32,
    /// The time that the policy sees.
    pub now: Timestamp,
    /// Minutes east of UTC of the policy's `clock`.
    pub utc_offset_minutes: i64,
    /// The service's stable window.
    pub stable_window: Duration,
    /// What is remembered of the service: changed on a tick only, and only
    /// where the evaluation did not fail. A history goes on either way.
    pub memory: &'a mut Memory,
}

/// A policy that was compiled.
#[derive(Debug)]
pub struct Compiled {
    /// Ready to be evaluated.
    pub policy: Policy,
    /// What its top level printed.
    pub printed: Vec<String>,
}

/// One evaluation.
#[derive(Debug)]
pub struct Evaluation {
    /// What the policy wants, or how it failed.
    pub outcome: Result<Recommendation, PolicyFailure>,
    /// Fuel that was spent; about one per instruction.
    pub fuel_used: u32,
    /// Lines that it printed.
    pub printed: Vec<String>,
}

/// A policy with a VM of its own.
#[derive(Debug)]
pub struct Policy {
    name: String,
    source: String,
    sha256: String,
    limits: PolicyLimits,
    /// `None` between passing the ceiling and a later tick.
    vm: Option<Vm>,
    rebuilds: u64,
    /// Twice how often the ceiling was passed of late; each evaluation that did
    /// not takes one off.
    overfull: u32,
    /// Ticks until the VM is built anew.
    pause: u32,
}

/// Compiles a script and runs its top level.
///
/// # Errors
/// A script that is too long, does not parse, fails at its top level or has no
/// function `autoscale`.
pub fn compile(name: &str, source: &str, limits: PolicyLimits) -> Result<Compiled, CompileError> {
    if source.len() > MAX_SOURCE_BYTES {
        return Err(CompileError::new(format!(
            "{name}: {} bytes are too long, must be at most {MAX_SOURCE_BYTES}",
            source.len()
        )));
    }
    let (vm, printed) = Vm::new(name, source, limits.memory_bytes, TOP_LEVEL_FUEL)?;
    let digest = Sha256::digest(source.as_bytes());
    let policy = Policy {
        name: name.to_owned(),
        source: source.to_owned(),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        limits,
        vm: Some(vm),
        rebuilds: 0,
        overfull: 0,
        pause: 0,
    };
    Ok(Compiled { policy, printed })
}

impl Policy {
    /// Its name in the configuration.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of its source, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Memory that its VM holds, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.vm.as_ref().map_or(0, Vm::memory_bytes)
    }

    /// How often its VM was built anew, its globals lost.
    pub fn rebuilds(&self) -> u64 {
        self.rebuilds
    }

    /// Collects its garbage, and builds its VM anew where that is due. Once per
    /// tick, off the request path.
    pub fn collect(&mut self) {
        match &mut self.vm {
            Some(vm) => vm.collect(),
            None => {
                self.pause = self.pause.saturating_sub(1);
                if self.pause == 0 {
                    self.rebuild();
                }
            }
        }
    }

    /// Whether its evaluations depend on those before, by [`Memory`].
    pub fn remembers(&self) -> bool {
        self.vm.as_ref().is_some_and(Vm::remembers)
    }

    /// [`Policy::evaluate`] for a service of which nothing is remembered, in
    /// UTC and with a stable window of a minute.
    pub fn evaluate_alone(
        &mut self,
        metrics: View<'_>,
        request: Option<&RequestFacts<'_>>,
        fuel: u32,
        now: Timestamp,
    ) -> Evaluation {
        let occasion = Occasion {
            request,
            fuel,
            now,
            utc_offset_minutes: 0,
            stable_window: Duration::from_secs(60),
            memory: &mut Memory::default(),
        };
        self.evaluate(metrics, occasion)
    }

    /// Calls `autoscale(metrics, request)`.
    pub fn evaluate(&mut self, metrics: View<'_>, occasion: Occasion<'_>) -> Evaluation {
        let Some(vm) = &mut self.vm else {
            return Evaluation {
                outcome: Err(PolicyFailure::Memory {
                    bytes: self.limits.memory_bytes,
                }),
                fuel_used: 0,
                printed: Vec::new(),
            };
        };
        let evaluation = vm.call(metrics, occasion);
        if matches!(evaluation.outcome, Err(PolicyFailure::Memory { .. })) {
            // It is full of what the script keeps. Building another one costs as
            // much as the script's top level, and may be in vain.
            self.vm = None;
            self.pause = 2_u32.saturating_pow(self.overfull / 2);
            self.overfull = self.overfull.saturating_add(2).min(2 * MAX_PAUSE);
        } else {
            self.overfull = self.overfull.saturating_sub(1);
        }
        evaluation
    }

    fn rebuild(&mut self) {
        self.rebuilds = self.rebuilds.saturating_add(1);
        let built = Vm::new(
            &self.name,
            &self.source,
            self.limits.memory_bytes,
            TOP_LEVEL_FUEL,
        );
        match built {
            Ok((vm, _)) => self.vm = Some(vm),
            // It was built once, so this cannot be for good.
            Err(_) => self.pause = 2_u32.saturating_pow(MAX_PAUSE),
        }
    }
}

#[cfg(test)]
mod abuse;
#[cfg(test)]
mod around_tests;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
