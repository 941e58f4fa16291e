//! A policy is changed under load: no request fails, every one counts, and
//! what was seen and decided is kept.

use serde_json::{Value, json};

use crate::support::{Ask, Gateway, Load, Setup, Upstream, eventually};

/// Says its version, and holds what was decided.
fn version(number: u32) -> String {
    format!("function autoscale() return scale.hold('version {number}') end")
}

/// The first version: wants 7 replicas.
const SEVEN: &str = "function autoscale() return scale.to(7, 'version 0') end";

async fn start(setup: Setup, upstream: &Upstream) -> Gateway {
    let setup = setup.workers(2).balanced().policy(SEVEN).filter(|config| {
        config["tick_ms"] = json!(50);
        // All of the test is in the window, so that what is kept of it shows.
        config["windows"] = json!({"stable_s": 600});
    });
    let gateway = setup.start(upstream).await;
    gateway.workers_tick(2).await;
    gateway
        .app("7 replicas", |app| app["desired_replicas"] == 7)
        .await;
    gateway
}

/// The JSON once a version decides.
async fn decided_by(gateway: &Gateway, number: u32) -> Value {
    let said = format!("version {number}");
    let app = gateway.app(&said, |app| app["reason"] == said).await;
    assert_eq!(app["desired_replicas"], 7, "{said} keeps the decision");
    app
}

async fn updates_under_load(setup: Setup, updates: u32) {
    let upstream = Upstream::start().await;
    let mut gateway = start(setup, &upstream).await;
    // One in two brings news, so that the policy runs on requests, too.
    let loads =
        [Ask::get("/"), Ask::load("cpu=50")].map(|ask| Load::start(gateway.main(), 8, &ask));
    for number in 1..=updates {
        for load in &loads {
            load.more(100).await;
        }
        gateway.update_policy(&version(number));
        let app = decided_by(&gateway, number).await;
        assert_eq!(app["workers_seen"], 3);
        // Nothing that was seen before the update is forgotten.
        let seen = app["metrics"]["requests"].as_f64().expect("a number");
        assert!(
            seen >= f64::from(200 * number),
            "{seen} after {number} updates"
        );
    }
    let mut sent = 0;
    for load in loads {
        load.more(100).await;
        sent += load.stop().await.all_ok();
    }
    let app = gateway
        .app("every request", |app| {
            app["requests_total"] == sent && app["inflight"] == 0
        })
        .await;
    assert_eq!(app["metrics"]["requests"], json!(sent as f64));
    assert_eq!(app["errors_total"], 0);
    assert_eq!(app["policy"]["errors_total"], 0);
    let stats = gateway.stats().await;
    assert_eq!(stats.get("requests"), sent);
    assert_eq!(stats.get("generation"), u64::from(updates) + 1);
    assert_eq!(stats.vms(), 3, "a VM was built anew");
}

/// Another build of the filter has VMs of its own, beside those before it.
#[tokio::test]
async fn another_module_goes_on_with_counts_and_decision() {
    let upstream = Upstream::start().await;
    let mut gateway = start(Setup::ecds(), &upstream).await;
    let load = Load::start(gateway.main(), 8, &Ask::get("/"));
    load.more(500).await;
    // What is not decided anew is what was decided before.
    gateway.update_policy(&version(1));
    let before = decided_by(&gateway, 1).await;
    let vms = gateway.stats().await.vms();
    gateway.update_module();
    let look = async || gateway.stats().await.vms();
    eventually("VMs of their own", look, |now| *now >= vms + 3).await;
    load.more(500).await;
    let after = decided_by(&gateway, 1).await;
    assert_eq!(after["epoch"], before["epoch"]);
    let sent = load.stop().await.all_ok();
    let app = gateway
        .app("every request", |app| {
            app["requests_total"] == sent && app["inflight"] == 0
        })
        .await;
    assert_eq!(app["desired_replicas"], 7);
    assert_eq!(app["errors_total"], 0);
}

#[tokio::test]
async fn through_ecds() {
    updates_under_load(Setup::ecds(), 10).await;
}

#[tokio::test]
async fn through_lds() {
    updates_under_load(Setup::lds().drain_s(3), 3).await;
}

#[tokio::test]
async fn through_lds_while_old_listeners_drain() {
    updates_under_load(Setup::lds(), 3).await;
}

async fn rollbacks_are_updates_too(setup: Setup) {
    let upstream = Upstream::start().await;
    let mut gateway = start(setup, &upstream).await;
    for number in [1, 2, 1, 2, 1] {
        gateway.update_policy(&version(number));
        decided_by(&gateway, number).await;
    }
}

#[tokio::test]
async fn a_rollback_through_ecds() {
    rollbacks_are_updates_too(Setup::ecds()).await;
}

#[tokio::test]
async fn a_rollback_through_lds() {
    rollbacks_are_updates_too(Setup::lds().drain_s(1)).await;
}

#[tokio::test]
#[ignore = "Envoy gives the listener the root context that still drains and configures nothing: \
            the policy before the rollback decides until its own listener is drained"]
async fn a_rollback_through_lds_to_a_listener_that_still_drains() {
    rollbacks_are_updates_too(Setup::lds()).await;
}
