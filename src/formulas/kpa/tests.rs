//! Vectors worked out from Knative's published formula, and stories in time.

use proptest::prelude::*;

use super::*;

fn at(secs: u64) -> Timestamp {
    Timestamp::from_secs(1_000_000 + secs)
}

/// A target of 10 per replica.
fn ten() -> Kpa {
    Kpa {
        total: 10.0,
        utilization: 1.0,
        ..Kpa::default()
    }
}

fn seen(stable: f64, panic: f64, ready: f64, secs: u64) -> Seen {
    Seen {
        stable,
        panic,
        ready,
        now: at(secs),
    }
}

/// One that has looked before.
fn begun() -> KpaMemory {
    KpaMemory {
        begun: true,
        ..KpaMemory::default()
    }
}

#[test]
fn defaults_are_knatives() {
    let asked = Kpa::default();
    assert_eq!(asked.target(), 70.0);
    let least = Kpa {
        total: 0.001,
        ..asked
    };
    assert_eq!(least.target(), 0.01);
}

#[test]
fn the_stable_window_sizes_in_stable_mode() {
    for (stable, panic, ready, want) in [
        // ceil(50 / 10), whatever the panic window says below the threshold
        (50.0, 10.0, 8.0, 5),
        (50.1, 10.0, 8.0, 6),
        (100.0, 99.0, 10.0, 10),
        (10.0, 10.0, 1.0, 1),
        // no faster down than to a half, floor(9 / 2)
        (0.0, 0.0, 9.0, 4),
        (10.0, 0.0, 8.0, 4),
        (41.0, 0.0, 8.0, 5),
        // from nothing to something
        (1.0, 1.0, 0.0, 1),
        (0.0, 0.0, 0.0, 0),
    ] {
        let found = kpa(&ten(), seen(stable, panic, ready, 0), &mut begun());
        assert_eq!(
            (found.replicas, found.panicking),
            (want, false),
            "{stable} {panic} {ready}"
        );
        assert_eq!(found.demand, stable / 10.0);
    }
}

#[test]
fn panic_begins_at_the_threshold() {
    for (panic, ready, panicking) in [
        // ceil(20 / 10) / 1 = 200 %
        (20.0, 1.0, true),
        (10.1, 1.0, true),
        (10.0, 1.0, false),
        (150.0, 8.0, false),
        (151.0, 8.0, true),
        (20.0, 0.0, true),
    ] {
        let found = kpa(&ten(), seen(0.0, panic, ready, 0), &mut begun());
        assert_eq!(found.panicking, panicking, "{panic} on {ready}");
    }
    // In panic the larger window counts.
    let found = kpa(&ten(), seen(50.0, 100.0, 1.0, 0), &mut begun());
    assert_eq!((found.replicas, found.demand), (10, 10.0));
    let found = kpa(&ten(), seen(120.0, 100.0, 1.0, 0), &mut begun());
    assert_eq!((found.replicas, found.demand), (12, 12.0));
}

#[test]
fn rates_bound_a_step() {
    // The comment in autoscaler.go: at a rate of 1.1, two replicas may become
    // three, else a service would never grow.
    let slow = Kpa {
        total: 1.0,
        utilization: 1.0,
        max_scale_up_rate: 1.1,
        ..Kpa::default()
    };
    let found = kpa(&slow, seen(3.0, 3.0, 2.0, 0), &mut begun());
    assert_eq!(found.replicas, 3);
    let found = kpa(&slow, seen(50.0, 50.0, 10.0, 0), &mut begun());
    assert_eq!(found.replicas, 11);
    let steep = Kpa {
        max_scale_down_rate: 20.0,
        ..ten()
    };
    let found = kpa(&steep, seen(10.0, 10.0, 100.0, 0), &mut begun());
    assert_eq!(found.replicas, 5);
}

/// Seconds, stable, panic, ready; wanted replicas and mode.
type Step = (u64, f64, f64, f64, u32, bool);

fn story(asked: &Kpa, steps: &[Step]) {
    let mut memory = KpaMemory::default();
    for (secs, stable, panic, ready, want, panicking) in steps {
        let found = kpa(asked, seen(*stable, *panic, *ready, *secs), &mut memory);
        let found = (found.replicas, found.panicking);
        assert_eq!(found, (*want, *panicking), "after {secs} s");
    }
}

