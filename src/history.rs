//! What was asked for in the last minutes: peaks for those who poll, and a
//! line to draw for people.
//!
//! Whoever polls every 15 or 30 s must not miss a burst of two, so that the
//! highest value is held for at least [`HELD_S`] seconds.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::recommendation::Scope;
use crate::time::Timestamp;

/// How long a peak is held at least, in seconds.
pub const HELD_S: u64 = 30;
/// Peaks are counted in slots of so many seconds, and held for up to one more.
const SLOT_S: u64 = 10;
const SLOTS: usize = 4;
/// Seconds between two points of the line.
pub const POINT_S: u64 = 5;
/// Points of the line: five minutes.
pub const POINTS: usize = 60;
/// Changes that are remembered, and how much of their reasons.
pub const CHANGES: usize = 4;
/// Characters of a change's reason.
pub const WHY_CHARS: usize = 120;

/// The highest of the values of the last [`HELD_S`] seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Peak {
    slots: [Option<f64>; SLOTS],
    newest: u64,
}

impl Peak {
    /// Takes a value in; without one, time alone passes.
    pub fn note(&mut self, value: Option<f64>, now: Timestamp) {
        let slot = now.as_secs() / SLOT_S;
        // A clock that stepped back adds to the newest slot.
        for _ in 0..slot.saturating_sub(self.newest).min(4) {
            self.slots.rotate_right(1);
            self.slots[0] = None;
        }
        self.newest = self.newest.max(slot);
        self.slots[0] = highest(self.slots[0], value);
    }

    /// The highest value; `None` where there was none.
    pub fn get(&self) -> Option<f64> {
        self.slots.iter().copied().fold(None, highest)
    }
}

/// The higher of two numbers that may be missing.
fn highest(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

/// [`POINT_S`] seconds of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Highest demand.
    pub demand: Option<f32>,
    /// Desired replicas at the end.
    pub desired: Option<u32>,
    /// Replicas that ran at the end.
    pub current: Option<u32>,
}

/// Desired replicas became others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// From how many.
    pub from: u32,
    /// To how many.
    pub to: u32,
    /// Why, in the policy's words and those of the guard rails, at most
    /// [`WHY_CHARS`] characters.
    pub why: String,
}

/// What is known of a service at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moment<'a> {
    /// Demand and what it is about.
    pub demand: Option<(f64, Scope)>,
    /// Desired replicas.
    pub desired: Option<u32>,
    /// Why, in the policy's words.
    pub reason: Option<&'a str>,
    /// The guard rails that changed what was recommended.
    pub clipped_by: Option<&'a str>,
    /// Replicas that run.
    pub current: Option<u32>,
    /// Arrivals per second over the panic window.
    pub rps: Option<f64>,
}

/// The last minutes of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    scope: Option<Scope>,
    demand: Peak,
    rps: Peak,
    desired: Option<u32>,
    /// Newest first.
    changes: VecDeque<Change>,
    /// Oldest first; the last one is still being written.
    #[serde(with = "packed_points")]
    points: VecDeque<Point>,
    newest: u64,
}

impl History {
    /// Takes a moment in.
    pub fn note(&mut self, moment: Moment<'_>, now: Timestamp) {
        if let Some(desired) = moment.desired {
            self.look_for_change(desired, &moment, now);
        }
        let scope = moment.demand.map(|(_, scope)| scope);
        if scope.is_some() && scope != self.scope {
            // Demands of different scopes cannot be compared.
            self.scope = scope;
            self.demand = Peak::default();
        }
        let demand = moment.demand.map(|(demand, _)| demand);
        self.demand.note(demand, now);
        self.rps.note(moment.rps, now);
        self.reach(now);
        if let Some(point) = self.points.back_mut() {
            point.demand = highest(point.demand.map(f64::from), demand).map(narrow);
            point.desired = moment.desired;
            point.current = moment.current;
        }
    }

    fn look_for_change(&mut self, to: u32, moment: &Moment<'_>, now: Timestamp) {
        let from = self.desired.replace(to);
        let Some(from) = from.filter(|from| *from != to) else {
            return;
        };
        let said = [moment.reason, moment.clipped_by];
        let mut why = String::new();
        for text in said.into_iter().flatten() {
            if !why.is_empty() {
                why.push_str("; clipped by ");
            }
            why.push_str(text);
        }
        let why = why.chars().take(WHY_CHARS).collect();
        let at = now;
        self.changes.push_front(Change { at, from, to, why });
        self.changes.truncate(CHANGES);
    }

    /// Makes the last point the one that `now` belongs to.
    fn reach(&mut self, now: Timestamp) {
        let number = now.as_secs() / POINT_S;
        let gap = match self.points.len() {
            0 => 1,
            _ => number.saturating_sub(self.newest),
        };
        for _ in 0..usize::try_from(gap).unwrap_or(POINTS).min(POINTS) {
            self.points.push_back(Point::default());
        }
        self.newest = self.newest.max(number);
        while self.points.len() > POINTS {
            self.points.pop_front();
        }
    }

    /// Highest demand of the last [`HELD_S`] seconds, of the current scope.
    pub fn demand_peak(&self) -> Option<f64> {
        self.demand.get()
    }

    /// Most arrivals per second (over the panic window) of the last [`HELD_S`]
    /// seconds.
    pub fn rps_peak(&self) -> Option<f64> {
        self.rps.get()
    }

