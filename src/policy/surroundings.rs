//! What a script finds around it beside its arguments: `state`, `clock`, and
//! the frame that `history` and the formulas look at. Only what the script
//! names is made.

use std::mem;

use piccolo::table::RawTable;
use piccolo::{Context, StashedTable, Table};

use super::failure::PolicyFailure;
use super::library::{Frame, Shared, set_clock};
use super::memory::Memory;
use super::script::Around;
use super::{Occasion, state};
use crate::metrics::View;
use crate::time::Timestamp;

/// Bytes of `state` that cost as much as an instruction.
const BYTES_PER_FUEL: usize = 8;

/// What one script uses.
pub(super) struct Surroundings {
    state: Option<StashedTable>,
    clock: Option<StashedTable>,
    /// Whether there are formulas or histories that ask.
    framed: bool,
    histories: Vec<String>,
    frame: Frame,
}

impl Surroundings {
    /// Puts what the script uses into its globals. The tables stay the same
    /// for good, so that the script may have other names for them.
    pub(super) fn new(ctx: Context<'_>, around: Around, shared: &Shared) -> Self {
        let global = |name: &'static str, used: bool| {
            used.then(|| {
                let table = Table::new(&ctx);
                ctx.globals().set_field(ctx, name, table);
                table
            })
        };
        let clock = global("clock", around.clock);
        if let Some(clock) = clock {
            // As for `os.time`, a script is loaded at no time.
            set_clock(ctx, clock, Timestamp::default(), 0);
        }
        Self {
            state: global("state", around.state).map(|table| ctx.stash(table)),
            clock: clock.map(|table| ctx.stash(table)),
            framed: around.formulas || !around.histories.is_empty(),
            histories: around.histories,
            frame: shared.frame.clone(),
        }
    }

    /// Whether there is anything to prepare.
    pub(super) fn are_used(&self) -> bool {
        self.state.is_some() || self.clock.is_some() || self.framed
    }

    /// Whether evaluations depend on those before.
    pub(super) fn remember(&self) -> bool {
        self.state.is_some() || self.framed
    }

    /// Before an evaluation. Gives the fuel that it costs.
    pub(super) fn enter(
        &self,
        ctx: Context<'_>,
        metrics: View<'_>,
        occasion: &mut Occasion<'_>,
    ) -> u32 {
        let now = occasion.now;
        if let Some(clock) = &self.clock {
            set_clock(ctx, ctx.fetch(clock), now, occasion.utc_offset_minutes);
        }
        let memory = &mut *occasion.memory;
        if occasion.request.is_none() {
            memory.history.record(&self.histories, metrics, now);
        }
        if self.framed
            && let Some(mut facts) = self.frame.facts()
        {
            facts.now = now;
            facts.replicas = metrics.value("replicas");
            facts.decided = metrics
                .value("desired")
                .or_else(|| metrics.value("min_replicas"))
                .unwrap_or(0.0);
            facts.panic = [metrics.panic("concurrency"), metrics.panic("rps")];
            facts.stable_window = occasion.stable_window;
            facts.history = mem::take(&mut memory.history);
            facts.formulas = memory.formulas;
        }
        let Some(state) = &self.state else {
            return 0;
        };
        let state = ctx.fetch(state);
        empty(ctx, state);
        if state::decode(ctx, &memory.state, state).is_none() {
            empty(ctx, state);
        }
        fuel_for(memory.state.len())
    }

    /// After an evaluation: what is to be remembered, where `keep` says so.
    /// Gives the fuel that it costs.
    pub(super) fn leave(
        &self,
        ctx: Context<'_>,
        memory: &mut Memory,
        keep: bool,
    ) -> Result<u32, PolicyFailure> {
        let mut formulas = memory.formulas;
        if self.framed
            && let Some(mut facts) = self.frame.facts()
        {
            memory.history = mem::take(&mut facts.history);
            formulas = facts.formulas;
        }
        if !keep {
            return Ok(0);
        }
        let mut fuel = 0;
        if let Some(state) = &self.state {
            memory.state = state::encode(ctx, ctx.fetch(state)).map_err(PolicyFailure::state)?;
            fuel = fuel_for(memory.state.len());
        }
        memory.formulas = formulas;
        Ok(fuel)
    }
}

/// Empties a table at once: key by key, it would keep its size.
fn empty<'gc>(ctx: Context<'gc>, table: Table<'gc>) {
    let inner = table.into_inner();
    let mut inner = inner.borrow_mut(&ctx);
    inner.raw_table = RawTable::new(&ctx);
    inner.metatable = None;
}

fn fuel_for(bytes: usize) -> u32 {
    u32::try_from(bytes / BYTES_PER_FUEL).unwrap_or(u32::MAX)
}
