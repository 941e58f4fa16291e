//! Tells others what was decided: JSON in shared data, gauges in Envoy.

use std::collections::HashMap;
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
/// Key of the index.
const SERVICES_KEY: &str = "luascale/v1/services";

/// Writes what changed, at most once a second.
#[derive(Debug, Default)]
pub(super) struct Publisher {
    last: Timestamp,
    written: HashMap<String, ServiceSnapshot>,
}

impl Publisher {
    pub(super) fn publish(&mut self, snapshot: &Snapshot, around: &mut Surroundings<'_>) {
        set_gauges(snapshot, around);
        if around.now >= self.last && around.now.since(self.last) < JSON_EVERY {
            return;
        }
        self.last = around.now;
        let mut names = 0;
        for (name, service) in &snapshot.services {
            names += 1;
            if self.written.get(name) == Some(service) {
                continue;
            }
            let config = around
                .plugins
                .iter()
                .find(|plugin| plugin.key == service.plugin)
                .map(|plugin| &plugin.config);
            write(around.store, snapshot, name, service, config);
            self.written.insert(name.clone(), service.clone());
        }
        if names > 0 {
            let index = json::index(snapshot, around.plugins);
            let _ = around
                .store
                .set(SERVICES_KEY, index.to_string().as_bytes(), None);
        }
    }
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
        let _ = store.set(&key, value.to_string().as_bytes(), None);
    }
}

/// What a service is called in keys, URLs and stats: its alias or its name,
/// encoded.
pub(crate) fn service_id(name: &str, config: Option<&Config>) -> String {
    config
        .and_then(|config| config.service(name).alias.clone())
        .unwrap_or_else(|| service_name::encode(name.as_bytes()))
}

fn set_gauges(snapshot: &Snapshot, around: &mut Surroundings<'_>) {
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
