//! What decides how many replicas there are to be.

mod engine;
mod hpa;
mod keda_http;
mod knative;

use std::time::Duration;

use luascale::behavior::{Behavior, Bounds, State};
use luascale::decision::{Circumstances, Decision, decide};
use luascale::recommendation::{Recommendation, Scope, Target};
use luascale::time::Timestamp;

pub(crate) use self::engine::{Engine, SERVICE};
pub(crate) use self::hpa::Hpa;
pub(crate) use self::keda_http::KedaHttp;
pub(crate) use self::knative::Knative;

/// An autoscaler. It is told what happens, and asked at its own pace.
pub(crate) trait Autoscaler {
    /// What reports call it.
    fn name(&self) -> &str;

    /// Whether it is not luascale.
    fn is_baseline(&self) -> bool {
        true
    }

    /// Time between two looks.
    fn period(&self) -> Duration;

    /// A request arrives at the gateway.
    fn arrived(&mut self, _now: Timestamp) {}

    /// One ends. `replica` answered it; `None` where the gateway did.
    fn ended(&mut self, _begun: Timestamp, _now: Timestamp, _replica: Option<u32>) {}

    /// Gives what is desired, where it says something.
    fn look(&mut self, seen: &Seen<'_>) -> Result<Option<u32>, String>;

    /// Why, in a few words.
    fn reason(&self) -> String {
        String::new()
    }
}

/// What can be seen of the service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'s> {
    pub(crate) now: Timestamp,
    /// Requests at the gateway or at a replica.
    pub(crate) inflight: u32,
    pub(crate) replicas: &'s [Replica],
}

/// A replica that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replica {
    pub(crate) id: u32,
    pub(crate) ready: bool,
    /// Slot-microseconds that it has worked.
    pub(crate) busy_us: u64,
}

impl Seen<'_> {
    /// Replicas that take requests.
    pub(crate) fn ready(&self) -> u32 {
        let ready = self.replicas.iter().filter(|replica| replica.ready).count();
        u32::try_from(ready).unwrap_or(u32::MAX)
    }

    /// Those that start among them.
    pub(crate) fn asked_for(&self) -> u32 {
        u32::try_from(self.replicas.len()).unwrap_or(u32::MAX)
    }
}

/// What is done once in a while.
#[derive(Clone, Copy, Debug)]
struct Every {
    period: Duration,
    /// When it is due next; `None`: at once.
    next: Option<Timestamp>,
}

impl Every {
    /// Due at once, and then each `period`.
    fn new(period: Duration) -> Self {
        Self { period, next: None }
    }

    /// Due for the first time `wait` after `now`.
    fn first_after(period: Duration, wait: Duration, now: Timestamp) -> Self {
        let next = Some(now.plus(wait));
        Self { period, next }
    }

    /// Whether it is to be done now; then it counts as done.
    fn due(&mut self, now: Timestamp) -> bool {
        let due = self.next.is_none_or(|next| now >= next);
        if due {
            self.next = Some(now.plus(self.period));
        }
        due
    }
}

/// A HorizontalPodAutoscaler's second half: behavior, tolerance and bounds,
/// with the defaults of Kubernetes.
#[derive(Debug)]
struct Rails {
    behavior: Behavior,
    state: State,
    bounds: Bounds,
    last: Option<Decision>,
}

impl Rails {
    fn new(bounds: Bounds) -> Self {
        Self {
            behavior: Behavior::default(),
            state: State::default(),
            bounds,
            last: None,
        }
    }

    /// From what a formula wants to what is to be.
    fn decide(&mut self, wanted: f64, current: u32, now: Timestamp) -> u32 {
        let recommendation = Recommendation {
            target: Target::replicas(wanted).unwrap_or(Target::Hold),
            demand: Some(wanted),
            scope: Scope::Fleet,
            reason: None,
        };
        let circumstances = Circumstances {
            last: self.last.as_ref(),
            current: Some(current),
            bounds: self.bounds,
            behavior: &self.behavior,
            dry_run: false,
            partial: false,
            now,
        };
        let decision = decide(&recommendation, circumstances, &mut self.state);
        self.last.insert(decision).desired
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_is_so_once_a_period() {
        let mut every = Every::new(Duration::from_secs(2));
        let due = [5, 5, 6, 7, 8, 10, 20, 21].map(|s| every.due(Timestamp::from_secs(s)));
        assert_eq!(due, [true, false, false, true, false, true, true, false]);
        let two = Duration::from_secs(2);
        let mut every = Every::first_after(two, Duration::from_secs(1), Timestamp::from_secs(5));
        let due = [5, 6, 7, 8].map(|s| every.due(Timestamp::from_secs(s)));
        assert_eq!(due, [false, true, false, true]);
    }
}
