//! What the leader does each tick: merge the slots, run the policies, decide,
//! tell.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::time::Duration;

use super::publish::Publisher;
use super::seen::Seen;
use super::services::Services;
use super::shadow::Shadows;
use super::verdict;
use crate::decision::{Circumstances, Decision};
use crate::effects::Effects;
use crate::fleet::kept::Keeper;
use crate::fleet::merge::{Merged, Presence};
use crate::fleet::record;
use crate::fleet::replicas::{ReplicasReader, ReplicasSource};
use crate::fleet::slot::{
    MAX_WORKERS, SHARDS, ServiceRecord, Shard, SlotHeader, header_key, shard_key, shard_of,
};
use crate::fleet::snapshot::{EPOCH_KEY, Peaks, PolicyStatus, ServiceSnapshot, Shadow};
use crate::fleet::store::SharedData;
use crate::history::Moment;
use crate::log_gate::LogGate;
use crate::metrics::Metrics;
use crate::plugin::Plugin;
use crate::policy::{self, Occasion, PolicyFailure};
use crate::push::Pusher;
use crate::recommendation::Recommendation;
use crate::standing::{self, Standing};
use crate::stats::{Counter, Tally};
use crate::time::{Timestamp, micros};

/// A policy that spends its fuel on a service three times in a row is asked
/// less and less often, down to once in this time.
const MAX_BACKOFF: Duration = Duration::from_secs(10);
const PATIENCE: u32 = 3;
/// A slot that was not written for so many ticks is silent.
const SILENT_TICKS: u32 = 8;

/// Slots are taken in order, the first free one first, so that behind a missing
/// one there are none. Somebody else may have emptied some: so many in a row are
/// looked past.
const HOLES: u32 = 4;

/// What the leader remembers of a service.
#[derive(Debug)]
pub(super) struct Memory {
    /// What outlives this leader.
    keeper: Keeper,
    standing: Standing,
    last_error: Option<(Timestamp, String)>,
    /// What the policy beside the one that decides said last.
    pub(super) shadow: Option<Shadow>,
    /// What the second policy's evaluations leave for the next one; gone with
    /// this leader.
    pub(super) shadow_memory: policy::Memory,
    fuel_failures: u32,
    asleep_until: Timestamp,
}

/// A shard as it was read: token and version tell whether it still holds.
type CachedShard = (u64, u32, Vec<ServiceRecord>);

/// The leader's part of a node; idle in the others.
#[derive(Debug, Default)]
pub(super) struct Leader {
    shards: HashMap<(u16, usize), CachedShard>,
    memory: BTreeMap<String, Memory>,
    replicas: ReplicasReader,
    /// The service to begin with, by turn, where a tick's fuel did not reach
    /// all.
    next: [Option<String>; SHARDS],
    shadows: Shadows,
    publisher: Publisher,
    pusher: Pusher,
    leading: bool,
}

/// What a leader's tick works with.
pub(super) struct Surroundings<'a> {
    pub(super) now: Timestamp,
    /// What is told to everybody.
    pub(super) seen: &'a mut Seen,
    pub(super) tick: Duration,
    pub(super) store: &'a dyn SharedData,
    /// Nobody else reads it.
    pub(super) is_private: bool,
    pub(super) plugins: &'a [Rc<Plugin>],
    /// This VM's own services: the leader's evaluations are counted there, so
    /// that they outlive it like all counters.
    pub(super) services: &'a mut Services,
    pub(super) tally: &'a mut Tally,
    pub(super) effects: &'a mut Effects,
    pub(super) prints: &'a mut LogGate,
    pub(super) errors: &'a mut LogGate,
}

impl Surroundings<'_> {
    fn voice(&mut self) -> verdict::Voice<'_> {
        verdict::Voice {
            now: self.now,
            tally: self.tally,
            prints: self.prints,
            errors: self.errors,
            logs: &mut self.effects.logs,
        }
    }
}

/// The workers' slots, added up.
#[derive(Debug, Default)]
struct Fleet {
    services: BTreeMap<String, Merged>,
    seen: u16,
    expected: u16,
    /// A VM that serves no requests: the better leader.
    idle: Option<u64>,
}

impl Leader {
    /// Somebody else leads. Gives whether that is news.
    pub(super) fn rest(&mut self) -> bool {
        let led = self.leading;
        if led {
            *self = Self::default();
        }
        led
    }

    /// Whether the last tick led.
    #[cfg(any(test, feature = "faults"))]
    pub(super) fn is_leading(&self) -> bool {
        self.leading
    }

