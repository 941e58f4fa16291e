//! How soon a step of the load shows in the decision.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::{Ask, Reply, Setup, Upstream, eventually};

/// Ten in flight per replica: those of the shorter window, or of this moment
/// where they are more. The policy counts its own ticks, and tells in which of
/// them it first saw all of the step.
const POLICY: &str = "
local tick, seen = 0, 0
function autoscale(metrics, request)
  if request then return end
  tick = tick + 1
  local busy = math.max(metrics.panic.concurrency or 0, metrics.inflight or 0)
  if seen == 0 and busy >= 100 then seen = tick end
  local demand = busy / 10
  return {replicas = demand, demand = demand, scope = 'share', reason = tick .. ' ' .. seen}
end";

/// The numbers in the reason: this tick, and that of the step.
fn ticks(app: &Value) -> (u64, u64) {
    let mut numbers = app["reason"].as_str().unwrap_or_default().split(' ');
    let mut next = || numbers.next().and_then(|number| number.parse().ok());
    (next().unwrap_or(0), next().unwrap_or(0))
}

#[tokio::test]
async fn ten_times_the_load_shows_within_two_ticks() {
    let gate = Arc::new(Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let upstream = Upstream::answering(move |_| Reply {
        gate: Some(Arc::clone(&waiting)),
        ..Reply::default()
    })
    .await;
    // The guard rails are those of Kubernetes, by default.
    let setup = Setup::fixed().patient().guarded_policy(POLICY, &json!({}));
    let setup = setup.filter(|config| {
        // Long ticks: a busy machine may delay a thread, but not for that long.
        config["tick_ms"] = json!(1000);
        config["services"]["app"]["max_replicas"] = json!(100);
    });
    let gateway = setup.start(&upstream).await;
    let mut requests = JoinSet::new();
    let mut hold = |count: usize| {
        for _ in 0..count {
            let mut client = gateway.internal();
            requests.spawn(async move { client.send(&Ask::get("/")).await.status });
        }
    };
    let inflight = async |count: u64| {
        let stat = "cluster.app.upstream_rq_active";
        let look = async || gateway.envoy_stats(stat).await.into_values().sum::<u64>();
        eventually("all requests at the upstream", look, |active| {
            *active == count
        })
        .await
    };
    hold(10);
    inflight(10).await;
    let before = gateway
        .app("one replica for ten in flight", |app| {
            // The panic window is full of them.
            let busy = app["metrics"]["panic"]["concurrency"].as_f64();
            busy.is_some_and(|busy| (9.9..10.1).contains(&busy)) && ticks(app).0 > 8
        })
        .await;
    assert_eq!(
        (before["desired_replicas"].clone(), ticks(&before).1),
        (json!(1), 0)
    );
    hold(90);
    inflight(100).await;
    // From here on, worker and leader know of it with their next tick.
    let (at, _) = ticks(&gateway.service("app").await.json());
    let after = gateway.app("the step", |app| ticks(app).1 > 0).await;
    let (_, seen) = ticks(&after);
    assert!(seen <= at + 2, "seen in tick {seen}, after tick {at}");
    // It is a decision, and no worse for the guard rails. No word on the action:
    // where the tick before saw a part of the step, that one went up, and this
    // one holds what the guard rails allow.
    let desired = after["desired_replicas"].as_u64();
    assert!(desired >= Some(5), "{after}");
    assert_eq!(after["demand"], 10.0);
    gate.close();
    while let Some(status) = requests.join_next().await {
        assert_eq!(status.expect("no panic"), 200);
    }
}
