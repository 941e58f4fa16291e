//! `limits`: what evaluations and services may cost.

use super::error::ConfigErrors;
use super::reader::Object;
use super::{Limits, ServiceConfig};
use std::collections::BTreeMap;

/// Reads the key. The `services` that are listed must fit in.
pub(super) fn read(
    root: &mut Object<'_>,
    services: &BTreeMap<String, ServiceConfig>,
    errors: &mut ConfigErrors,
) -> Limits {
    let mut limits = Limits::default();
    let before = errors.count();
    if let Some(mut given) = root.object("limits", errors) {
        let mut fuel = |key, range, default| given.whole(key, range, errors).unwrap_or(default);
        limits.request_fuel = fuel("request_fuel", 1_000..=1_000_000, limits.request_fuel);
        limits.tick_fuel = fuel("tick_fuel", 1_000..=10_000_000, limits.tick_fuel);
        limits.tick_total_fuel = fuel(
            "tick_total_fuel",
            1_000..=100_000_000,
            limits.tick_total_fuel,
        );
        let mut size = |key, range, default| {
            let given = given.whole(key, range, errors);
            given
                .and_then(|size| usize::try_from(size).ok())
                .unwrap_or(default)
        };
        limits.memory_bytes = size("memory_bytes", 65_536..=67_108_864, limits.memory_bytes);
        limits.max_services = size("max_services", 1..=4096, limits.max_services);
        given.finish(errors);
    }
    if errors.count() != before {
        return limits;
    }
    if limits.tick_total_fuel < limits.tick_fuel {
        let (total, one) = (limits.tick_total_fuel, limits.tick_fuel);
        let message = format!("is below tick_fuel, must be at least {one}");
        errors.wrong("limits.tick_total_fuel", &total.into(), message);
    }
    if services.len() > limits.max_services {
        // A configured service always exists, so all of them must fit.
        let (most, listed) = (limits.max_services, services.len());
        let message = format!("is below the number of services listed, must be at least {listed}");
        errors.wrong("limits.max_services", &most.into(), message);
    }
    limits
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn outcome(limits: Value, listed: usize) -> Result<Limits, String> {
        let value = json!({ "limits": limits });
        let services = (0..listed).map(|at| (at.to_string(), ServiceConfig::default()));
        let mut errors = ConfigErrors::default();
        let mut root = Object::new(String::new(), &value, &mut errors).unwrap();
        let limits = read(&mut root, &services.collect(), &mut errors);
        root.finish(&mut errors);
        match errors.count() {
            0 => Ok(limits),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn limits_hold_to_their_bounds() {
        for (key, least, most) in [
            ("request_fuel", 1_000, 1_000_000),
            ("tick_fuel", 1_000, 500_000),
            ("tick_total_fuel", 200_000, 100_000_000),
            ("memory_bytes", 65_536, 67_108_864),
            ("max_services", 1, 4096),
        ] {
            for (value, legal) in [
                (least, true),
                (most, true),
                (least - 1, false),
                (most + 1, false),
            ] {
                assert_eq!(
                    outcome(json!({key: value}), 0).is_ok(),
                    legal,
                    "{key} {value}"
                );
            }
        }
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let limits = outcome(json!({"tick_fuel": 300_000}), 0).unwrap();
        let default = Limits::default();
        assert_eq!(
            limits,
            Limits {
                tick_fuel: 300_000,
                ..default
            }
        );
        assert_eq!(outcome(json!({}), 1024), Ok(default));
    }

    #[test]
    fn limits_must_fit_together() {
        for (limits, listed, fault) in [
            (
                json!({"tick_fuel": 600_000}),
                0,
                "limits.tick_total_fuel: 500000 is below tick_fuel, must be at least 600000",
            ),
            (
                json!({"max_services": 1}),
                2,
                "limits.max_services: 1 is below the number of services listed, must be at least 2",
            ),
            (json!({"fuel": 1}), 0, "limits.fuel: unknown key"),
            (json!(1), 0, "limits: 1 must be an object"),
        ] {
            assert_eq!(outcome(limits, listed), Err(fault.to_owned()));
        }
    }
}