    /// Leads for one tick. Gives the token of a VM that serves no requests,
    /// where there is one.
    pub(super) fn lead(&mut self, mut around: Surroundings<'_>) -> Option<u64> {
        if !self.leading {
            self.leading = true;
            self.adopt(&mut around);
        }
        self.replicas.refresh(around.store);
        let fleet = self.gather(&around);
        let snapshot = &mut around.seen.snapshot;
        snapshot.written = around.now;
        snapshot.epoch = epoch(around.store, around.now);
        snapshot.workers_seen = fleet.seen;
        snapshot.workers_expected = fleet.expected;
        self.decide_all(&fleet, &mut around);
        around.seen.write(around.services.round, around.store);
        self.publisher.publish(&mut around);
        let pushes = self.pusher.tick(
            around.now,
            around.store,
            &around.seen.snapshot,
            around.plugins,
            around.tally,
        );
        around.effects.pushes.extend(pushes);
        fleet.idle
    }

    /// Goes on where the last leader stopped.
    fn adopt(&mut self, around: &mut Surroundings<'_>) {
        around.tally.add(Counter::LeaderElected, 1);
        around.seen.read_all(around.store);
        for (name, service) in &around.seen.snapshot.services {
            let mut memory = Memory::adopt(around.store, name);
            let decision = service.decision.clone();
            memory.standing.decision = decision.filter(|decision| decision.demand.is_finite());
            memory.last_error.clone_from(&service.policy.last_error);
            self.memory.insert(name.clone(), memory);
        }
    }

    fn gather(&mut self, around: &Surroundings<'_>) -> Fleet {
        let silent_us = micros(around.tick.saturating_mul(SILENT_TICKS)).max(2_000_000);
        let mut fleet = Fleet::default();
        let mut missing = 0;
        for worker in 0..MAX_WORKERS {
            let Some(entry) = around.store.get(&header_key(worker)) else {
                missing += 1;
                if missing > HOLES {
                    break;
                }
                continue;
            };
            missing = 0;
            let Some(header) = record::decode::<SlotHeader>(&entry.value) else {
                continue;
            };
            let age_us = around.now.micros_since(header.written);
            let presence = if header.gone {
                Presence::Gone { age_us }
            } else if age_us > silent_us {
                Presence::Silent { age_us }
            } else {
                Presence::Fresh
            };
            if !header.gone {
                fleet.expected = fleet.expected.saturating_add(1);
            }
            if presence == Presence::Fresh {
                fleet.seen = fleet.seen.saturating_add(1);
                if !header.serves {
                    fleet.idle = fleet.idle.or(Some(header.token));
                }
            }
            for shard in (0..SHARDS).filter(|shard| around.services.round.includes(*shard)) {
                for service in self.read_shard(around.store, worker, shard, &header) {
                    let windows = around
                        .plugins
                        .iter()
                        .find(|plugin| plugin.key == service.plugin)
                        .or(around.plugins.first())
                        .map(|plugin| plugin.config.service(&service.name).windows);
                    let stable_us = windows.map_or(60_000_000, |windows| micros(windows.stable));
                    fleet
                        .services
                        .entry(service.name.clone())
                        .or_default()
                        .add(service, presence, stable_us);
                }
            }
        }
        fleet
    }

    /// A shard of a worker, read from shared data only where it changed.
    fn read_shard(
        &mut self,
        store: &dyn SharedData,
        worker: u16,
        shard: usize,
        header: &SlotHeader,
    ) -> &[ServiceRecord] {
        let version = header.shards.get(shard).copied().unwrap_or(0);
        if version == 0 {
            return &[];
        }
        let cached = self.shards.entry((worker, shard)).or_default();
        if (cached.0, cached.1) != (header.token, version) {
            let read = store
                .get(&shard_key(worker, shard))
                .and_then(|entry| record::decode::<Shard>(&entry.value))
                .filter(|read| read.token == header.token);
            if let Some(read) = read {
                *cached = (header.token, version, read.services);
            } else if cached.0 != header.token {
                cached.2.clear();
            }
        }
        &cached.2
    }

