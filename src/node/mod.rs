//! One VM's part in the whole: what it has seen, its slot, its turn as leader,
//! and the answers it gives.
//!
//! A node outlives configurations: an update changes the plugins that it is
//! called with, not what it knows. It touches the world through
//! [`SharedData`] and [`Effects`] alone, so that a test can run a whole Envoy
//! of nodes over a store in memory.

mod leader;
mod publish;
mod remembered;
mod replicas;
mod request;
mod seen;
mod services;
mod shadow;
mod slot_writer;
mod tokens;
mod verdict;

#[cfg(test)]
mod tests;

use std::rc::Rc;
use std::time::Duration;

use log::Level;

pub(crate) use publish::service_id;
pub use request::Answer;
pub use services::{OTHER, Service, ServiceIndex};

use self::leader::{Leader, Surroundings};
use self::seen::Seen;
use self::services::Services;
use self::slot_writer::SlotWriter;
use crate::effects::Effects;
use crate::fleet::generation;
use crate::fleet::lease::{self, Candidate, Hold};
use crate::fleet::slot::SHARDS;
use crate::fleet::snapshot::Snapshot;
use crate::fleet::store::SharedData;
use crate::hint::Hint;
use crate::log_gate::LogGate;
use crate::plugin::Plugin;
use crate::push::{self, Outcome};
use crate::recommendation::Action;
use crate::stats::{Counter, Tally};
use crate::time::Timestamp;

/// Lines of `print` that reach the log.
const PRINT_LINES: u32 = 20;
/// With no leader for so long, the record of what is in force is believed no
/// more: whoever it names is not there.
const LEADERLESS: Duration = Duration::from_secs(10);
/// Period of the log's gates: a policy error is told at most once in it.
const LOG_PERIOD: Duration = Duration::from_secs(10);

/// The state of one VM.
#[derive(Debug)]
pub struct Node {
    token: u64,
    serves: bool,
    /// Nobody else reads its shared data.
    is_private: bool,
    services: Services,
    slot: SlotWriter,
    /// Of all that replicas reported.
    reports_weight: usize,
    leader: Leader,
    /// Since when nobody has led, as far as a VM knows that is not in force.
    leaderless: Option<Timestamp>,
    seen: Seen,
    prints: LogGate,
    errors: LogGate,
    push_faults: LogGate,
    /// What was counted since the last tick.
    pub tally: Tally,
}

impl Node {
    /// A VM that has seen nothing. `token` is drawn at random and tells it
    /// from all others.
    pub fn new(token: u64) -> Self {
        Self {
            token,
            serves: false,
            is_private: false,
            services: Services::default(),
            slot: SlotWriter::new(token),
            reports_weight: 0,
            leader: Leader::default(),
            leaderless: None,
            seen: Seen::default(),
            prints: LogGate::new(PRINT_LINES, LOG_PERIOD),
            errors: LogGate::new(1, LOG_PERIOD),
            push_faults: LogGate::new(1, LOG_PERIOD),
            tally: Tally::default(),
        }
    }

