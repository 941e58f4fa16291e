//! Of the operating system, the time: `os.time`, `os.date` and `os.clock`.
//!
//! The time is the host's, one moment per evaluation, and in UTC: a policy
//! sees no clock run, and equal inputs give equal answers.

use std::cell::Cell;
use std::rc::Rc;

use piccolo::{Callback, CallbackReturn, Context, Table, Value};

use super::args::{Call, Failure, with};
use super::calendar::{Date, date_of, seconds_of};
use super::meter::Meter;
use crate::time::Timestamp;

/// The moment of the evaluation, and that of the first one.
#[derive(Clone, Debug, Default)]
pub(in crate::policy) struct Clock(Rc<Cell<(Timestamp, Option<Timestamp>)>>);

impl Clock {
    /// An evaluation begins.
    pub(in crate::policy) fn set(&self, now: Timestamp) {
        let (_, first) = self.0.get();
        self.0.set((now, Some(first.unwrap_or(now))));
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.0.get().0.as_secs()).unwrap_or(i64::MAX)
    }

    fn since_first(&self) -> f64 {
        let (now, first) = self.0.get();
        first.map_or(0.0, |first| now.since(first).as_secs_f64())
    }
}

type Native = for<'gc> fn(&mut Call<'gc, '_>, &Clock) -> Result<(), Failure>;

const FUNCTIONS: [(&str, Native); 3] = [("clock", clock), ("date", date), ("time", time)];

/// Fuel of one conversion of `date`; some stand for several.
const DATE_FUEL: i32 = 8;
/// Longest result of `date`, far above what a format of people's gives.
const MAX_TEXT_BYTES: usize = 1024;
const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter, clock: &Clock) -> Table<'gc> {
    let table = Table::new(&ctx);
    for (name, native) in FUNCTIONS {
        let (meter, clock) = (meter.clone(), clock.clone());
        let function = Callback::from_fn(&ctx, move |ctx, exec, stack| {
            with(ctx, exec, stack, &meter, name, |call| native(call, &clock))?;
            Ok(CallbackReturn::Return)
        });
        table.set_field(ctx, name, function);
    }
    table
}

/// Seconds since the first evaluation.
fn clock(call: &mut Call<'_, '_>, clock: &Clock) -> Result<(), Failure> {
    let elapsed = clock.since_first();
    call.ret(elapsed);
    Ok(())
}

fn time(call: &mut Call<'_, '_>, clock: &Clock) -> Result<(), Failure> {
    if call.arg(0).is_nil() {
        let now = clock.seconds();
        call.ret(now);
        return Ok(());
    }
    let table = call.table(0)?;
    let field = |name: &str, default: Option<i64>| {
        let value = table.get_value(call.ctx, call.ctx.intern(name.as_bytes()));
        match (value, default) {
            (Value::Nil, Some(default)) => Ok(default),
            (Value::Nil, None) => Err(Failure::new(format!(
                "field '{name}' missing in date table"
            ))),
            (value, _) => value
                .to_integer()
                .filter(|field| i32::try_from(*field).is_ok())
                .ok_or_else(|| Failure::new(format!("field '{name}' is not an integer"))),
        }
    };
    let date = Date {
        year: field("year", None)?,
        month: field("month", None)?,
        day: field("day", None)?,
        hour: field("hour", Some(12))?,
        minute: field("min", Some(0))?,
        second: field("sec", Some(0))?,
        weekday: 0,
        yearday: 0,
    };
    let seconds = seconds_of(&date);
    // The fields are put right, as in Lua.
    if !table.is_frozen() {
        fill(call, table, &date_of(seconds));
    }
    call.ret(seconds);
    Ok(())
}

fn fill<'gc>(call: &Call<'gc, '_>, table: Table<'gc>, date: &Date) {
    for (name, value) in [
        ("year", date.year),
        ("month", date.month),
        ("day", date.day),
        ("hour", date.hour),
        ("min", date.minute),
        ("sec", date.second),
        ("wday", date.weekday.saturating_add(1)),
        ("yday", date.yearday),
    ] {
        table.set_field(call.ctx, name, value);
    }
    table.set_field(call.ctx, "isdst", false);
}

