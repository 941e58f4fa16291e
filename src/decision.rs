//! From a recommendation to a decision: the replica count that is asked for.
//!
//! A step counts from the replicas that run, else from the last decision, and
//! then once per [`STEP_INTERVAL`]: a policy that says "two more" four times a
//! second asks for two more, not for eight. Stabilization windows and rates
//! come with `behavior`; today `min_replicas` and `max_replicas` bound it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::recommendation::{Action, Recommendation, Scope, Target};
use crate::time::{Timestamp, to_f64};

/// How long a step from a past decision stands before the next one counts:
/// `periodSeconds` of the default scaling policies of `autoscaling/v2`.
pub const STEP_INTERVAL: Duration = Duration::from_secs(15);

/// Bounds around every decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Fewest replicas.
    pub min: u32,
    /// Most replicas.
    pub max: u32,
}

/// Where steps of one direction count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepBase {
    /// Replicas before the step.
    pub replicas: u32,
    /// When the step was first recommended.
    pub since: Timestamp,
}

/// What a service is to have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Sign of desired minus current; the recommendation's direction where
    /// current is unknown.
    pub action: Action,
    /// Why, in the policy's words.
    pub reason: Option<String>,
    /// What the policy asks for before rounding and bounds, in replicas.
    pub demand: f64,
    /// Whether demands of several gateways are to be summed.
    pub scope: Scope,
    /// What the policy asks for, in whole replicas.
    pub recommended: u32,
    /// What is asked for within the bounds.
    pub desired: u32,
    /// What bounded it.
    pub clipped_by: Option<String>,
    /// When the policy was last evaluated with success.
    pub at: Timestamp,
    /// Base of steps up.
    pub up: Option<StepBase>,
    /// Base of steps down.
    pub down: Option<StepBase>,
}

/// What a decision starts from.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The decision before.
    pub last: Option<&'a Decision>,
    /// Replicas that run, where that is known.
    pub current: Option<u32>,
    /// Bounds of the service.
    pub bounds: Bounds,
    /// Part of the picture is missing (a worker fell silent): nothing may go
    /// below the last decision.
    pub partial: bool,
    /// The moment of the decision.
    pub now: Timestamp,
}

impl Circumstances<'_> {
    /// The count that stands if nothing is recommended.
    fn standing(&self) -> u32 {
        self.last
            .map(|last| last.desired)
            .or(self.current)
            .unwrap_or(self.bounds.min)
    }

    fn base(&self, earlier: Option<StepBase>) -> StepBase {
        match (self.current, earlier) {
            (Some(current), _) => StepBase {
                replicas: current,
                since: self.now,
            },
            (None, Some(base)) => base,
            (None, None) => StepBase {
                replicas: self.standing(),
                since: self.now,
            },
        }
    }

    fn in_force(&self, base: Option<StepBase>) -> Option<StepBase> {
        base.filter(|base| self.now.since(base.since) < STEP_INTERVAL)
    }
}

/// Decides. A pure function: equal inputs give equal outputs.
pub fn decide(recommendation: &Recommendation, given: Circumstances<'_>) -> Decision {
    let mut up = given.in_force(given.last.and_then(|last| last.up));
    let mut down = given.in_force(given.last.and_then(|last| last.down));
    let recommended = match recommendation.target {
        Target::Hold => given.standing(),
        Target::Up(step) => {
            let base = *up.insert(given.base(up));
            base.replicas.saturating_add(step)
        }
        Target::Down(step) => {
            let base = *down.insert(given.base(down));
            base.replicas.saturating_sub(step)
        }
        Target::Replicas(replicas) => whole(replicas),
    };
    let (desired, clipped_by) = clip(recommended, &given);
    let direction = match (given.current, &recommendation.target) {
        (Some(current), _) => sign(desired, current),
        (None, Target::Hold) => Action::Hold,
        (None, Target::Up(_)) => Action::Up,
        (None, Target::Down(_)) => Action::Down,
        (None, Target::Replicas(_)) => sign(desired, given.standing()),
    };
    Decision {
        action: direction,
        reason: recommendation.reason.clone(),
        demand: recommendation
            .demand
            .unwrap_or_else(|| to_f64(u64::from(desired))),
        scope: recommendation.scope,
        recommended,
        desired,
        clipped_by,
        at: given.now,
        up,
        down,
    }
}

fn clip(recommended: u32, given: &Circumstances<'_>) -> (u32, Option<String>) {
    let Bounds { min, max } = given.bounds;
    let mut desired = recommended;
    let mut by = None;
    if given.partial
        && let Some(last) = given.last
        && desired < last.desired
    {
        desired = last.desired;
        by = Some(format!("a worker is silent: not below {desired}"));
    }
    if desired > max {
        desired = max;
        by = Some(format!("max_replicas: {max}"));
    }
    if desired < min {
        desired = min;
        by = Some(format!("min_replicas: {min}"));
    }
    (desired, by)
}

fn sign(desired: u32, current: u32) -> Action {
    match desired.cmp(&current) {
        std::cmp::Ordering::Less => Action::Down,
        std::cmp::Ordering::Equal => Action::Hold,
        std::cmp::Ordering::Greater => Action::Up,
    }
}

