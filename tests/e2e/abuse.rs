//! The abuse corpus in the wasm, which has another stack and other integers
//! than this process: on ticks and, under load, on requests.

use serde_json::{Map, Value, json};

use crate::support::{Ask, Gateway, Load, Setup, Upstream, eventually};
use scripts::Script;

#[allow(dead_code, reason = "the unit tests use more of it")]
#[path = "../lua/abuse.rs"]
mod scripts;

/// As many as one configuration takes beside the default.
const BATCH: usize = 63;
const GOOD: &str = "function autoscale() return scale.to(6, 'good') end";

/// The corpus: what compiles, and what does not.
fn corpus() -> [Vec<(usize, Script)>; 2] {
    let kinds = scripts::kinds();
    let all = kinds.iter().flat_map(|kind| scripts::scripts(kind));
    let (compiling, refused): (Vec<Script>, Vec<Script>) =
        all.partition(|script| script.ends != ["refused"]);
    [compiling, refused].map(|scripts| scripts.into_iter().enumerate().collect())
}

/// Each script is the policy of a service of its own, which no batch before had.
fn configure(config: &mut Value, batch: &[(usize, Script)]) {
    let (mut policies, mut services) = (Map::new(), Map::new());
    for (number, script) in batch {
        policies.insert(format!("p{number}"), json!(script.source));
        services.insert(
            format!("s{number}"),
            json!({"policy": format!("p{number}")}),
        );
    }
    config["policies"] = Value::Object(policies);
    config["services"] = Value::Object(services);
}

async fn start(upstream: &Upstream) -> Gateway {
    let setup = Setup::ecds().workers(2).balanced().policy(GOOD);
    let setup = setup.filter(|config| {
        config["service"] = json!("authority");
        config["tick_ms"] = json!(50);
    });
    let gateway = setup.start(upstream).await;
    gateway.workers_tick(2).await;
    gateway
}

/// Waits until the leader and both workers have called a script, with numbers,
/// and it fares as it says.
async fn fares(gateway: &Gateway, service: &str, script: &Script) {
    let expected = format!("{} to end in {:?}", script.name, script.ends);
    let look = async || {
        let told = gateway.service(service).await.json();
        json!({"policy": told["policy"], "cpu": told["metrics"]["cpu"]})
    };
    let right = |told: &Value| {
        let failed = !told["policy"]["last_error"].is_null();
        let allowed = |end: &String| ["ok", "no_data"].contains(&end.as_str()) != failed;
        let called = told["policy"]["evaluations_total"].as_u64() >= Some(6);
        called && told["cpu"] == 85.0 && script.ends.iter().any(allowed)
    };
    eventually(&expected, look, right).await;
}

#[tokio::test]
async fn no_script_of_the_corpus_harms_traffic() {
    let upstream = Upstream::start().await;
    let mut gateway = start(&upstream).await;
    let load = Load::start(gateway.main(), 4, &Ask::load("cpu=85").host("shop.example"));
    let [compiling, _] = corpus();
    for batch in compiling.chunks(BATCH) {
        let generation = gateway.stats().await.get("generation");
        gateway.update(|config| configure(config, batch));
        let look = async || gateway.stats().await.get("generation");
        eventually("the next scripts", look, |now| *now > generation).await;
        let mut clients = [0; 4].map(|_| gateway.internal());
        for (number, script) in batch {
            let service = format!("s{number}");
            for client in &mut clients {
                let ask = Ask::load("cpu=85, rps=12.5").host(&service);
                let answer = client.send(&ask).await;
                assert_eq!(answer.status, 200, "{}", script.name);
                assert!(answer.hint().is_some(), "{}: no hint", script.name);
            }
            fares(&gateway, &service, script).await;
        }
        load.more(20).await;
    }
    load.stop().await.all_ok();
    let stats = gateway.settled().await;
    assert_eq!(stats.get("workers_seen"), 3, "a VM is silent");
    assert_eq!(stats.vms(), 3, "a VM was lost");
}

#[tokio::test]
async fn what_does_not_compile_is_refused_with_its_name() {
    let upstream = Upstream::start().await;
    let mut gateway = start(&upstream).await;
    let [_, refused] = corpus();
    for batch in refused.chunks(BATCH) {
        let from = gateway.log().len();
        gateway.update(|config| configure(config, batch));
        let look = async || gateway.log().split_off(from);
        for (number, script) in batch {
            let lines = ["", "policies."].map(|key| format!("refused: {key}p{number}:"));
            let told = |log: &String| lines.iter().any(|line| log.contains(line));
            eventually(&script.name, look, told).await;
        }
    }
    let stats = gateway.settled().await;
    assert_eq!(stats.get("workers_seen"), 3, "a VM is silent");
    assert_eq!(stats.vms(), 3, "a VM was lost");
}
