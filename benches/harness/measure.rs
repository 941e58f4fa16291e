//! Load, and what it costs a process.

use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::support::{Ask, Client};

/// CPU time of a process so far: what the kernel counted for its threads.
pub(crate) fn cpu_time(process: u32) -> Duration {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("a process");
    let nanos = threads
        .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok())
        .filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok())
        .sum();
    Duration::from_nanos(nanos)
}

/// What a process has in memory.
pub(crate) fn resident_kib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let value = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    value.expect("resident memory")
}

/// Sends requests on some connections, each as soon as the last was answered.
/// With several requests to choose from, connections take them in turn.
pub(crate) async fn flat_out(
    target: SocketAddr,
    connections: usize,
    requests: usize,
    asks: &[Ask],
) {
    let mut all = JoinSet::new();
    for connection in 0..connections {
        let first = asks.len() * connection / connections;
        let (asks, count) = (asks.to_vec(), requests / connections);
        all.spawn(async move {
            let mut client = Client::internal(target);
            let turns = asks.iter().cycle().skip(first);
            for ask in turns.take(count) {
                let answer = client.send(ask).await;
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

/// Measurements of each variant: `BENCH_ROUNDS`.
pub(crate) fn rounds() -> usize {
    number_of("BENCH_ROUNDS", 9)
}

/// A number from the environment.
pub(crate) fn number_of<T: FromStr>(variable: &str, default: T) -> T {
    match std::env::var(variable) {
        Ok(given) => match given.parse() {
            Ok(number) => number,
            Err(_) => panic!("{variable} is no number: {given}"),
        },
        Err(_) => default,
    }
}
