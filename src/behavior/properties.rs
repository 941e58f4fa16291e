//! What holds of all recommendations in all behaviors.

use std::time::Duration;

use proptest::prelude::*;

use super::tests::{at, down, given, percent, pods, rules};
use super::*;

fn policies() -> impl Strategy<Value = Vec<ScalingPolicy>> {
    let policy = (any::<bool>(), 1_u32..200, 1_u32..60).prop_map(|(kind, value, period_s)| {
        if kind {
            pods(value, period_s)
        } else {
            percent(value, period_s)
        }
    });
    proptest::collection::vec(policy, 1..4)
}

pub(super) fn any_rules() -> impl Strategy<Value = ScalingRules> {
    let select = prop_oneof![
        Just(SelectPolicy::Max),
        Just(SelectPolicy::Min),
        Just(SelectPolicy::Disabled),
    ];
    (0_u32..400, select, policies(), 0.0..1.0_f64).prop_map(
        |(stabilization_s, select, policies, tolerance)| ScalingRules {
            stabilization_s,
            select,
            policies,
            tolerance,
        },
    )
}

proptest! {
    #[test]
    fn never_outside_the_bounds_and_equal_for_equal_inputs(
        up in any_rules(), down in any_rules(),
        min in 0_u32..20, span in 0_u32..100,
        told in proptest::collection::vec(
            (0_u64..40_000, any::<u16>(), proptest::option::of(0.0..200.0_f64),
             proptest::option::of(0_u32..200), any::<bool>()),
            1..60,
        ),
    ) {
        let behavior = Behavior { up, down };
        let bounds = Bounds { min, max: min + span };
        let (mut state, mut last, mut now) = (State::default(), None, at(0));
        for (pause_ms, recommended, demand, current, partial) in told {
            now = now.plus(Duration::from_millis(pause_ms));
            let given = Given {
                recommended: recommended.into(), demand, last, current, bounds, partial, now,
            };
            let (mut twin, before) = (state.clone(), last);
            let outcome = apply(&mut state, &given, &behavior);
            prop_assert_eq!(apply(&mut twin, &given, &behavior), outcome.clone());
            prop_assert_eq!(&twin, &state);
            prop_assert!((bounds.min..=bounds.max).contains(&outcome.desired));
            if let (true, Some(before)) = (partial, before) {
                prop_assert!(outcome.desired >= before);
            }
            let limits = state.limits(outcome.desired, &behavior, now);
            prop_assert!(limits.floor <= outcome.desired && outcome.desired <= limits.ceiling);
            let glanced = glance(&given, limits, &behavior);
            prop_assert!((bounds.min..=bounds.max).contains(&glanced.desired));
            // What the record says is what was meant.
            let record = crate::fleet::record::encode(&state);
            prop_assert_eq!(crate::fleet::record::decode(&record), Some(state.clone()));
            last = Some(outcome.desired);
        }
    }

    #[test]
    fn never_faster_than_a_policy_allows(
        policy in policies(),
        wanted in proptest::collection::vec((0_u64..9_000, 1_u32..300), 1..120),
    ) {
        let one = [policy[0]];
        let rates = rules(0, SelectPolicy::Max, &one);
        let behavior = Behavior { up: rates.clone(), down: rates };
        let period = Duration::from_secs(one[0].period_s.into());
        let mut state = State::default();
        let (mut now, mut last) = (at(10_000), 50);
        let mut past = vec![(at(0), last)];
        for (pause_ms, recommended) in wanted {
            now = now.plus(Duration::from_millis(pause_ms));
            let mut given = given(recommended, Some(last), 0);
            given.now = now;
            let desired = apply(&mut state, &given, &behavior).desired;
            // The controller's cutoff: a change exactly a period ago is out of it.
            let start = past
                .iter()
                .rev()
                .find(|(since, _)| since.plus(period) <= now)
                .map_or(50, |(_, count)| *count);
            let (value, exact) = (f64::from(one[0].value), f64::from(start));
            let (least, most) = match one[0].kind {
                PolicyKind::Pods => (exact - value, exact + value),
                PolicyKind::Percent => (
                    (exact * (100.0 - value) / 100.0).floor(),
                    (exact * (100.0 + value) / 100.0).ceil(),
                ),
            };
            if desired > last {
                prop_assert!(f64::from(desired) <= most, "{start} to {desired}");
            }
            if desired < last {
                prop_assert!(f64::from(desired) >= least.max(1.0), "{start} to {desired}");
            }
            last = desired;
            past.push((now, last));
        }
    }

    #[test]
    fn a_window_is_never_shorter_than_it_says(
        window_s in 1_u32..3600,
        told in proptest::collection::vec((0_u64..400_000, 1_u32..50), 1..80),
    ) {
        let behavior = down(rules(window_s, SelectPolicy::Max, &[pods(100_000, 1)]));
        let (mut state, mut now, mut last) = (State::default(), at(10_000), 1);
        let mut past: Vec<(Timestamp, u32)> = Vec::new();
        for (pause_ms, recommended) in told {
            now = now.plus(Duration::from_millis(pause_ms));
            let mut given = given(recommended, Some(last), 0);
            given.now = now;
            let desired = apply(&mut state, &given, &behavior).desired;
            past.push((now, recommended));
            let highest = past
                .iter()
                .filter(|(at, _)| *at > now.minus_secs(window_s))
                .map(|(_, count)| *count)
                .max();
            prop_assert!(desired >= highest.unwrap_or(0).min(last), "{desired}");
            last = desired;
        }
    }

    #[test]
    fn what_somebody_else_wrote_does_no_harm(
        levels in proptest::collection::vec(any::<(u64, u64, u32, u32, u32)>(), 0..40),
        windows in any::<(Vec<(u64, u32)>, Vec<(u64, u32)>)>(),
        up in any_rules(), down in any_rules(),
        told in proptest::collection::vec((0_u64..40_000, any::<u32>()), 1..20),
    ) {
        // The same layout, with anything in it.
        let bytes = crate::fleet::record::encode(&(levels, windows.0, windows.1));
        let mut state: State = crate::fleet::record::decode(&bytes).unwrap();
        let behavior = Behavior { up, down };
        let (mut now, mut last) = (at(0), None);
        for (pause_ms, recommended) in told {
            now = now.plus(Duration::from_millis(pause_ms));
            let given = Given { now, ..given(recommended, last, 0) };
            let desired = apply(&mut state, &given, &behavior).desired;
            prop_assert!((1..=1000).contains(&desired));
            let limits = state.limits(desired, &behavior, now);
            prop_assert!(limits.floor <= desired && desired <= limits.ceiling);
            last = Some(desired);
        }
    }
}
