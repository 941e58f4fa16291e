//! In this process.

use std::collections::BTreeMap;

use luascale::metrics::Metrics;
use luascale::policy::{Policy, PolicyLimits, compile};
use luascale::time::Timestamp;
use tokio::time::Instant;

use crate::harness::Figures;

const CALLS: u64 = 100_000;
const ROUNDS: u32 = 5;

/// The numbers that every policy is given, here and in the wasm.
pub(crate) fn sample() -> Metrics {
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

pub(crate) fn measure(policies: &BTreeMap<String, String>) -> Figures {
    let mut best = Figures::new();
    for _ in 0..ROUNDS {
        for (name, source) in policies {
            let nanos = time(source);
            let kept = best.entry(name.clone()).or_insert(nanos);
            *kept = nanos.min(*kept);
        }
    }
    best
}

fn time(source: &str) -> u64 {
    let mut started = None;
    drive(source, CALLS, |policy, metrics, now| {
        started.get_or_insert_with(Instant::now);
        evaluate(policy, metrics, now);
    });
    let elapsed = started.expect("a call").elapsed();
    u64::try_from(elapsed.as_nanos()).expect("a short time") / CALLS
}

/// Compiles a policy, and has `call` call it so many times.
pub(crate) fn drive(
    source: &str,
    calls: u64,
    mut call: impl FnMut(&mut Policy, &Metrics, Timestamp),
) {
    let limits = PolicyLimits {
        memory_bytes: 1 << 20,
    };
    let mut policy = compile("bench", source, limits).expect("a policy").policy;
    let mut metrics = sample();
    for number in 0..calls {
        // Half of the calls are above the threshold, as in no quiet service.
        let cpu = if number % 2 == 0 { 85.0 } else { 50.0 };
        metrics.values.insert("cpu", cpu);
        call(&mut policy, &metrics, Timestamp::from_secs(number));
        if number % 1024 == 0 {
            policy.collect();
        }
    }
}

/// What is measured.
pub(crate) fn evaluate(policy: &mut Policy, metrics: &Metrics, now: Timestamp) {
    let evaluation = policy.evaluate_alone(metrics.view(), None, 10_000, now);
    evaluation.outcome.expect("a recommendation");
}
