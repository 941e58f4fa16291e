//! How long nothing has come for a service: no arrival, nothing in flight.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// When a service was last seen at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idle {
    /// Requests that had come by then.
    requests: u64,
    /// The moment; `None` before the first look.
    since: Option<Timestamp>,
}

impl Idle {
    /// Looks again. `requests` counts all that ever came; `busy`: some are in
    /// flight, or may be without our knowledge.
    pub fn look(&mut self, requests: u64, busy: bool, now: Timestamp) {
        // A clock that stepped back starts the wait anew.
        let known = self.since.is_some_and(|since| since <= now);
        if busy || requests != self.requests || !known {
            self.requests = requests;
            self.since = Some(now);
        }
    }

    /// Time without work.
    pub fn lasting(&self, now: Timestamp) -> Duration {
        self.since.map_or(Duration::ZERO, |since| now.since(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quiet_looks_add_up() {
        let at = Timestamp::from_secs;
        let mut idle = Idle::default();
        for (secs, requests, busy, lasting) in [
            (100, 7, false, 0),
            (110, 7, false, 10),
            (120, 8, false, 0),
            (130, 8, false, 10),
            (140, 8, true, 0),
            (150, 8, false, 10),
            // Counters that fall are news, too: whose they were is unknown.
            (160, 3, false, 0),
            (150, 3, false, 0),
            (170, 3, false, 20),
        ] {
            idle.look(requests, busy, at(secs));
            assert_eq!(idle.lasting(at(secs)).as_secs(), lasting, "at {secs}");
        }
    }
}
