//! Adds the workers' slots up.
//!
//! Counters count for good. Gauges of a worker that fell silent count for one
//! stable window more, since its requests may well be going on; those of one
//! that said goodbye fade, since they ended.

use std::collections::BTreeMap;

use super::slot::{LoadReport, ServiceRecord, Totals};
use crate::metrics::Metrics;
use crate::time::{Timestamp, micros, to_f64};
use crate::window::{LatencyCounts, WindowSums, quantiles_ms};

/// Names that the gateway itself gives to `metrics`: no report replaces them.
pub const OBSERVED: [&str; 14] = [
    "requests",
    "rps",
    "concurrency",
    "inflight",
    "error_rate",
    "latency_p50",
    "latency_p95",
    "latency_p99",
    "load_age",
    "reporting",
    "replicas",
    "desired",
    "min_replicas",
    "max_replicas",
];

/// How a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It writes its slot.
    Fresh,
    /// It has not written for this long.
    Silent {
        /// Microseconds since its last write.
        age_us: u64,
    },
    /// It said goodbye this long ago.
    Gone {
        /// Microseconds since its last write.
        age_us: u64,
    },
}

/// One service, added up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// The plugin that decides: the first by name of those that saw traffic,
    /// else of all.
    pub plugin: String,
    /// The policy that the route's metadata names.
    pub policy: Option<String>,
    /// Counters.
    pub totals: Totals,
    /// Requests in flight.
    pub inflight: u32,
    /// Sum of the workers' peaks.
    pub inflight_peak: u32,
    /// The newest report of requests.
    pub report: Option<LoadReport>,
    /// The newest policy error.
    pub last_error: Option<(Timestamp, String)>,
    /// A worker fell silent not long ago: part of the picture is missing.
    pub partial: bool,
    /// `plugin` saw requests.
    traffic: bool,
    stable: WindowSums,
    panic: WindowSums,
    stable_latency: Vec<LatencyCounts>,
    panic_latency: Vec<LatencyCounts>,
}

impl Merged {
    /// Adds what one worker has seen; `stable_us` is the service's look-back.
    pub fn add(&mut self, record: &ServiceRecord, presence: Presence, stable_us: u64) {
        // The leader counts its evaluations in a record of its own, which says
        // who decided before there was any traffic.
        let traffic = record.totals.requests > 0;
        let better = match (traffic, self.traffic) {
            (true, false) => true,
            (false, true) => false,
            _ => record.plugin < self.plugin,
        };
        if self.plugin.is_empty() || better {
            self.plugin.clone_from(&record.plugin);
            self.traffic = traffic;
        }
        if self.policy.is_none() {
            self.policy.clone_from(&record.policy);
        }
        self.totals = self.totals.plus(record.totals);
        if let Some(report) = &record.report
            && self
                .report
                .as_ref()
                .is_none_or(|known| known.at < report.at)
        {
            self.report = Some(report.clone());
        }
        if record.last_error.is_some() && self.last_error < record.last_error {
            self.last_error.clone_from(&record.last_error);
        }
        match presence {
            Presence::Fresh => self.add_gauges(record),
            Presence::Silent { age_us } if age_us <= stable_us => {
                self.partial = true;
                self.add_gauges(record);
            }
            Presence::Silent { .. } => {}
            Presence::Gone { age_us } => {
                self.stable.add(&record.stable.faded(age_us, stable_us));
                self.panic
                    .add(&record.panic.faded(age_us, record.panic.covered_us));
            }
        }
    }

    fn add_gauges(&mut self, record: &ServiceRecord) {
        self.inflight = self.inflight.saturating_add(record.inflight);
        self.inflight_peak = self.inflight_peak.saturating_add(record.inflight_peak);
        self.stable.add(&record.stable);
        self.panic.add(&record.panic);
        if !record.stable_latency.is_empty() {
            self.stable_latency.push(record.stable_latency.clone());
        }
        if !record.panic_latency.is_empty() {
            self.panic_latency.push(record.panic_latency.clone());
        }
    }

    /// What a policy sees of it. Reports older than `ttl` count for nothing.
    pub fn metrics(&self, now: Timestamp, ttl: std::time::Duration) -> Metrics {
        let mut metrics = Metrics::default();
        if let Some(report) = &self.report
            && now.micros_since(report.at) <= micros(ttl)
        {
            let values = reported(&report.values);
            let values = values.map(|(name, value)| (name.to_owned(), value));
            metrics.values.extend(values);
            let age = to_f64(now.micros_since(report.at)) / 1e6;
            metrics.values.insert("load_age".into(), age);
        }
        observe(&mut metrics.values, &self.stable, &self.stable_latency);
        observe(&mut metrics.panic, &self.panic, &self.panic_latency);
        if self.stable.covered_us > 0 {
            let inflight = f64::from(self.inflight);
            metrics.values.insert("inflight".into(), inflight);
        }
        metrics
    }
}

/// What reported values are to a policy: under the names that the gateway does
/// not use itself. `cpu` and `memory` also give `cpu_max` and `memory_max`.
pub fn reported(values: &[(String, f64)]) -> impl Iterator<Item = (&str, f64)> {
    let counting = values
        .iter()
        .filter(|(name, value)| !OBSERVED.contains(&name.as_str()) && value.is_finite());
    counting.flat_map(|(name, value)| {
        let largest = match name.as_str() {
            "cpu" => Some("cpu_max"),
            "memory" => Some("memory_max"),
            _ => None,
        };
        [Some(name.as_str()), largest]
            .into_iter()
            .flatten()
            .map(|name| (name, *value))
    })
}

