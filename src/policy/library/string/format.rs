//! `string.format`, with the conversions of C that Lua 5.4 has.

use piccolo::{Callback, CallbackReturn, Context, Function, SequenceReturn, Value, async_sequence};

use super::super::args::{Call, Failure, with};
use super::super::base::to_string;
use super::super::meter::Meter;

const NAME: &str = "string.format";
/// Longest flags, width and precision, as in Lua.
const MAX_MODIFIERS: usize = 20;
/// From this length on, a string takes no notice of a width.
const LONG_STRING: usize = 100;

/// A conversion: `%-08.3f`.
#[derive(Clone, Copy, Debug)]
struct Spec<'t> {
    left: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    conversion: u8,
    /// All of it but the `%`.
    text: &'t [u8],
}

/// `format`. What `%s` shows may have a `__tostring` to be asked first.
pub(super) fn format<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        let tables = with(ctx, exec, stack.reborrow(), &meter, NAME, |call| {
            let tables = tables(call)?;
            if tables.is_empty() {
                fill(call)?;
            }
            Ok(tables)
        })?;
        if tables.is_empty() {
            return Ok(CallbackReturn::Return);
        }
        let meter = meter.clone();
        Ok(CallbackReturn::Sequence(async_sequence(
            &ctx,
            |locals, mut seq| {
                let to_string = locals.stash(&ctx, Function::from(to_string(ctx, &meter)));
                async move {
                    // The texts come behind the arguments, and then in their places.
                    let arguments = seq.enter(|_, _, _, stack| stack.len());
                    for argument in &tables {
                        let bottom = seq.enter(|_, _, _, mut stack| {
                            let (bottom, value) = (stack.len(), stack.get(*argument));
                            stack.push_back(value);
                            bottom
                        });
                        seq.call(&to_string, bottom).await?;
                        seq.enter(|_, _, _, mut stack| {
                            stack.resize(bottom.saturating_add(1));
                        });
                    }
                    seq.enter(|_, _, _, mut stack| {
                        let mut values: Vec<Value<'_>> = stack.drain(..).collect();
                        let texts = values.split_off(arguments.min(values.len()));
                        for (argument, text) in tables.iter().zip(texts) {
                            if let Some(value) = values.get_mut(*argument) {
                                *value = text;
                            }
                        }
                        stack.extend(values);
                    });
                    seq.try_enter(|ctx, _, exec, stack| {
                        with(ctx, exec, stack, &meter, NAME, fill)
                    })?;
                    Ok(SequenceReturn::Return)
                }
            },
        )))
    })
}

/// The arguments that are tables which `%s` shows.
fn tables(call: &mut Call<'_, '_>) -> Result<Vec<usize>, Failure> {
    let is_table = |index: usize| matches!(call.arg(index), Value::Table(_));
    if !(1..call.len()).any(is_table) {
        return Ok(Vec::new());
    }
    let template = call.string(0)?;
    call.charge_bytes(template.as_bytes().len())?;
    let mut tables = Vec::new();
    let mut argument = 0_usize;
    each_part(template.as_bytes(), |part| {
        if let Part::Conversion(spec) = part {
            argument = argument.saturating_add(1);
            if spec.conversion == b's' && matches!(call.arg(argument), Value::Table(_)) {
                tables.push(argument);
            }
        }
        Ok(())
    })?;
    Ok(tables)
}

fn fill(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let template = call.string(0)?;
    let template = template.as_bytes();
    call.charge_bytes(template.len())?;
    let mut text: Vec<u8> = Vec::with_capacity(template.len());
    let mut argument = 0_usize;
    each_part(template, |part| {
        match part {
            Part::Byte(byte) => text.push(byte),
            Part::Conversion(spec) => {
                argument = argument.saturating_add(1);
                if argument >= call.len() {
                    return Err(call.bad(argument, "no value"));
                }
                if let (b's', Value::String(text)) = (spec.conversion, call.arg(argument)) {
                    // Looked at as a whole, though only a part may be shown.
                    call.charge_bytes(text.as_bytes().len())?;
                }
                let written = write(call, argument, spec)?;
                call.charge_bytes(written.len())?;
                if matches!(spec.conversion.to_ascii_lowercase(), b'a' | b'e'..=b'g') {
                    // The digits of a float are computed one by one.
                    call.charge_items(written.len() / 2)?;
                }
                text.extend_from_slice(&written);
            }
        }
        Meter::check_length(text.len())
    })?;
    call.ret_bytes(&text)
}

