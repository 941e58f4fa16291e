//! Anything in shared data, where all wasm of one `vm_id` can write: two VMs
//! tick over it.
#![no_main]

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use luascale::fleet::generation::generation_key;
use luascale::fleet::kept::{Kept, kept_key};
use luascale::fleet::lease::{LEASE_KEY, Lease};
use luascale::fleet::memory::MemoryStore;
use luascale::fleet::record;
use luascale::fleet::slot::{Shard, SlotHeader, header_key, shard_key, shard_of};
use luascale::fleet::snapshot::{
    EPOCH_KEY, Head, SNAPSHOT_KEY, ServiceSnapshot, snapshot_shard_key,
};
use luascale::fleet::store::SharedData;
use luascale::node::Node;
use luascale::plugin::Plugin;
use luascale::time::Timestamp;

/// What is written over the key that it names.
#[derive(Debug)]
enum Hostility {
    /// Something else.
    Instead(Vec<u8>),
    /// What was there, with some bytes changed and the end cut off.
    Changed(Vec<(u16, u8)>, Option<u16>),
}

#[derive(Debug)]
struct Hostile(Vec<(String, Hostility)>);

impl<'a> Arbitrary<'a> for Hostile {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut entries = Vec::new();
        for _ in 0..u.int_in_range(1..=5)? {
            let worker = u.int_in_range(0..=3)?;
            let shard = *u.choose(&[shard_of("checkout"), 0, 1, 15])?;
            let key = match u.int_in_range(0..=9)? {
                9 => snapshot_shard_key(shard),
                0 => LEASE_KEY.to_owned(),
                1 => SNAPSHOT_KEY.to_owned(),
                2 => EPOCH_KEY.to_owned(),
                3 => generation_key("main/"),
                4 => kept_key("checkout"),
                5 => header_key(worker),
                _ => shard_key(worker, shard),
            };
            let hostility = if u.arbitrary()? {
                let mut edits = Vec::new();
                for _ in 0..u.int_in_range(0..=8)? {
                    edits.push((u.int_in_range(0..=300)?, u.arbitrary()?));
                }
                Hostility::Changed(edits, u.arbitrary()?)
            } else {
                let mut value = Vec::new();
                if u.ratio(7, 8)? {
                    value.extend(record::PREFIX);
                }
                let length = u.int_in_range(0..=400)?;
                value.extend(u.bytes(length.min(u.len()))?);
                Hostility::Instead(value)
            };
            entries.push((key, hostility));
        }
        Ok(Self(entries))
    }
}

impl Hostile {
    fn strike(&self, store: &MemoryStore) {
        for (key, hostility) in &self.0 {
            let value = match hostility {
                Hostility::Instead(value) => value.clone(),
                Hostility::Changed(edits, end) => {
                    let mut value = store.get(key).map_or(Vec::new(), |entry| entry.value);
                    for (at, byte) in edits {
                        if let Some(place) = value.get_mut(usize::from(*at)) {
                            *place = *byte;
                        }
                    }
                    value.truncate(end.map_or(usize::MAX, usize::from));
                    value
                }
            };
            check::<Lease>(&value);
            check::<SlotHeader>(&value);
            check::<Shard>(&value);
            check::<Head>(&value);
            check::<BTreeMap<String, ServiceSnapshot>>(&value);
            check::<Kept>(&value);
            store.set(key, &value, None).unwrap();
        }
    }
}

/// Reads as one record or not at all, and what was read is written the same.
fn check<T: serde::Serialize + serde::de::DeserializeOwned>(bytes: &[u8]) {
    if let Some(read) = record::decode::<T>(bytes) {
        let written = record::encode(&read);
        let again = record::decode::<T>(&written).unwrap();
        assert_eq!(record::encode(&again), written);
    }
}

const CONFIG: &[u8] = br#"{
    "policy": "function autoscale(m) return m.rps or 1 end",
    "services": {"checkout": {"min_replicas": 1, "max_replicas": 9}}
}"#;

fuzz_target!(|hostile: Hostile| {
    let store = MemoryStore::default();
    let (plugin, _) = Plugin::new("main/", CONFIG).unwrap();
    let plugins = [Rc::new(plugin)];
    let mut now = Timestamp::from_secs(1_000_000);
    let mut nodes = [Node::new(7), Node::new(8)];
    for round in 0..12 {
        // Before anything is there, and in the middle.
        if round == 0 || round == 4 {
            hostile.strike(&store);
        }
        now = now.plus(Duration::from_millis(if round < 8 { 250 } else { 20_000 }));
        for node in &mut nodes {
            let service = node.service(b"checkout", &plugins[0]);
            node.begin(service, now);
            node.tick(now, &store, &plugins);
            node.end(service, now, now, Some(200));
        }
    }
    // They have got over it: there is a leader, and its snapshot is sound.
    let entry = store.get(SNAPSHOT_KEY).unwrap();
    let _: Head = record::decode(&entry.value).unwrap();
    let entry = store
        .get(&snapshot_shard_key(shard_of("checkout")))
        .unwrap();
    let services: BTreeMap<String, ServiceSnapshot> = record::decode(&entry.value).unwrap();
    for (name, service) in &services {
        let metrics = &service.metrics;
        let values = metrics.values.iter().chain(metrics.panic.iter());
        for (metric, value) in values {
            assert!(value.is_finite(), "{name}: {metric} = {value}");
        }
        if let Some(decision) = &service.decision {
            assert!(decision.demand.is_finite(), "{name}: {decision:?}");
            if name == "checkout" {
                assert!((1..=9).contains(&decision.desired), "{decision:?}");
            }
        }
    }
});
