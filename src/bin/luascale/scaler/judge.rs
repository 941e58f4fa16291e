//! How many replicas there are to be, and when to try again.

use std::time::Duration;

use luascale::behavior::{Behavior, Bounds, State};
use luascale::decision::{Circumstances, Decision, decide};
use luascale::recommendation::{MAX_TARGET, Recommendation, Scope, Target};
use luascale::time::Timestamp;

use super::fleet::Wanted;

/// Waits after commands that failed: doubled from one to the next.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A count, and why it is that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) replicas: u32,
    pub(super) reason: String,
    /// What changed it, where something did.
    pub(super) clipped_by: Option<String>,
}

/// The guard rails, and what they remember.
#[derive(Debug)]
pub(super) struct Judge {
    bounds: Bounds,
    behavior: Behavior,
    state: State,
    last: Option<Decision>,
}

impl Judge {
    pub(super) fn new(bounds: Bounds, behavior: Behavior) -> Self {
        Self {
            bounds,
            behavior,
            state: State::default(),
            last: None,
        }
    }

    /// What is to run, given what does; `None`: nobody knows, and it stays.
    pub(super) fn judge(
        &mut self,
        wanted: &Wanted,
        running: Option<u32>,
        now: Timestamp,
    ) -> Option<Verdict> {
        match wanted {
            Wanted::Unknown => None,
            // One gateway's decision has passed the guard rails already.
            Wanted::Decided(told) => {
                let replicas = told.desired.min(self.bounds.max);
                Some(Verdict {
                    replicas,
                    reason: told.reason.clone().unwrap_or_default(),
                    clipped_by: (replicas < told.desired)
                        .then(|| format!("the most that is allowed, {}", self.bounds.max)),
                })
            }
            Wanted::Combined {
                demand,
                reason,
                partial,
            } => {
                let recommendation = Recommendation {
                    target: Target::replicas(demand.clamp(0.0, MAX_TARGET))?,
                    demand: Some(*demand),
                    scope: Scope::Fleet,
                    reason: Some(reason.clone()),
                };
                let given = Circumstances {
                    last: self.last.as_ref(),
                    current: running,
                    bounds: self.bounds,
                    behavior: &self.behavior,
                    dry_run: false,
                    partial: *partial,
                    now,
                };
                let decision = decide(&recommendation, given, &mut self.state);
                let verdict = Verdict {
                    replicas: decision.desired,
                    reason: reason.clone(),
                    clipped_by: decision.clipped_by.clone(),
                };
                self.last = Some(decision);
                Some(verdict)
            }
        }
    }
}

/// When a command may be tried again.
#[derive(Debug, Default)]
pub(super) struct BackOff {
    wait: Duration,
    until: Timestamp,
}

impl BackOff {
    /// Whether it may be tried now.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now >= self.until
    }

    /// It has failed. Gives how long to wait.
    pub(super) fn fail(&mut self, now: Timestamp) -> Duration {
        self.wait = self.wait.saturating_mul(2).clamp(FIRST_WAIT, LONGEST_WAIT);
        self.until = now.plus(self.wait);
        self.wait
    }

    /// It has succeeded.
    pub(super) fn succeed(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::fleet::Told;
    use super::*;

    const BOUNDS: Bounds = Bounds { min: 1, max: 10 };

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000 + secs)
    }

    fn combined(demand: f64, partial: bool) -> Wanted {
        Wanted::Combined {
            demand,
            reason: "why".to_owned(),
            partial,
        }
    }

    #[test]
    fn one_gateways_decision_stands_below_the_maximum() {
        let mut judge = Judge::new(BOUNDS, Behavior::default());
        for (desired, replicas) in [(0, 0), (7, 7), (12, 10)] {
            let told = Told {
                demand: 99.0,
                scope: Scope::Share,
                demand_age_s: 0.0,
                desired,
                reason: None,
            };
            let verdict = judge.judge(&Wanted::Decided(told), Some(3), at(0)).unwrap();
            assert_eq!(verdict.replicas, replicas);
            assert_eq!(verdict.clipped_by.is_some(), replicas < desired);
        }
        assert_eq!(judge.judge(&Wanted::Unknown, Some(3), at(0)), None);
    }

    #[test]
    fn guard_rails_apply_once_over_all_gateways() {
        let mut judge = Judge::new(BOUNDS, Behavior::default());
        let mut running = 2;
        let mut seen = Vec::new();
        for (secs, wanted) in [
            (0, combined(9.4, false)),
            // Four at most in 15 s.
            (2, combined(9.4, false)),
            (15, combined(9.4, false)),
            // Down only after 300 s, and never while one is missing.
            (20, combined(3.0, false)),
            (320, combined(3.0, true)),
            (621, combined(3.0, false)),
        ] {
            let verdict = judge.judge(&wanted, Some(running), at(secs)).unwrap();
            running = verdict.replicas;
            seen.push(running);
        }
        assert_eq!(seen, [6, 6, 10, 10, 10, 3]);
    }

    #[test]
    fn no_number_is_too_odd() {
        let mut judge = Judge::new(BOUNDS, Behavior::default());
        for demand in [f64::INFINITY, 1e300] {
            let verdict = judge.judge(&combined(demand, false), None, at(0));
            assert!(verdict.is_some_and(|it| it.replicas <= 10), "{demand}");
        }
        assert_eq!(judge.judge(&combined(f64::NAN, false), None, at(0)), None);
    }

    #[test]
    fn a_command_that_fails_waits_longer_each_time() {
        let mut back_off = BackOff::default();
        assert!(back_off.is_over(at(0)));
        let waits: Vec<u64> = (0..8).map(|_| back_off.fail(at(0)).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert!(!back_off.is_over(at(59)) && back_off.is_over(at(60)));
        back_off.succeed();
        assert!(back_off.is_over(at(0)));
        assert_eq!(back_off.fail(at(0)).as_secs(), 1);
    }
}
