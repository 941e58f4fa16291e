//! The scanner: from the bytes of a body to counts of tokens.

use super::api::Totals;
use super::framing::Framing;
use super::gzip::Gzip;
use super::head::Encoding;
use super::reader::Reader;
use super::{Head, Usage};

/// How far a [`Scanner`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// More of the body can come.
    Reading,
    /// The body has a content encoding other than gzip: it is not looked at.
    UnknownEncoding,
    /// The body is not one that the scanner knows: the rest is not looked at.
    /// What was told before still counts.
    Unreadable,
    /// The body is over.
    Done,
}

/// What one call saw anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Events with generated content: the first is the first token. A body that
    /// is no stream counts as one event.
    pub content_events: u32,
    /// UTF-8 bytes of generated text in these events.
    pub content_bytes: u32,
}

/// Reads one response's body. See the [module](crate::tokens).
#[derive(Debug)]
pub struct Scanner {
    state: State,
    gzip: Option<Gzip>,
    framing: Framing,
    reader: Reader,
}

impl Scanner {
    /// A scanner for the body that comes after `head`.
    #[must_use]
    pub fn new(head: &Head<'_>) -> Self {
        let encoding = head.encoding();
        Self {
            state: match encoding {
                Encoding::Unknown => State::UnknownEncoding,
                _ => State::Reading,
            },
            gzip: (encoding == Encoding::Gzip).then(Gzip::new),
            framing: Framing::new(head.media()),
            reader: Reader::new(Totals::new(head.api())),
        }
    }

    /// Reads the next bytes of the body, in any split. Never fails, never keeps
    /// the bytes.
    pub fn read(&mut self, bytes: &[u8]) -> Progress {
        if self.state == State::Reading {
            let (framing, reader) = (&mut self.framing, &mut self.reader);
            let is_readable = match &mut self.gzip {
                Some(gzip) => gzip.feed(bytes, &mut |piece| framing.feed(piece, reader)),
                None => framing.feed(bytes, reader),
            };
            if !is_readable {
                self.stop(State::Unreadable);
            }
        }
        self.reader.take_progress()
    }

    /// The body is over, or was cut off. What is not whole does not count; an
    /// event that is whole counts without the blank line after it.
    pub fn end(&mut self) -> Progress {
        if self.state == State::Reading {
            self.stop(State::Done);
        }
        self.reader.take_progress()
    }

    /// What the response has told so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.reader.totals.usage()
    }

    /// The model that the response names: at most 64 bytes, only letters,
    /// digits and `._:/@-`. Another name counts as none.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.reader.totals.model()
    }

    /// How far the scanner is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether the body is a stream of events, as far as is known.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        self.framing.is_stream()
    }

    fn stop(&mut self, state: State) {
        self.state = state;
        // The window is most of what a scanner takes.
        self.gzip = None;
    }
}
