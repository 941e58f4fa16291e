//! The scanner: from the bytes of a body to counts of tokens.

use crate::tokens::{Head, Usage};

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
}

impl Scanner {
    /// A scanner for the body that comes after `head`.
    #[must_use]
    pub fn new(_head: &Head<'_>) -> Self {
        Self {
            state: State::Reading,
        }
    }

    /// Reads the next bytes of the body, in any split. Never fails, never keeps
    /// the bytes.
    pub fn read(&mut self, _bytes: &[u8]) -> Progress {
        Progress::default()
    }

    /// The body is over, or was cut off: counts an event that no blank line
    /// has closed, if it is complete. Bytes after it are not read.
    pub fn end(&mut self) -> Progress {
        if self.state == State::Reading {
            self.state = State::Done;
        }
        Progress::default()
    }

    /// What the response has told so far.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Usage::default()
    }

    /// The model that the response names: at most 64 bytes, only letters,
    /// digits and `._:/@-`. Another name counts as none.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        None
    }

    /// How far the scanner is.
    #[must_use]
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether the body is a stream of events, as far as is known.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        false
    }
}
