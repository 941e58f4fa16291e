//! A recording: what `luascale record` wrote.

use std::path::Path;
use std::time::Duration;

use luascale::metrics::Metrics;
use luascale::recommendation::whole_replicas;
use luascale::time::Timestamp;
use serde_json::{Map, Value};

use crate::record::COLUMNS;

/// Rows that are read at most: half a year of seconds.
const MOST_ROWS: usize = 16_000_000;
/// Metrics that are not from the gateway's eyes, but from a decision or the
/// configuration that was in force.
const DECIDED: [&str; 3] = ["desired", "min_replicas", "max_replicas"];

/// One moment.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    /// What was decided.
    pub(super) desired: u32,
    /// What ran, where that was known.
    pub(super) current: Option<u32>,
    pub(super) metrics: Metrics,
}

/// Reads a recording.
///
/// # Errors
/// File, line and what is wrong there.
pub(super) fn read(path: &Path) -> Result<Vec<Moment>, String> {
    let told = |text: String| format!("{}: {text}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(|error| told(error.to_string()))?;
    let header = reader.headers().map_err(|error| told(error.to_string()))?;
    if header.iter().ne(COLUMNS) {
        let expected = COLUMNS.join(",");
        return Err(told(format!(
            "no recording: its first line must be {expected}; make one with luascale record"
        )));
    }
    let mut moments: Vec<Moment> = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| told(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let moment = moment(&record).map_err(|text| told(format!("line {line}: {text}")))?;
        if moments.last().is_some_and(|last| last.at > moment.at) {
            return Err(told(format!("line {line}: lies before the row above")));
        }
        if moments.len() >= MOST_ROWS {
            return Err(told(format!("more than {MOST_ROWS} rows")));
        }
        moments.push(moment);
    }
    match moments.len() {
        0 | 1 => Err(told("needs at least two rows".to_owned())),
        _ => Ok(moments),
    }
}

fn moment(record: &csv::StringRecord) -> Result<Moment, String> {
    let text = |column: &str| {
        let at = COLUMNS.iter().position(|name| *name == column);
        at.and_then(|at| record.get(at)).unwrap_or_default()
    };
    let number = |column: &str| {
        let text = text(column);
        text.parse::<f64>()
            .ok()
            .filter(|number| number.is_finite() && *number >= 0.0)
            .ok_or_else(|| format!("{column}: {text:?} is no number, 0 or more"))
    };
    let metrics: Map<String, Value> =
        serde_json::from_str(text("metrics")).map_err(|error| format!("metrics: {error}"))?;
    let numbers = |values: &Map<String, Value>| {
        let seen = values
            .iter()
            .filter(|(name, _)| !DECIDED.contains(&name.as_str()));
        seen.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?)))
            .collect()
    };
    let panic = metrics.get("panic").and_then(Value::as_object);
    Ok(Moment {
        at: Timestamp::from_micros(0).plus(Duration::from_secs_f64(number("time")?.min(1e12))),
        desired: whole_replicas(number("desired")?),
        current: match text("current") {
            "" => None,
            _ => Some(whole_replicas(number("current")?)),
        },
        metrics: Metrics {
            values: numbers(&metrics),
            panic: panic.map(numbers).unwrap_or_default(),
        },
    })
}