#[test]
fn a_burst_is_met_at_once_and_never_undone_in_panic() {
    story(
        &ten(),
        &[
            (0, 10.0, 10.0, 1.0, 1, false),
            // ten times the load: the panic window sees it first
            (2, 16.0, 55.0, 1.0, 6, true),
            (4, 22.0, 100.0, 1.0, 10, true),
            // replicas come up; below the threshold, but the panic goes on
            (10, 40.0, 100.0, 6.0, 10, true),
            // the burst is over; nothing goes down for one stable window
            (20, 80.0, 10.0, 10.0, 10, true),
            (63, 20.0, 10.0, 10.0, 10, true),
            (64, 15.0, 10.0, 10.0, 10, true),
            // more than 60 s after the last moment above the threshold (4 s)
            (65, 12.0, 10.0, 10.0, 5, false),
            (67, 10.0, 10.0, 5.0, 2, false),
            (69, 10.0, 10.0, 2.0, 1, false),
        ],
    );
}

#[test]
fn panic_is_extended_by_each_moment_above_the_threshold() {
    story(
        &ten(),
        &[
            (0, 20.0, 100.0, 1.0, 10, true),
            (50, 100.0, 300.0, 10.0, 30, true),
            (110, 100.0, 100.0, 30.0, 30, true),
            (111, 100.0, 100.0, 30.0, 15, false),
        ],
    );
}

#[test]
fn one_that_begins_above_one_replica_begins_in_panic() {
    story(
        &ten(),
        &[
            (0, 0.0, 0.0, 8.0, 8, true),
            (60, 5.0, 5.0, 8.0, 8, true),
            (61, 5.0, 5.0, 8.0, 4, false),
        ],
    );
    story(&ten(), &[(0, 5.0, 5.0, 1.0, 1, false)]);
}

#[test]
fn the_last_replica_stays_for_the_grace_period() {
    story(
        &ten(),
        &[
            (0, 5.0, 5.0, 1.0, 1, false),
            (60, 0.0, 0.0, 1.0, 1, false),
            (89, 0.0, 0.0, 1.0, 1, false),
            (90, 0.0, 0.0, 1.0, 0, false),
            (92, 0.0, 0.0, 0.0, 0, false),
            // the first request: from zero to one, and to what it needs
            (93, 0.1, 1.0, 0.0, 1, false),
            (94, 2.0, 15.0, 0.0, 2, true),
        ],
    );
    // A request within the grace period begins it anew.
    story(
        &ten(),
        &[
            (0, 0.0, 0.0, 1.0, 1, false),
            (20, 0.1, 1.0, 1.0, 1, false),
            (40, 0.0, 0.0, 1.0, 1, false),
            (69, 0.0, 0.0, 1.0, 1, false),
            (70, 0.0, 0.0, 1.0, 0, false),
        ],
    );
}

proptest! {
    #[test]
    fn no_step_is_steeper_than_its_rates(
        moments in proptest::collection::vec(
            (0u64..30, 0.0..1e5f64, 0.0..1e5f64, 0u32..2000), 1..40),
        up in 1.1..50.0f64, down in 1.1..50.0f64,
    ) {
        let asked = Kpa { max_scale_up_rate: up, max_scale_down_rate: down, ..ten() };
        let mut memory = KpaMemory::default();
        let (mut secs, mut most) = (0, 0);
        for (pause, stable, panic, ready) in moments {
            secs += pause;
            let before = memory;
            let seen = seen(stable, panic, f64::from(ready), secs);
            let found = kpa(&asked, seen, &mut memory);
            let ready = f64::from(ready).max(1.0);
            if found.panicking {
                if before.panicking.is_some() {
                    prop_assert!(found.replicas >= most, "fewer in panic");
                }
                most = found.replicas;
            } else {
                prop_assert!(f64::from(found.replicas) <= (up * ready).ceil());
                prop_assert!(f64::from(found.replicas) >= (ready / down).floor());
            }
            let mut again = before;
            prop_assert_eq!(kpa(&asked, seen, &mut again), found);
            prop_assert_eq!(again, memory);
        }
    }
}
