//! `behavior`: the guard rails, with the keys and ranges of `autoscaling/v2`.

use serde_json::Value;

use super::error::ConfigErrors;
use super::reader::Object;
use crate::behavior::{
    Behavior, MAX_PERIOD_S, MAX_STABILIZATION_S, PolicyKind, ScalingPolicy, ScalingRules,
    SelectPolicy,
};

/// Most policies of one direction: each costs a look back per decision.
const MAX_POLICIES: usize = 16;
/// Largest value of a policy, that of Kubernetes' type.
const MAX_VALUE: u32 = 2_147_483_647;

/// Reads the key, laid over `base` key by key; a list of policies replaces
/// that of the base.
pub(super) fn read(
    object: &mut Object<'_>,
    base: &Behavior,
    errors: &mut ConfigErrors,
) -> Behavior {
    let Some(mut behavior) = object.object("behavior", errors) else {
        return base.clone();
    };
    let read = Behavior {
        up: read_rules(&mut behavior, "scaleUp", &base.up, errors),
        down: read_rules(&mut behavior, "scaleDown", &base.down, errors),
    };
    behavior.finish(errors);
    read
}

fn read_rules(
    behavior: &mut Object<'_>,
    key: &'static str,
    base: &ScalingRules,
    errors: &mut ConfigErrors,
) -> ScalingRules {
    let Some(mut rules) = behavior.object(key, errors) else {
        return base.clone();
    };
    let window = rules.whole(
        "stabilizationWindowSeconds",
        0..=MAX_STABILIZATION_S,
        errors,
    );
    let words = [
        ("Max", SelectPolicy::Max),
        ("Min", SelectPolicy::Min),
        ("Disabled", SelectPolicy::Disabled),
    ];
    let read = ScalingRules {
        stabilization_s: window.unwrap_or(base.stabilization_s),
        select: rules
            .word("selectPolicy", &words, errors)
            .unwrap_or(base.select),
        policies: read_policies(&mut rules, errors).unwrap_or_else(|| base.policies.clone()),
        tolerance: read_tolerance(&mut rules, errors).unwrap_or(base.tolerance),
    };
    rules.finish(errors);
    read
}

