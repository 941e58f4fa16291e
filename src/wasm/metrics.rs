//! The core's stats as Envoy's.

use std::collections::HashMap;

use proxy_wasm::hostcalls;
use proxy_wasm::types::MetricType;

use crate::config::Config;
use crate::effects::Effects;
use crate::node::service_id;
use crate::stats::{Counter, Gauge, MAX_SERVICE_GAUGES, PREFIX, ServiceGauge, Tally};

/// Ids of our stats. Envoy leaks one for each definition, so each name is
/// defined once per VM.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    ids: HashMap<String, u32>,
    /// Ids of the counters, by number.
    counters: Vec<Option<u32>>,
}

impl Metrics {
    /// Defines all stats that a configuration can write.
    pub(super) fn define(&mut self, config: &Config) {
        if self.counters.is_empty() {
            self.counters = Counter::ALL
                .iter()
                .map(|counter| self.id(MetricType::Counter, counter.name()))
                .collect();
        }
        for gauge in Gauge::ALL {
            self.id(MetricType::Gauge, gauge.name());
        }
        for service in config.services.keys().take(MAX_SERVICE_GAUGES) {
            let id = service_id(service, Some(config));
            for gauge in ServiceGauge::ALL {
                self.id(MetricType::Gauge, &gauge.name(&id));
            }
        }
    }

    fn id(&mut self, kind: MetricType, name: &str) -> Option<u32> {
        if let Some(id) = self.ids.get(name) {
            return Some(*id);
        }
        let id = hostcalls::define_metric(kind, &format!("{PREFIX}.{name}")).ok()?;
        self.ids.insert(name.to_owned(), id);
        Some(id)
    }

    /// Carries a tick's counts and gauges over to Envoy.
    pub(super) fn publish(&self, tally: &mut Tally, effects: &Effects) {
        for (counter, count) in tally.drain() {
            if let Some(Some(id)) = self.counters.get(counter as usize) {
                let _ = hostcalls::increment_metric(*id, i64::from(count));
            }
        }
        for (gauge, value) in &effects.gauges {
            self.record(gauge.name(), *value);
        }
        for (service, gauge, value) in &effects.service_gauges {
            self.record(&gauge.name(service), *value);
        }
    }

    fn record(&self, name: &str, value: u64) {
        if let Some(id) = self.ids.get(name) {
            let _ = hostcalls::record_metric(*id, value);
        }
    }
}
