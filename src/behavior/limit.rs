//! How far the scaling policies let a count go.

use serde::{Deserialize, Serialize};

use super::level::Levels;
use super::{PolicyKind, ScalingPolicy, ScalingRules, SelectPolicy};
use crate::time::Timestamp;

/// How far a count may go now, `min_replicas` and `max_replicas` aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Not below.
    pub floor: u32,
    /// Not above.
    pub ceiling: u32,
}

/// How far one direction may go, and which policy says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) replicas: u32,
    pub(super) policy: Option<ScalingPolicy>,
}

/// The largest change: the policy that allows most, or least.
pub(super) fn up_limit(rules: &ScalingRules, levels: &Levels, base: u32, now: Timestamp) -> Limit {
    let allowed = |policy: &ScalingPolicy| {
        let (start, _) = start(levels, policy, base, now);
        match policy.kind {
            PolicyKind::Pods => start.saturating_add(policy.value),
            PolicyKind::Percent => percent(start, policy.value.saturating_add(100), true),
        }
    };
    // From nothing, no percentage leads anywhere.
    let least = base.max(1);
    let limit = select(rules, base, allowed, |proposed| proposed);
    match rules.select {
        SelectPolicy::Disabled => limit,
        _ => Limit {
            replicas: limit.replicas.max(least),
            ..limit
        },
    }
}

/// The same downwards.
pub(super) fn down_limit(
    rules: &ScalingRules,
    levels: &Levels,
    base: u32,
    now: Timestamp,
) -> Limit {
    let allowed = |policy: &ScalingPolicy| {
        let (_, start) = start(levels, policy, base, now);
        match policy.kind {
            PolicyKind::Pods => start.saturating_sub(policy.value),
            PolicyKind::Percent => percent(start, 100_u32.saturating_sub(policy.value), false),
        }
    };
    let limit = select(rules, base, allowed, |proposed| u32::MAX - proposed);
    Limit {
        replicas: limit.replicas.min(base),
        ..limit
    }
}

/// The count at the start of a policy's period.
fn start(levels: &Levels, policy: &ScalingPolicy, base: u32, now: Timestamp) -> (u32, u32) {
    if levels.is_empty() {
        return (base, base);
    }
    levels.before(policy.period_s, now)
}

/// The policy that counts; of equal ones, the first. `change` grows with the
/// change that a proposed count means.
fn select(
    rules: &ScalingRules,
    base: u32,
    allowed: impl Fn(&ScalingPolicy) -> u32,
    change: fn(u32) -> u32,
) -> Limit {
    let closed = Limit {
        replicas: base,
        policy: None,
    };
    if rules.select == SelectPolicy::Disabled {
        return closed;
    }
    let proposals = rules.policies.iter().map(|policy| Limit {
        replicas: allowed(policy),
        policy: Some(*policy),
    });
    let best = proposals.reduce(|best, next| {
        let (known, new) = (change(best.replicas), change(next.replicas));
        let better = match rules.select {
            SelectPolicy::Min => new < known,
            _ => new > known,
        };
        if better { next } else { best }
    });
    best.unwrap_or(closed)
}

/// So many hundredths of `replicas`, whole.
fn percent(replicas: u32, hundredths: u32, up: bool) -> u32 {
    let product = u64::from(replicas) * u64::from(hundredths);
    let whole = if up {
        product.div_ceil(100)
    } else {
        product / 100
    };
    u32::try_from(whole).unwrap_or(u32::MAX)
}
