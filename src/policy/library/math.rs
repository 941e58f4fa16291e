//! The mathematical library.

use std::cell::RefCell;
use std::rc::Rc;

use piccolo::meta_ops::{self, MetaResult};
use piccolo::{Callback, CallbackReturn, Context, Table, Value};

use super::args::{Call, Failure, Native, library, with};
use super::meter::Meter;
use super::random::Random;

const FUNCTIONS: [(&str, Native); 21] = [
    ("abs", abs),
    ("acos", |call| of_one(call, f64::acos)),
    ("asin", |call| of_one(call, f64::asin)),
    ("atan", atan),
    ("ceil", |call| whole(call, f64::ceil)),
    ("cos", |call| of_one(call, f64::cos)),
    ("deg", |call| of_one(call, f64::to_degrees)),
    ("exp", |call| of_one(call, f64::exp)),
    ("floor", |call| whole(call, f64::floor)),
    ("fmod", fmod),
    ("log", log),
    ("max", |call| extreme(call, |best, next| (best, next))),
    ("min", |call| extreme(call, |best, next| (next, best))),
    ("modf", modf),
    ("rad", |call| of_one(call, f64::to_radians)),
    ("sin", |call| of_one(call, f64::sin)),
    ("sqrt", |call| of_one(call, f64::sqrt)),
    ("tan", |call| of_one(call, f64::tan)),
    ("tointeger", to_integer),
    ("type", type_of),
    ("ult", ult),
];

/// The library. Its random numbers begin at the same seed in every VM, so that
/// equal inputs give equal decisions.
pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter) -> Table<'gc> {
    let table = library(ctx, meter, &FUNCTIONS);
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

fn numeric<'gc>(call: &Call<'gc, '_>, index: usize) -> Result<Value<'gc>, Failure> {
    call.number(index)?;
    Ok(call.arg(index).to_numeric().unwrap_or(Value::Nil))
}

fn abs(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    match numeric(call, 0)? {
        Value::Integer(value) => call.ret(value.wrapping_abs()),
        value => call.ret(value.to_number().unwrap_or(f64::NAN).abs()),
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
    match numeric(call, 0)? {
        value @ Value::Integer(_) => call.ret(value),
        value => {
            let rounded = round(value.to_number().unwrap_or(f64::NAN));
            match Value::Number(rounded).to_integer() {
                Some(integer) => call.ret(integer),
                None => call.ret(rounded),
            }
        }
    }
    Ok(())
}

fn fmod(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    if let (Value::Integer(dividend), Value::Integer(divisor)) =
        (numeric(call, 0)?, numeric(call, 1)?)
    {
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

/// The first of all arguments that none is beyond; `beyond` puts two of them
/// into the order in which the first must be less for the second to be better.
fn extreme(
    call: &mut Call<'_, '_>,
    beyond: for<'gc> fn(Value<'gc>, Value<'gc>) -> (Value<'gc>, Value<'gc>),
) -> Result<(), Failure> {
    let mut best = numeric(call, 0)?;
    call.charge_items(call.len())?;
    for index in 1..call.len() {
        let next = numeric(call, index)?;
        let (low, high) = beyond(best, next);
        let is_less = matches!(
            meta_ops::less_than(call.ctx, low, high),
            Ok(MetaResult::Value(Value::Boolean(true)))
        );
        if is_less {
            best = next;
        }
    }
    call.ret(best);
    Ok(())
}

fn modf(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    if let value @ Value::Integer(_) = numeric(call, 0)? {
        let whole = value.to_number().unwrap_or(f64::NAN);
        call.ret((whole, 0.0));
        return Ok(());
    }
    let value = call.number(0)?;
    let fraction = if value.is_infinite() {
        0.0
    } else {
        value.fract()
    };
    call.ret((value.trunc(), fraction));
    Ok(())
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
        with(ctx, exec, stack, &meter, "random", |call| {
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
                let index = call.len().saturating_sub(1);
                return Err(call.bad(index, "interval is empty"));
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
        with(ctx, exec, stack, &meter, "randomseed", |call| {
            let (low, high) = match call.len() {
                0 => (0, 0),
                _ => {
                    let low = match call.arg(0) {
                        Value::Number(number) if call.arg(0).to_integer().is_none() => {
                            number.to_bits().cast_signed()
                        }
                        _ => call.integer(0)?,
                    };
                    (low, call.integer_or(1, 0)?)
                }
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
