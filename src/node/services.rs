//! The services that this VM has seen.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use super::remembered::Remembered;
use super::tokens::ServiceTokens;
use crate::config::{Config, ServiceConfig};
use crate::fleet::reports::ReplicaReports;
use crate::fleet::round::Round;
use crate::fleet::slot::{LoadReport, ServiceRecord, Totals, shard_of};
use crate::recommendation::Action;
use crate::service_name;
use crate::time::Timestamp;
use crate::window::Observations;

/// Where everything goes that has no place of its own: services beyond
/// `limits.max_services`, names from requests that are not configured.
pub const OTHER: &str = "other";

/// A service in this VM; stays valid as long as the VM lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceIndex(usize);

/// One service on this worker.
#[derive(Debug)]
pub struct Service {
    /// Name for people.
    pub name: String,
    /// The shard of a slot that it lies in.
    pub(super) shard: usize,
    /// Plugin whose requests brought it here.
    pub plugin: String,
    /// Policy that the route's metadata named first.
    pub route_policy: Option<String>,
    /// What was seen.
    pub seen: Observations,
    /// Hints and evaluations; requests are counted in `seen`.
    counts: Totals,
    /// Counters of the slot's former owner.
    inherited: Totals,
    /// Counters that another VM inherited from us.
    handed_on: Totals,
    /// Counters as last written to shared data.
    pub(super) written: Totals,
    /// What models told in its responses; `None` where none did.
    pub(super) tokens: Option<Box<ServiceTokens>>,
    /// What requests stated about the load: the newest.
    pub report: Option<LoadReport>,
    /// What its replicas reported.
    pub(super) replicas: Option<Rc<ReplicaReports>>,
    /// Endpoints that Envoy has for it, and when that was read.
    pub(super) endpoints: Option<(Timestamp, u32)>,
    /// They were not read since the last tick.
    pub(super) endpoints_due: bool,
    /// The newest policy error on a request.
    pub last_error: Option<(Timestamp, String)>,
    /// The hint for requests that bring no news; `None` before a decision.
    pub hint: Option<(Action, String)>,
    /// What is remembered for its policy, as the leader kept it last.
    pub(super) remembered: Remembered,
    /// Something changed since the last write.
    pub(super) touched: bool,
}

impl Service {
    /// Counters to publish: each request once, whoever had the slot.
    pub fn totals(&self) -> Totals {
        let own = Totals {
            requests: self.seen.requests_total(),
            errors: self.seen.errors_total(),
            inflight_us: self.seen.inflight_us_total(),
            latency: self.seen.latency_totals(),
            ..self.counts
        };
        own.plus(self.inherited).minus(self.handed_on)
    }

    /// Another VM took the slot, with what we wrote last.
    pub(super) fn hand_on(&mut self) {
        self.handed_on = self.handed_on.plus(self.written);
        self.written = Totals::default();
        if let Some(tokens) = &mut self.tokens {
            tokens.hand_on();
        }
        self.touched = true;
    }

    /// A configuration is in force.
    pub(super) fn configure(&mut self, settings: &ServiceConfig) {
        self.seen.set_windows(settings.windows);
        if let Some(tokens) = &mut self.tokens {
            tokens.set_windows(settings.windows);
            // Nobody counts any more: zeros that stay would be a lie.
            if settings.tokens.is_none() && !tokens.is_busy() {
                self.tokens = None;
                self.touched = true;
            }
        }
    }

    /// Counts a hint that was given.
    pub fn count_hint(&mut self, action: Action) {
        let counter = match action {
            Action::Up => &mut self.counts.hints_up,
            Action::Down => &mut self.counts.hints_down,
            Action::Hold => &mut self.counts.hints_hold,
        };
        *counter = counter.saturating_add(1);
        self.touched = true;
    }

    /// Counts an evaluation on a request.
    pub fn count_evaluation(&mut self, failed: bool) {
        self.counts.evaluations = self.counts.evaluations.saturating_add(1);
        self.counts.policy_errors = self.counts.policy_errors.saturating_add(u64::from(failed));
        self.touched = true;
    }

