//! From a recommendation to a decision: the replica count that is asked for.
//!
//! A step counts from the replicas that run, else from the last decision, and
//! then once per period of the scaling policies: a policy that says "two more"
//! four times a second asks for two more, not for eight. The guard rails are
//! those of [`behavior`].

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::behavior::{self, Behavior, Bounds, Given, Limits, Outcome, State};
use crate::recommendation::{Action, Recommendation, Scope, Target, whole_replicas};
use crate::time::{Timestamp, to_f64};

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
    /// current is unknown; hold in a dry run.
    pub action: Action,
    /// Why, in the policy's words.
    pub reason: Option<String>,
    /// What the policy asks for before rounding and bounds, in replicas.
    pub demand: f64,
    /// Whether demands of several gateways are to be summed.
    pub scope: Scope,
    /// What the policy asks for, in whole replicas.
    pub recommended: u32,
    /// What is asked for within the guard rails.
    pub desired: u32,
    /// The guard rails that changed what was recommended.
    pub clipped_by: Option<String>,
    /// How far a count may go at the moment.
    pub limits: Limits,
    /// Nobody is to act on it.
    pub dry_run: bool,
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
    /// Its guard rails.
    pub behavior: &'a Behavior,
    /// Nobody is to act on the decision.
    pub dry_run: bool,
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

    fn in_force(&self, base: Option<StepBase>, interval: Duration) -> Option<StepBase> {
        base.filter(|base| self.now.since(base.since) < interval)
    }
}

/// Decides, and remembers what the guard rails will need. Equal inputs give
/// equal outputs.
pub fn decide(
    recommendation: &Recommendation,
    given: Circumstances<'_>,
    state: &mut State,
) -> Decision {
    let mut draft = Draft::new(recommendation, &given);
    let outcome = behavior::apply(state, &draft.given, given.behavior);
    draft.limits = state.limits(outcome.desired, given.behavior, given.now);
    draft.decide(recommendation, &given, outcome)
}

/// The answer to one request: as [`decide`], but without a past, and so
/// without stabilization. It tells what the request's numbers mean, and
/// decides nothing.
pub fn answer(recommendation: &Recommendation, given: Circumstances<'_>) -> Decision {
    let draft = Draft::new(recommendation, &given);
    let outcome = behavior::glance(&draft.given, draft.limits, given.behavior);
    draft.decide(recommendation, &given, outcome)
}

/// A recommendation in whole replicas.
struct Draft {
    given: Given,
    limits: Limits,
    up: Option<StepBase>,
    down: Option<StepBase>,
}

impl Draft {
    fn new(recommendation: &Recommendation, given: &Circumstances<'_>) -> Self {
        let last = given.last;
        let Behavior { up, down } = given.behavior;
        let mut up = given.in_force(last.and_then(|last| last.up), up.step_interval());
        let mut down = given.in_force(last.and_then(|last| last.down), down.step_interval());
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
            Target::Replicas(replicas) => whole_replicas(replicas),
        };
        // What tolerance judges: a count that is no more than a demand.
        let demand = match recommendation.target {
            Target::Replicas(_) => recommendation
                .demand
                .filter(|demand| whole_replicas(*demand) == recommended),
            _ => None,
        };
        let measured = Given {
            recommended,
            demand,
            last: last.map(|last| last.desired),
            current: given.current,
            bounds: given.bounds,
            partial: given.partial,
            now: given.now,
        };
        let limits = last.map_or_else(
            || State::default().limits(measured.base(), given.behavior, given.now),
            |last| last.limits,
        );
        Self {
            given: measured,
            limits,
            up,
            down,
        }
    }

    fn decide(
        self,
        recommendation: &Recommendation,
        given: &Circumstances<'_>,
        outcome: Outcome,
    ) -> Decision {
        let desired = outcome.desired;
        let direction = match (given.current, &recommendation.target) {
            _ if given.dry_run => Action::Hold,
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
            recommended: self.given.recommended,
            desired,
            clipped_by: behavior::explain(&outcome.clips),
            limits: self.limits,
            dry_run: given.dry_run,
            at: given.now,
            up: self.up,
            down: self.down,
        }
    }
}

