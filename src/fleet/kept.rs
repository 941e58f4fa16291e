//! What must outlive a leader: one record per service in shared data.
//!
//! The leader alone writes it, at most once a second and only where it
//! changed; the next leader goes on with it, and so does the next
//! configuration. What is lost with a leader is its last second.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::record;
use super::store::SharedData;
use crate::behavior;
use crate::history::History;
use crate::idle::Idle;
use crate::policy;
use crate::service_name;
use crate::time::Timestamp;

/// A record is not written more often than this.
const WRITE_EVERY: Duration = Duration::from_secs(1);

/// Key of a service's record. By the service's name, never its alias: giving
/// it another one must not lose what is kept.
pub fn kept_key(service: &str) -> String {
    format!(
        "luascale/v1/state/{}",
        service_name::encode(service.as_bytes())
    )
}

/// What is kept of a service, if anything.
pub fn read(store: &dyn SharedData, service: &str) -> Option<Kept> {
    let entry = store.get(&kept_key(service))?;
    record::decode::<Kept>(&entry.value).filter(|kept| kept.behavior.is_sound())
}

/// What its policy's evaluations leave for the next one, of the bytes of what is
/// kept of a service.
pub fn policy_memory(bytes: &[u8]) -> Option<policy::Memory> {
    let first: (Idle, behavior::State, policy::Memory) = record::decode_first(bytes)?;
    Some(first.2)
}

/// What is kept of one service. [`policy_memory`] counts on the order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Since when nothing has come.
    pub idle: Idle,
    /// What the guard rails count on.
    pub behavior: behavior::State,
    /// What its policy's evaluations leave for the next one.
    pub policy: policy::Memory,
    /// Its last minutes.
    pub history: History,
}

/// Reads the record once, and writes it as it changes.
#[derive(Debug)]
pub struct Keeper {
    /// What is kept; whoever changes it need not say so.
    pub kept: Kept,
    key: String,
    /// Hash of the bytes that were written last.
    written: u64,
    due: Timestamp,
}

impl Keeper {
    /// Goes on with what the last leader kept of `service`, if anything.
    pub fn adopt(store: &dyn SharedData, service: &str) -> Self {
        Self {
            kept: read(store, service).unwrap_or_default(),
            key: kept_key(service),
            written: 0,
            due: Timestamp::default(),
        }
    }

    /// Writes the record where that is due and it has changed.
    pub fn keep(&mut self, store: &dyn SharedData, now: Timestamp) {
        // A clock that stepped back must not stop it.
        let wait = self.due.since(now);
        if !wait.is_zero() && wait < WRITE_EVERY.saturating_mul(2) {
            return;
        }
        let bytes = record::encode(&self.kept);
        let mut hasher = DefaultHasher::new();
        (&self.key, &bytes).hash(&mut hasher);
        let hash = hasher.finish();
        // Services that a leader found all at once are not to be written all
        // in one tick for ever.
        let first = self.due == Timestamp::default();
        let apart = Duration::from_millis(if first { hash % 1_000 } else { 0 });
        self.due = now.plus(WRITE_EVERY.saturating_add(apart));
        if hash != self.written && store.set(&self.key, &bytes, None).is_ok() {
            self.written = hash;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::memory::MemoryStore;

    fn secs(secs: f64) -> Timestamp {
        Timestamp::from_secs(1_000).plus(Duration::from_secs_f64(secs))
    }

    #[test]
    fn it_is_written_once_a_second_and_only_if_changed() {
        let store = MemoryStore::default();
        let cas = || store.get(&kept_key("a/b")).map(|entry| entry.cas);
        let mut keeper = Keeper::adopt(&store, "a/b");
        for (at, requests, written) in [
            (0.0, 1, Some(1)),
            (0.5, 2, Some(1)),
            (0.99, 2, Some(1)),
            // The second write is up to a second late, so that not all
            // services are written in the same tick.
            (2.0, 2, Some(2)),
            (2.99, 3, Some(2)),
            (3.0, 3, Some(3)),
            (4.0, 3, Some(3)),
            (9.0, 3, Some(3)),
            // The clock steps back.
            (4.0, 4, Some(4)),
            (4.5, 5, Some(4)),
            (5.0, 5, Some(5)),
        ] {
            keeper.kept.idle.look(requests, false, secs(at));
            keeper.keep(&store, secs(at));
            assert_eq!(cas(), written, "at {at}");
        }
        assert_eq!(store.keys(), ["luascale/v1/state/a~2fb"]);
    }

    #[test]
    fn the_next_leader_goes_on_with_it() {
        let store = MemoryStore::default();
        let mut first = Keeper::adopt(&store, "a");
        assert_eq!(first.kept, Kept::default());
        first.kept.idle.look(1, false, secs(0.0));
        first.keep(&store, secs(0.0));
        assert_eq!(Keeper::adopt(&store, "a").kept, first.kept);
        let foreign = [&record::PREFIX[..], b"\xff"].concat();
        store.set(&kept_key("a"), &foreign, None).unwrap();
        assert_eq!(Keeper::adopt(&store, "a").kept, Kept::default());
    }
}
