//! Numbers from one type to another.

/// A count as a float; exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(crate) fn ratio(count: u64) -> f64 {
    count as f64
}

/// Microseconds as a count: not negative, NaN is 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast saturates"
)]
pub(crate) fn micros(micros: f64) -> u64 {
    micros as u64
}

/// Seconds as microseconds.
pub(crate) fn seconds(seconds: f64) -> u64 {
    micros(seconds * 1e6)
}
