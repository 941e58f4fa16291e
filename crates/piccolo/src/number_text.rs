//! Floats as Lua writes them: `%.14g`, and `.0` behind what looks like an
//! integer.

use std::fmt;

/// A float to be written.
pub struct Float(pub f64);

/// Significant digits, as `LUAI_NUMFFORMAT` has them.
const DIGITS: usize = 14;

impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.0;
        if number.is_nan() {
            // As glibc writes it on x86-64, where 0/0 has its sign bit set.
            return f.write_str(if number.is_sign_negative() {
                "-nan"
            } else {
                "nan"
            });
        }
        if number.is_infinite() {
            return f.write_str(if number > 0.0 { "inf" } else { "-inf" });
        }
        // `d.dddde±x`, rounded to so many digits: its exponent decides.
        let scientific = format!("{number:.*e}", DIGITS - 1);
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        if exponent < -4 || exponent >= DIGITS as i32 {
            let sign = if exponent < 0 { '-' } else { '+' };
            return write!(f, "{}e{sign}{:02}", trimmed(mantissa), exponent.abs());
        }
        let decimals = (DIGITS as i32 - 1 - exponent).max(0) as usize;
        let fixed = format!("{number:.decimals$}");
        let text = trimmed(&fixed);
        f.write_str(text)?;
        if text.contains('.') {
            Ok(())
        } else {
            f.write_str(".0")
        }
    }
}

/// Without the zeros at the end of a fraction.
fn trimmed(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}
