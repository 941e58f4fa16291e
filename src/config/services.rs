//! `services`: the services that are listed, with what holds for each.
//!
//! Beside the keys of [`service`], an entry may name a policy and an alias.

use super::error::ConfigErrors;
use super::reader::Object;
use super::{ServiceConfig, service};
use crate::names::OTHER_SERVICE;
use crate::service_name;
use std::collections::BTreeMap;

/// Most entries of `services`.
const MAX_SERVICES: usize = 1024;
/// Longest name of a service, in bytes.
const MAX_NAME_BYTES: usize = 256;
/// Longest alias, in bytes: it becomes a part of stat names.
const MAX_ALIAS_BYTES: usize = 64;

/// Reads `services`. Policies must be among `policies`.
pub(super) fn read(
    root: &mut Object<'_>,
    defaults: &ServiceConfig,
    policies: &BTreeMap<String, String>,
    errors: &mut ConfigErrors,
) -> BTreeMap<String, ServiceConfig> {
    let mut services = BTreeMap::new();
    let Some(entries) = root.object("services", errors) else {
        return services;
    };
    let count = entries.entries().len();
    if count > MAX_SERVICES {
        errors.at(
            "services",
            format!("has {count} entries, must have at most {MAX_SERVICES}"),
        );
        return services;
    }
    for (name, value) in entries.entries() {
        let path = entries.path(name);
        if !(1..=MAX_NAME_BYTES).contains(&name.len()) {
            errors.at(
                &path,
                format!("the name must be 1 to {MAX_NAME_BYTES} bytes long"),
            );
        }
        let Some(mut entry) = Object::new(path, value, errors) else {
            continue;
        };
        let mut service = service::read(&mut entry, defaults, errors);
        service.policy = read_policy(&mut entry, "policy", policies, errors);
        let shadow = read_policy(&mut entry, "shadow", policies, errors);
        service.shadow = shadow.or(service.shadow);
        service.alias = read_alias(&mut entry, errors);
        entry.finish(errors);
        services.insert(name.clone(), service);
    }
    refuse_equal_ids(&entries, &services, errors);
    services
}

/// Reads a key that names a policy.
pub(super) fn read_policy(
    entry: &mut Object<'_>,
    key: &'static str,
    policies: &BTreeMap<String, String>,
    errors: &mut ConfigErrors,
) -> Option<String> {
    let value = entry.get(key)?;
    let name = value.as_str();
    if !name.is_some_and(|name| policies.contains_key(name)) {
        let message = "must be the name of an entry of policies";
        errors.wrong(&entry.path(key), value, message);
    }
    name.map(str::to_owned)
}

