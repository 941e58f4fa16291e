//! The snapshot in shared data: the leader writes it shard by shard, the others
//! read what changed.

use std::collections::BTreeMap;

use crate::fleet::record;
use crate::fleet::round::Round;
use crate::fleet::slot::{SHARDS, shard_of};
use crate::fleet::snapshot::{Head, SNAPSHOT_KEY, ServiceSnapshot, Snapshot, snapshot_shard_key};
use crate::fleet::store::SharedData;

/// The snapshot as this VM knows it.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) snapshot: Snapshot,
    head_cas: u32,
    shards: [SeenShard; SHARDS],
}

/// What is known of one shard.
#[derive(Clone, Copy, Debug, Default)]
struct SeenShard {
    version: u32,
    /// Number of services.
    services: usize,
    /// Since [`Seen::take_changed`] was called last.
    changed: bool,
}

impl Seen {
    /// Reads what another VM wrote.
    pub(super) fn read(&mut self, store: &dyn SharedData) {
        let Some(entry) = store.get(SNAPSHOT_KEY) else {
            return;
        };
        if entry.cas == self.head_cas {
            return;
        }
        let Some(head) = record::decode::<Head>(&entry.value) else {
            return;
        };
        self.head_cas = entry.cas;
        self.snapshot.written = head.written;
        self.snapshot.epoch = head.epoch;
        self.snapshot.workers_seen = head.workers_seen;
        self.snapshot.workers_expected = head.workers_expected;
        for (shard, version) in head.shards.into_iter().take(SHARDS).enumerate() {
            let known = self.shards.get(shard).map(|known| known.version);
            if version == 0 || known == Some(version) {
                continue;
            }
            let services = store
                .get(&snapshot_shard_key(shard))
                .and_then(|entry| record::decode(&entry.value));
            if let Some(services) = services {
                self.replace(shard, version, services);
            }
        }
    }

    /// Everything anew, as after a time in which this VM wrote it itself.
    pub(super) fn read_all(&mut self, store: &dyn SharedData) {
        *self = Self::default();
        self.read(store);
        for shard in &mut self.shards {
            shard.changed = true;
        }
    }

    fn replace(&mut self, shard: usize, version: u32, services: BTreeMap<String, ServiceSnapshot>) {
        let Some(known) = self.shards.get_mut(shard) else {
            return;
        };
        let before = known.services;
        *known = SeenShard {
            version,
            services: services.len(),
            changed: true,
        };
        let all = &mut self.snapshot.services;
        let still = services.keys().filter(|name| all.contains_key(*name));
        if still.count() < before {
            keep(all, &|name| {
                shard_of(name) != shard || services.contains_key(name)
            });
        }
        for (name, service) in services {
            // Somebody else may have written there what lies in another shard.
            if shard_of(&name) == shard {
                all.insert(name, service);
            }
        }
    }

    /// Forgets services that nobody is configured for any more.
    pub(super) fn forget(&mut self, names: &[&String]) {
        if names
            .iter()
            .any(|name| self.snapshot.services.contains_key(*name))
        {
            keep(&mut self.snapshot.services, &|name| !names.contains(&name));
        }
    }

    /// Writes the shards of a round, and the head.
    pub(super) fn write(&mut self, round: Round, store: &dyn SharedData) {
        // Pairs in order are encoded as a map is.
        let mut shards = [const { Vec::new() }; SHARDS];
        for pair in &self.snapshot.services {
            let number = shard_of(pair.0);
            if round.includes(number)
                && let Some(shard) = shards.get_mut(number)
            {
                shard.push(pair);
            }
        }
        for (number, services) in shards.iter().enumerate() {
            let Some(known) = self.shards.get_mut(number) else {
                continue;
            };
            if !round.includes(number) || (services.is_empty() && known.services == 0) {
                continue;
            }
            *known = SeenShard {
                version: known.version.wrapping_add(1).max(1),
                services: services.len(),
                changed: true,
            };
            let _ = store.set(&snapshot_shard_key(number), &record::encode(services), None);
        }
        let head = Head {
            written: self.snapshot.written,
            epoch: self.snapshot.epoch,
            workers_seen: self.snapshot.workers_seen,
            workers_expected: self.snapshot.workers_expected,
            shards: self.shards.iter().map(|shard| shard.version).collect(),
        };
        let _ = store.set(SNAPSHOT_KEY, &record::encode(&head), None);
    }

    /// The shards that changed since this was asked last.
    pub(super) fn take_changed(&mut self) -> [bool; SHARDS] {
        self.shards
            .each_mut()
            .map(|shard| std::mem::take(&mut shard.changed))
    }
}

/// Keeps the services of these names. It happens seldom, so that it need not be
/// fast: `BTreeMap::retain` would be 20 KiB of code.
fn keep(services: &mut BTreeMap<String, ServiceSnapshot>, which: &dyn Fn(&String) -> bool) {
    for (name, service) in std::mem::take(services) {
        if which(&name) {
            services.insert(name, service);
        }
    }
}
