//! What one worker has seen of one service: totals, gauges and the stable and
//! panic windows.
//!
//! Counts and the in-flight integral lie in buckets of one second, as in
//! Knative's autoscaler; of the bucket in which the window begins, its part
//! counts, as if all in it had come evenly. The in-flight integral makes
//! `concurrency` exact: it is the area under the number of requests in flight,
//! not a mean of samples.

mod buckets;
mod latency;
mod start;
mod sums;
mod tokens;

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::time::Duration;

pub use buckets::{BOUNDS_US, LatencyTotals};
pub(crate) use latency::packed_counts;
pub use latency::{LatencyCounts, LatencyWindow, quantiles_ms};
use start::WindowStart;
pub use sums::{WindowSums, kept};
pub use tokens::{TokenSeconds, Tokens};

use crate::config::Windows;
use crate::history::HELD_S;
use crate::time::Timestamp;

/// One second of observations.
#[derive(Clone, Copy, Debug, Default)]
struct Bucket {
    arrivals: u32,
    completions: u32,
    errors: u32,
    /// Most requests in flight at one moment of this second.
    peak: u32,
    /// In-flight integral: request-microseconds.
    inflight_us: u64,
}

impl Bucket {
    fn add_to(&self, sums: &mut WindowSums, part: impl Fn(u64) -> u64) {
        let add = |sum: &mut u64, count| *sum = sum.saturating_add(part(count));
        add(&mut sums.arrivals, self.arrivals.into());
        add(&mut sums.completions, self.completions.into());
        add(&mut sums.errors, self.errors.into());
        add(&mut sums.inflight_us, self.inflight_us);
    }
}

/// Observations of one service on one worker.
#[derive(Debug)]
pub struct Observations {
    windows: Windows,
    /// Oldest first; the last one is second `newest`.
    buckets: VecDeque<Bucket>,
    newest: u64,
    first: Option<Timestamp>,
    settled: Timestamp,
    inflight: u32,
    requests: u64,
    errors: u64,
    inflight_us: u64,
    latency: LatencyTotals,
    stable_latency: LatencyWindow,
    panic_latency: LatencyWindow,
}

impl Observations {
    /// Nothing seen yet.
    pub fn new(windows: Windows) -> Self {
        Self {
            windows,
            buckets: VecDeque::new(),
            newest: 0,
            first: None,
            settled: Timestamp::default(),
            inflight: 0,
            requests: 0,
            errors: 0,
            inflight_us: 0,
            latency: LatencyTotals::default(),
            stable_latency: LatencyWindow::new(windows.stable),
            panic_latency: LatencyWindow::new(windows.panic),
        }
    }

    /// A new configuration: other look-backs, the same observations.
    pub fn set_windows(&mut self, windows: Windows) {
        if windows == self.windows {
            return;
        }
        self.windows = windows;
        self.trim();
        self.stable_latency = LatencyWindow::new(windows.stable);
        self.panic_latency = LatencyWindow::new(windows.panic);
    }

    /// The look-backs in force.
    pub fn windows(&self) -> Windows {
        self.windows
    }

    /// A request arrives.
    pub fn begin(&mut self, now: Timestamp) {
        self.settle(now);
        self.first.get_or_insert(now);
        self.inflight = self.inflight.saturating_add(1);
        self.requests = self.requests.saturating_add(1);
        let inflight = self.inflight;
        if let Some(bucket) = self.buckets.back_mut() {
            bucket.arrivals = bucket.arrivals.saturating_add(1);
            bucket.peak = bucket.peak.max(inflight);
        }
    }

    /// A request that arrived at `begun` ends. `answered` is false where there
    /// was no response to speak of (the client went away): such a request has
    /// no latency and is no error.
    pub fn end(&mut self, begun: Timestamp, now: Timestamp, answered: bool, error: bool) {
        self.settle(now);
        self.inflight = self.inflight.saturating_sub(1);
        if !answered {
            return;
        }
        if let Some(bucket) = self.buckets.back_mut() {
            bucket.completions = bucket.completions.saturating_add(1);
            bucket.errors = bucket.errors.saturating_add(u32::from(error));
        }
        self.errors = self.errors.saturating_add(u64::from(error));
        let elapsed = now.micros_since(begun);
        self.latency.record(elapsed);
        self.stable_latency.record(now, elapsed);
        self.panic_latency.record(now, elapsed);
    }

