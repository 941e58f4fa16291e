//! Decisions reach a receiver that is slow, fails, is down and comes back.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Ask, Gateway, Received, Receiver, Setup, Upstream, eventually};

/// As many replicas as the newest report says.
const POLICY: &str = "function autoscale(metrics)
  return scale.to(metrics.wanted or 1, 'wanted')
end";
/// In Envoy's environment, to be sent and never to be logged.
const SECRET: &str = "Bearer no-log-may-hold-this";

/// Envoy's cluster `scaler` at this port; with none, a cluster without hosts.
fn cluster(port: Option<u16>) -> Value {
    let endpoint = |port: u16| {
        let address = json!({"address": "127.0.0.1", "port_value": port});
        json!({"lb_endpoints": [{"endpoint": {"address": {"socket_address": address}}}]})
    };
    let endpoints: Vec<Value> = port.map(endpoint).into_iter().collect();
    json!({
        "name": "scaler", "type": "STATIC", "connect_timeout": "1s",
        "load_assignment": {"cluster_name": "scaler", "endpoints": endpoints},
    })
}

fn pushing(setup: Setup, port: Option<u16>) -> Setup {
    let mut setup = setup.policy(POLICY).filter(|config| {
        config["tick_ms"] = json!(50);
        config["services"]["app"]["max_replicas"] = json!(100);
        config["push"] = json!({
            "cluster": "scaler", "authority": "scaler.example", "path": "/scale?by=edge",
            "timeout_ms": 5000, "headers": {"authorization": {"env": "SCALER_AUTHORIZATION"}},
        });
    });
    setup.edit(|object| {
        if object.contains_key("vm_id") {
            let environment = json!({"key_values": {"SCALER_AUTHORIZATION": SECRET}});
            object.insert("environment_variables".to_owned(), environment);
        }
    });
    setup.add_cluster(cluster(port));
    setup
}

/// Wants so many replicas.
async fn want(gateway: &Gateway, replicas: u32) {
    let ask = Ask::load(format!("wanted={replicas}"));
    gateway.internal().send(&ask).await;
    gateway
        .app("the decision", |app| app["desired_replicas"] == replicas)
        .await;
}

/// The calls, once the newest asks for so many replicas and was answered.
async fn delivered(receiver: &Receiver, replicas: u32, status: u16) -> Vec<Received> {
    eventually(
        &format!("{replicas} replicas to be pushed and answered {status}"),
        async || receiver.received(),
        |all| {
            all.last().is_some_and(|last| {
                last.body["desired_replicas"] == replicas && last.status == status
            })
        },
    )
    .await
}

fn keys(calls: &[Received]) -> BTreeSet<&str> {
    let keys = calls.iter().map(|call| call.header("idempotency-key"));
    keys.collect()
}

/// Waits for a counter of pushes.
async fn counted(gateway: &Gateway, name: &str, at_least: u64) {
    let look = async || gateway.stats().await.get(name);
    eventually(name, look, |count| *count >= at_least).await;
}

fn no_secret_in(gateway: &Gateway) {
    let log = gateway.log();
    assert!(!log.contains("no-log-may-hold-this"), "{log}");
}

