//! What responses of models told, as VMs tell it to each other.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;
use crate::tokens::Ended;
use crate::window::{LatencyCounts, LatencyTotals, Tokens, kept};

/// Models that are told apart in one service; what comes later is
/// [`OTHER_MODEL`]. A name is at most 64 bytes long.
pub const MAX_MODELS: usize = 16;
/// Models beyond [`MAX_MODELS`].
pub const OTHER_MODEL: &str = "other";
/// Responses that name no model.
pub const UNKNOWN_MODEL: &str = "unknown";

/// Counters of the responses of one model. They only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenCounts {
    /// Responses that told tokens or had content.
    pub responses: u64,
    /// Those of them that told no tokens.
    pub without_usage: u64,
    /// Responses that told input tokens, and output tokens.
    pub told: Tokens,
    /// Tokens of prompts, with those that came from a cache.
    pub input: u64,
    /// Generated tokens, as told.
    pub output: u64,
    /// Generated tokens with reasoning that `output` leaves out.
    pub output_effective: u64,
    /// The part of `input` that came from a cache.
    pub cached_input: u64,
    /// The part of `output_effective` that was reasoning.
    pub reasoning_output: u64,
    /// Generated tokens by estimate, of responses that told none.
    pub estimated_output: u64,
}

impl TokenCounts {
    /// Combines two, counter by counter.
    #[must_use]
    pub fn zip(self, other: Self, op: fn(u64, u64) -> u64) -> Self {
        Self {
            responses: op(self.responses, other.responses),
            without_usage: op(self.without_usage, other.without_usage),
            told: self.told.zip(other.told, op),
            input: op(self.input, other.input),
            output: op(self.output, other.output),
            output_effective: op(self.output_effective, other.output_effective),
            cached_input: op(self.cached_input, other.cached_input),
            reasoning_output: op(self.reasoning_output, other.reasoning_output),
            estimated_output: op(self.estimated_output, other.estimated_output),
        }
    }

    fn of(ended: &Ended) -> Self {
        let usage = ended.usage;
        let effective = usage.effective_output();
        Self {
            responses: 1,
            without_usage: u64::from(!usage.is_known()),
            told: Tokens {
                input: u64::from(usage.input.is_some()),
                output: u64::from(effective.is_some()),
            },
            input: usage.input.unwrap_or(0),
            output: usage.output.unwrap_or(0),
            output_effective: effective.unwrap_or(0),
            cached_input: usage.cached_input.unwrap_or(0),
            reasoning_output: usage.reasoning_output.unwrap_or(0),
            estimated_output: ended.estimated_output.unwrap_or(0),
        }
    }
}

/// Counters of all responses of one service. They only grow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenTotals {
    /// By model, the first seen first; at most [`MAX_MODELS`] names, and
    /// [`OTHER_MODEL`].
    pub models: Vec<(String, TokenCounts)>,
    /// Times to the first token.
    pub time_to_first_token: LatencyTotals,
    /// Times per output token.
    pub time_per_output_token: LatencyTotals,
}

impl TokenTotals {
    /// A response has ended.
    pub fn count(&mut self, ended: &Ended) {
        let counts = TokenCounts::of(ended);
        self.combine(
            ended.model.as_deref().unwrap_or(UNKNOWN_MODEL),
            counts,
            u64::saturating_add,
        );
        if let Some(elapsed_us) = ended.time_to_first_token_us {
            self.time_to_first_token.record(elapsed_us);
        }
        if let Some(elapsed_us) = ended.time_per_output_token_us {
            self.time_per_output_token.record(elapsed_us);
        }
    }

    /// Adds, or takes away, counter by counter.
    pub fn zip(&mut self, other: &Self, op: fn(u64, u64) -> u64) {
        for (model, counts) in &other.models {
            self.combine(model, *counts, op);
        }
        self.time_to_first_token = self.time_to_first_token.zip(other.time_to_first_token, op);
        self.time_per_output_token = self
            .time_per_output_token
            .zip(other.time_per_output_token, op);
    }

    fn combine(&mut self, model: &str, counts: TokenCounts, op: fn(u64, u64) -> u64) {
        let known = |name: &str| self.models.iter().position(|(known, _)| known == name);
        let full = self.models.len() >= MAX_MODELS;
        let place = known(model).or_else(|| known(OTHER_MODEL).filter(|_| full));
        if let Some(place) = place {
            if let Some((_, sum)) = self.models.get_mut(place) {
                *sum = sum.zip(counts, op);
            }
        } else {
            let name = if full { OTHER_MODEL } else { model };
            let counts = TokenCounts::default().zip(counts, op);
            self.models.push((name.to_owned(), counts));
        }
    }

    /// All models together.
    pub fn sum(&self) -> TokenCounts {
        let add = |sum: TokenCounts, (_, counts): &(String, TokenCounts)| {
            sum.zip(*counts, u64::saturating_add)
        };
        self.models.iter().fold(TokenCounts::default(), add)
    }
}

/// What is going on at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokensInFlight {
    /// Requests whose response is not over.
    pub generations: u32,
    /// Tokens of prompts that wait for their first token.
    pub input: u64,
    /// Tokens generated so far by those that are not over.
    pub output: u64,
}

impl TokensInFlight {
    /// Adds another worker's.
    pub fn add(&mut self, other: Self) {
        self.generations = self.generations.saturating_add(other.generations);
        self.input = self.input.saturating_add(other.input);
        self.output = self.output.saturating_add(other.output);
    }
}

