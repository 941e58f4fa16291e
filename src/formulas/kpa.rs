//! The formula of Knative's autoscaler (KPA).
//!
//! Sources: `pkg/autoscaler/scaling/autoscaler.go` for windows, rates and
//! panic, `pkg/reconciler/autoscaling/kpa/scaler.go` for the way to zero, the
//! ConfigMap `config-autoscaler` for defaults.
//!
//! ```text
//! ready     = max(1, replicas)        target = max(0.01, total × utilization)
//! wanted    = ceil(average / target)  within floor(ready / down) and ceil(up × ready)
//! panic     begins where ceil(panic average / target) ≥ threshold × ready,
//!           ends where that has not been so for one stable window
//! in panic  the larger of both windows, and never fewer than before in it
//! ```

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::recommendation::whole_replicas;
use crate::time::Timestamp;

/// How often Knative's autoscaler looks (`tick-interval`).
pub const TICK_INTERVAL: Duration = Duration::from_secs(2);
/// Least target of a replica.
const MIN_TARGET: f64 = 0.01;

/// What is asked of the autoscaler, with Knative's defaults.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kpa {
    /// What one replica can take: requests in flight, or per second.
    pub total: f64,
    /// How much of that it is to have, 0 to 1.
    pub utilization: f64,
    /// Panic begins at so many times what the ready replicas are there for.
    pub panic_threshold: f64,
    /// Most times as many replicas in one step up.
    pub max_scale_up_rate: f64,
    /// Most times fewer replicas in one step down.
    pub max_scale_down_rate: f64,
    /// Seconds that the last replica stays after none is wanted
    /// (`scale-to-zero-grace-period`).
    pub grace_s: f64,
    /// Length of the stable window, which panic outlasts.
    pub stable_window: Duration,
}

impl Default for Kpa {
    fn default() -> Self {
        Self {
            total: 100.0,
            utilization: 0.7,
            panic_threshold: 2.0,
            max_scale_up_rate: 1000.0,
            max_scale_down_rate: 2.0,
            grace_s: 30.0,
            stable_window: Duration::from_secs(60),
        }
    }
}

/// What is seen at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Average over the stable window.
    pub stable: f64,
    /// Average over the panic window.
    pub panic: f64,
    /// Replicas that are ready.
    pub ready: f64,
    /// The moment.
    pub now: Timestamp,
}

/// What is remembered from moment to moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KpaMemory {
    /// It has looked before.
    pub begun: bool,
    /// The last moment above the panic threshold; `None` in stable mode.
    pub panicking: Option<Timestamp>,
    /// Most replicas that were wanted in this panic.
    pub most: u32,
    /// Since when no replica is wanted.
    pub unwanted: Option<Timestamp>,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizing {
    /// Replicas that the load needs, before rounding and rates.
    pub demand: f64,
    /// Replicas.
    pub replicas: u32,
    /// It is in panic mode.
    pub panicking: bool,
}

impl Kpa {
    /// What a replica is to have of the metric.
    pub fn target(&self) -> f64 {
        (self.total * self.utilization).max(MIN_TARGET)
    }
}

/// Replicas for what is seen.
pub fn kpa(asked: &Kpa, seen: Seen, memory: &mut KpaMemory) -> Sizing {
    let target = asked.target();
    let ready = seen.ready.max(1.0);
    if !memory.begun {
        memory.begun = true;
        // It knows nothing of the time before: no window is full, so it begins
        // in panic, in which nothing goes down.
        if seen.ready > 1.0 {
            memory.panicking = Some(seen.now);
            memory.most = whole_replicas(seen.ready);
        }
    }
    let (stable, panic) = (seen.stable / target, seen.panic / target);
    let most = f64::from(whole_replicas(asked.max_scale_up_rate * ready));
    let least = (ready / asked.max_scale_down_rate).floor();
    let within = |wanted: f64| {
        let wanted = f64::from(whole_replicas(wanted));
        whole_replicas(wanted.max(least).min(most))
    };
    if f64::from(whole_replicas(panic)) >= asked.panic_threshold * ready {
        memory.panicking = Some(seen.now);
    } else if let Some(since) = memory.panicking
        && seen.now.since(since) > asked.stable_window
    {
        memory.panicking = None;
        memory.most = 0;
    }
    let panicking = memory.panicking.is_some();
    let (demand, mut replicas) = if panicking {
        memory.most = memory.most.max(within(stable)).max(within(panic));
        (stable.max(panic), memory.most)
    } else {
        (stable, within(stable))
    };
    if replicas > 0 {
        memory.unwanted = None;
    } else if seen.ready > 0.0 {
        let since = *memory.unwanted.get_or_insert(seen.now);
        replicas = u32::from(seen.now.since(since).as_secs_f64() < asked.grace_s);
    }
    Sizing {
        demand,
        replicas,
        panicking,
    }
}

#[cfg(test)]
mod tests;
