//! Leaders over a store in memory, and a receiver that answers when a test
//! says so.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::behavior::{Behavior, Bounds, State};
use crate::decision::{Circumstances, decide};
use crate::fleet::memory::MemoryStore;
use crate::fleet::record;
use crate::fleet::snapshot::{ServiceSnapshot, Snapshot};
use crate::fleet::store::SharedData;
use crate::plugin::Plugin;
use crate::recommendation::{Recommendation, Scope, Target};
use crate::stats::{Counter, Tally};
use crate::time::Timestamp;

const OK: Outcome = Outcome::Answered(200);

struct World {
    store: MemoryStore,
    now: Timestamp,
    plugins: Vec<Rc<Plugin>>,
    snapshot: Snapshot,
    tally: Tally,
    dry_run: bool,
}

fn plugins(push: Value) -> Vec<Rc<Plugin>> {
    let config = json!({
        "policy": "function autoscale() end", "push": push, "gateway_id": "edge 1",
    });
    let config = config.to_string();
    let (plugin, _) = Plugin::new("main/", config.as_bytes()).unwrap();
    vec![Rc::new(plugin)]
}

impl World {
    fn new() -> Self {
        Self {
            store: MemoryStore::default(),
            now: Timestamp::from_secs(1_000_000),
            plugins: plugins(json!({"cluster": "scaler", "timeout_ms": 1000})),
            snapshot: Snapshot {
                epoch: 7,
                ..Snapshot::default()
            },
            tally: Tally::default(),
            dry_run: false,
        }
    }

    fn decide(&mut self, service: &str, desired: u32) {
        let said = Recommendation {
            target: Target::Replicas(f64::from(desired)),
            demand: None,
            scope: Scope::Fleet,
            reason: None,
        };
        let given = Circumstances {
            last: None,
            current: None,
            bounds: Bounds { min: 0, max: 100 },
            behavior: &Behavior::open(),
            dry_run: self.dry_run,
            partial: false,
            now: self.now,
        };
        let decision = decide(&said, given, &mut State::default());
        let decided = ServiceSnapshot {
            plugin: "main/".into(),
            decision: Some(decision),
            ..ServiceSnapshot::default()
        };
        self.snapshot.services.insert(service.to_owned(), decided);
    }

    fn tick(&mut self, leader: &mut Pusher) -> Vec<Push> {
        self.now = self.now.plus(Duration::from_millis(250));
        let (now, store) = (self.now, &self.store);
        leader.tick(now, store, &self.snapshot, &self.plugins, &mut self.tally)
    }

    /// Ticks until something is sent.
    fn next(&mut self, leader: &mut Pusher) -> Push {
        for _ in 0..1_000 {
            if let Some(push) = self.tick(leader).pop() {
                return push;
            }
        }
        panic!("nothing is sent");
    }

    fn quiet(&mut self, leader: &mut Pusher, ticks: u32) {
        for tick in 0..ticks {
            let sent = self.tick(leader);
            assert!(sent.is_empty(), "tick {tick}: {sent:?}");
        }
    }

    fn answer(&mut self, push: &Push, outcome: Outcome) -> bool {
        let (store, tally) = (&self.store, &mut self.tally);
        answered(
            store,
            &push.service,
            push.sequence,
            outcome,
            self.now,
            tally,
        )
        .is_some()
    }

    fn counts(&mut self) -> BTreeMap<&'static str, u32> {
        let counts = self.tally.drain();
        counts.map(|(count, by)| (count.name(), by)).collect()
    }
}

fn desired(push: &Push) -> u64 {
    let body: Value = serde_json::from_str(&push.body).unwrap();
    body["desired_replicas"].as_u64().unwrap()
}

#[test]
fn a_decision_is_sent_once_and_a_new_one_again() {
    let (mut world, mut leader) = (World::new(), Pusher::default());
    world.quiet(&mut leader, 1);
    world.decide("shop/cart", 3);
    let push = world.next(&mut leader);
    assert_eq!(desired(&push), 3);
    let key = format!("edge~201/7/shop~2fcart/{}", push.sequence);
    assert_eq!(push.idempotency_key, key);
    world.quiet(&mut leader, 2);
    assert!(!world.answer(&push, OK), "nothing to log");
    world.quiet(&mut leader, 1_000);
    world.decide("shop/cart", 5);
    let next = world.next(&mut leader);
    assert_eq!(desired(&next), 5);
    assert_ne!(next.idempotency_key, push.idempotency_key);
}

#[test]
fn a_failure_is_logged_and_sent_again_under_its_key() {
    let (mut world, mut leader) = (World::new(), Pusher::default());
    world.decide("cart", 3);
    let first = world.next(&mut leader);
    assert!(world.answer(&first, Outcome::Answered(500)));
    let second = world.next(&mut leader);
    assert_eq!(second.idempotency_key, first.idempotency_key);
    // Its answer never comes.
    let third = world.next(&mut leader);
    assert!(!world.answer(&second, OK), "given up already");
    world.answer(&third, OK);
    world.quiet(&mut leader, 1_000);
    let counts = world.counts();
    assert_eq!(
        counts,
        [
            ("push.sent", 3),
            ("push.failed", 2),
            ("push.acknowledged", 1)
        ]
        .into()
    );
}

