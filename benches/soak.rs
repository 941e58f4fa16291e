//! Millions of requests through two workers: is memory flat, is every request
//! counted once, is the last as fast as the first? `make soak`.
//!
//! `SOAK_REQUESTS` says how many (10,000,000). One in two brings numbers, so that
//! the policy runs for it; one in eight comes from outside, where numbers do
//! not count and no hint is told.

use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::harness::{Cell, Table, no_upstream, number_of, resident_kib};
use crate::support::{Ask, Client, Gateway};

const REQUESTS: u64 = 10_000_000;
/// Parts, each of which is measured.
const PARTS: u64 = 20;
/// Connections that send at the same time.
const CONNECTIONS: u64 = 8;

/// What a part of the run came to.
#[derive(Debug)]
struct Part {
    memory_kib: u64,
    policy_kib: u64,
    /// Microseconds: median, 95th and 99th percentile.
    latency: [u64; 3],
}

pub(crate) async fn run() -> Vec<Table> {
    let requests = number_of("SOAK_REQUESTS", REQUESTS);
    let each = requests.div_ceil(PARTS * CONNECTIONS);
    let setup = no_upstream::setup().workers(2).balanced();
    let gateway = setup.start_at(1).await;
    gateway.workers_tick(2).await;
    let mut table = Table::new(
        format!(
            "Two workers, {CONNECTIONS} connections as fast as they can, one request in two with \
             numbers, one in {CONNECTIONS} from outside; {PARTS} parts of {} requests",
            each * CONNECTIONS
        ),
        &[
            "after requests",
            "Envoy's memory, KiB",
            "policies, KiB",
            "median µs",
            "95 %",
            "99 %",
        ],
    );
    let mut parts = Vec::new();
    for part in 1..=PARTS {
        let latency = percentiles(send(&gateway, each).await);
        let stats = gateway.stats().await;
        let measured = Part {
            memory_kib: resident_kib(gateway.process()),
            policy_kib: stats.get("policy.memory_bytes") / 1024,
            latency,
        };
        let done = part * each * CONNECTIONS;
        eprintln!("soak: part {part} of {PARTS}: {measured:?}");
        let figures = [done, measured.memory_kib, measured.policy_kib];
        table.row(figures.into_iter().chain(latency).map(Cell::from));
        parts.push(measured);
    }
    let sent = PARTS * each * CONNECTIONS;
    let settled = gateway.settled().await;
    let counted = settled.get("requests");
    let half = &parts[parts.len() / 2..];
    let memory: Vec<f64> = half.iter().map(|part| part.memory_kib as f64).collect();
    let (slope, error) = slope(&memory);
    table.note(format!(
        "Memory over the last half: {slope:.0} ± {error:.0} KiB per part. Sent {sent}, counted \
         {counted}."
    ));
    assert_eq!(counted, sent, "every request counts once");
    vec![table]
}

/// Sends on all connections; gives how long each request took, in microseconds.
async fn send(gateway: &Gateway, each: u64) -> Vec<u32> {
    let mut all = JoinSet::new();
    let main = gateway.main();
    for connection in 0..CONNECTIONS {
        all.spawn(async move {
            let external = connection == 0;
            let mut client = match external {
                true => Client::external(main),
                false => Client::internal(main),
            };
            let asks = [Ask::get("/"), Ask::load("cpu=50")];
            let mut took = Vec::new();
            for number in 0..each {
                let stated = number % 2 == 1;
                let ask = &asks[usize::from(stated)];
                let begun = Instant::now();
                let answer = client.send(ask).await;
                took.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
                assert_eq!(answer.status, 200);
                // Without numbers there is none before the first decision.
                assert!(answer.hint().is_some() != external || !(external || stated));
            }
            took
        });
    }
    let mut took = Vec::new();
    while let Some(connection) = all.join_next().await {
        took.append(&mut connection.expect("a connection"));
    }
    took
}

fn percentiles(mut took: Vec<u32>) -> [u64; 3] {
    took.sort_unstable();
    [50, 95, 99].map(|percent| took[(took.len() - 1) * percent / 100].into())
}

/// The slope of the line of least squares through values at equal distances, and
/// its standard error.
fn slope(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let middle = (count - 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / count;
    let at = |place: usize| place as f64 - middle;
    let spread: f64 = (0..values.len()).map(|place| at(place).powi(2)).sum();
    let of = |(place, value): (usize, &f64)| at(place) * (value - mean);
    let slope = values.iter().enumerate().map(of).sum::<f64>() / spread;
    let left = |(place, value): (usize, &f64)| (value - mean - slope * at(place)).powi(2);
    let left: f64 = values.iter().enumerate().map(left).sum();
    (slope, (left / (count - 2.0) / spread).sqrt())
}
