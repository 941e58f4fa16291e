//! Of the operating system, the time: `os.time`, `os.date` and `os.clock`.
//!
//! The time is the host's, one moment per evaluation, and in UTC: a policy
//! sees no clock run, and equal inputs give equal answers.

use std::cell::Cell;
use std::rc::Rc;

use piccolo::{Callback, CallbackReturn, Context, Table, Value};

use super::args::{Call, Failure, field, with};
use super::calendar::{Date, date_of, iso_week, seconds_of};
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

const FUNCTIONS: [(&str, Native); 3] = [("os.clock", clock), ("os.date", date), ("os.time", time)];

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
        table.set_field(ctx, field(name), function);
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
    // C counts years from 1900 and months from 0, in 32 bits.
    let field = |name: &str, default: Option<i64>, from: i64| {
        let value = table.get_value(call.ctx, call.ctx.intern(name.as_bytes()));
        let number = match (value.to_integer(), value, default) {
            (Some(number), ..) => number,
            (None, Value::Nil, Some(default)) => return Ok(default),
            (None, Value::Nil, None) => {
                let text = format!("field '{name}' missing in date table");
                return Err(Failure::new(text));
            }
            _ => return Err(Failure::new(format!("field '{name}' is not an integer"))),
        };
        let fits = number
            .checked_sub(from)
            .is_some_and(|number| i32::try_from(number).is_ok());
        if fits {
            Ok(number)
        } else {
            Err(Failure::new(format!("field '{name}' is out-of-bound")))
        }
    };
    let date = Date {
        year: field("year", None, 1900)?,
        month: field("month", None, 1)?,
        day: field("day", None, 0)?,
        hour: field("hour", Some(12), 0)?,
        minute: field("min", Some(0), 0)?,
        second: field("sec", Some(0), 0)?,
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
    // Local time is UTC here, only its name is another one.
    let (format, zone) = match format.strip_prefix(b"!") {
        Some(format) => (format, "GMT"),
        None => (format, "UTC"),
    };
    let seconds = call.integer_or(1, clock.seconds())?;
    let date = date_of(seconds);
    if i32::try_from(date.year.saturating_sub(1900)).is_err() {
        return Err(Failure::new(
            "date result cannot be represented in this installation",
        ));
    }
    if format.starts_with(b"*t") {
        let table = Table::new(&call.ctx);
        fill(call, table, &date);
        call.ret(table);
        return Ok(());
    }
    call.charge_bytes(format.len())?;
    let mut text: Vec<u8> = Vec::new();
    let mut rest = format;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            text.push(*byte);
        } else {
            call.charge(DATE_FUEL)?;
            let Some((conversion, after)) = conversion(rest) else {
                let shown = std::string::String::from_utf8_lossy(rest);
                return Err(call.bad(0, &format!("invalid conversion specifier '%{shown}'")));
            };
            rest = after;
            text.extend_from_slice(written(conversion, &date, zone).as_bytes());
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(Failure::new("resulting string too large"));
        }
    }
    call.ret_bytes(&text)
}

/// The conversion at the start of a text, and what is behind it. `E` and `O`
/// ask for another calendar or other digits, which the C locale has not.
fn conversion(text: &[u8]) -> Option<(u8, &[u8])> {
    let (first, after) = text.split_first()?;
    let allowed: &[u8] = match first {
        b'E' => b"cCxXyY",
        b'O' => b"deHImMSuUVwWy",
        _ => {
            let known = b"aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%".contains(first);
            return known.then_some((*first, after));
        }
    };
    let (second, after) = after.split_first()?;
    allowed.contains(second).then_some((*second, after))
}

/// What C's `strftime` writes for a conversion in the C locale.
fn written(conversion: u8, date: &Date, zone: &str) -> String {
    let name = |names: &[&'static str], index: i64| {
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        names.get(index).copied().unwrap_or("?")
    };
    let short = |name: &'static str| name.get(..3).unwrap_or(name).to_owned();
    let month = date.month.saturating_sub(1);
    let half = if date.hour % 12 == 0 {
        12
    } else {
        date.hour % 12
    };
    // Days since Monday, and weeks that begin on the `first` day of the week.
    let from_monday = date.weekday.saturating_add(6).rem_euclid(7);
    let week = |since_first: i64| {
        let day = date.yearday.saturating_sub(1);
        day.saturating_add(7).saturating_sub(since_first) / 7
    };
    match conversion {
        b'a' => short(name(&DAYS, date.weekday)),
        b'A' => name(&DAYS, date.weekday).to_owned(),
        b'b' | b'h' => short(name(&MONTHS, month)),
        b'B' => name(&MONTHS, month).to_owned(),
        b'C' => format!("{:02}", date.year.div_euclid(100)),
        b'd' => format!("{:02}", date.day),
        b'e' => format!("{:2}", date.day),
        b'g' => format!("{:02}", iso_week(date).0.rem_euclid(100)),
        b'G' => iso_week(date).0.to_string(),
        b'H' => format!("{:02}", date.hour),
        b'I' => format!("{half:02}"),
        b'j' => format!("{:03}", date.yearday),
        b'm' => format!("{:02}", date.month),
        b'M' => format!("{:02}", date.minute),
        b'n' => "\n".to_owned(),
        b'p' => if date.hour < 12 { "AM" } else { "PM" }.to_owned(),
        b'S' => format!("{:02}", date.second),
        b't' => "\t".to_owned(),
        b'u' => from_monday.saturating_add(1).to_string(),
        b'U' => format!("{:02}", week(date.weekday)),
        b'V' => format!("{:02}", iso_week(date).1),
        b'w' => date.weekday.to_string(),
        b'W' => format!("{:02}", week(from_monday)),
        b'y' => format!("{:02}", date.year.rem_euclid(100)),
        b'Y' => date.year.to_string(),
        b'z' => "+0000".to_owned(),
        b'Z' => zone.to_owned(),
        // Those that stand for several.
        b'c' => all("a b e T Y", date),
        b'D' | b'x' => all("m/d/y", date),
        b'F' => all("Y-m-d", date),
        b'r' => all("I:M:S p", date),
        b'R' => all("H:M", date),
        b'T' | b'X' => all("H:M:S", date),
        _ => "%".to_owned(),
    }
}

/// Letters are conversions, all else is text.
fn all(format: &str, date: &Date) -> String {
    let mut text = String::new();
    for letter in format.chars() {
        match u8::try_from(letter) {
            Ok(conversion) if letter.is_ascii_alphabetic() => {
                text.push_str(&written(conversion, date, ""));
            }
            _ => text.push(letter),
        }
    }
    text
}
