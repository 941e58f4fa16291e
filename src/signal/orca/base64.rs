//! Base64 as Envoy reads it: the standard alphabet, up to two `=` at the end
//! whether they fill the last group or not, and no bits beyond the last byte.

use crate::base64::digit;

/// The bytes; `None` for anything else, and for nothing at all.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let mut bytes = Vec::with_capacity(text.len());
    for group in text.chunks(4) {
        let mut bits = 0_u32;
        for byte in group {
            bits = (bits << 6) | digit(*byte)?;
        }
        // Three bytes from four letters, two from three, one from two.
        let [_, one, two, three] = match group.len() {
            4 => bits,
            3 => bits << 6,
            2 => bits << 12,
            _ => return None,
        }
        .to_be_bytes();
        match (group.len(), two, three) {
            (4, ..) => bytes.extend([one, two, three]),
            (3, _, 0) => bytes.extend([one, two]),
            (2, 0, 0) => bytes.push(one),
            _ => return None,
        }
    }
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4648 section 10.
    #[test]
    fn the_vectors_of_the_rfc_are_read() {
        for (text, bytes) in [
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ] {
            for text in [text, text.trim_end_matches('=')] {
                assert_eq!(decode(text.as_bytes()), Some(bytes.into()), "{text}");
            }
        }
        assert_eq!(decode(b"+/+/"), Some(vec![0xfb, 0xff, 0xbf]));
        assert_eq!(decode(b"Zg="), Some(b"f".to_vec()), "half of the padding");
        assert_eq!(
            decode(b"Zm9v=="),
            Some(b"foo".to_vec()),
            "padding of nothing"
        );
    }

    #[test]
    fn everything_else_is_none() {
        for text in [
            "", "=", "==", "====", "Z", "Zm9vY", "Zm9v===", "Zh==", "Zm9=", "Zm=v", "Zm9_", "Zm9-",
            " Zm9v", "Zm9v ", "Zm 9v", "é",
        ] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
