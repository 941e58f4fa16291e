//! What the status routes answer, and to whom.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::behavior::{Behavior, Bounds, State};
use crate::decision::{Circumstances, Decision, decide};
use crate::fleet::replicas::{Current, ReplicasSource};
use crate::fleet::snapshot::{Peaks, ServiceSnapshot};
use crate::fleet::store::{Entry, Stale};
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

/// A decision on a share, clipped by `max_replicas`.
pub(super) fn decision(now: Timestamp) -> Decision {
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
        behavior: &Behavior::open(),
        dry_run: false,
        partial: false,
        now,
    };
    decide(&recommendation, circumstances, &mut State::default())
}

fn snapshot(names: &[&str]) -> Snapshot {
    let now = Timestamp::from_secs(1_000_000);
    let decision = decision(now);
    let service = |name: &&str| {
        let known = ServiceSnapshot {
            plugin: "main/".to_owned(),
            decision: Some(decision.clone()),
            peaks: Peaks {
                demand: Some(19.75),
                rps: None,
            },
            current: Some(Current {
                replicas: 3,
                source: ReplicasSource::Scaler,
                at: Timestamp::from_secs(999_990),
            }),
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

/// Shared data in which there is nothing.
struct Nothing;

impl SharedData for Nothing {
    fn get(&self, _: &str) -> Option<Entry> {
        None
    }

    fn set(&self, _: &str, _: &[u8], _: Option<u32>) -> Result<(), Stale> {
        panic!("a read that writes")
    }
}

fn known<'a>(plugin: &'a Rc<Plugin>, snapshot: &'a Snapshot) -> Known<'a> {
    Known {
        config: &plugin.config,
        snapshot,
        plugins: std::slice::from_ref(plugin),
        store: &Nothing,
        now: Timestamp::from_micros(1_000_001_000_000),
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
    let answer = respond(request, known(&plugin, snapshot));
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
        "current_replicas": 3, "current_replicas_from": "scaler",
        "current_replicas_age_s": 10.25, "clipped_by": "max_replicas: 10",
        "requests_total": 0, "errors_total": 0, "inflight": 0, "inflight_peak": 0, "demand_peak": 19.75, "rps_peak": null,
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
    for key in ["demand", "desired_replicas", "demand_age_s"] {
        assert_eq!(body[key], Value::Null, "{key}: no data is never 0");
    }
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
        let answer = respond(request, self::known(&plugin, &known));
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

/// Asks to write; gives the service, or the code and the error.
fn put(
    path: &str,
    status: Value,
    (internal, token): (bool, bool),
    headers: write::BodyHeaders<'_>,
) -> Result<String, (u16, String)> {
    let plugin = plugin(status);
    let request = StatusRequest {
        method: b"PUT",
        path,
        internal,
        token,
    };
    let seen = snapshot(&["app", "a/b"]);
    write::accept(request, headers, known(&plugin, &seen)).map_err(|answer| {
        let body: Value = serde_json::from_str(&answer.body).unwrap();
        (answer.code, body["error"].as_str().unwrap().to_owned())
    })
}

#[test]
fn a_write_is_judged_by_its_headers() {
    let open = json!({"path": "/-/luascale", "write": "internal"});
    let json_body = write::BodyHeaders {
        content_type: Some(b"application/json"),
        content_length: Some(b"256"),
    };
    for (name, service) in [
        ("app", "app"),
        ("a~2fb", "a/b"),
        ("a/b", "a/b"),
        ("shop", "outbound|80||shop"),
        ("outbound~7c80~7c~7cshop", "outbound|80||shop"),
    ] {
        let path = format!("/v1/services/{name}/replicas");
        let accepted = put(&path, open.clone(), (true, false), json_body);
        let wanted = if name.starts_with("outbound~") {
            // It has an alias, and only one id.
            Err(404)
        } else {
            Ok(service.to_owned())
        };
        assert_eq!(accepted.map_err(|(code, _)| code), wanted, "{name}");
    }
    let app = "/v1/services/app/replicas";
    for (status, caller, path, code) in [
        (json!({}), (true, true), app, 403),
        (json!({"write": "none"}), (true, true), app, 403),
        (open.clone(), (false, true), app, 403),
        (open.clone(), (true, false), "/v1/services/app", 405),
        (open.clone(), (true, false), "/v1/services", 405),
        (open.clone(), (true, false), "/v1/services/b/replicas", 404),
        (open.clone(), (true, false), "/v1/services//replicas", 404),
    ] {
        let refused = put(path, status.clone(), caller, json_body).unwrap_err();
        assert_eq!(refused.0, code, "{path} {status} {caller:?}: {}", refused.1);
    }
    for (content_type, code) in [
        (Some(&b"application/json; charset=utf-8"[..]), 200),
        (Some(b"Application/JSON ;x"), 200),
        (Some(b"text/plain"), 415),
        (Some(b"application/jsonp"), 415),
        (None, 415),
    ] {
        let headers = write::BodyHeaders {
            content_type,
            content_length: None,
        };
        let refused = put(app, open.clone(), (true, false), headers);
        assert_eq!(
            refused.err().map_or(200, |it| it.0),
            code,
            "{content_type:?}"
        );
    }
    for (content_length, code) in [(&b"0"[..], 200), (b"257", 413), (b"x", 200)] {
        let headers = write::BodyHeaders {
            content_length: Some(content_length),
            ..json_body
        };
        let refused = put(app, open.clone(), (true, false), headers);
        assert_eq!(refused.err().map_or(200, |it| it.0), code);
    }
}

#[test]
fn a_body_says_how_many_run() {
    assert_eq!(write::read(b"{\"ready\": 3}"), Ok(3));
    let body_of = |answer: StatusResponse| -> Value { serde_json::from_str(&answer.body).unwrap() };
    let refused = write::read(b"{}").unwrap_err();
    assert_eq!(refused.code, 400);
    assert_eq!(body_of(refused)["error"], "ready: is required");
    let mut long = b"{\"ready\": 3}".to_vec();
    long.resize(256, b' ');
    assert_eq!(write::read(&long), Ok(3));
    long.push(b' ');
    assert_eq!(write::read(&long).unwrap_err().code, 413);
    let written = write::outcome("app", 3, 60, true);
    assert_eq!(
        (written.code, written.counter),
        (200, Counter::StatusWritten)
    );
    let told = json!({"service": "app", "ready": 3, "replicas_ttl_s": 60});
    assert_eq!(body_of(written), told);
    assert_eq!(write::outcome("app", 3, 60, false).code, 503);
}

#[test]
fn a_route_that_only_writes_says_so_to_its_readers() {
    let known = snapshot(&["app"]);
    for (path, code) in [
        ("/v1/services/app/replicas", 405),
        ("/v1/services/shop/replicas", 405),
        ("/v1/services/unknown/replicas", 404),
    ] {
        assert_eq!(get(path, served(), &known).0, code, "{path}");
    }
}

/// The text of `/metrics`.
fn metrics(snapshot: &Snapshot) -> String {
    let plugin = plugin(served());
    let request = StatusRequest {
        method: b"GET",
        path: "/metrics",
        internal: true,
        token: false,
    };
    let answer = respond(request, known(&plugin, snapshot));
    assert_eq!(answer.code, 200);
    let content_type = ("content-type", "text/plain; version=0.0.4; charset=utf-8");
    assert!(answer.headers.contains(&content_type));
    answer.body
}

#[test]
fn prometheus_gets_what_there_is_and_no_more() {
    let mut seen = snapshot(&["app", "fleet", "undecided"]);
    let fleet = seen.services.get_mut("fleet").unwrap();
    fleet.decision.as_mut().unwrap().scope = Scope::Fleet;
    seen.services.get_mut("undecided").unwrap().decision = None;
    let mut latency = crate::window::LatencyTotals::default();
    for elapsed_us in [900, 30_000, 30_000, 99_000_000] {
        latency.record(elapsed_us);
    }
    seen.services.get_mut("app").unwrap().totals.latency = latency;
    let values = &mut seen.services.get_mut("app").unwrap().metrics.values;
    for (name, value) in [
        ("min_replicas", 2.0),
        ("max_replicas", 20.0),
        ("load_age", 1.5),
    ] {
        values.insert(name.to_owned(), value);
    }
    let text = metrics(&seen);
    let samples: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let of = |name: &str| -> Vec<&str> {
        let named = samples.iter().filter_map(|line| line.strip_prefix(name));
        named.filter(|rest| rest.starts_with(['{', ' '])).collect()
    };
    for (name, wanted) in [
        ("luascale_demand", vec!["{service=\"app\"} 19.5"]),
        ("luascale_demand_peak", vec!["{service=\"app\"} 19.75"]),
        ("luascale_fleet_demand", vec!["{service=\"fleet\"} 19.5"]),
        (
            "luascale_fleet_demand_peak",
            vec!["{service=\"fleet\"} 19.75"],
        ),
        (
            "luascale_desired_replicas",
            vec!["{service=\"app\"} 10", "{service=\"fleet\"} 10"],
        ),
        (
            "luascale_demand_age_seconds",
            vec!["{service=\"app\"} 1", "{service=\"fleet\"} 1"],
        ),
        (
            "luascale_limited_by",
            vec![
                "{service=\"app\",rail=\"max_replicas\"} 1",
                "{service=\"fleet\",rail=\"max_replicas\"} 1",
            ],
        ),
        ("luascale_min_replicas", vec!["{service=\"app\"} 2"]),
        ("luascale_max_replicas", vec!["{service=\"app\"} 20"]),
        (
            "luascale_load_report_age_seconds",
            vec!["{service=\"app\"} 1.5"],
        ),
        (
            "luascale_dry_run",
            vec!["{service=\"app\"} 0", "{service=\"fleet\"} 0"],
        ),
        ("luascale_requests_per_second_peak", vec![]),
        ("luascale_epoch_seconds", vec![" 999999"]),
        (
            "luascale_gateway_info",
            vec!["{gateway=\"edge-1\",version=\"0.1.0\"} 1"],
        ),
        (
            "luascale_request_duration_seconds_count",
            vec!["{service=\"app\"} 4"],
        ),
        (
            "luascale_request_duration_seconds_sum",
            vec!["{service=\"app\"} 99.0609"],
        ),
    ] {
        assert_eq!(of(name), wanted, "{name}");
    }
    let buckets = of("luascale_request_duration_seconds_bucket");
    assert_eq!(buckets.len(), 16);
    for (at, bucket) in [
        (0, "{service=\"app\",le=\"0.001\"} 1"),
        (4, "{service=\"app\",le=\"0.025\"} 1"),
        (5, "{service=\"app\",le=\"0.05\"} 3"),
        (14, "{service=\"app\",le=\"60\"} 3"),
        (15, "{service=\"app\",le=\"+Inf\"} 4"),
    ] {
        assert_eq!(buckets[at], bucket);
    }
    assert_eq!(
        of("luascale_requests_total").len(),
        3,
        "a counter begins at 0"
    );
    assert_eq!(of("luascale_hints_total").len(), 9);
}

#[test]
fn each_family_stands_once_and_in_one_piece() {
    let text = metrics(&snapshot(&["a", "b"]));
    let mut seen = std::collections::BTreeSet::new();
    let mut family = "";
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("# HELP ") {
            family = head.split(' ').next().unwrap();
            assert!(seen.insert(family), "{family} twice");
        } else if let Some(head) = line.strip_prefix("# TYPE ") {
            assert_eq!(head.split(' ').next(), Some(family));
        } else {
            assert!(line.starts_with(family), "{line} below {family}");
        }
    }
    let nothing = metrics(&Snapshot::default());
    assert_eq!(nothing.lines().count(), 3, "{nothing}");
}
