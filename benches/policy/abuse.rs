//! How long the abuse corpus takes, natively: the whole answer to "can a
//! policy hold a worker up?".

use std::time::Duration;

use luascale::metrics::Metrics;
use luascale::policy::{PolicyLimits, compile};
use luascale::time::Timestamp;
use tokio::time::Instant;

use crate::harness::{Spread, Table};

#[path = "../../tests/lua/abuse.rs"]
mod scripts;

/// The default fuel of a request and of a tick.
const BUDGETS: [u32; 2] = [10_000, 200_000];
/// Of several rounds the shortest counts: the machine may be busy.
const ROUNDS: u32 = 3;
/// Rows that are shown.
const SLOWEST: usize = 5;

/// Microseconds to compile, of a call with a request's fuel, with a tick's.
type Times = [u128; 3];

/// The slowest scripts of each kind of call.
pub(crate) fn measure() -> Table {
    let times = scripts::with_stack(|| {
        let kinds = scripts::kinds();
        let scripts = kinds.iter().flat_map(|kind| scripts::scripts(kind));
        scripts
            .map(|script| (time(&script.source), script.name))
            .collect::<Vec<_>>()
    });
    let mut table = Table::new(
        format!(
            "The slowest of {} hostile policies, natively, best of {ROUNDS} rounds",
            times.len()
        ),
        &["what", "ms", "script"],
    );
    for (what, column) in [("compiling", 0), ("a request", 1), ("a tick", 2)] {
        let mut sorted: Vec<_> = times.iter().collect();
        sorted.sort_by_key(|(times, _)| std::cmp::Reverse(times[column]));
        for (times, name) in sorted.iter().take(SLOWEST) {
            let ms = times[column] as f64 / 1e3;
            table.row([what.into(), Spread::of([ms]).into(), name.as_str().into()]);
        }
    }
    table
}

fn time(source: &str) -> Times {
    let mut best = [u128::MAX; 3];
    for _ in 0..ROUNDS {
        for (kept, now) in best.iter_mut().zip(once(source)) {
            *kept = now.min(*kept);
        }
    }
    best
}

/// The longer of two calls each: the second finds what the first left behind.
fn once(source: &str) -> Times {
    let limits = PolicyLimits {
        memory_bytes: 1 << 20,
    };
    let mut metrics = Metrics::default();
    metrics.values.insert("cpu".to_owned(), 85.0);
    let started = Instant::now();
    let compiled = compile("abuse", source, limits);
    let compiling = started.elapsed().as_micros();
    drop(compiled);
    let calls = BUDGETS.map(|fuel| {
        let Ok(compiled) = compile("abuse", source, limits) else {
            return 0;
        };
        let mut policy = compiled.policy;
        let mut longest = Duration::ZERO;
        for second in 0..2 {
            let now = Timestamp::from_secs(1_764_000_000 + second);
            let started = Instant::now();
            let _ = policy.evaluate_alone(metrics.view(), None, fuel, now);
            longest = longest.max(started.elapsed());
            policy.collect();
        }
        longest.as_micros()
    });
    [compiling, calls[0], calls[1]]
}
