//! What stands for a service: from what its policy says, tick by tick, to the
//! decision that everybody is told, and to the answer that one request gets.

use crate::behavior::{Bounds, State};
use crate::config::ServiceConfig;
use crate::decision::{self, Circumstances, Decision, decide};
use crate::failing;
use crate::fleet::kept::Kept;
use crate::hint::Hint;
use crate::idle::at_rest;
use crate::metrics::Metrics;
use crate::policy::PolicyFailure;
use crate::recommendation::{Action, Recommendation};
use crate::signal::ScaleType;
use crate::time::Timestamp;

/// What was decided last.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The decision; `None` where there never was one.
    pub decision: Option<Decision>,
    /// What evaluations end in, as long as there was no decision.
    pub undecided: Option<String>,
}

impl Standing {
    /// Takes the outcome of an evaluation in. One that failed lets the last
    /// decision stand, and gives why.
    pub fn take(&mut self, outcome: Result<Decision, PolicyFailure>) -> Option<PolicyFailure> {
        match outcome {
            Ok(decision) => {
                self.decision = Some(decision);
                self.undecided = None;
                None
            }
            Err(failure) => {
                let text = failure.to_string();
                if let Some(standing) = &mut self.decision {
                    standing.action = Action::Hold;
                    standing.reason = Some(text);
                } else {
                    self.undecided = Some(text);
                }
                Some(failure)
            }
        }
    }

    /// Tells how far the count may go at the moment.
    pub fn measure(&mut self, rails: &State, settings: &ServiceConfig, now: Timestamp) {
        if let Some(standing) = &mut self.decision {
            standing.limits = rails.limits(standing.desired, &settings.behavior, now);
        }
    }
}

/// The bounds of a service.
pub fn bounds(settings: &ServiceConfig) -> Bounds {
    Bounds {
        min: settings.min_replicas,
        max: settings.max_replicas,
    }
}

/// What is decided and configured, as metrics.
pub fn known<'n>(
    bounds: Bounds,
    last: Option<&Decision>,
    current: Option<u32>,
) -> impl Iterator<Item = (&'n str, f64)> + use<'n> {
    let known = [
        ("min_replicas", Some(bounds.min)),
        ("max_replicas", Some(bounds.max)),
        ("replicas", current),
        ("desired", last.map(|last| last.desired)),
    ];
    known
        .into_iter()
        .filter_map(|(name, value)| Some((name, f64::from(value?))))
}

/// A tick's decision on what a policy said of these metrics: an idle service
/// rests, failing answers are no idleness, and then the guard rails.
///
/// # Errors
/// The policy's failure.
pub fn judge(
    said: Result<Recommendation, PolicyFailure>,
    settings: &ServiceConfig,
    metrics: &Metrics,
    given: Circumstances<'_>,
    kept: &mut Kept,
) -> Result<Decision, PolicyFailure> {
    let lasting = kept.idle.lasting(given.now);
    let rest = settings.idle.min_after();
    let said = match rest.filter(|after| lasting >= *after) {
        Some(after) => at_rest(said, given.bounds.min, after),
        None => said,
    }?;
    let errors = metrics.panic.get("error_rate");
    let said = failing::hold(said, errors, given.last);
    Ok(decide(&said, given, &mut kept.behavior))
}

/// The hint on a request's own numbers.
pub fn answer(
    said: &Result<Recommendation, PolicyFailure>,
    scale_type: Option<&ScaleType>,
    given: Circumstances<'_>,
) -> Hint {
    match said {
        Ok(recommendation) => {
            let decision = decision::answer(recommendation, given);
            Hint {
                action: decision.action,
                // A vertical step changes no count.
                replicas: (scale_type != Some(&ScaleType::Vertical)).then_some(decision.desired),
                scale_type: scale_type.map(|it| it.as_str().to_owned()),
                reason: decision.reason,
            }
        }
        Err(failure) => {
            let reason = format!("policy {}", failure.kind());
            hold(given.last, scale_type, Some(reason))
        }
    }
}

/// The hint that nothing is to change.
pub fn hold(
    last: Option<&Decision>,
    scale_type: Option<&ScaleType>,
    reason: Option<String>,
) -> Hint {
    Hint {
        action: Action::Hold,
        replicas: last.map(|last| last.desired),
        scale_type: scale_type.map(|it| it.as_str().to_owned()),
        reason,
    }
}
