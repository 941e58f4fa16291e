//! Tells others what was decided: JSON in shared data, gauges in Envoy.

use std::time::Duration;

use super::leader::Surroundings;
use crate::config::Config;
use crate::fleet::snapshot::{ServiceSnapshot, Snapshot};
use crate::fleet::store::SharedData;
use crate::service_name;
use crate::stats::{Gauge, MAX_SERVICE_GAUGES, ServiceGauge};
use crate::status::json;
use crate::time::Timestamp;

/// JSON is for readers that poll; more often than this is work for nothing.
const JSON_EVERY: Duration = Duration::from_secs(1);
/// Services whose JSON one tick writes: with more than a hundred, a round over
/// all of them takes longer than a second, not the tick.
const SERVICES_PER_TICK: usize = 25;
/// Key of the index.
const SERVICES_KEY: &str = "luascale/v1/services";

/// Writes all services, in rounds.
#[derive(Debug, Default)]
pub(super) struct Publisher {
    began: Timestamp,
    /// Where the round goes on; `None` between two rounds.
    next: Option<String>,
}

impl Publisher {
    pub(super) fn publish(&mut self, around: &mut Surroundings<'_>) {
        set_gauges(around);
        if around.is_private {
            return;
        }
        let snapshot = &around.seen.snapshot;
        let first = match self.next.take() {
            Some(next) => next,
            None if around.now >= self.began && around.now.since(self.began) < JSON_EVERY => return,
            None => {
                self.began = around.now;
                write_index(snapshot, around);
                String::new()
            }
        };
        for (place, (name, service)) in snapshot.services.range(first..).enumerate() {
            if place >= SERVICES_PER_TICK {
                self.next = Some(name.clone());
                return;
            }
            let config = around
                .plugins
                .iter()
                .find(|plugin| plugin.key == service.plugin)
                .map(|plugin| &plugin.config);
            write(around.store, snapshot, name, service, config);
        }
    }
}

fn write_index(snapshot: &Snapshot, around: &Surroundings<'_>) {
    if snapshot.services.is_empty() {
        return;
    }
    let index = json::encode(&json::index(snapshot, around.plugins));
    let _ = around.store.set(SERVICES_KEY, &index, None);
}

fn write(
    store: &dyn SharedData,
    snapshot: &Snapshot,
    name: &str,
    service: &ServiceSnapshot,
    config: Option<&Config>,
) {
    let id = service_id(name, config);
    let gateway = config.and_then(|config| config.gateway_id.as_deref());
    for (kind, value) in [
        ("decision", json::service(snapshot, name, service, gateway)),
        ("counters", json::counters(service)),
    ] {
        let key = format!("luascale/v1/{kind}/{id}");
        let _ = store.set(&key, &json::encode(&value), None);
    }
}

/// What a service is called in keys, URLs and stats: its alias or its name,
/// encoded.
pub(crate) fn service_id(name: &str, config: Option<&Config>) -> String {
    config
        .and_then(|config| config.service(name).alias.clone())
        .unwrap_or_else(|| service_name::encode(name.as_bytes()))
}

fn set_gauges(around: &mut Surroundings<'_>) {
    let snapshot = &around.seen.snapshot;
    let memory: usize = around
        .plugins
        .iter()
        .map(|plugin| plugin.policy_memory())
        .sum();
    let generation = around
        .plugins
        .iter()
        .filter_map(|plugin| plugin.claimed.get())
        .max();
    let services = u64::try_from(snapshot.services.len()).unwrap_or(u64::MAX);
    around.effects.gauges.extend([
        (Gauge::WorkersSeen, u64::from(snapshot.workers_seen)),
        (Gauge::WorkersExpected, u64::from(snapshot.workers_expected)),
        (Gauge::Services, services),
        (Gauge::Generation, generation.unwrap_or(0)),
        (
            Gauge::PolicyMemoryBytes,
            u64::try_from(memory).unwrap_or(u64::MAX),
        ),
        (Gauge::LastDecision, around.now.as_secs()),
    ]);
    for plugin in around.plugins {
        for name in plugin.config.services.keys().take(MAX_SERVICE_GAUGES) {
            let Some(service) = snapshot.services.get(name) else {
                continue;
            };
            let id = service_id(name, Some(&plugin.config));
            let gauges = &mut around.effects.service_gauges;
            if let Some(decision) = &service.decision {
                gauges.extend([
                    (
                        id.clone(),
                        ServiceGauge::DemandMilli,
                        milli(decision.demand),
                    ),
                    (
                        id.clone(),
                        ServiceGauge::Desired,
                        u64::from(decision.desired),
                    ),
                ]);
            }
            if let Some(current) = service.current {
                gauges.push((id, ServiceGauge::Current, u64::from(current.replicas)));
            }
        }
    }
}

/// Thousandths, whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u64 first; NaN becomes 0"
)]
fn milli(value: f64) -> u64 {
    (value * 1_000.0).round().clamp(0.0, 1e15) as u64
}
