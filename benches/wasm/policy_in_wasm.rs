//! Times policies inside the wasm, on Envoy's own V8.
//!
//! The configuration is `{"calls": …, "policies": {name: source, …}}`; for each
//! policy a line `luascale bench <name> <nanoseconds per call>` goes to Envoy's
//! log.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "a benchmark")]

use std::time::SystemTime;

use luascale::metrics::Metrics;
use luascale::policy::{self, PolicyLimits};
use luascale::time::Timestamp;
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, RootContext};
use proxy_wasm::types::{BufferType, LogLevel};
use serde_json::Value;

/// Rounds of a policy; the fastest counts, since the machine may be busy.
const ROUNDS: u32 = 7;

#[derive(Debug)]
struct Root;

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, size: usize) -> bool {
        run(size).is_some()
    }
}

fn run(size: usize) -> Option<()> {
    let bytes = hostcalls::get_buffer(BufferType::PluginConfiguration, 0, size).ok()??;
    let configuration: Value = serde_json::from_slice(&bytes).ok()?;
    let calls = configuration.get("calls")?.as_u64()?;
    for (name, source) in configuration.get("policies")?.as_object()? {
        let fastest = (0..ROUNDS)
            .filter_map(|_| time(source.as_str()?, calls))
            .min()?;
        let line = format!("luascale bench {name} {fastest}");
        hostcalls::log(LogLevel::Critical, &line).ok()?;
    }
    Some(())
}

/// Nanoseconds of one call, on the mean.
fn time(source: &str, calls: u64) -> Option<u64> {
    let limits = PolicyLimits {
        memory_bytes: 1 << 20,
    };
    let mut policy = policy::compile("bench", source, limits).ok()?.policy;
    let mut metrics = sample();
    let started = now()?;
    for call in 0..calls {
        // Half of the calls are above the threshold, as in no quiet service.
        let cpu = if call % 2 == 0 { 85.0 } else { 50.0 };
        metrics.values.insert("cpu", cpu);
        let evaluation =
            policy.evaluate_alone(metrics.view(), None, 10_000, Timestamp::from_secs(call));
        evaluation.outcome.ok()?;
        if call % 1024 == 0 {
            policy.collect();
        }
    }
    let elapsed = now()?.duration_since(started).ok()?;
    u64::try_from(elapsed.as_nanos()).ok()?.checked_div(calls)
}

fn now() -> Option<SystemTime> {
    hostcalls::get_current_time().ok()
}

fn sample() -> Metrics {
    let mut metrics = Metrics::default();
    for (name, value) in [
        ("concurrency", 3.5),
        ("cpu", 85.0),
        ("cpu_max", 85.0),
        ("desired", 3.0),
        ("error_rate", 0.0),
        ("inflight", 4.0),
        ("latency_p50", 8.0),
        ("latency_p95", 12.5),
        ("latency_p99", 80.0),
        ("max_replicas", 10.0),
        ("memory", 50.5),
        ("min_replicas", 1.0),
        ("requests", 6000.0),
        ("rps", 100.0),
    ] {
        metrics.values.insert(name.to_owned(), value);
        metrics.panic.insert(name.to_owned(), value);
    }
    metrics
}

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root));
}}
