//! Latencies over a window as histograms that add up over workers.
//!
//! A window is cut into six slices, each with an HDR histogram of one
//! significant digit: a quantile is off by less than 4 % (half a bucket), and
//! a slice of latencies between 1 ms and 1 s takes about 1 KiB.

use std::collections::VecDeque;
use std::time::Duration;

use hdrhistogram::Histogram;

use crate::time::{Timestamp, to_f64};

/// Slices of a window: what is looked at is between 1 and 7/6 windows long.
const SLICES: u64 = 6;
/// One hour: whatever takes longer counts as an hour.
const MAX_US: u64 = 3_600_000_000;
/// One digit: 16 to 32 buckets for each doubling.
const SIGNIFICANT_DIGITS: u8 = 1;
/// Buckets that one record may hold. A histogram of [`MAX_US`] has fewer than
/// 480; more can only come from somebody else's bytes.
const MAX_COUNTS: usize = 512;

/// Latency counts as (highest value of a bucket in microseconds, count).
pub type LatencyCounts = Vec<(u64, u32)>;

/// Latencies over one window on one worker.
#[derive(Debug)]
pub struct LatencyWindow {
    slice_us: u64,
    /// Oldest first, with the number of the slice.
    slices: VecDeque<(u64, Histogram<u32>)>,
}

fn histogram() -> Option<Histogram<u32>> {
    let mut histogram = Histogram::new(SIGNIFICANT_DIGITS).ok()?;
    histogram.auto(true);
    Some(histogram)
}

impl LatencyWindow {
    /// An empty window.
    pub fn new(window: Duration) -> Self {
        Self {
            slice_us: (crate::time::micros(window) / SLICES).max(1),
            slices: VecDeque::new(),
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
            while let Some((oldest, _)) = self.slices.front() {
                if oldest.saturating_add(SLICES) >= slice {
                    break;
                }
                self.slices.pop_front();
            }
            if let Some(empty) = histogram() {
                self.slices.push_back((slice, empty));
            }
        }
        if let Some((_, newest)) = self.slices.back_mut() {
            // Fails only above MAX_US: the histogram grows by itself.
            let _ = newest.record(elapsed_us.clamp(1, MAX_US));
        }
    }

    /// What lies in the window that ends at `now`.
    pub fn counts(&self, now: Timestamp) -> LatencyCounts {
        let Some(oldest) = self.slice_of(now).checked_sub(SLICES) else {
            return Vec::new();
        };
        let mut recent = self.slices.iter().filter(|(slice, _)| *slice >= oldest);
        let Some((_, first)) = recent.next() else {
            return Vec::new();
        };
        let mut merged = first.clone();
        for (_, slice) in recent {
            // Fails only where the target cannot grow; both grow by themselves.
            let _ = merged.add(slice);
        }
        merged
            .iter_recorded()
            .map(|step| (step.value_iterated_to(), step.count_at_value()))
            .collect()
    }
}

/// Median, 95th and 99th percentile in milliseconds of the latencies of all
/// workers; `None` where there are none.
pub fn quantiles_ms<'a>(workers: impl Iterator<Item = &'a LatencyCounts>) -> Option<[f64; 3]> {
    let mut merged = histogram()?;
    for counts in workers {
        for (value, count) in counts.iter().take(MAX_COUNTS) {
            let _ = merged.record_n((*value).clamp(1, MAX_US), *count);
        }
    }
    (!merged.is_empty())
        .then(|| [0.5, 0.95, 0.99].map(|q| to_f64(merged.value_at_quantile(q)) / 1_000.0))
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
        let window = filled([5].into_iter());
        assert!(!window.counts(at(59_000)).is_empty());
        assert!(window.counts(at(71_000)).is_empty());
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
