//! What a policy wants, before any guard rail: the words that policy,
//! behavior, hint and status share.
//!
//! A recommendation is data. It clips nothing and knows no minimum or maximum;
//! it only refuses counts that no arithmetic should go on with.

use serde::{Deserialize, Serialize};

/// Largest replica count that a recommendation may name. Ten times what
/// `max_replicas` accepts: a policy may overshoot and be clipped, but an
/// absurd number is an error of the policy.
pub const MAX_TARGET: f64 = 1e6;

/// The direction of a decision or a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Action {
    /// More replicas than now.
    Up,
    /// Fewer replicas than now.
    Down,
    /// As many replicas as now.
    Hold,
}

impl Action {
    /// The word used in hints, JSON and Lua: `up`, `down`, `hold`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Hold => "hold",
        }
    }
}

/// What a demand is about, and hence how the demands of several gateways add
/// up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Work that this gateway sees (concurrency, rps, tokens): sum over
    /// gateways.
    Share,
    /// The whole service (replicas' load reports, a schedule, a plain number,
    /// a step): take the maximum over gateways, never the sum.
    Fleet,
}

impl Scope {
    /// The word used in JSON and Lua: `share`, `fleet`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Fleet => "fleet",
        }
    }
}

/// Where a policy wants the replica count to go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Stay.
    Hold,
    /// So many replicas more, relative to current.
    Up(u32),
    /// So many replicas fewer, relative to current.
    Down(u32),
    /// This many replicas, not yet rounded: finite, 0 to [`MAX_TARGET`]. Made
    /// by [`Target::replicas`], which checks that.
    Replicas(f64),
}

impl Target {
    /// A target of `count` replicas, or `None` where `count` is not finite,
    /// negative, or above [`MAX_TARGET`]. `-0.0` counts as 0.
    pub fn replicas(count: f64) -> Option<Self> {
        // NaN is in no range.
        (0.0..=MAX_TARGET)
            .contains(&count)
            .then_some(Self::Replicas(count.abs()))
    }
}

/// Replicas are whole, and a fraction of one needs one. Rounded at the sixth
/// decimal, so that 3.0000000001 of somebody's arithmetic is three.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u32 first; NaN becomes 0"
)]
pub fn whole_replicas(replicas: f64) -> u32 {
    let rounded = (replicas * 1e6).round() / 1e6;
    rounded.ceil().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// What a policy returned.
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// Where to go.
    pub target: Target,
    /// Replicas wanted before rounding, a fraction; `None` where the policy
    /// only named a direction.
    pub demand: Option<f64>,
    /// What `demand` is about.
    pub scope: Scope,
    /// Why, in the policy's words; not yet shortened or escaped.
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replica_targets_are_finite_and_bounded() {
        let rows = [
            (0.0, true),
            (-0.0, true),
            (8.6, true),
            (MAX_TARGET, true),
            (MAX_TARGET.next_up(), false),
            (-f64::MIN_POSITIVE, false),
            (f64::NAN, false),
            (f64::INFINITY, false),
            (f64::NEG_INFINITY, false),
        ];
        for (count, accepted) in rows {
            assert_eq!(Target::replicas(count).is_some(), accepted, "{count}");
        }
    }

    #[test]
    fn minus_zero_is_zero() {
        let Some(Target::Replicas(count)) = Target::replicas(-0.0) else {
            panic!("refused")
        };
        assert!(count.is_sign_positive());
    }
}
