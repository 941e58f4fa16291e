//! Limits that hold inside one step of the VM, where nobody looks at its
//! budget.

use std::fmt;

use ottavino_gc_arena::metrics::{Metrics, Pacing};

use crate::{Context, Error, Lua};

/// Longest string that an operator or a library function may build, in bytes.
pub const MAX_STRING_BYTES: usize = 64 * 1024;

/// Longest string that is looked at for a number. 2^-1074, the longest numeral
/// that a person may have a use for, has 751 significant digits and nobody
/// writes them.
pub const MAX_NUMERAL_BYTES: usize = 200;

/// Most arguments that a chain of `__call` metamethods may pile up. Lua has a
/// limit of 200 on C calls, and no chain is that long on purpose.
pub const MAX_CALL_ARGUMENTS: usize = 200;

/// Most tables that stand in for one another by `__index` or `__newindex`, as in
/// Lua (`MAXTAGLOOP`).
pub const MAX_CHAIN: usize = 2000;

#[derive(Debug, thiserror::Error)]
#[error("'{0}' chain too long; possible loop")]
struct ChainTooLong(&'static str);

/// Refuses a chain of so many tables.
pub(crate) fn check_chain<'gc>(links: usize, method: &'static str) -> Result<(), Error<'gc>> {
    if links >= MAX_CHAIN {
        return Err(ChainTooLong(method).into());
    }
    Ok(())
}

/// Most frames of one coroutine: calls that have not returned.
pub const MAX_FRAMES: usize = 2000;

/// Bytes that may be copied or compared for one unit of fuel: about what an
/// instruction costs.
pub const BYTES_PER_FUEL: usize = 32;

/// Memory that a collection may go over for one unit of fuel.
pub const COLLECTED_BYTES_PER_FUEL: usize = 256;

/// What work on so many bytes costs.
pub fn fuel_for_bytes(bytes: usize) -> i32 {
    i32::try_from(bytes / BYTES_PER_FUEL).unwrap_or(i32::MAX)
}

/// What it costs to go over the whole heap once.
pub fn fuel_for_collection(lua: &Lua) -> i32 {
    i32::try_from(lua.total_memory() / COLLECTED_BYTES_PER_FUEL).unwrap_or(i32::MAX)
}

/// Has garbage collected in one go, whenever the heap has grown by half and by
/// so many bytes. The heaps here are small, and in small steps a script can keep
/// the collector from ever coming to an end: it goes by estimates of the work
/// that it did.
pub fn collect_in_one_go(lua: &Lua, garbage_bytes: usize) {
    let pacing = Pacing::default()
        .with_timing_factor(0.0)
        .with_min_sleep(garbage_bytes);
    lua.gc_metrics().set_pacing(pacing);
}

/// Memory outside of the heap that counts as the VM's as long as this lives:
/// what a native function holds while a script runs.
pub struct Held {
    metrics: Metrics,
    bytes: usize,
}

impl Held {
    /// Holds nothing yet.
    pub fn new(ctx: Context<'_>) -> Self {
        Self {
            metrics: ctx.metrics().clone(),
            bytes: 0,
        }
    }

    /// Holds so many bytes from now on.
    pub fn set(&mut self, bytes: usize) {
        self.metrics.mark_external_allocation(bytes);
        self.metrics.mark_external_deallocation(self.bytes);
        self.bytes = bytes;
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Held").field(&self.bytes).finish()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.metrics.mark_external_deallocation(self.bytes);
    }
}