    /// Decides on the services that have their turn.
    fn decide_all(&mut self, fleet: &Fleet, around: &mut Surroundings<'_>) {
        let quiet = Merged::default();
        let configured = around
            .plugins
            .iter()
            .flat_map(|plugin| plugin.config.services.keys());
        let names: Vec<String> = fleet
            .services
            .keys()
            .chain(configured)
            .chain(self.memory.keys())
            .filter(|name| around.services.round.includes(shard_of(name)))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .cloned()
            .collect();
        // The rest of the last time comes first.
        let turn = around.services.round.turn();
        let next = self.next.get_mut(turn).and_then(Option::take);
        let start = next.map_or(0, |next| names.partition_point(|name| *name < next));
        let (later, first) = names.split_at_checked(start).unwrap_or((&[], &names));
        let mut fuel_left = around
            .plugins
            .iter()
            .map(|plugin| plugin.config.limits.tick_total_fuel)
            .max()
            .unwrap_or(0);
        let mut gone = Vec::new();
        for name in first.iter().chain(later) {
            let merged = fleet.services.get(name).unwrap_or(&quiet);
            let Some(plugin) = owner(around.plugins, merged, name).cloned() else {
                gone.push(name);
                continue;
            };
            if fuel_left == 0 {
                begin_with(&mut self.next, turn, name);
            }
            let service = self.service(name, merged, &plugin, &mut fuel_left, around);
            around.seen.snapshot.services.insert(name.clone(), service);
        }
        around.seen.forget(&gone);
        self.shadows.ask(names, &mut self.memory, fuel_left, around);
    }

    /// Evaluates and decides one service.
    fn service(
        &mut self,
        name: &str,
        merged: &Merged,
        plugin: &Plugin,
        fuel_left: &mut u32,
        around: &mut Surroundings<'_>,
    ) -> ServiceSnapshot {
        let now = around.now;
        let memory = self
            .memory
            .entry(name.to_owned())
            .or_insert_with(|| Memory::adopt(around.store, name));
        let busy = merged.inflight > 0 || merged.partial;
        let requests = merged.totals.requests;
        memory.keeper.kept.idle.look(requests, busy, now);
        let settings = plugin.config.service(name);
        let bounds = standing::bounds(settings);
        let mut metrics = merged.metrics(now, plugin.config.load_report_ttl);
        let ttl = plugin.config.replicas_ttl;
        let current = match settings.replicas_from {
            ReplicasSource::Scaler => self.replicas.known().current(name, ttl, now),
            ReplicasSource::Endpoints => merged.endpoints(now, ttl),
        };
        let running = current.map(|current| current.replicas);
        let last = memory.standing.decision.as_ref();
        let known = standing::known(bounds, last, running);
        metrics.values.extend(known);
        let policy_name = plugin.policy_name(name, merged.policy.as_deref());
        if now < memory.asleep_until {
            around.tally.add(Counter::PolicyBackoff, 1);
        } else if *fuel_left > 0 {
            let circumstances = Circumstances {
                last,
                current: running,
                bounds,
                behavior: &settings.behavior,
                dry_run: settings.dry_run,
                partial: merged.partial,
                now,
            };
            let budget = plugin.config.limits.tick_fuel.min(*fuel_left);
            let occasion = Occasion {
                request: None,
                fuel: budget,
                now,
                utc_offset_minutes: plugin.config.utc_offset_minutes,
                stable_window: settings.windows.stable,
                memory: &mut memory.keeper.kept.policy,
            };
            around.tally.add(Counter::TickEvaluations, 1);
            let (outcome, spent) = evaluate(plugin, policy_name, &metrics, occasion, around);
            *fuel_left = fuel_left.saturating_sub(spent);
            if is_cut_short(&outcome, budget, plugin) {
                // Its turn comes first in the next tick, with all its fuel.
                *fuel_left = 0;
                begin_with(&mut self.next, around.services.round.turn(), name);
            } else {
                let failed = matches!(&outcome, Err(failure) if !failure.is_no_data());
                if let Err(failure) = &outcome {
                    around.voice().fail(name, failure);
                }
                let kept = &mut memory.keeper.kept;
                let outcome = standing::judge(outcome, settings, &metrics, circumstances, kept);
                let (own, _) =
                    around
                        .services
                        .find_or_add(name.as_bytes(), &plugin.key, &plugin.config);
                if let Some(own) = around.services.get_mut(own) {
                    own.count_evaluation(failed);
                }
                memory.note(outcome, now, around.tick);
            }
        }
        let rails = &memory.keeper.kept.behavior;
        memory.standing.measure(rails, settings, now);
        let peaks = memory.remember(&metrics, running, now);
        memory.keeper.keep(around.store, now);
        let last_error = memory.last_error.clone().max(merged.last_error.clone());
        let sha256 = plugin
            .with_policy(policy_name, |policy| policy.sha256().to_owned())
            .unwrap_or_default();
        ServiceSnapshot {
            plugin: plugin.key.clone(),
            metrics,
            totals: merged.totals,
            inflight: merged.inflight,
            inflight_peak: merged.inflight_peak,
            tokens: merged.tokens.clone(),
            peaks,
            current,
            decision: memory.standing.decision.clone(),
            undecided: memory.standing.undecided.clone(),
            policy: PolicyStatus {
                name: policy_name.to_owned(),
                sha256,
                last_error,
            },
            shadow: None,
        }
    }
}

