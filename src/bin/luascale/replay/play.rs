//! A policy that sees what a gateway saw, moment by moment.

use luascale::config::Config;
use luascale::policy::Policy;

use super::recording::Moment;
use crate::service::Service;

/// What a policy decided at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Decided {
    /// `None` as long as it has not decided.
    pub(super) desired: Option<u32>,
    pub(super) reason: String,
    /// It failed.
    pub(super) failed: bool,
}

/// Has a policy decide at each moment, with the guard rails of `config`. What
/// ran then is what runs: the recording does not change with the decision.
pub(super) fn play(policy: &mut Policy, config: &Config, moments: &[Moment]) -> Vec<Decided> {
    let mut service = Service::default();
    let decide = |moment: &Moment| {
        let (metrics, current) = (moment.metrics.clone(), moment.current);
        let ticked = service.tick(policy, config, metrics, current, moment.at);
        let stands = &service.standing;
        let decision = stands.decision.as_ref();
        let reason = decision.map_or(&stands.undecided, |decision| &decision.reason);
        Decided {
            desired: decision.map(|decision| decision.desired),
            reason: reason.clone().unwrap_or_default(),
            failed: ticked.failure.is_some_and(|failure| !failure.is_no_data()),
        }
    };
    moments.iter().map(decide).collect()
}
