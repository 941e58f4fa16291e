//! What is left of old configurations after an update: nothing that acts,
//! nothing that ticks.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Ask, Gateway, Setup, Upstream, eventually};

const TICK_S: f64 = 0.05;

fn version(number: u32) -> String {
    format!("function autoscale() return scale.to(3, 'version {number}') end")
}

async fn start(setup: Setup, upstream: &Upstream) -> Gateway {
    let setup = setup.policy(&version(0));
    let setup = setup.filter(|config| config["tick_ms"] = json!(TICK_S * 1_000.0));
    let gateway = setup.start(upstream).await;
    gateway.workers_tick(1).await;
    gateway.decided("app").await;
    gateway
}

/// Updates one after the other, each in force before the next.
async fn update(gateway: &mut Gateway, numbers: std::ops::RangeInclusive<u32>) {
    for number in numbers {
        gateway.update_policy(&version(number));
        let said = format!("version {number}");
        gateway.app(&said, |app| app["reason"] == said).await;
    }
}

/// How often Envoy's worker fell asleep and woke up again since it began.
fn wakeups(gateway: &Gateway) -> u64 {
    let tasks = format!("/proc/{}/task", gateway.process());
    let read = |path: std::path::PathBuf| fs::read_to_string(path).unwrap_or_default();
    let mut workers = fs::read_dir(tasks)
        .expect("Envoy's threads")
        .map(|task| task.expect("a thread").path())
        .filter(|task| read(task.join("comm")).starts_with("wrk:worker_0"));
    let worker = workers.next().expect("a worker thread");
    let status = read(worker.join("status"));
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    line.expect("a count").trim().parse().expect("a number")
}

/// Wakeups of the idle worker per 100 heartbeats: its own and the main
/// thread's, 50 each.
async fn wakeups_per_100_heartbeats(gateway: &Gateway) -> u64 {
    // Asking Envoy's admin interface does not wake a worker.
    let beats = async || gateway.stats().await.get("heartbeat");
    let (before, first) = (wakeups(gateway), beats().await);
    let last = eventually("100 heartbeats", beats, |beats| *beats >= first + 100).await;
    (wakeups(gateway) - before) * 100 / (last - first)
}

/// Timers that go on make ten or twenty times as many wakeups, for good. A busy
/// machine makes more, too, but only for a while.
async fn no_more_wakeups_than(gateway: &Gateway, before: u64) {
    let look = async || wakeups_per_100_heartbeats(gateway).await;
    let expected = format!("fewer than three times {before} wakeups");
    eventually(&expected, look, |after| *after < before * 3).await;
}

/// Heartbeats come from VMs, not from configurations, and no old policy says
/// anything any more.
async fn only_the_newest_acts(gateway: &Gateway, newest: u32) {
    let time = |app: &Value| app["time"].as_f64().expect("a time");
    let said = format!("version {newest}");
    let began = time(&gateway.decided("app").await);
    let first = gateway.stats().await.get("heartbeat");
    let ended = gateway
        .app("two seconds of ticks", |app| {
            assert_eq!(app["reason"], said);
            time(app) > began + 2.0
        })
        .await;
    let beats = gateway.stats().await.get("heartbeat") - first;
    // Two VMs; a tick comes early by a fifth at most, and some came between
    // the looks. A slow machine ticks less, never more.
    let most = (time(&ended) - began + 1.0) / TICK_S * 2.0 * 1.25;
    assert!(
        (beats as f64) < most,
        "{beats} heartbeats, expected {most} at most"
    );
}

#[tokio::test]
async fn timers_stop_with_their_configuration() {
    let upstream = Upstream::start().await;
    let mut gateway = start(Setup::ecds(), &upstream).await;
    let before = wakeups_per_100_heartbeats(&gateway).await;
    update(&mut gateway, 1..=20).await;
    only_the_newest_acts(&gateway, 20).await;
    no_more_wakeups_than(&gateway, before).await;
}

#[tokio::test]
async fn timers_stop_when_the_listener_is_drained() {
    let upstream = Upstream::start().await;
    let setup = Setup::lds().drain_s(1);
    let mut gateway = start(setup, &upstream).await;
    let before = wakeups_per_100_heartbeats(&gateway).await;
    update(&mut gateway, 1..=10).await;
    eventually(
        "the old listeners to be gone",
        async || gateway.envoy_stats("listener_manager.*draining").await,
        |stats| stats.values().all(|draining| *draining == 0),
    )
    .await;
    no_more_wakeups_than(&gateway, before).await;
    only_the_newest_acts(&gateway, 10).await;
}

#[tokio::test]
async fn configurations_that_drain_are_silent() {
    let upstream = Upstream::start().await;
    // Ten minutes, as Envoy does where nothing else is said.
    let mut gateway = start(Setup::lds(), &upstream).await;
    // A connection of the old listener's, which stays with it.
    let mut old = gateway.internal();
    old.send(&Ask::get("/")).await;
    update(&mut gateway, 1..=10).await;
    let draining = gateway.envoy_stats("listener_manager.*draining").await;
    assert!(
        draining.values().any(|draining| *draining > 0),
        "{draining:?}"
    );
    only_the_newest_acts(&gateway, 10).await;
    let mut new = gateway.internal();
    for client in [&mut old, &mut new] {
        let answer = client.send(&Ask::get("/")).await;
        assert_eq!(
            answer.hint(),
            Some(r#"hold;replicas=3;reason="version 10""#)
        );
    }
}