/// Replicas are whole, and a fraction of one needs one. Rounded at the sixth
/// decimal, so that 3.0000000001 of somebody's arithmetic is three.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u32 first; NaN becomes 0"
)]
fn whole(replicas: f64) -> u32 {
    let rounded = (replicas * 1e6).round() / 1e6;
    rounded.ceil().clamp(0.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000_000 + secs)
    }

    fn says(target: Target) -> Recommendation {
        Recommendation {
            target,
            demand: None,
            scope: Scope::Fleet,
            reason: None,
        }
    }

    fn given(last: Option<&Decision>, now: Timestamp) -> Circumstances<'_> {
        Circumstances {
            last,
            current: None,
            bounds: Bounds { min: 1, max: 10 },
            partial: false,
            now,
        }
    }

    /// Follows a policy through time; gives the desired counts.
    fn story(steps: &[(u64, Target)]) -> Vec<u32> {
        let mut last: Option<Decision> = None;
        steps
            .iter()
            .map(|(secs, target)| {
                let next = decide(&says(*target), given(last.as_ref(), at(*secs)));
                let desired = next.desired;
                last = Some(next);
                desired
            })
            .collect()
    }

    #[test]
    fn a_step_counts_once_per_interval() {
        use Target::{Down, Hold, Up};
        for (name, steps, want) in [
            (
                "up at every tick",
                vec![
                    (0, Up(2)),
                    (1, Up(2)),
                    (14, Up(2)),
                    (15, Up(2)),
                    (16, Up(2)),
                ],
                vec![3, 3, 3, 5, 5],
            ),
            (
                "hold keeps the last count and the interval",
                vec![(0, Up(2)), (1, Hold), (2, Up(2)), (40, Hold)],
                vec![3, 3, 3, 3],
            ),
            (
                "a larger step within the interval counts from the same base",
                vec![(0, Up(2)), (1, Up(4))],
                vec![3, 5],
            ),
            (
                "up and down in turn do not ratchet",
                vec![
                    (0, Up(4)),
                    (1, Down(1)),
                    (2, Up(4)),
                    (3, Down(1)),
                    (4, Up(4)),
                ],
                vec![5, 4, 5, 4, 5],
            ),
            (
                "down stops at min",
                vec![(0, Down(3)), (20, Down(3))],
                vec![1, 1],
            ),
            (
                "up stops at max",
                vec![(0, Up(50)), (20, Up(50))],
                vec![10, 10],
            ),
        ] {
            assert_eq!(story(&steps), want, "{name}");
        }
    }

    #[test]
    fn a_known_current_is_what_steps_count_from() {
        let mut circumstances = given(None, at(0));
        circumstances.current = Some(4);
        let first = decide(&says(Target::Up(1)), circumstances);
        assert_eq!((first.desired, first.action), (5, Action::Up));
        let mut later = given(Some(&first), at(1));
        later.current = Some(5);
        let second = decide(&says(Target::Hold), later);
        assert_eq!((second.desired, second.action), (5, Action::Hold));
    }

    #[test]
    fn counts_round_up_but_not_for_dust() {
        for (replicas, want) in [
            (2.1, 3),
            (3.0, 3),
            (3.000_000_000_1, 3),
            (0.0, 1),
            (1e6, 10),
        ] {
            let decision = decide(&says(Target::Replicas(replicas)), given(None, at(0)));
            assert_eq!(decision.desired, want, "{replicas}");
        }
        let decision = decide(&says(Target::Replicas(1e6)), given(None, at(0)));
        assert_eq!(decision.recommended, 1_000_000);
        assert_eq!(decision.clipped_by.as_deref(), Some("max_replicas: 10"));
    }

    #[test]
    fn demand_is_the_policys_or_the_count() {
        let mut said = says(Target::Replicas(2.5));
        said.demand = Some(2.5);
        said.scope = Scope::Share;
        let decision = decide(&said, given(None, at(0)));
        assert_eq!((decision.demand, decision.scope), (2.5, Scope::Share));
        assert_eq!(decide(&says(Target::Up(2)), given(None, at(0))).demand, 3.0);
    }

    #[test]
    fn nothing_goes_down_while_a_worker_is_silent() {
        let last = decide(&says(Target::Replicas(8.0)), given(None, at(0)));
        let mut partial = given(Some(&last), at(20));
        partial.partial = true;
        let next = decide(&says(Target::Replicas(2.0)), partial);
        assert_eq!(next.desired, 8);
        assert!(next.clipped_by.unwrap().contains("silent"));
        assert_eq!(decide(&says(Target::Replicas(9.0)), partial).desired, 9);
    }

    #[test]
    fn direction_is_the_recommendations_where_current_is_unknown() {
        let up = decide(&says(Target::Up(1)), given(None, at(0)));
        assert_eq!(up.action, Action::Up);
        let to = decide(&says(Target::Replicas(5.0)), given(Some(&up), at(1)));
        assert_eq!(to.action, Action::Up);
        let same = decide(&says(Target::Replicas(5.0)), given(Some(&to), at(2)));
        assert_eq!(same.action, Action::Hold);
    }

    fn targets() -> impl Strategy<Value = Target> {
        prop_oneof![
            Just(Target::Hold),
            (0..=u32::MAX).prop_map(Target::Up),
            (0..=u32::MAX).prop_map(Target::Down),
            (0.0..1e6).prop_map(Target::Replicas),
        ]
    }

    proptest! {
        #[test]
        fn never_outside_the_bounds(
            steps in proptest::collection::vec((0u64..100, targets()), 1..50),
            min in 0u32..20, span in 0u32..100, current in proptest::option::of(0u32..200),
        ) {
            let bounds = Bounds { min, max: min + span };
            let mut last: Option<Decision> = None;
            let mut secs = 0;
            for (pause, target) in steps {
                secs += pause;
                let circumstances = Circumstances {
                    last: last.as_ref(), current, bounds, partial: false, now: at(secs),
                };
                let next = decide(&says(target), circumstances);
                prop_assert!((bounds.min..=bounds.max).contains(&next.desired));
                prop_assert!(next.demand.is_finite());
                prop_assert_eq!(&decide(&says(target), circumstances), &next);
                last = Some(next);
            }
        }
    }
}
