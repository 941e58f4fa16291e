//! `x-scale-type`: which way of scaling the sender means, `[a-z0-9_-]+` in at
//! most 32 bytes.
//!
//! Three words have a meaning; all others reach the policy as they are, since
//! it is the operator's to say what `gpu` stands for. Upper case is refused
//! rather than lowered: two spellings of a word would be two words to a
//! policy.

use super::{HeaderLines, Rejected, bounded_text};

/// Longest type, in bytes.
pub const MAX_SCALE_TYPE_BYTES: usize = 32;

/// A way of scaling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScaleType {
    /// More or fewer replicas.
    Horizontal,
    /// Larger or smaller replicas.
    Vertical,
    /// No scaling wanted.
    None,
    /// A word of the operator's, 1 to 32 bytes of `[a-z0-9_-]`.
    Other(String),
}

impl ScaleType {
    /// Reads the header; `None` where the request has none.
    ///
    /// # Errors
    /// [`Rejected`] where the header comes twice or is out of grammar.
    pub fn from_lines(lines: &HeaderLines<'_>) -> Result<Option<Self>, Rejected> {
        lines.only()?.map(Self::parse).transpose()
    }

    /// Reads one value.
    ///
    /// # Errors
    /// [`Rejected`] where the value is too long, empty, or holds anything but
    /// `[a-z0-9_-]`.
    pub fn parse(value: &[u8]) -> Result<Self, Rejected> {
        let text = bounded_text(value, MAX_SCALE_TYPE_BYTES)?;
        if text.is_empty() || !text.bytes().all(is_type_byte) {
            return Err(Rejected::Malformed);
        }
        Ok(match text {
            "horizontal" => Self::Horizontal,
            "vertical" => Self::Vertical,
            "none" => Self::None,
            other => Self::Other(other.to_owned()),
        })
    }

    /// The word as it was sent.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Horizontal => "horizontal",
            Self::Vertical => "vertical",
            Self::None => "none",
            Self::Other(other) => other,
        }
    }
}

const fn is_type_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_words_have_a_meaning_and_others_pass() {
        let other = |text: &str| Ok(ScaleType::Other(text.to_owned()));
        let longest = "x".repeat(32);
        let too_long = "x".repeat(33);
        let rows: &[(&[u8], Result<ScaleType, Rejected>)] = &[
            (b"horizontal", Ok(ScaleType::Horizontal)),
            (b"vertical", Ok(ScaleType::Vertical)),
            (b"none", Ok(ScaleType::None)),
            (b"gpu_a100-80g", other("gpu_a100-80g")),
            (b"-", other("-")),
            (longest.as_bytes(), other(&longest)),
            (too_long.as_bytes(), Err(Rejected::TooLong)),
            (b"", Err(Rejected::Malformed)),
            (b"Horizontal", Err(Rejected::Malformed)),
            (b" none", Err(Rejected::Malformed)),
            (b"a.b", Err(Rejected::Malformed)),
            (b"a;b", Err(Rejected::Malformed)),
            (b"a\0", Err(Rejected::NotAscii)),
            (b"\xc3\xa9", Err(Rejected::NotAscii)),
        ];
        for (value, outcome) in rows {
            assert_eq!(ScaleType::parse(value), *outcome, "{value:?}");
        }
    }

    #[test]
    fn two_lines_are_refused_even_if_alike() {
        let two: HeaderLines = [&b"none"[..], b"none"].into_iter().collect();
        assert_eq!(ScaleType::from_lines(&two), Err(Rejected::Duplicate));
        assert_eq!(ScaleType::from_lines(&HeaderLines::default()), Ok(None));
    }

    proptest! {
        #[test]
        fn what_is_accepted_reads_back(value in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(scale_type) = ScaleType::parse(&value) {
                prop_assert_eq!(scale_type.as_str().as_bytes(), &value[..]);
            }
        }

        #[test]
        fn every_word_of_the_grammar_is_accepted(word in "[a-z0-9_-]{1,32}") {
            let scale_type = ScaleType::parse(word.as_bytes()).unwrap();
            prop_assert_eq!(scale_type.as_str(), word);
        }
    }
}
