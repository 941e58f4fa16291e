//! Who leads: a lease in shared data, taken by compare-and-swap and given up
//! by silence.
//!
//! A VM that serves no requests is preferred, so that merging and policies
//! delay none: a leader that serves hands over to one that does not, and
//! leaves it the first chance at a lease that ran out.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::record;
use super::store::SharedData;
use crate::time::Timestamp;

/// Key of the lease.
pub const LEASE_KEY: &str = "luascale/v1/leader";

/// Who leads until when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Token of the leading VM.
    pub token: u64,
    /// When the lease runs out.
    pub expires: Timestamp,
}

/// Who asks for the lease.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The VM's token.
    pub token: u64,
    /// It serves requests.
    pub serves: bool,
    /// How long a lease lasts: longer than the compilation of a module, which
    /// stops the main thread for half a second.
    pub ttl: Duration,
}

/// How long a lease lasts with ticks of `tick`.
pub fn ttl(tick: Duration) -> Duration {
    tick.saturating_mul(8).max(Duration::from_secs(2))
}

/// How a VM came to lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// As far as anybody wrote, it has led before.
    Kept,
    /// Another VM has, whatever this one remembers.
    Taken,
}

/// Takes or renews the lease. `None` where the candidate does not lead now.
pub fn acquire(store: &dyn SharedData, now: Timestamp, candidate: Candidate) -> Option<Hold> {
    let wanted = record::encode(&Lease {
        token: candidate.token,
        expires: now.plus(candidate.ttl),
    });
    let Some(entry) = store.get(LEASE_KEY) else {
        // Everybody may create a key at the same time and the last one wins:
        // whether it was us, the next tick reads.
        let _ = store.set(LEASE_KEY, &wanted, None);
        return None;
    };
    let hold = match record::decode::<Lease>(&entry.value) {
        None => Hold::Kept,
        Some(lease) if lease.token == candidate.token => Hold::Kept,
        Some(lease) => {
            // A clock that stepped back must not make a lease last for ever.
            let nonsense = lease.expires > now.plus(candidate.ttl.saturating_mul(2));
            let patience = if candidate.serves {
                candidate.ttl / 2
            } else {
                Duration::ZERO
            };
            if !nonsense && now <= lease.expires.plus(patience) {
                return None;
            }
            Hold::Taken
        }
    };
    let written = store.set(LEASE_KEY, &wanted, Some(entry.cas));
    written.is_ok().then_some(hold)
}

/// Whether nobody leads: the lease is missing, foreign, long run out, or lasts
/// longer than any does. `ttl` is how long one lasts.
pub fn is_vacant(store: &dyn SharedData, now: Timestamp, ttl: Duration) -> bool {
    let entry = store.get(LEASE_KEY);
    let lease = entry.and_then(|entry| record::decode::<Lease>(&entry.value));
    lease.is_none_or(|lease| {
        now > lease.expires.plus(ttl) || lease.expires > now.plus(ttl.saturating_mul(2))
    })
}

