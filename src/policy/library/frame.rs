//! What functions may know of the evaluation that runs: the service's replicas
//! and what is remembered of it.

use std::cell::{RefCell, RefMut};
use std::rc::Rc;
use std::time::Duration;

use piccolo::{Callback, CallbackReturn, Context, Table, Value};

use super::args::{Call, Failure, with};
use super::meter::Meter;
use crate::formulas;
use crate::policy::memory::History;
use crate::time::Timestamp;

/// The evaluation that runs.
#[derive(Debug, Default)]
pub(in crate::policy) struct Facts {
    pub(in crate::policy) now: Timestamp,
    /// Replicas that run, where that is known.
    pub(in crate::policy) replicas: Option<f64>,
    /// The last decision, else the fewest that there may be.
    pub(in crate::policy) decided: f64,
    /// Over the panic window: concurrency, requests per second.
    pub(in crate::policy) panic: [Option<f64>; 2],
    pub(in crate::policy) stable_window: Duration,
    pub(in crate::policy) history: History,
    pub(in crate::policy) formulas: formulas::Memory,
}

/// Shared by the host and the functions.
#[derive(Clone, Debug, Default)]
pub(in crate::policy) struct Frame(Rc<RefCell<Facts>>);

impl Frame {
    /// To read or to change. Nobody holds it for longer than a call.
    pub(in crate::policy) fn facts(&self) -> Option<RefMut<'_, Facts>> {
        self.0.try_borrow_mut().ok()
    }

    /// The same for a function.
    pub(super) fn ask(&self) -> Result<RefMut<'_, Facts>, Failure> {
        self.facts().ok_or_else(|| Failure::new("called by itself"))
    }
}

/// A native function that asks the frame.
pub(super) type Native = for<'gc> fn(&mut Call<'gc, '_>, &Frame) -> Result<(), Failure>;

/// A function of Lua's that `native` carries out.
pub(super) fn function<'gc>(
    ctx: Context<'gc>,
    meter: &Meter,
    frame: &Frame,
    name: &'static str,
    native: Native,
) -> Callback<'gc> {
    let (meter, frame) = (meter.clone(), frame.clone());
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        with(ctx, exec, stack, &meter, name, |call| native(call, &frame))?;
        Ok(CallbackReturn::Return)
    })
}

/// `history(name)`: a new list of a metric's last values, oldest first.
pub(super) fn history(call: &mut Call<'_, '_>, frame: &Frame) -> Result<(), Failure> {
    let name = call.string(0)?;
    let facts = frame.ask()?;
    let values = facts.history.of(name.as_bytes());
    call.charge_items(values.len())?;
    let list = Table::new(&call.ctx);
    for (at, value) in (1_i64..).zip(values) {
        // A list's places are never frozen, nil or NaN.
        let _ = list.set_raw(&call.ctx, at.into(), Value::Number(*value));
    }
    call.ret(list);
    Ok(())
}
