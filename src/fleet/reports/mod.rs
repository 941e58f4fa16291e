//! What the replicas of a service report about their load.
//!
//! Each worker keeps the newest report of each replica that it has seen, by
//! the replica's address; the leader takes the newest over all workers and
//! averages over replicas, not over requests: a replica that answers more
//! often counts no more than another.

mod average;

pub use average::{Averaged, ServiceLoad, average};

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Most replicas of one service that are kept.
pub const MAX_REPLICAS: usize = 1024;
/// Most names of metrics that the reports of one service have in common.
pub const MAX_NAMES: usize = 128;
/// Most that one VM keeps of all services, in [`ReplicaReports::weight`]. All
/// of it in one shard still is a record that is read.
pub const MAX_WEIGHT: usize = 200_000;

/// Something was not kept: there are too many replicas or names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

/// The newest reports of a service's replicas.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReplicaReports {
    /// Names of the metrics; reports refer to them by number.
    names: Vec<String>,
    /// By address.
    replicas: Vec<ReplicaReport>,
}

/// One replica's newest report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct ReplicaReport {
    /// A hash of the address: nobody needs more than to tell replicas apart.
    address: u64,
    at: Timestamp,
    values: Vec<(u8, f64)>,
}

impl ReplicaReports {
    /// Takes a report in. `room` is the weight that may come on top.
    ///
    /// # Errors
    /// [`Overflow`] where something of it was left out.
    pub fn note(
        &mut self,
        address: &[u8],
        values: &[(String, f64)],
        now: Timestamp,
        room: usize,
    ) -> Result<(), Overflow> {
        let address = hash(address);
        let place = self.place(address);
        if place.is_err() && (self.replicas.len() >= MAX_REPLICAS || room == 0) {
            return Err(Overflow);
        }
        let mut outcome = Ok(());
        let mut numbered = Vec::with_capacity(values.len());
        for (name, value) in values {
            match self.number(name) {
                Some(number) => numbered.push((number, *value)),
                None => outcome = Err(Overflow),
            }
        }
        let report = ReplicaReport {
            address,
            at: now,
            values: numbered,
        };
        match place {
            Ok(known) => {
                if let Some(known) = self.replicas.get_mut(known) {
                    *known = report;
                }
            }
            Err(free) => self.replicas.insert(free, report),
        }
        outcome
    }

    /// Forgets reports older than `ttl`. Gives whether there were any.
    pub fn forget(&mut self, now: Timestamp, ttl: Duration) -> bool {
        let before = self.replicas.len();
        self.replicas.retain(|report| now.since(report.at) <= ttl);
        let forgotten = self.replicas.len() < before;
        if forgotten {
            self.drop_unused_names();
        }
        forgotten
    }

    /// Whether any report is older than `ttl`.
    pub fn is_stale(&self, now: Timestamp, ttl: Duration) -> bool {
        self.replicas
            .iter()
            .any(|report| now.since(report.at) > ttl)
    }

    /// Whether there is no report.
    pub fn is_empty(&self) -> bool {
        self.replicas.is_empty()
    }

    /// What it takes to keep and to write, about in numbers.
    pub fn weight(&self) -> usize {
        let weights = self.replicas.iter().map(|report| report.values.len());
        weights
            .sum::<usize>()
            .saturating_add(self.replicas.len().saturating_mul(2))
    }

    fn place(&self, address: u64) -> Result<usize, usize> {
        self.replicas
            .binary_search_by_key(&address, |report| report.address)
    }

    /// The number of a name, a new one where there is room.
    fn number(&mut self, name: &str) -> Option<u8> {
        let known = self.names.iter().position(|known| known == name);
        let number = known.or_else(|| {
            if self.names.len() >= MAX_NAMES {
                return None;
            }
            self.names.push(name.to_owned());
            Some(self.names.len().saturating_sub(1))
        });
        u8::try_from(number?).ok()
    }

