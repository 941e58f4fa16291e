//! Writes this VM's slot: what changed, once per tick.

use super::services::{Service, Services};
use crate::config::Config;
use crate::fleet::claim;
use crate::fleet::record;
use crate::fleet::slot::{SHARDS, Shard, SlotHeader, header_key, shard_key};
use crate::fleet::store::SharedData;
use crate::stats::{Counter, Tally};
use crate::time::Timestamp;

/// The slot of this VM, once it has one.
#[derive(Debug)]
pub(super) struct SlotWriter {
    token: u64,
    worker: Option<u16>,
    versions: Vec<u32>,
    /// The shard that is written next though nothing changed: heals what a
    /// stalled former owner may have written over.
    refresh: usize,
}

impl SlotWriter {
    pub(super) fn new(token: u64) -> Self {
        Self {
            token,
            worker: None,
            versions: vec![0; SHARDS],
            refresh: 0,
        }
    }

    /// Brings the shards of a round up to date; takes a slot where there is
    /// none yet.
    pub(super) fn write(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        services: &mut Services,
        config: &Config,
        serves: bool,
        tally: &mut Tally,
    ) {
        let Some(worker) = self.own(now, store, services, config, tally) else {
            return;
        };
        let round = services.round;
        self.write_shards(now, store, worker, services, |number| {
            round.includes(number)
        });
        self.refresh = self.refresh.wrapping_add(1) % SHARDS;
        // Where it fails, the slot may be ours no more: the next tick looks.
        let _ = claim::renew(store, worker, &self.header(now, serves, false));
    }

    /// Writes those of these shards that changed.
    fn write_shards(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        worker: u16,
        services: &mut Services,
        which: impl Fn(usize) -> bool,
    ) {
        let mut shards: Vec<Vec<&mut Service>> = Vec::new();
        shards.resize_with(SHARDS, Vec::new);
        for service in services.iter_mut() {
            if let Some(shard) = shards.get_mut(service.shard) {
                shard.push(service);
            }
        }
        for (number, shard) in shards.into_iter().enumerate() {
            if which(number) || number == self.refresh {
                self.write_shard(now, store, worker, number, shard);
            }
        }
    }

    fn write_shard(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        worker: u16,
        number: usize,
        shard: Vec<&mut Service>,
    ) {
        let mut shard = shard;
        let dirty = shard.iter_mut().any(|service| service.is_dirty(now));
        if shard.is_empty() || !(dirty || number == self.refresh) {
            return;
        }
        let written = Shard {
            token: self.token,
            services: shard
                .into_iter()
                .map(|service| service.record(now))
                .collect(),
        };
        // Unconditional: the key is ours as long as the header is.
        let _ = store.set(&shard_key(worker, number), &record::encode(&written), None);
        if let Some(version) = self.versions.get_mut(number) {
            *version = version.wrapping_add(1).max(1);
        }
    }

    /// Says goodbye, with what came since the last tick: the slot is free,
    /// nothing is in flight here.
    pub(super) fn leave(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        services: &mut Services,
    ) {
        if let Some(worker) = self.worker.take() {
            if owner(store, worker) == Some(self.token) {
                self.write_shards(now, store, worker, services, |_| true);
            }
            // Where it fails, the slot was not ours any more.
            let _ = claim::renew(store, worker, &self.header(now, false, true));
        }
    }

    fn header(&self, now: Timestamp, serves: bool, gone: bool) -> SlotHeader {
        SlotHeader {
            token: self.token,
            written: now,
            gone,
            serves,
            shards: self.versions.clone(),
        }
    }

    /// The number of the slot, checked to be ours still; `None` in the tick
    /// that takes one.
    fn own(
        &mut self,
        now: Timestamp,
        store: &dyn SharedData,
        services: &mut Services,
        config: &Config,
        tally: &mut Tally,
    ) -> Option<u16> {
        let mut foreign = None;
        if let Some(worker) = self.worker {
            let owner = owner(store, worker);
            if owner == Some(self.token) {
                return Some(worker);
            }
            tally.add(Counter::SlotLost, 1);
            self.worker = None;
            // Its new owner counts on from what we wrote last. Nobody does
            // where the header was overwritten with something else.
            if owner.is_some() {
                services.iter_mut().for_each(Service::hand_on);
            } else {
                foreign = Some(worker);
            }
        }
        let claimed = claim::claim(store, now, self.token, foreign)?;
        tally.add(Counter::SlotClaimed, 1);
        self.versions = vec![0; SHARDS];
        for service in services.iter_mut() {
            service.touched = true;
        }
        for inherited in claimed.inherited {
            services.inherit(inherited, config);
        }
        self.worker = Some(claimed.worker);
        // Nothing is written in this tick: whoever created the header at the
        // same moment overwrites ours, inherits nothing, and shows in the next.
        None
    }
}

/// Whose a slot is; `None` where that cannot be told.
fn owner(store: &dyn SharedData, worker: u16) -> Option<u64> {
    let entry = store.get(&header_key(worker))?;
    Some(record::decode::<SlotHeader>(&entry.value)?.token)
}
