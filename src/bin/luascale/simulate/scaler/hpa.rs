//! A HorizontalPodAutoscaler on CPU, as documented.
//!
//! metrics-server scrapes each 15 s (`--metric-resolution`); the controller
//! looks each 15 s (`--horizontal-pod-autoscaler-sync-period`) at what was
//! scraped last. Replicas that are not ready count as idle where that makes for
//! less of a scale-up (`replica_calculator.go`).

use std::collections::BTreeMap;
use std::time::Duration;

use luascale::behavior::Bounds;
use luascale::formulas::{SYNC_PERIOD, hpa};
use luascale::time::{Timestamp, to_f64};

use super::{Autoscaler, Every, Rails, Seen};

/// `--metric-resolution` of metrics-server.
const RESOLUTION: Duration = Duration::from_secs(15);

/// The autoscaler.
pub(crate) struct Hpa {
    target: f64,
    slots: u32,
    rails: Rails,
    scraped: Option<Timestamp>,
    /// Slot-microseconds at the last scrape.
    busy: BTreeMap<u32, u64>,
    /// Share of its slots that each replica used between two scrapes.
    usage: BTreeMap<u32, f64>,
    scrape: Every,
    /// `None` before the first scrape.
    sync: Option<Every>,
}

impl Hpa {
    /// `target` is the utilization of a replica, 0 to 1.
    pub(crate) fn new(target: f64, slots: u32, bounds: Bounds) -> Self {
        Self {
            target,
            slots,
            rails: Rails::new(bounds),
            scraped: None,
            busy: BTreeMap::new(),
            usage: BTreeMap::new(),
            scrape: Every::new(RESOLUTION),
            sync: None,
        }
    }

    fn scrape(&mut self, seen: &Seen<'_>) {
        let span_us = self.scraped.map_or(0, |at| seen.now.micros_since(at));
        self.usage.clear();
        let mut busy = BTreeMap::new();
        for replica in seen.replicas.iter().filter(|replica| replica.ready) {
            if let Some(before) = self.busy.get(&replica.id)
                && span_us > 0
            {
                let worked = to_f64(replica.busy_us.saturating_sub(*before));
                let usage = worked / to_f64(span_us) / f64::from(self.slots);
                self.usage.insert(replica.id, usage);
            }
            busy.insert(replica.id, replica.busy_us);
        }
        self.busy = busy;
        self.scraped = Some(seen.now);
    }

    /// Replicas that bring the usage to its target; `None` without data.
    fn wanted(&self, seen: &Seen<'_>) -> Option<f64> {
        let measured = self.usage.len() as u64;
        if measured == 0 {
            return None;
        }
        let sum: f64 = self.usage.values().sum();
        let mean = sum / to_f64(measured);
        let current = f64::from(seen.asked_for());
        let missing = f64::from(seen.asked_for()) - to_f64(measured);
        if missing <= 0.0 {
            return Some(hpa(mean, self.target, current));
        }
        // Above the target, those without a measure count as idle; below it, as
        // being at the target.
        let counted = if mean > self.target {
            sum / current
        } else {
            (sum + missing * self.target) / current
        };
        let turned = (counted > self.target) != (mean > self.target);
        Some(if turned {
            current
        } else {
            hpa(counted, self.target, current)
        })
    }
}

impl Autoscaler for Hpa {
    fn name(&self) -> &str {
        "baseline hpa"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn look(&mut self, seen: &Seen<'_>) -> Result<Option<u32>, String> {
        if self.scrape.due(seen.now) {
            self.scrape(seen);
        }
        // The two loops know nothing of each other: half a period apart is what
        // they are on the mean.
        let sync = self
            .sync
            .get_or_insert_with(|| Every::first_after(SYNC_PERIOD, RESOLUTION / 2, seen.now));
        if !sync.due(seen.now) {
            return Ok(None);
        }
        let Some(wanted) = self.wanted(seen) else {
            return Ok(None);
        };
        Ok(Some(self.rails.decide(wanted, seen.asked_for(), seen.now)))
    }
}
