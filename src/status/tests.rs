//! What the status routes answer, and to whom.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::decision::{Bounds, Circumstances, decide};
use crate::fleet::snapshot::ServiceSnapshot;
use crate::recommendation::{Recommendation, Scope, Target};
use crate::time::Timestamp;

const POLICY: &str = "function autoscale() end";

fn plugin(status: Value) -> Rc<Plugin> {
    let config = json!({
        "policy": POLICY,
        "services": {"app": {}, "outbound|80||shop": {"alias": "shop"}},
        "gateway_id": "edge-1",
        "status": status,
    });
    Rc::new(
        Plugin::new("main/", config.to_string().as_bytes())
            .unwrap()
            .0,
    )
}

fn snapshot(names: &[&str]) -> Snapshot {
    let now = Timestamp::from_secs(1_000_000);
    let recommendation = Recommendation {
        target: Target::Replicas(20.0),
        demand: Some(19.5),
        scope: Scope::Share,
        reason: Some("busy".to_owned()),
    };
    let circumstances = Circumstances {
        last: None,
        current: None,
        bounds: Bounds { min: 1, max: 10 },
        partial: false,
        now,
    };
    let decision = decide(&recommendation, circumstances);
    let service = |name: &&str| {
        let known = ServiceSnapshot {
            plugin: "main/".to_owned(),
            decision: Some(decision.clone()),
            ..ServiceSnapshot::default()
        };
        ((*name).to_owned(), known)
    };
    Snapshot {
        written: now.plus(std::time::Duration::from_millis(250)),
        epoch: 999_999,
        services: names.iter().map(service).collect(),
        ..Snapshot::default()
    }
}

fn get(path: &str, status: Value, snapshot: &Snapshot) -> (u16, Value) {
    ask(b"GET", path, status, snapshot, (true, false))
}

fn ask(
    method: &[u8],
    path: &str,
    status: Value,
    snapshot: &Snapshot,
    (internal, token): (bool, bool),
) -> (u16, Value) {
    let plugin = plugin(status);
    let full = format!("/-/luascale{path}");
    let path = below(&plugin.config, full.as_bytes()).unwrap();
    let request = StatusRequest {
        method,
        path,
        internal,
        token,
    };
    let answer = respond(request, &plugin.config, snapshot, &[Rc::clone(&plugin)]);
    (answer.code, serde_json::from_str(&answer.body).unwrap())
}

fn served() -> Value {
    json!({"path": "/-/luascale"})
}

#[test]
fn a_service_tells_what_was_decided_and_why() {
    let (code, body) = get("/v1/services/app", served(), &snapshot(&["app"]));
    assert_eq!(code, 200);
    let wanted = json!({
        "service": "app", "gateway": "edge-1", "epoch": 999_999, "time": 1_000_000.25,
        "action": "up", "reason": "busy", "demand": 19.5, "scope": "share",
        "demand_age_s": 0.25, "recommended_replicas": 20, "desired_replicas": 10,
        "current_replicas": null, "clipped_by": "max_replicas: 10",
        "requests_total": 0, "errors_total": 0, "inflight": 0, "inflight_peak": 0,
        "inflight_seconds_total": 0.0, "metrics": {"panic": {}},
        "hints_total": {"up": 0, "down": 0, "hold": 0},
    });
    let told: BTreeMap<&String, &Value> = body.as_object().unwrap().iter().collect();
    for (key, value) in wanted.as_object().unwrap() {
        assert_eq!(told.get(key), Some(&value), "{key}");
    }
    assert_eq!(body["policy"]["last_error"], Value::Null);
}

#[test]
fn the_index_names_all_services_with_their_ids() {
    let (code, body) = get(
        "/v1/services",
        served(),
        &snapshot(&["app", "outbound|80||shop", "a/b"]),
    );
    assert_eq!(code, 200);
    let ids: Vec<&str> = body["services"]
        .as_array()
        .unwrap()
        .iter()
        .map(|service| service["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["a~2fb", "app", "shop"]);
    for id in ids {
        let path = format!("/v1/services/{id}");
        let known = snapshot(&["app", "outbound|80||shop", "a/b"]);
        assert_eq!(get(&path, served(), &known).0, 200, "{id}");
    }
}

#[test]
fn what_is_unknown_or_undecided_is_told_apart() {
    let empty = Snapshot::default();
    assert_eq!(
        get("/v1/services/app", served(), &empty).0,
        503,
        "configured"
    );
    assert_eq!(get("/v1/services/other-app", served(), &empty).0, 404);
    assert_eq!(get("/v2", served(), &empty).0, 404);
    assert_eq!(get("/v1/servicesapp", served(), &empty).0, 404);
    let mut undecided = snapshot(&["app"]);
    let app = undecided.services.get_mut("app").unwrap();
    app.decision = None;
    app.undecided = Some("no data for metrics.cpu".to_owned());
    let (code, body) = get("/v1/services/app", served(), &undecided);
    assert_eq!(
        (code, &body["reason"]),
        (503, &json!("no data for metrics.cpu"))
    );
    assert_eq!(body["demand"], Value::Null, "no data is never 0");
}

#[test]
fn only_those_who_may_read_do() {
    let known = snapshot(&["app"]);
    for (read, internal, token, code) in [
        ("internal", true, false, 200),
        ("internal", false, true, 403),
        ("token", true, false, 403),
        ("token", false, true, 200),
        ("all", false, false, 200),
    ] {
        let mut config = served();
        config["read"] = json!(read);
        let plugin_config = json!({
            "policy": POLICY, "status": config,
            "trust": {"token": {"header": "x-scale-token", "sha256": ["0".repeat(64)]}},
        });
        let plugin = Plugin::new("main/", plugin_config.to_string().as_bytes());
        let plugin = Rc::new(plugin.unwrap().0);
        let request = StatusRequest {
            method: b"GET",
            path: "/v1/services",
            internal,
            token,
        };
        let answer = respond(request, &plugin.config, &known, &[Rc::clone(&plugin)]);
        assert_eq!(answer.code, code, "{read} {internal} {token}");
    }
}

#[test]
fn reads_are_the_only_methods() {
    let known = snapshot(&["app"]);
    for (method, code) in [
        (&b"GET"[..], 200),
        (b"HEAD", 200),
        (b"POST", 405),
        (b"PUT", 405),
    ] {
        let (told, _) = ask(method, "/v1/services", served(), &known, (true, false));
        assert_eq!(told, code, "{method:?}");
    }
}

#[test]
fn other_paths_are_ordinary_traffic() {
    let plugin = plugin(served());
    for (path, rest) in [
        (&b"/-/luascale"[..], Some("")),
        (b"/-/luascale/v1/services?x=1", Some("/v1/services")),
        (b"/-/luascalex", None),
        (b"/-/", None),
        (b"/", None),
        (b"/-/luascale/\xff", None),
    ] {
        assert_eq!(below(&plugin.config, path), rest, "{path:?}");
    }
}
