//! `x-request-id` where a policy is to see it: 1 to 128 bytes of visible
//! ASCII.
//!
//! The header belongs to Envoy's tracing, not to this filter: it is only read,
//! and one out of grammar stays on the request as it is.

use super::{HeaderLines, Rejected, bounded_text};

/// Longest id, in bytes. Envoy's own are UUIDs of 36.
pub const MAX_REQUEST_ID_BYTES: usize = 128;

/// The request's id, or `None` where it has none.
///
/// # Errors
/// [`Rejected`] where the header comes twice, is longer than
/// [`MAX_REQUEST_ID_BYTES`], empty, or holds anything but visible ASCII.
pub fn parse_request_id(lines: &HeaderLines<'_>) -> Result<Option<String>, Rejected> {
    let Some(value) = lines.only()? else {
        return Ok(None);
    };
    let text = bounded_text(value, MAX_REQUEST_ID_BYTES)?;
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Rejected::Malformed);
    }
    Ok(Some(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(value: &[u8]) -> Result<Option<String>, Rejected> {
        parse_request_id(&[value].into_iter().collect())
    }

    #[test]
    fn ids_are_visible_ascii() {
        let rows: &[(&[u8], Result<(), Rejected>)] = &[
            (b"8ad2a2f4-3f0d-9b2e-8c1c-1f3ad6b4a0f1", Ok(())),
            (b"!~", Ok(())),
            (&[b'x'; 128], Ok(())),
            (&[b'x'; 129], Err(Rejected::TooLong)),
            (b"", Err(Rejected::Malformed)),
            (b"a b", Err(Rejected::Malformed)),
            (b"a\tb", Err(Rejected::Malformed)),
            (b"a\nb", Err(Rejected::NotAscii)),
            (b"a\0", Err(Rejected::NotAscii)),
            (b"\xff", Err(Rejected::NotAscii)),
        ];
        for (value, outcome) in rows {
            let text = String::from_utf8_lossy(value).into_owned();
            assert_eq!(parse(value), outcome.map(|()| Some(text)), "{value:?}");
        }
    }

    #[test]
    fn none_is_no_error_and_two_are() {
        assert_eq!(parse_request_id(&HeaderLines::default()), Ok(None));
        let two: HeaderLines = [&b"a"[..], b"a"].into_iter().collect();
        assert_eq!(parse_request_id(&two), Err(Rejected::Duplicate));
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_unchanged(value in proptest::collection::vec(any::<u8>(), 0..140)) {
            if let Ok(Some(id)) = parse(&value) {
                prop_assert_eq!(id.as_bytes(), &value[..]);
            }
        }

        #[test]
        fn visible_ascii_is_accepted(id in "[!-~]{1,128}") {
            prop_assert_eq!(parse(id.as_bytes()), Ok(Some(id)));
        }
    }
}
