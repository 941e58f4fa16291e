//! The KEDA HTTP add-on on concurrency: its scaler asks the interceptors each
//! 500 ms (`KEDA_HTTP_QUEUE_TICK_DURATION`), an HPA asks the scaler each 15 s
//! for the sum, as `AverageValue`.

use std::time::Duration;

use luascale::behavior::Bounds;
use luascale::formulas::{SYNC_PERIOD, hpa_average};

use super::{Autoscaler, Every, Rails, Seen};

/// The autoscaler.
pub(crate) struct KedaHttp {
    /// Requests in flight that a replica is to have.
    target: f64,
    rails: Rails,
    /// As the scaler knows it.
    inflight: u32,
    sync: Every,
}

impl KedaHttp {
    /// `target` is the share of a replica's slots that is to be used.
    pub(crate) fn new(target: f64, slots: u32, bounds: Bounds) -> Self {
        Self {
            target: target * f64::from(slots),
            rails: Rails::new(bounds),
            inflight: 0,
            sync: Every::new(SYNC_PERIOD),
        }
    }
}

impl Autoscaler for KedaHttp {
    fn name(&self) -> &str {
        "baseline keda-http"
    }

    fn period(&self) -> Duration {
        Duration::from_millis(500)
    }

    fn look(&mut self, seen: &Seen<'_>) -> Result<Option<u32>, String> {
        let known = std::mem::replace(&mut self.inflight, seen.inflight);
        if !self.sync.due(seen.now) {
            return Ok(None);
        }
        let wanted = hpa_average(f64::from(known), self.target);
        Ok(Some(self.rails.decide(wanted, seen.asked_for(), seen.now)))
    }
}
