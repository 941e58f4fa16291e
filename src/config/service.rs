//! The keys that hold for one service, at the top level for all, and inside an
//! entry of `services` for one.
//!
//! An entry is laid over the top level key by key, also inside `windows`.
//! What must fit together (`min_replicas` and `max_replicas`, the windows) is
//! judged after that, where the entry gives one of the two.

use super::error::ConfigErrors;
use super::reader::Object;
use super::value::text;
use super::{ServiceConfig, behavior, idle, tokens, windows};
use crate::fleet::replicas::ReplicasSource;

/// Most replicas of one service; what the scaler's side can say, too.
const MAX_REPLICAS: u32 = 100_000;
/// Most excluded path prefixes: each costs a comparison per request.
const MAX_EXCLUDE_PATHS: usize = 64;
/// Longest excluded path prefix, in bytes.
const MAX_EXCLUDE_PATH_BYTES: usize = 256;

/// Reads the keys that stand at the top level and in entries alike; what is
/// absent or wrong is taken from `base`.
pub(super) fn read(
    object: &mut Object<'_>,
    base: &ServiceConfig,
    errors: &mut ConfigErrors,
) -> ServiceConfig {
    let (min_replicas, max_replicas) = read_replicas(object, base, errors);
    let load_reports = [("upstream", true), ("none", false)];
    let replicas_from = [ReplicasSource::Scaler, ReplicasSource::Endpoints];
    let replicas_from = replicas_from.map(|source| (source.as_str(), source));
    ServiceConfig {
        policy: base.policy.clone(),
        min_replicas,
        max_replicas,
        behavior: behavior::read(object, &base.behavior, errors),
        dry_run: object.flag("dry_run", errors).unwrap_or(base.dry_run),
        idle: idle::read(object, base.idle, errors),
        shadow: base.shadow.clone(),
        windows: windows::read(object, base.windows, errors),
        exclude_paths: read_exclude_paths(object, errors)
            .unwrap_or_else(|| base.exclude_paths.clone()),
        load_reports: object
            .word("load_reports", &load_reports, errors)
            .unwrap_or(base.load_reports),
        replicas_from: object
            .word("replicas_from", &replicas_from, errors)
            .unwrap_or(base.replicas_from),
        tokens: tokens::read(object, base.tokens, errors),
        alias: base.alias.clone(),
    }
}

fn read_replicas(
    object: &mut Object<'_>,
    base: &ServiceConfig,
    errors: &mut ConfigErrors,
) -> (u32, u32) {
    let before = errors.count();
    let given_min = object.whole("min_replicas", 0..=MAX_REPLICAS, errors);
    let given_max = object.whole("max_replicas", 1..=MAX_REPLICAS, errors);
    let min = given_min.unwrap_or(base.min_replicas);
    let max = given_max.unwrap_or(base.max_replicas);
    if min > max && errors.count() == before {
        if given_min.is_some() {
            let message = format!("is above max_replicas, must be at most {max}");
            errors.wrong(&object.path("min_replicas"), &min.into(), message);
        } else if given_max.is_some() {
            let message = format!("is below min_replicas, must be at least {min}");
            errors.wrong(&object.path("max_replicas"), &max.into(), message);
        }
    }
    (min, max)
}

