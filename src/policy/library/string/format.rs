//! `string.format`, with the conversions of C that Lua 5.4 has.

use std::fmt::Write;

use piccolo::Value;

use super::super::args::{Call, Failure};
use super::super::meter::Meter;

/// Longest conversion, as in Lua: two digits each of width and precision.
const MAX_DIGITS: usize = 2;

/// A conversion: `%-08.3f`.
#[derive(Clone, Copy, Debug, Default)]
struct Spec {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    conversion: u8,
}

pub(super) fn format(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let template = call.string(0)?;
    let template = template.as_bytes();
    call.charge_bytes(template.len())?;
    let mut text: Vec<u8> = Vec::with_capacity(template.len());
    let mut rest = template;
    let mut argument = 0_usize;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            text.push(*byte);
            continue;
        }
        if let Some(after) = rest.strip_prefix(b"%") {
            text.push(b'%');
            rest = after;
            continue;
        }
        let (spec, after) = spec(rest)?;
        rest = after;
        argument = argument.saturating_add(1);
        if let (b'q', Value::String(text)) = (spec.conversion, call.arg(argument)) {
            // Each byte may take four, and is looked at.
            call.charge_bytes(text.as_bytes().len().saturating_mul(4))?;
        }
        let written = write(call, argument, spec)?;
        call.charge_bytes(written.len())?;
        if matches!(spec.conversion.to_ascii_lowercase(), b'a' | b'e'..=b'g') {
            // The digits of a float are computed one by one.
            call.charge_items(written.len() / 2)?;
        }
        text.extend_from_slice(&written);
        Meter::check_length(text.len())?;
    }
    call.ret_bytes(&text)
}

/// Reads the conversion at the start of `text`. Gives what is behind it.
fn spec(text: &[u8]) -> Result<(Spec, &[u8]), Failure> {
    let mut spec = Spec::default();
    let mut at = 0_usize;
    let byte = |at: usize| text.get(at).copied();
    while let Some(flag @ (b'-' | b'+' | b' ' | b'#' | b'0')) = byte(at) {
        match flag {
            b'-' => spec.left = true,
            b'+' => spec.plus = true,
            b' ' => spec.space = true,
            b'#' => spec.alternate = true,
            _ => spec.zero = true,
        }
        at = at.saturating_add(1);
    }
    let digits = |at: &mut usize| {
        let mut number = 0_usize;
        for _ in 0..MAX_DIGITS {
            let Some(digit) = byte(*at).filter(u8::is_ascii_digit) else {
                break;
            };
            number = number
                .saturating_mul(10)
                .saturating_add(usize::from(digit.saturating_sub(b'0')));
            *at = at.saturating_add(1);
        }
        number
    };
    spec.width = digits(&mut at);
    if byte(at) == Some(b'.') {
        at = at.saturating_add(1);
        spec.precision = Some(digits(&mut at));
    }
    let end = at.saturating_add(1);
    let wrong = || {
        let shown = text.get(..end.min(text.len())).unwrap_or(&[]);
        let shown = String::from_utf8_lossy(shown);
        Failure::new(format!("invalid conversion '%{shown}' to 'format'"))
    };
    spec.conversion = byte(at).ok_or_else(wrong)?;
    let takes = match spec.conversion {
        b'd' | b'i' => !spec.alternate,
        b'u' => false,
        b'c' | b'p' => {
            !(spec.alternate || spec.plus || spec.space || spec.zero) && spec.precision.is_none()
        }
        b's' => !(spec.alternate || spec.plus || spec.space || spec.zero),
        b'o' | b'x' | b'X' => !(spec.plus || spec.space),
        b'a' | b'A' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => true,
        b'q' => {
            if end > 1 {
                return Err(Failure::new("specifier '%q' cannot have modifiers"));
            }
            true
        }
        _ => false,
    };
    if !takes {
        return Err(wrong());
    }
    Ok((spec, text.get(end..).unwrap_or(&[])))
}

fn write(call: &Call<'_, '_>, index: usize, spec: Spec) -> Result<Vec<u8>, Failure> {
    Ok(match spec.conversion {
        b'c' => {
            let byte = call.integer(index)?.to_le_bytes()[0];
            pad(vec![byte], spec)
        }
        b'd' | b'i' => integer(call.integer(index)?, spec),
        b'o' => unsigned(format!("{:o}", call.integer(index)?), "0", spec),
        b'x' => unsigned(format!("{:x}", call.integer(index)?), "0x", spec),
        b'X' => unsigned(format!("{:X}", call.integer(index)?), "0X", spec),
        b'a' | b'A' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => float(call.number(index)?, spec),
        b'p' => pad(pointer(call.any(index)?).into_bytes(), spec),
        b'q' => quoted(call, index)?,
        _ => {
            let value = call.any(index)?;
            let shown;
            let text = match value {
                Value::String(text) => text.as_bytes(),
                value => {
                    shown = value.display().to_string();
                    shown.as_bytes()
                }
            };
            let cut = spec
                .precision
                .map_or(text.len(), |most| most.min(text.len()));
            pad(text.get(..cut).unwrap_or(&[]).to_vec(), spec)
        }
    })
}

