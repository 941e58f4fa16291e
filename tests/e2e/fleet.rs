//! Three gateways with a split load say together what one with the whole load
//! says alone: shares add up, what is about the whole service does not.

use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::{Ask, Client, Gateway, Reply, Setup, Upstream};

/// How the requests in flight are split; their sum is what one gateway gets.
const SPLIT: [u32; 3] = [5, 9, 16];
/// How far sums may be off.
const TOLERANCE: f64 = 0.02;

fn setup(name: &str, policy: &str) -> Setup {
    Setup::fixed()
        .workers(2)
        .balanced()
        .patient()
        .policy(policy)
        .filter(|config| {
            config["gateway_id"] = json!(name);
            config["services"]["app"]["max_replicas"] = json!(1000);
            // Short, so that soon it holds nothing but steady load.
            config["windows"] = json!({"stable_s": 6, "panic_s": 6});
        })
}

/// An upstream that holds every request until the gate is closed.
async fn holding() -> (Upstream, Arc<Semaphore>) {
    let gate = Arc::new(Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let upstream = Upstream::answering(move |_| Reply {
        gate: Some(Arc::clone(&waiting)),
        ..Reply::default()
    });
    (upstream.await, gate)
}

/// Holds so many requests in flight.
fn hold(requests: &mut JoinSet<u16>, target: SocketAddr, count: u32, ask: &Ask) {
    for _ in 0..count {
        let (mut client, ask) = (Client::internal(target), ask.clone());
        requests.spawn(async move { client.send(&ask).await.status });
    }
}

fn number(app: &Value, key: &str) -> f64 {
    app[key].as_f64().unwrap_or_else(|| panic!("{key}: {app}"))
}

/// What a gateway says once nothing but its steady load is in the window.
async fn steady(gateway: &Gateway, load: u32) -> Value {
    let all_told = |app: &Value| {
        let concurrency = app["metrics"]["concurrency"].as_f64();
        concurrency.is_some_and(|mean| (mean - f64::from(load)).abs() < 1e-6)
            && app["metrics"]["requests"] == 0.0
    };
    gateway
        .app(&format!("a mean of {load} in flight"), all_told)
        .await
}

fn identified(app: &Value, name: &str) {
    assert_eq!(app["gateway"], name);
    assert!(number(app, "epoch") > 1e9, "{app}");
    assert!(number(app, "time") >= number(app, "epoch"), "{app}");
}

async fn fleet(policy: &str) -> (Vec<Value>, Value) {
    let (upstream, gate) = holding().await;
    let whole = setup("whole", policy).start(&upstream).await;
    let mut parts = Vec::new();
    for (number, _) in SPLIT.iter().enumerate() {
        parts.push(
            setup(&format!("edge-{number}"), policy)
                .start(&upstream)
                .await,
        );
    }
    let mut requests = JoinSet::new();
    let ask = Ask::get("/");
    for (gateway, share) in parts.iter().zip(SPLIT) {
        hold(&mut requests, gateway.main(), share, &ask);
    }
    hold(&mut requests, whole.main(), SPLIT.iter().sum(), &ask);
    let mut told = Vec::new();
    for (number, (gateway, share)) in parts.iter().zip(SPLIT).enumerate() {
        let app = steady(gateway, share).await;
        identified(&app, &format!("edge-{number}"));
        told.push(app);
    }
    let alone = steady(&whole, SPLIT.iter().sum()).await;
    identified(&alone, "whole");
    gate.close();
    while let Some(status) = requests.join_next().await {
        assert_eq!(status.expect("no panic"), 200);
    }
    (told, alone)
}

fn near(sum: f64, alone: f64) {
    assert!(
        (sum / alone - 1.0).abs() <= TOLERANCE,
        "{sum} of the fleet, {alone} alone"
    );
}

#[tokio::test]
async fn shares_add_up() {
    let policy = "function autoscale(metrics)
      local busy = metrics.concurrency
      if not busy then return end
      local demand = busy / 4
      return {replicas = demand, demand = demand, scope = 'share', reason = busy .. ' in flight'}
    end";
    let (told, alone) = fleet(policy).await;
    for app in told.iter().chain([&alone]) {
        assert_eq!(app["scope"], "share");
    }
    let sum = |key: &str| told.iter().map(|app| number(app, key)).sum::<f64>();
    near(sum("demand"), number(&alone, "demand"));
    near(sum("requests_total"), number(&alone, "requests_total"));
    assert_eq!(sum("inflight"), number(&alone, "inflight"));
    // Counts do not add up: each gateway rounds its share up.
    assert_eq!(number(&alone, "recommended_replicas"), 8.0);
    assert_eq!(sum("recommended_replicas"), 2.0 + 3.0 + 4.0);
}

#[tokio::test]
async fn what_is_about_the_whole_service_is_the_largest() {
    // Of a schedule, each gateway knows all.
    let policy = "function autoscale(metrics)
      return {replicas = 13, demand = 12.5, scope = 'fleet', reason = 'evening'}
    end";
    let (told, alone) = fleet(policy).await;
    for app in told.iter().chain([&alone]) {
        assert_eq!(app["scope"], "fleet");
    }
    let largest = told
        .iter()
        .map(|app| number(app, "demand"))
        .fold(0.0, f64::max);
    near(largest, number(&alone, "demand"));
}
