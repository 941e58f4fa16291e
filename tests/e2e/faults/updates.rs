//! A thousand updates, good and bad in turn, as fast as Envoy takes them.

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{Ask, Gateway, Load, Setup, Upstream, eventually};

use super::{busy, counted};

const UPDATES: usize = 1_000;

fn version(number: usize) -> String {
    format!("function autoscale() return scale.hold('version {number}') end")
}

/// What is wrong with every second update.
const BAD: [fn(&mut Value); 5] = [
    |config| config["policy"] = json!("function autoscale("),
    |config| config["policy"] = json!("while true do end"),
    |config| config["policy"] = json!("local t = {} while true do t = {t, t, {}} end"),
    |config| config["polcy"] = json!("x"),
    |config| config["tick_ms"] = json!(-1),
];

/// Updates that Envoy read and that it refused, each counted by both listeners.
async fn answered(gateway: &Gateway) -> [u64; 2] {
    let filter = "extension_config_discovery.*luascale.config_(reload|fail)";
    let stats = gateway.envoy_stats(filter).await;
    ["config_reload", "config_fail"].map(|end| {
        let ours = stats.iter().filter(|(name, _)| name.ends_with(end));
        ours.map(|(_, count)| *count).sum()
    })
}

/// Waits, without a pause, until Envoy has answered each update.
async fn taken(gateway: &Gateway, expected: [u64; 2]) {
    for _ in 0..3_000 {
        if answered(gateway).await == expected {
            return;
        }
    }
    assert_eq!(answered(gateway).await, expected, "each is answered once");
}

/// Resident memory of Envoy, in MiB.
fn resident(gateway: &Gateway) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", gateway.process()));
    let status = status.expect("Envoy's status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    kib.and_then(|kib| kib.parse::<u64>().ok())
        .expect("a number")
        / 1024
}

#[tokio::test]
async fn a_thousand_updates_good_and_bad_in_turn_lose_nothing() {
    let upstream = Upstream::start().await;
    let setup = busy(
        Setup::ecds(),
        "function autoscale() return scale.to(7, 'first') end",
    );
    let mut gateway = setup.start(&upstream).await;
    gateway.workers_tick(2).await;
    gateway
        .app("7 replicas", |app| app["desired_replicas"] == 7)
        .await;
    let good = gateway.configuration();
    let loads =
        [Ask::get("/"), Ask::load("cpu=50")].map(|ask| Load::start(gateway.main(), 4, &ask));
    let (began, mut memory) = (Instant::now(), Vec::new());
    let mut expected = answered(&gateway).await;
    for number in 0..UPDATES {
        let is_good = number % 2 == 0;
        gateway.update(|config| {
            *config = good.clone();
            config["policy"] = json!(version(number));
            if !is_good {
                BAD[number / 2 % BAD.len()](config);
            }
        });
        expected[0] += 2;
        expected[1] += if is_good { 0 } else { 2 };
        taken(&gateway, expected).await;
        if number % 250 == 0 {
            memory.push(resident(&gateway));
        }
    }
    memory.push(resident(&gateway));
    println!(
        "{UPDATES} updates in {:.1} s; Envoy's memory each 250 of them: {memory:?} MiB",
        began.elapsed().as_secs_f64()
    );
    let last = format!("version {}", UPDATES - 2);
    let app = gateway.app(&last, |app| app["reason"] == last).await;
    assert_eq!(app["desired_replicas"], 7, "the decision is kept");
    let mut sent = 0;
    for load in loads {
        load.more(100).await;
        sent += load.stop().await.all_ok();
    }
    counted(&gateway, sent, 0).await;
    let look = async || {
        gateway
            .internal()
            .send(&Ask::load("cpu=50"))
            .await
            .hint()
            .map(str::to_owned)
    };
    let hint = format!("hold;replicas=7;reason=\"{last}\"");
    eventually(&hint, look, |seen| seen.as_deref() == Some(&hint)).await;
}
