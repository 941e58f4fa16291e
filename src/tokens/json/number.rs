//! A number, of which only whole ones count.

/// A count above this is no count of one response's tokens.
const MAX_COUNT: u64 = 1_000_000_000_000;

/// A number, digit by digit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Number {
    value: u64,
    part: Part,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Whole,
    /// After a point: only zeros may follow.
    Fraction,
    /// Negative, not whole or too large: unknown.
    NoCount,
}

impl Number {
    pub(super) fn begin(first: u8) -> Self {
        let mut number = Self::default();
        number.add(first);
        number
    }

    /// Reads on: whether the number is over, and what comes next.
    pub(super) fn feed<'a>(&mut self, bytes: &'a [u8]) -> (bool, &'a [u8]) {
        for (at, byte) in bytes.iter().enumerate() {
            if !matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-') {
                return (true, bytes.get(at..).unwrap_or_default());
            }
            self.add(*byte);
        }
        (false, &[])
    }

    fn add(&mut self, byte: u8) {
        match (self.part, byte) {
            (Part::Whole, b'0'..=b'9') => {
                let digit = u64::from(byte.wrapping_sub(b'0'));
                self.value = self.value.saturating_mul(10).saturating_add(digit);
            }
            // Some servers tell counts as 12.0.
            (Part::Whole, b'.') => self.part = Part::Fraction,
            (Part::Fraction, b'0') => {}
            _ => self.part = Part::NoCount,
        }
    }

    /// The number, if it is a count.
    pub(super) fn count(&self) -> Option<u64> {
        (self.part != Part::NoCount && self.value <= MAX_COUNT).then_some(self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> Option<u64> {
        let (first, rest) = text.as_bytes().split_first()?;
        let mut number = Number::begin(*first);
        let (over, left) = number.feed(rest);
        assert!(!over && left.is_empty());
        number.count()
    }

    #[test]
    fn only_whole_numbers_count() {
        assert_eq!(count("0"), Some(0));
        assert_eq!(count("1234567"), Some(1_234_567));
        assert_eq!(count("12.0"), Some(12));
        assert_eq!(count("1000000000000"), Some(MAX_COUNT));
        let none = [
            "-5",
            "-0",
            "1.5",
            "1e3",
            "1E400",
            "1e-2",
            "1000000000001",
            "1.00001",
            "999999999999999999999999999999",
            "18446744073709551617",
            "1.0.0",
            "--1",
        ];
        for text in none {
            assert_eq!(count(text), None, "{text}");
        }
    }
}