/// A part of a template.
enum Part<'t> {
    Byte(u8),
    Conversion(Spec<'t>),
}

fn each_part<'t>(
    template: &'t [u8],
    mut act: impl FnMut(Part<'t>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut rest = template;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            act(Part::Byte(*byte))?;
        } else if let Some(after) = rest.strip_prefix(b"%") {
            rest = after;
            act(Part::Byte(b'%'))?;
        } else {
            let (spec, after) = spec(rest)?;
            rest = after;
            act(Part::Conversion(spec))?;
        }
    }
    Ok(())
}

/// Reads the conversion at the start of `text`. Gives what is behind it.
fn spec(text: &[u8]) -> Result<(Spec<'_>, &[u8]), Failure> {
    let is_modifier = |byte: &&u8| b"-+ #0123456789.".contains(byte);
    let modifiers = text.iter().take_while(is_modifier).count();
    if modifiers > MAX_MODIFIERS {
        return Err(Failure::new("invalid format (too long)"));
    }
    let end = modifiers.saturating_add(1).min(text.len());
    let (text, after) = text.split_at_checked(end).unwrap_or((text, &[]));
    let is_flag = |byte: &&u8| b"-+ #0".contains(byte);
    let flags = text.iter().take_while(is_flag).count();
    let (flags, rest) = text.split_at_checked(flags).unwrap_or((text, &[]));
    let (width, rest) = digits(rest);
    let precision = rest.strip_prefix(b".").map(|rest| digits(rest).0);
    let spec = Spec {
        left: flags.contains(&b'-'),
        plus: flags.contains(&b'+'),
        space: flags.contains(&b' '),
        alternate: flags.contains(&b'#'),
        zero: flags.contains(&b'0'),
        width,
        precision,
        conversion: text.last().copied().unwrap_or(0),
        text,
    };
    Ok((spec, after))
}

/// The number at the start of `text`, of at most two digits.
fn digits(text: &[u8]) -> (usize, &[u8]) {
    let count = text.iter().take(2).take_while(|it| it.is_ascii_digit());
    let (digits, rest) = text.split_at_checked(count.count()).unwrap_or((&[], text));
    let number = digits.iter().fold(0_usize, |number, digit| {
        let digit = usize::from(digit.saturating_sub(b'0'));
        number.saturating_mul(10).saturating_add(digit)
    });
    (number, rest)
}

impl Spec<'_> {
    fn shown(&self) -> String {
        String::from_utf8_lossy(self.text).into_owned()
    }

    /// Refuses flags that the conversion has not, and widths that are too long.
    fn check(&self, flags: &[u8], precision: bool) -> Result<(), Failure> {
        let is_flag = |byte: &&u8| flags.contains(byte);
        let flags = self.text.iter().take_while(is_flag).count();
        let mut rest = self.text.get(flags..).unwrap_or(&[]);
        if rest.first() != Some(&b'0') {
            rest = digits(rest).1;
            if let Some(after) = rest.strip_prefix(b".").filter(|_| precision) {
                rest = digits(after).1;
            }
        }
        if rest.len() == 1 && rest.first().is_some_and(u8::is_ascii_alphabetic) {
            return Ok(());
        }
        let shown = self.shown();
        Err(Failure::new(format!(
            "invalid conversion specification: '%{shown}'"
        )))
    }
}

