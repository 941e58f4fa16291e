//! A recommendation on its way through the guard rails.

use super::limit::Limit;
use super::{Behavior, Bounds, Clip, Given, Outcome, Rail};
use crate::time::to_f64;

/// A recommendation on its way through the guard rails.
pub(super) struct Wanted {
    pub(super) replicas: u32,
    clips: Vec<Clip>,
}

impl Wanted {
    pub(super) fn set(&mut self, replicas: u32, rail: Rail) {
        if replicas != self.replicas {
            self.clips.push(Clip {
                rail,
                from: self.replicas,
                to: replicas,
            });
            self.replicas = replicas;
        }
    }

    pub(super) fn at_least(&mut self, least: u32, rail: Rail) {
        self.set(self.replicas.max(least), rail);
    }

    fn at_most(&mut self, most: u32, rail: Rail) {
        self.set(self.replicas.min(most), rail);
    }

    /// Whichever of rate and bound is narrower says so; the bound where they
    /// are equal, as in the controller.
    pub(super) fn limit(&mut self, bounds: Bounds, up: Limit, down: Limit, behavior: &Behavior) {
        if up.replicas < bounds.max {
            self.at_most(up.replicas, Rail::up_rate(up.policy, behavior.up.select));
        }
        if down.replicas > bounds.min {
            let rail = Rail::down_rate(down.policy, behavior.down.select);
            self.at_least(down.replicas, rail);
        }
        self.at_most(bounds.max, Rail::Max(bounds.max));
        self.at_least(bounds.min, Rail::Min(bounds.min));
    }

    pub(super) fn outcome(self) -> Outcome {
        Outcome {
            desired: self.replicas,
            clips: self.clips,
        }
    }
}

/// A demand close to current changes nothing.
pub(super) fn tolerate(given: &Given, behavior: &Behavior) -> Wanted {
    let mut wanted = Wanted {
        replicas: given.recommended,
        clips: Vec::new(),
    };
    let current = given.current.unwrap_or_else(|| given.base());
    if let Some(demand) = given.demand
        && current > 0
    {
        let ratio = demand / to_f64(current.into());
        let (up, down) = (behavior.up.tolerance, behavior.down.tolerance);
        if 1.0 - down <= ratio && ratio <= 1.0 + up {
            let rail = if ratio > 1.0 {
                Rail::UpTolerance(up)
            } else {
                Rail::DownTolerance(down)
            };
            wanted.set(current, rail);
        }
    }
    wanted
}
