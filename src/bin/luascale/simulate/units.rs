//! Numbers from one type to another.

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
