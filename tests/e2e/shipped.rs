//! The shipped configurations as they stand: what the README promises of them.

use crate::support::{Ask, Client, Setup, Upstream, eventually};

/// The policy that all of them carry.
const THRESHOLD: &str = include_str!("../../policies/threshold.lua");

/// Thresholds for a caller that counts as internal, nothing for others.
async fn keeps_its_promise(setup: Setup) {
    let upstream = Upstream::start().await;
    let gateway = setup.start(&upstream).await;
    let policy = gateway.configuration()["policy"].clone();
    assert_eq!(policy.as_str(), Some(THRESHOLD), "policies/threshold.lua");
    let mut internal = gateway.internal();
    // The very first has no decision before it, so all of its hint is known.
    let first = internal.send(&Ask::load("cpu=85")).await;
    assert_eq!(
        first.hint(),
        Some(r#"up;replicas=3;reason="cpu 85 above 80""#)
    );
    assert_eq!(upstream.last_headers()["x-load-metric"], "cpu=85");
    for (load, direction) in [("cpu=85", "up"), ("cpu=15", "down"), ("cpu=50", "hold")] {
        let answer = internal.send(&Ask::load(load)).await;
        assert_eq!((answer.status, answer.direction()), (200, Some(direction)));
    }

    let before = gateway.stats().await;
    let mut external = gateway.external();
    for load in ["cpu=85", "cpu=15", "cpu=50"] {
        let answer = external.send(&Ask::load(load)).await;
        assert_eq!((answer.status, answer.hint()), (200, None), "{load}");
        assert!(!upstream.last_headers().contains_key("x-load-metric"));
    }
    gateway.grown("headers.untrusted", &before, 3).await;
    let evaluated = |stats: crate::support::Stats| stats.get("evaluations.request");
    assert_eq!(
        evaluated(gateway.stats().await),
        4,
        "untrusted: not evaluated"
    );
    assert!(gateway.log().contains("policy: threshold policy loaded"));

    // The demo's last line: what was decided, in JSON.
    let app = gateway
        .app("7 requests", |app| app["requests_total"] == 7)
        .await;
    assert_eq!(app["metrics"]["cpu"], 50.0, "the last that was trusted");
}

#[tokio::test]
async fn the_static_configuration_keeps_its_promise() {
    keeps_its_promise(Setup::fixed()).await;
}

#[tokio::test]
async fn the_dynamic_configuration_keeps_its_promise() {
    keeps_its_promise(Setup::ecds()).await;
}

/// In the demo the scaler alone is spoken to: no header of a client counts, and none
/// is sent.
#[tokio::test]
async fn the_configuration_for_compose_scales_on_what_it_sees() {
    let upstream = Upstream::start().await;
    let gateway = Setup::compose().start(&upstream).await;
    let mut client = gateway.internal();
    // The replica is there once its first health check was answered.
    let look = async || client.send(&Ask::load("cpu=85")).await;
    let answer = eventually("a replica", look, |it| it.status == 200).await;
    assert_eq!(answer.hint(), None);
    let put = Ask::with_method("PUT", "/-/luascale/v1/services/app/replicas")
        .header("content-type", "application/json")
        .body(r#"{"ready": 2}"#);
    for (mut client, status) in [
        (Client::internal(gateway.status()), 200),
        (Client::external(gateway.status()), 403),
    ] {
        assert_eq!(client.send(&put).await.status, status);
    }
    // Requests are the one thing that it measures.
    let measured = |it: &serde_json::Value| it["scope"] == "share" && it["current_replicas"] == 2;
    let app = gateway.app("a share of two replicas' work", measured).await;
    assert_eq!(app["metrics"]["max_replicas"], 6.0, "{app}");
    assert!(app["metrics"]["cpu"].is_null(), "untrusted: {app}");
}

#[tokio::test]
async fn the_configuration_for_kubernetes_tells_a_demand() {
    let upstream = Upstream::start().await;
    let gateway = Setup::kubernetes().start(&upstream).await;
    let mut client = gateway.internal();
    let look = async || {
        assert_eq!(client.send(&Ask::get("/")).await.status, 200);
        gateway.service("shop").await
    };
    let told = eventually("a demand", look, |it| it.status == 200).await;
    let told = told.json();
    assert_eq!(told["scope"], "share", "{told}");
    assert_eq!(told["desired_replicas"], 2, "at least two: {told}");
}
