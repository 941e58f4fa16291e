//! What changed a recommendation, in the words of the configuration.

use std::fmt::{self, Write};

use super::{PolicyKind, ScalingPolicy, SelectPolicy};

/// One guard rail at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    /// Which one.
    pub rail: Rail,
    /// Replicas before.
    pub from: u32,
    /// Replicas after.
    pub to: u32,
}

/// A guard rail.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rail {
    /// `scaleUp.tolerance`.
    UpTolerance(f64),
    /// `scaleDown.tolerance`.
    DownTolerance(f64),
    /// A worker is silent.
    Silent(u32),
    /// `scaleUp.stabilizationWindowSeconds`.
    UpWindow(u32),
    /// `scaleDown.stabilizationWindowSeconds`.
    DownWindow(u32),
    /// `scaleUp.policies`; the policy where it is known.
    UpPolicies(Option<ScalingPolicy>),
    /// `scaleDown.policies`.
    DownPolicies(Option<ScalingPolicy>),
    /// `scaleUp.selectPolicy: Disabled`.
    UpDisabled,
    /// `scaleDown.selectPolicy: Disabled`.
    DownDisabled,
    /// `max_replicas`.
    Max(u32),
    /// `min_replicas`.
    Min(u32),
}

impl Rail {
    pub(super) fn up_rate(policy: Option<ScalingPolicy>, select: SelectPolicy) -> Self {
        match select {
            SelectPolicy::Disabled => Self::UpDisabled,
            _ => Self::UpPolicies(policy),
        }
    }

    pub(super) fn down_rate(policy: Option<ScalingPolicy>, select: SelectPolicy) -> Self {
        match select {
            SelectPolicy::Disabled => Self::DownDisabled,
            _ => Self::DownPolicies(policy),
        }
    }
}

impl fmt::Display for Rail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, value): (&str, &dyn fmt::Display) = match self {
            Self::UpTolerance(value) => ("scaleUp.tolerance", value),
            Self::DownTolerance(value) => ("scaleDown.tolerance", value),
            Self::Silent(value) => return write!(f, "a worker is silent: not below {value}"),
            Self::UpWindow(value) => ("scaleUp.stabilizationWindowSeconds", value),
            Self::DownWindow(value) => ("scaleDown.stabilizationWindowSeconds", value),
            Self::UpPolicies(Some(policy)) => ("scaleUp.policies", policy),
            Self::DownPolicies(Some(policy)) => ("scaleDown.policies", policy),
            Self::UpPolicies(None) => return f.write_str("scaleUp.policies"),
            Self::DownPolicies(None) => return f.write_str("scaleDown.policies"),
            Self::UpDisabled => ("scaleUp.selectPolicy", &"Disabled"),
            Self::DownDisabled => ("scaleDown.selectPolicy", &"Disabled"),
            Self::Max(value) => ("max_replicas", value),
            Self::Min(value) => ("min_replicas", value),
        };
        write!(f, "{key}: {value}")
    }
}

impl fmt::Display for ScalingPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            PolicyKind::Pods => "Pods",
            PolicyKind::Percent => "Percent",
        };
        write!(f, "{} {kind} per {} s", self.value, self.period_s)
    }
}

/// The names of the guard rails in what [`explain`] wrote, without their values:
/// `max_replicas` of `max_replicas: 10`.
pub fn rails(explained: &str) -> impl Iterator<Item = &str> {
    let name = |rail: &'_ str| rail.find([':', '(']).unwrap_or(rail.len());
    explained
        .split(',')
        .map(move |rail| rail.get(..name(rail)).unwrap_or(rail).trim())
}

/// The clips in one line; with their counts where there are several, since
/// recommended and desired replicas tell those of a single one.
pub fn explain(clips: &[Clip]) -> Option<String> {
    let mut text = String::new();
    for (at, Clip { rail, from, to }) in clips.iter().enumerate() {
        let between = if at > 0 { ", " } else { "" };
        let _ = write!(text, "{between}{rail}");
        if clips.len() > 1 {
            let _ = write!(text, " ({from} to {to})");
        }
    }
    (!clips.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rails_have_their_names_back() {
        let policy = Some(ScalingPolicy {
            kind: PolicyKind::Pods,
            value: 4,
            period_s: 15,
        });
        let all = [
            (Rail::UpTolerance(0.1), "scaleUp.tolerance"),
            (Rail::DownTolerance(0.1), "scaleDown.tolerance"),
            (Rail::Silent(3), "a worker is silent"),
            (Rail::UpWindow(60), "scaleUp.stabilizationWindowSeconds"),
            (
                Rail::DownWindow(300),
                "scaleDown.stabilizationWindowSeconds",
            ),
            (Rail::UpPolicies(policy), "scaleUp.policies"),
            (Rail::UpPolicies(None), "scaleUp.policies"),
            (Rail::DownPolicies(policy), "scaleDown.policies"),
            (Rail::UpDisabled, "scaleUp.selectPolicy"),
            (Rail::DownDisabled, "scaleDown.selectPolicy"),
            (Rail::Max(10), "max_replicas"),
            (Rail::Min(1), "min_replicas"),
        ];
        let clip = |rail| Clip {
            rail,
            from: 3,
            to: 2,
        };
        let names = all.map(|(_, name)| name);
        let clips = all.map(|(rail, _)| clip(rail));
        let explained = explain(&clips).unwrap();
        assert_eq!(rails(&explained).collect::<Vec<_>>(), names, "{explained}");
        for (clip, name) in clips.into_iter().zip(names) {
            let explained = explain(&[clip]).unwrap();
            assert_eq!(rails(&explained).collect::<Vec<_>>(), [name]);
        }
    }
}
