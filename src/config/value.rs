//! Single JSON values with a type and a range, as reported by their path.
//!
//! Numbers and strings only; objects and lists are the reader's.

use super::error::ConfigErrors;
use serde_json::Value;
use std::ops::RangeInclusive;

/// `value` as a whole number in `range`. Envoy's `Struct` knows only doubles,
/// so `10.0` is 10.
pub(super) fn whole(
    value: &Value,
    path: &str,
    range: RangeInclusive<u32>,
    errors: &mut ConfigErrors,
) -> Option<u32> {
    let (least, most) = range.into_inner();
    let number = signed(value, path, least.into()..=most.into(), errors)?;
    u32::try_from(number).ok()
}

/// The same, where it may be negative.
pub(super) fn signed(
    value: &Value,
    path: &str,
    range: RangeInclusive<i64>,
    errors: &mut ConfigErrors,
) -> Option<i64> {
    let double = value.as_f64().filter(|number| number.fract() == 0.0);
    let (least, most) = (*range.start(), *range.end());
    let Some(double) = double else {
        errors.wrong(
            path,
            value,
            format!("must be a whole number, {least} to {most}"),
        );
        return None;
    };
    // Printing is the one exact way from f64 to i64 without a cast.
    let number = format!("{double}").parse().ok();
    let number = number.filter(|number| range.contains(number));
    if number.is_none() {
        errors.wrong(
            path,
            value,
            format!("is out of range, must be {least} to {most}"),
        );
    }
    number
}

/// `value` as a string of so many bytes.
pub(super) fn text<'v>(
    value: &'v Value,
    path: &str,
    bytes: RangeInclusive<usize>,
    errors: &mut ConfigErrors,
) -> Option<&'v str> {
    let Some(text) = value.as_str() else {
        errors.wrong(path, value, "must be a string");
        return None;
    };
    if !bytes.contains(&text.len()) {
        let (least, most) = bytes.into_inner();
        let length = text.len();
        errors.wrong(
            path,
            value,
            format!("is {length} bytes long, must be {least} to {most}"),
        );
        return None;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn outcome(value: Value, range: RangeInclusive<u32>) -> Result<u32, String> {
        let mut errors = ConfigErrors::default();
        whole(&value, "k", range, &mut errors).ok_or_else(|| errors.to_string())
    }

    #[test]
    fn whole_numbers_may_come_as_doubles() {
        for (value, number) in [
            (json!(1), 1),
            (json!(10), 10),
            (json!(9.0), 9),
            (json!(1e1), 10),
        ] {
            assert_eq!(outcome(value, 1..=10), Ok(number));
        }
        assert_eq!(outcome(json!(-0.0), 0..=1), Ok(0));
        assert_eq!(outcome(json!(4294967295.0), 0..=u32::MAX), Ok(u32::MAX));
    }

    #[test]
    fn other_numbers_are_told_the_range() {
        for (value, fault) in [
            (json!(0), "0 is out of range, must be 1 to 10"),
            (json!(11), "11 is out of range, must be 1 to 10"),
            (json!(-3), "-3 is out of range, must be 1 to 10"),
            (
                json!(4294967297u64),
                "4294967297 is out of range, must be 1 to 10",
            ),
            (json!(1e300), "1e+300 is out of range, must be 1 to 10"),
            (json!(2.5), "2.5 must be a whole number, 1 to 10"),
            (json!("2"), "\"2\" must be a whole number, 1 to 10"),
            (json!(null), "null must be a whole number, 1 to 10"),
            (json!(true), "true must be a whole number, 1 to 10"),
        ] {
            assert_eq!(outcome(value, 1..=10), Err(format!("k: {fault}")));
        }
    }

    #[test]
    fn strings_are_bounded_in_bytes() {
        for (value, fault) in [
            (json!("é"), None),
            (
                json!("éa"),
                Some("k: \"éa\" is 3 bytes long, must be 1 to 2"),
            ),
            (json!(""), Some("k: \"\" is 0 bytes long, must be 1 to 2")),
            (json!(5), Some("k: 5 must be a string")),
        ] {
            let mut errors = ConfigErrors::default();
            let read = text(&value, "k", 1..=2, &mut errors);
            assert_eq!(read.is_none(), fault.is_some());
            assert_eq!(errors.to_string(), fault.unwrap_or_default());
        }
    }

    proptest! {
        #[test]
        fn every_double_is_read_exactly_or_refused(number in any::<f64>()) {
            if let Ok(read) = outcome(json!(number), 0..=u32::MAX) {
                prop_assert_eq!(f64::from(read), number);
            }
        }

        #[test]
        fn every_number_in_range_is_read(number in any::<u32>()) {
            prop_assert_eq!(outcome(json!(number), 0..=u32::MAX), Ok(number));
            prop_assert_eq!(outcome(json!(f64::from(number)), 0..=u32::MAX), Ok(number));
        }
    }
}
