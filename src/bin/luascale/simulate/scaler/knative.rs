//! Knative's autoscaler on concurrency: a look each 2 s at averages over 60 s
//! and 6 s of what is scraped each second.

use std::collections::VecDeque;
use std::time::Duration;

use luascale::behavior::Bounds;
use luascale::formulas::{self, Kpa, KpaMemory, TICK_INTERVAL, kpa};
use luascale::time::to_f64;

use super::{Autoscaler, Every, Seen};

/// Seconds of the panic window: a tenth of the stable one.
const PANIC_S: usize = 6;
/// Seconds of the stable window.
const STABLE_S: usize = 60;

/// The autoscaler.
pub(crate) struct Knative {
    asked: Kpa,
    bounds: Bounds,
    memory: KpaMemory,
    /// Requests in flight, second by second.
    seen: VecDeque<f64>,
    tick: Every,
}

impl Knative {
    /// `target` is the share of a replica's slots that is to be used.
    pub(crate) fn new(target: f64, slots: u32, bounds: Bounds) -> Self {
        Self {
            asked: Kpa {
                total: f64::from(slots),
                utilization: target,
                ..Kpa::default()
            },
            bounds,
            memory: KpaMemory::default(),
            seen: VecDeque::new(),
            tick: Every::new(TICK_INTERVAL),
        }
    }

    /// Mean of the last seconds.
    fn mean(&self, seconds: usize) -> f64 {
        let count = self.seen.len().min(seconds).max(1);
        let sum: f64 = self.seen.iter().rev().take(seconds).sum();
        sum / to_f64(count as u64)
    }
}

impl Autoscaler for Knative {
    fn name(&self) -> &str {
        "baseline knative"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn look(&mut self, seen: &Seen<'_>) -> Result<Option<u32>, String> {
        self.seen.push_back(f64::from(seen.inflight));
        if self.seen.len() > STABLE_S {
            self.seen.pop_front();
        }
        if !self.tick.due(seen.now) {
            return Ok(None);
        }
        let sizing = kpa(
            &self.asked,
            formulas::Seen {
                stable: self.mean(STABLE_S),
                panic: self.mean(PANIC_S),
                ready: f64::from(seen.ready()),
                now: seen.now,
            },
            &mut self.memory,
        );
        let Bounds { min, max } = self.bounds;
        Ok(Some(sizing.replicas.clamp(min, max)))
    }
}
