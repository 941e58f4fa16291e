//! All services at one moment: what the leader tells everybody.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::replicas::Current;
use super::slot::Totals;
use super::tokens::TokenStatus;
use crate::decision::Decision;
use crate::metrics::Metrics;
use crate::time::Timestamp;

/// Key of the snapshot's head: what it says beside its services.
pub const SNAPSHOT_KEY: &str = "luascale/v1/snapshot";
/// Key of the epoch: the second in which the first VM of this process came up.
pub const EPOCH_KEY: &str = "luascale/v1/epoch";

/// Key of the services of one shard of the snapshot.
pub fn snapshot_shard_key(shard: usize) -> String {
    format!("{SNAPSHOT_KEY}/{shard}")
}

/// What the record at [`SNAPSHOT_KEY`] holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// When the leader wrote it.
    pub written: Timestamp,
    /// When this Envoy's counters began, in seconds since the Unix epoch.
    pub epoch: u64,
    /// Workers that show signs of life.
    pub workers_seen: u16,
    /// Workers that have not said goodbye.
    pub workers_expected: u16,
    /// Version of each shard, 0 where it was never written.
    pub shards: Vec<u32>,
}

/// All services over all workers of one Envoy. In shared data it is cut into
/// the shards of slots ([`super::slot::shard_of`]): only those are written
/// that had their turn, and only those are read that changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// When the leader wrote it.
    pub written: Timestamp,
    /// When this Envoy's counters began, in seconds since the Unix epoch.
    pub epoch: u64,
    /// Workers that show signs of life, the main thread's VM among them.
    pub workers_seen: u16,
    /// Workers that have not said goodbye.
    pub workers_expected: u16,
    /// The services by name.
    pub services: BTreeMap<String, ServiceSnapshot>,
}

/// One service over all workers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceSnapshot {
    /// The plugin that decides.
    pub plugin: String,
    /// What the policy sees.
    pub metrics: Metrics,
    /// Counters over all workers, and those that are gone.
    pub totals: Totals,
    /// Requests in flight.
    pub inflight: u32,
    /// Sum of the workers' peaks over the stable window, and at least 30 s.
    pub inflight_peak: u32,
    /// What models told in its responses; `None` where none did.
    pub tokens: Option<TokenStatus>,
    /// Peaks of at least the last 30 s.
    pub peaks: Peaks,
    /// Replicas that run; `None` where nobody knows.
    pub current: Option<Current>,
    /// The last decision; `None` where there never was one.
    pub decision: Option<Decision>,
    /// Why there is no decision yet: what the policy's evaluations ended in.
    pub undecided: Option<String>,
    /// The policy in force.
    pub policy: PolicyStatus,
    /// What the policy beside it says, where there is one.
    pub shadow: Option<Shadow>,
}

/// What a policy says that decides nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Shadow {
    /// Its name in the configuration.
    pub policy: String,
    /// What it would have decided, stabilization aside.
    pub said: Option<Decision>,
    /// How it failed instead.
    pub error: Option<String>,
}

/// Peaks, held so that a poll never misses a burst; `None` without data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Peaks {
    /// Highest demand.
    pub demand: Option<f64>,
    /// Most arrivals per second, over the panic window.
    pub rps: Option<f64>,
}

/// The policy of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyStatus {
    /// Its name in the configuration.
    pub name: String,
    /// SHA-256 of its source, hexadecimal.
    pub sha256: String,
    /// The newest error and when it happened.
    pub last_error: Option<(Timestamp, String)>,
}
