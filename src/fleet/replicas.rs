//! What runs: the replicas of each service, as the scaler states them.
//!
//! One record for all services. The scaler writes it through any VM, now and
//! then; the leader looks at its version each tick. Statements are few and
//! small, so that one key is cheaper than one per service, which would be read
//! each tick and never go away.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::record;
use super::store::{SharedData, Stale};
use crate::time::Timestamp;

/// Key of the record.
pub const REPLICAS_KEY: &str = "luascale/v1/replicas";
/// Most replicas that can be stated of a service.
pub const MAX_READY: u32 = 100_000;
/// Longest time for which a statement may count (`replicas_ttl_s`); what is
/// older is forgotten.
pub const MAX_TTL: Duration = Duration::from_secs(3600);
/// As many services as `limits.max_services` allows.
const MAX_SERVICES: usize = 4096;
/// Tries to write before somebody else's writes are let win.
const TRIES: usize = 8;

/// Where a count of running replicas comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReplicasSource {
    /// The scaler said so.
    Scaler,
    /// Envoy has so many endpoints (`upstream.num_endpoints`), healthy or not.
    Endpoints,
}

impl ReplicasSource {
    /// The word of `replicas_from`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scaler => "scaler",
            Self::Endpoints => "endpoints",
        }
    }
}

/// Replicas that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Current {
    /// How many.
    pub replicas: u32,
    /// Who says so.
    pub source: ReplicasSource,
    /// When it was said.
    pub at: Timestamp,
}

/// A statement of the scaler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stated {
    ready: u32,
    at: Timestamp,
}

/// All statements of the scaler, by the service's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replicas {
    services: BTreeMap<String, Stated>,
}

impl Replicas {
    /// What was stated of a service within the last `ttl`; `None` is unknown.
    pub fn current(&self, service: &str, ttl: Duration, now: Timestamp) -> Option<Current> {
        let stated = self.services.get(service)?;
        (now.since(stated.at) <= ttl).then_some(Current {
            replicas: stated.ready.min(MAX_READY),
            source: ReplicasSource::Scaler,
            at: stated.at,
        })
    }

    fn note(&mut self, service: &str, stated: Stated) {
        let now = stated.at;
        self.services
            .retain(|_, known| now.since(known.at) <= MAX_TTL);
        if self.services.len() >= MAX_SERVICES && !self.services.contains_key(service) {
            let oldest = self.services.iter().min_by_key(|(_, known)| known.at);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                self.services.remove(&oldest);
            }
        }
        self.services.insert(service.to_owned(), stated);
    }
}

/// The leader's copy of the record, read again only where it changed.
#[derive(Debug, Default)]
pub struct ReplicasReader {
    cas: u32,
    known: Replicas,
}

impl ReplicasReader {
    /// Reads what the scaler has stated so far. Creates the key where it is
    /// missing: a statement that had to do so could overwrite another one.
    pub fn refresh(&mut self, store: &dyn SharedData) {
        match store.get(REPLICAS_KEY) {
            Some(entry) if entry.cas != self.cas => {
                self.cas = entry.cas;
                self.known = record::decode(&entry.value).unwrap_or_default();
            }
            Some(_) => {}
            None => {
                let _ = store.set(REPLICAS_KEY, &record::encode(&self.known), None);
            }
        }
    }

    /// What was read last.
    pub fn known(&self) -> &Replicas {
        &self.known
    }
}

