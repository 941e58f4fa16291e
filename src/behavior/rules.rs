//! What the operator sets: `behavior`, with the words of `autoscaling/v2`.

use std::time::Duration;

/// Longest stabilization window, in seconds, as in Kubernetes.
pub const MAX_STABILIZATION_S: u32 = 3600;
/// Longest period of a scaling policy, in seconds, as in Kubernetes.
pub const MAX_PERIOD_S: u32 = 1800;

/// Both directions.
#[derive(Clone, Debug, PartialEq)]
pub struct Behavior {
    /// `scaleUp`.
    pub up: ScalingRules,
    /// `scaleDown`.
    pub down: ScalingRules,
}

/// How one direction may go.
#[derive(Clone, Debug, PartialEq)]
pub struct ScalingRules {
    /// `stabilizationWindowSeconds`, 0 to [`MAX_STABILIZATION_S`]: the most
    /// careful recommendation of so many seconds counts.
    pub stabilization_s: u32,
    /// `selectPolicy`.
    pub select: SelectPolicy,
    /// `policies`, at least one.
    pub policies: Vec<ScalingPolicy>,
    /// `tolerance`: a demand that differs from current by no more than this
    /// fraction changes nothing. Not negative.
    pub tolerance: f64,
}

/// Which of several policies counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectPolicy {
    /// The one that allows the largest change.
    Max,
    /// The one that allows the smallest.
    Min,
    /// None: this direction is closed.
    Disabled,
}

/// A speed limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScalingPolicy {
    /// What `value` counts.
    pub kind: PolicyKind,
    /// So much of it, above 0.
    pub value: u32,
    /// `periodSeconds`, 1 to [`MAX_PERIOD_S`].
    pub period_s: u32,
}

/// The type of a scaling policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyKind {
    /// Replicas.
    Pods,
    /// Hundredths of the replicas at the period's start.
    Percent,
}

impl Default for Behavior {
    // As in Kubernetes.
    fn default() -> Self {
        let percent = ScalingPolicy {
            kind: PolicyKind::Percent,
            value: 100,
            period_s: 15,
        };
        let pods = ScalingPolicy {
            kind: PolicyKind::Pods,
            value: 4,
            period_s: 15,
        };
        let up = ScalingRules {
            stabilization_s: 0,
            select: SelectPolicy::Max,
            policies: vec![pods, percent],
            tolerance: 0.1,
        };
        let down = ScalingRules {
            stabilization_s: 300,
            policies: vec![percent],
            ..up.clone()
        };
        Self { up, down }
    }
}

#[cfg(test)]
impl Behavior {
    /// Guard rails that are out of the way; steps count once in 15 s.
    pub(crate) fn open() -> Self {
        let rules = ScalingRules {
            stabilization_s: 0,
            select: SelectPolicy::Max,
            policies: vec![ScalingPolicy {
                kind: PolicyKind::Pods,
                value: 1_000_000,
                period_s: 15,
            }],
            tolerance: 0.0,
        };
        Self {
            up: rules.clone(),
            down: rules,
        }
    }
}

impl ScalingRules {
    /// Time in which a step is made once: the shortest period, after which the
    /// policies may allow more.
    pub fn step_interval(&self) -> Duration {
        let periods = self.policies.iter().map(|policy| policy.period_s);
        Duration::from_secs(periods.min().unwrap_or(0).into())
    }

    pub(super) fn longest_period_s(&self) -> u32 {
        let periods = self.policies.iter().map(|policy| policy.period_s);
        periods.max().unwrap_or(0)
    }
}
