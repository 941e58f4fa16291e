//! Tokens of one service on one worker, second by second. Apart from
//! [`Observations`](super::Observations), so that services without a model
//! carry none.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::start::WindowStart;
use crate::time::Timestamp;

/// Tokens that models took in and generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// Of prompts.
    pub input: u64,
    /// Generated.
    pub output: u64,
}

impl Tokens {
    /// Combines two, number by number.
    #[must_use]
    pub fn zip(self, other: Self, op: fn(u64, u64) -> u64) -> Self {
        Self {
            input: op(self.input, other.input),
            output: op(self.output, other.output),
        }
    }
}

/// One second. An estimate that was too high is taken back in a later second,
/// so that a single one may be negative.
#[derive(Clone, Copy, Debug)]
struct Second {
    second: u64,
    input: i64,
    output: i64,
}

/// Tokens over the last time, by second.
#[derive(Debug, Default)]
pub struct TokenSeconds {
    /// Oldest first; seconds without tokens are not there.
    seconds: VecDeque<Second>,
}

impl TokenSeconds {
    /// A model has taken in or generated tokens: what was counted of one
    /// generation before, and what it comes to now. What is older than `kept`
    /// is forgotten.
    pub fn change(&mut self, before: Tokens, after: Tokens, now: Timestamp, kept: Duration) {
        if before == after {
            return;
        }
        // A clock that stepped back adds to the newest second.
        let newest = self.seconds.back().map_or(0, |newest| newest.second);
        let second = now.as_secs().max(newest);
        // A window begins within one second more.
        let oldest = second.saturating_sub(kept.as_secs()).saturating_sub(1);
        while self.seconds.pop_front_if(|it| it.second < oldest).is_some() {}
        if newest != second || self.seconds.is_empty() {
            self.seconds.push_back(Second {
                second,
                input: 0,
                output: 0,
            });
        }
        let change = |sum: i64, before: u64, after: u64| {
            sum.saturating_add(after.checked_signed_diff(before).unwrap_or(0))
        };
        if let Some(newest) = self.seconds.back_mut() {
            newest.input = change(newest.input, before.input, after.input);
            newest.output = change(newest.output, before.output, after.output);
        }
    }

    /// Sums over the window that ends at `now`; never below 0.
    pub fn sums(&self, now: Timestamp, window: Duration) -> Tokens {
        let start = WindowStart::new(now, window);
        let (mut input, mut output) = (0_i64, 0_i64);
        for it in self.seconds.iter().rev() {
            let part = |count: i64| match start.against(it.second) {
                Ordering::Less => count,
                Ordering::Equal => {
                    let size = i64::try_from(start.part(count.unsigned_abs()));
                    size.unwrap_or(i64::MAX).saturating_mul(count.signum())
                }
                Ordering::Greater => 0,
            };
            input = input.saturating_add(part(it.input));
            output = output.saturating_add(part(it.output));
        }
        let from_zero = |sum: i64| u64::try_from(sum).unwrap_or(0);
        Tokens {
            input: from_zero(input),
            output: from_zero(output),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: Duration = Duration::from_secs(60);

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000_000 + ms * 1_000)
    }

    fn counts(input: u64, output: u64) -> Tokens {
        Tokens { input, output }
    }

    #[test]
    fn they_count_as_they_come_and_estimates_are_set_right() {
        let mut seen = TokenSeconds::default();
        let stable = |seen: &TokenSeconds, ms| seen.sums(at(ms), KEPT);
        assert_eq!(stable(&seen, 0), counts(0, 0));
        seen.change(counts(0, 0), counts(1_000, 0), at(500), KEPT);
        seen.change(counts(1_000, 0), counts(1_000, 90), at(2_500), KEPT);
        assert_eq!(stable(&seen, 4_000), counts(1_000, 90));
        // The response tells how many there were: 600 and 80.
        seen.change(counts(1_000, 90), counts(600, 80), at(8_000), KEPT);
        assert_eq!(stable(&seen, 10_000), counts(600, 80));
        let panic = seen.sums(at(10_000), Duration::from_secs(6));
        assert_eq!(panic, counts(0, 0), "never below 0");
        assert_eq!(stable(&seen, 70_000), counts(0, 0));
    }

    #[test]
    fn of_the_second_in_which_the_window_begins_a_part_counts() {
        let mut seen = TokenSeconds::default();
        seen.change(counts(0, 0), counts(100, 10), at(500), KEPT);
        assert_eq!(seen.sums(at(60_000), KEPT), counts(100, 10));
        assert_eq!(seen.sums(at(60_750), KEPT), counts(25, 3));
        assert_eq!(seen.sums(at(61_000), KEPT), counts(0, 0));
    }

    #[test]
    fn seconds_are_bounded_and_time_may_step_back() {
        let mut seen = TokenSeconds::default();
        for second in 0..10_000 {
            seen.change(counts(0, 0), counts(1, 1), at(second * 1_000), KEPT);
        }
        seen.change(counts(0, 0), counts(5, 0), at(0), KEPT);
        assert!(seen.seconds.len() <= 62, "{}", seen.seconds.len());
        assert_eq!(seen.sums(at(9_999_999), KEPT), counts(65, 60));
    }
}
