//! What the filter costs Envoy: CPU time per request, against no filter, an
//! empty wasm filter, and Envoy's own Lua filter doing the same job.
//!
//! The variants of a group run side by side and are measured in turn, round by
//! round, so that a slow spell of the machine meets them all. CPU time is the
//! kernel's account of Envoy's threads, ticks included.

mod group;
mod lua_filter;
mod upstream;
pub(crate) mod variant;

use crate::harness::{Cell, Spread, Table, cpu_time, flat_out, number_of, rounds};
use crate::support::{Ask, Gateway};
use group::{GROUPS, Group};
use variant::Variant;

/// Requests of one measurement: `BENCH_REQUESTS`.
const REQUESTS: usize = 10_000;
/// Connections that send at the same time.
const CONNECTIONS: usize = 4;

struct Measured {
    variant: Variant,
    gateway: Gateway,
    asks: Vec<Ask>,
    /// Microseconds per request, one for each round.
    rounds: Vec<f64>,
}

pub(crate) async fn run() -> Vec<Table> {
    let count = rounds();
    let requests = number_of("BENCH_REQUESTS", REQUESTS);
    let mut table = Table::new(
        format!(
            "CPU time of Envoy per request, ticks included, {count} rounds of {requests} \
             requests on {CONNECTIONS} connections, all variants of a group in turn; median, \
             and range of all rounds; added: less the same round of the group's first line"
        ),
        &[
            "variant",
            "µs per request",
            "added µs",
            "added, of Envoy's Lua",
            "added, of an empty wasm",
        ],
    );
    for group in GROUPS {
        let all = measure(group, count, requests).await;
        tell(&mut table, group, &all);
    }
    table.note(
        "Envoy's Lua filter reads neither load reports nor usage. Of 10,000 services 1,024 \
         are told apart, the rest are `other`."
            .to_owned(),
    );
    vec![table]
}

/// A group's variants, in turn.
async fn measure(group: &Group, count: usize, requests: usize) -> Vec<Measured> {
    let asks = group.asks();
    let port = upstream::start(group.answer).await;
    let mut all = Vec::new();
    for &variant in group.variants {
        let gateway = group.setup(variant).start_at(port).await;
        // Each service is known before it is measured.
        let asks = variant.asks(&asks);
        let warm = (requests / 10).max(asks.len());
        flat_out(gateway.main(), CONNECTIONS, warm, &asks).await;
        all.push(Measured {
            variant,
            gateway,
            asks,
            rounds: Vec::new(),
        });
    }
    for round in 1..=count {
        eprintln!("gateway: {}, round {round} of {count}", group.name);
        for measured in &mut all {
            let (process, main) = (measured.gateway.process(), measured.gateway.main());
            let before = cpu_time(process);
            flat_out(main, CONNECTIONS, requests, &measured.asks).await;
            let spent = cpu_time(process).saturating_sub(before);
            measured
                .rounds
                .push(spent.as_secs_f64() * 1e6 / requests as f64);
        }
    }
    all
}

fn tell(table: &mut Table, group: &Group, all: &[Measured]) {
    let of = |wanted| {
        let found = all.iter().find(|it| it.variant == wanted);
        found.map(|it| &it.rounds)
    };
    let base = of(Variant::None).expect("no filter");
    for measured in all {
        let (variant, rounds) = (measured.variant, &measured.rounds);
        let versus = |other| match of(other) {
            Some(other) if variant != Variant::None => {
                let added = rounds.iter().zip(other).zip(base);
                Spread::of(added.map(|((it, other), base)| (it - base) / (other - base))).into()
            }
            _ => Cell::Nothing,
        };
        let added = match variant {
            Variant::None => Cell::Nothing,
            _ => Spread::of_pairs(rounds, base, |it, base| it - base).into(),
        };
        table.row([
            format!("{}: {}", group.name, variant.name())
                .as_str()
                .into(),
            Spread::of(rounds.clone()).into(),
            added,
            versus(variant.lua_twin()),
            versus(Variant::EmptyWasm),
        ]);
    }
}
