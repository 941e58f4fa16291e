//! The desired count through time: what the controller reckons from its scale
//! events (current, less what was added, plus what was taken away in a period)
//! is the count that stood at the period's start.

use serde::{Deserialize, Serialize};

use super::{MAX_PERIOD_S, MOST, resolution_s};
use crate::time::Timestamp;

/// From when on which count stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Level {
    from: Timestamp,
    /// The last change that this entry took in.
    to: Timestamp,
    /// Lowest and highest count between the two.
    low: u32,
    high: u32,
    /// The count since.
    last: u32,
}

/// The counts, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Levels(Vec<Level>);

impl Levels {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn is_sound(&self) -> bool {
        self.0.len() <= MOST
    }

    /// From now on it is `replicas`. The very first has been so for ever.
    pub(super) fn change(&mut self, replicas: u32, now: Timestamp, span_s: u32) {
        let cutoff = now.minus_secs(span_s.min(MAX_PERIOD_S));
        let outdated = self
            .0
            .iter()
            .skip(1)
            .take_while(|level| level.to <= cutoff)
            .count();
        self.0.drain(..outdated);
        // A clock that stepped back: what lies ahead happened just now.
        for level in &mut self.0 {
            level.from = level.from.min(now);
            level.to = level.to.min(now);
        }
        let level = Level {
            from: now,
            to: now,
            low: replicas,
            high: replicas,
            last: replicas,
        };
        let seconds = u64::from(resolution_s(span_s));
        match self.0.last_mut() {
            None => self.0.push(Level {
                from: Timestamp::default(),
                to: Timestamp::default(),
                ..level
            }),
            Some(last) if last.last == replicas => {}
            Some(last) if last.from.as_secs() / seconds == now.as_secs() / seconds => {
                // What stood for no time at all stood nowhere.
                if last.from == now {
                    *last = level;
                } else {
                    last.low = last.low.min(replicas);
                    last.high = last.high.max(replicas);
                    last.to = now;
                    last.last = replicas;
                }
            }
            Some(_) => self.0.push(level),
        }
    }

    /// The lowest and the highest count that may have stood `period_s` ago: the
    /// same, but for what one entry took together.
    pub(super) fn before(&self, period_s: u32, now: Timestamp) -> (u32, u32) {
        let then = now.minus_secs(period_s);
        let level = self.0.iter().rfind(|level| level.from <= then);
        match level.or(self.0.first()) {
            Some(level) if level.to <= then => (level.last, level.last),
            Some(level) => (level.low, level.high),
            None => (0, 0),
        }
    }
}
