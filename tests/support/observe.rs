//! What Envoy and the filter say about themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::client::{Answer, Ask, Client};
use super::eventually::eventually;
use super::gateway::Gateway;

/// Prefix of the filter's stats in Envoy.
const PREFIX: &str = "wasmcustom.luascale.";

/// The filter's stats by their names below the prefix; one that was never
/// written is 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stats(BTreeMap<String, u64>);

impl Stats {
    pub(crate) fn get(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or(0)
    }

    /// How many VMs there have been. One that creates a slot at the same moment
    /// as another, as may happen when Envoy starts, loses it and takes another.
    pub(crate) fn vms(&self) -> u64 {
        self.get("slots.claimed") - self.get("slots.lost")
    }
}

impl Gateway {
    /// The status route of a service, on a connection of its own.
    pub(crate) async fn service(&self, name: &str) -> Answer {
        let path = format!("/-/luascale/v1/services/{name}");
        Client::internal(self.status()).send(&Ask::get(&path)).await
    }

    /// The JSON of a service, as soon as there was a decision.
    pub(crate) async fn decided(&self, name: &str) -> Value {
        let decided = eventually(
            "a decision",
            async || self.service(name).await,
            |answer| answer.status == 200,
        );
        decided.await.json()
    }

    /// The JSON of the service `app` once it is `right`; null where there is
    /// none.
    pub(crate) async fn app(&self, expected: &str, right: impl Fn(&Value) -> bool) -> Value {
        let look = async || {
            let answer = self.service("app").await;
            serde_json::from_slice(&answer.body).unwrap_or_default()
        };
        eventually(expected, look, right).await
    }

    /// The filter's stats.
    pub(crate) async fn stats(&self) -> Stats {
        let stats = self.envoy_stats("wasmcustom%5C.luascale").await;
        let ours = stats
            .into_iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value)));
        Stats(ours.collect())
    }

    /// Envoy's stats whose names match a regular expression (percent-encoded).
    pub(crate) async fn envoy_stats(&self, filter: &str) -> BTreeMap<String, u64> {
        let path = format!("/stats?format=json&filter={filter}");
        let answer = Client::internal(self.admin)
            .send(&Ask::get(&path))
            .await
            .json();
        let stats = answer["stats"].as_array().expect("a list of stats").iter();
        let named = stats
            .filter_map(|stat| Some((stat["name"].as_str()?.to_owned(), stat["value"].as_u64()?)));
        named.collect()
    }

    /// Waits until a counter has grown by `by` since `before`, and sees that
    /// it has not grown by more.
    pub(crate) async fn grown(&self, name: &str, before: &Stats, by: u64) {
        let goal = before.get(name) + by;
        let expected = format!("{name} to grow from {} to {goal}", before.get(name));
        let look = async || self.stats().await.get(name);
        let seen = eventually(&expected, look, |seen| *seen >= goal).await;
        assert_eq!(seen, goal, "{expected}");
    }

    /// The filter's stats after all that was counted so far has been carried
    /// over to Envoy, which each VM does in its tick.
    pub(crate) async fn settled(&self) -> Stats {
        let now = self.stats().await;
        // Four ticks of each, so that none of them is missing.
        let goal = now.get("heartbeat") + 4 * now.get("workers_seen");
        let look = async || self.stats().await;
        eventually("some ticks", look, |stats| stats.get("heartbeat") >= goal).await
    }

    /// Waits until every worker, and the main thread, has ticked.
    pub(crate) async fn workers_tick(&self, workers: u64) {
        let look = async || self.stats().await.get("workers_seen");
        eventually("all VMs to tick", look, |seen| *seen == workers + 1).await;
    }

    /// Has Envoy log every call between it and the wasm from now on.
    pub(crate) async fn trace_wasm(&self) {
        self.trace("wasm").await;
    }

    /// Has a component of Envoy log all it does from now on.
    pub(crate) async fn trace(&self, component: &str) {
        let ask = Ask::with_method("POST", &format!("/logging?{component}=trace"));
        let answer = Client::internal(self.admin).send(&ask).await;
        assert_eq!(answer.status, 200);
    }

    /// What Envoy has logged so far.
    pub(crate) fn log(&self) -> String {
        self.envoy.log()
    }

    /// Id of Envoy's process.
    pub(crate) fn process(&self) -> u32 {
        self.envoy.id()
    }
}
