//! A stabilization window: the most careful recommendation in it.
//!
//! Only what can still become the most careful one is remembered: an entry is
//! dropped when a later one is as careful. So a steady recommendation is one
//! entry, however long the window.

use serde::{Deserialize, Serialize};

use super::{MOST, resolution_s};
use crate::time::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sample {
    at: Timestamp,
    replicas: u32,
}

/// The recommendations, oldest and most careful first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window(Vec<Sample>);

impl Window {
    pub(super) fn is_sound(&self) -> bool {
        self.0.len() <= MOST
    }

    /// Takes a recommendation in; `careful(new, old)`: whether `new` is at
    /// least as careful as `old`.
    pub(super) fn remember(
        &mut self,
        replicas: u32,
        now: Timestamp,
        window_s: u32,
        careful: fn(u32, u32) -> bool,
    ) {
        // A clock that stepped back: what lies ahead happened just now.
        for sample in &mut self.0 {
            sample.at = sample.at.min(now);
        }
        self.0.retain(|sample| is_in(sample, now, window_s));
        if window_s == 0 {
            return;
        }
        while self
            .0
            .last()
            .is_some_and(|last| careful(replicas, last.replicas))
        {
            self.0.pop();
        }
        let seconds = u64::from(resolution_s(window_s));
        match self.0.last_mut() {
            // One recommendation a second: the most careful one.
            Some(last) if last.at.as_secs() / seconds == now.as_secs() / seconds => last.at = now,
            _ => self.0.push(Sample { at: now, replicas }),
        }
    }

    /// The most careful recommendation of the last `window_s` seconds.
    pub(super) fn first(&self, now: Timestamp, window_s: u32) -> Option<u32> {
        let sample = self.0.iter().find(|sample| is_in(sample, now, window_s));
        sample.map(|sample| sample.replicas)
    }
}

/// Exactly a window ago is out of it.
fn is_in(sample: &Sample, now: Timestamp, window_s: u32) -> bool {
    sample.at > now.minus_secs(window_s) && window_s > 0
}
