//! What a service's evaluations leave for the next one.

use std::mem;

use serde::{Deserialize, Serialize};

use crate::formulas;
use crate::metrics::View;
use crate::time::Timestamp;

/// Most metrics of which a script may ask the history.
pub(super) const MAX_HISTORIES: usize = 8;
/// Values of a history: a minute, at one per second.
const MAX_VALUES: usize = 60;

/// What is remembered of one service. A tick's evaluation changes it, one on a
/// request only reads it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// `state`, encoded; empty where nothing was ever kept.
    pub(super) state: Vec<u8>,
    /// The last values of metrics.
    pub(super) history: History,
    /// What the formulas remember.
    pub(super) formulas: formulas::Memory,
}

/// The last values of the metrics that a script names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct History {
    /// By metric, oldest first.
    series: Vec<(String, Vec<f64>)>,
    /// The second of the newest ones.
    newest: u64,
}

impl History {
    /// Takes the values of a moment in, one per second. A metric without data
    /// leaves nothing.
    pub(super) fn record(&mut self, names: &[String], metrics: View<'_>, now: Timestamp) {
        let second = now.as_secs();
        // A clock that stepped back must not stop it.
        if second == self.newest && !names.is_empty() {
            return;
        }
        let mut before = mem::take(self);
        if names.is_empty() {
            return;
        }
        self.newest = second;
        for name in names {
            let known = before.series.iter_mut().find(|(known, _)| known == name);
            let mut values = known
                .map(|(_, values)| mem::take(values))
                .unwrap_or_default();
            values.extend(metrics.value(name));
            let over = values.len().saturating_sub(MAX_VALUES);
            values.drain(..over);
            self.series.push((name.clone(), values));
        }
    }

    /// Values of a metric, oldest first.
    pub(super) fn of(&self, name: &[u8]) -> &[f64] {
        let found = self
            .series
            .iter()
            .find(|(known, _)| known.as_bytes() == name);
        let values = found.map_or(&[][..], |(_, values)| values);
        // Foreign bytes may hold more.
        values.get(..MAX_VALUES).unwrap_or(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;

    #[test]
    fn a_minute_is_kept_and_one_value_per_second() {
        let mut history = History::default();
        let names = ["rps".to_owned(), "cpu".to_owned()];
        for quarter in 0..400_u32 {
            let mut metrics = Metrics::default();
            metrics.values.insert("rps", f64::from(quarter));
            let now = Timestamp::from_micros(u64::from(quarter) * 250_000 + 1_000_000_000);
            history.record(&names, metrics.view(), now);
        }
        let rps = history.of(b"rps");
        assert_eq!(rps.len(), 60);
        assert_eq!((rps[0], rps[59]), (160.0, 396.0));
        assert_eq!(history.of(b"cpu").len(), 0, "never reported");
        assert_eq!(history.of(b"memory").len(), 0, "never asked for");
    }

    #[test]
    fn what_a_new_script_does_not_name_is_dropped() {
        let mut history = History::default();
        let mut metrics = Metrics::default();
        metrics.values.insert("rps", 1.0);
        metrics.values.insert("cpu", 2.0);
        history.record(&["rps".into()], metrics.view(), Timestamp::from_secs(9));
        history.record(&["cpu".into()], metrics.view(), Timestamp::from_secs(8));
        assert_eq!(history.of(b"rps").len(), 0);
        assert_eq!(history.of(b"cpu").len(), 1);
    }
}
