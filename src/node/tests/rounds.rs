//! More services than one tick works on.

use super::*;
use crate::fleet::round::SERVICES_PER_TICK;
use crate::fleet::slot::{SHARDS, shard_of};
use crate::fleet::snapshot::{Head, SNAPSHOT_KEY, snapshot_shard_key};

const SERVICES: usize = 3 * SERVICES_PER_TICK;
/// Ticks until each service had its turn.
const TURNS: u64 = 4;
const TICK_MS: u64 = 250;

const BUSY: &str = "
function autoscale(metrics)
  return scale.to(metrics.inflight or 0, 'busy')
end";

fn name(number: usize) -> String {
    format!("service-{number}")
}

/// An Envoy whose first worker has a request of each service in flight.
fn busy() -> Envoy {
    let mut envoy = Envoy::new(2, policy(BUSY));
    envoy.run(1_000);
    for number in 0..SERVICES {
        begin(&mut envoy, number);
    }
    envoy
}

fn begin(envoy: &mut Envoy, number: usize) {
    let plugin = Rc::clone(&envoy.plugins[0]);
    let service = envoy.nodes[1].service(name(number).as_bytes(), &plugin);
    envoy.nodes[1].begin(service, envoy.now);
}

fn desired(envoy: &Envoy, node: usize, number: usize) -> Option<u32> {
    let service = envoy.nodes[node].snapshot().services.get(&name(number))?;
    Some(service.decision.as_ref()?.desired)
}

#[test]
fn every_service_is_decided_and_told_to_everybody() {
    let mut envoy = busy();
    // A turn to be written, one to be decided.
    envoy.run(2 * TURNS * TICK_MS + 2 * TICK_MS);
    for number in 0..SERVICES {
        for node in 0..3 {
            assert_eq!(desired(&envoy, node, number), Some(1), "{node} {number}");
        }
    }
    let plugin = Rc::clone(&envoy.plugins[0]);
    for number in 0..SERVICES {
        let service = envoy.nodes[1].service(name(number).as_bytes(), &plugin);
        let (_, hint) = envoy.nodes[1].hint(service).unwrap();
        assert!(hint.contains("replicas=1"), "{number}: {hint}");
    }
}

#[test]
fn news_are_decided_within_two_turns() {
    let mut envoy = busy();
    envoy.run(10_000);
    for number in [0, 17, SERVICES - 1] {
        for _ in 0..3 {
            begin(&mut envoy, number);
        }
        envoy.run(2 * TURNS * TICK_MS + 2 * TICK_MS);
        assert_eq!(desired(&envoy, 2, number), Some(4), "{number}");
    }
}

#[test]
fn a_tick_writes_the_shards_that_had_their_turn() {
    let mut envoy = busy();
    envoy.run(5_000);
    let head = |envoy: &Envoy| {
        let entry = envoy.store.get(SNAPSHOT_KEY).unwrap();
        record::decode::<Head>(&entry.value).unwrap().shards
    };
    let before = head(&envoy);
    envoy.run(TICK_MS);
    let changed = |(old, new): &(&u32, &u32)| old != new;
    let after = head(&envoy);
    assert_eq!(
        before.iter().zip(&after).filter(changed).count(),
        SHARDS / 4
    );
    envoy.run(3 * TICK_MS);
    let after = head(&envoy);
    assert_eq!(before.iter().zip(&after).filter(changed).count(), SHARDS);
}

#[test]
fn a_new_leader_knows_all_services() {
    let mut envoy = busy();
    envoy.run(5_000);
    // The old one is gone without a word.
    let led = envoy.leaders();
    envoy.nodes.remove(led[0]);
    envoy.run(6_000);
    assert_eq!(envoy.leaders().len(), 1);
    for node in 0..2 {
        assert_eq!(envoy.nodes[node].snapshot().services.len(), SERVICES);
        assert!((0..SERVICES).all(|number| desired(&envoy, node, number) == Some(1)));
    }
}

#[test]
fn foreign_shards_are_gone_at_their_next_turn() {
    let mut envoy = busy();
    envoy.run(5_000);
    let shard = shard_of(&name(3));
    for bytes in [&b"nonsense"[..], &record::PREFIX, b""] {
        let key = snapshot_shard_key(shard);
        envoy.store.set(&key, bytes, None).unwrap();
        envoy.run(TURNS * TICK_MS + TICK_MS);
        assert!((0..3).all(|node| desired(&envoy, node, 3) == Some(1)));
    }
    // One that names services of another shard, or of nobody.
    let mut foreign = std::collections::BTreeMap::new();
    let theirs = envoy.nodes[0].snapshot().services[&name(4)].clone();
    for name in [name(4), "nobody".to_owned()] {
        foreign.insert(name, theirs.clone());
    }
    assert_ne!(shard_of(&name(4)), shard);
    let bytes = record::encode(&foreign);
    envoy
        .store
        .set(&snapshot_shard_key(shard), &bytes, None)
        .unwrap();
    envoy.run(TURNS * TICK_MS + TICK_MS);
    for node in 0..3 {
        assert_eq!(
            envoy.nodes[node].snapshot().services.len(),
            SERVICES,
            "{node}"
        );
    }
}
