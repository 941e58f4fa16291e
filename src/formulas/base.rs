//! The replicas that a formula starts from.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::recommendation::MAX_TARGET;
use crate::time::Timestamp;

/// A count that stands for the replicas that run, where nobody tells them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Base {
    /// Replicas.
    pub replicas: f64,
    /// Since when the formula starts from them.
    pub since: Timestamp,
}

/// The replicas to start from: those that run, where that is known. Else the
/// last decision, which then stands for `interval`: a formula that started
/// from its own answer at every tick would run away.
pub fn base(
    current: Option<f64>,
    decided: f64,
    interval: Duration,
    now: Timestamp,
    memory: &mut Option<Base>,
) -> f64 {
    if let Some(current) = current {
        *memory = None;
        return current;
    }
    // Anyone with access to shared data can have written it.
    let known = memory.filter(|base| (0.0..=MAX_TARGET).contains(&base.replicas));
    let standing = known.filter(|base| now.since(base.since) < interval);
    let new = Base {
        replicas: decided,
        since: now,
    };
    memory.insert(standing.unwrap_or(new)).replicas
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(15);

    #[test]
    fn foreign_numbers_are_no_base() {
        let now = Timestamp::from_secs(1);
        for replicas in [f64::NAN, f64::INFINITY, -1.0, 1e9] {
            let mut memory = Some(Base {
                replicas,
                since: now,
            });
            assert_eq!(base(None, 3.0, INTERVAL, now, &mut memory), 3.0);
        }
    }

    #[test]
    fn a_decision_stands_for_an_interval() {
        let mut memory = None;
        let mut at = |secs, current, decided| {
            let now = Timestamp::from_secs(secs);
            base(current, decided, INTERVAL, now, &mut memory)
        };
        for (secs, current, decided, want) in [
            (0, None, 2.0, 2.0),
            (1, None, 4.0, 2.0),
            (14, None, 8.0, 2.0),
            (15, None, 8.0, 8.0),
            (16, Some(3.0), 8.0, 3.0),
            (17, None, 5.0, 5.0),
        ] {
            assert_eq!(at(secs, current, decided), want, "{secs}");
        }
    }
}
