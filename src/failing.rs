//! Answers that fail are no idleness.
//!
//! A request that fails at once is in flight for no time: while nobody answers
//! (no healthy replica, a circuit breaker, a dependency that is down), the
//! concurrency falls to nothing although the load is what it was. A share that
//! is worked out from it must not fall with it, or the service would be taken
//! away from under its load.

use crate::decision::Decision;
use crate::recommendation::{Recommendation, Scope, Target};

/// From this fraction of failed answers on, over the panic window, a share is
/// held. By then it can have lost as much to them: no more than an HPA's
/// tolerance.
const FAILING: f64 = 0.1;

/// The recommendation, where it is a share of the load not below the last one
/// while answers fail. What is about the whole service (scope fleet) does not
/// come from the load that this gateway sees, and stays as it is.
pub fn hold(
    said: Recommendation,
    panic_error_rate: Option<f64>,
    last: Option<&Decision>,
) -> Recommendation {
    let failing = panic_error_rate.is_some_and(|rate| rate >= FAILING);
    let last = last.filter(|last| last.scope == Scope::Share);
    let (Target::Replicas(_), Some(demand), Some(last)) = (said.target, said.demand, last) else {
        return said;
    };
    if !failing || said.scope != Scope::Share || demand >= last.demand {
        return said;
    }
    let Some(target) = Target::replicas(last.demand) else {
        return said;
    };
    Recommendation {
        target,
        demand: Some(last.demand),
        scope: Scope::Share,
        reason: Some(format!(
            "answers fail: not below {:.1}, the share before",
            last.demand
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::behavior::{Behavior, Bounds, State};
    use crate::decision::{Circumstances, decide};
    use crate::time::Timestamp;

    fn share(demand: f64) -> Recommendation {
        Recommendation {
            target: Target::Replicas(demand),
            demand: Some(demand),
            scope: Scope::Share,
            reason: None,
        }
    }

    fn fleet(demand: f64) -> Recommendation {
        Recommendation {
            scope: Scope::Fleet,
            ..share(demand)
        }
    }

    fn decided(said: &Recommendation) -> Decision {
        let given = Circumstances {
            last: None,
            current: None,
            bounds: Bounds { min: 1, max: 100 },
            behavior: &Behavior::open(),
            dry_run: false,
            partial: false,
            now: Timestamp::from_secs(1_000_000),
        };
        decide(said, given, &mut State::default())
    }

    #[test]
    fn only_a_share_that_falls_while_answers_fail_is_held() {
        let before = decided(&share(6.5));
        for (name, said, errors, last, demand) in [
            ("fails", share(0.1), Some(1.0), Some(&before), 6.5),
            (
                "half of it fails",
                share(0.1),
                Some(0.5),
                Some(&before),
                6.5,
            ),
            ("less fails", share(0.1), Some(0.09), Some(&before), 0.1),
            ("no answers", share(0.1), None, Some(&before), 0.1),
            ("more load", share(9.0), Some(1.0), Some(&before), 9.0),
            ("nothing before", share(0.1), Some(1.0), None, 0.1),
            ("of the fleet", fleet(2.0), Some(1.0), Some(&before), 2.0),
        ] {
            let held = hold(said, errors, last);
            assert_eq!(held.demand, Some(demand), "{name}");
            assert_eq!(held.target, Target::Replicas(demand), "{name}");
            assert_eq!(held.reason.is_some(), demand == 6.5, "{name}");
        }
        let of_fleet = decided(&fleet(6.5));
        let held = hold(share(0.1), Some(1.0), Some(&of_fleet));
        assert_eq!(held.demand, Some(0.1), "another scope before");
    }

    #[test]
    fn a_direction_is_no_share() {
        let before = decided(&share(6.5));
        let down = Recommendation {
            target: Target::Down(1),
            demand: None,
            ..share(0.0)
        };
        assert_eq!(hold(down, Some(1.0), Some(&before)).target, Target::Down(1));
    }
}
