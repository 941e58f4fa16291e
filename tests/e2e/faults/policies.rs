//! Policies that hang, bloat, recurse or flood the log, each under a load of
//! which every request is accounted for.

use crate::support::{Ask, Load, Setup, Upstream, eventually};

use super::{GOOD, busy, counted};

/// A policy, and the stat that grows with it.
const ROWS: [(&str, &str, &str); 5] = [
    ("hangs", "while true do end", "policy.errors.fuel"),
    (
        "hangs in the library",
        "return string.rep('x', 60000):find(('a*'):rep(30) .. 'b')",
        "policy.errors.fuel",
    ),
    (
        "bloats",
        "kept = kept or {} while true do kept = {kept, {}, {}, {}} end",
        "policy.errors.memory",
    ),
    (
        "recurses",
        "local function f(n) return 1 + f(n + 1) end return f(1)",
        "policy.errors.runtime",
    ),
    (
        "floods the log",
        "for i = 1, 1000 do print(i) end return 6",
        "policy.print_dropped",
    ),
];

#[tokio::test]
async fn a_policy_that_runs_wild_loses_no_request() {
    let upstream = Upstream::start().await;
    let setup = busy(Setup::ecds(), GOOD);
    let setup = setup.filter(|config| {
        // Each policy is to meet its own limit, and no other before it.
        config["limits"] = serde_json::json!({
            "request_fuel": 50_000, "memory_bytes": 131_072,
        });
    });
    let mut gateway = setup.start(&upstream).await;
    gateway.workers_tick(2).await;
    gateway
        .app("6 replicas", |app| app["desired_replicas"] == 6)
        .await;
    let asks = [Ask::get("/"), Ask::load("cpu=85")];
    let loads = asks.map(|ask| Load::start(gateway.main(), 4, &ask));
    for (name, body, stat) in ROWS {
        let before = gateway.settled().await.get(stat);
        gateway.update_policy(&format!("function autoscale(metrics)\n{body}\nend"));
        let look = async || gateway.stats().await.get(stat);
        eventually(name, look, |count| *count >= before + 50).await;
        for load in &loads {
            load.more(50).await;
        }
        let app = gateway.decided("app").await;
        assert_eq!(app["desired_replicas"], 6, "{name}: the decision stands");
        gateway.update_policy(GOOD);
        gateway.app("good", |app| app["reason"] == "good").await;
    }
    let mut sent = 0;
    for load in loads {
        let outcome = load.stop().await;
        sent += outcome.all_ok();
        assert!(outcome.hinted > 0);
    }
    counted(&gateway, sent, 0).await;
    let lines = gateway.log().lines().count();
    assert!(lines < 2_000, "{lines} lines in the log");
}
