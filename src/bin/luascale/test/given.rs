//! What a test gives: metrics, loads, facts of a request, a configuration.

use luascale::behavior::State;
use luascale::config::ServiceConfig;
use luascale::decision::Decision;
use luascale::metrics::{Metrics, Numbers};
use luascale::recommendation::{Action, Scope};
use luascale::signal::ScaleType;
use luascale::suggest::nearest;
use luascale::time::Timestamp;
use serde_json::{Map, Value};

/// Most replicas that may run.
const MAX_REPLICAS: f64 = 100_000.0;

/// What a request is about.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) id: Option<String>,
    pub(super) scale_type: Option<ScaleType>,
    pub(super) path: String,
    pub(super) method: String,
    pub(super) authority: String,
}

/// A table with names.
///
/// # Errors
/// It is something else.
pub(super) fn table<'v>(
    value: &'v Value,
    function: &str,
) -> Result<&'v Map<String, Value>, String> {
    let told = || format!("{function}: give a table with names, as in {function}{{…}}");
    value.as_object().ok_or_else(told)
}

/// `metrics`, as a policy sees it.
///
/// # Errors
/// What is no number, or is the configuration's to say.
pub(super) fn metrics(value: &Value, function: &str) -> Result<Metrics, String> {
    let given = table(value, function)?;
    let mut metrics = Metrics::default();
    for (name, value) in given {
        match (name.as_str(), value) {
            ("panic", Value::Object(panic)) => metrics.panic = numbers(panic, "metrics.panic")?,
            ("panic", _) => return Err(format!("{function}: metrics.panic must be a table")),
            ("min_replicas" | "max_replicas", _) => {
                return Err(format!(
                    "{function}: metrics.{name} comes from the configuration: \
                     config{{{name} = {value}}}"
                ));
            }
            _ => {}
        }
    }
    let mut given = given.clone();
    given.remove("panic");
    metrics.values = numbers(&given, "metrics")?;
    Ok(metrics)
}

/// What a request states.
///
/// # Errors
/// What is no number.
pub(super) fn load(value: &Value) -> Result<Numbers, String> {
    match value {
        Value::Null => Ok(Numbers::default()),
        value => numbers(table(value, "request")?, "request"),
    }
}

fn numbers(given: &Map<String, Value>, of: &str) -> Result<Numbers, String> {
    let number = |(name, value): (&String, &Value)| match value.as_f64() {
        Some(number) if number >= 0.0 => Ok((name.clone(), number)),
        _ => Err(format!(
            "{of}.{name} = {value} must be a number, 0 or more; leave it out for no data"
        )),
    };
    given.iter().map(number).collect()
}

/// `metrics.replicas`.
///
/// # Errors
/// No count.
pub(super) fn replicas(metrics: &Metrics) -> Result<Option<u32>, String> {
    count(metrics, "replicas")
}

/// `metrics.desired`.
///
/// # Errors
/// No count.
pub(super) fn desired(metrics: &Metrics) -> Result<Option<u32>, String> {
    count(metrics, "desired")
}

fn count(metrics: &Metrics, name: &str) -> Result<Option<u32>, String> {
    let Some(count) = metrics.values.get(name) else {
        return Ok(None);
    };
    let whole = count.fract() == 0.0 && (0.0..=MAX_REPLICAS).contains(&count);
    if !whole {
        return Err(format!(
            "metrics.{name} = {count} must be a whole number, 0 to {MAX_REPLICAS}"
        ));
    }
    Ok(Some(luascale::recommendation::whole_replicas(count)))
}

/// A decision that was made before the story.
pub(super) fn decision(
    desired: u32,
    current: Option<u32>,
    settings: &ServiceConfig,
    now: Timestamp,
) -> Decision {
    Decision {
        action: match current {
            Some(current) if desired > current => Action::Up,
            Some(current) if desired < current => Action::Down,
            _ => Action::Hold,
        },
        reason: None,
        demand: f64::from(desired),
        scope: Scope::Fleet,
        recommended: desired,
        desired,
        clipped_by: None,
        limits: State::default().limits(desired, &settings.behavior, now),
        dry_run: settings.dry_run,
        at: now,
        up: None,
        down: None,
    }
}

/// What a request is about, `{path = …}`.
///
/// # Errors
/// Unknown names, and what is no text.
pub(super) fn facts(value: &Value) -> Result<Facts, String> {
    let mut facts = Facts {
        id: None,
        scale_type: None,
        path: "/".to_owned(),
        method: "GET".to_owned(),
        authority: "example.org".to_owned(),
    };
    if value.is_null() {
        return Ok(facts);
    }
    for (name, value) in table(value, "request")? {
        let Some(text) = value.as_str() else {
            return Err(format!("request.{name} = {value} must be a text"));
        };
        match name.as_str() {
            "id" => facts.id = Some(text.to_owned()),
            "scale_type" => {
                let parsed = ScaleType::parse(text.as_bytes());
                facts.scale_type =
                    Some(parsed.map_err(|_| format!("request.{name} = {value} is no token"))?);
            }
            "path" => text.clone_into(&mut facts.path),
            "method" => text.clone_into(&mut facts.method),
            "authority" => text.clone_into(&mut facts.authority),
            _ => {
                let names = ["id", "scale_type", "path", "method", "authority"];
                let hint = match nearest(name, &names) {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("there are {}", names.join(", ")),
                };
                return Err(format!("request: unknown field {name}: {hint}"));
            }
        }
    }
    Ok(facts)
}
