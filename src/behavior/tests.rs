//! Stories in time, worked out by hand from the published formulas.

use std::time::Duration;

use super::*;

pub(super) fn at(secs: u64) -> Timestamp {
    Timestamp::from_secs(1_000_000 + secs)
}

pub(super) fn given(recommended: u32, last: Option<u32>, secs: u64) -> Given {
    Given {
        recommended,
        demand: None,
        last,
        current: None,
        bounds: Bounds { min: 1, max: 1000 },
        partial: false,
        now: at(secs),
    }
}

pub(super) const fn pods(value: u32, period_s: u32) -> ScalingPolicy {
    ScalingPolicy {
        kind: PolicyKind::Pods,
        value,
        period_s,
    }
}

pub(super) const fn percent(value: u32, period_s: u32) -> ScalingPolicy {
    ScalingPolicy {
        kind: PolicyKind::Percent,
        value,
        period_s,
    }
}

pub(super) fn rules(
    stabilization_s: u32,
    select: SelectPolicy,
    policies: &[ScalingPolicy],
) -> ScalingRules {
    ScalingRules {
        stabilization_s,
        select,
        policies: policies.to_vec(),
        tolerance: 0.1,
    }
}

/// No window and no rate worth speaking of.
fn open() -> ScalingRules {
    rules(0, SelectPolicy::Max, &[pods(100_000, 15)])
}

fn up(up: ScalingRules) -> Behavior {
    Behavior { up, down: open() }
}

pub(super) fn down(down: ScalingRules) -> Behavior {
    Behavior { up: open(), down }
}

/// Follows recommendations from a first count on.
fn story(behavior: &Behavior, from: u32, told: &[(u64, u32)]) -> Vec<u32> {
    let (mut state, mut last) = (State::default(), from);
    told.iter()
        .map(|(secs, recommended)| {
            last = apply(
                &mut state,
                &given(*recommended, Some(last), *secs),
                behavior,
            )
            .desired;
            last
        })
        .collect()
}

/// The same recommendation at each of these moments.
fn steady(behavior: &Behavior, from: u32, to: u32, moments: &[u64]) -> Vec<u32> {
    let told: Vec<(u64, u32)> = moments.iter().map(|secs| (*secs, to)).collect();
    story(behavior, from, &told)
}

#[test]
fn the_defaults_go_up_by_four_or_double_each_15_seconds() {
    let moments = [0, 1, 14, 15, 16, 30, 45, 60, 75];
    let counts = [5, 5, 5, 10, 10, 20, 40, 80, 100];
    assert_eq!(steady(&Behavior::default(), 1, 100, &moments), counts);
}

#[test]
fn the_defaults_go_down_at_once_after_300_seconds() {
    let told = [(0, 10), (1, 2), (299, 2), (300, 2), (301, 1)];
    let counts = story(&Behavior::default(), 10, &told);
    assert_eq!(counts, [10, 10, 10, 2, 2]);
}

/// The example of Kubernetes' documentation: 10 % or 4 pods a minute, whichever
/// is more, from 80 to 10.
#[test]
fn of_two_policies_the_larger_change_counts() {
    let rules = rules(0, SelectPolicy::Max, &[pods(4, 60), percent(10, 60)]);
    let minutes: Vec<u64> = (0..14).map(|minute| minute * 60).collect();
    let counts = steady(&down(rules), 80, 10, &minutes);
    let wanted = [72, 64, 57, 51, 45, 40, 36, 32, 28, 24, 20, 16, 12, 10];
    assert_eq!(counts, wanted);
}

#[test]
fn select_policy_says_which_one_counts() {
    use SelectPolicy::{Disabled, Max, Min};
    let both = [pods(4, 60), percent(50, 60)];
    for (select, ups, downs) in [
        (Max, [30, 45], [10, 5]),
        (Min, [24, 28], [16, 12]),
        (Disabled, [20, 20], [20, 20]),
    ] {
        let rules = rules(0, select, &both);
        let counts = steady(&up(rules.clone()), 20, 900, &[0, 60]);
        assert_eq!(counts, ups, "{select:?} up");
        let counts = steady(&down(rules), 20, 1, &[0, 60]);
        assert_eq!(counts, downs, "{select:?} down");
    }
}

#[test]
fn a_period_counts_from_what_stood_at_its_start() {
    let slow = up(rules(0, SelectPolicy::Max, &[pods(4, 60)]));
    let moments = [0, 30, 59, 60, 90, 120];
    assert_eq!(steady(&slow, 1, 99, &moments), [5, 5, 5, 9, 9, 13]);
    // Part of it now, the rest later, and what went down may come again.
    let told = [(0, 3), (10, 9), (20, 2), (30, 9), (61, 99)];
    assert_eq!(story(&slow, 1, &told), [3, 5, 2, 5, 7]);
}

