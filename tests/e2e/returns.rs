//! What `autoscale` may return, as the hint and the JSON tell it.

use serde_json::{Value, json};

use crate::digest::sha256;
use crate::support::{Ask, Setup, Upstream};

/// The bodies by number, on requests; 5 replicas on ticks.
fn one_of(bodies: &[(&str, &str)]) -> String {
    let cases: Vec<String> = bodies
        .iter()
        .enumerate()
        .map(|(number, (body, _))| format!("if metrics.case == {number} then {body} end"))
        .collect();
    format!(
        "function autoscale(metrics, request)
          if not request then return 5 end
          {}
        end",
        cases.join("\n")
    )
}

#[tokio::test]
async fn every_return_value_becomes_a_hint() {
    let rows = [
        ("", "hold;replicas=5"),
        ("return nil", "hold;replicas=5"),
        ("return 'hold'", "hold;replicas=5"),
        ("return 'up'", "up;replicas=6"),
        ("return 'down'", "down;replicas=4"),
        ("return 5", "hold;replicas=5"),
        ("return 8", "up;replicas=8"),
        ("return 6.1", "up;replicas=7"),
        ("return 3", "down;replicas=3"),
        ("return scale.up()", "up;replicas=6"),
        ("return scale.up(2)", "up;replicas=7"),
        (
            "return scale.up(2, 'busy')",
            r#"up;replicas=7;reason="busy""#,
        ),
        (
            "return scale.down(3, 'idle')",
            r#"down;replicas=2;reason="idle""#,
        ),
        ("return scale.to(9, 'so')", r#"up;replicas=9;reason="so""#),
        ("return scale.to(1)", "down;replicas=1"),
        (
            "return scale.hold('calm')",
            r#"hold;replicas=5;reason="calm""#,
        ),
        (
            "return {action = 'up', step = 4, reason = 'table'}",
            r#"up;replicas=9;reason="table""#,
        ),
        ("return {action = 'down'}", "down;replicas=4"),
        ("return {action = 'hold'}", "hold;replicas=5"),
        ("return {replicas = 2}", "down;replicas=2"),
        // Within min_replicas 1 and max_replicas 10.
        ("return scale.up(100)", "up;replicas=10"),
        ("return scale.down(100)", "down;replicas=1"),
        ("return 100", "up;replicas=10"),
        ("return 0", "down;replicas=1"),
        // A reason cannot leave its quotes, nor its line.
        (
            r#"return scale.hold('say "no"')"#,
            r#"hold;replicas=5;reason="say \"no\"""#,
        ),
        (
            r"return scale.hold('a\r\nx-evil: 1')",
            r#"hold;replicas=5;reason="a  x-evil: 1""#,
        ),
    ];
    let upstream = Upstream::start().await;
    let gateway = Setup::fixed().policy(&one_of(&rows)).start(&upstream).await;
    let five = |app: &Value| app["desired_replicas"] == 5;
    let mut client = gateway.internal();
    // The worker reads a decision a tick after the leader wrote it.
    gateway.app("5 replicas", five).await;
    crate::support::eventually(
        "the decision's hint",
        async || client.send(&Ask::get("/")).await.hint().map(str::to_owned),
        |hint| hint.as_deref() == Some("hold;replicas=5"),
    )
    .await;
    for (number, (body, hint)) in rows.iter().enumerate() {
        let answer = client.send(&Ask::load(format!("case={number}"))).await;
        assert_eq!(answer.hint(), Some(*hint), "{body}");
    }
}

#[tokio::test]
async fn every_return_value_becomes_a_decision() {
    // A body, and what stands in the JSON in the end. The decision before is
    // always 5 replicas, in force for long.
    let rows = [
        (
            "return nil",
            json!({"desired_replicas": 5, "action": "hold", "demand": 5.0}),
        ),
        (
            "return 3.2",
            json!({"desired_replicas": 4, "recommended_replicas": 4, "demand": 3.2, "scope": "fleet", "clipped_by": null}),
        ),
        (
            "return 100",
            json!({"desired_replicas": 10, "recommended_replicas": 100, "demand": 100.0, "clipped_by": "max_replicas: 10"}),
        ),
        (
            "return 1",
            json!({"desired_replicas": 2, "recommended_replicas": 1, "demand": 1.0, "clipped_by": "min_replicas: 2"}),
        ),
        (
            "return {replicas = 3, demand = 2.5, scope = 'share', reason = 'table'}",
            json!({"desired_replicas": 3, "demand": 2.5, "scope": "share", "reason": "table"}),
        ),
        // Said at each tick, a step still is one step.
        (
            "return scale.up(2, 'busy')",
            json!({"desired_replicas": 7, "action": "up", "reason": "busy"}),
        ),
        (
            "return scale.down(2, 'idle')",
            json!({"desired_replicas": 3, "action": "down", "reason": "idle"}),
        ),
    ];
    let upstream = Upstream::start().await;
    let five = "function autoscale() return 5 end";
    let setup = Setup::ecds().policy(five).filter(|config| {
        config["tick_ms"] = json!(50);
        config["services"]["app"]["min_replicas"] = json!(2);
    });
    let mut gateway = setup.start(&upstream).await;
    for (body, expected) in rows {
        gateway.update_policy(five);
        // Steps count from here again once their interval has passed.
        gateway
            .app("5 replicas", |app| app["desired_replicas"] == 5)
            .await;
        let policy = format!("function autoscale() {body} end");
        gateway.update_policy(&policy);
        let sha256 = sha256(&policy);
        let told = |app: &Value| {
            let mut fields = expected.as_object().expect("an object").iter();
            app["policy"]["sha256"] == sha256 && fields.all(|(key, value)| app[key] == *value)
        };
        let app = gateway.app(&format!("{body}: {expected}"), told).await;
        let again =
            |later: &Value| later["time"].as_f64() > app["time"].as_f64().map(|at| at + 0.5);
        let later = gateway.app("ten ticks more", again).await;
        assert_eq!(later["desired_replicas"], app["desired_replicas"], "{body}");
        let stats = gateway.stats().await;
        assert_eq!(
            app["desired_replicas"],
            stats.get("service.app.desired"),
            "{body}"
        );
    }
}