/// The address of what has one.
fn pointer(value: Value<'_>) -> String {
    match value {
        Value::Nil | Value::Boolean(_) | Value::Integer(_) | Value::Number(_) => {
            "(null)".to_owned()
        }
        Value::String(text) => format!("{:p}", text.as_bytes().as_ptr()),
        value => value
            .display()
            .to_string()
            .rsplit(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

fn pad(text: Vec<u8>, spec: Spec) -> Vec<u8> {
    let missing = spec.width.saturating_sub(text.len());
    let blanks = vec![b' '; missing];
    if spec.left {
        [text, blanks].concat()
    } else {
        [blanks, text].concat()
    }
}

/// Sign or prefix, then zeros where asked for, then digits.
fn padded(sign: &str, digits: &str, zero: bool, spec: Spec) -> Vec<u8> {
    let length = sign.len().saturating_add(digits.len());
    let zeros = if zero && !spec.left {
        spec.width.saturating_sub(length)
    } else {
        0
    };
    let mut text = sign.to_owned();
    text.extend(std::iter::repeat_n('0', zeros));
    text.push_str(digits);
    pad(text.into_bytes(), spec)
}

fn sign(negative: bool, spec: Spec) -> &'static str {
    match (negative, spec.plus, spec.space) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

fn integer(value: i64, spec: Spec) -> Vec<u8> {
    let digits = with_precision(value.unsigned_abs().to_string(), spec);
    let zero = spec.zero && spec.precision.is_none();
    padded(sign(value < 0, spec), &digits, zero, spec)
}

fn unsigned(digits: String, prefix: &str, spec: Spec) -> Vec<u8> {
    let is_zero = digits == "0";
    let digits = with_precision(digits, spec);
    let prefix = match (spec.alternate, prefix) {
        (false, _) => "",
        (true, "0") if digits.starts_with('0') => "",
        (true, _) if is_zero && prefix != "0" => "",
        (true, prefix) => prefix,
    };
    let zero = spec.zero && spec.precision.is_none();
    padded(prefix, &digits, zero, spec)
}

/// At least so many digits; zero with a precision of zero has none.
fn with_precision(digits: String, spec: Spec) -> String {
    match spec.precision {
        Some(0) if digits == "0" => String::new(),
        Some(precision) => format!("{digits:0>precision$}"),
        None => digits,
    }
}

fn float(value: f64, spec: Spec) -> Vec<u8> {
    let upper = spec.conversion.is_ascii_uppercase();
    let sign = sign(value.is_sign_negative(), spec);
    if !value.is_finite() {
        let name = match (value.is_nan(), upper) {
            (true, false) => "nan",
            (true, true) => "NAN",
            (false, false) => "inf",
            (false, true) => "INF",
        };
        return padded(sign, name, false, spec);
    }
    let value = value.abs();
    let digits = match spec.conversion.to_ascii_lowercase() {
        b'f' => fixed(value, spec.precision.unwrap_or(6), spec.alternate),
        b'e' => exponential(value, spec.precision.unwrap_or(6), spec.alternate),
        b'g' => shortest(value, spec.precision.unwrap_or(6), spec.alternate),
        _ => hexadecimal(value, spec.precision, spec.alternate),
    };
    let digits = if upper {
        digits.to_ascii_uppercase()
    } else {
        digits
    };
    match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        // The zeros come behind the prefix.
        Some(rest) => {
            let prefix = format!("{sign}{}", if upper { "0X" } else { "0x" });
            padded(&prefix, rest, spec.zero, spec)
        }
        None => padded(sign, &digits, spec.zero, spec),
    }
}

fn fixed(value: f64, precision: usize, alternate: bool) -> String {
    let mut text = format!("{value:.precision$}");
    if alternate && precision == 0 {
        text.push('.');
    }
    text
}

/// `d.ddde+xx`
fn exponential(value: f64, precision: usize, alternate: bool) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let dot = if alternate && precision == 0 { "." } else { "" };
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}{dot}e{sign}{:02}", exponent.unsigned_abs())
}