#[tokio::test]
async fn a_decision_arrives_once_with_all_that_it_rests_on() {
    let (upstream, receiver) = (Upstream::start().await, Receiver::up());
    let gateway = pushing(Setup::fixed().workers(2), Some(receiver.port()));
    let gateway = gateway.start(&upstream).await;
    gateway.trace_wasm().await;
    want(&gateway, 7).await;
    let calls = delivered(&receiver, 7, 200).await;
    let last = calls.last().expect("a call");
    assert_eq!(last.method, "POST");
    assert_eq!(last.path, "/scale?by=edge");
    assert_eq!(last.header("host"), "scaler.example");
    assert_eq!(last.header("content-type"), "application/json");
    assert_eq!(last.header("authorization"), SECRET);
    let epoch = &last.body["epoch"];
    let key = last.header("idempotency-key");
    assert!(key.starts_with(&format!("gateway-1/{epoch}/app/")), "{key}");
    assert_eq!(last.body["service"], "app");
    assert_eq!(last.body["gateway"], "gateway-1");
    assert_eq!(last.body["reason"], "wanted");
    assert_eq!(last.body["metrics"]["wanted"], 7.0);
    // The JSON is that of the status route.
    let route = gateway.service("app").await.json();
    let names = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(names(&last.body), names(&route));
    // Ticks go on, and the same decision is not sent again.
    gateway.settled().await;
    gateway.settled().await;
    let calls = receiver.received();
    assert_eq!(keys(&calls).len(), calls.len(), "no key twice: {calls:?}");
    let of_seven = |call: &&Received| call.body["desired_replicas"] == 7;
    assert_eq!(calls.iter().filter(of_seven).count(), 1);
    let stats = gateway.settled().await;
    assert_eq!(stats.get("push.sent"), calls.len() as u64);
    assert_eq!(stats.get("push.acknowledged"), calls.len() as u64);
    assert_eq!(stats.get("push.failed"), 0);
    // Envoy's own trace shows calls, and no header's value.
    assert!(gateway.log().contains("proxy_http_call"));
    no_secret_in(&gateway);
}

#[tokio::test]
async fn a_receiver_that_is_down_and_fails_gets_the_newest_when_it_comes_back() {
    let (upstream, receiver) = (Upstream::start().await, Receiver::down());
    let gateway = pushing(Setup::fixed(), Some(receiver.port()));
    let gateway = gateway.start(&upstream).await;
    want(&gateway, 3).await;
    counted(&gateway, "push.failed", 2).await;
    // It comes back, and can do nothing yet.
    receiver.answer(500);
    receiver.come_up();
    delivered(&receiver, 3, 500).await;
    want(&gateway, 4).await;
    want(&gateway, 5).await;
    delivered(&receiver, 5, 500).await;
    receiver.answer(200);
    let calls = delivered(&receiver, 5, 200).await;
    // A retry has the key of the call before it, a new decision one of its own.
    for pair in calls.windows(2) {
        let same = pair[0].body["desired_replicas"] == pair[1].body["desired_replicas"];
        let same_key = pair[0].header("idempotency-key") == pair[1].header("idempotency-key");
        assert_eq!(same, same_key, "{pair:?}");
    }
    assert_eq!(receiver.most_open(), 1);
    let answered = |all: &[Received]| all.iter().filter(|call| call.status == 200).count();
    assert_eq!(answered(&calls), 1);
    counted(&gateway, "push.superseded", 1).await;
    let stats = gateway.settled().await;
    assert_eq!(stats.get("push.acknowledged"), 1);
    assert_eq!(answered(&receiver.received()), 1);
    let told = gateway
        .log()
        .matches("luascale: push of service app")
        .count();
    assert!(
        (1..=4).contains(&told),
        "at most once in ten seconds: {told}"
    );
    no_secret_in(&gateway);
}

#[tokio::test]
async fn a_slow_receiver_gets_one_call_at_a_time() {
    let (upstream, receiver) = (Upstream::start().await, Receiver::up());
    let gateway = pushing(Setup::fixed(), Some(receiver.port()));
    let gateway = gateway.start(&upstream).await;
    want(&gateway, 1).await;
    delivered(&receiver, 1, 200).await;
    let before = gateway.settled().await;
    receiver.stall();
    for replicas in 2..=6 {
        want(&gateway, replicas).await;
    }
    let first = delivered(&receiver, 2, 0).await;
    gateway.settled().await;
    assert_eq!(
        receiver.received().len(),
        first.len(),
        "it has not answered"
    );
    receiver.answer(200);
    let calls = delivered(&receiver, 6, 200).await;
    assert_eq!(receiver.most_open(), 1);
    assert_eq!(calls.len(), first.len() + 1, "3, 4 and 5 were superseded");
    let after = gateway.settled().await;
    let grown = |name| after.get(name) - before.get(name);
    assert_eq!(grown("push.sent"), 2);
    assert_eq!(grown("push.acknowledged"), 2);
    assert_eq!(grown("push.superseded"), 4);
}

