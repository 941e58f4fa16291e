//! What native functions pay: fuel in proportion to their work.
//!
//! The VM is given its fuel in slices. A native function may cost more than a
//! slice, and must not cost more than the evaluation has left; the meter knows
//! both. Once it says no, the evaluation is over: the VM stops before `pcall`
//! could see the error.

use std::cell::Cell;
use std::rc::Rc;

use piccolo::Execution;
use piccolo::limits::{MAX_STRING_BYTES, fuel_for_bytes};

use super::args::Failure;

/// Fuel of the evaluation that runs.
#[derive(Clone, Debug, Default)]
pub(in crate::policy) struct Meter(Rc<Cell<i64>>);

impl Meter {
    /// A slice of `slice` begins, with `left` for the whole evaluation.
    pub(in crate::policy) fn begin_slice(&self, left: u32, slice: i32) {
        self.0.set(i64::from(left).saturating_sub(i64::from(slice)));
    }

    /// Takes fuel before work is done. Work that cannot be paid is not done, and
    /// takes what is left.
    pub(super) fn charge(&self, exec: &mut Execution<'_, '_>, fuel: i32) -> Result<(), Failure> {
        let left = self.left(exec);
        if i64::from(fuel) <= left {
            exec.fuel().consume(fuel);
            return Ok(());
        }
        let rest = i32::try_from(left.max(0)).unwrap_or(i32::MAX);
        exec.fuel().consume(rest.saturating_add(1));
        Err(Failure::new("out of fuel"))
    }

    /// Takes what work on so many bytes costs.
    pub(super) fn charge_bytes(
        &self,
        exec: &mut Execution<'_, '_>,
        bytes: usize,
    ) -> Result<(), Failure> {
        self.charge(exec, fuel_for_bytes(bytes))
    }

    /// Takes what work on so many items costs.
    pub(super) fn charge_items(
        &self,
        exec: &mut Execution<'_, '_>,
        items: usize,
    ) -> Result<(), Failure> {
        self.charge(exec, i32::try_from(items).unwrap_or(i32::MAX))
    }

    /// Steps that may still be done at `per_fuel` steps for one fuel.
    pub(super) fn steps(&self, exec: &mut Execution<'_, '_>, per_fuel: u32) -> u32 {
        let steps = self.left(exec).max(0).saturating_mul(i64::from(per_fuel));
        u32::try_from(steps).unwrap_or(u32::MAX)
    }

    /// Refuses a string that is too long, before it is built.
    pub(super) fn check_length(bytes: usize) -> Result<(), Failure> {
        if bytes > MAX_STRING_BYTES {
            return Err(Failure::new("resulting string too large"));
        }
        Ok(())
    }

    fn left(&self, exec: &mut Execution<'_, '_>) -> i64 {
        self.0
            .get()
            .saturating_add(i64::from(exec.fuel().remaining()))
    }
}
