//! Amazon's event stream: binary frames, each with a prelude, headers, a payload
//! and checksums (`application/vnd.amazon.eventstream`). Checksums are not
//! looked at: whoever reads the stream does.

use super::base64::Base64;
use crate::tokens::event::Event;
use crate::tokens::json::{Fed, Json};
use crate::tokens::reader::Reader;

/// Lengths of the frame and of its headers, and a checksum.
const PRELUDE: usize = 12;
/// A frame has another checksum at its end.
const CHECKSUM: u32 = 4;
/// Bytes of a frame that are neither headers nor payload.
const AROUND: u32 = 16;
/// The format's limits: 24 MiB of payload and 128 KiB of headers.
const MAX_FRAME: u32 = 24 * 1024 * 1024 + MAX_HEADERS + AROUND;
const MAX_HEADERS: u32 = 128 * 1024;
/// The longest name and the longest value of a header that have a meaning.
const SCRATCH: usize = 24;

/// Where the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Prelude,
    /// The length of a header's name.
    NameLength,
    Name,
    ValueType,
    /// The length of a header's value.
    ValueLength,
    Value,
    Payload,
    Checksum,
}

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Nothing that counts.
    Other,
    /// An event of `converse`: `contentBlockDelta` or `metadata`.
    Converse,
    /// A chunk of `invoke`: the model's own event, as base64.
    Chunk,
}

/// A reader of frames.
#[derive(Debug)]
pub(in crate::tokens) struct EventStream {
    at: At,
    /// Bytes that are left of what is read.
    left: u32,
    headers: u32,
    payload: u32,
    scratch: [u8; SCRATCH],
    len: usize,
    is_event_type: bool,
    frame: Frame,
    /// A chunk's own JSON, its base64, and what it tells beside that.
    json: Json,
    base64: Base64,
    beside: Event,
    is_broken: bool,
}

impl EventStream {
    pub(super) fn new() -> Self {
        Self {
            at: At::Prelude,
            left: 0,
            headers: 0,
            payload: 0,
            scratch: [0; SCRATCH],
            len: 0,
            is_event_type: false,
            frame: Frame::Other,
            json: Json::new(),
            base64: Base64::default(),
            beside: Event::new(),
            is_broken: false,
        }
    }

    /// Reads on. False where this is no such stream.
    pub(super) fn feed(&mut self, bytes: &[u8], reader: &mut Reader) -> bool {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            rest = match self.at {
                At::Payload => self.payload(rest, reader),
                At::Checksum => {
                    self.left = self.left.saturating_sub(1);
                    if self.left == 0 {
                        self.next(At::Prelude, 0);
                    }
                    after
                }
                At::Prelude => {
                    self.keep(byte);
                    if self.len == PRELUDE && !self.begin_frame(reader) {
                        return false;
                    }
                    after
                }
                _ => {
                    // A header must end within the headers.
                    let Some(headers) = self.headers.checked_sub(1) else {
                        return false;
                    };
                    self.headers = headers;
                    self.header(byte);
                    if self.headers == 0 {
                        if self.at != At::NameLength {
                            return false;
                        }
                        self.begin_payload(reader);
                    }
                    after
                }
            };
        }
        true
    }

    fn begin_frame(&mut self, reader: &mut Reader) -> bool {
        let [a, b, c, d, e, f, g, h, ..] = self.scratch;
        let total = u32::from_be_bytes([a, b, c, d]);
        let headers = u32::from_be_bytes([e, f, g, h]);
        let around = headers.saturating_add(AROUND);
        let Some(payload) = total.checked_sub(around) else {
            return false;
        };
        if total > MAX_FRAME || headers > MAX_HEADERS {
            return false;
        }
        self.headers = headers;
        self.payload = payload;
        self.frame = Frame::Other;
        self.is_broken = false;
        self.next(At::NameLength, 0);
        if headers == 0 {
            self.begin_payload(reader);
        }
        true
    }

    fn header(&mut self, byte: u8) {
        match self.at {
            At::NameLength => {
                let next = if byte == 0 { At::ValueType } else { At::Name };
                self.next(next, u32::from(byte));
            }
            At::Name => {
                self.keep(byte);
                if self.left == 0 {
                    self.is_event_type = self.kept() == b":event-type";
                    self.at = At::ValueType;
                }
            }
            At::ValueType => match byte {
                // Booleans have no value but their type.
                0 | 1 => self.next(At::NameLength, 0),
                2 => self.next(At::Value, 1),
                3 => self.next(At::Value, 2),
                4 => self.next(At::Value, 4),
                5 | 8 => self.next(At::Value, 8),
                9 => self.next(At::Value, 16),
                _ => self.next(At::ValueLength, 2),
            },
            At::ValueLength => {
                self.keep(byte);
                if self.left == 0 {
                    let [high, low, ..] = self.scratch;
                    let length = u32::from(u16::from_be_bytes([high, low]));
                    let next = if length == 0 {
                        At::NameLength
                    } else {
                        At::Value
                    };
                    self.next(next, length);
                }
            }
            _ => {
                self.keep(byte);
                if self.left == 0 {
                    if self.is_event_type {
                        self.frame = match self.kept() {
                            b"chunk" => Frame::Chunk,
                            b"contentBlockDelta" | b"metadata" => Frame::Converse,
                            _ => Frame::Other,
                        };
                    }
                    self.next(At::NameLength, 0);
                }
            }
        }
    }

    fn begin_payload(&mut self, reader: &mut Reader) {
        match self.frame {
            Frame::Other => {}
            Frame::Converse => reader.totals.set_converse(),
            Frame::Chunk => {
                reader.totals.set_invoke();
                self.json.reset();
                self.base64 = Base64::default();
            }
        }
        reader.next_event();
        if self.payload == 0 {
            self.next(At::Checksum, CHECKSUM);
        } else {
            self.next(At::Payload, self.payload);
        }
    }

    fn payload<'a>(&mut self, bytes: &'a [u8], reader: &mut Reader) -> &'a [u8] {
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let (payload, rest) = bytes.split_at_checked(left).unwrap_or((bytes, &[]));
        let read = u32::try_from(payload.len()).unwrap_or(u32::MAX);
        self.left = self.left.saturating_sub(read);
        if !self.is_broken {
            self.is_broken = match self.frame {
                Frame::Other => true,
                Frame::Converse => !reader.feed(payload),
                Frame::Chunk => {
                    let base64 = &mut self.base64;
                    let mut decode = |text: &[u8]| {
                        base64.feed(text, &mut |bytes| {
                            reader.feed(bytes);
                        });
                    };
                    let fed = self.json.feed(payload, &mut self.beside, &mut decode);
                    !matches!(fed, Fed::More)
                }
            };
        }
        if self.left == 0 {
            self.next(At::Checksum, CHECKSUM);
        }
        rest
    }

    fn next(&mut self, at: At, left: u32) {
        self.at = at;
        self.left = left;
        self.len = 0;
    }

    /// Keeps a byte, if there is place for it, as one less of what is left.
    fn keep(&mut self, byte: u8) {
        self.left = self.left.saturating_sub(1);
        if let Some(place) = self.scratch.get_mut(self.len) {
            *place = byte;
        }
        self.len = self.len.saturating_add(1);
    }

    /// What was kept; nothing if it was too long.
    fn kept(&self) -> &[u8] {
        self.scratch.get(..self.len).unwrap_or_default()
    }
}
