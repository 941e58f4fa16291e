//! A service under load, its policy, and a scaler that does what is decided.
//!
//! The fuller a replica is, the longer it takes to answer, as in a queue: one
//! with a slot in proportion to `1 / (1 - utilization)`, one with many is flat
//! until it is nearly full.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use luascale::behavior::{Bounds, State};
use luascale::decision::{Circumstances, Decision, decide};
use luascale::metrics::Metrics;
use luascale::plugin::Plugin;
use luascale::policy::{Memory, Occasion};
use luascale::time::Timestamp;
use serde_json::{Value, json};

/// Requests per second that a replica can answer at most.
const MOST_RPS: f64 = 100.0;
/// Fullest that a replica is told to be, so that latency stays finite.
const FULL: f64 = 0.98;
/// Monday, 2025-11-24, 00:00 UTC.
pub(crate) const MONDAY: Timestamp = Timestamp::from_secs(1_763_942_400);

/// The service at one moment.
#[derive(Clone, Copy, Debug)]
struct Sample {
    at: Timestamp,
    rps: f64,
    concurrency: f64,
    latency_ms: f64,
    errors: f64,
}

/// The service.
pub(crate) struct Shop {
    plugin: Plugin,
    memory: Memory,
    rails: State,
    samples: VecDeque<Sample>,
    /// Decided, and not there yet.
    coming: VecDeque<(Timestamp, u32)>,
    /// The time.
    pub(crate) now: Timestamp,
    /// Requests per second that arrive.
    pub(crate) rps: f64,
    /// Share of answers that are errors, each given at once.
    pub(crate) errors: f64,
    /// Milliseconds that an idle replica takes to answer.
    pub(crate) service_ms: f64,
    /// Requests that a replica works on side by side.
    pub(crate) slots: i32,
    /// Replicas that run.
    pub(crate) replicas: u32,
    /// The last decision.
    pub(crate) decision: Option<Decision>,
    /// Nothing is measured.
    pub(crate) blind: bool,
    /// What is measured beside all else, over both windows.
    pub(crate) told: BTreeMap<&'static str, f64>,
    /// Kinds of failures of the policy.
    pub(crate) failures: Vec<String>,
    /// Seconds between two decisions.
    pub(crate) step: u64,
}

impl Shop {
    /// One with a shipped policy, on Monday at midnight, with one replica.
    pub(crate) fn new(policy: &str, mut config: Value) -> Self {
        let path = format!("{}/{policy}.lua", super::FOLDER);
        config["policy"] = json!(std::fs::read_to_string(path).unwrap());
        if config.get("max_replicas").is_none() {
            config["max_replicas"] = json!(50);
        }
        let plugin = Plugin::new("main", config.to_string().as_bytes());
        Self {
            plugin: plugin.unwrap_or_else(|refused| panic!("{refused}")).0,
            memory: Memory::default(),
            rails: State::default(),
            samples: VecDeque::new(),
            coming: VecDeque::new(),
            now: MONDAY,
            rps: 0.0,
            errors: 0.0,
            service_ms: 40.0,
            slots: 1,
            replicas: 1,
            decision: None,
            blind: false,
            told: BTreeMap::new(),
            failures: Vec::new(),
            step: 1,
        }
    }

    /// Goes on for so many seconds.
    pub(crate) fn run(&mut self, seconds: u64) {
        for _ in 0..seconds / self.step {
            self.now = self.now.plus(Duration::from_secs(self.step));
            self.serve();
            self.scale();
        }
    }

    /// The same with the traffic changing evenly up to `rps`, second by second.
    pub(crate) fn ramp(&mut self, seconds: u64, rps: f64) {
        let before = std::mem::replace(&mut self.step, 1);
        let each = (rps - self.rps) / f64::from(u32::try_from(seconds).unwrap());
        for _ in 0..seconds {
            self.rps += each;
            self.run(1);
        }
        // Without the dust of all these sums.
        self.rps = rps;
        self.step = before;
    }

    fn said(&self) -> &Decision {
        let failures = &self.failures;
        self.decision
            .as_ref()
            .unwrap_or_else(|| panic!("never decided: {failures:?}"))
    }

    /// What is desired.
    pub(crate) fn desired(&self) -> u32 {
        self.said().desired
    }

    /// Why.
    pub(crate) fn reason(&self) -> &str {
        self.said().reason.as_deref().unwrap_or_default()
    }

