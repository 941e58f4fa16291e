//! The string library, without `pack`, `unpack`, `packsize` and `dump`.

mod format;
mod pattern;
mod search;

use piccolo::{Context, Table};

use super::args::{Call, Failure, Native, library, part};
use super::meter::Meter;

const FUNCTIONS: [(&str, Native); 10] = [
    ("string.byte", byte),
    ("string.char", char_),
    ("string.find", search::find),
    ("string.len", len),
    ("string.lower", lower),
    ("string.match", search::match_),
    ("string.rep", rep),
    ("string.reverse", reverse),
    ("string.sub", sub),
    ("string.upper", upper),
];

/// The library; its functions are also the methods of strings.
pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter) -> Table<'gc> {
    let table = library(ctx, meter, &FUNCTIONS);
    table.set_field(ctx, "format", format::format(ctx, meter));
    table.set_field(ctx, "gmatch", search::gmatch(ctx, meter));
    table.set_field(ctx, "gsub", search::gsub(ctx, meter));
    piccolo::set_string_methods(ctx, table);
    piccolo::string_metatable(ctx).freeze(&ctx);
    table
}

fn byte(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let string = call.string(0)?;
    let first = call.integer_or(1, 1)?;
    let last = call.integer_or(2, first)?;
    let bytes = part(string.as_bytes(), first, last);
    if bytes.len() > MAX_RESULTS {
        return Err(Failure::new("string slice too long"));
    }
    call.charge_items(bytes.len())?;
    call.stack.clear();
    call.stack.extend(
        bytes
            .iter()
            .map(|byte| piccolo::Value::Integer(i64::from(*byte))),
    );
    Ok(())
}

/// Most results of one call; Lua has a limit of its own near a million.
const MAX_RESULTS: usize = 8000;

fn char_(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    call.charge_items(call.len())?;
    let bytes = (0..call.len())
        .map(|index| {
            u8::try_from(call.integer(index)?).map_err(|_| call.bad(index, "value out of range"))
        })
        .collect::<Result<Vec<u8>, Failure>>()?;
    call.ret_bytes(&bytes)
}

fn len(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let len = call.string(0)?.len();
    call.ret(len);
    Ok(())
}

fn mapped(call: &mut Call<'_, '_>, map: fn(&[u8]) -> Vec<u8>) -> Result<(), Failure> {
    let string = call.string(0)?;
    call.charge_bytes(string.as_bytes().len())?;
    call.ret_bytes(&map(string.as_bytes()))
}

fn lower(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    mapped(call, <[u8]>::to_ascii_lowercase)
}

fn upper(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    mapped(call, <[u8]>::to_ascii_uppercase)
}

fn reverse(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    mapped(call, |bytes| bytes.iter().rev().copied().collect())
}

fn rep(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let string = call.string(0)?;
    let count = usize::try_from(call.integer(1)?.max(0)).unwrap_or(usize::MAX);
    let separator = match call.arg(2) {
        piccolo::Value::Nil => None,
        _ => Some(call.string(2)?).filter(|_| count > 1),
    };
    let separator = separator.as_ref().map_or(&b""[..], |it| it.as_bytes());
    let bytes = string.as_bytes();
    let length = bytes
        .len()
        .saturating_add(separator.len())
        .saturating_mul(count)
        .saturating_sub(if count > 0 { separator.len() } else { 0 });
    Meter::check_length(length)?;
    call.charge_bytes(length)?;
    // Nothing repeated a billion times is nothing.
    let count = if length == 0 { 0 } else { count };
    let mut repeated = [bytes, separator].concat().repeat(count);
    repeated.truncate(length);
    call.ret_bytes(&repeated)
}

fn sub(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let string = call.string(0)?;
    let first = call.integer_or(1, 1)?;
    let last = call.integer_or(2, -1)?;
    let bytes = part(string.as_bytes(), first, last);
    call.charge_bytes(bytes.len())?;
    call.ret_bytes(bytes)
}
