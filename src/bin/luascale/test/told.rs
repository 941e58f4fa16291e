//! What a tick or a request was answered, and what a test expects of it.

use luascale::decision::Decision;
use luascale::hint::Hint;
use luascale::policy::PolicyFailure;
use luascale::standing::Standing;
use luascale::suggest::nearest;
use serde_json::{Map, Value, json};

/// How far a demand may be from what is expected, as a share of it.
const NEAR: f64 = 1e-6;

/// What one evaluation was answered, as `expect` compares it and as scripts
/// read it. What is not there is absent.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) fields: Map<String, Value>,
    /// The policy failed, and not for want of data.
    pub(super) broken: bool,
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Like {
    Equal,
    /// Nearly, a number.
    Near,
    /// A text that contains what is expected.
    Contains,
}

const FIELDS: [(&str, Like); 8] = [
    ("action", Like::Equal),
    ("replicas", Like::Equal),
    ("recommended", Like::Equal),
    ("demand", Like::Near),
    ("scope", Like::Equal),
    ("reason", Like::Contains),
    ("clipped_by", Like::Contains),
    ("error", Like::Contains),
];

impl Told {
    /// On a tick.
    pub(super) fn on_tick(standing: &Standing, failure: Option<&PolicyFailure>) -> Self {
        let mut told = Self::default();
        match &standing.decision {
            Some(decision) => told.decided(decision),
            None => told.put("action", "hold".into()),
        }
        told.failed(failure);
        told
    }

    /// On a request.
    pub(super) fn on_request(hint: &Hint, failure: Option<&PolicyFailure>) -> Self {
        let mut told = Self::default();
        told.put("action", hint.action.as_str().into());
        told.put("replicas", json!(hint.replicas));
        told.put("reason", json!(hint.reason));
        told.failed(failure);
        told
    }

    fn put(&mut self, name: &str, value: Value) {
        if !value.is_null() {
            self.fields.insert(name.to_owned(), value);
        }
    }

    fn decided(&mut self, decision: &Decision) {
        self.put("action", decision.action.as_str().into());
        self.put("replicas", decision.desired.into());
        self.put("recommended", decision.recommended.into());
        self.put("demand", json!(decision.demand));
        self.put("scope", decision.scope.as_str().into());
        self.put("reason", json!(decision.reason));
        self.put("clipped_by", json!(decision.clipped_by));
    }

    fn failed(&mut self, failure: Option<&PolicyFailure>) {
        if let Some(failure) = failure {
            self.put("error", failure.to_string().into());
            self.broken = !failure.is_no_data();
        }
    }

    /// What is not as expected, each as `replicas: expected 5, got 4`.
    ///
    /// # Errors
    /// An expectation that makes no sense.
    pub(super) fn differences(&self, wanted: &Map<String, Value>) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        if let Some(error) = self.fields.get("error")
            && !wanted.contains_key("error")
        {
            found.push(format!("error: expected none, got {error}"));
        }
        for (name, value) in wanted {
            let known = FIELDS.iter().find(|(known, _)| known == name);
            let Some((_, like)) = known else {
                let names = FIELDS.map(|(name, _)| name);
                let hint = match nearest(name, &names) {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("there are {}", names.join(", ")),
                };
                return Err(format!("expect: unknown field {name}: {hint}"));
            };
            check(name, *like, value)?;
            let got = self.fields.get(name);
            let same = match got {
                None => value == &json!(false),
                Some(got) => alike(*like, value, got),
            };
            if !same {
                let got = got.map_or_else(|| "none".to_owned(), Value::to_string);
                let expected = match (value, like) {
                    (Value::Bool(_), _) => "none".to_owned(),
                    (_, Like::Contains) => format!("{value} in it"),
                    _ => value.to_string(),
                };
                found.push(format!("{name}: expected {expected}, got {got}"));
            }
        }
        Ok(found)
    }

    /// In one line. A failure's text is told apart.
    pub(super) fn line(&self) -> String {
        let number = |name: &str| self.fields.get(name).and_then(Value::as_f64);
        let word = |name: &str| self.fields.get(name).and_then(Value::as_str);
        let mut parts = vec![word("action").unwrap_or("hold").to_owned()];
        if let Some(replicas) = number("replicas") {
            parts.push(format!("replicas {replicas}"));
        }
        if let (Some(demand), Some(scope)) = (number("demand"), word("scope")) {
            parts.push(format!("demand {demand} ({scope})"));
        }
        let failed = self.fields.contains_key("error");
        if let Some(reason) = word("reason").filter(|_| !failed) {
            parts.push(format!("{reason:?}"));
        }
        if let Some(rail) = word("clipped_by") {
            parts.push(format!("clipped by {rail}"));
        }
        if failed {
            parts.push("since the policy failed".to_owned());
        }
        parts.join(", ")
    }
}

/// What may be expected of a field.
fn check(name: &str, like: Like, value: &Value) -> Result<(), String> {
    let wrong = |must: &str| Err(format!("expect: {name} = {value} must be {must}"));
    match (name, like) {
        // Always there.
        ("action", _) if ["up", "down", "hold"].map(Value::from).contains(value) => Ok(()),
        ("action", _) => wrong("\"up\", \"down\" or \"hold\""),
        _ if value == &json!(false) => Ok(()),
        ("scope", _) if ["share", "fleet"].map(Value::from).contains(value) => Ok(()),
        ("scope", _) => wrong("\"share\", \"fleet\", or false for none"),
        (_, Like::Contains) if value.is_string() => Ok(()),
        (_, Like::Contains) => wrong("a text that is in it, or false for none"),
        (_, Like::Near) if value.is_number() => Ok(()),
        (_, Like::Equal) if value.is_u64() => Ok(()),
        _ => wrong("a number, or false for none"),
    }
}

fn alike(like: Like, wanted: &Value, got: &Value) -> bool {
    match like {
        Like::Equal => wanted == got,
        Like::Near => match (wanted.as_f64(), got.as_f64()) {
            (Some(wanted), Some(got)) => (wanted - got).abs() <= NEAR * wanted.abs().max(1.0),
            _ => false,
        },
        Like::Contains => match (wanted.as_str(), got.as_str()) {
            (Some(wanted), Some(got)) => got.contains(wanted),
            _ => false,
        },
    }
}
