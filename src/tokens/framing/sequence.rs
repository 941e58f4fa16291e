//! JSON objects one after the other: a whole body, lines, or a list.

use crate::tokens::json::Fed;
use crate::tokens::reader::Reader;
use memchr::memchr;

/// A reader of objects one after the other.
#[derive(Debug)]
pub(in crate::tokens) struct Sequence {
    /// Each line is an event of its own, so that a broken one ends there.
    by_lines: bool,
    /// The rest of this line is broken.
    is_broken: bool,
    is_list: bool,
    /// Objects that have begun, of which only the first two matter.
    begun: u8,
}

impl Sequence {
    pub(super) fn new(by_lines: bool) -> Self {
        Self {
            by_lines,
            is_broken: false,
            is_list: false,
            begun: 0,
        }
    }

    pub(super) fn is_stream(&self) -> bool {
        self.by_lines || self.is_list || self.begun > 1
    }

    pub(super) fn feed(&mut self, bytes: &[u8], reader: &mut Reader) -> bool {
        if !self.by_lines {
            return self.objects(bytes, reader);
        }
        let mut rest = bytes;
        while let Some((line, after)) =
            memchr(b'\n', rest).and_then(|end| rest.split_at_checked(end.saturating_add(1)))
        {
            self.line(line, reader);
            self.is_broken = false;
            reader.next_event();
            rest = after;
        }
        self.line(rest, reader);
        true
    }

    fn line(&mut self, bytes: &[u8], reader: &mut Reader) {
        if !self.is_broken {
            self.is_broken = !self.objects(bytes, reader);
        }
    }

    fn objects(&mut self, bytes: &[u8], reader: &mut Reader) -> bool {
        let mut rest = bytes;
        loop {
            if reader.is_between() {
                let Some(after) = self.between(rest) else {
                    return false;
                };
                rest = after;
            }
            if rest.is_empty() {
                return true;
            }
            match reader.feed_one(rest) {
                Fed::More => return true,
                Fed::Broken => return false,
                Fed::Over(after) => rest = after,
            }
        }
    }

    /// Passes over what is between two objects; `None` where something else is.
    fn between<'a>(&mut self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let mut rest = bytes;
        while let Some((byte, after)) = rest.split_first() {
            match byte {
                b'{' => {
                    self.begun = self.begun.saturating_add(1);
                    break;
                }
                b'[' => self.is_list = true,
                // A record separator begins each text of a JSON text sequence.
                b' ' | b'\t' | b'\r' | b'\n' | b',' | b']' | 0x1e => {}
                _ => return None,
            }
            rest = after;
        }
        Some(rest)
    }
}
