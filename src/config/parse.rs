//! The top level of the configuration.

use super::error::ConfigErrors;
use super::reader::Object;
use super::{Audience, Config, ServiceConfig};
use super::{limits, policies, push, service, services, source, status, trust, wire};
use crate::json;
use std::time::Duration;

/// Defaults, in the unit of their key.
const LOAD_REPORT_TTL_S: u32 = 60;
const REPLICAS_TTL_S: u32 = 60;
const TICK_MS: u32 = 250;

/// Longest gateway id, in bytes.
const MAX_GATEWAY_ID_BYTES: usize = 128;

/// Farthest that local time is from UTC, in minutes.
const MAX_UTC_OFFSET: i64 = 14 * 60;

/// Reads a configuration; see [`Config::parse`] and [`Config::read`].
pub(super) fn parse(bytes: &[u8]) -> (Option<Config>, ConfigErrors) {
    let mut errors = ConfigErrors::default();
    let value = match json::parse(bytes) {
        Ok(value) => value,
        Err(fault) => match wire::from_struct(bytes) {
            Some(value) => value,
            None => {
                errors.at("", fault);
                return (None, errors);
            }
        },
    };
    let root = Object::new(String::new(), &value, &mut errors);
    let config = root.map(|root| read(root, &mut errors));
    (config, errors)
}

/// Reads every key. Where there are errors the outcome is good for nothing but
/// to look for more.
fn read(mut root: Object<'_>, errors: &mut ConfigErrors) -> Config {
    let policies = policies::read(&mut root, errors);
    let service = source::read(&mut root, errors);
    let mut defaults = service::read(&mut root, &ServiceConfig::default(), errors);
    defaults.shadow = services::read_policy(&mut root, "shadow", &policies, errors);
    if root.get("alias").is_some() {
        // All services would have the same id.
        errors.at("alias", "is of one service, give it in services");
    }
    let services = services::read(&mut root, &defaults, &policies, errors);
    let trust = trust::read(&mut root, errors);
    let hints = [
        ("internal", Audience::Internal),
        ("all", Audience::All),
        ("none", Audience::None),
    ];
    let hints = root.word("hints", &hints, errors).unwrap_or_default();
    let ttl = root.whole("load_report_ttl_s", 1..=3600, errors);
    let forward_load_report = root.flag("forward_load_report", errors);
    let formats = [
        ("none", None),
        ("text", Some("text")),
        ("json", Some("json")),
    ];
    let format = root.word("request_load_report", &formats, errors);
    let replicas_ttl = root.whole("replicas_ttl_s", 1..=3600, errors);
    let tick = root.whole("tick_ms", 50..=10_000, errors);
    let limits = limits::read(&mut root, &services, errors);
    let status = status::read(&mut root, &trust, errors);
    let push = push::read(&mut root, errors);
    let gateway_id = read_gateway_id(&mut root, errors);
    let offset = -MAX_UTC_OFFSET..=MAX_UTC_OFFSET;
    let offset = root.signed("utc_offset_minutes", offset, errors);
    root.finish(errors);
    Config {
        policies,
        service,
        defaults,
        services,
        trust,
        hints,
        load_report_ttl: Duration::from_secs(ttl.unwrap_or(LOAD_REPORT_TTL_S).into()),
        forward_load_report: forward_load_report.unwrap_or(false),
        request_load_report: format.flatten(),
        replicas_ttl: Duration::from_secs(replicas_ttl.unwrap_or(REPLICAS_TTL_S).into()),
        tick: Duration::from_millis(tick.unwrap_or(TICK_MS).into()),
        limits,
        status,
        push,
        gateway_id,
        utc_offset_minutes: offset.unwrap_or(0),
    }
}

