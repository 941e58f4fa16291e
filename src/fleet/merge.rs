//! Adds the workers' slots up.
//!
//! Counters count for good. Gauges of a worker that fell silent count for one
//! stable window more, since its requests may well be going on; those of one
//! that said goodbye fade, since they ended.

use std::rc::Rc;

use super::replicas::{Current, MAX_READY, ReplicasSource};
use super::reports::{ReplicaReports, ServiceLoad, average};
use super::slot::{LoadReport, ServiceRecord, Totals};
use super::tokens::{TokenRecord, TokenStatus, TokenWindow};
use crate::metrics::{Metrics, Numbers, is_observed, kept_name};
use crate::time::{Timestamp, micros, to_f64};
use crate::window::{LatencyCounts, Tokens, WindowSums, quantiles_ms};

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
    /// What models told in its responses; `None` where none did.
    pub tokens: Option<TokenStatus>,
    /// The newest report of requests.
    pub report: Option<LoadReport>,
    /// What each worker knows of its replicas' reports.
    pub replicas: Vec<Rc<ReplicaReports>>,
    /// Endpoints that Envoy has for it, as it was read last, and when.
    pub endpoints: Option<(Timestamp, u32)>,
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
    /// What each worker that still counts knows of tokens.
    token_records: Vec<Rc<TokenRecord>>,
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
        if let Some(tokens) = &record.tokens {
            self.tokens.get_or_insert_default().add(tokens);
        }
        // Whatever became of the worker: a report has an age of its own.
        self.replicas.extend(record.replicas.clone());
        self.endpoints = self.endpoints.max(record.endpoints);
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
                if let Some(tokens) = &record.tokens {
                    let panic_us = record.panic.covered_us;
                    let left = tokens.faded(age_us, [stable_us, panic_us]);
                    self.token_records.push(Rc::new(left));
                }
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
        if let Some(tokens) = &record.tokens {
            let sum = self.tokens.get_or_insert_default();
            sum.inflight.add(tokens.inflight);
            self.token_records.push(tokens.clone());
        }
    }

    /// Replicas that run by Envoy's count of endpoints, where a request of the
    /// last `ttl` told it; `None` is unknown.
    pub fn endpoints(&self, now: Timestamp, ttl: std::time::Duration) -> Option<Current> {
        let (at, count) = self.endpoints.filter(|(at, _)| now.since(*at) <= ttl)?;
        Some(Current {
            replicas: count.min(MAX_READY),
            source: ReplicasSource::Endpoints,
            at,
        })
    }

    /// What a policy sees of it. Reports older than `ttl` count for nothing;
    /// those of requests only fill in what no replica names.
    pub fn metrics(&self, now: Timestamp, ttl: std::time::Duration) -> Metrics {
        let mut metrics = Metrics {
            values: Numbers::with_usual_room(),
            panic: Numbers::default(),
        };
        if let Some(load) = average(&self.replicas, now, ttl) {
            average_into(&mut metrics.values, &load, now);
        }
        if let Some(report) = &self.report
            && now.micros_since(report.at) <= micros(ttl)
        {
            let age = to_f64(now.micros_since(report.at)) / 1e6;
            for (name, value) in reported(&report.values).chain([("load_age", age)]) {
                metrics.values.insert_new(kept_name(name), value);
            }
        }
        observe(&mut metrics.values, &self.stable, &self.stable_latency);
        observe(&mut metrics.panic, &self.panic, &self.panic_latency);
        if let Some(tokens) = self
            .tokens
            .as_ref()
            .filter(|_| !self.token_records.is_empty())
        {
            let records = self.token_records.iter();
            observe_tokens(
                &mut metrics.values,
                &self.stable,
                records.clone().map(|it| &it.stable),
            );
            observe_tokens(&mut metrics.panic, &self.panic, records.map(|it| &it.panic));
            let inflight = tokens.inflight;
            for (name, value) in [
                ("generations", f64::from(inflight.generations)),
                ("prompt_tokens_inflight", to_f64(inflight.input)),
                ("output_tokens_inflight", to_f64(inflight.output)),
            ] {
                metrics.values.insert(name, value);
            }
        }
        if let Some(share) = self.tokens.as_ref().and_then(|it| it.quota(now, ttl)) {
            metrics.values.insert("quota_remaining", share);
        }
        if self.stable.covered_us > 0 {
            let inflight = f64::from(self.inflight);
            metrics.values.insert("inflight", inflight);
        }
        metrics
    }
}

/// What reported values are to a policy: under the names that the gateway does
/// not use itself. `cpu` and `memory` also give `cpu_max` and `memory_max`.
pub fn reported(values: &[(String, f64)]) -> impl Iterator<Item = (&str, f64)> {
    let counting = values
        .iter()
        .filter(|(name, value)| !is_observed(name) && value.is_finite());
    counting.flat_map(|(name, value)| {
        [Some(name.as_str()), largest(name)]
            .into_iter()
            .flatten()
            .map(|name| (name, *value))
    })
}