    /// Brings the in-flight integral and the buckets up to `now`.
    pub fn settle(&mut self, now: Timestamp) {
        // A clock that stepped back adds to the newest bucket until it has
        // caught up; the past is not rewritten.
        let from = self
            .settled
            .max(Timestamp::from_secs(self.oldest_kept(now)));
        if self.inflight == 0 || self.buckets.is_empty() {
            self.advance(now.as_secs());
        } else {
            let mut at = from;
            while at < now {
                let second_end = Timestamp::from_secs(at.as_secs().saturating_add(1));
                let until = second_end.min(now);
                let area = until
                    .micros_since(at)
                    .saturating_mul(u64::from(self.inflight));
                self.advance(at.as_secs());
                if let Some(bucket) = self.buckets.back_mut() {
                    bucket.inflight_us = bucket.inflight_us.saturating_add(area);
                    bucket.peak = bucket.peak.max(self.inflight);
                }
                at = until;
            }
            self.inflight_us = self.inflight_us.saturating_add(
                now.micros_since(self.settled)
                    .saturating_mul(u64::from(self.inflight)),
            );
            self.advance(now.as_secs());
        }
        self.settled = self.settled.max(now);
    }

    /// Seconds for which buckets are kept: the stable window, and as long as
    /// peaks are held.
    fn kept_s(&self) -> u64 {
        self.windows.stable.as_secs().max(HELD_S)
    }

    fn oldest_kept(&self, now: Timestamp) -> u64 {
        now.as_secs().saturating_sub(self.kept_s())
    }

    fn advance(&mut self, second: u64) {
        let kept = self.kept_s().saturating_add(1);
        let gap = second.saturating_sub(self.newest);
        if self.buckets.is_empty() || gap > kept {
            self.buckets.clear();
            self.buckets.push_back(Bucket::default());
            self.newest = second;
            return;
        }
        for _ in 0..gap {
            self.buckets.push_back(Bucket::default());
        }
        self.newest = self.newest.max(second);
        self.trim();
    }

    fn trim(&mut self) {
        // A window begins within one second more.
        let kept = usize::try_from(self.kept_s()).unwrap_or(usize::MAX);
        while self.buckets.len() > kept.saturating_add(1) {
            self.buckets.pop_front();
        }
    }

    /// Sums over the stable window that ends at `now`; call
    /// [`settle`](Self::settle) first.
    pub fn stable(&self, now: Timestamp) -> WindowSums {
        self.sums(now, self.windows.stable)
    }

    /// Sums over the panic window that ends at `now`.
    pub fn panic(&self, now: Timestamp) -> WindowSums {
        self.sums(now, self.windows.panic)
    }

    fn sums(&self, now: Timestamp, window: Duration) -> WindowSums {
        let Some(first) = self.first else {
            return WindowSums::default();
        };
        let start = WindowStart::new(now, window);
        let mut sums = WindowSums {
            covered_us: now.micros_since(first.max(start.at)).max(1),
            ..WindowSums::default()
        };
        for (age, bucket) in (0u64..).zip(self.buckets.iter().rev()) {
            match start.against(self.newest.saturating_sub(age)) {
                Ordering::Less => bucket.add_to(&mut sums, |count| count),
                Ordering::Equal => bucket.add_to(&mut sums, |count| start.part(count)),
                Ordering::Greater => break,
            }
        }
        sums
    }

    /// Latencies over the stable window.
    pub fn stable_latency(&mut self, now: Timestamp) -> LatencyCounts {
        self.stable_latency.counts(now)
    }

    /// Latencies over the panic window.
    pub fn panic_latency(&mut self, now: Timestamp) -> LatencyCounts {
        self.panic_latency.counts(now)
    }

    /// Requests in flight.
    pub fn inflight(&self) -> u32 {
        self.inflight
    }

    /// Most requests in flight at one moment of the stable window, and of at
    /// least the last [`HELD_S`] seconds.
    pub fn peak(&self) -> u32 {
        self.buckets
            .iter()
            .map(|bucket| bucket.peak)
            .max()
            .unwrap_or(0)
            .max(self.inflight)
    }

