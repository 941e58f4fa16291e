//! The UTF-8 library.

use piccolo::utf8::encode;
use piccolo::{Callback, CallbackReturn, Context, Table, Value};

use super::args::{Call, Failure, Native, library, offset, with};
use super::meter::Meter;

const FUNCTIONS: [(&str, Native); 4] = [
    ("utf8.char", char_),
    ("utf8.codepoint", codepoint),
    ("utf8.len", len),
    ("utf8.offset", offset_of),
];

/// Matches one character.
const CHARPATTERN: &[u8] = b"[\0-\x7F\xC2-\xFD][\x80-\xBF]*";
/// Most results of `codepoint`.
const MAX_RESULTS: usize = 8000;
/// Largest value that the original UTF-8 can write.
const MAX_LAX: u32 = 0x7fff_ffff;

pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter) -> Table<'gc> {
    let table = library(ctx, meter, &FUNCTIONS);
    table.set_field(ctx, "charpattern", ctx.intern(CHARPATTERN));
    table.set_field(ctx, "codes", codes(ctx, meter));
    table
}

/// The character at the start of `bytes`, with its length; `lax` allows what
/// the original UTF-8 could write: surrogates, and up to 2^31.
fn decode(bytes: &[u8], lax: bool) -> Option<(u32, usize)> {
    let first = *bytes.first()?;
    if first < 0x80 {
        return Some((u32::from(first), 1));
    }
    let length = usize::try_from(first.leading_ones()).ok()?;
    if !(2..=6).contains(&length) {
        return None;
    }
    let mask = 0x7f_u32.checked_shr(u32::try_from(length).ok()?)?;
    let mut code = u32::from(first) & mask;
    for byte in bytes.get(1..length)? {
        if byte & 0xc0 != 0x80 {
            return None;
        }
        code = (code << 6) | u32::from(byte & 0x3f);
    }
    // Shorter ways to write it are the only ones.
    let least = [0, 0, 0x80, 0x800, 0x1_0000, 0x20_0000, 0x400_0000];
    let overlong = code < *least.get(length)?;
    let strict = char::from_u32(code).is_some();
    (!overlong && (lax || strict)).then_some((code, length))
}

fn char_(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    call.charge_items(call.len())?;
    let mut text = Vec::new();
    for index in 0..call.len() {
        let code = u32::try_from(call.integer(index)?)
            .ok()
            .filter(|code| *code <= MAX_LAX)
            .ok_or_else(|| call.bad(index, "value out of range"))?;
        encode(code, &mut text);
    }
    call.ret_bytes(&text)
}

fn codepoint(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let string = call.string(0)?;
    let bytes = string.as_bytes();
    let first = call.integer_or(1, 1)?;
    let last = call.integer_or(2, first)?;
    let lax = call.arg(3).to_bool();
    let Some(mut at) = offset(first, bytes.len()) else {
        return Err(call.bad(1, "out of bounds"));
    };
    let end = match offset(last, bytes.len()) {
        Some(end) if end < bytes.len() => end.saturating_add(1),
        Some(_) => return Err(call.bad(2, "out of bounds")),
        None => 0,
    };
    call.charge_items(end.saturating_sub(at))?;
    let mut codes = Vec::new();
    while at < end {
        let decoded = bytes.get(at..).and_then(|rest| decode(rest, lax));
        let Some((code, length)) = decoded else {
            return Err(Failure::new("invalid UTF-8 code"));
        };
        if codes.len() >= MAX_RESULTS {
            return Err(Failure::new("string slice too long"));
        }
        codes.push(i64::from(code));
        at = at.saturating_add(length);
    }
    call.stack.clear();
    call.stack.extend(codes.into_iter().map(Value::from));
    Ok(())
}

fn len(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let string = call.string(0)?;
    let bytes = string.as_bytes();
    let first = call.integer_or(1, 1)?;
    let last = call.integer_or(2, -1)?;
    let lax = call.arg(3).to_bool();
    let start = offset(first, bytes.len()).filter(|start| *start <= bytes.len());
    let Some(mut at) = start else {
        return Err(call.bad(1, "initial position out of bounds"));
    };
    let end = match offset(last, bytes.len()) {
        Some(end) if end < bytes.len() => end.saturating_add(1),
        Some(_) => return Err(call.bad(2, "final position out of bounds")),
        None => 0,
    };
    call.charge_bytes(end.saturating_sub(at).saturating_mul(4))?;
    let mut count = 0_i64;
    while at < end {
        let decoded = bytes.get(at..).and_then(|rest| decode(rest, lax));
        let Some((_, length)) = decoded else {
            let place = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
            call.ret((Value::Nil, place));
            return Ok(());
        };
        count = count.saturating_add(1);
        at = at.saturating_add(length);
    }
    call.ret(count);
    Ok(())
}

fn is_continuation(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x80)
}

fn offset_of(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let string = call.string(0)?;
    let bytes = string.as_bytes();
    let n = call.integer(1)?;
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let default = if n >= 0 { 1 } else { length.saturating_add(1) };
    let place = call.integer_or(2, default)?;
    let start = offset(place, bytes.len()).filter(|start| *start <= bytes.len());
    let Some(mut at) = start else {
        return Err(call.bad(2, "position out of bounds"));
    };
    call.charge_bytes(bytes.len().saturating_mul(4))?;
    if n == 0 {
        while at > 0 && is_continuation(bytes, at) {
            at = at.saturating_sub(1);
        }
    } else if is_continuation(bytes, at) {
        return Err(Failure::new("initial position is a continuation byte"));
    } else if n < 0 {
        let mut left = n.unsigned_abs();
        while left > 0 && at > 0 {
            at = at.saturating_sub(1);
            while at > 0 && is_continuation(bytes, at) {
                at = at.saturating_sub(1);
            }
            left = left.saturating_sub(1);
        }
        if left > 0 {
            call.ret(Value::Nil);
            return Ok(());
        }
    } else {
        let mut left = n.unsigned_abs().saturating_sub(1);
        while left > 0 && at < bytes.len() {
            at = at.saturating_add(1);
            while is_continuation(bytes, at) {
                at = at.saturating_add(1);
            }
            left = left.saturating_sub(1);
        }
        if left > 0 {
            call.ret(Value::Nil);
            return Ok(());
        }
    }
    call.ret(i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1));
    Ok(())
}

/// `codes`: an iterator over places and characters.
fn codes<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        let inner = meter.clone();
        with(ctx, exec, stack, &meter, "utf8.codes", |call| {
            let string = call.string(0)?;
            let lax = call.arg(1).to_bool();
            let step = code_steps(call.ctx, &inner, lax);
            call.ret((step, string, 0));
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}

fn code_steps<'gc>(ctx: Context<'gc>, meter: &Meter, lax: bool) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        with(ctx, exec, stack, &meter, "utf8.codes", |call| {
            let string = call.string(0)?;
            let bytes = string.as_bytes();
            let last = usize::try_from(call.integer(1)?).unwrap_or(usize::MAX);
            let mut at = last;
            // Behind the character before: its place counts from 1.
            while last > 0 && is_continuation(bytes, at) {
                at = at.saturating_add(1);
            }
            call.charge_items(at.saturating_sub(last) / 8)?;
            if at >= bytes.len() {
                call.ret(Value::Nil);
                return Ok(());
            }
            let rest = bytes.get(at..).unwrap_or(&[]);
            let decoded = decode(rest, lax).filter(|(_, length)| !is_continuation(rest, *length));
            let Some((code, _)) = decoded else {
                return Err(Failure::new("invalid UTF-8 code"));
            };
            let place = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
            call.ret((place, i64::from(code)));
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}
