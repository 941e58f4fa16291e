//! The controller of Kubernetes, written down once more as its documentation
//! tells it, with nothing left out of what it remembers: a list of all
//! recommendations and one of all scale events.

use proptest::prelude::*;

use super::properties::any_rules;
use super::tests::{at, given};
use super::*;

#[derive(Default)]
struct Controller {
    recommendations: Vec<(i64, i64)>,
    events: Vec<(i64, i64)>,
    replicas: i64,
}

impl Controller {
    fn reconcile(&mut self, wanted: i64, now: i64, min: i64, max: i64, rules: &Behavior) -> i64 {
        if self.recommendations.is_empty() {
            self.recommendations.push((now, self.replicas));
        }
        self.recommendations.push((now, wanted));
        let within = |window_s: u32| {
            let recent = self.recommendations.iter();
            recent.filter(move |(time, _)| *time > now - i64::from(window_s))
        };
        let lowest = within(rules.up.stabilization_s).map(|(_, count)| *count);
        let highest = within(rules.down.stabilization_s).map(|(_, count)| *count);
        let lowest = lowest.min().map_or(wanted, |lowest| lowest.min(wanted));
        let highest = highest.max().map_or(wanted, |highest| highest.max(wanted));
        let stable = self.replicas.max(lowest).min(highest);
        let limited = match stable.cmp(&self.replicas) {
            std::cmp::Ordering::Greater => stable.min(self.limit(&rules.up, now, true).min(max)),
            std::cmp::Ordering::Less => stable.max(self.limit(&rules.down, now, false).max(min)),
            std::cmp::Ordering::Equal => stable,
        };
        let change = limited - self.replicas;
        if change != 0 {
            self.events.push((now, change));
        }
        self.replicas = limited;
        limited
    }

    fn limit(&self, rules: &ScalingRules, now: i64, up: bool) -> i64 {
        if rules.select == SelectPolicy::Disabled {
            return self.replicas;
        }
        let proposed = rules.policies.iter().map(|policy| {
            let period = i64::from(policy.period_s);
            let events = self.events.iter();
            let changed: i64 = events
                .filter(|(time, _)| *time > now - period)
                .map(|(_, change)| change)
                .sum();
            let (start, value) = (self.replicas - changed, i64::from(policy.value));
            match (policy.kind, up) {
                (PolicyKind::Pods, true) => start + value,
                (PolicyKind::Pods, false) => start - value,
                (PolicyKind::Percent, true) => (start * (100 + value) + 99) / 100,
                (PolicyKind::Percent, false) => (start * (100 - value).max(0)) / 100,
            }
        });
        let largest_change = rules.select == SelectPolicy::Max;
        let limit = if largest_change == up {
            proposed.max()
        } else {
            proposed.min()
        };
        let limit = limit.unwrap();
        if up {
            // Ours alone: from nothing, one may be added.
            limit.max(self.replicas).max(1)
        } else {
            limit.min(self.replicas)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn at_whole_seconds_every_decision_is_the_controllers(
        up in any_rules(), down in any_rules(),
        min in 0_u32..5, span in 1_u32..300, start in 0_u32..300,
        told in proptest::collection::vec((1_u64..40, 0_u32..400), 1..80),
    ) {
        // Windows up to 300 s are told apart by the second.
        prop_assume!(up.stabilization_s <= 300 && down.stabilization_s <= 300);
        let behavior = Behavior { up, down };
        let bounds = Bounds { min, max: min + span };
        let start = start.clamp(bounds.min, bounds.max);
        let mut controller = Controller { replicas: start.into(), ..Controller::default() };
        let (mut state, mut last, mut secs) = (State::default(), start, 0);
        for (pause, recommended) in told {
            secs += pause;
            let given = Given { bounds, now: at(secs), ..given(recommended, Some(last), 0) };
            last = apply(&mut state, &given, &behavior).desired;
            let wanted = controller.reconcile(
                recommended.into(),
                i64::try_from(secs).unwrap(),
                bounds.min.into(),
                bounds.max.into(),
                &behavior,
            );
            prop_assert_eq!(i64::from(last), wanted, "at {}", secs);
        }
    }
}
