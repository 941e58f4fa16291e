//! The shipped policies, and what the library remembers for them, in Envoy.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use crate::support::{Ask, Load, Reply, Setup, Upstream, eventually};

const KNATIVE: &str = include_str!("../../policies/knative.lua");
const SHIPPED: [(&str, &str); 6] = [
    ("knative", KNATIVE),
    (
        "latency_slo",
        include_str!("../../policies/latency_slo.lua"),
    ),
    ("predictive", include_str!("../../policies/predictive.lua")),
    ("schedule", include_str!("../../policies/schedule.lua")),
    (
        "target_tracking",
        include_str!("../../policies/target_tracking.lua"),
    ),
    ("threshold", include_str!("../../policies/threshold.lua")),
];

#[tokio::test]
async fn knative_panics_over_a_burst_and_calms_down() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let upstream = Upstream::answering(move |_| Reply {
        gate: Some(Arc::clone(&held)),
        ..Reply::default()
    })
    .await;
    let setup = Setup::fixed().policy(KNATIVE).filter(|config| {
        config["windows"] = json!({"stable_s": 6, "panic_s": 1});
        config["tick_ms"] = json!(50);
        config["max_replicas"] = json!(20);
    });
    let gateway = setup.start(&upstream).await;
    // 70 in flight are a replica's: 200 are three's.
    let load = Load::start(gateway.main(), 200, &Ask::get("/"));
    let panics = |app: &Value| {
        let reason = app["reason"].as_str().unwrap_or_default();
        app["desired_replicas"] == 3 && reason.ends_with("panic")
    };
    let app = gateway.app("three replicas in panic", panics).await;
    assert_eq!(app["scope"], "share");
    gate.add_permits(1_000_000);
    load.stop().await.all_ok();
    let calm = |app: &Value| {
        let reason = app["reason"].as_str().unwrap_or_default();
        app["desired_replicas"] == 1 && reason == "kpa: concurrency 0, target 70 per replica"
    };
    gateway.app("one replica, in peace", calm).await;
}

#[tokio::test]
async fn every_shipped_policy_decides_or_says_what_is_missing() {
    let upstream = Upstream::start().await;
    let setup = Setup::fixed().filter(|config| {
        let policies = SHIPPED.map(|(name, source)| (name.to_owned(), json!(source)));
        let services = SHIPPED.map(|(name, _)| (name.to_owned(), json!({"policy": name})));
        config["policies"] = Value::Object(Map::from_iter(policies));
        config["services"] = Value::Object(Map::from_iter(services));
        config["service"] = json!("authority");
    });
    let gateway = setup.start(&upstream).await;
    let mut client = gateway.internal();
    for (name, _) in SHIPPED {
        let answer = client.send(&Ask::load("cpu=50").host(name)).await;
        assert!(answer.hint().is_some(), "{name}");
        let told = gateway.decided(name).await;
        assert_eq!(told["policy"]["name"], name);
        assert_eq!(told["policy"]["last_error"], Value::Null, "{name}");
    }
}

#[tokio::test]
async fn all_workers_see_the_state_that_ticks_have_written() {
    let upstream = Upstream::start().await;
    let counting = "function autoscale(metrics, request)
      state.n = (state.n or 0) + 1
      return scale.to(math.min(state.n, 9), clock.weekday .. ' ' .. #history('cpu'))
    end";
    let setup = Setup::fixed().workers(2).balanced().policy(counting);
    let gateway = setup.start(&upstream).await;
    gateway.workers_tick(2).await;
    for _ in 0..4 {
        // A connection each, and so every worker.
        let mut client = gateway.internal();
        let mut ask = async || client.send(&Ask::load("cpu=50")).await;
        let counted = eventually("nine", &mut ask, |answer| {
            answer
                .hint()
                .is_some_and(|hint| hint.contains("replicas=9"))
        });
        let hint = counted.await;
        let reason = hint.hint().unwrap_or_default();
        assert!(reason.contains("reason=\""), "{reason}");
    }
    let stats = gateway.stats().await;
    assert_eq!(stats.get("policy.errors.state"), 0);
}