fn read_gateway_id(root: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<String> {
    let id = root.text("gateway_id", 1..=MAX_GATEWAY_ID_BYTES, errors)?;
    if id.chars().any(char::is_control) {
        errors.wrong("gateway_id", &id.into(), "must not hold control characters");
    }
    Some(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Limits, ServiceSource, Trust};
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    fn outcome(value: &Value) -> Result<Config, String> {
        Config::parse(value.to_string().as_bytes()).map_err(|errors| errors.to_string())
    }

    /// A configuration with `key` beside the one key that is required.
    fn with(key: &str, value: Value) -> Result<Config, String> {
        outcome(&json!({"policy": "x", key: value}))
    }

    #[test]
    fn only_a_policy_is_required() {
        let config = outcome(&json!({"policy": "x"})).unwrap();
        let expected = Config {
            policies: [("default".to_owned(), "x".to_owned())].into(),
            service: ServiceSource::Cluster,
            defaults: ServiceConfig::default(),
            services: BTreeMap::new(),
            trust: Trust::Internal,
            hints: Audience::Internal,
            load_report_ttl: Duration::from_secs(60),
            forward_load_report: false,
            request_load_report: None,
            replicas_ttl: Duration::from_secs(60),
            tick: Duration::from_millis(250),
            limits: Limits::default(),
            status: None,
            push: None,
            gateway_id: None,
            utc_offset_minutes: 0,
        };
        assert_eq!(config, expected);
        assert_eq!(
            outcome(&json!({})).unwrap_err(),
            "policy: is required, or policies.default instead"
        );
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let value = json!({
            "polcy": "x",
            "max_replicas": 0,
            "services": {"checkout": {"max_replicas": 0, "polcy": "y"}},
            "tick_ms": 49,
            "push": {},
            "hints": "some",
        });
        assert_eq!(
            outcome(&value).unwrap_err(),
            "policy: is required, or policies.default instead\n\
             max_replicas: 0 is out of range, must be 1 to 100000\n\
             services.checkout.max_replicas: 0 is out of range, must be 1 to 100000\n\
             services.checkout.polcy: unknown key, did you mean policy?\n\
             hints: \"some\" must be \"internal\" or \"all\" or \"none\"\n\
             tick_ms: 49 is out of range, must be 50 to 10000\n\
             push.cluster: is required\n\
             polcy: unknown key, did you mean policy?"
        );
    }

    #[test]
    fn numbers_hold_to_their_bounds() {
        for (key, least, most) in [
            ("tick_ms", 50, 10_000),
            ("load_report_ttl_s", 1, 3600),
            ("replicas_ttl_s", 1, 3600),
        ] {
            for (value, legal) in [
                (least, true),
                (most, true),
                (least - 1, false),
                (most + 1, false),
            ] {
                assert_eq!(with(key, json!(value)).is_ok(), legal, "{key} {value}");
            }
        }
    }

    #[test]
    fn only_listed_services_have_an_alias() {
        assert!(with("alias", json!("a")).is_err());
    }

    #[test]
    fn what_is_no_object_is_one_fault() {
        for (bytes, fault) in [
            (&b"[]"[..], "[] must be an object"),
            (b"", "line 1, column 0: EOF while parsing a value"),
            (b"{\"policy\": x}", "line 1, column 12: expected value"),
        ] {
            assert_eq!(Config::parse(bytes).unwrap_err().to_string(), fault);
        }
        assert!(with("gateway_id", json!("edge-1")).is_ok());
        assert!(with("gateway_id", json!("a\nb")).is_err());
    }

    #[test]
    fn local_time_is_at_most_fourteen_hours_from_utc() {
        for (value, legal) in [
            (json!(-840), true),
            (json!(-0.0), true),
            (json!(330.0), true),
            (json!(840), true),
            (json!(-841), false),
            (json!(841), false),
            (json!(0.5), false),
        ] {
            let found = with("utc_offset_minutes", value.clone());
            assert_eq!(found.is_ok(), legal, "{value}");
        }
        assert_eq!(
            with("utc_offset_minutes", json!(900)).unwrap_err(),
            "utc_offset_minutes: 900 is out of range, must be -840 to 840"
        );
    }

    #[test]
    fn upstreams_are_asked_and_heard_as_configured() {
        let config = with("request_load_report", json!("json")).unwrap();
        assert_eq!(config.request_load_report, Some("json"));
        let config = with("request_load_report", json!("none")).unwrap();
        assert_eq!(config.request_load_report, None);
        assert!(with("request_load_report", json!("binary")).is_err());
        let config = with("forward_load_report", json!(true)).unwrap();
        assert!(config.forward_load_report && config.defaults.load_reports);
        assert!(with("forward_load_report", json!("yes")).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn wrong_values_are_refused_and_named(
            key in prop::sample::select(vec![
                "policy", "policies", "service", "services", "min_replicas", "max_replicas",
                "windows", "behavior", "exclude_paths", "trust", "hints", "load_report_ttl_s",
                "tick_ms", "replicas_ttl_s",
                "limits", "status", "push", "gateway_id",
            ]),
            value in prop::sample::select(vec![
                json!(null), json!(true), json!(-1), json!(0.5), json!(1e300), json!([[]]),
                json!({"": {}}),
            ]),
        ) {
            let error = outcome(&json!({key: value})).unwrap_err();
            prop_assert!(error.lines().any(|line| line.starts_with(key)), "{}", error);
        }
    }
}
