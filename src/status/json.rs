//! Services as JSON: what the status routes answer and shared data holds.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use crate::decision::Decision;
use crate::fleet::snapshot::{ServiceSnapshot, Shadow, Snapshot};
use crate::node::service_id;
use crate::plugin::Plugin;
use crate::time::{Timestamp, to_f64};

/// The index of all services.
pub fn index(snapshot: &Snapshot, plugins: &[Rc<Plugin>]) -> Value {
    let services: Vec<Value> = snapshot
        .services
        .iter()
        .map(|(name, service)| {
            let plugin = plugins.iter().find(|plugin| plugin.key == service.plugin);
            let id = service_id(name, plugin.map(|plugin| &plugin.config));
            let decision = service.decision.as_ref();
            json!({
                "service": name,
                "id": id,
                "action": decision.map(|decision| decision.action.as_str()),
                "desired_replicas": decision.map(|decision| decision.desired),
                "demand": decision.map(|decision| decision.demand),
                "scope": decision.map(|decision| decision.scope.as_str()),
            })
        })
        .collect();
    json!({
        "gateway": plugins.iter().find_map(|plugin| plugin.config.gateway_id.as_deref()),
        "epoch": snapshot.epoch,
        "time": snapshot.written.as_secs_f64(),
        "workers_seen": snapshot.workers_seen,
        "workers_expected": snapshot.workers_expected,
        "services": services,
    })
}

/// One service: what was decided, why, and on what.
pub fn service(
    snapshot: &Snapshot,
    name: &str,
    service: &ServiceSnapshot,
    gateway: Option<&str>,
) -> Value {
    let mut answer = Map::new();
    answer.insert("service".into(), json!(name));
    answer.insert("gateway".into(), json!(gateway));
    answer.insert("epoch".into(), json!(snapshot.epoch));
    answer.insert("time".into(), json!(snapshot.written.as_secs_f64()));
    answer.insert("workers_seen".into(), json!(snapshot.workers_seen));
    answer.insert("workers_expected".into(), json!(snapshot.workers_expected));
    decision(&mut answer, service, snapshot.written);
    answer.insert("shadow".into(), shadow(service.shadow.as_ref()));
    if let Value::Object(counters) = counters(service) {
        answer.extend(counters);
    }
    let mut metrics = numbers(&service.metrics.values);
    metrics.insert(
        "panic".into(),
        Value::Object(numbers(&service.metrics.panic)),
    );
    answer.insert("metrics".into(), Value::Object(metrics));
    Value::Object(answer)
}

fn decision(answer: &mut Map<String, Value>, service: &ServiceSnapshot, now: Timestamp) {
    let decision = service.decision.as_ref();
    let reason = decision.map_or(&service.undecided, |it| &it.reason);
    let current = service.current;
    let age = |at: Timestamp| to_f64(now.micros_since(at) / 1_000) / 1_000.0;
    let demand_age = decision.map(|decision| age(decision.at));
    let decision = |tell: fn(&Decision) -> Value| decision.map_or(Value::Null, tell);
    for (key, value) in [
        ("action", decision(|it| json!(it.action.as_str()))),
        ("reason", json!(reason)),
        ("demand", decision(|it| json!(it.demand))),
        ("demand_peak", json!(service.peaks.demand)),
        ("scope", decision(|it| json!(it.scope.as_str()))),
        ("demand_age_s", json!(demand_age)),
        ("recommended_replicas", decision(|it| json!(it.recommended))),
        ("desired_replicas", decision(|it| json!(it.desired))),
        ("current_replicas", json!(current.map(|it| it.replicas))),
        (
            "current_replicas_from",
            json!(current.map(|it| it.source.as_str())),
        ),
        (
            "current_replicas_age_s",
            json!(current.map(|it| age(it.at))),
        ),
        ("clipped_by", decision(|it| json!(it.clipped_by))),
        ("dry_run", decision(|it| json!(it.dry_run))),
    ] {
        answer.insert(key.into(), value);
    }
}

/// What a policy says beside the one that decides.
fn shadow(shadow: Option<&Shadow>) -> Value {
    let Some(shadow) = shadow else {
        return Value::Null;
    };
    let said = shadow.said.as_ref();
    json!({
        "policy": shadow.policy,
        "action": said.map(|said| said.action.as_str()),
        "reason": said.map(|said| said.reason.as_deref()),
        "demand": said.map(|said| said.demand),
        "scope": said.map(|said| said.scope.as_str()),
        "recommended_replicas": said.map(|said| said.recommended),
        "error": shadow.error,
    })
}

/// What only counts: the same for all readers.
pub fn counters(service: &ServiceSnapshot) -> Value {
    let totals = service.totals;
    json!({
        "requests_total": totals.requests,
        "errors_total": totals.errors,
        "inflight": service.inflight,
        "inflight_peak": service.inflight_peak,
        "rps_peak": service.peaks.rps,
        "inflight_seconds_total": to_f64(totals.inflight_us / 1_000) / 1_000.0,
        "hints_total": {
            "up": totals.hints_up,
            "down": totals.hints_down,
            "hold": totals.hints_hold,
        },
        "policy": {
            "name": service.policy.name,
            "sha256": service.policy.sha256,
            "evaluations_total": totals.evaluations,
            "errors_total": totals.policy_errors,
            "last_error": service.policy.last_error.as_ref().map(|(_, text)| text),
            "last_error_time": service.policy.last_error.as_ref().map(|(at, _)| at.as_secs_f64()),
        },
    })
}

/// Infinities and NaN have no place in JSON; none gets here, and one that did
/// would read `null`.
fn numbers(values: &std::collections::BTreeMap<String, f64>) -> Map<String, Value> {
    values
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect()
}
