//! One service without a gateway: a policy and the guard rails, tick by tick, on
//! metrics that somebody gives. Tests and replays of policies stand on it.

use luascale::config::Config;
use luascale::decision::Circumstances;
use luascale::fleet::kept::Kept;
use luascale::metrics::Metrics;
use luascale::policy::{Evaluation, Occasion, Policy, PolicyFailure};
use luascale::standing::{self, Standing};
use luascale::time::Timestamp;

/// What the service is called.
pub(crate) const SERVICE: &str = "app";

/// What is remembered of it.
#[derive(Debug, Default)]
pub(crate) struct Service {
    pub(crate) kept: Kept,
    pub(crate) standing: Standing,
    /// Requests that came, as far as metrics tell.
    requests: u64,
}

/// What came of a tick.
pub(crate) struct Ticked {
    /// What the policy saw.
    pub(crate) metrics: Metrics,
    pub(crate) failure: Option<PolicyFailure>,
    pub(crate) fuel_used: u32,
    pub(crate) printed: Vec<String>,
}

impl Service {
    /// A tick at `now`, with `current` replicas that run.
    pub(crate) fn tick(
        &mut self,
        policy: &mut Policy,
        config: &Config,
        mut metrics: Metrics,
        current: Option<u32>,
        now: Timestamp,
    ) -> Ticked {
        let settings = config.service(SERVICE);
        let last = self.standing.decision.clone();
        let given = Circumstances {
            last: last.as_ref(),
            current,
            bounds: standing::bounds(settings),
            behavior: &settings.behavior,
            dry_run: settings.dry_run,
            partial: false,
            now,
        };
        self.look_whether_idle(&metrics, now);
        let known = standing::known(given.bounds, given.last, given.current);
        metrics.values.extend(known);
        let occasion = Occasion {
            request: None,
            fuel: config.limits.tick_fuel,
            now,
            utc_offset_minutes: config.utc_offset_minutes,
            stable_window: settings.windows.stable,
            memory: &mut self.kept.policy,
        };
        let Evaluation {
            outcome,
            fuel_used,
            printed,
        } = policy.evaluate(metrics.view(), occasion);
        // A gateway does so after each tick.
        policy.collect();
        let outcome = standing::judge(outcome, settings, &metrics, given, &mut self.kept);
        let failure = self.standing.take(outcome);
        self.standing.measure(&self.kept.behavior, settings, now);
        Ticked {
            metrics,
            failure,
            fuel_used,
            printed,
        }
    }

    /// At rest is what both metrics say is so; what is not known may be at
    /// work.
    fn look_whether_idle(&mut self, metrics: &Metrics, now: Timestamp) {
        let none = |name: &str| metrics.values.get(name).is_some_and(|value| value <= 0.0);
        let busy = !none("requests") || !none("inflight");
        self.requests = self.requests.saturating_add(u64::from(busy));
        self.kept.idle.look(self.requests, busy, now);
    }
}
