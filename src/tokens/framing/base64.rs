//! Base64 in any split. Crates decode what lies in one piece.

use crate::base64::digit;

/// Bytes decoded at a time; a multiple of three.
const PIECE: usize = 192;

/// A decoder of the standard alphabet.
#[derive(Debug, Default)]
pub(super) struct Base64 {
    bits: u32,
    digits: u8,
    is_over: bool,
}

impl Base64 {
    /// Decodes on and hands bytes to `sink`. The first byte that is no digit
    /// ends it: padding, or no base64.
    pub(super) fn feed(&mut self, text: &[u8], sink: &mut dyn FnMut(&[u8])) {
        let mut piece = [0; PIECE];
        let mut len = 0_usize;
        for byte in text {
            let bytes = match digit(*byte) {
                _ if self.is_over => break,
                Some(digit) => {
                    self.bits = self.bits << 6 | digit;
                    self.digits = self.digits.saturating_add(1);
                    if self.digits < 4 {
                        continue;
                    }
                    3
                }
                None => {
                    self.is_over = true;
                    // Two digits make one byte, three make two.
                    self.bits <<= 6 * (4 - u32::from(self.digits.min(4)));
                    usize::from(self.digits.saturating_sub(1))
                }
            };
            let decoded = self.bits.to_be_bytes();
            self.digits = 0;
            self.bits = 0;
            for byte in decoded.iter().skip(1).take(bytes) {
                if let Some(place) = piece.get_mut(len) {
                    *place = *byte;
                    len = len.saturating_add(1);
                }
            }
            if len == PIECE {
                sink(&piece);
                len = 0;
            }
        }
        sink(piece.get(..len).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
        let mut decoder = Base64::default();
        let mut all = Vec::new();
        for piece in pieces {
            decoder.feed(piece, &mut |bytes| all.extend_from_slice(bytes));
        }
        all
    }

    #[test]
    fn what_the_standard_lists() {
        let cases: [(&str, &str); 7] = [
            ("", ""),
            ("Zg==", "f"),
            ("Zm8=", "fo"),
            ("Zm9v", "foo"),
            ("Zm9vYg==", "foob"),
            ("Zm9vYmE=", "fooba"),
            ("Zm9vYmFy", "foobar"),
        ];
        for (text, bytes) in cases {
            assert_eq!(decode([text.as_bytes()]), bytes.as_bytes());
            assert_eq!(decode(text.as_bytes().chunks(1)), bytes.as_bytes());
        }
        assert_eq!(decode([&b"+/+/"[..]]), [0xfb, 0xff, 0xbf]);
    }

    #[test]
    fn more_than_a_piece_in_any_split() {
        let text = "Zm9v".repeat(1000);
        assert_eq!(decode([text.as_bytes()]), "foo".repeat(1000).as_bytes());
        assert_eq!(
            decode(text.as_bytes().chunks(7)),
            "foo".repeat(1000).as_bytes()
        );
    }

    #[test]
    fn the_end_is_where_no_digit_is() {
        assert_eq!(decode([&b"Zm9v Zm9v"[..]]), b"foo");
        assert_eq!(decode([&b"Zg=="[..], b"Zm9v"]), b"f");
        assert_eq!(decode([&b"=Zm9v"[..]]), b"");
    }
}