fn read_exclude_paths(object: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<Vec<String>> {
    let items = object.list("exclude_paths", 0..=MAX_EXCLUDE_PATHS, errors)?;
    let mut prefixes = Vec::with_capacity(items.len());
    for (path, value) in items {
        let Some(prefix) = text(value, &path, 1..=MAX_EXCLUDE_PATH_BYTES, errors) else {
            continue;
        };
        // A prefix with a query or a fragment would never match a path.
        let legal = |byte: u8| byte.is_ascii_graphic() && !b"?#".contains(&byte);
        if prefix.starts_with('/') && prefix.bytes().all(legal) {
            prefixes.push(prefix.to_owned());
        } else {
            let message = "must begin with / and hold visible ASCII without ? and #";
            errors.wrong(&path, value, message);
        }
    }
    Some(prefixes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::time::Duration;

    fn outcome(value: Value, base: &ServiceConfig) -> Result<ServiceConfig, String> {
        let mut errors = ConfigErrors::default();
        let mut object = Object::new("s".to_owned(), &value, &mut errors).unwrap();
        let service = read(&mut object, base, &mut errors);
        object.finish(&mut errors);
        match errors.count() {
            0 => Ok(service),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn what_is_left_out_comes_from_the_base() {
        let base = ServiceConfig {
            max_replicas: 4,
            exclude_paths: vec!["/healthz".into()],
            ..ServiceConfig::default()
        };
        assert_eq!(outcome(json!({}), &base), Ok(base.clone()));
        let read = outcome(
            json!({"min_replicas": 4, "windows": {"stable_s": 120}}),
            &base,
        )
        .unwrap();
        assert_eq!((read.min_replicas, read.max_replicas), (4, 4));
        assert_eq!(read.windows.stable, Duration::from_secs(120));
        assert_eq!(read.windows.panic, Duration::from_secs(6));
        assert_eq!(read.exclude_paths, ["/healthz"]);
        let read = outcome(json!({"exclude_paths": []}), &base).unwrap();
        assert!(read.exclude_paths.is_empty());
    }

    #[test]
    fn bounds_themselves_are_legal() {
        for value in [
            json!({"min_replicas": 0, "max_replicas": 1}),
            json!({"min_replicas": 100_000, "max_replicas": 100_000}),
            json!({"exclude_paths": vec![format!("/{}", "x".repeat(255)); 64]}),
        ] {
            let read = outcome(value.clone(), &ServiceConfig::default());
            assert!(read.is_ok(), "{value}: {read:?}");
        }
    }

    #[test]
    fn sources_of_load_and_replicas_are_words() {
        let value = json!({"load_reports": "none", "replicas_from": "endpoints"});
        let base = outcome(value, &ServiceConfig::default()).unwrap();
        assert!(!base.load_reports);
        assert_eq!(base.replicas_from, ReplicasSource::Endpoints);
        assert_eq!(outcome(json!({}), &base), Ok(base.clone()));
        let value = json!({"load_reports": "upstream", "replicas_from": "scaler"});
        assert_eq!(outcome(value, &base), Ok(ServiceConfig::default()));
        assert_eq!(
            outcome(json!({"replicas_from": "dns"}), &base),
            Err("s.replicas_from: \"dns\" must be \"scaler\" or \"endpoints\"".to_owned())
        );
    }

    #[test]
    fn each_fault_is_told_once() {
        for (value, fault) in [
            (
                json!({"max_replicas": 0}),
                "s.max_replicas: 0 is out of range, must be 1 to 100000",
            ),
            (
                json!({"min_replicas": 100_001}),
                "s.min_replicas: 100001 is out of range, must be 0 to 100000",
            ),
            (
                json!({"min_replicas": 11}),
                "s.min_replicas: 11 is above max_replicas, must be at most 10",
            ),
            (
                json!({"max_replicas": 0, "min_replicas": 50}),
                "s.max_replicas: 0 is out of range, must be 1 to 100000",
            ),
            (
                json!({"exclude_paths": "/x"}),
                "s.exclude_paths: \"/x\" must be a list",
            ),
            (
                json!({"exclude_paths": vec!["/x"; 65]}),
                "s.exclude_paths: has 65 items, must have 0 to 64",
            ),
            (
                json!({"exclude_paths": ["/x", "x"]}),
                "s.exclude_paths[1]: \"x\" must begin with / and hold visible ASCII without ? and #",
            ),
            (
                json!({"exclude_paths": ["/x?y"]}),
                "s.exclude_paths[0]: \"/x?y\" must begin with / and hold visible ASCII without ? and #",
            ),
        ] {
            assert_eq!(
                outcome(value, &ServiceConfig::default()),
                Err(fault.to_owned())
            );
        }
    }

    #[test]
    fn the_key_that_was_given_is_blamed() {
        let base = ServiceConfig {
            min_replicas: 5,
            ..ServiceConfig::default()
        };
        assert_eq!(
            outcome(json!({"max_replicas": 4}), &base).unwrap_err(),
            "s.max_replicas: 4 is below min_replicas, must be at least 5"
        );
    }
}
