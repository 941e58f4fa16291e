//! The leader's part: which services have something to send.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use log::Level;

use super::delivery::{self, Delivery, Outcome};
use crate::config;
use crate::fleet::record;
use crate::fleet::snapshot::{ServiceSnapshot, Snapshot};
use crate::fleet::store::SharedData;
use crate::node::service_id;
use crate::plugin::Plugin;
use crate::service_name;
use crate::stats::{Counter, Tally};
use crate::status::json;
use crate::time::Timestamp;

/// Calls that go out in one tick; the rest follows in the next. Each costs the
/// tick its JSON.
const MAX_PER_TICK: usize = 32;
/// Calls on the wire over all services.
const MAX_IN_FLIGHT: usize = 128;

/// How often an answer is written where the leader writes at the same moment.
/// One that is lost is given up by the leader, and sent again.
const WRITES: u32 = 3;

/// A call to be made.
#[derive(Clone, Debug)]
pub struct Push {
    /// Whose `push` says where it goes.
    pub plugin: Rc<Plugin>,
    /// The service.
    pub service: String,
    /// Number of the decision, to be given back with the answer.
    pub sequence: u64,
    /// `idempotency-key`: names the decision, in visible ASCII.
    pub idempotency_key: String,
    /// The service's JSON.
    pub body: String,
}

/// What the leader knows of each service's delivery.
#[derive(Debug, Default)]
pub struct Pusher {
    /// By name, sorted.
    known: Vec<(String, Delivery)>,
    /// The service to begin with, where a tick could not send all.
    next: Option<String>,
}

impl Pusher {
    /// Finds what is to be sent after the decisions of `snapshot`.
    pub fn tick(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        snapshot: &Snapshot,
        plugins: &[Rc<Plugin>],
        tally: &mut Tally,
    ) -> Vec<Push> {
        let targets: Vec<(&Rc<Plugin>, &config::Push, u64)> = plugins
            .iter()
            .filter_map(|plugin| {
                let push = plugin.config.push.as_ref()?;
                Some((plugin, push, target(push)))
            })
            .collect();
        let mut pushes = Vec::new();
        if targets.is_empty() {
            return pushes;
        }
        let in_flight = self.known.iter().filter(|(_, known)| known.in_flight());
        let room = MAX_IN_FLIGHT.saturating_sub(in_flight.count());
        let room = room.min(MAX_PER_TICK);
        let first = self.next.take().unwrap_or_default();
        let services = snapshot.services.range(first.clone()..);
        let rest = snapshot.services.range(..first);
        for (name, service) in services.chain(rest) {
            let target = targets.iter().find(|it| it.0.key == service.plugin);
            let (Some((plugin, push, target)), Some(decision)) = (target, &service.decision) else {
                continue;
            };
            if decision.dry_run {
                continue;
            }
            let place = self.known.binary_search_by(|(known, _)| known.cmp(name));
            let place = place.unwrap_or_else(|place| {
                let adopted = read(store, name).unwrap_or_default();
                self.known.insert(place, (name.clone(), adopted));
                place
            });
            let Some((_, known)) = self.known.get_mut(place) else {
                continue;
            };
            if known.in_flight() {
                // Its answer is written by the VM that made the call.
                *known = read(store, name).unwrap_or(*known);
            }
            let before = *known;
            let mut counted = Tally::default();
            let mut next = before;
            next.decide(*target, decision.desired, now, &mut counted);
            if next.in_flight() {
                next.give_up(push.timeout, now, seed(name), &mut counted);
            }
            let due = next.is_due(now);
            if due && pushes.len() >= room {
                self.next.get_or_insert_with(|| name.clone());
            } else if due {
                next.send(push.timeout, now, &mut counted);
            }
            // Before the call: should this VM end, the next leader knows of it.
            if next == before || !write(store, name, known, next) {
                continue;
            }
            tally.merge(&counted);
            if next.in_flight() && !before.in_flight() {
                pushes.push(call(plugin, snapshot, name, service, next.sequence()));
            }
        }
        pushes
    }
}

/// A call of a service ended. Gives a line for the log where it did not do
/// what it was to do. Any VM may be told: a leader's calls outlast its lease.
pub fn answered(
    store: &dyn SharedData,
    service: &str,
    sequence: u64,
    outcome: Outcome,
    now: Timestamp,
    tally: &mut Tally,
) -> Option<(Level, String)> {
    let mut known = read(store, service)?;
    // Counts once, here or where it is given up: whoever writes first.
    let mut counted = Tally::default();
    for attempt in 0..WRITES {
        let mut next = known;
        counted = Tally::default();
        if !next.answer(sequence, outcome, now, seed(service), &mut counted) {
            return None;
        }
        if write(store, service, &mut known, next) {
            break;
        }
        if attempt + 1 == WRITES {
            return None;
        }
    }
    tally.merge(&counted);
    let what = match outcome {
        Outcome::Answered(status) => format!("answered {status}"),
        Outcome::Unanswered => "got no answer".to_owned(),
    };
    match delivery::counter(outcome) {
        Counter::PushFailed => Some((
            Level::Warn,
            format!("push of service {service} {what}; it is tried again"),
        )),
        Counter::PushRefused => Some((
            Level::Error,
            format!("push of service {service} {what}; this decision is not sent again"),
        )),
        _ => None,
    }
}

fn call(
    plugin: &Rc<Plugin>,
    snapshot: &Snapshot,
    name: &str,
    service: &ServiceSnapshot,
    sequence: u64,
) -> Push {
    let gateway = plugin.config.gateway_id.as_deref();
    let id = service_id(name, Some(&plugin.config));
    Push {
        plugin: Rc::clone(plugin),
        service: name.to_owned(),
        sequence,
        idempotency_key: format!(
            "{}/{}/{id}/{sequence}",
            service_name::encode(gateway.unwrap_or_default().as_bytes()),
            snapshot.epoch,
        ),
        body: json::service(snapshot, name, service, gateway).to_string(),
    }
}

/// Key of a service's delivery.
fn key(service: &str) -> String {
    format!(
        "luascale/v1/push/{}",
        service_name::encode(service.as_bytes())
    )
}

fn read(store: &dyn SharedData, service: &str) -> Option<Delivery> {
    record::decode(&store.get(&key(service))?.value)
}

/// Writes `next` where shared data still says `known`; else takes over what it
/// says, and gives false.
fn write(store: &dyn SharedData, service: &str, known: &mut Delivery, next: Delivery) -> bool {
    let key = key(service);
    let entry = store.get(&key);
    let stored = entry
        .as_ref()
        .and_then(|entry| record::decode::<Delivery>(&entry.value));
    if let Some(stored) = stored
        && stored != *known
    {
        *known = stored;
        return false;
    }
    let written = store
        .set(&key, &record::encode(&next), entry.map(|entry| entry.cas))
        .is_ok();
    if written {
        *known = next;
    }
    written
}

/// What makes a target another one.
fn target(push: &config::Push) -> u64 {
    hash(&(&push.cluster, &push.authority, &push.path))
}

/// Jitter: each service waits for a time of its own.
fn seed(service: &str) -> u64 {
    hash(&service)
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
