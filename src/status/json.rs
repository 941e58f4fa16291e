//! Services as JSON: what the status routes answer and shared data holds.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::tokens;
use crate::decision::Decision;
use crate::fleet::snapshot::{ServiceSnapshot, Shadow, Snapshot};
use crate::metrics::Numbers;
use crate::node::service_id;
use crate::plugin::Plugin;
use crate::time::{Timestamp, to_f64};

/// The text of a value. [`Value`]'s `Display` goes through the machinery of
/// formats, which takes three times as long.
pub fn encode(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// The index of all services.
pub fn index(snapshot: &Snapshot, plugins: &[Rc<Plugin>]) -> Value {
    let services = snapshot.services.iter().map(|(name, service)| {
        let plugin = plugins.iter().find(|plugin| plugin.key == service.plugin);
        let id = service_id(name, plugin.map(|plugin| &plugin.config));
        let decision = service.decision.as_ref();
        object(&mut [
            ("service", name.as_str().into()),
            ("id", id.into()),
            ("action", decision.map(|it| it.action.as_str()).into()),
            ("desired_replicas", decision.map(|it| it.desired).into()),
            ("demand", decision.map(|it| it.demand).into()),
            ("scope", decision.map(|it| it.scope.as_str()).into()),
        ])
    });
    let services = Value::Array(services.collect());
    let mut plugins = plugins.iter();
    let gateway = plugins.find_map(|plugin| plugin.config.gateway_id.as_deref());
    object(&mut [
        ("gateway", gateway.into()),
        ("epoch", snapshot.epoch.into()),
        ("time", snapshot.written.as_secs_f64().into()),
        ("workers_seen", snapshot.workers_seen.into()),
        ("workers_expected", snapshot.workers_expected.into()),
        ("services", services),
    ])
}

/// One service: what was decided, why, and on what.
pub fn service(
    snapshot: &Snapshot,
    name: &str,
    service: &ServiceSnapshot,
    gateway: Option<&str>,
) -> Value {
    let mut metrics = numbers(&service.metrics.values);
    let panic = numbers(&service.metrics.panic);
    metrics.insert("panic".to_owned(), Value::Object(panic));
    let mut answer = Map::new();
    insert(
        &mut answer,
        &mut [
            ("service", name.into()),
            ("gateway", gateway.into()),
            ("epoch", snapshot.epoch.into()),
            ("time", snapshot.written.as_secs_f64().into()),
            ("workers_seen", snapshot.workers_seen.into()),
            ("workers_expected", snapshot.workers_expected.into()),
            ("shadow", shadow(service.shadow.as_ref())),
            ("metrics", Value::Object(metrics)),
        ],
    );
    insert_decision(&mut answer, service, snapshot.written);
    insert_counters(&mut answer, service);
    if let Some(tokens) = tokens::to_json(service) {
        insert(&mut answer, &mut [("tokens", tokens)]);
    }
    Value::Object(answer)
}

fn insert_decision(answer: &mut Map<String, Value>, service: &ServiceSnapshot, now: Timestamp) {
    let decision = service.decision.as_ref();
    let reason = decision.map_or(&service.undecided, |it| &it.reason);
    let current = service.current;
    let age = |at: Timestamp| to_f64(now.micros_since(at) / 1_000) / 1_000.0;
    let demand_age = decision.map(|decision| age(decision.at));
    let decision = |tell: fn(&Decision) -> Value| decision.map_or(Value::Null, tell);
    let current_from = current.map(|it| it.source.as_str());
    let current_age = current.map(|it| age(it.at));
    insert(
        answer,
        &mut [
            ("action", decision(|it| it.action.as_str().into())),
            ("reason", reason.as_deref().into()),
            ("demand", decision(|it| it.demand.into())),
            ("demand_peak", service.peaks.demand.into()),
            ("scope", decision(|it| it.scope.as_str().into())),
            ("demand_age_s", demand_age.into()),
            ("recommended_replicas", decision(|it| it.recommended.into())),
            ("desired_replicas", decision(|it| it.desired.into())),
            ("current_replicas", current.map(|it| it.replicas).into()),
            ("current_replicas_from", current_from.into()),
            ("current_replicas_age_s", current_age.into()),
            ("clipped_by", decision(|it| it.clipped_by.as_deref().into())),
            ("dry_run", decision(|it| it.dry_run.into())),
        ],
    );
}

/// What a policy says beside the one that decides.
fn shadow(shadow: Option<&Shadow>) -> Value {
    let Some(shadow) = shadow else {
        return Value::Null;
    };
    let said = shadow.said.as_ref();
    let reason = said.and_then(|said| said.reason.as_deref());
    object(&mut [
        ("policy", shadow.policy.as_str().into()),
        ("action", said.map(|said| said.action.as_str()).into()),
        ("reason", reason.into()),
        ("demand", said.map(|said| said.demand).into()),
        ("scope", said.map(|said| said.scope.as_str()).into()),
        (
            "recommended_replicas",
            said.map(|said| said.recommended).into(),
        ),
        ("error", shadow.error.as_deref().into()),
    ])
}

/// What only counts: the same for all readers.
pub fn counters(service: &ServiceSnapshot) -> Value {
    let mut counters = Map::new();
    insert_counters(&mut counters, service);
    Value::Object(counters)
}

fn insert_counters(answer: &mut Map<String, Value>, service: &ServiceSnapshot) {
    let totals = service.totals;
    let policy = &service.policy;
    let last_error = policy.last_error.as_ref();
    let hints = object(&mut [
        ("up", totals.hints_up.into()),
        ("down", totals.hints_down.into()),
        ("hold", totals.hints_hold.into()),
    ]);
    let policy = object(&mut [
        ("name", policy.name.as_str().into()),
        ("sha256", policy.sha256.as_str().into()),
        ("evaluations_total", totals.evaluations.into()),
        ("errors_total", totals.policy_errors.into()),
        ("last_error", last_error.map(|(_, it)| it.as_str()).into()),
        (
            "last_error_time",
            last_error.map(|(at, _)| at.as_secs_f64()).into(),
        ),
    ]);
    let inflight_seconds = to_f64(totals.inflight_us / 1_000) / 1_000.0;
    insert(
        answer,
        &mut [
            ("requests_total", totals.requests.into()),
            ("errors_total", totals.errors.into()),
            ("inflight", service.inflight.into()),
            ("inflight_peak", service.inflight_peak.into()),
            ("rps_peak", service.peaks.rps.into()),
            ("inflight_seconds_total", inflight_seconds.into()),
            ("hints_total", hints),
            ("policy", policy),
        ],
    );
}

/// An object of these members. The `json!` macro would write a call for each of
/// them into the module, a table takes a third.
pub(super) fn object(members: &mut [(&str, Value)]) -> Value {
    let mut object = Map::new();
    insert(&mut object, members);
    Value::Object(object)
}

fn insert(object: &mut Map<String, Value>, members: &mut [(&str, Value)]) {
    for (key, value) in members {
        object.insert((*key).to_owned(), value.take());
    }
}

/// Infinities and NaN have no place in JSON; none gets here, and one that did
/// would read `null`.
fn numbers(values: &Numbers) -> Map<String, Value> {
    values
        .iter()
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect()
}
