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
mod outcome;
mod script;
mod vm;

use sha2::{Digest, Sha256};

pub use failure::{CompileError, PolicyFailure};

use crate::metrics::Metrics;
use crate::recommendation::Recommendation;
use crate::time::Timestamp;
use vm::Vm;

/// Longest source, in bytes. Time and memory of the compiler grow with it.
pub const MAX_SOURCE_BYTES: usize = 32 * 1024;
/// Fuel for the top level of a script, which runs once.
const TOP_LEVEL_FUEL: u32 = 1_000_000;

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
    /// `None` only where a VM that had to be rebuilt could not be.
    vm: Option<Vm>,
    rebuilds: u64,
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

    /// Collects its garbage. Belongs off the request path.
    pub fn collect(&mut self) {
        if let Some(vm) = &mut self.vm {
            vm.collect();
        }
    }

    /// Calls `autoscale(metrics, request)`; `request` is nil on a tick. Spends
    /// at most `fuel` and a slice. `now` is the time that the policy sees.
    pub fn evaluate(
        &mut self,
        metrics: &Metrics,
        request: Option<&RequestFacts<'_>>,
        fuel: u32,
        now: Timestamp,
    ) -> Evaluation {
        let Some(vm) = &mut self.vm else {
            return Evaluation {
                outcome: Err(PolicyFailure::Memory {
                    bytes: self.limits.memory_bytes,
                }),
                fuel_used: 0,
                printed: Vec::new(),
            };
        };
        let evaluation = vm.call(metrics, request, fuel, now);
        if matches!(evaluation.outcome, Err(PolicyFailure::Memory { .. })) {
            self.rebuild();
        }
        evaluation
    }

    /// A VM that passed its ceiling is full of what the script keeps.
    fn rebuild(&mut self) {
        self.rebuilds = self.rebuilds.saturating_add(1);
        // First let go of the old one: the two together may be too much.
        self.vm = None;
        let built = Vm::new(
            &self.name,
            &self.source,
            self.limits.memory_bytes,
            TOP_LEVEL_FUEL,
        );
        self.vm = built.ok().map(|(vm, _)| vm);
    }
}

#[cfg(test)]
mod tests;
