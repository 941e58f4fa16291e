//! Which slot is a VM's own.
//!
//! A VM takes its slot in its first tick: the first one that is free, said
//! goodbye or has been silent for [`REUSE_AFTER`]. It inherits the counters of
//! the one before, so that no total ever falls. A header that is no record is its
//! owner's to write anew: somebody else would inherit nothing from it. The header
//! is written with compare-and-swap each time: a VM whose slot was taken (it had
//! been stalled) finds out at its next write and claims another.

use std::time::Duration;

use super::record;
use super::slot::{MAX_WORKERS, SHARDS, ServiceRecord, Shard, SlotHeader, header_key, shard_key};
use super::store::{SharedData, Stale};
use crate::time::Timestamp;

/// A slot silent for so long belongs to a VM that is gone for good.
pub const REUSE_AFTER: Duration = Duration::from_secs(10);

/// A slot that was taken.
#[derive(Debug)]
pub struct Claim {
    /// Its number.
    pub worker: u16,
    /// What its former owner had counted.
    pub inherited: Vec<ServiceRecord>,
}

/// Takes a slot; `own` is that whose header was overwritten with something
/// foreign. `None` where all are in use or a race was lost: try again at the next
/// tick.
pub fn claim(
    store: &dyn SharedData,
    now: Timestamp,
    token: u64,
    own: Option<u16>,
) -> Option<Claim> {
    let all = |foreign| (0..MAX_WORKERS).map(move |worker| (worker, foreign));
    let own = own.map(|worker| (worker, true)).into_iter();
    // Foreign ones last: their owners may be about to tick.
    for (worker, foreign) in own.chain(all(false)).chain(all(true)) {
        let key = header_key(worker);
        let entry = store.get(&key);
        let former = entry
            .as_ref()
            .and_then(|entry| record::decode::<SlotHeader>(&entry.value));
        if let Some(former) = &former
            && !former.gone
            && now.since(former.written) < REUSE_AFTER
        {
            continue;
        }
        if former.is_none() && entry.is_some() && !foreign {
            continue;
        }
        let inherited = former.map_or_else(Vec::new, |former| services(store, worker, &former));
        let header = SlotHeader {
            token,
            written: now,
            shards: vec![0; SHARDS],
            ..SlotHeader::default()
        };
        let cas = entry.map(|entry| entry.cas);
        return store
            .set(&key, &record::encode(&header), cas)
            .ok()
            .map(|()| Claim { worker, inherited });
    }
    None
}

/// What lies in the shards of a slot, as far as its owner wrote it.
pub fn services(store: &dyn SharedData, worker: u16, header: &SlotHeader) -> Vec<ServiceRecord> {
    (0..SHARDS)
        .filter(|shard| {
            header
                .shards
                .get(*shard)
                .is_some_and(|version| *version > 0)
        })
        .filter_map(|shard| store.get(&shard_key(worker, shard)))
        .filter_map(|entry| record::decode::<Shard>(&entry.value))
        .filter(|shard| shard.token == header.token)
        .flat_map(|shard| shard.services)
        .collect()
}

/// Writes the header of a slot that is ours, as a sign of life.
///
/// # Errors
/// [`Stale`] where the slot is ours no more.
pub fn renew(store: &dyn SharedData, worker: u16, header: &SlotHeader) -> Result<(), Stale> {
    let key = header_key(worker);
    let entry = store.get(&key).ok_or(Stale)?;
    let current: SlotHeader = record::decode(&entry.value).ok_or(Stale)?;
    if current.token != header.token {
        return Err(Stale);
    }
    store.set(&key, &record::encode(header), Some(entry.cas))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::memory::MemoryStore;

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000_000 + secs)
    }

    #[test]
    fn each_vm_gets_a_slot_of_its_own() {
        let store = MemoryStore::default();
        let slots: Vec<u16> = (1..=4)
            .map(|token| claim(&store, at(0), token, None).unwrap().worker)
            .collect();
        assert_eq!(slots, [0, 1, 2, 3]);
    }

    #[test]
    fn a_silent_slot_is_reused_and_its_counters_inherited() {
        let store = MemoryStore::default();
        claim(&store, at(0), 1, None).unwrap();
        let shard = Shard {
            token: 1,
            services: vec![ServiceRecord {
                name: "checkout".into(),
                ..ServiceRecord::default()
            }],
        };
        store
            .set(&shard_key(0, 3), &record::encode(&shard), None)
            .unwrap();
        let mut header = SlotHeader {
            token: 1,
            written: at(0),
            shards: vec![0; SHARDS],
            ..SlotHeader::default()
        };
        header.shards[3] = 1;
        renew(&store, 0, &header).unwrap();

        assert_eq!(
            claim(&store, at(9), 2, None).unwrap().worker,
            1,
            "not yet silent"
        );
        let second = claim(&store, at(10), 3, None).unwrap();
        assert_eq!(second.worker, 0);
        assert_eq!(second.inherited, shard.services);
        assert_eq!(renew(&store, 0, &header), Err(Stale), "the stalled one");
    }

    #[test]
    fn a_goodbye_frees_the_slot_at_once() {
        let store = MemoryStore::default();
        claim(&store, at(0), 1, None).unwrap();
        let header = SlotHeader {
            token: 1,
            written: at(0),
            gone: true,
            ..SlotHeader::default()
        };
        renew(&store, 0, &header).unwrap();
        assert_eq!(claim(&store, at(1), 2, None).unwrap().worker, 0);
    }

    #[test]
    fn foreign_bytes_are_their_owners_slot() {
        let store = MemoryStore::default();
        for worker in [0, 1] {
            store.set(&header_key(worker), b"garbage", None).unwrap();
        }
        assert_eq!(claim(&store, at(0), 1, None).unwrap().worker, 2);
        assert_eq!(claim(&store, at(0), 2, Some(1)).unwrap().worker, 1);
        assert_eq!(claim(&store, at(0), 3, Some(1)).unwrap().worker, 3);
        for token in 4..u64::from(MAX_WORKERS) {
            assert_ne!(claim(&store, at(0), token, None).unwrap().worker, 0);
        }
        assert_eq!(claim(&store, at(0), 999, None).unwrap().worker, 0);
    }

    #[test]
    fn of_two_creators_the_first_finds_out() {
        let store = MemoryStore::default();
        // Both saw the key missing; Envoy lets both create it.
        for token in [1, 2] {
            let header = SlotHeader {
                token,
                written: at(0),
                ..SlotHeader::default()
            };
            store
                .set(&header_key(0), &record::encode(&header), None)
                .unwrap();
        }
        let mine = |token| SlotHeader {
            token,
            written: at(1),
            ..SlotHeader::default()
        };
        assert_eq!(renew(&store, 0, &mine(1)), Err(Stale));
        assert_eq!(renew(&store, 0, &mine(2)), Ok(()));
    }

    #[test]
    fn there_is_an_end_to_slots() {
        let store = MemoryStore::default();
        for token in 0..u64::from(MAX_WORKERS) {
            assert!(claim(&store, at(0), token, None).is_some());
        }
        assert!(claim(&store, at(0), 999, None).is_none());
    }
}
