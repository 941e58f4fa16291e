//! What a policy sees.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Numbers by name. A metric without data is absent, never 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Over the stable window, and what has no window.
    pub values: BTreeMap<String, f64>,
    /// Over the panic window.
    pub panic: BTreeMap<String, f64>,
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
            .or_else(|| self.below.values.get(name).copied())
    }

    /// A number over the panic window; `None` without data.
    pub fn panic(&self, name: &str) -> Option<f64> {
        self.below.panic.get(name).copied()
    }

    /// All numbers over the panic window.
    pub fn panics(&self) -> impl Iterator<Item = (&'m str, f64)> {
        let below = self.below;
        below
            .panic
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
    }

    /// All numbers; of two with one name, the last is the one that counts.
    pub fn values(&self) -> impl Iterator<Item = (&'m str, f64)> {
        let (below, above) = (self.below, self.above);
        let values = below.values.iter();
        values
            .map(|(name, value)| (name.as_str(), *value))
            .chain(above.iter().rev().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_counts() {
        let below = Metrics {
            values: [("cpu".to_owned(), 20.0), ("rps".to_owned(), 5.0)].into(),
            panic: [("rps".to_owned(), 9.0)].into(),
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
