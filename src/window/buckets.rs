//! Latencies since the start, in fixed buckets: what Prometheus adds up over
//! gateways and takes rates of. Windows forget; these only grow.

use serde::{Deserialize, Serialize};

/// Upper bounds of the buckets, in microseconds. The default ones of
/// Prometheus' clients (5 ms to 10 s), and some on both sides: for services
/// that answer from memory, and for those that generate for a minute.
pub const BOUNDS_US: [u64; 15] = [
    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    5_000_000, 10_000_000, 30_000_000, 60_000_000,
];

/// Latencies of all answers since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyTotals {
    /// Answers by bucket, not cumulative; the last is of those beyond all
    /// bounds.
    pub counts: [u64; BOUNDS_US.len() + 1],
    /// Sum of all latencies, in microseconds.
    pub sum_us: u64,
}

impl LatencyTotals {
    /// An answer took so long. A bucket includes its bound.
    pub fn record(&mut self, elapsed_us: u64) {
        let bucket = BOUNDS_US.partition_point(|bound| *bound < elapsed_us);
        if let Some(count) = self.counts.get_mut(bucket) {
            *count = count.saturating_add(1);
        }
        self.sum_us = self.sum_us.saturating_add(elapsed_us);
    }

    /// Sum or difference, bucket by bucket.
    #[must_use]
    pub fn zip(mut self, other: Self, op: fn(u64, u64) -> u64) -> Self {
        for (count, other) in self.counts.iter_mut().zip(other.counts) {
            *count = op(*count, other);
        }
        self.sum_us = op(self.sum_us, other.sum_us);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_includes_its_bound() {
        let mut totals = LatencyTotals::default();
        for elapsed_us in [0, 1_000, 1_001, 60_000_000, 60_000_001, u64::MAX] {
            totals.record(elapsed_us);
        }
        let used: Vec<_> = (0..).zip(totals.counts).filter(|(_, n)| *n > 0).collect();
        assert_eq!(used, [(0, 2), (1, 1), (14, 1), (15, 2)]);
        assert_eq!(totals.sum_us, u64::MAX, "it saturates");
        assert!(BOUNDS_US.is_sorted());
    }

    #[test]
    fn totals_of_workers_add_up() {
        let mut one = LatencyTotals::default();
        one.record(3_000);
        let two = one.zip(one, u64::saturating_add);
        assert_eq!((two.counts[2], two.sum_us), (2, 6_000));
        assert_eq!(two.zip(one, u64::saturating_sub), one);
    }
}
