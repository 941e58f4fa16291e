//! The decision in a service's JSON.

use luascale::recommendation::Scope;
use serde_json::Value;

use super::fleet::{Answer, Told};

/// What a gateway's answer amounts to.
pub(super) fn answer(asked: Result<Option<String>, String>) -> Answer {
    let told = asked.and_then(|text| text.map_or(Ok(Answer::Undecided), |text| read(&text)));
    told.unwrap_or_else(Answer::Away)
}

fn read(text: &str) -> Result<Answer, String> {
    let told: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let number = |key: &str| told.get(key).and_then(Value::as_f64);
    let desired = told.get("desired_replicas").and_then(Value::as_u64);
    let desired = desired.and_then(|desired| u32::try_from(desired).ok());
    let (Some(desired), Some(demand)) = (desired, number("demand")) else {
        return Ok(Answer::Undecided);
    };
    let scope = match told.get("scope").and_then(Value::as_str) {
        Some("share") => Scope::Share,
        Some("fleet") => Scope::Fleet,
        other => return Err(format!("scope {other:?} is neither share nor fleet")),
    };
    if demand < 0.0 {
        return Err(format!("a demand of {demand}"));
    }
    Ok(Answer::Told(Told {
        demand,
        scope,
        demand_age_s: number("demand_age_s").unwrap_or(0.0),
        desired,
        reason: told
            .get("reason")
            .and_then(Value::as_str)
            .map(str::to_owned),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_read_and_no_data_is_no_decision() {
        let text = r#"{"desired_replicas": 7, "demand": 8.6, "scope": "share",
            "demand_age_s": 0.1, "reason": "why", "more": []}"#;
        let Ok(Answer::Told(told)) = read(text) else {
            panic!("a decision");
        };
        assert_eq!((told.desired, told.demand), (7, 8.6));
        for text in ["{}", r#"{"desired_replicas": null, "demand": null}"#] {
            assert_eq!(read(text), Ok(Answer::Undecided), "{text}");
        }
        for text in [
            "",
            "<html>",
            r#"{"desired_replicas": 7, "demand": 1, "scope": "all"}"#,
            r#"{"desired_replicas": 7, "demand": -1, "scope": "fleet"}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
