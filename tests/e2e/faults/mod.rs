//! What goes wrong around the filter and in it, while traffic runs: no request
//! is lost, each is counted once, and what decided goes on deciding.
//!
//! Beside these: hostile headers, policies and callers in files of their own,
//! and what a clock or foreign bytes in shared data can do in
//! `src/node/tests/faults.rs`.

mod clients;
mod policies;
mod push;
mod scrapes;
mod stalls;
mod traps;
mod updates;
mod upstream;

use serde_json::json;

use crate::support::{Ask, Gateway, Setup, Stats};

const GOOD: &str = "function autoscale() return scale.to(6, 'good') end";

/// Two workers, short ticks, and a window that holds all of the test.
fn busy(setup: Setup, policy: &str) -> Setup {
    setup.workers(2).balanced().policy(policy).filter(|config| {
        config["tick_ms"] = json!(50);
        config["windows"] = json!({"stable_s": 600});
    })
}

/// Waits until the filter has counted so many requests and errors of `app`, and
/// sees that it counts no more and that no VM was lost.
async fn counted(gateway: &Gateway, requests: u64, errors: u64) -> Stats {
    let expected = format!("{requests} requests, {errors} errors");
    let app = gateway
        .app(&expected, |app| {
            app["requests_total"].as_u64() >= Some(requests) && app["inflight"] == 0
        })
        .await;
    let stats = gateway.settled().await;
    assert_eq!(app["requests_total"], requests);
    assert_eq!(app["errors_total"], errors);
    assert_eq!(stats.get("requests"), requests);
    assert_eq!(stats.get("workers_seen"), 3, "a VM is silent");
    assert_eq!(stats.vms(), 3, "a VM was lost");
    stats
}

/// Orders a fault; gives the status of the answer.
async fn fault(gateway: &Gateway, order: &str) -> u16 {
    let ask = Ask::get("/").header("x-fault", order);
    gateway.internal().send(&ask).await.status
}