#[test]
fn the_next_leader_repeats_nothing_and_loses_nothing() {
    let mut world = World::new();
    let [mut first, mut second, mut third] = [(); 3].map(|()| Pusher::default());
    for (service, replicas) in [("a", 1), ("b", 2), ("c", 3)] {
        world.decide(service, replicas);
    }
    let sent = world.tick(&mut first);
    assert_eq!(sent.len(), 3);
    world.answer(&sent[0], OK);
    // The first is gone. What is on the wire is not sent again beside it.
    world.quiet(&mut second, 2);
    // The answer to its call still counts, whoever leads.
    world.answer(&sent[1], OK);
    // Meanwhile there is news of the third.
    world.decide("c", 9);
    world.quiet(&mut second, 2);
    world.answer(&sent[2], Outcome::Unanswered);
    let again = world.next(&mut second);
    assert_eq!((again.service.as_str(), desired(&again)), ("c", 9));
    world.answer(&again, OK);
    world.quiet(&mut third, 100);
}

#[test]
fn a_call_that_died_with_its_leader_is_made_again() {
    let mut world = World::new();
    let [mut first, mut second] = [(); 2].map(|()| Pusher::default());
    world.decide("a", 1);
    let lost = world.next(&mut first);
    let again = world.next(&mut second);
    assert_eq!(again.idempotency_key, lost.idempotency_key);
}

#[test]
fn one_call_per_service_and_not_all_at_once() {
    let (mut world, mut leader) = (World::new(), Pusher::default());
    for service in 0..1_000 {
        world.decide(&format!("service-{service}"), 4);
    }
    let (mut open, mut told) = (Vec::<Push>::new(), BTreeMap::new());
    for tick in 0..200 {
        let sent = world.tick(&mut leader);
        assert!(sent.len() <= 32, "{}", sent.len());
        open.extend(sent);
        let mut services: Vec<&str> = open.iter().map(|push| push.service.as_str()).collect();
        services.sort_unstable();
        services.dedup();
        assert_eq!(services.len(), open.len(), "two calls of one service");
        assert!(open.len() <= 128, "{}", open.len());
        if tick % 3 == 2 {
            for push in std::mem::take(&mut open) {
                world.answer(&push, OK);
                *told.entry(push.service).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(told.len(), 1_000);
    assert!(told.values().all(|times| *times == 1), "{told:?}");
}

#[test]
fn services_that_fail_do_not_keep_the_others_waiting() {
    let (mut world, mut leader) = (World::new(), Pusher::default());
    for service in 0..1_000 {
        world.decide(&format!("service-{service:03}"), 4);
    }
    let mut told = std::collections::BTreeSet::new();
    for _ in 0..400 {
        for push in world.tick(&mut leader) {
            world.answer(&push, Outcome::Answered(503));
            told.insert(push.service);
        }
    }
    assert_eq!(told.len(), 1_000);
}

#[test]
fn another_target_is_told_anew_and_none_ends_it() {
    let (mut world, mut leader) = (World::new(), Pusher::default());
    world.decide("a", 3);
    let push = world.next(&mut leader);
    world.answer(&push, OK);
    world.plugins = plugins(json!({"cluster": "other"}));
    let other = world.next(&mut leader);
    assert_eq!(desired(&other), 3);
    assert_eq!(other.plugin.config.push.as_ref().unwrap().cluster, "other");
    let none = json!({"policy": "function autoscale() end"}).to_string();
    world.plugins = vec![Rc::new(Plugin::new("main/", none.as_bytes()).unwrap().0)];
    world.decide("a", 8);
    world.quiet(&mut leader, 100);
}

#[test]
fn a_dry_run_calls_nobody() {
    let (mut world, mut leader) = (World::new(), Pusher::default());
    world.dry_run = true;
    world.decide("a", 3);
    world.quiet(&mut leader, 10);
    world.dry_run = false;
    world.decide("a", 4);
    world.next(&mut leader);
}

#[test]
fn foreign_bytes_do_not_stop_it_nor_use_a_key_twice() {
    let (mut world, mut leader) = (World::new(), Pusher::default());
    world.decide("a", 3);
    let first = world.next(&mut leader);
    world.answer(&first, OK);
    world.counts();
    let hostile = [&record::PREFIX[..], b"\xff\xff"].concat();
    for bytes in [&b""[..], b"garbage", &hostile] {
        for key in world.store.keys() {
            world.store.set(&key, bytes, None).unwrap();
        }
        let mut next = Pusher::default();
        let again = world.next(&mut next);
        assert!(again.sequence > first.sequence, "{bytes:?}");
        let counted = world.counts();
        assert_eq!(
            counted.get(Counter::PushSent.name()),
            Some(&1),
            "{counted:?}"
        );
    }
}
