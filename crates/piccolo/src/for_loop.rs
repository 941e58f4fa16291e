//! The numeric `for`, as Lua 5.4 defines it: an integer loop counts its rounds
//! beforehand, so that nothing overflows; a float loop adds its step.
//!
//! Four registers: index, limit, step, and the variable that the body sees. In
//! an integer loop the second one holds the rounds that are left.

use crate::thread::VMError;
use crate::Value;

/// Begins a loop. False where its body never runs.
pub fn prepare(registers: &mut [Value<'_>]) -> Result<bool, VMError> {
    let (index, limit, step) = (registers[0], registers[1], registers[2]);
    if let (Value::Integer(first), Value::Integer(step)) = (index, step) {
        if step == 0 {
            return Err(VMError::BadForLoopPrep("step is zero", ""));
        }
        let Some(rounds) = rounds(first, limit, step)? else {
            return Ok(false);
        };
        registers[1] = Value::Integer(rounds as i64);
        registers[3] = index;
        return Ok(true);
    }
    let limit = number(limit, "limit")?;
    let step = number(step, "step")?;
    let first = number(index, "initial value")?;
    if step == 0.0 {
        return Err(VMError::BadForLoopPrep("step is zero", ""));
    }
    registers[0] = Value::Number(first);
    registers[1] = Value::Number(limit);
    registers[2] = Value::Number(step);
    registers[3] = Value::Number(first);
    Ok(within(first, limit, step))
}

/// Goes on to the next round. False where there is none.
pub fn next(registers: &mut [Value<'_>]) -> bool {
    match (registers[0], registers[1], registers[2]) {
        (Value::Integer(index), Value::Integer(left), Value::Integer(step)) => {
            if left == 0 {
                return false;
            }
            let index = Value::Integer(index.wrapping_add(step));
            registers[0] = index;
            registers[1] = Value::Integer((left as u64 - 1) as i64);
            registers[3] = index;
            true
        }
        (Value::Number(index), Value::Number(limit), Value::Number(step)) => {
            let index = index + step;
            registers[0] = Value::Number(index);
            registers[3] = Value::Number(index);
            within(index, limit, step)
        }
        // Only `prepare` writes these registers.
        _ => false,
    }
}

/// Rounds after the first one; `None` where there is not even that.
fn rounds(first: i64, limit: Value<'_>, step: i64) -> Result<Option<u64>, VMError> {
    let limit = match limit {
        Value::Integer(limit) => limit,
        other => {
            let limit = number(other, "limit")?;
            let cut = if step < 0 {
                limit.ceil()
            } else {
                limit.floor()
            };
            if limit.is_nan() {
                return Ok(None);
            } else if crate::compare::is_integer(cut) {
                cut as i64
            } else if (limit > 0.0) == (step > 0) {
                // Beyond all integers, in the direction of the loop.
                if step > 0 {
                    i64::MAX
                } else {
                    i64::MIN
                }
            } else {
                return Ok(None);
            }
        }
    };
    if if step > 0 {
        first > limit
    } else {
        first < limit
    } {
        return Ok(None);
    }
    let span = if step > 0 {
        (limit as u64).wrapping_sub(first as u64)
    } else {
        (first as u64).wrapping_sub(limit as u64)
    };
    Ok(Some(span / step.unsigned_abs()))
}

fn within(index: f64, limit: f64, step: f64) -> bool {
    if step > 0.0 {
        index <= limit
    } else {
        limit <= index
    }
}

fn number(value: Value<'_>, what: &'static str) -> Result<f64, VMError> {
    match value {
        Value::Integer(integer) => Ok(integer as f64),
        Value::Number(float) => Ok(float),
        // Strings are taken for the number that they hold, as in Lua.
        other => other
            .to_number()
            .ok_or(VMError::BadForLoopPrep(what, other.type_name())),
    }
}
