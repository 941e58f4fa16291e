//! What a policy sees.

mod numbers;

use serde::{Deserialize, Serialize};

pub use numbers::{Name, Numbers};

/// Names that the gateway itself gives to `metrics` and to `metrics.panic`.
pub const WINDOWED: [&str; 13] = [
    "requests",
    "rps",
    "concurrency",
    "error_rate",
    "latency_p50",
    "latency_p95",
    "latency_p99",
    "tokens_per_second",
    "prompt_tokens_per_second",
    "ttft_p50",
    "ttft_p95",
    "tpot_p50",
    "tpot_p95",
];

/// Those that it gives to `metrics` alone: they belong to no window.
pub const MOMENTARY: [&str; 11] = [
    "inflight",
    "generations",
    "prompt_tokens_inflight",
    "output_tokens_inflight",
    "quota_remaining",
    "load_age",
    "reporting",
    "replicas",
    "desired",
    "min_replicas",
    "max_replicas",
];

/// What replicas report most often.
const USUAL: [&str; 4] = ["cpu", "cpu_max", "memory", "memory_max"];

/// Whether the gateway itself gives this name: no report replaces it.
pub(crate) fn is_observed(name: &str) -> bool {
    WINDOWED.contains(&name) || MOMENTARY.contains(&name)
}

/// The name to keep: copied only where it is an unusual one.
pub(crate) fn kept_name(name: &str) -> Name {
    let mut all = WINDOWED.into_iter().chain(MOMENTARY).chain(USUAL);
    all.find(|known| *known == name)
        .map_or_else(|| Name::Owned(name.to_owned()), Name::Borrowed)
}

/// Numbers by name. A metric without data is absent, never 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Over the stable window, and what has no window.
    pub values: Numbers,
    /// Over the panic window.
    pub panic: Numbers,
}

impl Metrics {
    /// These numbers with nothing laid over them.
    pub fn view(&self) -> View<'_> {
        View::new(self, &[])
    }
}

/// Metrics with some numbers laid over them: what a request states, over the
/// last snapshot. Nothing is copied for it.
#[derive(Clone, Copy, Debug)]
pub struct View<'m> {
    below: &'m Metrics,
    above: &'m [(&'m str, f64)],
}

impl<'m> View<'m> {
    /// `above` over `below`; the first of two equal names counts.
    pub fn new(below: &'m Metrics, above: &'m [(&'m str, f64)]) -> Self {
        Self { below, above }
    }

    /// A number; `None` without data.
    pub fn value(&self, name: &str) -> Option<f64> {
        let above = self.above.iter().find(|(known, _)| *known == name);
        above
            .map(|(_, value)| *value)
            .or_else(|| self.below.values.get(name))
    }

    /// A number over the panic window; `None` without data.
    pub fn panic(&self, name: &str) -> Option<f64> {
        self.below.panic.get(name)
    }

    /// All numbers over the panic window.
    pub fn panics(&self) -> impl Iterator<Item = (&'m str, f64)> {
        self.below.panic.iter()
    }

    /// All numbers; of two with one name, the last is the one that counts.
    pub fn values(&self) -> impl Iterator<Item = (&'m str, f64)> {
        let (below, above) = (self.below, self.above);
        below.values.iter().chain(above.iter().rev().copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_lies_above_counts() {
        let below = Metrics {
            values: [("cpu", 20.0), ("rps", 5.0)].into(),
            panic: [("rps", 9.0)].into(),
        };
        let above = [("cpu", 85.0), ("load_age", 0.0), ("cpu", 1.0)];
        let view = View::new(&below, &above);
        assert_eq!(view.value("cpu"), Some(85.0));
        assert_eq!(view.value("rps"), Some(5.0));
        assert_eq!(view.value("load_age"), Some(0.0));
        assert_eq!(view.value("memory"), None);
        assert_eq!((view.panic("rps"), view.panic("cpu")), (Some(9.0), None));
        let all: BTreeMap<&str, f64> = view.values().collect();
        assert_eq!(all, [("cpu", 85.0), ("load_age", 0.0), ("rps", 5.0)].into());
    }
}
