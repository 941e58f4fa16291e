//! Sums over one window, which add up over workers, and the means made of
//! them.

use serde::{Deserialize, Serialize};

use crate::time::to_f64;

/// What happened in one window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WindowSums {
    /// Requests that arrived.
    pub arrivals: u64,
    /// Requests that were answered.
    pub completions: u64,
    /// Answers that were errors.
    pub errors: u64,
    /// In-flight integral: request-microseconds.
    pub inflight_us: u64,
    /// How much of the window was watched, in microseconds; 0 is no data.
    pub covered_us: u64,
}

/// Means over less than a second are no data: one request a millisecond after
/// the start is not a thousand a second, and not one a second either, which
/// after a restart would look like a load that has gone.
const MIN_COVERED_US: u64 = 1_000_000;

/// What is left of a count `age_us` after it was taken, if nothing came since:
/// requests leave the window evenly.
pub fn kept(count: u64, age_us: u64, window_us: u64) -> u64 {
    let left = u128::from(window_us.saturating_sub(age_us));
    let kept = u128::from(count).saturating_mul(left) / u128::from(window_us.max(1));
    u64::try_from(kept).unwrap_or(u64::MAX)
}

impl WindowSums {
    /// Adds another worker's sums. The workers watch the same time side by
    /// side, so the longest look-back counts, not the sum.
    pub fn add(&mut self, other: &Self) {
        self.arrivals = self.arrivals.saturating_add(other.arrivals);
        self.completions = self.completions.saturating_add(other.completions);
        self.errors = self.errors.saturating_add(other.errors);
        self.inflight_us = self.inflight_us.saturating_add(other.inflight_us);
        self.covered_us = self.covered_us.max(other.covered_us);
    }

    /// What is left of these sums `age_us` after they were taken, if nothing
    /// came since: requests leave the window evenly.
    #[must_use]
    pub fn faded(&self, age_us: u64, window_us: u64) -> Self {
        let keep = |count| kept(count, age_us, window_us);
        Self {
            arrivals: keep(self.arrivals),
            completions: keep(self.completions),
            errors: keep(self.errors),
            inflight_us: keep(self.inflight_us),
            covered_us: self.covered_us,
        }
    }

    fn per_covered(&self, amount: u64) -> Option<f64> {
        (self.covered_us >= MIN_COVERED_US).then(|| to_f64(amount) / to_f64(self.covered_us))
    }

    /// So many of something a second, over what was watched; `None` without
    /// data.
    pub fn per_second(&self, amount: u64) -> Option<f64> {
        self.per_covered(amount).map(|rate| rate * 1e6)
    }

    /// Arrivals per second; `None` without data.
    pub fn rps(&self) -> Option<f64> {
        self.per_second(self.arrivals)
    }

    /// Mean number of requests in flight; `None` without data.
    pub fn concurrency(&self) -> Option<f64> {
        self.per_covered(self.inflight_us)
    }

    /// Errors per answer, 0 to 1; `None` where nothing was answered.
    pub fn error_rate(&self) -> Option<f64> {
        (self.completions > 0).then(|| to_f64(self.errors) / to_f64(self.completions))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_add_up_over_the_same_time() {
        let one = WindowSums {
            arrivals: 60,
            completions: 60,
            errors: 6,
            inflight_us: 30_000_000,
            covered_us: 60_000_000,
        };
        let mut sum = one;
        sum.add(&one);
        assert_eq!(sum.rps(), Some(2.0));
        assert_eq!(sum.concurrency(), Some(1.0));
        assert_eq!(sum.error_rate(), Some(0.1));
        assert_eq!(sum.per_second(1_200), Some(20.0));
    }

    #[test]
    fn fades_to_nothing_over_one_window() {
        let sums = WindowSums {
            arrivals: 100,
            inflight_us: u64::MAX,
            covered_us: 10,
            ..WindowSums::default()
        };
        assert_eq!(sums.faded(0, 60), sums);
        assert_eq!(sums.faded(30, 60).arrivals, 50);
        assert_eq!(sums.faded(61, 60).arrivals, 0);
        assert_eq!(sums.faded(0, 0).arrivals, 0);
    }
}
