//! The scanner over whole bodies.

mod cut;
mod odd;
mod pack;
mod properties;
mod recorded;
mod split;
mod table;

use super::{Head, Scanner, State, Usage};

/// What a scanner tells of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    usage: Usage,
    model: Option<String>,
    content_events: u64,
    content_bytes: u64,
    state: State,
    is_stream: bool,
}

/// Reads a body in pieces.
fn read<'a>(head: &Head<'_>, pieces: impl IntoIterator<Item = &'a [u8]>) -> Told {
    let mut scanner = Scanner::new(head);
    let (mut content_events, mut content_bytes) = (0, 0);
    for piece in pieces {
        let progress = scanner.read(piece);
        content_events += u64::from(progress.content_events);
        content_bytes += u64::from(progress.content_bytes);
    }
    scanner.end();
    Told {
        usage: scanner.usage(),
        model: scanner.model().map(str::to_owned),
        content_events,
        content_bytes,
        state: scanner.state(),
        is_stream: scanner.is_stream(),
    }
}
