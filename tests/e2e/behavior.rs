//! The guard rails around a recommendation, and what the JSON says of them.

use serde_json::{Value, json};

use crate::support::{Ask, Setup, Upstream};

/// What stands in the JSON of a decision that a guard rail changed.
fn clipped(desired: u32, by: &str) -> impl Fn(&Value) -> bool {
    move |app| app["desired_replicas"] == desired && app["clipped_by"] == by
}

#[tokio::test]
async fn a_policy_that_wants_ten_at_once_gets_what_a_period_allows() {
    let upstream = Upstream::start().await;
    let ten = "function autoscale() return 10 end";
    let setup = Setup::fixed().guarded_policy(ten, &json!({}));
    let gateway = setup.start(&upstream).await;
    let five = clipped(5, "scaleUp.policies: 4 Pods per 15 s");
    let app = gateway.app("5 of 10", five).await;
    assert_eq!(app["recommended_replicas"], 10);
    assert_eq!(app["demand"], 10.0);
    // An answer at once keeps to the same limit.
    let mut client = gateway.internal();
    let answer = client.send(&Ask::load("cpu=50")).await;
    assert_eq!(answer.hint(), Some("hold;replicas=5"));
}

#[tokio::test]
async fn what_a_policy_takes_back_is_waited_for() {
    let upstream = Upstream::start().await;
    let four = "function autoscale() return 4 end";
    let behavior = json!({"scaleDown": {"stabilizationWindowSeconds": 3}});
    let setup = Setup::ecds()
        .guarded_policy(four, &behavior)
        .filter(|config| config["tick_ms"] = json!(50));
    let mut gateway = setup.start(&upstream).await;
    gateway.app("4", |app| app["desired_replicas"] == 4).await;
    gateway.update_policy("function autoscale() return 2 end");
    let held = clipped(4, "scaleDown.stabilizationWindowSeconds: 3");
    gateway.app("4 for a while", held).await;
    let down = |app: &Value| app["desired_replicas"] == 2 && app["clipped_by"].is_null();
    gateway.app("2 after the window", down).await;
}

#[tokio::test]
async fn a_dry_run_tells_and_holds() {
    let upstream = Upstream::start().await;
    let setup = Setup::fixed()
        .policy("function autoscale() return scale.up(3, 'busy') end")
        .filter(|config| config["services"]["app"]["dry_run"] = json!(true));
    let gateway = setup.start(&upstream).await;
    let told = |app: &Value| app["desired_replicas"] == 4 && app["dry_run"] == true;
    let app = gateway.app("a dry run", told).await;
    assert_eq!(app["action"], "hold");
    let mut client = gateway.internal();
    let answer = client.send(&Ask::load("cpu=50")).await;
    assert_eq!(answer.hint(), Some(r#"hold;replicas=4;reason="busy""#));
}

#[tokio::test]
async fn a_service_that_nobody_calls_goes_to_its_minimum() {
    let upstream = Upstream::start().await;
    let busy = "function autoscale(m) if m.requests > 0 then return 4 end return m.cpu end";
    let setup = Setup::fixed().policy(busy).filter(|config| {
        config["services"]["app"]["on_idle"] = json!("min");
        config["services"]["app"]["idle_s"] = json!(3);
    });
    let gateway = setup.start(&upstream).await;
    gateway.internal().send(&Ask::get("/")).await;
    gateway
        .app("work", |app| app["desired_replicas"] == 4)
        .await;
    let idle = |app: &Value| app["reason"] == "idle for 3 s: min_replicas";
    let app = gateway.app("idle", idle).await;
    assert_eq!(
        (&app["desired_replicas"], &app["demand"]),
        (&json!(1), &json!(1.0))
    );
    gateway.internal().send(&Ask::get("/")).await;
    gateway
        .app("work again", |app| app["desired_replicas"] == 4)
        .await;
}

#[tokio::test]
async fn a_shadow_is_told_beside_what_is_decided() {
    let upstream = Upstream::start().await;
    let setup = Setup::ecds()
        .policy("function autoscale() return scale.to(3, 'three') end")
        .filter(|config| {
            config["policies"] = json!({
                "next": "function autoscale() return {replicas = 8, demand = 7.5, scope = 'share'} end",
                "broken": "function autoscale() error('no') end",
            });
            config["services"]["app"]["shadow"] = json!("next");
        });
    let mut gateway = setup.start(&upstream).await;
    let app = gateway
        .app("a shadow", |app| app["shadow"]["demand"] == 7.5)
        .await;
    assert_eq!(app["desired_replicas"], 3);
    let shadow = &app["shadow"];
    for (key, value) in [
        ("policy", json!("next")),
        ("recommended_replicas", json!(8)),
        ("scope", json!("share")),
        ("error", json!(null)),
    ] {
        assert_eq!(shadow[key], value, "{key}");
    }
    gateway.update(|config| config["services"]["app"]["shadow"] = json!("broken"));
    let broken = |app: &Value| app["shadow"]["error"].as_str().is_some();
    let app = gateway.app("a broken shadow", broken).await;
    assert_eq!(
        (&app["desired_replicas"], &app["reason"]),
        (&json!(3), &json!("three"))
    );
    assert_eq!(app["policy"]["errors_total"], 0);
    assert!(gateway.stats().await.get("policy.errors.shadow") > 0);
    gateway.update(|config| {
        config["services"]["app"]
            .as_object_mut()
            .expect("an object")
            .remove("shadow");
    });
    gateway
        .app("no shadow", |app| app["shadow"].is_null())
        .await;
}
