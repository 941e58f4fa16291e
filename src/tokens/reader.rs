//! Reads events of JSON, one after the other, into totals.

use super::Progress;
use super::api::Totals;
use super::event::Event;
use super::json::{Fed, Json};

/// Reads events and keeps what they told.
#[derive(Debug)]
pub(super) struct Reader {
    json: Json,
    event: Event,
    pub(super) totals: Totals,
    /// What was seen since the last [`Reader::take_progress`].
    progress: Progress,
}

impl Reader {
    pub(super) fn new(totals: Totals) -> Self {
        Self {
            json: Json::new(),
            event: Event::new(),
            totals,
            progress: Progress::default(),
        }
    }

    /// Reads on in the current event. An event counts as soon as its JSON is
    /// whole; another one may follow. False where this is no JSON: the rest of
    /// the event is not read.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        loop {
            match self.json.feed(rest, &mut self.event, &mut |_| {}) {
                Fed::More => return true,
                Fed::Broken => return false,
                Fed::Over(after) => {
                    self.settle();
                    rest = after;
                }
            }
        }
    }

    /// Like [`Reader::feed`], but stops after one event: what comes after it.
    pub(super) fn feed_one<'a>(&mut self, bytes: &'a [u8]) -> Fed<'a> {
        let fed = self.json.feed(bytes, &mut self.event, &mut |_| {});
        if matches!(fed, Fed::Over(_)) {
            self.settle();
        }
        fed
    }

    /// Whether nothing of an event has come yet.
    pub(super) fn is_between(&self) -> bool {
        self.json.is_at_start()
    }

    /// An event begins. If the last one was not whole, it does not count.
    pub(super) fn next_event(&mut self) {
        self.json.reset();
        self.event.clear();
    }

    /// What was seen since the last call.
    pub(super) fn take_progress(&mut self) -> Progress {
        std::mem::take(&mut self.progress)
    }

    fn settle(&mut self) {
        let content = self.totals.settle(&self.event);
        if content.seen {
            let progress = &mut self.progress;
            progress.content_events = progress.content_events.saturating_add(1);
            progress.content_bytes = progress.content_bytes.saturating_add(content.bytes);
        }
        self.next_event();
    }
}
