//! Policies that loop, allocate, recurse, raise or talk nonsense: traffic does
//! not notice, the stats say why, the last decision stands, and a better
//! policy recovers.

use serde_json::{Value, json};

use crate::support::{Ask, Gateway, Load, Setup, Stats, Upstream, eventually};

const GOOD: &str = "function autoscale() return scale.to(6, 'good') end";

/// A body, the kinds of errors that it may count as, and what is told.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
);

const SAVES_UP: &str = "saves up";

const HOSTILE: [Row; 18] = [
    ("loops", "while true do end", &["fuel"], "fuel"),
    ("loops with goto", "::again:: goto again", &["fuel"], "fuel"),
    (
        "loops and catches",
        "while true do pcall(function() while true do end end) end",
        &["fuel"],
        "fuel",
    ),
    (
        "allocates",
        "local t = {} while true do t = {t, {}, {}, {}, {}, {}, {}, {}} end",
        &["memory"],
        "memory",
    ),
    (
        "doubles a string",
        "local s = 'x' while true do s = s .. s end",
        &["memory", "runtime"],
        "",
    ),
    (
        SAVES_UP,
        "kept = kept or {} for i = 1, 400 do kept[#kept + 1] = {i} end",
        &["memory"],
        "memory",
    ),
    (
        "recurses",
        "local function f(n) return 1 + f(n + 1) end return f(1)",
        &["fuel", "memory", "runtime"],
        "",
    ),
    (
        "recurses in a metamethod",
        "local t = setmetatable({}, {}) getmetatable(t).__index = function(_, k) return t[k] end return t.x",
        &["fuel", "memory", "runtime"],
        "",
    ),
    (
        "repeats",
        "return #string.rep('x', 1000000000)",
        &["fuel", "memory", "runtime"],
        "",
    ),
    (
        "matches for ever",
        "return string.find(string.rep('a', 2000), string.rep('a*', 30) .. 'b')",
        &["fuel", "runtime"],
        "",
    ),
    (
        "sorts by chance",
        "local t = {} for i = 1, 5000 do t[i] = i % 7 end table.sort(t, function() return true end)",
        &["fuel", "memory", "runtime"],
        "",
    ),
    (
        "wraps itself up",
        "local function f() return coroutine.wrap(f)() end return f()",
        &["fuel", "memory", "runtime"],
        "",
    ),
    ("raises", "error('no way')", &["runtime"], "no way"),
    ("raises a table", "error({})", &["runtime"], "table"),
    (
        "calls nothing",
        "local t = {} return t.nothing()",
        &["runtime"],
        "call",
    ),
    (
        "returns nonsense",
        "return 'sideways'",
        &["result"],
        "sideways",
    ),
    (
        "returns no number",
        "return 0/0",
        &["result"],
        "autoscale returned",
    ),
    (
        "returns a function",
        "return autoscale",
        &["result"],
        "function",
    ),
];

async fn start(upstream: &Upstream) -> Gateway {
    let setup = Setup::ecds().workers(2).balanced().policy(GOOD);
    let setup = setup.filter(|config| {
        config["tick_ms"] = json!(50);
        // Little, so that it is spent before the fuel is.
        config["limits"] = json!({"memory_bytes": 131_072});
    });
    let gateway = setup.start(upstream).await;
    gateway.workers_tick(2).await;
    recovered(&gateway).await;
    gateway
}

/// The good policy decides.
async fn recovered(gateway: &Gateway) {
    let good = |app: &Value| app["reason"] == "good" && app["desired_replicas"] == 6;
    gateway.app("the good policy", good).await;
    // On both workers.
    for mut client in [0; 4].map(|_| gateway.internal()) {
        let look = async || {
            client
                .send(&Ask::load("cpu=85"))
                .await
                .hint()
                .map(str::to_owned)
        };
        eventually("a good answer", look, |hint| {
            hint.as_deref() == Some(r#"hold;replicas=6;reason="good""#)
        })
        .await;
    }
}

fn errors(stats: &Stats, kinds: &[&str]) -> u64 {
    let count = |kind: &&str| stats.get(&format!("policy.errors.{kind}"));
    kinds.iter().map(count).sum()
}

#[tokio::test]
async fn no_policy_harms_traffic() {
    const ALL: &[&str] = &["fuel", "memory", "runtime", "result"];
    let upstream = Upstream::start().await;
    let mut gateway = start(&upstream).await;
    let loads =
        [Ask::get("/"), Ask::load("cpu=85")].map(|ask| Load::start(gateway.main(), 4, &ask));
    for (name, body, kinds, told) in HOSTILE {
        let before = gateway.settled().await;
        gateway.update_policy(&format!("function autoscale(metrics)\n{body}\nend"));
        let look = async || gateway.stats().await;
        // On requests of both workers, and on ticks.
        let after = eventually(name, look, |stats| {
            errors(stats, kinds) >= errors(&before, kinds) + 20
        })
        .await;
        let others: Vec<&str> = ALL
            .iter()
            .copied()
            .filter(|kind| !kinds.contains(kind))
            .collect();
        assert_eq!(errors(&after, &others), errors(&before, &others), "{name}");
        for load in &loads {
            load.more(20).await;
        }
        let answer = gateway.internal().send(&Ask::load("cpu=85")).await;
        let hint = answer.hint().expect("a hint");
        // One that spends little by little does not fail each time.
        let fails = |kind: &&str| hint == format!("hold;replicas=6;reason=\"policy {kind}\"");
        let fine = hint == "hold;replicas=6" && name == SAVES_UP;
        assert!(kinds.iter().any(fails) || fine, "{name}: {hint}");
        let held = |app: &Value| {
            let error = app["policy"]["last_error"].as_str().unwrap_or_default();
            app["action"] == "hold" && app["desired_replicas"] == 6 && error.contains(told)
        };
        let app = gateway.app(name, held).await;
        assert_eq!(app["workers_seen"], 3, "{name}");
        gateway.update_policy(GOOD);
        recovered(&gateway).await;
    }
    for load in loads {
        load.stop().await.all_ok();
    }
    // Each VM says at most one line in ten seconds.
    let log = gateway.log();
    let lines = log.matches("holding the last decision").count();
    assert!((1..=60).contains(&lines), "{lines} lines");
    let vms = gateway.settled().await.vms();
    assert_eq!(vms, 3, "a VM was lost");
}

#[tokio::test]
async fn a_policy_that_floods_the_log_is_cut_short() {
    let upstream = Upstream::start().await;
    let mut gateway = start(&upstream).await;
    gateway.update_policy(
        "function autoscale()
          for i = 1, 40 do print('flood ' .. i .. '\\n[critical] forged line') end
          return scale.to(7, 'wet')
        end",
    );
    gateway.app("wet", |app| app["reason"] == "wet").await;
    let outcome = Load::exactly(gateway.main(), 8, 400, &Ask::load("cpu=85")).await;
    outcome.all_ok();
    let dropped = async || gateway.stats().await.get("policy.print_dropped");
    eventually("lines to be dropped", dropped, |lines| *lines > 1_000).await;
    let log = gateway.log();
    let lines = log.lines().filter(|line| line.contains("flood")).count();
    assert!((1..=200).contains(&lines), "{lines} lines");
    assert!(!log.lines().any(|line| line.starts_with("[critical]")));
    gateway.update_policy(GOOD);
    gateway.app("good", |app| app["reason"] == "good").await;
}
