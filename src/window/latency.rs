//! Latencies over a window as histograms that add up over workers.
//!
//! A window is cut into six slices, each with the counts of an HDR histogram of
//! one significant digit: a quantile is off by less than 4 % (half a bucket).
//! Only buckets with something in them are kept, and beside the slices their
//! sum, so that a tick copies what it needs and adds nothing up.

use std::collections::VecDeque;
use std::time::Duration;

use crate::time::{Timestamp, to_f64};

/// Slices of a window: what is looked at is between 1 and 7/6 windows long.
const SLICES: u64 = 6;
/// One hour: whatever takes longer counts as an hour.
const MAX_US: u64 = 3_600_000_000;
/// Values below this have buckets of their own, above it there are half as
/// many for each doubling: HDR's layout for one digit.
const EXACT_US: u64 = 32;
/// Buckets up to [`MAX_US`]; also what one record may hold.
const MAX_COUNTS: usize = 480;

/// Latency counts as (highest value of a bucket in microseconds, count).
pub type LatencyCounts = Vec<(u64, u32)>;

/// Latencies over one window on one worker.
#[derive(Debug)]
pub struct LatencyWindow {
    slice_us: u64,
    /// Oldest first, with the number of the slice.
    slices: VecDeque<(u64, LatencyCounts)>,
    /// The sum of all slices.
    sum: LatencyCounts,
}

/// The highest value of the bucket that a latency lies in.
fn bucket(latency_us: u64) -> u64 {
    let latency_us = latency_us.clamp(1, MAX_US);
    let shift = latency_us.ilog2().saturating_sub(EXACT_US.ilog2() - 1);
    (latency_us >> shift)
        .saturating_add(1)
        .wrapping_shl(shift)
        .saturating_sub(1)
}

