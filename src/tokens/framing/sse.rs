//! Server-sent events: lines that end with LF, CRLF or CR, of which those called
//! `data` make up an event until a blank one.

use memchr::memchr2;

use crate::tokens::reader::Reader;

/// The longest name of a field.
const MAX_NAME: usize = 5;

/// Where the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    LineStart,
    Name,
    /// After the colon of `data`: one blank does not belong to the data.
    DataStart,
    Data,
    Ignored,
}

/// A reader of server-sent events.
#[derive(Debug)]
pub(in crate::tokens) struct Sse {
    at: At,
    name: [u8; MAX_NAME],
    len: usize,
    /// The last byte was a CR: a LF after it belongs to it.
    after_cr: bool,
    /// Whether the body is known to be a stream of events.
    is_sure: bool,
    /// The data of this event is no JSON.
    is_broken: bool,
}

impl Sse {
    /// With `is_sure` false, the first line has to be one of an event.
    pub(super) fn new(is_sure: bool) -> Self {
        Self {
            at: At::LineStart,
            name: [0; MAX_NAME],
            len: 0,
            after_cr: false,
            is_sure,
            is_broken: false,
        }
    }

    /// Reads on. False where this is no stream of events.
    pub(super) fn feed(&mut self, bytes: &[u8], reader: &mut Reader) -> bool {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            match self.at {
                At::LineStart if byte == b'\n' && self.after_cr => {
                    self.after_cr = false;
                    rest = after;
                }
                At::LineStart if is_end(byte) => {
                    self.is_broken = false;
                    reader.next_event();
                    self.end_line(byte);
                    rest = after;
                }
                At::LineStart => {
                    self.after_cr = false;
                    self.len = 0;
                    self.at = At::Name;
                }
                At::Name if byte == b':' || is_end(byte) => {
                    let is_data = self.name.get(..self.len) == Some(b"data");
                    if !self.is_sure && !self.is_field() {
                        return false;
                    }
                    self.is_sure = true;
                    if byte != b':' {
                        self.end_line(byte);
                    } else if is_data && !self.is_broken {
                        self.at = At::DataStart;
                    } else {
                        self.at = At::Ignored;
                    }
                    rest = after;
                }
                At::Name => {
                    match self.name.get_mut(self.len) {
                        Some(place) => {
                            *place = byte;
                            self.len = self.len.saturating_add(1);
                        }
                        None if self.is_sure => self.at = At::Ignored,
                        None => return false,
                    }
                    rest = after;
                }
                At::DataStart => {
                    self.at = At::Data;
                    if byte == b' ' {
                        rest = after;
                    }
                }
                At::Data => rest = self.data(rest, reader),
                At::Ignored => {
                    let Some((end, after)) = split_line(rest).1 else {
                        return true;
                    };
                    self.end_line(end);
                    rest = after;
                }
            }
        }
        true
    }

    fn data<'a>(&mut self, bytes: &'a [u8], reader: &mut Reader) -> &'a [u8] {
        let (line, rest) = split_line(bytes);
        if !self.is_broken {
            self.is_broken = !reader.feed(line);
        }
        let Some((end, after)) = rest else {
            return &[];
        };
        if !self.is_broken {
            // Lines of data are one text, with their ends.
            self.is_broken = !reader.feed(b"\n");
        }
        self.end_line(end);
        after
    }

    fn end_line(&mut self, end: u8) {
        self.after_cr = end == b'\r';
        self.at = At::LineStart;
    }

    /// Whether the name that was read is that of a field, or of a comment.
    fn is_field(&self) -> bool {
        let name = self.name.get(..self.len).unwrap_or_default();
        matches!(name, b"" | b"data" | b"event" | b"id" | b"retry")
    }
}

fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// A line, and where it has an end, that and what comes after it.
fn split_line(bytes: &[u8]) -> (&[u8], Option<(u8, &[u8])>) {
    match memchr2(b'\n', b'\r', bytes).and_then(|end| bytes.split_at_checked(end)) {
        Some((line, rest)) => (line, rest.split_first().map(|(end, after)| (*end, after))),
        None => (bytes, None),
    }
}