/// What happened in one window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenWindow {
    /// Tokens that models took in and generated.
    pub counts: Tokens,
    /// Times to the first token.
    #[serde(with = "crate::window::packed_counts")]
    pub to_first: LatencyCounts,
    /// Times per output token.
    #[serde(with = "crate::window::packed_counts")]
    pub per_output: LatencyCounts,
}

/// One service as one worker sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TokenRecord {
    /// Counters.
    pub totals: TokenTotals,
    /// What is going on.
    pub inflight: TokensInFlight,
    /// The share of the provider's rate limit that remains, and when it said so.
    pub quota: Option<(Timestamp, f64)>,
    /// Over the stable window.
    pub stable: TokenWindow,
    /// Over the panic window.
    pub panic: TokenWindow,
}

impl TokenRecord {
    /// What is left of its windows `age_us` after it was taken, if nothing came
    /// since; all else has ended with the worker.
    #[must_use]
    pub fn faded(&self, age_us: u64, [stable_us, panic_us]: [u64; 2]) -> Self {
        let left = |window: &TokenWindow, window_us| TokenWindow {
            counts: Tokens {
                input: kept(window.counts.input, age_us, window_us),
                output: kept(window.counts.output, age_us, window_us),
            },
            ..TokenWindow::default()
        };
        Self {
            stable: left(&self.stable, stable_us),
            panic: left(&self.panic, panic_us),
            ..Self::default()
        }
    }
}

/// One service over all workers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TokenStatus {
    /// Counters.
    pub totals: TokenTotals,
    /// What is going on.
    pub inflight: TokensInFlight,
    /// The newest word of the provider about its rate limit: the share that
    /// remains, and when it said so.
    pub quota: Option<(Timestamp, f64)>,
}

impl TokenStatus {
    /// Adds what has no window: counters, and the newest of what is told.
    pub fn add(&mut self, record: &TokenRecord) {
        self.totals.zip(&record.totals, u64::saturating_add);
        let newer = |told: &(Timestamp, f64)| {
            (0.0..=1.0).contains(&told.1) && self.quota.is_none_or(|(at, _)| at < told.0)
        };
        self.quota = record.quota.filter(newer).or(self.quota);
    }

    /// The share of the provider's rate limit that remains, 0 to 1, where it was
    /// told within `ttl`.
    pub fn quota(&self, now: Timestamp, ttl: Duration) -> Option<f64> {
        let (at, share) = self.quota?;
        (now.since(at) <= ttl).then_some(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Usage;

    fn ended(model: &str, input: u64, output: Option<u64>) -> Ended {
        Ended {
            model: Some(model.to_owned()).filter(|model| !model.is_empty()),
            usage: Usage {
                input: output.map(|_| input),
                output,
                total: output.map(|output| input + output + 5),
                cached_input: output.map(|_| 1),
                reasoning_output: None,
            },
            estimated_output: output.is_none().then_some(7),
            time_to_first_token_us: Some(200_000),
            time_per_output_token_us: output.map(|_| 20_000),
            ..Ended::default()
        }
    }

    #[test]
    fn responses_are_counted_by_model() {
        let mut totals = TokenTotals::default();
        for response in [
            ended("a", 10, Some(3)),
            ended("", 99, None),
            ended("a", 5, Some(2)),
        ] {
            totals.count(&response);
        }
        let names: Vec<_> = totals
            .models
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["a", UNKNOWN_MODEL]);
        let sum = totals.sum();
        assert_eq!(
            sum,
            TokenCounts {
                responses: 3,
                without_usage: 1,
                told: Tokens {
                    input: 2,
                    output: 2
                },
                input: 15,
                output: 5,
                output_effective: 15,
                cached_input: 2,
                reasoning_output: 0,
                estimated_output: 7,
            }
        );
        assert_eq!(totals.time_to_first_token.counts.iter().sum::<u64>(), 3);
        assert_eq!(totals.time_per_output_token.sum_us, 40_000);
    }

    #[test]
    fn the_newest_word_about_a_limit_counts_for_a_while() {
        let at = Timestamp::from_secs;
        let record = |secs, share| TokenRecord {
            quota: Some((at(secs), share)),
            ..TokenRecord::default()
        };
        let mut status = TokenStatus::default();
        for record in [
            record(10, 0.5),
            record(20, 0.25),
            record(15, 1.0),
            // Foreign bytes.
            record(30, f64::NAN),
            record(30, -1.0),
        ] {
            status.add(&record);
        }
        let ttl = Duration::from_secs(60);
        assert_eq!(status.quota(at(80), ttl), Some(0.25));
        assert_eq!(status.quota(at(81), ttl), None);
    }

    #[test]
    fn models_are_bounded() {
        let mut totals = TokenTotals::default();
        for number in 0..100 {
            totals.count(&ended(&format!("m{number}"), 1, Some(1)));
        }
        assert_eq!(totals.models.len(), MAX_MODELS + 1);
        let (last, counts) = totals.models.last().unwrap();
        assert_eq!((last.as_str(), counts.responses), (OTHER_MODEL, 84));
        let mut twice = totals.clone();
        twice.zip(&totals, u64::saturating_add);
        assert_eq!(twice.models.len(), MAX_MODELS + 1);
        assert_eq!(twice.sum().responses, 200);
        twice.zip(&totals, u64::saturating_sub);
        assert_eq!(twice, totals);
    }
}