    /// The last [`CHANGES`] changes of the desired replicas, newest first.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().take(CHANGES)
    }

    /// The last [`POINTS`] points, oldest first.
    pub fn points(&self) -> impl ExactSizeIterator<Item = &Point> + Clone {
        let more = self.points.len().saturating_sub(POINTS);
        self.points.range(more..)
    }
}

/// How points lie in records: the bits of the demand, NaN without one, and the
/// counts of replicas, `u32::MAX` without one.
mod packed_points {
    use std::collections::VecDeque;

    use serde::{Deserializer, Serializer};

    use super::Point;
    use crate::encoding::{pack, unpack};

    const UNKNOWN: u32 = u32::MAX;

    pub(super) fn serialize<S: Serializer>(
        points: &VecDeque<Point>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let item = |point: &Point| {
            let demand = point.demand.unwrap_or(f32::NAN).to_bits();
            let [desired, current] = [point.desired, point.current];
            [
                demand,
                desired.unwrap_or(UNKNOWN),
                current.unwrap_or(UNKNOWN),
            ]
        };
        pack(points.iter().map(item), serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<VecDeque<Point>, D::Error> {
        let known = |count| (count != UNKNOWN).then_some(count);
        unpack(deserializer, |[demand, desired, current]| Point {
            demand: Some(f32::from_bits(demand)).filter(|demand| !demand.is_nan()),
            desired: known(desired),
            current: known(current),
        })
    }
}

/// For drawing, where seven digits are plenty.
#[expect(
    clippy::cast_possible_truncation,
    reason = "replicas, far within the range of f32; beyond it, infinity is not drawn"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000_000 + secs)
    }

    #[test]
    fn a_peak_is_held_for_half_a_minute_wherever_the_slots_begin() {
        for start in 0..10 {
            let mut peak = Peak::default();
            peak.note(Some(9.0), at(start));
            for secs in 1..60 {
                peak.note(Some(1.0), at(start + secs));
                let held = peak.get() == Some(9.0);
                assert!(held || secs > HELD_S, "{start} {secs}");
                assert!(!held || secs < 40, "{start} {secs}");
            }
        }
    }

    #[test]
    fn no_data_has_no_peak() {
        let mut peak = Peak::default();
        assert_eq!(peak.get(), None);
        peak.note(None, at(0));
        assert_eq!(peak.get(), None);
        peak.note(Some(0.0), at(0));
        assert_eq!(peak.get(), Some(0.0));
        peak.note(None, at(1_000));
        assert_eq!(peak.get(), None);
        peak.note(Some(3.0), at(1_000));
        peak.note(Some(2.0), at(0));
        assert_eq!(peak.get(), Some(3.0), "a clock that stepped back");
    }

    fn moment(demand: f64, scope: Scope) -> Moment<'static> {
        Moment {
            demand: Some((demand, scope)),
            desired: Some(3),
            ..Moment::default()
        }
    }

    #[test]
    fn changes_are_remembered_with_their_reasons() {
        let mut history = History::default();
        let long = "é".repeat(500);
        for (secs, desired, reason, clipped_by) in [
            (0, 1, None, None),
            (1, 3, Some("cpu 85 above 80"), Some("max_replicas: 3")),
            (2, 3, Some("still so"), None),
            (3, 2, None, None),
            (4, 4, Some(&*long), None),
            (5, 5, Some("five"), None),
            (6, 6, Some("six"), None),
        ] {
            let moment = Moment {
                desired: Some(desired),
                reason,
                clipped_by,
                ..Moment::default()
            };
            history.note(moment, at(secs));
            history.note(Moment::default(), at(secs));
        }
        let changes: Vec<_> = history.changes().map(|it| (it.from, it.to)).collect();
        assert_eq!(changes, [(5, 6), (4, 5), (2, 4), (3, 2)]);
        let whys: Vec<_> = history.changes().map(|it| it.why.chars().count()).collect();
        assert_eq!(whys, [3, 4, WHY_CHARS, 0]);
        let mut short = History::default();
        short.note(moment(1.0, Scope::Share), at(0));
        let clipped = Moment {
            desired: Some(9),
            reason: Some("busy"),
            clipped_by: Some("max_replicas: 9"),
            ..Moment::default()
        };
        short.note(clipped, at(1));
        let change = short.changes().next().unwrap();
        assert_eq!(change.why, "busy; clipped by max_replicas: 9");
        assert_eq!((change.from, change.at), (3, at(1)));
    }

    #[test]
    fn demands_of_two_scopes_are_not_compared() {
        let mut history = History::default();
        history.note(moment(9.0, Scope::Share), at(0));
        assert_eq!(history.demand_peak(), Some(9.0));
        history.note(moment(2.0, Scope::Fleet), at(1));
        assert_eq!(history.demand_peak(), Some(2.0));
        assert_eq!(history.rps_peak(), None);
    }

    #[test]
    fn a_point_has_the_highest_demand_and_the_last_counts() {
        let mut history = History::default();
        for (secs, demand) in [(0, 1.0), (1, 7.0), (2, 2.0), (5, 3.0), (15, 4.0)] {
            history.note(moment(demand, Scope::Share), at(secs));
        }
        let demands: Vec<_> = history.points().map(|point| point.demand).collect();
        assert_eq!(demands, [Some(7.0), Some(3.0), None, Some(4.0)]);
        for secs in 0..10_000 {
            history.note(moment(1.0, Scope::Share), at(secs));
        }
        assert_eq!(history.points().len(), POINTS);
        history.note(moment(5.0, Scope::Share), at(u64::from(u32::MAX)));
        let known = history.points().filter(|point| point.demand.is_some());
        assert_eq!(known.count(), 1, "the past is long gone");
    }
}
