//! The standard alphabet of base64 (RFC 4648 section 4), for readers with rules
//! of their own about padding and splits.

/// The six bits of a digit; `None` for everything else, padding included.
pub(crate) const fn digit(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte.wrapping_sub(b'A'),
        b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_counts_up_from_zero() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (value, byte) in (0..).zip(alphabet) {
            assert_eq!(digit(*byte), Some(value));
        }
        let others = (0..=u8::MAX).filter(|byte| !alphabet.contains(byte));
        assert!(others.map(digit).all(|value| value.is_none()));
    }
}