fn read_policies(rules: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<Vec<ScalingPolicy>> {
    let items = rules.list("policies", 1..=MAX_POLICIES, errors)?;
    let mut policies = Vec::with_capacity(items.len());
    for (path, value) in items {
        let Some(mut policy) = Object::new(path, value, errors) else {
            continue;
        };
        for key in ["type", "value", "periodSeconds"] {
            if !policy.has(key) {
                errors.at(&policy.path(key), "is required");
            }
        }
        let kinds = [("Pods", PolicyKind::Pods), ("Percent", PolicyKind::Percent)];
        let kind = policy.word("type", &kinds, errors);
        let value = policy.whole("value", 1..=MAX_VALUE, errors);
        let period_s = policy.whole("periodSeconds", 1..=MAX_PERIOD_S, errors);
        policy.finish(errors);
        if let (Some(kind), Some(value), Some(period_s)) = (kind, value, period_s) {
            policies.push(ScalingPolicy {
                kind,
                value,
                period_s,
            });
        }
    }
    Some(policies)
}

/// A fraction. In Kubernetes it is a quantity, so that `kubectl` shows `50m`
/// where somebody wrote `0.05`: both are read.
fn read_tolerance(rules: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<f64> {
    let value = rules.get("tolerance")?;
    let number = match value {
        Value::String(quantity) => match quantity.strip_suffix('m') {
            Some(milli) => decimal(milli).map(|milli| milli / 1_000.0),
            None => decimal(quantity),
        },
        other => other.as_f64(),
    };
    let fraction = number.filter(|number| (0.0..=1.0).contains(number));
    if fraction.is_none() {
        let message = "must be a fraction, 0 to 1";
        errors.wrong(&rules.path("tolerance"), value, message);
    }
    fraction.map(f64::abs)
}

/// Digits with at most one point: `parse` alone takes `inf` and `1e3`, too.
fn decimal(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(value: Value, base: &Behavior) -> Result<Behavior, String> {
        let value = json!({ "behavior": value });
        let mut errors = ConfigErrors::default();
        let mut object = Object::new("s".to_owned(), &value, &mut errors).unwrap();
        let behavior = read(&mut object, base, &mut errors);
        object.finish(&mut errors);
        match errors.count() {
            0 => Ok(behavior),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn what_is_left_out_comes_from_the_base() {
        let mut base = Behavior::default();
        assert_eq!(outcome(json!({}), &base), Ok(base.clone()));
        base.down.stabilization_s = 7;
        let read = outcome(
            json!({
                "scaleUp": {"policies": [{"type": "Percent", "value": 10, "periodSeconds": 60}]},
                "scaleDown": {"selectPolicy": "Min", "tolerance": 0.05},
            }),
            &base,
        )
        .unwrap();
        let ten = ScalingPolicy {
            kind: PolicyKind::Percent,
            value: 10,
            period_s: 60,
        };
        assert_eq!(read.up.policies, [ten]);
        assert_eq!((read.up.stabilization_s, read.up.tolerance), (0, 0.1));
        assert_eq!(read.down.select, SelectPolicy::Min);
        assert_eq!((read.down.stabilization_s, read.down.tolerance), (7, 0.05));
        assert_eq!(read.down.policies, base.down.policies);
    }

    #[test]
    fn bounds_themselves_are_legal() {
        let policy = |value: u32, period: u32| json!({"type": "Pods", "value": value, "periodSeconds": period});
        for rules in [
            json!({"stabilizationWindowSeconds": 0, "tolerance": 0, "selectPolicy": "Disabled"}),
            json!({"stabilizationWindowSeconds": 3600, "tolerance": 1}),
            json!({"policies": vec![policy(1, 1); 16]}),
            json!({"policies": [policy(MAX_VALUE, 1800)]}),
        ] {
            let read = outcome(json!({"scaleUp": rules}), &Behavior::default());
            assert!(read.is_ok(), "{read:?}");
        }
    }

    #[test]
    fn tolerance_may_be_a_quantity() {
        for (value, fraction) in [
            (json!("0.05"), Some(0.05)),
            (json!("50m"), Some(0.05)),
            (json!("1"), Some(1.0)),
            (json!("5%"), None),
            (json!("inf"), None),
            (json!("1e-1"), None),
            (json!("-0.1"), None),
            (json!(""), None),
            (json!(1.5), None),
            (json!(null), None),
        ] {
            let read = outcome(
                json!({"scaleUp": {"tolerance": value}}),
                &Behavior::default(),
            );
            assert_eq!(read.ok().map(|read| read.up.tolerance), fraction, "{value}");
        }
    }

    #[test]
    fn each_fault_is_told_with_key_value_and_range() {
        let policy = json!({"type": "Pods", "value": 4, "periodSeconds": 15});
        let with = |key: &str, value: Value| {
            let mut policy = policy.clone();
            policy[key] = value;
            json!({"policies": [policy]})
        };
        for (rules, fault) in [
            (
                json!({"stabilizationWindowSeconds": 3601}),
                "stabilizationWindowSeconds: 3601 is out of range, must be 0 to 3600",
            ),
            (
                json!({"selectPolicy": "max"}),
                "selectPolicy: \"max\" must be \"Max\" or \"Min\" or \"Disabled\"",
            ),
            (
                json!({"policies": []}),
                "policies: has 0 items, must have 1 to 16",
            ),
            (json!({"policies": [1]}), "policies[0]: 1 must be an object"),
            (
                with("type", json!("Pod")),
                "policies[0].type: \"Pod\" must be \"Pods\" or \"Percent\"",
            ),
            (
                with("value", json!(0)),
                "policies[0].value: 0 is out of range, must be 1 to 2147483647",
            ),
            (
                with("periodSeconds", json!(1801)),
                "policies[0].periodSeconds: 1801 is out of range, must be 1 to 1800",
            ),
            (with("period", json!(1)), "policies[0].period: unknown key"),
            (
                json!({"policies": [{"type": "Pods", "value": 4}]}),
                "policies[0].periodSeconds: is required",
            ),
            (
                json!({"tolerance": "10%"}),
                "tolerance: \"10%\" must be a fraction, 0 to 1",
            ),
            (
                json!({"stabilizationWindow": 1}),
                "stabilizationWindow: unknown key",
            ),
        ] {
            let error = outcome(json!({"scaleDown": rules}), &Behavior::default()).unwrap_err();
            assert_eq!(error, format!("s.behavior.scaleDown.{fault}"));
        }
        assert_eq!(
            outcome(json!({"scaleup": {}}), &Behavior::default()).unwrap_err(),
            "s.behavior.scaleup: unknown key, did you mean scaleUp?"
        );
    }
}
