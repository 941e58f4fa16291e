//! CPU time, load, and how spread figures are told.

use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use tokio::task::JoinSet;

use super::support::{Ask, Client};

/// CPU time of a process so far: what the kernel counted for its threads.
pub(crate) fn cpu_time(process: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("a process");
    let nanos = threads
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok())
        .filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok())
        .sum();
    Duration::from_nanos(nanos)
}

/// Sends requests on some connections, each as soon as the last was answered.
pub(crate) async fn flat_out(target: SocketAddr, connections: u64, requests: u64, ask: &Ask) {
    let mut all = JoinSet::new();
    for _ in 0..connections {
        let (ask, count) = (ask.clone(), requests / connections);
        all.spawn(async move {
            let mut client = Client::internal(target);
            for _ in 0..count {
                let answer = client.send(&ask).await;
                assert_eq!(answer.status, 200);
            }
        });
    }
    while let Some(connection) = all.join_next().await {
        connection.expect("a connection");
    }
}

/// A wasm that `make bench` has built.
pub(crate) fn bench_wasm(name: &str) -> String {
    let folder = std::env::var("LUASCALE_BENCH_WASM")
        .expect("LUASCALE_BENCH_WASM is not set: run `make bench`");
    let path = Path::new(&folder).join(format!("{name}.wasm"));
    assert!(
        path.exists(),
        "{} is missing: run `make bench`",
        path.display()
    );
    path.display().to_string()
}

/// Figures of all rounds.
#[derive(Clone, Debug)]
pub(crate) struct Spread(Vec<f64>);

impl Spread {
    pub(crate) fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        Self(figures)
    }

    pub(crate) fn of_pairs(one: &[f64], other: &[f64], join: fn(f64, f64) -> f64) -> Self {
        Self::of(
            one.iter()
                .zip(other)
                .map(|(one, other)| join(*one, *other))
                .collect(),
        )
    }

    pub(crate) fn median(&self) -> f64 {
        self.0[self.0.len() / 2]
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = (self.0[0], self.0[self.0.len() - 1]);
        write!(f, "{:.2} ({least:.2} to {most:.2})", self.median())
    }
}
