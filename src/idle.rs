//! How long nothing has come for a service: no arrival, nothing in flight.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::policy::PolicyFailure;
use crate::recommendation::{Recommendation, Scope, Target};
use crate::time::Timestamp;

/// What is recommended of a service that is idle, whatever its policy said:
/// `min` replicas. A policy that fails for another reason than missing data
/// still fails. A share of the demand stays the policy's, since a minimum in
/// each of several gateways must not add up.
///
/// # Errors
/// The policy's failure.
pub fn at_rest(
    said: Result<Recommendation, PolicyFailure>,
    min: u32,
    after: Duration,
) -> Result<Recommendation, PolicyFailure> {
    let (demand, scope) = match said {
        Ok(said) if said.scope == Scope::Share => (said.demand, said.scope),
        Err(failure) if !failure.is_no_data() => return Err(failure),
        _ => (Some(f64::from(min)), Scope::Fleet),
    };
    Ok(Recommendation {
        target: Target::Replicas(f64::from(min)),
        demand,
        scope,
        reason: Some(format!("idle for {} s: min_replicas", after.as_secs())),
    })
}

/// When a service was last seen at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idle {
    /// Requests that had come by then.
    requests: u64,
    /// The moment; `None` before the first look.
    since: Option<Timestamp>,
}

impl Idle {
    /// Looks again. `requests` counts all that ever came; `busy`: some are in
    /// flight, or may be without our knowledge.
    pub fn look(&mut self, requests: u64, busy: bool, now: Timestamp) {
        // A clock that stepped back starts the wait anew.
        let known = self.since.is_some_and(|since| since <= now);
        if busy || requests != self.requests || !known {
            self.requests = requests;
            self.since = Some(now);
        }
    }

    /// Time without work.
    pub fn lasting(&self, now: Timestamp) -> Duration {
        self.since.map_or(Duration::ZERO, |since| now.since(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_rest_the_minimum_is_recommended() {
        let said = |scope| Recommendation {
            target: Target::Hold,
            demand: Some(0.25),
            scope,
            reason: None,
        };
        let missing = PolicyFailure::NoData {
            metric: "cpu".into(),
            text: String::new(),
        };
        for (told, demand, scope) in [
            (Ok(said(Scope::Fleet)), 2.0, Scope::Fleet),
            (Ok(said(Scope::Share)), 0.25, Scope::Share),
            (Err(missing), 2.0, Scope::Fleet),
        ] {
            let rest = at_rest(told, 2, Duration::from_secs(90)).unwrap();
            assert_eq!(rest.target, Target::Replicas(2.0));
            assert_eq!((rest.demand, rest.scope), (Some(demand), scope));
            assert_eq!(rest.reason.as_deref(), Some("idle for 90 s: min_replicas"));
        }
        let broken = PolicyFailure::Fuel { budget: 1 };
        let after = Duration::from_secs(90);
        assert_eq!(at_rest(Err(broken.clone()), 2, after), Err(broken));
    }

    #[test]
    fn only_quiet_looks_add_up() {
        let at = Timestamp::from_secs;
        let mut idle = Idle::default();
        for (secs, requests, busy, lasting) in [
            (100, 7, false, 0),
            (110, 7, false, 10),
            (120, 8, false, 0),
            (130, 8, false, 10),
            (140, 8, true, 0),
            (150, 8, false, 10),
            // Counters that fall are news, too: whose they were is unknown.
            (160, 3, false, 0),
            (150, 3, false, 0),
            (170, 3, false, 20),
        ] {
            idle.look(requests, busy, at(secs));
            assert_eq!(idle.lasting(at(secs)).as_secs(), lasting, "at {secs}");
        }
    }
}