fn read_alias(entry: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<String> {
    let alias = entry.text("alias", 1..=MAX_ALIAS_BYTES, errors)?;
    if !alias.bytes().all(service_name::is_plain) || alias == OTHER_SERVICE {
        let message = format!("must be of [A-Za-z0-9_-] and not {OTHER_SERVICE:?}");
        errors.wrong(&entry.path("alias"), &alias.into(), message);
    }
    Some(alias.to_owned())
}

/// Two services with one id would share a key, a URL and stats. Names alone
/// never collide; an alias may, with another alias or with a service's id.
fn refuse_equal_ids(
    entries: &Object<'_>,
    services: &BTreeMap<String, ServiceConfig>,
    errors: &mut ConfigErrors,
) {
    let unaliased = services
        .iter()
        .filter(|(_, service)| service.alias.is_none());
    let mut ids: BTreeMap<String, &str> = unaliased
        .map(|(name, _)| (service_name::encode(name.as_bytes()), name.as_str()))
        .collect();
    for (name, service) in services {
        let Some(alias) = &service.alias else {
            continue;
        };
        if let Some(other) = ids.get(alias) {
            let path = format!("{}.alias", entries.path(name));
            let other = entries.path(other);
            errors.wrong(
                &path,
                &alias.as_str().into(),
                format!("is the id of {other} already"),
            );
        } else {
            ids.insert(alias.clone(), name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn outcome(services: Value) -> Result<BTreeMap<String, ServiceConfig>, String> {
        let value = json!({ "services": services });
        let policies = ["default", "gpu"].map(|name| (name.to_owned(), String::new()));
        let mut errors = ConfigErrors::default();
        let mut root = Object::new(String::new(), &value, &mut errors).unwrap();
        let defaults = ServiceConfig::default();
        let services = read(&mut root, &defaults, &policies.into(), &mut errors);
        root.finish(&mut errors);
        match errors.count() {
            0 => Ok(services),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn an_entry_may_name_policy_and_alias() {
        let name = "outbound|80||web.shop";
        let services = outcome(json!({name: {"policy": "gpu", "alias": "web"}, "b": {}})).unwrap();
        assert_eq!(services[name].policy.as_deref(), Some("gpu"));
        assert_eq!(services[name].alias.as_deref(), Some("web"));
        assert_eq!(services["b"], ServiceConfig::default());
    }

    #[test]
    fn faults_are_told_by_key() {
        for (services, fault) in [
            (json!([]), "services: [] must be an object"),
            (json!({"a": 1}), "services.a: 1 must be an object"),
            (
                json!({"": {}}),
                "services.: the name must be 1 to 256 bytes long",
            ),
            (
                json!({"a": {"policy": "cpu"}}),
                "services.a.policy: \"cpu\" must be the name of an entry of policies",
            ),
            (
                json!({"a": {"policy": 1}}),
                "services.a.policy: 1 must be the name of an entry of policies",
            ),
            (
                json!({"a": {"shadow": "cpu"}}),
                "services.a.shadow: \"cpu\" must be the name of an entry of policies",
            ),
            (
                json!({"a": {"tick_ms": 1}}),
                "services.a.tick_ms: unknown key",
            ),
            (
                json!({"a": {"replicas_ttl_s": 1}}),
                "services.a.replicas_ttl_s: unknown key",
            ),
            (
                json!({"a": {"alias": "a.b"}}),
                "services.a.alias: \"a.b\" must be of [A-Za-z0-9_-] and not \"other\"",
            ),
            (
                json!({"a": {"alias": "other"}}),
                "services.a.alias: \"other\" must be of [A-Za-z0-9_-] and not \"other\"",
            ),
            (
                json!({"a": {"max_replicas": 0}}),
                "services.a.max_replicas: 0 is out of range, must be 1 to 100000",
            ),
        ] {
            assert_eq!(outcome(services), Err(fault.to_owned()));
        }
        assert!(outcome(json!({"a": {"alias": "x".repeat(64)}})).is_ok());
        assert!(outcome(json!({"a": {"alias": "x".repeat(65)}})).is_err());
    }

    #[test]
    fn no_two_services_share_an_id() {
        for (services, fault) in [
            (
                json!({"a": {"alias": "x"}, "b": {"alias": "x"}}),
                "services.b.alias: \"x\" is the id of services.a already",
            ),
            (
                json!({"a": {"alias": "b"}, "b": {}}),
                "services.a.alias: \"b\" is the id of services.b already",
            ),
            (
                json!({"b": {}, "c": {"alias": "b"}}),
                "services.c.alias: \"b\" is the id of services.b already",
            ),
        ] {
            assert_eq!(outcome(services), Err(fault.to_owned()));
        }
        // An alias frees the name it stands for, and may repeat it.
        assert!(outcome(json!({"a": {"alias": "b"}, "b": {"alias": "a"}})).is_ok());
        assert!(outcome(json!({"a": {"alias": "a"}})).is_ok());
    }

    #[test]
    fn entries_are_bounded() {
        let many = |count: usize| -> Value {
            (0..count).map(|at| (format!("s{at}"), json!({}))).collect()
        };
        assert_eq!(outcome(many(1024)).unwrap().len(), 1024);
        assert_eq!(
            outcome(many(1025)).unwrap_err(),
            "services: has 1025 entries, must have at most 1024"
        );
        assert!(outcome(json!({"x".repeat(256): {}})).is_ok());
        assert!(outcome(json!({"x".repeat(257): {}})).is_err());
    }
}