    /// Names that no report uses any more make room for others.
    fn drop_unused_names(&mut self) {
        let mut kept = Vec::new();
        for report in &mut self.replicas {
            for (number, _) in &mut report.values {
                let place = kept.iter().position(|known| known == number);
                let place = place.unwrap_or_else(|| {
                    kept.push(*number);
                    kept.len().saturating_sub(1)
                });
                *number = u8::try_from(place).unwrap_or(u8::MAX);
            }
        }
        let names = kept
            .iter()
            .map(|number| self.names.get(usize::from(*number)));
        self.names = names
            .map(|name| name.cloned().unwrap_or_default())
            .collect();
    }
}

/// FNV-1a of 64 bits: of 1024 addresses, two are alike once in 2^45 times.
fn hash(address: &[u8]) -> u64 {
    address.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TTL: Duration = Duration::from_secs(60);

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000_000 + secs)
    }

    fn values(names: &[&str]) -> Vec<(String, f64)> {
        names.iter().map(|name| ((*name).to_owned(), 1.0)).collect()
    }

    #[test]
    fn the_newest_report_of_a_replica_is_kept() {
        let mut reports = ReplicaReports::default();
        for (address, secs) in [("b", 0), ("a", 1), ("b", 2)] {
            let noted = reports.note(address.as_bytes(), &values(&["cpu"]), at(secs), 9);
            assert_eq!(noted, Ok(()));
        }
        assert_eq!(reports.replicas.len(), 2);
        assert!(reports.replicas.is_sorted_by_key(|report| report.address));
        assert!(!reports.forget(at(61), TTL));
        assert!(!reports.is_stale(at(61), TTL) && reports.is_stale(at(62), TTL));
        assert!(reports.forget(at(62), TTL), "a's report is of second 1");
        assert_eq!(reports.replicas.len(), 1);
        assert!(reports.forget(at(63), TTL) && reports.is_empty());
        assert!(reports.names.is_empty());
    }

    #[test]
    fn replicas_and_names_are_bounded() {
        let mut reports = ReplicaReports::default();
        let cpu = values(&["cpu"]);
        for replica in 0..MAX_REPLICAS {
            let address = format!("10.0.0.1:{replica}");
            assert_eq!(reports.note(address.as_bytes(), &cpu, at(0), 1), Ok(()));
        }
        assert_eq!(reports.note(b"one more", &cpu, at(0), 1), Err(Overflow));
        assert_eq!(
            reports.note(b"10.0.0.1:7", &cpu, at(0), 0),
            Ok(()),
            "a known one"
        );
        assert_eq!(reports.weight(), 3 * MAX_REPLICAS);
        let mut reports = ReplicaReports::default();
        assert_eq!(reports.note(b"a", &cpu, at(0), 0), Err(Overflow));
        let many: Vec<String> = (0..MAX_NAMES).map(|name| name.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(reports.note(b"a", &values(&many), at(0), 1), Ok(()));
        let late = values(&["0", "late"]);
        assert_eq!(reports.note(b"b", &late, at(1), 1), Err(Overflow));
        assert!(reports.forget(at(61), TTL));
        assert_eq!(reports.names, ["0"], "what b did keep");
        assert_eq!(reports.note(b"b", &late, at(61), 1), Ok(()));
        assert_eq!(reports.names, ["0", "late"]);
    }

    #[test]
    fn numbers_follow_their_names() {
        let mut reports = ReplicaReports::default();
        let one = [("x".to_owned(), 1.0), ("y".to_owned(), 2.0)];
        let two = [("z".to_owned(), 3.0), ("y".to_owned(), 4.0)];
        reports.note(b"one", &one, at(0), 9).unwrap();
        reports.note(b"two", &two, at(50), 9).unwrap();
        reports.forget(at(70), TTL);
        assert_eq!(reports.names, ["z", "y"]);
        assert_eq!(reports.replicas[0].values, [(0, 3.0), (1, 4.0)]);
    }
}