/// What the replicas say together, as metrics.
fn average_into(values: &mut Numbers, load: &ServiceLoad<'_>, now: Timestamp) {
    let counting = load
        .metrics
        .iter()
        .filter(|metric| !is_observed(metric.name));
    for metric in counting.clone() {
        values.insert(kept_name(metric.name), metric.mean());
    }
    let age = to_f64(now.micros_since(load.newest)) / 1e6;
    let reporting = u32::try_from(load.reporting).unwrap_or(u32::MAX);
    let largest = counting.filter_map(|metric| Some((largest(metric.name)?, metric.max)));
    let rest = [("load_age", age), ("reporting", f64::from(reporting))];
    for (name, value) in largest.chain(rest) {
        values.insert(name, value);
    }
}

/// The name of a metric's largest value, for those that have one.
fn largest(name: &str) -> Option<&'static str> {
    match name {
        "cpu" => Some("cpu_max"),
        "memory" => Some("memory_max"),
        _ => None,
    }
}

fn observe(values: &mut Numbers, sums: &WindowSums, latency: &[LatencyCounts]) {
    let mut put = |name: &'static str, value: Option<f64>| {
        if let Some(value) = value {
            values.insert(name, value);
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

fn observe_tokens<'a>(
    values: &mut Numbers,
    sums: &WindowSums,
    windows: impl Iterator<Item = &'a TokenWindow> + Clone,
) {
    let to_first = quantiles_ms(windows.clone().map(|it| &it.to_first));
    let per_output = quantiles_ms(windows.clone().map(|it| &it.per_output));
    let add = |sum: Tokens, it: &TokenWindow| sum.zip(it.counts, u64::saturating_add);
    let tokens = windows.fold(Tokens::default(), add);
    for (name, value) in [
        ("tokens_per_second", sums.per_second(tokens.output)),
        ("prompt_tokens_per_second", sums.per_second(tokens.input)),
        ("ttft_p50", to_first.map(|[p50, ..]| p50)),
        ("ttft_p95", to_first.map(|[_, p95, _]| p95)),
        ("tpot_p50", per_output.map(|[p50, ..]| p50)),
        ("tpot_p95", per_output.map(|[_, p95, _]| p95)),
    ] {
        if let Some(value) = value {
            values.insert(name, value);
        }
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
        metrics.values.get(name)
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
        assert_eq!(metrics.panic.get("rps"), Some(15.0));
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
    fn requests_fill_in_what_no_replica_reports() {
        let mut record = record("main", 100);
        record.report = Some(LoadReport {
            at: Timestamp::from_secs(111),
            values: vec![
                ("cpu".into(), 99.0),
                ("memory".into(), 50.0),
                ("queue".into(), 7.0),
            ],
        });
        let mut replicas = ReplicaReports::default();
        for (address, cpu) in [("a", 20.0), ("b", 40.0)] {
            let values = [
                ("cpu".to_owned(), cpu),
                ("rps".to_owned(), 1e9),
                ("eps".to_owned(), 1.0),
            ];
            let at = Timestamp::from_secs(110);
            replicas.note(address.as_bytes(), &values, at, 9).unwrap();
        }
        record.replicas = Some(Rc::new(replicas));
        let merged = merged(&[(record, Presence::Gone { age_us: u64::MAX })]);
        let soon = merged.metrics(Timestamp::from_secs(112), TTL);
        for (name, wanted) in [
            ("cpu", Some(30.0)),
            ("cpu_max", Some(40.0)),
            ("eps", Some(1.0)),
            ("memory", Some(50.0)),
            ("memory_max", Some(50.0)),
            ("queue", Some(7.0)),
            ("reporting", Some(2.0)),
            ("load_age", Some(2.0)),
        ] {
            assert_eq!(value(&soon, name), wanted, "{name}");
        }
        assert_ne!(value(&soon, "rps"), Some(1e9), "the gateway knows better");
        let late = merged.metrics(Timestamp::from_secs(171), TTL);
        assert_eq!(value(&late, "cpu"), Some(99.0), "the replicas' are too old");
        assert_eq!(value(&late, "reporting"), None);
        assert_eq!(value(&late, "load_age"), Some(60.0));
    }

    #[test]
    fn the_newest_count_of_endpoints_is_what_runs() {
        let read = |secs, count| {
            let mut record = record("main", 1);
            record.endpoints = Some((Timestamp::from_secs(secs), count));
            (record, Presence::Fresh)
        };
        let merged = merged(&[
            read(101, 3),
            (record("main", 1), Presence::Fresh),
            read(100, 9),
        ]);
        let at = |secs| merged.endpoints(Timestamp::from_secs(secs), TTL);
        assert_eq!(at(161).map(|current| current.replicas), Some(3));
        assert_eq!(at(162), None, "unknown, not 0");
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
