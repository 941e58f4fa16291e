//! The guard rails around a recommendation, with the names and the arithmetic
//! of `behavior` in `autoscaling/v2`.
//!
//! Source of the formulas: the documentation of the Horizontal Pod Autoscaler
//! and its controller's `stabilizeRecommendationWithBehaviors`,
//! `calculateScaleUpLimitWithScalingRules` and
//! `calculateScaleDownLimitWithBehaviors`. The last desired count stands for
//! `spec.replicas`, its changes are the scale events.
//!
//! Three things are kept apart from the controller: percentages are reckoned
//! in whole numbers (10 % more than 100 is 110; in the controller's floats it
//! is 111), from 0 replicas at least 1 may be added, and what is remembered is
//! bounded (`resolution_s`).

mod clip;
mod level;
mod limit;
mod rules;
mod wanted;
mod window;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::clip::{Clip, Rail, explain, rails};
use self::level::Levels;
pub use self::limit::Limits;
use self::limit::{Limit, down_limit, up_limit};
pub use self::rules::{
    Behavior, MAX_PERIOD_S, MAX_STABILIZATION_S, PolicyKind, ScalingPolicy, ScalingRules,
    SelectPolicy,
};
use self::wanted::{Wanted, tolerate};
use self::window::Window;
use crate::time::Timestamp;

/// Bounds around every decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Fewest replicas.
    pub min: u32,
    /// Most replicas.
    pub max: u32,
}

/// What has to be remembered of the past. Bounded: 300 entries for each of
/// its three parts, and seldom more than a few.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    levels: Levels,
    /// Lowest recommendations.
    up: Window,
    /// Highest recommendations.
    down: Window,
}

impl State {
    /// Whether it can be one of ours: a record that somebody else wrote may
    /// hold anything.
    pub fn is_sound(&self) -> bool {
        self.levels.is_sound() && self.up.is_sound() && self.down.is_sound()
    }

    /// How far a count may go from `base` at `now`.
    pub fn limits(&self, base: u32, behavior: &Behavior, now: Timestamp) -> Limits {
        Limits {
            floor: down_limit(&behavior.down, &self.levels, base, now).replicas,
            ceiling: up_limit(&behavior.up, &self.levels, base, now).replicas,
        }
    }
}

/// Seconds that are told apart in what is remembered of `span_s` seconds: up
/// to 300 s, each one; of 3600 s, each twelve. Within them the most careful
/// value counts, so that nothing gets faster by it.
fn resolution_s(span_s: u32) -> u32 {
    span_s.div_ceil(300).max(1)
}

/// More entries than that have no part: the 300, and as many again that were
/// told apart before an update made the span longer.
const MOST: usize = 1000;

/// What a recommendation is measured by.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// What is recommended, in whole replicas.
    pub recommended: u32,
    /// The same before it was rounded up; `None` where the policy named a
    /// direction, or a count that is not its demand rounded up: tolerance
    /// judges neither.
    pub demand: Option<f64>,
    /// The last desired count; `None` before the first decision.
    pub last: Option<u32>,
    /// Replicas that run, where that is known.
    pub current: Option<u32>,
    /// Bounds of the service.
    pub bounds: Bounds,
    /// Part of the picture is missing (a worker fell silent): nothing may go
    /// below the last decision, nor may this moment count for a scale-down
    /// later.
    pub partial: bool,
    /// The moment.
    pub now: Timestamp,
}

impl Given {
    /// The count that changes are measured from.
    pub fn base(&self) -> u32 {
        self.last.or(self.current).unwrap_or(self.bounds.min)
    }
}

/// What comes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Replicas to have.
    pub desired: u32,
    /// What changed the recommendation, in turn.
    pub clips: Vec<Clip>,
}

/// Applies all guard rails, and remembers what they will need. Equal inputs
/// give equal outputs.
pub fn apply(state: &mut State, given: &Given, behavior: &Behavior) -> Outcome {
    let Given { bounds, now, .. } = *given;
    let span_s = behavior
        .up
        .longest_period_s()
        .max(behavior.down.longest_period_s());
    let first = state.levels.is_empty();
    state.levels.change(given.base(), now, span_s);
    // The bounds themselves may have moved: that is no recommendation, and
    // nothing slows it down.
    let base = given.base().clamp(bounds.min, bounds.max);
    state.levels.change(base, now, span_s);

    let mut wanted = tolerate(given, behavior);
    if given.partial {
        wanted.at_least(base, Rail::Silent(base));
    }
    if first {
        state.remember(base, behavior, now);
    }
    state.remember(wanted.replicas, behavior, now);
    state.stabilize(&mut wanted, base, behavior, now);

    let up = up_limit(&behavior.up, &state.levels, base, now);
    let down = down_limit(&behavior.down, &state.levels, base, now);
    wanted.limit(bounds, up, down, behavior);
    state.levels.change(wanted.replicas, now, span_s);
    wanted.outcome()
}

/// Applies the guard rails that are known without a past: tolerance, the
/// limits that the leader told last, and the bounds. For an answer that must
/// not decide anything.
pub fn glance(given: &Given, limits: Limits, behavior: &Behavior) -> Outcome {
    let mut wanted = tolerate(given, behavior);
    let limit = |replicas| Limit {
        replicas,
        policy: None,
    };
    let (up, down) = (limit(limits.ceiling), limit(limits.floor));
    wanted.limit(given.bounds, up, down, behavior);
    wanted.outcome()
}

impl State {
    fn remember(&mut self, replicas: u32, behavior: &Behavior, now: Timestamp) {
        let (up, down) = (&behavior.up, &behavior.down);
        self.up
            .remember(replicas, now, up.stabilization_s, |new, old| new <= old);
        self.down
            .remember(replicas, now, down.stabilization_s, |new, old| new >= old);
    }

    /// Up as far as the lowest recommendation of its window, down as far as
    /// the highest of its own, and otherwise where it is.
    fn stabilize(&self, wanted: &mut Wanted, base: u32, behavior: &Behavior, now: Timestamp) {
        let (up_s, down_s) = (behavior.up.stabilization_s, behavior.down.stabilization_s);
        let lowest = self
            .up
            .first(now, up_s)
            .map_or(wanted.replicas, |lowest| lowest.min(wanted.replicas));
        let highest = self
            .down
            .first(now, down_s)
            .map_or(wanted.replicas, |highest| highest.max(wanted.replicas));
        let rail = if wanted.replicas > base {
            Rail::UpWindow(up_s)
        } else {
            Rail::DownWindow(down_s)
        };
        wanted.set(base.max(lowest).min(highest), rail);
    }
}
