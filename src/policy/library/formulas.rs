//! `scale.hpa` and `scale.kpa`: the formulas of Kubernetes and Knative for
//! policies. They give a table that `autoscale` may return.

use std::fmt::Write;

use piccolo::table::{NextValue, RawTable};
use piccolo::{Context, Table, Value};

use super::args::{Call, Failure};
use super::frame::{Frame, function};
use super::meter::Meter;
use super::print::text;
use crate::formulas::{Kpa, SYNC_PERIOD, Seen, TICK_INTERVAL, base, hpa, hpa_average, kpa};
use crate::recommendation::{MAX_TARGET, Scope, whole_replicas};
use crate::suggest::nearest;

/// What a call costs beside reading its table.
const FUEL: i32 = 16;
/// Fields of the table that is given.
const FIELDS: usize = 4;
/// Largest value, and largest target.
const MAX_VALUE: f64 = 1e12;
/// Least target.
const MIN_VALUE: f64 = 1e-6;

/// Adds them to `scale`.
pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter, frame: &Frame, scale: Table<'gc>) {
    let hpa = function(ctx, meter, frame, "scale.hpa", by_hpa);
    scale.set_field(ctx, "hpa", hpa);
    let kpa = function(ctx, meter, frame, "scale.kpa", by_kpa);
    scale.set_field(ctx, "kpa", kpa);
}

/// `scale.hpa{value =, target =}`, or `{value =, target_average =}` where the
/// value is a total.
fn by_hpa(call: &mut Call<'_, '_>, frame: &Frame) -> Result<(), Failure> {
    let given = Given::read(call, "hpa", &["value", "target", "target_average"])?;
    let Some(value) = given.number("value", 0.0, MAX_VALUE)? else {
        return Err(given.fault("value is nil"));
    };
    let target = given.number("target", MIN_VALUE, MAX_VALUE)?;
    let average = given.number("target_average", MIN_VALUE, MAX_VALUE)?;
    let mut reason = format!("hpa: {}", rounded(value));
    let demand = match (target, average) {
        (Some(target), None) => {
            let mut facts = frame.ask()?;
            let (current, decided, now) = (facts.replicas, facts.decided, facts.now);
            let memory = &mut facts.formulas.hpa;
            let from = base(current, decided, SYNC_PERIOD, now, memory);
            let _ = write!(reason, ", target {} on {from}", rounded(target));
            hpa(value, target, from)
        }
        (None, Some(average)) => {
            let _ = write!(reason, ", target {} per replica", rounded(average));
            hpa_average(value, average)
        }
        _ => return Err(given.fault("needs either target or target_average")),
    };
    answer(call, demand, whole_replicas(demand), Scope::Fleet, &reason);
    Ok(())
}

/// `scale.kpa{concurrency =}` or `scale.kpa{rps =}`, with `target` and what
/// else Knative can be told.
fn by_kpa(call: &mut Call<'_, '_>, frame: &Frame) -> Result<(), Failure> {
    let given = Given::read(
        call,
        "kpa",
        &[
            "concurrency",
            "rps",
            "panic",
            "target",
            "utilization",
            "panic_threshold",
            "max_scale_up_rate",
            "max_scale_down_rate",
            "grace_s",
        ],
    )?;
    let concurrency = given.number("concurrency", 0.0, MAX_VALUE)?;
    let rps = given.number("rps", 0.0, MAX_VALUE)?;
    let (name, stable, total) = match (concurrency, rps) {
        (Some(concurrency), None) => ("concurrency", concurrency, 100.0),
        (None, Some(rps)) => ("rps", rps, 200.0),
        (None, None) => return Err(given.fault("concurrency and rps are nil, one is needed")),
        (Some(_), Some(_)) => return Err(given.fault("takes either concurrency or rps")),
    };
    let panic = given.number("panic", 0.0, MAX_VALUE)?;
    let or = |key, least, most, default| {
        let given: Option<f64> = given.number(key, least, most)?;
        Ok::<f64, Failure>(given.unwrap_or(default))
    };
    let mut facts = frame.ask()?;
    let asked = Kpa {
        total: or("target", MIN_VALUE, MAX_VALUE, total)?,
        utilization: or("utilization", 1.0, 100.0, 70.0)? / 100.0,
        panic_threshold: or("panic_threshold", 110.0, 1000.0, 200.0)? / 100.0,
        max_scale_up_rate: or("max_scale_up_rate", 1.01, MAX_TARGET, 1000.0)?,
        max_scale_down_rate: or("max_scale_down_rate", 1.01, MAX_TARGET, 2.0)?,
        grace_s: or("grace_s", 0.0, 3600.0, 30.0)?,
        stable_window: facts.stable_window,
    };
    let [panic_concurrency, panic_rps] = facts.panic;
    let by_rps = rps.is_some();
    let watched = if by_rps { panic_rps } else { panic_concurrency };
    let (current, decided, now) = (facts.replicas, facts.decided, facts.now);
    let seen = Seen {
        stable,
        panic: panic.or(watched).unwrap_or(stable),
        ready: base(
            current,
            decided,
            TICK_INTERVAL,
            now,
            &mut facts.formulas.ready,
        ),
        now,
    };
    let memory = if by_rps {
        &mut facts.formulas.by_rps
    } else {
        &mut facts.formulas.by_concurrency
    };
    let sizing = kpa(&asked, seen, memory);
    let load = if sizing.panicking {
        stable.max(seen.panic)
    } else {
        stable
    };
    let mut reason = format!("kpa: {name} {}", rounded(load));
    let _ = write!(reason, ", target {} per replica", rounded(asked.target()));
    if sizing.panicking {
        reason.push_str(", panic");
    }
    answer(call, sizing.demand, sizing.replicas, Scope::Share, &reason);
    Ok(())
}