fn date(call: &mut Call<'_, '_>, clock: &Clock) -> Result<(), Failure> {
    let format = match call.arg(0) {
        Value::Nil => None,
        _ => Some(call.string(0)?),
    };
    let format = format.as_ref().map_or(&b"%c"[..], |it| it.as_bytes());
    // Local time is UTC here.
    let format = format.strip_prefix(b"!").unwrap_or(format);
    let seconds = call.integer_or(1, clock.seconds())?;
    let date = date_of(seconds);
    if format.starts_with(b"*t") {
        let table = Table::new(&call.ctx);
        fill(call, table, &date);
        call.ret(table);
        return Ok(());
    }
    call.charge_bytes(format.len())?;
    let mut text = String::new();
    let mut bytes = format.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            text.push(char::from(byte));
        } else {
            call.charge(DATE_FUEL)?;
            let conversion = bytes.next();
            conversion
                .and_then(|conversion| convert(conversion, &date, seconds, &mut text))
                .ok_or_else(|| {
                    let shown = conversion.map_or(String::new(), |it| char::from(it).to_string());
                    call.bad(0, &format!("invalid conversion specifier '%{shown}'"))
                })?;
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(Failure::new("resulting string too large"));
        }
    }
    call.ret_bytes(text.as_bytes())
}

/// Writes one conversion of C's `strftime` in the C locale.
fn convert(conversion: u8, date: &Date, seconds: i64, text: &mut String) -> Option<()> {
    let name = |names: &[&'static str], index: i64| {
        let index = usize::try_from(index).ok()?;
        names.get(index).copied()
    };
    let month = date.month.saturating_sub(1);
    let short = |name: &'static str| name.get(..3);
    let half = if date.hour % 12 == 0 {
        12
    } else {
        date.hour % 12
    };
    let written = match conversion {
        b'a' => short(name(&DAYS, date.weekday)?)?.to_owned(),
        b'A' => name(&DAYS, date.weekday)?.to_owned(),
        b'b' | b'h' => short(name(&MONTHS, month)?)?.to_owned(),
        b'B' => name(&MONTHS, month)?.to_owned(),
        b'C' => format!("{:02}", date.year.div_euclid(100)),
        b'd' => format!("{:02}", date.day),
        b'e' => format!("{:2}", date.day),
        b'H' => format!("{:02}", date.hour),
        b'I' => format!("{half:02}"),
        b'j' => format!("{:03}", date.yearday),
        b'm' => format!("{:02}", date.month),
        b'M' => format!("{:02}", date.minute),
        b'n' => "\n".to_owned(),
        b'p' => if date.hour < 12 { "AM" } else { "PM" }.to_owned(),
        b's' => seconds.to_string(),
        b'S' => format!("{:02}", date.second),
        b't' => "\t".to_owned(),
        b'u' => if date.weekday == 0 { 7 } else { date.weekday }.to_string(),
        b'w' => date.weekday.to_string(),
        b'y' => format!("{:02}", date.year.rem_euclid(100)),
        b'Y' => date.year.to_string(),
        b'z' => "+0000".to_owned(),
        b'Z' => "UTC".to_owned(),
        b'%' => "%".to_owned(),
        // Those that stand for several.
        b'c' => return all(b"a b e T Y", date, seconds, text),
        b'D' | b'x' => return all(b"m/d/y", date, seconds, text),
        b'F' => return all(b"Y-m-d", date, seconds, text),
        b'r' => return all(b"I:M:S p", date, seconds, text),
        b'R' => return all(b"H:M", date, seconds, text),
        b'T' | b'X' => return all(b"H:M:S", date, seconds, text),
        _ => return None,
    };
    text.push_str(&written);
    Some(())
}

/// Letters are conversions, all else is text.
fn all(format: &[u8], date: &Date, seconds: i64, text: &mut String) -> Option<()> {
    for byte in format {
        if byte.is_ascii_alphabetic() {
            convert(*byte, date, seconds, text)?;
        } else {
            text.push(char::from(*byte));
        }
    }
    Some(())
}