fn observe(values: &mut BTreeMap<String, f64>, sums: &WindowSums, latency: &[LatencyCounts]) {
    let mut put = |name: &str, value: Option<f64>| {
        if let Some(value) = value {
            values.insert(name.to_owned(), value);
        }
    };
    put(
        "requests",
        (sums.covered_us > 0).then(|| to_f64(sums.arrivals)),
    );
    put("rps", sums.rps());
    put("concurrency", sums.concurrency());
    put("error_rate", sums.error_rate());
    if let Some([p50, p95, p99]) = quantiles_ms(latency.iter()) {
        put("latency_p50", Some(p50));
        put("latency_p95", Some(p95));
        put("latency_p99", Some(p99));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const STABLE_US: u64 = 60_000_000;
    const TTL: Duration = Duration::from_secs(60);

    fn record(plugin: &str, arrivals: u64) -> ServiceRecord {
        let sums = WindowSums {
            arrivals,
            completions: arrivals,
            errors: arrivals / 10,
            inflight_us: 10_000_000,
            covered_us: 10_000_000,
        };
        ServiceRecord {
            name: "checkout".into(),
            plugin: plugin.into(),
            totals: Totals {
                requests: arrivals,
                ..Totals::default()
            },
            inflight: 2,
            inflight_peak: 3,
            stable: sums,
            panic: sums,
            stable_latency: vec![(10_000, 5)],
            ..ServiceRecord::default()
        }
    }

    fn merged(records: &[(ServiceRecord, Presence)]) -> Merged {
        let mut merged = Merged::default();
        for (record, presence) in records {
            merged.add(record, *presence, STABLE_US);
        }
        merged
    }

    fn value(metrics: &Metrics, name: &str) -> Option<f64> {
        metrics.values.get(name).copied()
    }

    #[test]
    fn workers_add_up() {
        let merged = merged(&[
            (record("main", 100), Presence::Fresh),
            (record("main", 50), Presence::Fresh),
        ]);
        let metrics = merged.metrics(Timestamp::from_secs(100), TTL);
        assert_eq!(merged.totals.requests, 150);
        assert_eq!(value(&metrics, "rps"), Some(15.0));
        assert_eq!(value(&metrics, "concurrency"), Some(2.0));
        assert_eq!(value(&metrics, "inflight"), Some(4.0));
        assert_eq!(value(&metrics, "error_rate"), Some(0.1));
        assert_eq!(metrics.panic.get("rps"), Some(&15.0));
        let p95 = value(&metrics, "latency_p95").unwrap();
        assert!((p95 - 10.0).abs() < 0.7, "{p95}");
    }

    #[test]
    fn no_data_is_absent() {
        let mut quiet = Merged::default();
        quiet.add(&ServiceRecord::default(), Presence::Fresh, STABLE_US);
        assert_eq!(
            quiet.metrics(Timestamp::from_secs(100), TTL),
            Metrics::default()
        );
    }

    #[test]
    fn a_silent_worker_counts_on_for_one_window() {
        let quiet = |age_us| Presence::Silent { age_us };
        let lately = merged(&[(record("main", 100), quiet(STABLE_US))]);
        assert!(lately.partial);
        assert_eq!((lately.inflight, lately.totals.requests), (2, 100));
        let long_ago = merged(&[(record("main", 100), quiet(STABLE_US + 1))]);
        assert!(!long_ago.partial);
        assert_eq!((long_ago.inflight, long_ago.totals.requests), (0, 100));
    }

    #[test]
    fn a_goodbye_fades_and_nothing_is_missing() {
        let gone = merged(&[(
            record("main", 100),
            Presence::Gone {
                age_us: STABLE_US / 2,
            },
        )]);
        assert!(!gone.partial);
        assert_eq!(gone.inflight, 0);
        assert_eq!((gone.stable.arrivals, gone.panic.arrivals), (50, 0));
        assert_eq!(gone.totals.requests, 100);
    }

    #[test]
    fn the_newest_report_counts_until_it_is_too_old() {
        let report = |secs, cpu| {
            Some(LoadReport {
                at: Timestamp::from_secs(secs),
                values: vec![("cpu".into(), cpu), ("rps".into(), 1e9)],
            })
        };
        let mut old = record("main", 100);
        old.report = report(100, 20.0);
        let mut new = record("main", 100);
        new.report = report(110, 85.0);
        let merged = merged(&[(new, Presence::Fresh), (old, Presence::Fresh)]);
        let soon = merged.metrics(Timestamp::from_secs(112), TTL);
        assert_eq!(value(&soon, "cpu"), Some(85.0));
        assert_eq!(value(&soon, "cpu_max"), Some(85.0));
        assert_eq!(value(&soon, "load_age"), Some(2.0));
        assert_eq!(value(&soon, "rps"), Some(20.0), "the gateway knows better");
        let late = merged.metrics(Timestamp::from_secs(171), TTL);
        assert_eq!(value(&late, "cpu"), None);
        assert_eq!(value(&late, "load_age"), None);
    }

    #[test]
    fn the_first_plugin_by_name_decides() {
        let one = (record("zeta", 1), Presence::Fresh);
        let two = (record("alpha", 1), Presence::Fresh);
        assert_eq!(merged(&[one.clone(), two.clone()]).plugin, "alpha");
        let quiet = (record("alpha", 0), Presence::Fresh);
        for records in [[one.clone(), quiet.clone()], [quiet.clone(), one.clone()]] {
            assert_eq!(merged(&records).plugin, "zeta", "it saw the traffic");
        }
        assert_eq!(merged(&[quiet]).plugin, "alpha");
        assert_eq!(merged(&[two, one]).plugin, "alpha");
    }
}
