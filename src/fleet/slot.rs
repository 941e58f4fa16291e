//! A VM's slot: what it alone has seen, for the leader to add up.
//!
//! A slot is a header and up to [`SHARDS`] shards of services. Only shards
//! that changed are written; the header tells their versions, so that the
//! leader reads no more than that.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::reports::ReplicaReports;
use super::tokens::TokenRecord;
use crate::time::Timestamp;
use crate::window::{LatencyCounts, LatencyTotals, WindowSums};

/// Shards of a slot: with 1000 services, one write moves about 64 of them.
pub const SHARDS: usize = 16;
/// Workers that one Envoy may have; also bounds the keys in shared data, which
/// never go away.
pub const MAX_WORKERS: u16 = 256;

/// Key of a worker's header.
pub fn header_key(worker: u16) -> String {
    format!("luascale/v1/worker/{worker}")
}

/// Key of one shard of a worker.
pub fn shard_key(worker: u16, shard: usize) -> String {
    format!("luascale/v1/worker/{worker}/{shard}")
}

/// The shard that a service lies in (FNV-1a, so that it does not move when the
/// standard library changes its hash).
pub fn shard_of(service: &str) -> usize {
    let hash = service
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    usize::try_from(hash % 16).unwrap_or(0)
}

/// Who writes a slot, and which of its shards changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotHeader {
    /// Drawn at random by the VM; two VMs that claim one slot differ in it.
    pub token: u64,
    /// When it was written: the VM's sign of life.
    pub written: Timestamp,
    /// The VM has said goodbye: nothing is in flight there.
    pub gone: bool,
    /// The VM serves requests; one that does not is preferred as leader.
    pub serves: bool,
    /// Version of each shard, 0 where it was never written.
    pub shards: Vec<u32>,
}

/// Services of one shard of one worker.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    /// The writer's token: a shard left behind by the slot's former owner is
    /// told by it.
    pub token: u64,
    /// What the worker has seen of each service.
    pub services: Vec<ServiceRecord>,
}

/// Counters of one service since the start. They only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Requests that arrived.
    pub requests: u64,
    /// Answers that were errors.
    pub errors: u64,
    /// In-flight integral: request-microseconds.
    pub inflight_us: u64,
    /// Latencies of answers.
    pub latency: LatencyTotals,
    /// Hints given: up.
    pub hints_up: u64,
    /// Hints given: down.
    pub hints_down: u64,
    /// Hints given: hold.
    pub hints_hold: u64,
    /// Policy evaluations.
    pub evaluations: u64,
    /// Policy evaluations that failed.
    pub policy_errors: u64,
}

impl Totals {
    fn zip(self, other: Self, op: fn(u64, u64) -> u64) -> Self {
        Self {
            requests: op(self.requests, other.requests),
            errors: op(self.errors, other.errors),
            inflight_us: op(self.inflight_us, other.inflight_us),
            latency: self.latency.zip(other.latency, op),
            hints_up: op(self.hints_up, other.hints_up),
            hints_down: op(self.hints_down, other.hints_down),
            hints_hold: op(self.hints_hold, other.hints_hold),
            evaluations: op(self.evaluations, other.evaluations),
            policy_errors: op(self.policy_errors, other.policy_errors),
        }
    }

    /// Sum, counter by counter.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.zip(other, u64::saturating_add)
    }

    /// Difference, counter by counter.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.zip(other, u64::saturating_sub)
    }
}

/// Numbers that somebody stated about the load of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadReport {
    /// When it came.
    pub at: Timestamp,
    /// Metric and value; finite and not negative.
    pub values: Vec<(String, f64)>,
}

/// One service as one worker sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceRecord {
    /// The service's name.
    pub name: String,
    /// The plugin whose requests brought it here; it decides.
    pub plugin: String,
    /// Policy that the route's metadata names.
    pub policy: Option<String>,
    /// Counters.
    pub totals: Totals,
    /// Requests in flight.
    pub inflight: u32,
    /// Most requests in flight at one moment of the stable window, and of at
    /// least the last 30 s.
    pub inflight_peak: u32,
    /// Stable window.
    pub stable: WindowSums,
    /// Panic window.
    pub panic: WindowSums,
    /// Latencies over the stable window.
    #[serde(with = "crate::window::packed_counts")]
    pub stable_latency: LatencyCounts,
    /// Latencies over the panic window.
    #[serde(with = "crate::window::packed_counts")]
    pub panic_latency: LatencyCounts,
    /// What models told in its responses; `None` where none did.
    pub tokens: Option<Rc<TokenRecord>>,
    /// What requests stated about the load: the newest.
    pub report: Option<LoadReport>,
    /// What its replicas reported; shared, since most of it stays from tick to
    /// tick.
    pub replicas: Option<Rc<ReplicaReports>>,
    /// Endpoints that Envoy has for it, and when that was read.
    pub endpoints: Option<(Timestamp, u32)>,
    /// The newest policy error on this worker.
    pub last_error: Option<(Timestamp, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_has_a_shard() {
        let used: std::collections::BTreeSet<usize> = (0..1000)
            .map(|n| shard_of(&format!("service-{n}")))
            .collect();
        assert_eq!(used.len(), SHARDS);
        assert_eq!(used.last(), Some(&(SHARDS - 1)));
    }

    #[test]
    fn totals_add_and_take_away() {
        let one = Totals {
            requests: 3,
            hints_hold: 2,
            ..Totals::default()
        };
        assert_eq!(one.plus(one).minus(one), one);
        assert_eq!(Totals::default().minus(one), Totals::default());
    }
}
