//! The headers that speak about scaling and load, as values.
//!
//! One file per header, each a parser from bytes: the length is capped before
//! anything else looks at them, and a header out of its grammar is refused
//! whole, with a cause that has a counter of its own. Nothing is repaired or
//! guessed, and no byte that a peer can send makes a parser panic.

mod load_metric;
mod number;
pub mod orca;
mod request_id;
mod scale_type;

pub use load_metric::{LoadMetric, MAX_LOAD_METRIC_BYTES, MAX_METRICS};
pub use request_id::{MAX_REQUEST_ID_BYTES, parse_request_id};
pub use scale_type::{MAX_SCALE_TYPE_BYTES, ScaleType};

use std::fmt;

/// Longest name of a metric, in bytes.
const MAX_NAME_BYTES: usize = 32;

/// Why a header was refused. One counter per cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rejected {
    /// More bytes than the header's bound.
    TooLong,
    /// A byte that is neither printable ASCII nor a blank.
    NotAscii,
    /// Not the shape of the header's grammar, or empty.
    Malformed,
    /// A metric whose name is not `[a-z][a-z0-9_.]{0,31}`.
    BadName,
    /// A metric whose value is no decimal number.
    BadNumber,
    /// A number that is negative or too large for a double.
    OutOfRange,
    /// More than 16 metrics.
    TooMany,
    /// A metric named twice, or a header sent twice.
    Duplicate,
    /// A load report whose prefix is none of ORCA's.
    Unsupported,
}

impl Rejected {
    /// Every cause, to define the counters from.
    pub const ALL: &'static [Self] = &[
        Self::TooLong,
        Self::NotAscii,
        Self::Malformed,
        Self::BadName,
        Self::BadNumber,
        Self::OutOfRange,
        Self::TooMany,
        Self::Duplicate,
        Self::Unsupported,
    ];

    /// The cause in stat names. Stable: dashboards depend on it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::NotAscii => "not_ascii",
            Self::Malformed => "malformed",
            Self::BadName => "bad_name",
            Self::BadNumber => "bad_number",
            Self::OutOfRange => "out_of_range",
            Self::TooMany => "too_many",
            Self::Duplicate => "duplicate",
            Self::Unsupported => "unsupported",
        }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for Rejected {}

/// The lines of one header in one request, without copying them.
///
/// A header that must be given once and comes twice is ambiguous: proxies
/// disagree which line counts, so none does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeaderLines<'a> {
    first: Option<&'a [u8]>,
    repeated: bool,
}

impl<'a> HeaderLines<'a> {
    /// Adds a line.
    pub fn push(&mut self, value: &'a [u8]) {
        self.repeated = self.first.is_some();
        self.first = self.first.or(Some(value));
    }

    /// The first line, whatever it holds.
    pub const fn first(&self) -> Option<&'a [u8]> {
        self.first
    }

    /// Whether there is any line.
    pub const fn is_present(&self) -> bool {
        self.first.is_some()
    }

    /// The one line, or `None` where there is none.
    ///
    /// # Errors
    /// [`Rejected::Duplicate`] where there are several.
    pub const fn only(&self) -> Result<Option<&'a [u8]>, Rejected> {
        if self.repeated {
            return Err(Rejected::Duplicate);
        }
        Ok(self.first)
    }
}

impl<'a> FromIterator<&'a [u8]> for HeaderLines<'a> {
    fn from_iter<I: IntoIterator<Item = &'a [u8]>>(values: I) -> Self {
        let mut lines = Self::default();
        values.into_iter().for_each(|value| lines.push(value));
        lines
    }
}

/// Whether `name` may name a metric: `[a-z][a-z0-9_.]{0,31}`.
fn is_name(name: &str) -> bool {
    name.len() <= MAX_NAME_BYTES
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.'))
}

/// `value` as text, if it is short enough and holds only printable ASCII and
/// blanks. The length decides first, so that a long value costs nothing more.
fn bounded_text(value: &[u8], max_bytes: usize) -> Result<&str, Rejected> {
    if value.len() > max_bytes {
        return Err(Rejected::TooLong);
    }
    if !value.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
        return Err(Rejected::NotAscii);
    }
    std::str::from_utf8(value).map_err(|_| Rejected::NotAscii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_sent_twice_has_no_value() {
        let lines = |values: &[&'static str]| -> HeaderLines {
            values.iter().map(|value| value.as_bytes()).collect()
        };
        assert_eq!(lines(&[]).only(), Ok(None));
        assert_eq!(lines(&[""]).only(), Ok(Some(&b""[..])));
        assert_eq!(lines(&["a"]).only(), Ok(Some(&b"a"[..])));
        for values in [&["a", "a"][..], &["", ""], &["a", "b", "c"]] {
            assert_eq!(lines(values).only(), Err(Rejected::Duplicate));
            assert_eq!(lines(values).first(), Some(values[0].as_bytes()));
        }
    }

    #[test]
    fn length_is_judged_before_bytes() {
        assert_eq!(bounded_text(b"\xff\xff", 1), Err(Rejected::TooLong));
        assert_eq!(bounded_text(b"\xff", 1), Err(Rejected::NotAscii));
        assert_eq!(bounded_text("é".as_bytes(), 9), Err(Rejected::NotAscii));
        assert_eq!(bounded_text(b"\x7f", 9), Err(Rejected::NotAscii));
        assert_eq!(bounded_text(b"a\n", 9), Err(Rejected::NotAscii));
        assert_eq!(bounded_text(b"a\t b", 4), Ok("a\t b"));
        assert_eq!(bounded_text(b"", 0), Ok(""));
    }

    #[test]
    fn every_cause_is_listed_once_under_a_name_of_its_own() {
        let mut names: Vec<_> = Rejected::ALL.iter().map(|cause| cause.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Rejected::ALL.len());
        assert!(names.iter().all(|name| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        }));
    }
}