#[test]
fn percentages_are_exact_and_rounded_to_the_larger_count() {
    for (from, value, to_up, to_down) in [
        (100, 10, 110, 90),
        (10, 30, 13, 7),
        (10, 90, 19, 1),
        (1, 10, 2, 1),
        (3, 50, 5, 1),
        (7, 150, 18, 1),
    ] {
        let rules = rules(0, SelectPolicy::Max, &[percent(value, 60)]);
        let up = steady(&up(rules.clone()), from, 1000, &[0]);
        let down = steady(&down(rules), from, 1, &[0]);
        assert_eq!((up[0], down[0]), (to_up, to_down), "{value} % of {from}");
    }
}

#[test]
fn from_nothing_one_may_always_be_added() {
    for select in [SelectPolicy::Max, SelectPolicy::Min] {
        let slow = up(rules(0, select, &[percent(100, 15)]));
        let (mut state, mut last, mut counts) = (State::default(), 0, Vec::new());
        for secs in [0, 10, 15, 30, 45] {
            let mut given = given(100, Some(last), secs);
            given.bounds.min = 0;
            last = apply(&mut state, &given, &slow).desired;
            counts.push(last);
        }
        assert_eq!(counts, [1, 1, 2, 4, 8]);
    }
    let closed = up(rules(0, SelectPolicy::Disabled, &[percent(100, 15)]));
    let mut given = given(100, Some(0), 0);
    given.bounds.min = 0;
    assert_eq!(apply(&mut State::default(), &given, &closed).desired, 0);
}

#[test]
fn a_window_holds_the_most_careful_recommendation() {
    let both = Behavior {
        up: rules(60, SelectPolicy::Max, &[pods(100_000, 15)]),
        down: rules(120, SelectPolicy::Max, &[pods(100_000, 15)]),
    };
    let (told, wanted): (Vec<(u64, u32)>, Vec<u32>) = [
        // The count at the start stands for what was recommended before.
        ((0, 8), 5),
        ((30, 9), 5),
        ((59, 9), 5),
        ((60, 9), 9),
        ((80, 12), 9),
        ((119, 12), 9),
        ((120, 12), 12),
        ((150, 3), 12),
        ((200, 4), 12),
        ((239, 3), 12),
        ((240, 3), 4),
        ((319, 3), 4),
        ((320, 3), 3),
    ]
    .into_iter()
    .unzip();
    assert_eq!(story(&both, 5, &told), wanted);
}

#[test]
fn tolerance_is_of_demand_by_current() {
    let behavior = Behavior {
        up: ScalingRules {
            tolerance: 0.2,
            ..open()
        },
        down: open(),
    };
    for (demand, current, desired) in [
        (12.0, None, 10),
        (12.1, None, 13),
        (9.0, None, 10),
        (8.9, None, 9),
        // What runs counts, where it is known.
        (12.0, Some(11), 11),
        (13.3, Some(11), 14),
        (12.0, Some(0), 12),
    ] {
        let mut given = given(whole(demand), Some(10), 0);
        given.demand = Some(demand);
        given.current = current;
        let outcome = apply(&mut State::default(), &given, &behavior);
        assert_eq!(outcome.desired, desired, "{demand} by {current:?}");
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers"
)]
fn whole(demand: f64) -> u32 {
    demand.ceil() as u32
}

#[test]
fn bounds_that_move_take_the_count_along_at_once() {
    let behavior = Behavior::default();
    let mut state = State::default();
    let mut run = |recommended, last, secs, min, max| {
        let mut given = given(recommended, Some(last), secs);
        given.bounds = Bounds { min, max };
        apply(&mut state, &given, &behavior).desired
    };
    assert_eq!(run(2, 2, 0, 1, 10), 2);
    assert_eq!(run(2, 2, 1, 20, 50), 20);
    // That was an event as any: the rate counts from the 2 of before.
    assert_eq!(run(50, 20, 2, 20, 50), 20);
    assert_eq!(run(50, 20, 16, 20, 50), 40);
    assert_eq!(run(50, 40, 17, 1, 5), 5);
}

#[test]
fn a_silent_worker_holds_the_count_and_the_window_begins_after_it() {
    let behavior = Behavior::default();
    let mut state = State::default();
    let mut run = |recommended, last, secs, partial| {
        let mut given = given(recommended, Some(last), secs);
        given.partial = partial;
        apply(&mut state, &given, &behavior)
    };
    assert_eq!(run(8, 8, 0, false).desired, 8);
    assert_eq!(run(9, 8, 1, true).desired, 9);
    for secs in 2..=400 {
        assert_eq!(run(1, 9, secs, true).desired, 9);
    }
    let silent = run(1, 9, 401, true);
    let said = explain(&silent.clips);
    assert_eq!(said.as_deref(), Some("a worker is silent: not below 9"));
    assert_eq!(run(1, 9, 402, false).desired, 9);
    assert_eq!(run(1, 9, 700, false).desired, 9);
    assert_eq!(run(1, 9, 701, false).desired, 1);
}

