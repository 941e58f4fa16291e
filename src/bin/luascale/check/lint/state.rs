//! What is known at a place in a policy: which metrics are there, and between
//! which numbers they lie.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something that has a number, or none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// `metrics.name`.
    Metric(String),
    /// `metrics.panic.name`.
    Panic(String),
    /// A local variable, by the number of its declaration.
    Local(usize),
}

/// Metrics that are there with the first tick.
const ALWAYS: [&str; 6] = [
    "min_replicas",
    "max_replicas",
    "requests",
    "rps",
    "concurrency",
    "inflight",
];
/// What luascale and its scaler say themselves.
const OWN: [&str; 4] = ["replicas", "desired", "min_replicas", "max_replicas"];

impl Key {
    /// Whether it can be without data for long.
    pub(super) fn may_be_missing(&self) -> bool {
        match self {
            Self::Metric(name) | Self::Panic(name) => !ALWAYS.contains(&name.as_str()),
            Self::Local(_) => false,
        }
    }

    /// Whether it is about replicas, and no measurement.
    pub(super) fn is_own(&self) -> bool {
        matches!(self, Self::Metric(name) if OWN.contains(&name.as_str()))
    }

    pub(super) fn is_measured(&self) -> bool {
        !self.is_own() && !matches!(self, Self::Local(_))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric(name) => write!(f, "metrics.{name}"),
            Self::Panic(name) => write!(f, "metrics.panic.{name}"),
            Self::Local(number) => write!(f, "local {number}"),
        }
    }
}

/// Numbers from `low` to `high`; an open end is not among them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    low: f64,
    low_open: bool,
    high: f64,
    high_open: bool,
}

/// A comparison with a number on its right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

impl Comparison {
    /// What holds where this does not.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
        }
    }

    /// The same with its sides exchanged.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

impl Interval {
    pub(super) const ALL: Self = Self {
        low: f64::NEG_INFINITY,
        low_open: false,
        high: f64::INFINITY,
        high_open: false,
    };

    /// What of it fulfils a comparison.
    pub(super) fn with(mut self, comparison: Comparison, number: f64) -> Self {
        use Comparison as C;
        if matches!(comparison, C::Less | C::LessOrEqual | C::Equal) && number <= self.high {
            let open = comparison == C::Less || number >= self.high && self.high_open;
            (self.high, self.high_open) = (number, open);
        }
        if matches!(comparison, C::Greater | C::GreaterOrEqual | C::Equal) && number >= self.low {
            let open = comparison == C::Greater || number <= self.low && self.low_open;
            (self.low, self.low_open) = (number, open);
        }
        if comparison == C::Equal && !self.holds(number) {
            // Beyond one of the ends.
            (self.low, self.high, self.low_open) = (number, number, true);
        }
        self
    }

    fn holds(&self, number: f64) -> bool {
        let above = number > self.low || number >= self.low && !self.low_open;
        let below = number < self.high || number <= self.high && !self.high_open;
        above && below
    }

    fn is_empty(&self) -> bool {
        self.low > self.high || self.low >= self.high && (self.low_open || self.high_open)
    }

    /// Whether no number of it fulfils the comparison.
    pub(super) fn excludes(&self, comparison: Comparison, number: f64) -> bool {
        match comparison {
            Comparison::NotEqual => false,
            Comparison::Equal => !self.holds(number),
            Comparison::Less => self.low >= number,
            Comparison::LessOrEqual => self.low > number || self.low >= number && self.low_open,
            Comparison::Greater => self.high <= number,
            Comparison::GreaterOrEqual => {
                self.high < number || self.high <= number && self.high_open
            }
        }
    }

    fn hull(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        Self {
            low: self.low.min(other.low),
            low_open: self.low_open && other.low_open,
            high: self.high.max(other.high),
            high_open: self.high_open && other.high_open,
        }
    }
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// They have a value.
    pub(super) there: BTreeSet<Key>,
    pub(super) ranges: BTreeMap<Key, Interval>,
    /// Locals that are another name for a metric.
    pub(super) names: BTreeMap<usize, Key>,
}

impl State {
    /// A variable gets another value.
    pub(super) fn forget(&mut self, key: &Key) {
        self.there.remove(key);
        self.ranges.remove(key);
        if let Key::Local(number) = key {
            self.names.remove(number);
        }
    }

    /// What is known where two ways meet.
    pub(super) fn meet(&mut self, other: &Self) {
        self.there.retain(|key| other.there.contains(key));
        self.names
            .retain(|local, key| other.names.get(local) == Some(key));
        let ranges = std::mem::take(&mut self.ranges);
        for (key, range) in ranges {
            if let Some(there) = other.ranges.get(&key) {
                self.ranges.insert(key, range.hull(*there));
            }
        }
    }

    pub(super) fn narrow(&mut self, key: &Key, comparison: Comparison, number: f64) {
        let range = self.ranges.entry(key.clone()).or_insert(Interval::ALL);
        *range = range.with(comparison, number);
    }
}