/// `%g`: the style that is shorter, without zeros at the end.
fn shortest(value: f64, precision: usize, alternate: bool) -> String {
    let precision = precision.max(1);
    let digits = precision.saturating_sub(1);
    let scientific = format!("{value:.digits$e}");
    let exponent: i64 = scientific
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0);
    let limit = i64::try_from(precision).unwrap_or(i64::MAX);
    if exponent < -4 || exponent >= limit {
        let text = exponential(value, digits, alternate);
        if alternate {
            return text;
        }
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
        return format!("{}e{exponent}", trimmed(mantissa));
    }
    let decimals = limit.saturating_sub(1).saturating_sub(exponent);
    let text = fixed(value, usize::try_from(decimals).unwrap_or(0), alternate);
    if alternate {
        text
    } else {
        trimmed(&text).to_owned()
    }
}

fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// `%a`: the bits of the float, exactly.
fn hexadecimal(value: f64, precision: Option<usize>, alternate: bool) -> String {
    const FRACTION_BITS: u32 = 52;
    let bits = value.to_bits();
    let mut exponent = i64::try_from((bits >> FRACTION_BITS) & 0x7ff).unwrap_or(0);
    let mut fraction = bits & ((1 << FRACTION_BITS) - 1);
    let mut whole = u64::from(exponent != 0);
    exponent = match (exponent, fraction) {
        (0, 0) => 0,
        (0, _) => -1022,
        (exponent, _) => exponent.saturating_sub(1023),
    };
    if let Some(precision) = precision.filter(|precision| *precision < 13) {
        // Round to so many of the 13 digits, half to even.
        let dropped = FRACTION_BITS.saturating_sub(u32::try_from(precision * 4).unwrap_or(0));
        let all = (whole << FRACTION_BITS) | fraction;
        let unit = 1_u64 << dropped;
        let rest = all & (unit - 1);
        let half = unit >> 1;
        let mut kept = all >> dropped;
        if rest > half || (rest == half && kept & 1 == 1) {
            kept = kept.saturating_add(1);
        }
        let all = kept << dropped;
        whole = all >> FRACTION_BITS;
        fraction = all & ((1 << FRACTION_BITS) - 1);
    }
    let digits = format!("{fraction:013x}");
    let digits = match precision {
        Some(precision) => format!("{digits:0<precision$}")
            .get(..precision)
            .unwrap_or("")
            .to_owned(),
        None => digits.trim_end_matches('0').to_owned(),
    };
    let dot = if digits.is_empty() && !alternate {
        ""
    } else {
        "."
    };
    let mut text = format!("0x{whole}{dot}{digits}p");
    // Writing to a string does not fail.
    let _ = write!(text, "{exponent:+}");
    text
}

/// `%q`: as a literal that Lua reads back.
fn quoted(call: &Call<'_, '_>, index: usize) -> Result<Vec<u8>, Failure> {
    let text = match call.any(index)? {
        Value::String(text) => return Ok(literal(text.as_bytes())),
        Value::Nil => "nil".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(i64::MIN) => "0x8000000000000000".to_owned(),
        Value::Integer(value) => value.to_string(),
        Value::Number(value) if value.is_nan() => "(0/0)".to_owned(),
        Value::Number(value) if value.is_infinite() => {
            if value > 0.0 { "1e9999" } else { "-1e9999" }.to_owned()
        }
        Value::Number(value) => {
            let sign = if value.is_sign_negative() { "-" } else { "" };
            format!("{sign}{}", hexadecimal(value.abs(), None, false))
        }
        _ => return Err(call.bad(index, "value has no literal form")),
    };
    Ok(text.into_bytes())
}

fn literal(bytes: &[u8]) -> Vec<u8> {
    let mut text = vec![b'"'];
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' | b'\\' => text.extend([b'\\', *byte]),
            b'\n' => text.extend(b"\\\n"),
            b'\r' => text.extend(b"\\r"),
            0 if !rest.first().is_some_and(u8::is_ascii_digit) => text.extend(b"\\0"),
            byte if byte.is_ascii_control() => {
                text.push(b'\\');
                let full = rest.first().is_some_and(u8::is_ascii_digit);
                for (unit, digit) in [(100, byte / 100), (10, byte / 10 % 10), (1, byte % 10)] {
                    if full || *byte >= unit || unit == 1 {
                        text.push(b'0'.saturating_add(digit));
                    }
                }
            }
            byte => text.push(*byte),
        }
    }
    text.push(b'"');
    text
}
