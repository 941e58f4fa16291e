//! Where a window begins: within a second, of which the later part counts, as
//! if all in it had come evenly. All workers cover the same time then, at
//! whatever moment they look.

use std::cmp::Ordering;
use std::time::Duration;

use crate::time::{Timestamp, micros};

const SECOND_US: u64 = 1_000_000;

/// The moment at which a window begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct WindowStart {
    pub(super) at: Timestamp,
    second: u64,
    /// What of its second lies in the window.
    part_us: u64,
}

impl WindowStart {
    /// Of the window that ends at `now`.
    pub(super) fn new(now: Timestamp, window: Duration) -> Self {
        let at = Timestamp::from_micros(now.as_micros().saturating_sub(micros(window)));
        let second = at.as_secs();
        let outside_us = at.micros_since(Timestamp::from_secs(second));
        Self {
            at,
            second,
            part_us: SECOND_US.saturating_sub(outside_us),
        }
    }

    /// How this second lies: all in the window (`Less`: the window begins
    /// before), in part (`Equal`), or not at all.
    pub(super) fn against(&self, second: u64) -> Ordering {
        self.second.cmp(&second)
    }

    /// What counts of the second in which the window begins.
    pub(super) fn part(&self, count: u64) -> u64 {
        let parts = u128::from(count).saturating_mul(u128::from(self.part_us));
        let rounded = parts.saturating_add(u128::from(SECOND_US / 2)) / u128::from(SECOND_US);
        u64::try_from(rounded).unwrap_or(u64::MAX)
    }
}
