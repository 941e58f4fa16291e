//! A wrong configuration is refused, with what is wrong, and the one before
//! goes on serving.

use serde_json::{Value, json};

use crate::support::{Ask, Gateway, Load, Setup, Upstream, eventually};

const GOOD: &str = "function autoscale() return scale.to(3, 'good') end";
const BETTER: &str = "function autoscale() return scale.to(4, 'better') end";

/// What is done to a configuration, and what the log must say about it.
type Fault = (fn(&mut Value), &'static [&'static str]);

const FAULTS: [Fault; 10] = [
    (
        |config| config["polcy"] = json!("x"),
        &["polcy: unknown key, did you mean policy?"],
    ),
    (
        |config| config["tick_ms"] = json!(49),
        &["tick_ms: 49 is out of range, must be 50 to 10000"],
    ),
    (
        |config| config["services"]["app"]["max_replicas"] = json!(0),
        &["services.app.max_replicas: 0 is out of range, must be 1 to 100000"],
    ),
    (
        |config| {
            config["hints"] = json!("some");
            config["limits"] = json!({"memory_bytes": 1});
        },
        &[
            "hints: \"some\" must be \"internal\" or \"all\" or \"none\"",
            "limits.memory_bytes: 1 is out of range, must be 65536 to 67108864",
        ],
    ),
    (
        |config| {
            config["behavior"]["scaleUp"]["policies"][0]["type"] = json!("Pod");
            config["services"]["app"]["behavior"] =
                json!({"scaleDown": {"stabilizationWindowSeconds": 3601}});
        },
        &[
            "behavior.scaleUp.policies[0].type: \"Pod\" must be \"Pods\" or \"Percent\"",
            "services.app.behavior.scaleDown.stabilizationWindowSeconds: 3601 is out of range, must be 0 to 3600",
        ],
    ),
    (
        |config| config["push"] = json!({"path": "scale"}),
        &[
            "push.cluster: is required",
            "push.path: \"scale\" must begin with /",
        ],
    ),
    (
        |config| config["policy"] = json!("function autoscale()\n  return +\nend"),
        &["default:"],
    ),
    (
        |config| config["policy"] = json!("function scale_me() end"),
        &["there is no function autoscale"],
    ),
    (
        |config| config["policy"] = json!("function autoscale() return scal.up() end"),
        &["unknown global 'scal': did you mean 'scale'?"],
    ),
    (
        |config| config["policy"] = json!("while true do end"),
        &["default", "fuel"],
    ),
];

/// Envoy's counts of updates that it refused, over LDS and ECDS.
async fn refusals(gateway: &Gateway) -> u64 {
    let filter = "lds.update_rejected|http_filter.luascale.config_fail";
    gateway.envoy_stats(filter).await.into_values().sum()
}

/// What the filter says in a log about configurations that it refuses.
fn told_by(log: &str) -> String {
    let lines = log
        .lines()
        .filter_map(|line| line.split_once("configuration refused: "));
    lines.map(|(_, told)| format!("{told}\n")).collect()
}

async fn faults_are_refused(setup: Setup) {
    let upstream = Upstream::start().await;
    let setup = setup.policy(GOOD);
    let setup = setup.filter(|config| config["tick_ms"] = json!(50));
    let mut gateway = setup.start(&upstream).await;
    gateway.app("good", |app| app["reason"] == "good").await;
    let good = gateway.configuration();
    let load = Load::start(gateway.main(), 4, &Ask::load("cpu=50"));
    for (fault, told) in FAULTS {
        let (before, logged) = (refusals(&gateway).await, gateway.log().len());
        let mut bad = good.clone();
        fault(&mut bad);
        gateway.update(|config| *config = bad.clone());
        let look = async || refusals(&gateway).await;
        eventually("a refusal", look, |count| *count > before).await;
        let refused = told_by(&gateway.log()[logged..]);
        for told in told {
            assert!(refused.contains(told), "{told}: {refused}");
        }
        load.more(20).await;
        let app = gateway.decided("app").await;
        assert_eq!(app["reason"], "good", "{told:?}");
    }
    assert_eq!(gateway.stats().await.get("generation"), 1);
    // What is right is still accepted.
    gateway.update(|config| {
        *config = good.clone();
        config["policy"] = json!(BETTER);
    });
    gateway.app("better", |app| app["reason"] == "better").await;
    load.more(20).await;
    load.stop().await.all_ok();
    assert_eq!(gateway.stats().await.get("workers_seen"), 2);
}

#[tokio::test]
async fn through_ecds() {
    faults_are_refused(Setup::ecds()).await;
}

#[tokio::test]
async fn through_lds() {
    faults_are_refused(Setup::lds().drain_s(3)).await;
}

#[tokio::test]
async fn envoy_does_not_start_with_a_wrong_static_configuration() {
    let setup = Setup::fixed().filter(|config| {
        config["services"]["app"]["max_replicas"] = json!(0);
        config["policy"] = json!("function autoscale(");
    });
    let (status, log) = setup.refused().await;
    assert!(!status.success(), "{status}");
    let refused = told_by(&log);
    let told = "services.app.max_replicas: 0 is out of range, must be 1 to 100000";
    assert!(refused.contains(told), "{refused}");
}

#[tokio::test]
async fn envoy_starts_without_the_filter_where_ecds_is_wrong() {
    let upstream = Upstream::start().await;
    let mut gateway = Setup::ecds().policy("x =").start(&upstream).await;
    assert!(refusals(&gateway).await > 0);
    let mut client = gateway.internal();
    let answer = client.send(&Ask::load("cpu=85")).await;
    assert_eq!((answer.status, answer.hint()), (200, None));
    // Once it is right, both listeners have it.
    gateway.update_policy(GOOD);
    gateway.app("good", |app| app["reason"] == "good").await;
    let look = async || client.send(&Ask::get("/")).await.hint().map(str::to_owned);
    eventually("the filter", look, |hint| {
        hint.as_deref() == Some(r#"hold;replicas=3;reason="good""#)
    })
    .await;
}
