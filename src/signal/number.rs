//! Decimal numbers in headers, with the grammar of a JSON number:
//!
//! ```text
//! number = ["-"] ("0" | digit1-9 *digit) ["." 1*digit] [("e" | "E") ["+" | "-"] 1*digit]
//! ```
//!
//! Rust's own parser also takes `inf`, `nan`, `+5`, `.5` and `5.`; here one
//! grammar holds for every form of a header. Underscores, hex and leading
//! zeros are refused too.

use super::Rejected;

/// The number that `text` spells: finite, not negative. `-0` counts as 0.
///
/// # Errors
/// [`Rejected::BadNumber`] where `text` is no number of the grammar,
/// [`Rejected::OutOfRange`] where it is negative or too large for a double.
pub(super) fn parse_number(text: &str) -> Result<f64, Rejected> {
    if !is_number(text.as_bytes()) {
        return Err(Rejected::BadNumber);
    }
    let number: f64 = text.parse().map_err(|_| Rejected::BadNumber)?;
    if !number.is_finite() || number < 0.0 {
        return Err(Rejected::OutOfRange);
    }
    // Only -0.0 still has a sign, and it must not reach a policy as `-0.0`.
    Ok(number.abs())
}

fn is_number(text: &[u8]) -> bool {
    let rest = text.strip_prefix(b"-").unwrap_or(text);
    let Some(mut rest) = after_digits(rest).filter(|_| !has_leading_zero(rest)) else {
        return false;
    };
    if let Some(fraction) = rest.strip_prefix(b".") {
        match after_digits(fraction) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', digits @ ..] | [b'e' | b'E', digits @ ..] => {
            after_digits(digits).is_some_and(<[u8]>::is_empty)
        }
        _ => false,
    }
}

const fn has_leading_zero(text: &[u8]) -> bool {
    matches!(text, [b'0', b'0'..=b'9', ..])
}

/// What follows one or more digits, or `None` where there is no digit.
fn after_digits(text: &[u8]) -> Option<&[u8]> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        None
    } else {
        text.get(digits..)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_decimals_are_numbers() {
        for (text, number) in [
            ("0", 0.0),
            ("-0", 0.0),
            ("-0.0e9", 0.0),
            ("85", 85.0),
            ("60.5", 60.5),
            ("0.25", 0.25),
            ("1e3", 1000.0),
            ("1E+3", 1000.0),
            ("25e-2", 0.25),
            ("1.7976931348623157e308", f64::MAX),
            ("1e-999", 0.0),
        ] {
            assert_eq!(parse_number(text), Ok(number), "{text}");
        }
        assert!(parse_number("-0").unwrap().is_sign_positive());
    }

    #[test]
    fn everything_else_is_none() {
        for text in [
            "", "-", "+5", "--5", ".5", "5.", "5.e1", "1e", "1e+", "1e1.5", "05", "00", "-01",
            "0x10", "1_000", "1,5", "inf", "-inf", "infinity", "nan", "NaN", " 5", "5 ", "5%",
            "5a", "1e1e1", "1.2.3", "٣",
        ] {
            assert_eq!(parse_number(text), Err(Rejected::BadNumber), "{text}");
        }
    }

    #[test]
    fn negative_and_endless_numbers_are_out_of_range() {
        for text in [
            "-1",
            "-0.001",
            "-1e300",
            "1e309",
            "1e999999999999",
            "-1e999",
        ] {
            assert_eq!(parse_number(text), Err(Rejected::OutOfRange), "{text}");
        }
    }

    proptest! {
        #[test]
        fn printed_doubles_read_back(number in 0.0..f64::MAX) {
            prop_assert_eq!(parse_number(&format!("{number}")), Ok(number));
            prop_assert_eq!(parse_number(&format!("{number:e}")), Ok(number));
        }

        // serde_json implements the same grammar independently.
        #[test]
        fn the_grammar_is_that_of_json(text in "-?[0-9.eE+-]{0,8}") {
            // It stops reading at a number that is too large, whatever follows.
            match (serde_json::from_str::<serde_json::Number>(&text), parse_number(&text)) {
                (Ok(_), ours) => prop_assert_ne!(ours, Err(Rejected::BadNumber)),
                (Err(error), ours) if error.to_string().contains("out of range") => {
                    prop_assert!(ours.is_err());
                }
                (Err(_), ours) => prop_assert_eq!(ours, Err(Rejected::BadNumber)),
            }
        }
    }
}