/// Gives the lease of `from` to another VM, or (`None`) to whoever comes.
pub fn hand_over(store: &dyn SharedData, now: Timestamp, from: Candidate, to: Option<u64>) {
    let Some(entry) = store.get(LEASE_KEY) else {
        return;
    };
    if record::decode::<Lease>(&entry.value).map(|lease| lease.token) != Some(from.token) {
        return;
    }
    let lease = match to {
        Some(token) => Lease {
            token,
            expires: now.plus(from.ttl),
        },
        None => Lease::default(),
    };
    let _ = store.set(LEASE_KEY, &record::encode(&lease), Some(entry.cas));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::memory::MemoryStore;

    const TTL: Duration = Duration::from_secs(2);

    fn leads(store: &MemoryStore, now: Timestamp, candidate: Candidate) -> bool {
        acquire(store, now, candidate).is_some()
    }

    fn vm(token: u64) -> Candidate {
        Candidate {
            token,
            serves: true,
            ttl: TTL,
        }
    }

    fn idle(token: u64) -> Candidate {
        Candidate {
            serves: false,
            ..vm(token)
        }
    }

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000 + ms * 1_000)
    }

    #[test]
    fn whoever_creates_the_lease_leads_from_its_next_tick() {
        let store = MemoryStore::default();
        assert!(!leads(&store, at(0), vm(1)));
        assert!(!leads(&store, at(1), vm(2)));
        assert!(leads(&store, at(250), vm(1)));
        assert!(!leads(&store, at(251), vm(2)));
    }

    #[test]
    fn a_lease_that_nobody_renews_is_vacant_in_time() {
        let store = MemoryStore::default();
        assert!(is_vacant(&store, at(0), TTL));
        leads(&store, at(0), vm(1));
        assert!(!is_vacant(&store, at(4_000), TTL));
        assert!(is_vacant(&store, at(4_001), TTL));
        let mut ahead = vm(1);
        ahead.ttl = Duration::from_secs(60);
        leads(&store, at(0), ahead);
        assert!(
            is_vacant(&store, at(0), TTL),
            "foreign: no lease lasts so long"
        );
        store.set(LEASE_KEY, b"?", None).unwrap();
        assert!(is_vacant(&store, at(0), TTL));
    }

    #[test]
    fn the_last_of_two_creators_leads() {
        let store = MemoryStore::default();
        for token in [1, 2] {
            let lease = Lease {
                token,
                expires: at(2_000),
            };
            store.set(LEASE_KEY, &record::encode(&lease), None).unwrap();
        }
        assert!(!leads(&store, at(250), vm(1)));
        assert!(leads(&store, at(250), vm(2)));
    }

    #[test]
    fn silence_gives_the_lease_up() {
        let store = MemoryStore::default();
        leads(&store, at(0), vm(1));
        assert!(leads(&store, at(250), vm(1)));
        assert!(!leads(&store, at(2_200), idle(2)));
        assert!(leads(&store, at(2_300), idle(2)));
        assert!(!leads(&store, at(2_400), vm(1)), "the old leader returns");
    }

    #[test]
    fn a_vm_that_serves_waits_for_one_that_does_not() {
        let store = MemoryStore::default();
        leads(&store, at(0), vm(1));
        assert!(!leads(&store, at(2_500), vm(2)));
        assert!(leads(&store, at(3_100), vm(2)));
    }

    #[test]
    fn handing_over_is_immediate() {
        let store = MemoryStore::default();
        leads(&store, at(0), vm(1));
        leads(&store, at(250), vm(1));
        hand_over(&store, at(260), vm(9), Some(9));
        assert!(!leads(&store, at(270), vm(9)), "not its to give");
        hand_over(&store, at(280), vm(1), Some(3));
        assert!(!leads(&store, at(300), vm(1)));
        assert!(leads(&store, at(300), idle(3)));
    }

    #[test]
    fn nobody_leads_after_a_release_until_somebody_comes() {
        let store = MemoryStore::default();
        leads(&store, at(0), vm(1));
        hand_over(&store, at(10), vm(1), None);
        assert!(leads(&store, at(20), vm(2)));
    }

    #[test]
    fn foreign_bytes_and_clocks_do_not_block_the_lease() {
        let store = MemoryStore::default();
        store.set(LEASE_KEY, b"garbage", None).unwrap();
        assert!(leads(&store, at(0), vm(1)));
        let far = Lease {
            token: 7,
            expires: Timestamp::from_micros(u64::MAX),
        };
        store.set(LEASE_KEY, &record::encode(&far), None).unwrap();
        assert!(leads(&store, at(0), vm(1)));
    }

    #[test]
    fn outlives_a_module_compilation() {
        assert_eq!(ttl(Duration::from_millis(50)), Duration::from_secs(2));
        assert_eq!(ttl(Duration::from_secs(1)), Duration::from_secs(8));
    }
}