/// The next time, this one comes first; unless there was one before it.
pub(super) fn begin_with(next: &mut [Option<String>; SHARDS], turn: usize, name: &str) {
    if let Some(next) = next.get_mut(turn) {
        next.get_or_insert_with(|| name.to_owned());
    }
}

impl Memory {
    /// Of a service that this leader has not led yet.
    fn adopt(store: &dyn SharedData, service: &str) -> Self {
        Self {
            keeper: Keeper::adopt(store, service),
            standing: Standing::default(),
            last_error: None,
            shadow: None,
            shadow_memory: policy::Memory::default(),
            fuel_failures: 0,
            asleep_until: Timestamp::default(),
        }
    }

    /// Keeps the moment for the page. Gives the peaks that are held.
    fn remember(&mut self, metrics: &Metrics, running: Option<u32>, now: Timestamp) -> Peaks {
        let decided = self.standing.decision.as_ref();
        let moment = Moment {
            demand: decided.map(|decided| (decided.demand, decided.scope)),
            desired: decided.map(|decided| decided.desired),
            reason: decided.and_then(|decided| decided.reason.as_deref()),
            clipped_by: decided.and_then(|decided| decided.clipped_by.as_deref()),
            current: running,
            rps: metrics.panic.get("rps"),
        };
        let history = &mut self.keeper.kept.history;
        history.note(moment, now);
        Peaks {
            demand: history.demand_peak(),
            rps: history.rps_peak(),
        }
    }

    /// Takes the outcome of an evaluation in.
    fn note(&mut self, outcome: Result<Decision, PolicyFailure>, now: Timestamp, tick: Duration) {
        let Some(failure) = self.standing.take(outcome) else {
            self.fuel_failures = 0;
            return;
        };
        if !failure.is_no_data() {
            self.last_error = Some((now, failure.to_string()));
        }
        if matches!(failure, PolicyFailure::Fuel { .. }) {
            self.fuel_failures = self.fuel_failures.saturating_add(1);
            if let Some(over) = self.fuel_failures.checked_sub(PATIENCE) {
                let pause =
                    tick.saturating_mul(2_u32.saturating_pow(over.min(16).saturating_add(1)));
                self.asleep_until = now.plus(pause.min(MAX_BACKOFF));
            }
        } else {
            self.fuel_failures = 0;
        }
    }
}

/// Runs a policy. Gives what came of it, and the fuel that was spent.
pub(super) fn evaluate(
    plugin: &Plugin,
    policy: &str,
    metrics: &Metrics,
    occasion: Occasion<'_>,
    around: &mut Surroundings<'_>,
) -> (Result<Recommendation, PolicyFailure>, u32) {
    let Some(evaluation) =
        plugin.with_policy(policy, |policy| policy.evaluate(metrics.view(), occasion))
    else {
        // Names are checked when the configuration is read.
        let missing = PolicyFailure::Runtime(format!("there is no policy {policy}"));
        return (Err(missing), 0);
    };
    around.voice().print(policy, &evaluation.printed);
    (evaluation.outcome, evaluation.fuel_used.max(1))
}

/// The policy spent what other services had left of the tick's fuel, which is
/// less than it may spend: that is no fault of its own.
pub(super) fn is_cut_short(
    outcome: &Result<Recommendation, PolicyFailure>,
    budget: u32,
    plugin: &Plugin,
) -> bool {
    matches!(outcome, Err(PolicyFailure::Fuel { .. })) && budget < plugin.config.limits.tick_fuel
}

/// The plugin that decides for a service: the one that saw its traffic, else
/// the first that is configured for it.
fn owner<'a>(plugins: &'a [Rc<Plugin>], merged: &Merged, name: &str) -> Option<&'a Rc<Plugin>> {
    plugins
        .iter()
        .find(|plugin| plugin.key == merged.plugin)
        .or_else(|| plugins.iter().find(|plugin| plugin.config.lists(name)))
        .or_else(|| plugins.first().filter(|_| !merged.plugin.is_empty()))
}

/// The epoch, set by the first leader of this process.
fn epoch(store: &dyn SharedData, now: Timestamp) -> u64 {
    let known = store
        .get(EPOCH_KEY)
        .and_then(|entry| record::decode::<u64>(&entry.value));
    known.unwrap_or_else(|| {
        let epoch = now.as_secs();
        let _ = store.set(EPOCH_KEY, &record::encode(&epoch), None);
        epoch
    })
}