/// Writes down that `ready` replicas of a service run now.
///
/// # Errors
/// [`Stale`] where others wrote at each try.
pub fn state(
    store: &dyn SharedData,
    service: &str,
    ready: u32,
    now: Timestamp,
) -> Result<(), Stale> {
    let stated = Stated { ready, at: now };
    for _ in 0..TRIES {
        let entry = store.get(REPLICAS_KEY);
        let mut known: Replicas = entry
            .as_ref()
            .and_then(|entry| record::decode(&entry.value))
            .unwrap_or_default();
        if known.services.get(service) == Some(&stated) {
            return Ok(());
        }
        known.note(service, stated);
        let cas = entry.as_ref().map(|entry| entry.cas);
        let written = store.set(REPLICAS_KEY, &record::encode(&known), cas);
        // Where the key is new, everybody's write succeeds: look who was last.
        if written.is_ok() && cas.is_some() {
            return Ok(());
        }
    }
    Err(Stale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::memory::MemoryStore;
    use crate::fleet::store::Entry;

    const TTL: Duration = Duration::from_secs(60);

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000_000 + secs)
    }

    fn count(store: &MemoryStore, service: &str, now: Timestamp) -> Option<u32> {
        let mut reader = ReplicasReader::default();
        reader.refresh(store);
        let current = reader.known().current(service, TTL, now)?;
        Some(current.replicas)
    }

    #[test]
    fn a_statement_counts_until_it_is_too_old() {
        let store = MemoryStore::default();
        assert_eq!(count(&store, "app", at(0)), None, "unknown is not 0");
        state(&store, "app", 3, at(0)).unwrap();
        state(&store, "shop", 0, at(30)).unwrap();
        assert_eq!(count(&store, "app", at(60)), Some(3));
        assert_eq!(count(&store, "app", at(61)), None);
        assert_eq!(count(&store, "shop", at(61)), Some(0));
        state(&store, "app", 4, at(62)).unwrap();
        assert_eq!(count(&store, "app", at(62)), Some(4));
    }

    #[test]
    fn what_nobody_could_ask_for_is_forgotten_and_the_rest_bounded() {
        let store = MemoryStore::default();
        state(&store, "old", 1, at(0)).unwrap();
        let mut known = Replicas::default();
        for number in 0..MAX_SERVICES + 10 {
            let stated = Stated {
                ready: 1,
                at: at(number as u64 / 1_000),
            };
            known.note(&number.to_string(), stated);
        }
        assert_eq!(known.services.len(), MAX_SERVICES);
        assert!(!known.services.contains_key("0"), "the oldest goes");
        state(&store, "new", 1, at(3601)).unwrap();
        let mut reader = ReplicasReader::default();
        reader.refresh(&store);
        let services = &reader.known().services;
        assert_eq!(services.keys().collect::<Vec<_>>(), ["new"]);
    }

    #[test]
    fn foreign_bytes_are_written_over() {
        let store = MemoryStore::default();
        store.set(REPLICAS_KEY, b"L\x01nonsense", None).unwrap();
        assert_eq!(count(&store, "app", at(0)), None);
        state(&store, "app", 2, at(0)).unwrap();
        assert_eq!(count(&store, "app", at(0)), Some(2));
    }

    /// Somebody writes between each read and write.
    struct Busy(MemoryStore, std::cell::Cell<u32>);

    impl SharedData for Busy {
        fn get(&self, key: &str) -> Option<Entry> {
            let entry = self.0.get(key);
            if self.1.get() > 0 {
                self.1.set(self.1.get() - 1);
                state(&self.0, "other", self.1.get(), at(1)).unwrap();
            }
            entry
        }

        fn set(&self, key: &str, value: &[u8], cas: Option<u32>) -> Result<(), Stale> {
            self.0.set(key, value, cas)
        }
    }

    #[test]
    fn no_statement_is_lost_to_another() {
        let busy = Busy(MemoryStore::default(), 5.into());
        ReplicasReader::default().refresh(&busy.0);
        state(&busy, "app", 3, at(1)).unwrap();
        assert_eq!(count(&busy.0, "app", at(1)), Some(3));
        assert_eq!(count(&busy.0, "other", at(1)), Some(0));
        let busy = Busy(MemoryStore::default(), 100.into());
        state(&busy.0, "other", 1, at(0)).unwrap();
        assert_eq!(state(&busy, "app", 3, at(1)), Err(Stale));
    }
}