fn sign(desired: u32, current: u32) -> Action {
    match desired.cmp(&current) {
        std::cmp::Ordering::Less => Action::Down,
        std::cmp::Ordering::Equal => Action::Hold,
        std::cmp::Ordering::Greater => Action::Up,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::sync::LazyLock;

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

    static OPEN: LazyLock<Behavior> = LazyLock::new(Behavior::open);

    fn given(last: Option<&Decision>, now: Timestamp) -> Circumstances<'_> {
        Circumstances {
            behavior: &OPEN,
            dry_run: false,
            last,
            current: None,
            bounds: Bounds { min: 1, max: 10 },
            partial: false,
            now,
        }
    }

    /// Decides without a past.
    fn first(recommendation: &Recommendation, given: Circumstances<'_>) -> Decision {
        decide(recommendation, given, &mut State::default())
    }

    /// Follows a policy through time; gives the desired counts.
    fn story(steps: &[(u64, Target)]) -> Vec<u32> {
        let (mut last, mut state): (Option<Decision>, _) = (None, State::default());
        steps
            .iter()
            .map(|(secs, target)| {
                let given = given(last.as_ref(), at(*secs));
                let next = decide(&says(*target), given, &mut state);
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
        let first = first(&says(Target::Up(1)), circumstances);
        assert_eq!((first.desired, first.action), (5, Action::Up));
        let mut later = given(Some(&first), at(1));
        later.current = Some(5);
        let second = decide(&says(Target::Hold), later, &mut State::default());
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
            let decision = first(&says(Target::Replicas(replicas)), given(None, at(0)));
            assert_eq!(decision.desired, want, "{replicas}");
        }
        let decision = first(&says(Target::Replicas(1e6)), given(None, at(0)));
        assert_eq!(decision.recommended, 1_000_000);
        assert_eq!(decision.clipped_by.as_deref(), Some("max_replicas: 10"));
    }

    #[test]
    fn demand_is_the_policys_or_the_count() {
        let mut said = says(Target::Replicas(2.5));
        said.demand = Some(2.5);
        said.scope = Scope::Share;
        let decision = first(&said, given(None, at(0)));
        assert_eq!((decision.demand, decision.scope), (2.5, Scope::Share));
        assert_eq!(first(&says(Target::Up(2)), given(None, at(0))).demand, 3.0);
    }

    #[test]
    fn nothing_goes_down_while_a_worker_is_silent() {
        let last = first(&says(Target::Replicas(8.0)), given(None, at(0)));
        let mut partial = given(Some(&last), at(20));
        partial.partial = true;
        let next = first(&says(Target::Replicas(2.0)), partial);
        assert_eq!(next.desired, 8);
        assert!(next.clipped_by.unwrap().contains("silent"));
        assert_eq!(first(&says(Target::Replicas(9.0)), partial).desired, 9);
    }

    #[test]
    fn direction_is_the_recommendations_where_current_is_unknown() {
        let up = first(&says(Target::Up(1)), given(None, at(0)));
        assert_eq!(up.action, Action::Up);
        let to = first(&says(Target::Replicas(5.0)), given(Some(&up), at(1)));
        assert_eq!(to.action, Action::Up);
        let same = first(&says(Target::Replicas(5.0)), given(Some(&to), at(2)));
        assert_eq!(same.action, Action::Hold);
    }

    #[test]
    fn a_count_that_is_not_its_demand_rounded_up_is_meant() {
        let behavior = Behavior::default();
        for (replicas, demand, desired) in [
            (11.0, Some(10.5), 10),
            (10.5, Some(10.5), 10),
            (12.0, Some(10.5), 12),
            (11.0, None, 11),
        ] {
            let mut circumstances = given(None, at(0));
            circumstances.current = Some(10);
            circumstances.bounds.max = 100;
            circumstances.behavior = &behavior;
            let said = Recommendation {
                demand,
                ..says(Target::Replicas(replicas))
            };
            let next = first(&said, circumstances);
            assert_eq!(next.desired, desired, "{replicas} {demand:?}");
        }
        // A step is never too small.
        let mut circumstances = given(None, at(0));
        circumstances.current = Some(100);
        circumstances.bounds.max = 1000;
        circumstances.behavior = &behavior;
        assert_eq!(first(&says(Target::Up(1)), circumstances).desired, 101);
    }

    #[test]
    fn a_step_down_is_made_once_in_each_window() {
        let behavior = Behavior::default();
        let (mut last, mut state): (Option<Decision>, _) = (None, State::default());
        let mut changes = Vec::new();
        for secs in 0..700 {
            let mut circumstances = given(last.as_ref(), at(secs));
            circumstances.behavior = &behavior;
            let before = last.as_ref().map(|last| last.desired);
            if last.is_none() {
                circumstances.current = Some(5);
            }
            let next = decide(&says(Target::Down(1)), circumstances, &mut state);
            // Current is known at the very first only.
            assert_eq!(next.action == Action::Down, before.is_some());
            if before.is_some_and(|before| before != next.desired) {
                changes.push((secs, next.desired));
            }
            last = Some(next);
        }
        // Five at the start, then what was recommended 300 seconds before.
        assert_eq!(changes, [(300, 4), (614, 3)]);
    }

    #[test]
    fn an_answer_tells_what_is_meant_and_a_dry_run_that_nothing_follows() {
        let behavior = Behavior::default();
        let mut circumstances = given(None, at(0));
        circumstances.behavior = &behavior;
        circumstances.current = Some(8);
        let last = first(&says(Target::Hold), circumstances);
        let mut asked = given(Some(&last), at(1));
        asked.behavior = &behavior;
        let down = answer(&says(Target::Down(2)), asked);
        assert_eq!((down.action, down.desired), (Action::Down, 6));
        let kept = first(&says(Target::Down(2)), asked);
        assert_eq!((kept.action, kept.desired), (Action::Down, 8));
        asked.dry_run = true;
        let dry = answer(&says(Target::Down(2)), asked);
        assert_eq!(
            (dry.action, dry.desired, dry.dry_run),
            (Action::Hold, 6, true)
        );
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
            let (mut last, mut state): (Option<Decision>, _) = (None, State::default());
            let mut secs = 0;
            for (pause, target) in steps {
                secs += pause;
                let circumstances = Circumstances {
                    last: last.as_ref(), current, bounds, partial: false, now: at(secs),
                    behavior: &Behavior::default(), dry_run: false,
                };
                let mut twin = state.clone();
                let next = decide(&says(target), circumstances, &mut state);
                prop_assert!((bounds.min..=bounds.max).contains(&next.desired));
                prop_assert!(next.demand.is_finite());
                prop_assert_eq!(&decide(&says(target), circumstances, &mut twin), &next);
                last = Some(next);
            }
        }
    }
}
