//! How events lie in a body: told by its first bytes and its content type.

mod base64;
mod event_stream;
mod sequence;
mod sse;

use super::head::Media;
use super::reader::Reader;
use event_stream::EventStream;
use sequence::Sequence;
use sse::Sse;

/// A byte order mark in UTF-8.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// How events lie in a body.
#[derive(Debug)]
pub(super) enum Framing {
    /// Nothing but blanks has come yet, after this many bytes of a byte order
    /// mark.
    Undecided(Media, usize),
    /// One JSON object, several, or a list of them.
    Sequence(Sequence),
    /// Server-sent events.
    Sse(Sse),
    /// Amazon's binary event stream.
    EventStream(Box<EventStream>),
}

impl Framing {
    pub(super) fn new(media: Media) -> Self {
        match media {
            Media::EventStream => Self::EventStream(Box::new(EventStream::new())),
            _ => Self::Undecided(media, 0),
        }
    }

    /// Reads on. False where the body is none that is known.
    pub(super) fn feed(&mut self, bytes: &[u8], reader: &mut Reader) -> bool {
        let mut rest = bytes;
        while let Self::Undecided(media, marked) = self {
            let Some((&byte, after)) = rest.split_first() else {
                return true;
            };
            if MARK.get(*marked) == Some(&byte) {
                *marked = marked.saturating_add(1);
                rest = after;
            } else if !matches!(marked, 0 | 3) {
                return false;
            } else if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                *marked = MARK.len();
                rest = after;
            } else {
                match Self::of_first_byte(byte, *media) {
                    Some(framing) => *self = framing,
                    None => return false,
                }
            }
        }
        match self {
            Self::Undecided(..) => true,
            Self::Sequence(sequence) => sequence.feed(rest, reader),
            Self::Sse(sse) => sse.feed(rest, reader),
            Self::EventStream(stream) => stream.feed(rest, reader),
        }
    }

    fn of_first_byte(byte: u8, media: Media) -> Option<Self> {
        match byte {
            b'{' | b'[' | 0x1e => Some(Self::Sequence(Sequence::new(media == Media::Lines))),
            0 => Some(Self::EventStream(Box::new(EventStream::new()))),
            _ if media == Media::Sse => Some(Self::Sse(Sse::new(true))),
            // Whether it is one is seen at the end of the first field's name.
            b':' | b'd' | b'e' | b'i' | b'r' => Some(Self::Sse(Sse::new(false))),
            _ => None,
        }
    }

    /// Whether the body is a stream of events, as far as is known.
    pub(super) fn is_stream(&self) -> bool {
        match self {
            Self::Undecided(media, _) => *media != Media::Other,
            Self::Sequence(sequence) => sequence.is_stream(),
            Self::Sse(_) | Self::EventStream(_) => true,
        }
    }
}