/// The number of a bucket, from 0 on.
fn number(bucket: u64) -> usize {
    let shift = bucket.max(1).ilog2().saturating_sub(EXACT_US.ilog2() - 1);
    let within = bucket >> shift;
    let number = u64::from(shift)
        .saturating_mul(EXACT_US / 2)
        .saturating_add(within);
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn add(counts: &mut LatencyCounts, bucket: u64, more: u32) {
    match counts.binary_search_by_key(&bucket, |(value, _)| *value) {
        Ok(place) => {
            if let Some((_, count)) = counts.get_mut(place) {
                *count = count.saturating_add(more);
            }
        }
        Err(place) => counts.insert(place, (bucket, more)),
    }
}

impl LatencyWindow {
    /// An empty window.
    pub fn new(window: Duration) -> Self {
        Self {
            slice_us: (crate::time::micros(window) / SLICES).max(1),
            slices: VecDeque::new(),
            sum: Vec::new(),
        }
    }

    fn slice_of(&self, now: Timestamp) -> u64 {
        now.as_micros() / self.slice_us
    }

    /// A request that took `elapsed_us` has ended.
    pub fn record(&mut self, now: Timestamp, elapsed_us: u64) {
        // A clock that stepped back adds to the newest slice.
        let slice = self
            .slice_of(now)
            .max(self.slices.back().map_or(0, |(newest, _)| *newest));
        if self.slices.back().map(|(newest, _)| *newest) != Some(slice) {
            self.forget(slice);
            self.slices.push_back((slice, Vec::new()));
        }
        let bucket = bucket(elapsed_us);
        if let Some((_, newest)) = self.slices.back_mut() {
            add(newest, bucket, 1);
            add(&mut self.sum, bucket, 1);
        }
    }

    /// Drops what has left the window, once `slice` is the newest.
    fn forget(&mut self, slice: u64) {
        let gone = |(oldest, _): &mut (u64, LatencyCounts)| oldest.saturating_add(SLICES) < slice;
        while let Some((_, counts)) = self.slices.pop_front_if(gone) {
            for (bucket, count) in counts {
                let place = self.sum.binary_search_by_key(&bucket, |(value, _)| *value);
                if let Ok(place) = place
                    && let Some((_, left)) = self.sum.get_mut(place)
                {
                    *left = left.saturating_sub(count);
                }
            }
            self.sum.retain(|(_, count)| *count > 0);
        }
    }

    /// What lies in the window that ends at `now`.
    pub fn counts(&mut self, now: Timestamp) -> LatencyCounts {
        self.forget(self.slice_of(now));
        self.sum.clone()
    }
}

/// How counts lie in records: each as the bucket and the count.
pub(crate) mod packed_counts {
    use serde::{Deserializer, Serializer};

    use super::LatencyCounts;
    use crate::encoding::{pack, unpack};

    pub(crate) fn serialize<S: Serializer>(
        counts: &LatencyCounts,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        // No bucket is above MAX_US.
        let bucket = |bucket: u64| u32::try_from(bucket).unwrap_or(u32::MAX);
        let items = counts.iter().map(|(value, count)| [bucket(*value), *count]);
        pack(items, serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<LatencyCounts, D::Error> {
        unpack(deserializer, |[value, count]| (value.into(), count))
    }
}

/// Median, 95th and 99th percentile in milliseconds of the latencies of all
/// workers; `None` where there are none.
pub fn quantiles_ms<'a>(mut workers: impl Iterator<Item = &'a LatencyCounts>) -> Option<[f64; 3]> {
    let first = workers.next()?;
    let second = workers.next();
    // One worker's counts are in order already, unless somebody else wrote them.
    if second.is_none() && first.is_sorted_by_key(|(value, _)| *value) {
        return quantiles(first.get(..MAX_COUNTS).unwrap_or(first));
    }
    let mut merged = [(0_u64, 0_u32); MAX_COUNTS];
    for counts in [first].into_iter().chain(second).chain(workers) {
        for (value, count) in counts.iter().take(MAX_COUNTS) {
            let bucket = bucket(*value);
            if let Some(place) = merged.get_mut(number(bucket)) {
                *place = (bucket, place.1.saturating_add(*count));
            }
        }
    }
    quantiles(&merged)
}

/// Median, 95th and 99th percentile in milliseconds of counts in order.
fn quantiles(counts: &[(u64, u32)]) -> Option<[f64; 3]> {
    let add = |sum: u64, (_, count): &(u64, u32)| sum.saturating_add(u64::from(*count));
    let total = counts.iter().fold(0, add);
    // The smallest bucket that so many hundredths lie in or below. At most
    // MAX_COUNTS times 2^32, a hundredfold: nothing overflows.
    let rank = |percent: u64| total.saturating_mul(percent).div_ceil(100).max(1);
    let mut found = [0.0; 3];
    let mut wanted = found.iter_mut().zip([50, 95, 99].map(rank)).peekable();
    let mut below = 0_u64;
    for (value, count) in counts {
        below = below.saturating_add(u64::from(*count));
        while let Some((found, _)) = wanted.next_if(|(_, rank)| below >= *rank) {
            *found = to_f64(bucket(*value)) / 1_000.0;
        }
        if wanted.peek().is_none() {
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000_000 + ms * 1_000)
    }

    fn filled(latencies_ms: impl Iterator<Item = u64>) -> LatencyWindow {
        let mut window = LatencyWindow::new(Duration::from_secs(60));
        for latency in latencies_ms {
            window.record(at(0), latency * 1_000);
        }
        window
    }

    #[test]
    fn quantiles_are_within_seven_percent() {
        let counts = filled(1..=1000).counts(at(0));
        let found = quantiles_ms([&counts].into_iter()).unwrap();
        for (quantile, want) in found.iter().zip([500.0, 950.0, 990.0]) {
            assert!(
                (quantile / want - 1.0).abs() < 0.07,
                "{quantile} for {want}"
            );
        }
    }

    #[test]
    fn two_workers_are_as_one() {
        let (odd, even) = (
            filled((1..=1000).filter(|n| n % 2 == 1)).counts(at(0)),
            filled((1..=1000).filter(|n| n % 2 == 0)).counts(at(0)),
        );
        let all = filled(1..=1000).counts(at(0));
        assert_eq!(
            quantiles_ms([&odd, &even].into_iter()),
            quantiles_ms([&all].into_iter())
        );
    }

    #[test]
    fn nothing_is_no_data() {
        assert_eq!(quantiles_ms([].into_iter()), None);
        assert_eq!(quantiles_ms([&Vec::new()].into_iter()), None);
    }

    #[test]
    fn the_window_forgets() {
        let mut window = filled([5].into_iter());
        assert!(!window.counts(at(59_000)).is_empty());
        assert!(window.counts(at(71_000)).is_empty());
    }

    #[test]
    fn buckets_are_hdrs() {
        // Highest equivalent values of HdrHistogram with one significant digit.
        for (latency, highest) in [
            (0, 1),
            (1, 1),
            (31, 31),
            (32, 33),
            (33, 33),
            (34, 35),
            (63, 63),
            (64, 67),
            (1_000, 1_023),
            (1_024, 1_087),
            (90_000, 90_111),
            (MAX_US, 3_623_878_655),
            (u64::MAX, 3_623_878_655),
        ] {
            assert_eq!(bucket(latency), highest, "{latency}");
            assert_eq!(bucket(highest), highest, "{latency}");
        }
        let mut last = None;
        for latency in (1..2_000).chain((1..3_600).map(|secs| secs * 1_000_000)) {
            let number = number(bucket(latency));
            assert!(number < MAX_COUNTS, "{latency}");
            assert!(last.is_none_or(|last| number >= last), "{latency}");
            last = Some(number);
        }
    }

    #[test]
    fn the_sum_is_that_of_the_slices() {
        let mut window = LatencyWindow::new(Duration::from_secs(60));
        for second in 0..600 {
            window.record(at(second * 1_000), (second % 7 + 1) * 1_000);
            let sum: u64 = window.sum.iter().map(|(_, count)| u64::from(*count)).sum();
            let slices = window.slices.iter().flat_map(|(_, counts)| counts);
            let slices: u64 = slices.map(|(_, count)| u64::from(*count)).sum();
            assert_eq!(sum, slices);
            assert!(sum <= 70, "{sum}");
        }
        assert!(window.counts(at(700_000)).is_empty());
        assert!(window.slices.is_empty());
    }

    #[test]
    fn slices_stay_bounded_over_a_day() {
        let mut window = LatencyWindow::new(Duration::from_secs(60));
        for second in 0..86_400 {
            window.record(at(second * 1_000), 1_000);
        }
        assert!(window.slices.len() <= 8, "{}", window.slices.len());
    }

    #[test]
    fn foreign_counts_do_no_harm() {
        let hostile = vec![(u64::MAX, u32::MAX); 10_000];
        let found = quantiles_ms([&hostile, &hostile].into_iter()).unwrap();
        assert!(found.iter().all(|value| value.is_finite()), "{found:?}");
    }

    #[test]
    fn extremes_are_clamped() {
        let mut window = LatencyWindow::new(Duration::from_secs(60));
        window.record(at(0), 0);
        window.record(at(0), u64::MAX);
        assert_eq!(window.counts(at(0)).len(), 2);
    }
}
