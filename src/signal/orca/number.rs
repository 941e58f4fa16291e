//! Numbers as Envoy reads them from text (Abseil's `SimpleAtod`): blanks
//! around, a sign, decimal or hexadecimal, `inf` and `nan`.

/// The number that `text` spells, which may be infinite or none.
pub(super) fn double(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text.trim_ascii()).ok()?;
    let (sign, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (-1.0, rest),
        [b'+', rest @ ..] => (1.0, rest),
        rest => (1.0, rest),
    };
    match digits {
        [b'0', b'x' | b'X', hex @ ..] => Some(sign * hexadecimal(hex)?),
        // For decimals, Rust's grammar is that of `std::from_chars`.
        _ => text.parse().ok(),
    }
}

/// `1f`, `1.8`, `.8`, each with a binary exponent (`p-2`) or without.
fn hexadecimal(text: &[u8]) -> Option<f64> {
    let mut parts = text.splitn(2, |byte| matches!(byte, b'p' | b'P'));
    let mantissa = parts.next()?;
    let exponent: i32 = match parts.next() {
        Some(exponent) => {
            let text = std::str::from_utf8(exponent).ok()?;
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            // Beyond any double, and far from any overflow below.
            let most = if text.starts_with('-') {
                -40_000
            } else {
                40_000
            };
            text.parse::<i32>().unwrap_or(most).clamp(-40_000, 40_000)
        }
        None => 0,
    };
    let (mut value, mut digits, mut scale, mut in_fraction) = (0.0, 0_u32, 0_i32, false);
    for byte in mantissa {
        if *byte == b'.' && !in_fraction {
            in_fraction = true;
            continue;
        }
        let digit = char::from(*byte).to_digit(16)?;
        digits = digits.saturating_add(1);
        value = value * 16.0 + f64::from(digit);
        if in_fraction {
            scale = scale.saturating_sub(4);
        }
    }
    (digits > 0).then(|| {
        // In two steps, neither of which leaves the range before its time.
        let exponent = exponent.saturating_add(scale);
        let half = exponent / 2;
        value * 2_f64.powi(half) * 2_f64.powi(exponent.saturating_sub(half))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_and_hexadecimals_are_numbers() {
        for (text, number) in [
            ("0.7", 0.7),
            ("+0.7", 0.7),
            (" .5\t", 0.5),
            ("5.", 5.0),
            ("1E+5", 1e5),
            ("1e-999", 0.0),
            ("-1", -1.0),
            ("1e999", f64::INFINITY),
            ("-inf", f64::NEG_INFINITY),
            ("0x10", 16.0),
            ("+0X1F", 31.0),
            ("-0x1", -1.0),
            ("0x1.8", 1.5),
            ("0x.8", 0.5),
            ("0x1p4", 16.0),
            ("0x1P-2", 0.25),
            ("0x0.0000000000000000001p80", 16.0),
            ("0x1p99999", f64::INFINITY),
            ("0x1p99999999999999999999", f64::INFINITY),
            ("0x1p-99999999999999999999", 0.0),
        ] {
            assert_eq!(double(text.as_bytes()), Some(number), "{text}");
        }
        assert!(double(b"nan").is_some_and(f64::is_nan));
    }

    #[test]
    fn everything_else_is_none() {
        for text in [
            "", " ", "+", "-", ".", "+-5", "--1", "- 1", "1 2", "1_0", "1f", "1e", "1p4", "0x",
            "0x.", "0x1p", "0x1p+", "0x1p1.5", "0x1.8.8", "0x1g", "0x-1", "\"0.7\"", "=1", "é",
        ] {
            assert_eq!(double(text.as_bytes()), None, "{text}");
        }
        assert_eq!(double(b"1\xff"), None);
    }
}