#[tokio::test]
async fn a_refusal_ends_one_decision_and_not_the_next() {
    let (upstream, receiver) = (Upstream::start().await, Receiver::up());
    receiver.answer(404);
    let gateway = pushing(Setup::fixed(), Some(receiver.port()));
    let gateway = gateway.start(&upstream).await;
    want(&gateway, 2).await;
    let calls = delivered(&receiver, 2, 404).await;
    gateway.settled().await;
    assert_eq!(receiver.received().len(), calls.len());
    let stats = gateway.settled().await;
    assert_eq!(stats.get("push.refused"), calls.len() as u64);
    receiver.answer(200);
    want(&gateway, 3).await;
    delivered(&receiver, 3, 200).await;
}

#[tokio::test]
async fn an_update_repeats_nothing_and_the_calls_go_on() {
    let (upstream, receiver) = (Upstream::start().await, Receiver::up());
    let setup = pushing(Setup::ecds().workers(2), Some(receiver.port()));
    let mut gateway = setup.start(&upstream).await;
    want(&gateway, 4).await;
    delivered(&receiver, 4, 200).await;
    let before = receiver.received().len();
    for version in 1..=3 {
        let said = format!("version {version}");
        gateway.update_policy(&POLICY.replace("wanted'", &format!("{said}'")));
        gateway.app(&said, |app| app["reason"] == said).await;
        gateway.settled().await;
    }
    assert_eq!(
        receiver.received().len(),
        before,
        "the decision is the same"
    );
    want(&gateway, 9).await;
    delivered(&receiver, 9, 200).await;
    // Another path is another receiver.
    gateway.update(|config| config["push"]["path"] = json!("/other"));
    let look = async || receiver.received();
    let moved = |all: &Vec<Received>| all.last().is_some_and(|last| last.path == "/other");
    let calls = eventually("the new path to be told", look, moved).await;
    assert_eq!(calls.last().expect("a call").body["desired_replicas"], 9);
    assert_eq!(gateway.stats().await.get("push.failed"), 0);
}

/// Pushes that Envoy cannot even make end in counters and a line of the log.
async fn harmless(change: impl Fn(&mut Value), line: &str) {
    let upstream = Upstream::start().await;
    let gateway = pushing(Setup::fixed(), None).filter(change);
    let gateway = gateway.start(&upstream).await;
    want(&gateway, 2).await;
    counted(&gateway, "push.failed", 3).await;
    assert!(gateway.log().contains(line), "{}", gateway.log());
    // The VM lives: it ticks, decides and answers.
    want(&gateway, 5).await;
    let hint = gateway.internal().send(&Ask::load("wanted=8")).await;
    assert_eq!(hint.hint(), Some(r#"up;replicas=8;reason="wanted""#));
    no_secret_in(&gateway);
}

#[tokio::test]
async fn an_unknown_cluster_does_no_harm() {
    let change = |config: &mut Value| config["push"]["cluster"] = json!("nowhere");
    harmless(change, "push to cluster nowhere: Envoy does not know it").await;
}

#[tokio::test]
async fn a_cluster_without_hosts_does_no_harm() {
    harmless(|_| (), "luascale: push").await;
}

#[tokio::test]
async fn a_variable_that_is_not_set_is_refused() {
    let setup = pushing(Setup::fixed(), None)
        .filter(|config| config["push"]["headers"]["x-key"] = json!({"env": "NO_SUCH"}));
    let (_, log) = setup.refused().await;
    let fault = "push.headers.x-key.env: NO_SUCH is not set in the VM's environment";
    assert!(log.contains(fault), "{log}");
}