    /// Whether shared data would change if it were written.
    pub(super) fn is_dirty(&mut self, now: Timestamp) -> bool {
        if self.touched {
            return true;
        }
        self.seen.settle(now);
        // As long as there is something in the window, time alone changes it.
        let stable = self.seen.stable(now);
        self.touched || self.seen.inflight() > 0 || stable.arrivals > 0 || stable.inflight_us > 0
    }

    /// How much its replicas' reports take.
    pub(super) fn reports_weight(&self) -> usize {
        let replicas = self.replicas.as_ref();
        replicas.map_or(0, |replicas| replicas.weight())
    }

    /// Forgets reports of replicas that are older than `ttl`.
    pub(super) fn forget_reports(&mut self, now: Timestamp, ttl: Duration) {
        let Some(replicas) = &mut self.replicas else {
            return;
        };
        if replicas.is_stale(now, ttl) {
            Rc::make_mut(replicas).forget(now, ttl);
            self.touched = true;
        }
        if replicas.is_empty() {
            self.replicas = None;
        }
    }

    pub(super) fn record(&mut self, now: Timestamp) -> ServiceRecord {
        self.seen.settle(now);
        self.touched = false;
        self.written = self.totals();
        ServiceRecord {
            name: self.name.clone(),
            plugin: self.plugin.clone(),
            policy: self.route_policy.clone(),
            totals: self.written,
            inflight: self.seen.inflight(),
            inflight_peak: self.seen.peak(),
            stable: self.seen.stable(now),
            panic: self.seen.panic(now),
            stable_latency: self.seen.stable_latency(now),
            panic_latency: self.seen.panic_latency(now),
            tokens: self
                .tokens
                .as_mut()
                .map(|tokens| Rc::new(tokens.record(now))),
            report: self.report.clone(),
            replicas: self.replicas.clone(),
            endpoints: self.endpoints,
            last_error: self.last_error.clone(),
        }
    }
}

/// All services of this VM. None is ever removed; their number is bounded.
#[derive(Debug, Default)]
pub(super) struct Services {
    by_name: HashMap<Vec<u8>, ServiceIndex>,
    list: Vec<Service>,
    /// Whose turn it is in this tick.
    pub(super) round: Round,
}

impl Services {
    /// The service of this name, new where it was never seen. Gives `true`
    /// beside it where there was no place left for it.
    pub(super) fn find_or_add(
        &mut self,
        name: &[u8],
        plugin: &str,
        config: &Config,
    ) -> (ServiceIndex, bool) {
        if let Some(known) = self.by_name.get(name) {
            return (*known, false);
        }
        let full = self.list.len() >= config.limits.max_services && name != OTHER.as_bytes();
        if full {
            return (self.find_or_add(OTHER.as_bytes(), plugin, config).0, true);
        }
        let display = service_name::display(name);
        let index = ServiceIndex(self.list.len());
        self.list.push(Service {
            seen: Observations::new(config.service(&display).windows),
            shard: shard_of(&display),
            name: display,
            plugin: plugin.to_owned(),
            route_policy: None,
            counts: Totals::default(),
            inherited: Totals::default(),
            handed_on: Totals::default(),
            written: Totals::default(),
            tokens: None,
            report: None,
            replicas: None,
            endpoints: None,
            endpoints_due: true,
            last_error: None,
            hint: None,
            remembered: Remembered::default(),
            touched: false,
        });
        self.by_name.insert(name.to_vec(), index);
        (index, false)
    }

    /// Takes over the counters of the slot's former owner.
    pub(super) fn inherit(&mut self, record: ServiceRecord, config: &Config) {
        let (index, _) = self.find_or_add(record.name.as_bytes(), &record.plugin, config);
        if let Some(service) = self.get_mut(index) {
            service.inherited = service.inherited.plus(record.totals);
            if let Some(tokens) = &record.tokens {
                service.inherit_tokens(tokens);
            }
            if service.report.is_none() {
                service.report = record.report;
            }
            if service.replicas.is_none() {
                service.replicas = record.replicas;
            }
            service.touched = true;
        }
    }

    /// A service, to read.
    pub(super) fn get(&self, index: ServiceIndex) -> Option<&Service> {
        self.list.get(index.0)
    }

    /// A service, to change.
    pub(super) fn get_mut(&mut self, index: ServiceIndex) -> Option<&mut Service> {
        self.list.get_mut(index.0)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// All services.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Service> {
        self.list.iter_mut()
    }
}
