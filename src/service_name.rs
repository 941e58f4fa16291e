//! Service names as Envoy gives them, and the ids made from them for shared
//! data keys, URLs and stats.
//!
//! A name is any bytes: Istio writes `outbound|80||checkout.shop.svc`, Envoy
//! Gateway puts slashes in. An id holds only `[A-Za-z0-9_~-]`, which neither a
//! URL path, a stat name nor a key needs to escape again. Bytes outside
//! `[A-Za-z0-9_-]` become `~` and two lower hex digits, so that different
//! names never share an id. Decoding refuses every other spelling of a name:
//! one service has one URL.

/// Longest text that [`display`] returns, in bytes. Envoy sets no bound to a
/// cluster's name, but a page and a log line need one.
pub const DISPLAY_BYTES: usize = 256;

/// Whether `byte` stands for itself in an id.
pub const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// The id of the service called `name`. Empty only for the empty name.
pub fn encode(name: &[u8]) -> String {
    let mut id = String::with_capacity(name.len());
    for &byte in name {
        if is_plain(byte) {
            id.push(char::from(byte));
        } else {
            id.push('~');
            id.push(hex_digit(byte >> 4));
            id.push(hex_digit(byte & 0x0f));
        }
    }
    id
}

/// The name that `id` stands for, or `None` where [`encode`] would never have
/// written `id`: other bytes, a cut or upper case escape, or an escape for a
/// byte that needs none.
pub fn decode(id: &str) -> Option<Vec<u8>> {
    let mut name = Vec::with_capacity(id.len());
    let mut bytes = id.bytes();
    while let Some(byte) = bytes.next() {
        if is_plain(byte) {
            name.push(byte);
            continue;
        }
        if byte != b'~' {
            return None;
        }
        let escaped = (hex_value(bytes.next()?)? << 4) | hex_value(bytes.next()?)?;
        if is_plain(escaped) {
            return None;
        }
        name.push(escaped);
    }
    Some(name)
}

/// `name` for people: invalid UTF-8 replaced by U+FFFD, cut to
/// [`DISPLAY_BYTES`] at a character. Not escaped for HTML, JSON or logs; the
/// writer of these does that.
pub fn display(name: &[u8]) -> String {
    // A character is at most 4 bytes, so one that starts within the limit is
    // still whole here and is not mistaken for invalid UTF-8.
    let head = name.get(..DISPLAY_BYTES + 3).unwrap_or(name);
    let mut text = String::from_utf8_lossy(head).into_owned();
    text.truncate(text.floor_char_boundary(DISPLAY_BYTES));
    text
}

/// The lower hex digit of a value below 16.
fn hex_digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0')
}

/// The value of a lower hex digit.
fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_the_field_become_readable_ids() {
        let rows: &[(&[u8], &str)] = &[
            (b"", ""),
            (b"checkout", "checkout"),
            (b"Check_out-2", "Check_out-2"),
            (
                b"outbound|80||checkout.shop.svc.cluster.local",
                "outbound~7c80~7c~7ccheckout~2eshop~2esvc~2ecluster~2elocal",
            ),
            (
                b"httproute/shop/web/rule/0",
                "httproute~2fshop~2fweb~2frule~2f0",
            ),
            (b"~7c", "~7e7c"),
            (b"\0\xff", "~00~ff"),
            ("é".as_bytes(), "~c3~a9"),
        ];
        for (name, id) in rows {
            assert_eq!(encode(name), *id);
            assert_eq!(decode(id).as_deref(), Some(*name), "{id}");
        }
    }

    #[test]
    fn any_other_spelling_is_no_id() {
        for id in [
            "a.b", "a/b", "~", "~7", "a~", "~7C", "~zz", "~61", "~2d", "é", "a b", "~~7e",
        ] {
            assert_eq!(decode(id), None, "{id}");
        }
    }

    #[test]
    fn display_replaces_invalid_bytes_and_keeps_whole_characters() {
        assert_eq!(display(b""), "");
        assert_eq!(display(b"a\xffb"), "a\u{fffd}b");
        assert_eq!(display(&[b'a'; 256]).len(), 256);
        assert_eq!(display(&[b'a'; 257]).len(), 256);
        // 255 bytes and then a character of two: it does not fit.
        let cut = ["a".repeat(255), "é".into()].concat();
        assert_eq!(display(cut.as_bytes()), "a".repeat(255));
        let whole = ["a".repeat(254), "é".into(), "x".into()].concat();
        assert!(display(whole.as_bytes()).ends_with('é'));
        // Each invalid byte grows to three, and the limit is on the outcome.
        assert_eq!(display(&[0xff; 256]).len(), 255);
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in proptest::collection::vec(any::<u8>(), 0..80)) {
            let id = encode(&name);
            prop_assert!(id.bytes().all(|byte| is_plain(byte) || byte == b'~'));
            prop_assert_eq!(decode(&id), Some(name));
        }

        #[test]
        fn what_decodes_is_canonical(id in "[a-z0-9~._/-]{0,12}") {
            if let Some(name) = decode(&id) {
                prop_assert_eq!(encode(&name), id);
            }
        }

        #[test]
        fn display_is_bounded(name in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(display(&name).len() <= DISPLAY_BYTES);
        }
    }
}
