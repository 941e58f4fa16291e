//! The mathematical library.

use std::cell::RefCell;
use std::rc::Rc;

use piccolo::meta_ops::{self, MetaResult};
use piccolo::{
    Callback, CallbackReturn, Context, Function, SequenceReturn, Table, Value, async_sequence,
};

use super::args::{Call, Failure, Native, library, placeless, with};
use super::meter::Meter;
use super::random::Random;
use super::table::less;

const FUNCTIONS: [(&str, Native); 19] = [
    ("math.abs", abs),
    ("math.acos", |call| of_one(call, f64::acos)),
    ("math.asin", |call| of_one(call, f64::asin)),
    ("math.atan", atan),
    ("math.ceil", |call| whole(call, f64::ceil)),
    ("math.cos", |call| of_one(call, f64::cos)),
    ("math.deg", |call| of_one(call, f64::to_degrees)),
    ("math.exp", |call| of_one(call, f64::exp)),
    ("math.floor", |call| whole(call, f64::floor)),
    ("math.fmod", fmod),
    ("math.log", log),
    ("math.modf", modf),
    ("math.rad", |call| of_one(call, f64::to_radians)),
    ("math.sin", |call| of_one(call, f64::sin)),
    ("math.sqrt", |call| of_one(call, f64::sqrt)),
    ("math.tan", |call| of_one(call, f64::tan)),
    ("math.tointeger", to_integer),
    ("math.type", type_of),
    ("math.ult", ult),
];

/// The library. Its random numbers begin at the same seed in every VM, so that
/// equal inputs give equal decisions.
pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter) -> Table<'gc> {
    let table = library(ctx, meter, &FUNCTIONS);
    table.set_field(
        ctx,
        "max",
        extreme(ctx, meter, "math.max", |best, next| (best, next)),
    );
    table.set_field(
        ctx,
        "min",
        extreme(ctx, meter, "math.min", |best, next| (next, best)),
    );
    table.set_field(ctx, "pi", std::f64::consts::PI);
    table.set_field(ctx, "huge", f64::INFINITY);
    table.set_field(ctx, "maxinteger", i64::MAX);
    table.set_field(ctx, "mininteger", i64::MIN);
    let random = Rc::new(RefCell::new(Random::seeded(0, 0)));
    table.set_field(ctx, "random", draw(ctx, meter, &random));
    table.set_field(ctx, "randomseed", seed(ctx, meter, &random));
    table
}

fn of_one(call: &mut Call<'_, '_>, function: fn(f64) -> f64) -> Result<(), Failure> {
    let value = function(call.number(0)?);
    call.ret(value);
    Ok(())
}

/// An argument that is an integer as it is; a string is none.
fn plain_integer(call: &Call<'_, '_>, index: usize) -> Option<i64> {
    match call.arg(index) {
        Value::Integer(value) => Some(value),
        _ => None,
    }
}

/// A whole float as an integer where it fits into one.
fn narrowed<'gc>(value: f64) -> Value<'gc> {
    match Value::Number(value).to_integer() {
        Some(integer) => Value::Integer(integer),
        None => Value::Number(value),
    }
}

fn abs(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    match plain_integer(call, 0) {
        Some(value) => call.ret(value.wrapping_abs()),
        None => {
            let value = call.number(0)?.abs();
            call.ret(value);
        }
    }
    Ok(())
}

fn atan(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let y = call.number(0)?;
    let x = if call.arg(1).is_nil() {
        1.0
    } else {
        call.number(1)?
    };
    call.ret(y.atan2(x));
    Ok(())
}

/// An integer where it fits into one.
fn whole(call: &mut Call<'_, '_>, round: fn(f64) -> f64) -> Result<(), Failure> {
    match plain_integer(call, 0) {
        Some(value) => call.ret(value),
        None => {
            let rounded = narrowed(round(call.number(0)?));
            call.ret(rounded);
        }
    }
    Ok(())
}

fn fmod(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    if let (Some(dividend), Some(divisor)) = (plain_integer(call, 0), plain_integer(call, 1)) {
        if divisor == 0 {
            return Err(call.bad(1, "zero"));
        }
        call.ret(dividend.wrapping_rem(divisor));
        return Ok(());
    }
    let rest = call.number(0)? % call.number(1)?;
    call.ret(rest);
    Ok(())
}

fn log(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let value = call.number(0)?;
    if call.arg(1).is_nil() {
        call.ret(value.ln());
        return Ok(());
    }
    let base = call.number(1)?;
    let log = if base == 2.0 {
        value.log2()
    } else if base == 10.0 {
        value.log10()
    } else {
        value.ln() / base.ln()
    };
    call.ret(log);
    Ok(())
}

