//! The formula of a Kubernetes HorizontalPodAutoscaler.
//!
//! `desiredReplicas = ceil(currentReplicas × currentMetricValue /
//! desiredMetricValue)` ("Horizontal Pod Autoscaling: Algorithm details", and
//! `replica_calculator.go`). Its tolerance is not in here: a decision applies
//! it once, whatever the policy.

use std::time::Duration;

/// How often a HorizontalPodAutoscaler looks, by default
/// (`--horizontal-pod-autoscaler-sync-period`).
pub const SYNC_PERIOD: Duration = Duration::from_secs(15);

/// Replicas that bring a value per replica, or a utilization, to its target:
/// Kubernetes' `Utilization` and `Value`. From 0 replicas it is the ratio
/// itself, as there.
///
/// `value` and `current` are not negative, `target` is above 0.
pub fn hpa(value: f64, target: f64, current: f64) -> f64 {
    let from = if current == 0.0 { 1.0 } else { current };
    // In this order 3 × 110 / 100 is 3.3; a ratio that is rounded first is not.
    from * value / target
}

/// Replicas that a total needs, each to have `target` of it: Kubernetes'
/// `AverageValue`.
///
/// `total` is not negative, `target` is above 0.
pub fn hpa_average(total: f64, target: f64) -> f64 {
    total / target
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommendation::whole_replicas;

    #[test]
    fn the_documented_examples() {
        // The documentation's own: 200m of 100m doubles, 50m halves.
        for (value, target, current, want) in [
            (200.0, 100.0, 1.0, 2),
            (200.0, 100.0, 4.0, 8),
            (50.0, 100.0, 4.0, 2),
            (50.0, 100.0, 3.0, 2),
            // No tolerance in here: 5 % too much is one more.
            (105.0, 100.0, 4.0, 5),
            (100.0, 100.0, 7.0, 7),
            (90.0, 60.0, 4.0, 6),
            (0.0, 60.0, 4.0, 0),
            // From 0, ceil(usageRatio).
            (150.0, 60.0, 0.0, 3),
            (0.0, 60.0, 0.0, 0),
            // In doubles 1.1 × 10 × 3 is above 33: dust is no replica.
            (110.0, 100.0, 30.0, 33),
            (0.07, 0.01, 100.0, 700),
        ] {
            let replicas = whole_replicas(hpa(value, target, current));
            assert_eq!(replicas, want, "{value} of {target} on {current}");
        }
    }

    #[test]
    fn a_total_is_shared_out() {
        // KEDA's and HPA's AverageValue: 1700 requests at 200 each are 9.
        for (total, target, want) in [
            (1700.0, 200.0, 9),
            (1600.0, 200.0, 8),
            (1.0, 200.0, 1),
            (0.0, 200.0, 0),
            (0.3, 0.1, 3),
        ] {
            let replicas = whole_replicas(hpa_average(total, target));
            assert_eq!(replicas, want, "{total} at {target}");
        }
    }
}