/// What people read: to the hundredth.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn answer(call: &mut Call<'_, '_>, demand: f64, replicas: u32, scope: Scope, reason: &str) {
    let ctx = call.ctx;
    let room = RawTable::with_capacity(&ctx, 0, FIELDS);
    let table = Table::from_parts(&ctx, room, None);
    // What no service needs is told as the most that a policy may ask for.
    let most = whole_replicas(MAX_TARGET);
    table.set_field(ctx, "demand", demand.min(MAX_TARGET));
    table.set_field(ctx, "replicas", i64::from(replicas.min(most)));
    table.set_field(ctx, "scope", ctx.intern_static(scope.as_str().as_bytes()));
    table.set_field(ctx, "reason", ctx.intern(reason.as_bytes()));
    call.ret(table);
}

/// Named arguments: numbers in a table.
struct Given {
    function: &'static str,
    values: Vec<(&'static str, f64)>,
}

impl Given {
    /// Reads the table; nil is as if left out.
    fn read(
        call: &mut Call<'_, '_>,
        function: &'static str,
        known: &[&'static str],
    ) -> Result<Self, Failure> {
        call.charge(FUEL)?;
        let table = call.table(0)?;
        let mut given = Self {
            function,
            values: Vec::with_capacity(known.len()),
        };
        let mut last = Value::Nil;
        loop {
            let mut looked_at = 0;
            let next = table.next_counting(last, &mut looked_at);
            call.charge_items(looked_at)?;
            let NextValue::Found { key, value } = next else {
                return Ok(given);
            };
            last = key;
            if value.is_nil() {
                continue;
            }
            let name = text(key);
            let Some(key) = known.iter().find(|known| **known == name) else {
                let hint = match nearest(&name, known) {
                    Some(near) => format!(", did you mean {near}?"),
                    None => String::new(),
                };
                return Err(given.fault(&format!("unknown key {name}{hint}")));
            };
            let number = match value {
                Value::Integer(_) | Value::Number(_) => value.to_number(),
                _ => None,
            };
            let Some(number) = number else {
                let found = text(value);
                return Err(given.fault(&format!("{key}: {found} must be a number")));
            };
            given.values.push((key, number));
        }
    }

    /// A number within a range; `None` where it is left out.
    fn number(&self, key: &str, least: f64, most: f64) -> Result<Option<f64>, Failure> {
        let found = self.values.iter().find(|(known, _)| *known == key);
        let Some((_, value)) = found else {
            return Ok(None);
        };
        // NaN is in no range.
        if (least..=most).contains(value) {
            return Ok(Some(value.abs()));
        }
        let value = text(Value::Number(*value));
        let why = format!("{key}: {value} is out of range, must be {least} to {most}");
        Err(self.fault(&why))
    }

    fn fault(&self, why: &str) -> Failure {
        Failure::new(format!("scale.{}: {why}", self.function))
    }
}
