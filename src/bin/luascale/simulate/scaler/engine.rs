//! luascale itself: a worker that also leads, as in an Envoy with one thread,
//! over shared data in memory.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use luascale::fleet::memory::MemoryStore;
use luascale::fleet::replicas;
use luascale::node::{Node, ServiceIndex};
use luascale::plugin::Plugin;
use luascale::time::{Timestamp, to_f64};
use serde_json::{Map, Value, json};

use super::{Autoscaler, Every, Seen};

/// What the service is called in the configuration.
pub(crate) const SERVICE: &str = "app";

/// The filter, and a scaler that polls it.
pub(crate) struct Engine {
    name: String,
    plugin: Rc<Plugin>,
    plugins: Vec<Rc<Plugin>>,
    store: MemoryStore,
    node: Node,
    service: ServiceIndex,
    slots: u32,
    poll: Every,
    reports: BTreeMap<u32, Reporter>,
}

/// What is known of a replica's load reports.
#[derive(Clone, Copy, Debug)]
struct Reporter {
    at: Timestamp,
    busy_us: u64,
    /// It has answered since.
    answered: bool,
}

/// Replicas report with an answer, at most once in this time.
const REPORT_PERIOD: Duration = Duration::from_secs(1);

impl Engine {
    /// `config` is the filter's configuration without its policy.
    pub(crate) fn new(
        name: &str,
        policy: &str,
        mut config: Map<String, Value>,
        slots: u32,
        poll: Duration,
    ) -> Result<Self, String> {
        config.insert("policy".to_owned(), json!(policy));
        let config = Value::Object(config).to_string();
        let plugin = Plugin::new("simulate", config.as_bytes());
        let (plugin, _) = plugin.map_err(|refused| format!("{name}: {refused}"))?;
        let plugin = Rc::new(plugin);
        let mut node = Node::new(1).private();
        let service = node.service(SERVICE.as_bytes(), &plugin);
        Ok(Self {
            name: name.to_owned(),
            plugins: vec![Rc::clone(&plugin)],
            plugin,
            store: MemoryStore::default(),
            node,
            service,
            slots,
            poll: Every::new(poll),
            reports: BTreeMap::new(),
        })
    }

    fn report(&mut self, seen: &Seen<'_>) {
        for replica in seen.replicas.iter().filter(|replica| replica.ready) {
            let now = Reporter {
                at: seen.now,
                busy_us: replica.busy_us,
                answered: false,
            };
            let last = *self.reports.entry(replica.id).or_insert(now);
            let span_us = seen.now.micros_since(last.at);
            if !last.answered || seen.now.since(last.at) < REPORT_PERIOD {
                continue;
            }
            let busy_us = replica.busy_us.saturating_sub(last.busy_us);
            let cpu = 100.0 * to_f64(busy_us) / to_f64(span_us) / f64::from(self.slots);
            let values = vec![("cpu".to_owned(), cpu)];
            let address = format!("replica-{}", replica.id);
            self.node
                .report(self.service, Ok(values), Some(address.as_bytes()), seen.now);
            self.reports.insert(replica.id, now);
        }
        let there = |id: &u32| seen.replicas.iter().any(|replica| replica.id == *id);
        self.reports.retain(|id, _| there(id));
    }
}

impl Autoscaler for Engine {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_baseline(&self) -> bool {
        false
    }

    fn period(&self) -> Duration {
        self.plugin.config.tick
    }

    fn arrived(&mut self, now: Timestamp) {
        self.node.begin(self.service, now);
    }

    fn ended(&mut self, begun: Timestamp, now: Timestamp, replica: Option<u32>) {
        let status = if replica.is_some() { 200 } else { 504 };
        self.node.end(self.service, begun, now, Some(status));
        if let Some(reporter) = replica.and_then(|id| self.reports.get_mut(&id)) {
            reporter.answered = true;
        }
    }

    fn look(&mut self, seen: &Seen<'_>) -> Result<Option<u32>, String> {
        self.report(seen);
        let effects = self.node.tick(seen.now, &self.store, &self.plugins);
        drop(effects);
        self.node.tally.drain().for_each(drop);
        if !self.poll.due(seen.now) {
            return Ok(None);
        }
        let _ = replicas::state(&self.store, SERVICE, seen.ready(), seen.now);
        let service = self.node.snapshot().services.get(SERVICE);
        let decision = service.and_then(|service| service.decision.as_ref());
        if decision.is_none()
            && let Some((_, error)) = service.and_then(|it| it.policy.last_error.as_ref())
        {
            return Err(format!("{}: {error}", self.name));
        }
        Ok(decision.map(|decision| decision.desired))
    }

    fn reason(&self) -> String {
        let service = self.node.snapshot().services.get(SERVICE);
        let decision = service.and_then(|service| service.decision.as_ref());
        decision
            .and_then(|decision| decision.reason.clone())
            .unwrap_or_default()
    }
}
