//! A text between quotes: skipped, measured, kept or handed on.

use memchr::memchr2;

/// Bytes that are kept of a key, a type or a model's name. Longer ones are none
/// that has a meaning.
pub(in crate::tokens) const SCRATCH: usize = 64;

/// Stands for what is not ASCII, which nothing that has a meaning contains.
const OTHER: u8 = 0xff;

/// Where in an escape the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Backslash,
    /// After `\u`: how many hex digits have come, and their value.
    Hex(u8, u16),
}

/// The text that is read.
#[derive(Debug)]
pub(super) struct Text {
    escape: Escape,
    scratch: [u8; SCRATCH],
    /// More than [`SCRATCH`]: too long to be kept.
    len: usize,
}

/// What a piece of a text is.
enum Piece<'a> {
    Plain(&'a [u8]),
    /// One escaped UTF-16 code unit.
    Unit(u16),
    /// Part of an escape.
    Part,
    End,
}

impl Text {
    pub(super) fn new() -> Self {
        Self {
            escape: Escape::None,
            scratch: [0; SCRATCH],
            len: 0,
        }
    }

    /// A text begins.
    pub(super) fn begin(&mut self) {
        self.escape = Escape::None;
        self.len = 0;
    }

    /// Reads on without looking: whether the text is over, and what comes next.
    pub(super) fn pass<'a>(&mut self, bytes: &'a [u8]) -> (bool, &'a [u8]) {
        let mut rest = bytes;
        if self.escape != Escape::None {
            // Whatever is escaped, it is no end.
            let Some((_, after)) = rest.split_first() else {
                return (false, rest);
            };
            self.escape = Escape::None;
            rest = after;
        }
        loop {
            let Some((_, after)) =
                memchr2(b'"', b'\\', rest).and_then(|at| rest.split_at_checked(at))
            else {
                return (false, &[]);
            };
            match after {
                [b'"', after @ ..] => return (true, after),
                [_, _, after @ ..] => rest = after,
                _ => {
                    self.escape = Escape::Backslash;
                    return (false, &[]);
                }
            }
        }
    }

    /// Reads on and tells how many bytes of UTF-8 came.
    pub(super) fn measure<'a>(&mut self, bytes: &'a [u8]) -> (bool, &'a [u8], usize) {
        let mut len = 0_usize;
        let mut rest = bytes;
        while !rest.is_empty() {
            let (piece, after) = self.piece(rest);
            rest = after;
            len = len.saturating_add(match piece {
                Piece::Plain(plain) => plain.len(),
                Piece::Unit(..0x80) => 1,
                // Two units of a pair make four bytes.
                Piece::Unit(0x80..0x800 | 0xd800..0xe000) => 2,
                Piece::Unit(_) => 3,
                Piece::Part => 0,
                Piece::End => return (true, rest, len),
            });
        }
        (false, rest, len)
    }

    /// Reads on and keeps a short text.
    pub(super) fn keep<'a>(&mut self, bytes: &'a [u8]) -> (bool, &'a [u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (piece, after) = self.piece(rest);
            rest = after;
            match piece {
                Piece::Plain(plain) => self.push(plain),
                Piece::Unit(unit) => self.push(&[ascii(unit)]),
                Piece::Part => {}
                Piece::End => return (true, rest),
            }
        }
        (false, rest)
    }

    /// Reads on and hands the text to `sink`.
    pub(super) fn hand_on<'a>(
        &mut self,
        bytes: &'a [u8],
        sink: &mut dyn FnMut(&[u8]),
    ) -> (bool, &'a [u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (piece, after) = self.piece(rest);
            rest = after;
            match piece {
                Piece::Plain(plain) => sink(plain),
                Piece::Unit(unit) => sink(&[ascii(unit)]),
                Piece::Part => {}
                Piece::End => return (true, rest),
            }
        }
        (false, rest)
    }

    /// The text that was kept; `None` if it was too long.
    pub(super) fn kept(&self) -> Option<&[u8]> {
        self.scratch.get(..self.len)
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        match self.scratch.get_mut(self.len..end) {
            Some(free) => {
                free.copy_from_slice(bytes);
                self.len = end;
            }
            None => self.len = usize::MAX,
        }
    }

    /// The next piece of `bytes`, which is not empty, and what comes after it.
    fn piece<'a>(&mut self, bytes: &'a [u8]) -> (Piece<'a>, &'a [u8]) {
        let Some((&byte, after)) = bytes.split_first() else {
            return (Piece::Part, bytes);
        };
        match self.escape {
            Escape::None => {
                let plain = memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
                if plain > 0 {
                    let (plain, rest) = bytes.split_at_checked(plain).unwrap_or((bytes, &[]));
                    (Piece::Plain(plain), rest)
                } else if byte == b'"' {
                    (Piece::End, after)
                } else {
                    self.escape = Escape::Backslash;
                    (Piece::Part, after)
                }
            }
            Escape::Backslash if byte == b'u' => {
                self.escape = Escape::Hex(0, 0);
                (Piece::Part, after)
            }
            Escape::Backslash => {
                self.escape = Escape::None;
                let unit = match byte {
                    b'"' | b'\\' | b'/' => u16::from(byte),
                    _ => u16::from(b'\n'),
                };
                (Piece::Unit(unit), after)
            }
            Escape::Hex(digits, value) => match char::from(byte).to_digit(16) {
                Some(digit) => {
                    let digit = u16::try_from(digit).unwrap_or(0);
                    let value = value << 4 | digit;
                    if digits == 3 {
                        self.escape = Escape::None;
                        (Piece::Unit(value), after)
                    } else {
                        self.escape = Escape::Hex(digits.saturating_add(1), value);
                        (Piece::Part, after)
                    }
                }
                // No hex digit: no JSON, but where the text ends is plain.
                None => {
                    self.escape = Escape::None;
                    (Piece::Part, bytes)
                }
            },
        }
    }
}

fn ascii(unit: u16) -> u8 {
    u8::try_from(unit)
        .ok()
        .filter(u8::is_ascii)
        .unwrap_or(OTHER)
}