fn modf(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    if let Some(value) = plain_integer(call, 0) {
        call.ret((value, 0.0));
        return Ok(());
    }
    let value = call.number(0)?;
    let fraction = if value.is_infinite() {
        0.0
    } else {
        value.fract()
    };
    call.ret((narrowed(value.trunc()), fraction));
    Ok(())
}

/// Puts the best one so far and the next one into the order in which the first
/// must be less for the next one to be better.
type Order = fn(usize, usize) -> (usize, usize);

/// The first of all arguments that none is beyond. What is less, `<` says: it
/// may be a metamethod.
fn extreme<'gc>(
    ctx: Context<'gc>,
    meter: &Meter,
    name: &'static str,
    order: Order,
) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        let count = with(ctx, exec, stack.reborrow(), &meter, name, |call| {
            if call.len() == 0 {
                return Err(call.bad(0, "value expected"));
            }
            call.charge_items(call.len())?;
            Ok(call.len())
        })?;
        let mut best = 0;
        for next in 1..count {
            let (low, high) = order(best, next);
            let less = meta_ops::less_than(ctx, stack.get(low), stack.get(high));
            match less.map_err(|error| placeless(ctx, error))? {
                MetaResult::Value(less) => best = if less.to_bool() { next } else { best },
                MetaResult::Call(_) => return Ok(extreme_by_calls(ctx, count, order)),
            }
        }
        let best = stack.get(best);
        stack.replace(ctx, best);
        Ok(CallbackReturn::Return)
    })
}

fn extreme_by_calls<'gc>(ctx: Context<'gc>, count: usize, order: Order) -> CallbackReturn<'gc> {
    CallbackReturn::Sequence(async_sequence(&ctx, |locals, mut seq| {
        let less = locals.stash(&ctx, Function::from(less(ctx)));
        async move {
            let mut best = 0;
            for next in 1..count {
                let (low, high) = order(best, next);
                seq.enter(|_, _, _, mut stack| {
                    let (low, high) = (stack.get(low), stack.get(high));
                    stack.extend([low, high]);
                });
                seq.call(&less, count).await?;
                let is_less = seq.enter(|_, _, _, mut stack| {
                    let is_less = stack.get(count).to_bool();
                    stack.resize(count);
                    is_less
                });
                best = if is_less { next } else { best };
            }
            seq.enter(|ctx, _, _, mut stack| {
                let best = stack.get(best);
                stack.replace(ctx, best);
            });
            Ok(SequenceReturn::Return)
        }
    }))
}

fn to_integer(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    match call.any(0)?.to_integer() {
        Some(integer) => call.ret(integer),
        None => call.ret(Value::Nil),
    }
    Ok(())
}

fn type_of(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    match call.any(0)? {
        Value::Integer(_) => call.ret("integer"),
        Value::Number(_) => call.ret("float"),
        _ => call.ret(Value::Nil),
    }
    Ok(())
}

fn ult(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let (one, other) = (call.integer(0)?, call.integer(1)?);
    let less = one.cast_unsigned() < other.cast_unsigned();
    call.ret(less);
    Ok(())
}

fn draw<'gc>(ctx: Context<'gc>, meter: &Meter, random: &Rc<RefCell<Random>>) -> Callback<'gc> {
    let (meter, random) = (meter.clone(), Rc::clone(random));
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        let next = || {
            random
                .try_borrow_mut()
                .map_or(0, |mut random| random.next())
        };
        with(ctx, exec, stack, &meter, "math.random", |call| {
            let (low, high) = match call.len() {
                0 => {
                    call.ret(Random::fraction(next()));
                    return Ok(());
                }
                1 => {
                    let high = call.integer(0)?;
                    if high == 0 {
                        call.ret(next().cast_signed());
                        return Ok(());
                    }
                    (1, high)
                }
                2 => (call.integer(0)?, call.integer(1)?),
                _ => return Err(Failure::new("wrong number of arguments")),
            };
            if low > high {
                return Err(call.bad(0, "interval is empty"));
            }
            let span = high.wrapping_sub(low).cast_unsigned();
            let first = next();
            let drawn = random
                .try_borrow_mut()
                .map_or(0, |mut random| random.within(first, span));
            call.ret(low.wrapping_add(drawn.cast_signed()));
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}

fn seed<'gc>(ctx: Context<'gc>, meter: &Meter, random: &Rc<RefCell<Random>>) -> Callback<'gc> {
    let (meter, random) = (meter.clone(), Rc::clone(random));
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        with(ctx, exec, stack, &meter, "math.randomseed", |call| {
            let (low, high) = match call.len() {
                0 => (0, 0),
                _ => (call.integer(0)?, call.integer_or(1, 0)?),
            };
            if let Ok(mut random) = random.try_borrow_mut() {
                *random = Random::seeded(low.cast_unsigned(), high.cast_unsigned());
            }
            call.ret((low, high));
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}