    /// Requests since the start: arrivals.
    pub fn requests_total(&self) -> u64 {
        self.requests
    }

    /// Responses that were errors since the start.
    pub fn errors_total(&self) -> u64 {
        self.errors
    }

    /// Latencies since the start.
    pub fn latency_totals(&self) -> LatencyTotals {
        self.latency
    }

    /// In-flight integral since the start, in request-microseconds.
    pub fn inflight_us_total(&self) -> u64 {
        self.inflight_us
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS: Windows = Windows {
        stable: Duration::from_secs(60),
        panic: Duration::from_secs(6),
    };

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000_000 + ms * 1_000)
    }

    fn settled(seen: &mut Observations, now: Timestamp) -> WindowSums {
        seen.settle(now);
        seen.stable(now)
    }

    #[test]
    fn nothing_seen_is_no_data() {
        let mut seen = Observations::new(WINDOWS);
        assert_eq!(settled(&mut seen, at(0)), WindowSums::default());
        assert_eq!(seen.stable(at(0)).rps(), None);
        assert_eq!(seen.stable(at(0)).concurrency(), None);
    }

    #[test]
    fn rate_is_over_the_time_that_was_covered() {
        let mut seen = Observations::new(WINDOWS);
        for request in 0..100 {
            seen.begin(at(request * 100));
            seen.end(at(request * 100), at(request * 100 + 10), true, false);
        }
        let sums = settled(&mut seen, at(10_000));
        assert_eq!(sums.arrivals, 100);
        assert!((sums.rps().unwrap() - 10.0).abs() < 0.01, "{sums:?}");
        let panic = seen.panic(at(10_000));
        assert!((panic.rps().unwrap() - 10.0).abs() < 0.01, "{panic:?}");
    }

    #[test]
    fn the_first_second_is_neither_a_storm_nor_silence() {
        let mut seen = Observations::new(WINDOWS);
        for request in 0..300 {
            seen.begin(at(request * 10));
            seen.end(at(request * 10), at(request * 10 + 5), true, false);
            let sums = settled(&mut seen, at(request * 10 + 5));
            let (rps, busy) = (sums.rps(), sums.concurrency());
            if request * 10 + 5 < 1_000 {
                assert_eq!((rps, busy), (None, None), "request {request}");
            } else {
                assert!((95.0..105.0).contains(&rps.unwrap()), "{rps:?}");
                assert!((0.48..0.52).contains(&busy.unwrap()), "{busy:?}");
            }
        }
    }

    #[test]
    fn a_full_window_is_as_long_at_any_moment() {
        let mut seen = Observations::new(WINDOWS);
        // Ten requests a second, three always in flight, for two minutes.
        for _ in 0..3 {
            seen.begin(at(0));
        }
        for tenth in 0..1_200 {
            seen.begin(at(tenth * 100));
            seen.end(at(tenth * 100), at(tenth * 100), true, false);
            let now = at(tenth * 100 + 37);
            let (stable, panic) = (settled(&mut seen, now), seen.panic(now));
            if tenth < 700 {
                continue;
            }
            assert_eq!(stable.covered_us, 60_000_000);
            assert_eq!(panic.covered_us, 6_000_000);
            for sums in [stable, panic] {
                assert_eq!(sums.concurrency(), Some(3.0));
                assert!((9.8..10.2).contains(&sums.rps().unwrap()), "{sums:?}");
            }
        }
    }

    #[test]
    fn a_half_covered_window_is_averaged_over_what_it_covers() {
        let mut seen = Observations::new(WINDOWS);
        for request in 0..100 {
            seen.begin(at(request * 200));
            seen.end(at(request * 200), at(request * 200 + 100), true, false);
        }
        let sums = settled(&mut seen, at(20_000));
        assert_eq!((sums.rps(), sums.concurrency()), (Some(5.0), Some(0.5)));
    }

    #[test]
    fn concurrency_is_the_mean_area() {
        let mut seen = Observations::new(WINDOWS);
        // Two requests of five seconds each, side by side, then silence.
        seen.begin(at(0));
        seen.begin(at(0));
        seen.end(at(0), at(5_000), true, false);
        seen.end(at(0), at(5_000), true, false);
        let sums = settled(&mut seen, at(10_000));
        assert!((sums.concurrency().unwrap() - 1.0).abs() < 1e-6, "{sums:?}");
        assert_eq!(seen.inflight_us_total(), 10_000_000);
    }

    #[test]
    fn a_long_request_counts_in_every_second_it_lasts() {
        let mut seen = Observations::new(WINDOWS);
        seen.begin(at(0));
        let sums = settled(&mut seen, at(300_500));
        assert!((sums.concurrency().unwrap() - 1.0).abs() < 1e-6, "{sums:?}");
        assert_eq!(seen.inflight_us_total(), 300_500_000);
        let panic = seen.panic(at(300_500));
        assert!((panic.concurrency().unwrap() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_leaves_the_window_is_forgotten_and_totals_are_not() {
        let mut seen = Observations::new(WINDOWS);
        seen.begin(at(0));
        seen.end(at(0), at(20), true, true);
        assert_eq!(settled(&mut seen, at(1_000)).errors, 1);
        let later = settled(&mut seen, at(61_000));
        assert_eq!((later.arrivals, later.errors), (0, 0));
        assert_eq!(later.rps(), Some(0.0), "watched and quiet is a real zero");
        assert_eq!((seen.requests_total(), seen.errors_total()), (1, 1));
        assert_eq!(settled(&mut seen, at(10_000_000)).arrivals, 0);
    }

    #[test]
    fn panic_window_forgets_first() {
        let mut seen = Observations::new(WINDOWS);
        seen.begin(at(0));
        seen.end(at(0), at(1), true, false);
        seen.settle(at(7_000));
        assert_eq!(seen.panic(at(7_000)).arrivals, 0);
        assert_eq!(seen.stable(at(7_000)).arrivals, 1);
    }

    #[test]
    fn a_clock_that_steps_back_loses_nothing() {
        let mut seen = Observations::new(WINDOWS);
        seen.begin(at(100_000));
        seen.begin(at(50_000));
        seen.end(at(100_000), at(50_010), true, false);
        seen.end(at(50_000), at(100_020), true, false);
        assert_eq!(seen.inflight(), 0);
        assert_eq!(settled(&mut seen, at(100_100)).arrivals, 2);
    }

    #[test]
    fn a_client_that_goes_away_is_neither_latency_nor_error() {
        let mut seen = Observations::new(WINDOWS);
        seen.begin(at(0));
        seen.end(at(0), at(10), false, false);
        let sums = settled(&mut seen, at(100));
        assert_eq!((sums.arrivals, sums.completions), (1, 0));
        assert_eq!(sums.error_rate(), None);
        assert!(seen.stable_latency(at(100)).is_empty());
    }

    #[test]
    fn a_short_window_holds_its_peak_for_half_a_minute() {
        let mut seen = Observations::new(Windows {
            stable: Duration::from_secs(6),
            panic: Duration::from_secs(1),
        });
        seen.begin(at(0));
        seen.end(at(0), at(500), true, false);
        for (ms, peak) in [(7_000, 1), (29_500, 1), (31_000, 0)] {
            seen.settle(at(ms));
            assert_eq!(seen.peak(), peak, "{ms}");
            assert_eq!(seen.stable(at(ms)).arrivals, 0, "{ms}");
        }
    }

    #[test]
    fn the_peak_is_held_for_the_stable_window() {
        let mut seen = Observations::new(WINDOWS);
        for _ in 0..5 {
            seen.begin(at(0));
        }
        for _ in 0..5 {
            seen.end(at(0), at(10), true, false);
        }
        seen.settle(at(30_000));
        assert_eq!((seen.inflight(), seen.peak()), (0, 5));
        seen.settle(at(61_000));
        assert_eq!(seen.peak(), 0);
    }

    #[test]
    fn shorter_windows_take_effect_at_once() {
        let mut seen = Observations::new(WINDOWS);
        seen.begin(at(0));
        seen.settle(at(20_000));
        seen.set_windows(Windows {
            stable: Duration::from_secs(10),
            panic: Duration::from_secs(2),
        });
        seen.settle(at(20_500));
        assert_eq!(seen.stable(at(20_500)).arrivals, 0);
        assert_eq!((seen.inflight(), seen.requests_total()), (1, 1));
    }
}