#[test]
fn what_clipped_is_told_in_the_words_of_the_configuration() {
    let slow = Behavior {
        up: rules(60, SelectPolicy::Max, &[pods(4, 15), percent(10, 60)]),
        down: Behavior::default().down,
    };
    let disabled = Behavior {
        up: rules(0, SelectPolicy::Disabled, &[pods(4, 15)]),
        down: rules(0, SelectPolicy::Disabled, &[pods(4, 15)]),
    };
    let default = Behavior::default();
    for (behavior, recommended, demand, told) in [
        (&default, 10, None, None),
        (
            &default,
            30,
            None,
            Some("scaleUp.policies: 100 Percent per 15 s"),
        ),
        (&default, 25, None, Some("max_replicas: 20")),
        (
            &default,
            2,
            None,
            Some("scaleDown.stabilizationWindowSeconds: 300"),
        ),
        (&default, 11, Some(10.5), Some("scaleUp.tolerance: 0.1")),
        (&default, 9, Some(9.0), Some("scaleDown.tolerance: 0.1")),
        (
            &slow,
            30,
            None,
            Some("scaleUp.stabilizationWindowSeconds: 60"),
        ),
        (&disabled, 30, None, Some("scaleUp.selectPolicy: Disabled")),
        (&disabled, 3, None, Some("scaleDown.selectPolicy: Disabled")),
    ] {
        let mut given = given(recommended, Some(10), 0);
        given.demand = demand;
        // Of equal limits, the bound says so.
        given.bounds.max = if recommended == 25 { 20 } else { 1000 };
        let outcome = apply(&mut State::default(), &given, behavior);
        assert_eq!(explain(&outcome.clips).as_deref(), told, "{recommended}");
    }
    // Several in turn.
    let mut state = State::default();
    apply(&mut state, &given(30, Some(10), 0), &slow);
    apply(&mut state, &given(25, Some(10), 30), &slow);
    let outcome = apply(&mut state, &given(40, Some(10), 70), &slow);
    assert_eq!(
        explain(&outcome.clips).as_deref(),
        Some(
            "scaleUp.stabilizationWindowSeconds: 60 (40 to 25), \
             scaleUp.policies: 4 Pods per 15 s (25 to 14)"
        )
    );
}

#[test]
fn an_answer_without_a_past_keeps_to_the_limits_that_were_told() {
    let behavior = Behavior::default();
    let mut state = State::default();
    let five = apply(&mut state, &given(100, Some(1), 0), &behavior);
    let limits = state.limits(five.desired, &behavior, at(1));
    assert_eq!((limits.floor, limits.ceiling), (0, 5));
    for (recommended, desired) in [(100, 5), (3, 3), (0, 1)] {
        let outcome = glance(&given(recommended, Some(5), 1), limits, &behavior);
        assert_eq!(outcome.desired, desired, "{recommended}");
    }
    let fresh = State::default().limits(1, &behavior, at(1));
    let first = glance(&given(100, None, 1), fresh, &behavior);
    assert_eq!(first.desired, 5);
}

#[test]
fn a_clock_that_steps_back_neither_holds_for_long_nor_hurries() {
    let behavior = Behavior::default();
    let mut state = State::default();
    let mut last = 1;
    for (secs, recommended, desired) in [
        (100_000, 100, 5),
        (100_001, 100, 5),
        // An hour back: the change happened just now.
        (96_400, 100, 5),
        (96_414, 100, 5),
        (96_415, 100, 10),
        (96_416, 2, 10),
        (96_716, 2, 2),
    ] {
        last = apply(&mut state, &given(recommended, Some(last), secs), &behavior).desired;
        assert_eq!(last, desired, "at {secs}");
    }
}

#[test]
fn what_is_remembered_stays_small() {
    let long = Behavior {
        up: rules(3600, SelectPolicy::Max, &[pods(100_000, 1800)]),
        down: rules(3600, SelectPolicy::Max, &[pods(100_000, 1800)]),
    };
    let steady_size = |recommended: &dyn Fn(u32) -> u32, behavior: &Behavior| {
        let (mut state, mut last, mut most) = (State::default(), 500, 0);
        for tick in 0..16_000 {
            let mut given = given(recommended(tick), Some(last), 0);
            given.now = at(0).plus(Duration::from_millis(250) * tick);
            last = apply(&mut state, &given, behavior).desired;
            most = most.max(crate::fleet::record::encode(&state).len());
        }
        assert!(state.is_sound());
        most
    };
    assert!(steady_size(&|_| 7, &long) < 100);
    // The worst: each recommendation lower than all before, each followed.
    let falling = Behavior {
        down: rules(3600, SelectPolicy::Max, &[pods(1, 1)]),
        ..long
    };
    let worst = steady_size(&|tick| 40_000 - tick, &falling);
    assert!(worst < 12_000, "{worst}");
    let zigzag = steady_size(&|tick| 1 + tick % 900, &Behavior::default());
    assert!(zigzag < 6_000, "{zigzag}");
}
