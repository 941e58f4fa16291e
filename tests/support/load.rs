//! Many connections that send requests, one after the other on each.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::client::{Ask, Client};
use super::eventually::eventually;

/// Between two requests of a connection: the machine is to be busy, not full.
const PAUSE: Duration = Duration::from_millis(2);

/// What became of the requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Responses by status code.
    pub(crate) by_status: BTreeMap<u16, u64>,
    /// Responses that carried a hint.
    pub(crate) hinted: u64,
    /// Requests without a response, and why.
    pub(crate) failures: Vec<String>,
}

impl Outcome {
    /// The number of requests.
    ///
    /// # Panics
    /// Where one did not get 200.
    pub(crate) fn all_ok(&self) -> u64 {
        let others = self.by_status.keys().any(|status| *status != 200);
        assert!(!others && self.failures.is_empty(), "failed: {self:?}");
        self.by_status.values().sum()
    }

    fn add(&mut self, other: Self) {
        for (status, count) in other.by_status {
            *self.by_status.entry(status).or_default() += count;
        }
        self.hinted += other.hinted;
        self.failures.extend(other.failures);
    }
}

/// A load that runs until it is stopped or has sent what it was to send.
#[derive(Debug)]
pub(crate) struct Load {
    connections: JoinSet<Outcome>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    stop: AtomicBool,
    /// Requests that may still begin.
    left: AtomicU64,
    answered: AtomicU64,
}

impl Load {
    /// Sends `ask` on so many connections until it is stopped.
    pub(crate) fn start(target: SocketAddr, connections: usize, ask: &Ask) -> Self {
        Self::of(target, connections, u64::MAX, ask)
    }

    /// Sends exactly so many requests.
    pub(crate) async fn exactly(
        target: SocketAddr,
        connections: usize,
        requests: u64,
        ask: &Ask,
    ) -> Outcome {
        Self::of(target, connections, requests, ask).end().await
    }

    fn of(target: SocketAddr, connections: usize, requests: u64, ask: &Ask) -> Self {
        let shared = Arc::new(Shared {
            stop: AtomicBool::new(false),
            left: AtomicU64::new(requests),
            answered: AtomicU64::new(0),
        });
        let mut load = Self {
            connections: JoinSet::new(),
            shared,
        };
        for _ in 0..connections {
            let (ask, shared) = (ask.clone(), Arc::clone(&load.shared));
            load.connections.spawn(run(target, ask, shared));
        }
        load
    }

    /// Waits until so many more requests were answered.
    pub(crate) async fn more(&self, requests: u64) {
        let answered = || self.shared.answered.load(Ordering::Relaxed);
        let goal = answered() + requests;
        eventually("more answers", async || answered(), |count| *count >= goal).await;
    }

    /// Lets the requests end that have begun.
    pub(crate) async fn stop(self) -> Outcome {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.end().await
    }

    async fn end(mut self) -> Outcome {
        let mut outcome = Outcome::default();
        while let Some(connection) = self.connections.join_next().await {
            outcome.add(connection.expect("a load without a panic"));
        }
        outcome
    }
}

async fn run(target: SocketAddr, ask: Ask, shared: Arc<Shared>) -> Outcome {
    let mut client = Client::internal(target);
    let mut outcome = Outcome::default();
    while !shared.stop.load(Ordering::Relaxed) && shared.take_one() {
        match client.try_send(&ask).await {
            Ok(answer) => {
                *outcome.by_status.entry(answer.status).or_default() += 1;
                outcome.hinted += u64::from(answer.hint().is_some());
            }
            Err(error) => outcome.failures.push(error),
        }
        shared.answered.fetch_add(1, Ordering::Relaxed);
        tokio::time::sleep(PAUSE).await;
    }
    outcome
}

impl Shared {
    fn take_one(&self) -> bool {
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(1)
            })
            .is_ok()
    }
}
