//! `policy` and `policies`: Lua sources by name.
//!
//! Only their size is judged here. Whether they compile is decided where the
//! VM is, also at configure time.

use super::error::ConfigErrors;
use super::reader::Object;
use super::value::text;
use crate::names::DEFAULT_POLICY;
use serde_json::Value;
use std::collections::BTreeMap;

/// Longest source, in bytes: a page of rules is 4 KiB, and every worker
/// compiles every policy at configure time.
pub(super) const MAX_SOURCE_BYTES: usize = 32 * 1024;
/// Most policies.
const MAX_POLICIES: usize = 64;
/// Longest name of a policy, in bytes.
const MAX_NAME_BYTES: usize = 64;

const REQUIRED: &str = "is required, or policies.default instead";

/// Reads both keys. The outcome lacks `default` only where an error says so.
pub(super) fn read(root: &mut Object<'_>, errors: &mut ConfigErrors) -> BTreeMap<String, String> {
    let mut policies = BTreeMap::new();
    let given = root.get("policy");
    if let Some(value) = given {
        add(&mut policies, DEFAULT_POLICY, value, "policy", errors);
    }
    let Some(named) = root.object("policies", errors) else {
        // A `policies` that is no object is told already, and might have been
        // meant to hold the default.
        if given.is_none() && !root.has("policies") {
            errors.at("policy", REQUIRED);
        }
        return policies;
    };
    if given.is_none() && !named.has(DEFAULT_POLICY) {
        errors.at("policy", REQUIRED);
    }
    if given.is_some() && named.has(DEFAULT_POLICY) {
        errors.at(
            "policy",
            "is given as policies.default too, give one of them",
        );
    }
    let count = named.entries().len() + usize::from(given.is_some());
    if count > MAX_POLICIES {
        errors.at(
            "policies",
            format!("are {count} in all, must be at most {MAX_POLICIES}"),
        );
        return policies;
    }
    for (name, value) in named.entries() {
        let path = named.path(name);
        if is_policy_name(name) {
            add(&mut policies, name, value, &path, errors);
        } else {
            let message = format!("the name must be 1 to {MAX_NAME_BYTES} of [A-Za-z0-9_.-]");
            errors.at(&path, message);
        }
    }
    policies
}

fn add(
    policies: &mut BTreeMap<String, String>,
    name: &str,
    value: &Value,
    path: &str,
    errors: &mut ConfigErrors,
) {
    let Some(source) = text(value, path, 1..=MAX_SOURCE_BYTES, errors) else {
        return;
    };
    if source.trim().is_empty() {
        errors.wrong(path, value, "holds no Lua source");
        return;
    }
    policies.insert(name.to_owned(), source.to_owned());
}

fn is_policy_name(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (1..=MAX_NAME_BYTES).contains(&name.len()) && name.bytes().all(legal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(value: Value) -> Result<Vec<String>, String> {
        let mut errors = ConfigErrors::default();
        let mut root = Object::new(String::new(), &value, &mut errors).unwrap();
        let policies = read(&mut root, &mut errors);
        root.finish(&mut errors);
        match errors.count() {
            0 => Ok(policies.into_keys().collect()),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn a_default_is_given_in_one_of_two_ways() {
        let default = Ok(vec!["default".to_owned()]);
        assert_eq!(outcome(json!({"policy": "x"})), default);
        assert_eq!(outcome(json!({"policies": {"default": "x"}})), default);
        assert_eq!(
            outcome(json!({"policy": "x", "policies": {"gpu-2.a_B": "y"}})),
            Ok(vec!["default".to_owned(), "gpu-2.a_B".to_owned()])
        );
        for value in [
            json!({}),
            json!({"policies": {}}),
            json!({"policies": {"a": "x"}}),
        ] {
            let required = "policy: is required, or policies.default instead";
            assert_eq!(outcome(value), Err(required.to_owned()));
        }
        assert_eq!(
            outcome(json!({"policy": "x", "policies": {"default": "x"}})),
            Err("policy: is given as policies.default too, give one of them".to_owned())
        );
    }

    #[test]
    fn one_fault_is_told_once() {
        for (value, error) in [
            (json!({"policy": 5}), "policy: 5 must be a string"),
            (json!({"policies": 5}), "policies: 5 must be an object"),
            (
                json!({"policies": {"default": ""}}),
                "policies.default: \"\" is 0 bytes long, must be 1 to 32768",
            ),
            (
                json!({"policy": " \n"}),
                "policy: \" \\n\" holds no Lua source",
            ),
            (
                json!({"policy": "x", "policies": {"a b": "x"}}),
                "policies.a b: the name must be 1 to 64 of [A-Za-z0-9_.-]",
            ),
        ] {
            assert_eq!(outcome(value), Err(error.to_owned()));
        }
    }

    #[test]
    fn sources_and_names_are_bounded() {
        assert!(outcome(json!({"policy": "x".repeat(32768)})).is_ok());
        let error = outcome(json!({"policy": "x".repeat(32769)})).unwrap_err();
        assert!(
            error.ends_with("… is 32769 bytes long, must be 1 to 32768"),
            "{error}"
        );
        let many = |count: usize| -> Value {
            (0..count)
                .map(|at| (format!("p{at}"), json!("x")))
                .collect()
        };
        assert_eq!(
            outcome(json!({"policy": "x", "policies": many(63)}))
                .unwrap()
                .len(),
            64
        );
        assert!(outcome(json!({"policy": "x", "policies": many(64)})).is_err());
        assert!(is_policy_name(&"n".repeat(64)));
        assert!(!is_policy_name(&"n".repeat(65)));
        assert!(!is_policy_name(""));
    }
}