    /// A VM whose shared data nobody else reads, as in a simulation: it writes no
    /// JSON there.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.is_private = true;
        self
    }

    /// One tick. `plugins` are the newest configurations in this VM, by key.
    pub fn tick(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        plugins: &[Rc<Plugin>],
    ) -> Effects {
        let mut effects = Effects::default();
        self.tally.add(Counter::Heartbeat, 1);
        let Some(first) = plugins.first() else {
            return effects;
        };
        self.reports_weight = 0;
        let known = self.seen.snapshot.services.len().max(self.services.len());
        let round = self.services.round.next(known);
        self.services.round = round;
        for service in self.services.iter_mut() {
            self.reports_weight = self.reports_weight.saturating_add(service.reports_weight());
            if !round.includes(service.shard) {
                continue;
            }
            let owner = plugins
                .iter()
                .find(|plugin| plugin.key == service.plugin)
                .unwrap_or(first);
            let settings = owner.config.service(&service.name);
            service.configure(settings);
            service.endpoints_due = true;
            service.forget_reports(now, owner.config.load_report_ttl);
        }
        self.slot.write(
            now,
            store,
            &mut self.services,
            &first.config,
            self.serves,
            &mut self.tally,
        );
        let tick = plugins
            .iter()
            .map(|plugin| plugin.config.tick)
            .min()
            .unwrap_or(first.config.tick);
        let candidate = Candidate {
            token: self.token,
            serves: self.serves,
            ttl: lease::ttl(tick),
        };
        // A VM that an update has not reached yet must not decide by the old
        // configuration.
        let mut all_in_force = true;
        for plugin in plugins {
            // Each of them claims its generation in its first tick.
            all_in_force &= in_force(store, plugin);
        }
        if all_in_force {
            self.leaderless = None;
        } else {
            lease::hand_over(store, now, candidate, None);
            self.claim_where_nobody_leads(now, store, candidate.ttl, plugins);
        }
        let hold = all_in_force.then(|| lease::acquire(store, now, candidate));
        if let Some(hold) = hold.flatten() {
            if hold == Hold::Taken {
                // Of what happened since it stalled, it knows nothing.
                self.leader.rest();
            }
            let idle = self.leader.lead(Surroundings {
                now,
                seen: &mut self.seen,
                tick,
                store,
                is_private: self.is_private,
                plugins,
                services: &mut self.services,
                tally: &mut self.tally,
                effects: &mut effects,
                prints: &mut self.prints,
                errors: &mut self.errors,
            });
            if self.serves && idle.is_some() {
                lease::hand_over(store, now, candidate, idle);
            }
        } else if self.leader.rest() {
            self.seen.read_all(store);
        } else {
            self.seen.read(store);
        }
        let changed = self.seen.take_changed();
        self.refresh_hints(changed);
        self.remember(store, plugins);
        for plugin in plugins {
            plugin.collect_garbage();
        }
        effects
    }

    /// A generation that nobody acts for cannot be in force: its VMs are gone,
    /// or somebody else wrote that record. Claims anew, in the next tick.
    fn claim_where_nobody_leads(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        ttl: Duration,
        plugins: &[Rc<Plugin>],
    ) {
        if !lease::is_vacant(store, now, ttl) {
            self.leaderless = None;
            return;
        }
        let since = self.leaderless.get_or_insert(now);
        // A clock that stepped back must not make the wait longer.
        *since = now.min(*since);
        if now.since(*since) >= LEADERLESS {
            self.leaderless = None;
            for plugin in plugins {
                plugin.claimed.set(None);
            }
        }
    }

    /// Reads what the leader said last.
    pub fn read_snapshot(&mut self, store: &dyn SharedData) {
        self.seen.read(store);
    }

    /// Whether this VM led at its last tick.
    #[cfg(feature = "faults")]
    pub fn is_leading(&self) -> bool {
        self.leader.is_leading()
    }

    /// All services, as the leader said last.
    pub fn snapshot(&self) -> &Snapshot {
        &self.seen.snapshot
    }

    /// A push that this VM was to make has ended. Gives a line for the log.
    pub fn pushed(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        service: &str,
        sequence: u64,
        outcome: Outcome,
    ) -> Option<(Level, String)> {
        push::answered(store, service, sequence, outcome, now, &mut self.tally)
            .filter(|_| self.push_faults.admit(now))
    }

    /// This VM is about to end: the last configuration is gone.
    pub fn leave(&mut self, now: Timestamp, store: &dyn SharedData) {
        self.slot.leave(now, store, &mut self.services);
        let me = Candidate {
            token: self.token,
            serves: self.serves,
            ttl: Duration::ZERO,
        };
        lease::hand_over(store, now, me, None);
    }

    /// Reads what evaluations on requests remember, where there are requests and
    /// the policy asks for it.
    fn remember(&mut self, store: &dyn SharedData, plugins: &[Rc<Plugin>]) {
        if !self.serves {
            return;
        }
        let round = self.services.round;
        let services = self.services.iter_mut();
        for service in services.filter(|service| round.includes(service.shard)) {
            let Some(plugin) = plugins.iter().find(|plugin| plugin.key == service.plugin) else {
                continue;
            };
            let policy = plugin.policy_name(&service.name, service.route_policy.as_deref());
            if plugin.with_policy(policy, |policy| policy.remembers()) == Some(true) {
                service.remembered.read(store, &service.name);
            }
        }
    }

    /// Writes the hints of requests that bring no news: once per decision, not
    /// once per request, and where there are requests.
    fn refresh_hints(&mut self, changed: [bool; SHARDS]) {
        if !self.serves {
            return;
        }
        for service in self.services.iter_mut() {
            if changed.get(service.shard) == Some(&true) {
                service.hint = standing_hint(&self.seen.snapshot, &service.name);
            }
        }
    }
}

/// What the last decision on a service says to requests that bring no news.
fn standing_hint(snapshot: &Snapshot, service: &str) -> Option<(Action, String)> {
    let decision = snapshot.services.get(service)?.decision.as_ref()?;
    let hint = Hint {
        action: decision.action,
        replicas: Some(decision.desired),
        scale_type: None,
        reason: decision.reason.clone(),
    };
    Some((decision.action, hint.encode()))
}

/// Whether a configuration is the newest of its plugin over all VMs. Claims
/// that in its first tick.
fn in_force(store: &dyn SharedData, plugin: &Plugin) -> bool {
    if plugin.claimed.get().is_none() {
        plugin
            .claimed
            .set(generation::claim(store, &plugin.key, plugin.fingerprint));
    }
    match generation::read(store, &plugin.key) {
        Some(newest) if newest.fingerprint == plugin.fingerprint => {
            plugin.claimed.set(Some(newest.number));
            true
        }
        // Foreign bytes: claim anew at the next tick.
        None => {
            plugin.claimed.set(None);
            false
        }
        Some(_) => false,
    }
}
