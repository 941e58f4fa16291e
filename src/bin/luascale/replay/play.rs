//! A policy that sees what a gateway saw, moment by moment.

use luascale::config::Config;
use luascale::decision::Circumstances;
use luascale::fleet::kept::Kept;
use luascale::policy::{Occasion, Policy};
use luascale::standing::{self, Standing};

use super::recording::Moment;

/// What the service is called.
const SERVICE: &str = "app";

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
    let settings = config.service(SERVICE);
    let (mut kept, mut stands) = (Kept::default(), Standing::default());
    let mut requests = 0_u64;
    let mut all = Vec::with_capacity(moments.len());
    for moment in moments {
        let mut metrics = moment.metrics.clone();
        let last = stands.decision.clone();
        let given = Circumstances {
            last: last.as_ref(),
            current: moment.current,
            bounds: standing::bounds(settings),
            behavior: &settings.behavior,
            dry_run: false,
            partial: false,
            now: moment.at,
        };
        let busy = ["requests", "inflight"]
            .iter()
            .any(|name| metrics.values.get(*name).is_none_or(|value| *value > 0.0));
        requests = requests.saturating_add(u64::from(busy));
        kept.idle.look(requests, busy, moment.at);
        let known = standing::known(given.bounds, given.last, given.current);
        metrics
            .values
            .extend(known.map(|(name, value)| (name.to_owned(), value)));
        let mut memory = std::mem::take(&mut kept.policy);
        let occasion = Occasion {
            request: None,
            fuel: config.limits.tick_fuel,
            now: moment.at,
            utc_offset_minutes: config.utc_offset_minutes,
            stable_window: settings.windows.stable,
            memory: &mut memory,
        };
        let said = policy.evaluate(metrics.view(), occasion).outcome;
        policy.collect();
        kept.policy = memory;
        let failure = stands.take(standing::judge(said, settings, &metrics, given, &mut kept));
        stands.measure(&kept.behavior, settings, moment.at);
        let decision = stands.decision.as_ref();
        let reason = decision.map_or(&stands.undecided, |decision| &decision.reason);
        all.push(Decided {
            desired: decision.map(|decision| decision.desired),
            reason: reason.clone().unwrap_or_default(),
            failed: failure.is_some_and(|failure| !failure.is_no_data()),
        });
    }
    all
}
