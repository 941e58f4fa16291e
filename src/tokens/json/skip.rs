//! What no path leads to: passed over as fast as can be.

use memchr::memchr2;

use super::{At, Json, MAX_DEPTH};
use crate::tokens::event::Event;
use crate::tokens::node::Node;

impl Json {
    /// Passes over a container that is not looked into. Generated JSON is
    /// measured on the way.
    pub(super) fn skip<'a>(&mut self, bytes: &'a [u8], event: &mut Event) -> &'a [u8] {
        let rest = self.skip_on(bytes);
        if let Node::Json(class) = self.node {
            event.add_text(class, bytes.len().saturating_sub(rest.len()));
        }
        rest
    }

    fn skip_on<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let mut rest = bytes;
        if self.at == At::SkippedEscape {
            let Some((_, after)) = rest.split_first() else {
                return rest;
            };
            rest = after;
            self.at = At::SkippedText;
        }
        loop {
            if self.at == At::SkippedText {
                let Some(after) = memchr2(b'"', b'\\', rest).and_then(|at| rest.get(at..)) else {
                    return &[];
                };
                match after {
                    [b'"', after @ ..] => {
                        self.at = At::Skipped;
                        rest = after;
                    }
                    [_, _, after @ ..] => rest = after,
                    _ => {
                        self.at = At::SkippedEscape;
                        return &[];
                    }
                }
                continue;
            }
            let mark = rest.iter().position(|byte| is_mark(*byte));
            let Some((mark, after)) = mark.and_then(|at| rest.get(at..)?.split_first()) else {
                return &[];
            };
            rest = after;
            match mark {
                b'"' => self.at = At::SkippedText,
                b'{' | b'[' => {
                    self.skipped = self.skipped.saturating_add(1);
                    if self.skipped > MAX_DEPTH {
                        self.at = At::Broken;
                        return rest;
                    }
                }
                _ => {
                    self.skipped = self.skipped.saturating_sub(1);
                    if self.skipped == 0 {
                        self.at = At::After;
                        return rest;
                    }
                }
            }
        }
    }
}

/// Whether `byte` is a quote or a bracket: of the brackets, `{` and `[`, `}` and
/// `]` differ in one bit.
fn is_mark(byte: u8) -> bool {
    byte == b'"' || matches!(byte & 0xdf, b'[' | b']')
}
