//! `JSON`: the message in protobuf's JSON mapping.
//!
//! Names as in the message or in camel case, an unknown one refuses the
//! report; numbers may stand in strings; null is a field that is absent. Of
//! two equal fields the last counts, two equal names in one map are refused.

use serde_json::Value;

use super::number::double;
use super::report::{FIELDS, MAPS, RPS, Report};
use crate::json;
use crate::signal::Rejected;

/// Reads what follows the prefix.
pub(super) fn read(text: &[u8]) -> Result<Report, Rejected> {
    let entries = json::parse_entries(text).map_err(|_| Rejected::Malformed)?;
    let mut report = Report::default();
    for (key, value) in entries {
        let field = FIELDS
            .iter()
            .position(|field| field.name == key || field.json_name == key);
        let map = MAPS
            .iter()
            .find(|(name, json_name, ..)| *name == key || *json_name == key);
        match (field, map, value) {
            (Some(_), _, Value::Null) | (_, Some(_), Value::Null) => {}
            (Some(index), _, value) => {
                let number = if key == RPS {
                    whole(&value)
                } else {
                    number(&value)
                };
                report.set(index, number.ok_or(Rejected::BadNumber)?);
            }
            (_, Some((.., map)), Value::Object(entries)) => {
                for (name, value) in entries {
                    // Null is 0 to Envoy; here it is no data.
                    if !value.is_null() {
                        let number = number(&value).ok_or(Rejected::BadNumber)?;
                        report.insert(*map, name.as_bytes(), number)?;
                    }
                }
            }
            (_, Some(_), _) => return Err(Rejected::Malformed),
            _ => return Err(Rejected::BadName),
        }
    }
    Ok(report)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => double(text.as_bytes()),
        value => value.as_f64(),
    }
}

/// A number that an unsigned one of 64 bits can hold.
fn whole(value: &Value) -> Option<f64> {
    const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;
    let padded = value
        .as_str()
        .is_some_and(|text| text.trim_ascii().len() < text.len());
    let number = number(value).filter(|_| !padded)?;
    // 2^64 - 1 rounds up to 2^64.
    let exact = value.as_u64().is_some() || value.as_str() == Some("18446744073709551615");
    let fits = number.fract() == 0.0 && (0.0..TWO_TO_64).contains(&number);
    (exact || fits).then_some(number)
}