fn write(call: &Call<'_, '_>, index: usize, spec: Spec<'_>) -> Result<Vec<u8>, Failure> {
    let integer_with = |flags: &[u8]| {
        let value = call.integer(index)?;
        spec.check(flags, true).map(|()| value)
    };
    Ok(match spec.conversion {
        b'c' => {
            spec.check(b"-", false)?;
            let byte = call.integer(index)?.to_le_bytes()[0];
            pad(vec![byte], spec)
        }
        b'd' | b'i' => integer(integer_with(b"-+0 ")?, spec),
        b'u' => unsigned(integer_with(b"-0")?.cast_unsigned().to_string(), "", spec),
        b'o' => unsigned(format!("{:o}", integer_with(b"-#0")?), "0", spec),
        b'x' => unsigned(format!("{:x}", integer_with(b"-#0")?), "0x", spec),
        b'X' => unsigned(format!("{:X}", integer_with(b"-#0")?), "0X", spec),
        b'a' | b'A' | b'e' | b'E' | b'f' | b'g' | b'G' => {
            spec.check(b"-+ #0", true)?;
            float(call.number(index)?, spec)
        }
        b'p' => {
            spec.check(b"-", false)?;
            pad(pointer(call.any(index)?).into_bytes(), spec)
        }
        b'q' if spec.text.len() > 1 => {
            return Err(Failure::new("specifier '%q' cannot have modifiers"));
        }
        b'q' => quoted(call, index)?,
        b's' => string(call, index, spec)?,
        _ => {
            let shown = spec.shown();
            return Err(Failure::new(format!(
                "invalid conversion '%{shown}' to 'format'"
            )));
        }
    })
}

fn string(call: &Call<'_, '_>, index: usize, spec: Spec<'_>) -> Result<Vec<u8>, Failure> {
    // Without a copy of one that may be long, before it is cut.
    let shown;
    let value = call.any(index)?;
    let text = match &value {
        Value::String(text) => text.as_bytes(),
        value => {
            shown = value.display().to_string();
            shown.as_bytes()
        }
    };
    if spec.text.len() == 1 {
        return Ok(text.to_vec());
    }
    if text.contains(&0) {
        return Err(call.bad(index, "string contains zeros"));
    }
    spec.check(b"-", true)?;
    match spec.precision {
        None if text.len() >= LONG_STRING => Ok(text.to_vec()),
        precision => {
            let cut = precision.map_or(text.len(), |most| most.min(text.len()));
            Ok(pad(text.get(..cut).unwrap_or(&[]).to_vec(), spec))
        }
    }
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

fn pad(text: Vec<u8>, spec: Spec<'_>) -> Vec<u8> {
    let missing = spec.width.saturating_sub(text.len());
    let blanks = vec![b' '; missing];
    if spec.left {
        [text, blanks].concat()
    } else {
        [blanks, text].concat()
    }
}

/// Sign or prefix, then zeros where asked for, then digits.
fn padded(sign: &str, digits: &str, zero: bool, spec: Spec<'_>) -> Vec<u8> {
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

fn sign(negative: bool, spec: Spec<'_>) -> &'static str {
    match (negative, spec.plus, spec.space) {
        (true, _, _) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

fn integer(value: i64, spec: Spec<'_>) -> Vec<u8> {
    let digits = with_precision(value.unsigned_abs().to_string(), spec);
    let zero = spec.zero && spec.precision.is_none();
    padded(sign(value < 0, spec), &digits, zero, spec)
}

fn unsigned(digits: String, prefix: &str, spec: Spec<'_>) -> Vec<u8> {
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
fn with_precision(digits: String, spec: Spec<'_>) -> String {
    match spec.precision {
        Some(0) if digits == "0" => String::new(),
        Some(precision) => format!("{digits:0>precision$}"),
        None => digits,
    }
}

fn float(value: f64, spec: Spec<'_>) -> Vec<u8> {
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
    format!("0x{whole}{dot}{digits}p{exponent:+}")
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