    /// How full the replicas are, 0 to 1.
    pub(crate) fn utilization(&self) -> f64 {
        let answered = self.rps * (1.0 - self.errors);
        (answered / MOST_RPS / f64::from(self.replicas.max(1))).min(FULL)
    }

    fn serve(&mut self) {
        let running = self.coming.iter().rfind(|(at, _)| *at <= self.now);
        if let Some((_, replicas)) = running {
            self.replicas = *replicas;
        }
        let now = self.now;
        self.coming.retain(|(at, _)| *at > now);
        let latency_ms = self.service_ms / (1.0 - self.utilization().powi(self.slots));
        // Little's law.
        let concurrency = self.rps * (1.0 - self.errors) * latency_ms / 1000.0;
        self.samples.push_back(Sample {
            at: now,
            rps: self.rps,
            concurrency,
            latency_ms,
            errors: self.errors,
        });
        self.samples
            .retain(|sample| now.since(sample.at) < Duration::from_secs(60));
    }

    fn metrics(&self) -> Metrics {
        let mut metrics = Metrics::default();
        for (name, value) in &self.told {
            for values in [&mut metrics.values, &mut metrics.panic] {
                values.insert((*name).to_owned(), *value);
            }
        }
        let config = self.plugin.config.service("shop");
        let mut put = |name: &str, value: f64| metrics.values.insert(name.to_owned(), value);
        put("min_replicas", config.min_replicas.into());
        put("max_replicas", config.max_replicas.into());
        put("replicas", self.replicas.into());
        if let Some(decision) = &self.decision {
            put("desired", decision.desired.into());
        }
        if self.blind {
            return metrics;
        }
        put("cpu", 100.0 * self.utilization());
        if let Some(sample) = self.samples.back() {
            put("inflight", sample.concurrency.floor());
        }
        for (values, last) in [(&mut metrics.values, 60), (&mut metrics.panic, 6)] {
            let recent = self
                .samples
                .iter()
                .rev()
                .take_while(|sample| self.now.since(sample.at) < Duration::from_secs(last));
            let samples: Vec<&Sample> = recent.collect();
            let count = f64::from(u32::try_from(samples.len()).unwrap());
            let mean = |of: fn(&Sample) -> f64| {
                samples.iter().map(|sample| of(sample)).sum::<f64>() / count
            };
            values.insert("rps".to_owned(), mean(|sample| sample.rps));
            values.insert("concurrency".to_owned(), mean(|sample| sample.concurrency));
            if samples.iter().any(|sample| sample.rps > 0.0) {
                // An exponential distribution's 95th percentile is three means.
                let p95 = 3.0 * mean(|sample| sample.latency_ms * (1.0 - sample.errors));
                values.insert("latency_p95".to_owned(), p95);
                values.insert("error_rate".to_owned(), mean(|sample| sample.errors));
            }
        }
        metrics
    }

    fn scale(&mut self) {
        let metrics = self.metrics();
        let config = self.plugin.config.service("shop");
        let occasion = Occasion {
            request: None,
            fuel: self.plugin.config.limits.request_fuel,
            now: self.now,
            utc_offset_minutes: self.plugin.config.utc_offset_minutes,
            stable_window: config.windows.stable,
            memory: &mut self.memory,
        };
        let evaluation = self
            .plugin
            .with_policy("default", |policy| {
                policy.evaluate(metrics.view(), occasion)
            })
            .unwrap();
        let recommendation = match evaluation.outcome {
            Ok(recommendation) => recommendation,
            Err(failure) => return self.failures.push(failure.kind().to_owned()),
        };
        let circumstances = Circumstances {
            last: self.decision.as_ref(),
            current: Some(self.replicas),
            bounds: Bounds {
                min: config.min_replicas,
                max: config.max_replicas,
            },
            behavior: &config.behavior,
            dry_run: false,
            partial: false,
            now: self.now,
        };
        let decision = decide(&recommendation, circumstances, &mut self.rails);
        // A replica takes ten seconds to be ready, and none to go.
        let standing = self
            .coming
            .back()
            .map_or(self.replicas, |(_, count)| *count);
        if decision.desired < self.replicas {
            self.coming.clear();
            self.replicas = decision.desired;
        } else if decision.desired != standing {
            let ready = self.now.plus(Duration::from_secs(10));
            self.coming.push_back((ready, decision.desired));
        }
        self.decision = Some(decision);
    }
}
