//! What the filter costs Envoy: CPU time per request, against no filter, an
//! empty wasm filter, and Envoy's own Lua filter doing the same job.
//!
//! All variants run side by side and are measured in turn, round by round, so
//! that a slow spell of the machine meets them all; medians are told, with the
//! range. CPU time is the kernel's account of Envoy's threads. `make bench`.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark"
)]
#![allow(
    dead_code,
    unused_imports,
    reason = "the tests use more of the harness"
)]

#[path = "../tests/support/mod.rs"]
mod support;

#[path = "gateway/lua_filter.rs"]
mod lua_filter;
#[path = "gateway/measure.rs"]
mod measure;
#[path = "harness/no_upstream.rs"]
mod no_upstream;
#[path = "gateway/variant.rs"]
mod variant;

use measure::{Spread, cpu_time, flat_out};
use support::{Ask, Gateway, Upstream};
use variant::Variant;

/// Requests of one measurement.
const REQUESTS: u64 = 10_000;
/// Measurements of each variant.
const ROUNDS: usize = 9;
/// Connections that send at the same time.
const CONNECTIONS: u64 = 4;

struct Measured {
    variant: Variant,
    gateway: Gateway,
    ask: Ask,
    /// Microseconds per request, one for each round.
    rounds: Vec<f64>,
}

#[tokio::main]
async fn main() {
    let upstream = Upstream::start().await;
    let mut all = Vec::new();
    for variant in Variant::ALL {
        let gateway = variant.setup().start(&upstream).await;
        let ask = variant.ask();
        flat_out(gateway.main(), CONNECTIONS, REQUESTS / 10, &ask).await;
        let rounds = Vec::new();
        all.push(Measured {
            variant,
            gateway,
            ask,
            rounds,
        });
    }
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        for measured in &mut all {
            let process = measured.gateway.process();
            let before = cpu_time(process);
            flat_out(
                measured.gateway.main(),
                CONNECTIONS,
                REQUESTS,
                &measured.ask,
            )
            .await;
            let spent = cpu_time(process).saturating_sub(before);
            #[expect(clippy::cast_precision_loss, reason = "a small count")]
            let per_request = spent.as_secs_f64() * 1e6 / REQUESTS as f64;
            measured.rounds.push(per_request);
        }
    }
    report(&all);
}

fn report(all: &[Measured]) {
    let of = |wanted: Variant| {
        let found = all.iter().find(|measured| measured.variant == wanted);
        &found.expect("a variant").rounds
    };
    let added = |rounds: &[f64]| Spread::of_pairs(rounds, of(Variant::None), |it, base| it - base);
    let versus = |rounds: &[f64], other: Variant| {
        let base = of(Variant::None);
        let ratios = rounds
            .iter()
            .zip(of(other))
            .zip(base)
            .map(|((it, other), base)| (it - base) / (other - base));
        Spread::of(ratios.collect())
    };
    println!();
    println!(
        "CPU time of Envoy per request, one worker, {ROUNDS} rounds of {REQUESTS} requests in turn"
    );
    println!("(median, and the range of all rounds; added: less the same round without a filter)");
    println!();
    println!(
        "| variant | µs per request | added µs | added, of Envoy's Lua | added, of an empty wasm |"
    );
    println!("|---|---|---|---|---|");
    for measured in all {
        let rounds = &measured.rounds;
        let total = Spread::of(rounds.clone());
        let (added, of_lua, of_wasm) = match measured.variant {
            Variant::None => (String::new(), String::new(), String::new()),
            variant => (
                added(rounds).to_string(),
                versus(rounds, variant.lua_twin()).to_string(),
                versus(rounds, Variant::EmptyWasm).to_string(),
            ),
        };
        println!(
            "| {} | {total} | {added} | {of_lua} | {of_wasm} |",
            measured.variant.name()
        );
    }
}
