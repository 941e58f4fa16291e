//! A report in ORCA's terms, and what it is to a policy.

use super::{MAX_REPORT_METRICS, Metrics};
use crate::signal::{Rejected, is_name};

/// A number of its own: names on the wire (protobuf's and its JSON's) and tag.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) json_name: &'static str,
    pub(super) tag: u32,
    /// What a policy calls it.
    metric: &'static str,
    /// A fraction on the wire, which is percent to a policy.
    fraction: bool,
}

const fn field(
    name: &'static str,
    json_name: &'static str,
    tag: u32,
    metric: &'static str,
    fraction: bool,
) -> Field {
    Field {
        name,
        json_name,
        tag,
        metric,
        fraction,
    }
}

/// The fields; of two for one metric, the first counts.
pub(super) const FIELDS: [Field; 6] = [
    field("cpu_utilization", "cpuUtilization", 1, "cpu", true),
    field("mem_utilization", "memUtilization", 2, "memory", true),
    field(
        "application_utilization",
        "applicationUtilization",
        9,
        "application_utilization",
        true,
    ),
    field(
        "rps_fractional",
        "rpsFractional",
        6,
        "rps_fractional",
        false,
    ),
    // Deprecated in favour of the former, and not a part of TEXT.
    field(RPS, RPS, 3, "rps_fractional", false),
    field("eps", "eps", 7, "eps", false),
];

/// The one field that is a whole number.
pub(super) const RPS: &str = "rps";

/// A map from names to numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Map {
    /// What one request has cost: says nothing about load.
    RequestCost,
    /// Fractions of resources that have no field.
    Utilization,
    /// The application's own.
    Named,
}

/// The maps: names on the wire and tag.
pub(super) const MAPS: [(&str, &str, u32, Map); 3] = [
    ("request_cost", "requestCost", 4, Map::RequestCost),
    ("utilization", "utilization", 5, Map::Utilization),
    ("named_metrics", "namedMetrics", 8, Map::Named),
];

/// More than any replica uses; a report beyond is broken, not busy.
const MAX_PERCENT: f64 = 1000.0;

/// A report.
#[derive(Debug, Default)]
pub(super) struct Report {
    fields: [Option<f64>; FIELDS.len()],
    maps: Vec<(Map, String, f64)>,
}

impl Report {
    /// Sets the field at `index` of [`FIELDS`]; the last value counts.
    pub(super) fn set(&mut self, index: usize, value: f64) {
        if let Some(field) = self.fields.get_mut(index) {
            *field = Some(value);
        }
    }

    /// Adds an entry to a map; the last of one name counts.
    ///
    /// # Errors
    /// [`Rejected::TooMany`] where there are too many.
    pub(super) fn insert(&mut self, map: Map, name: &[u8], value: f64) -> Result<(), Rejected> {
        if self.maps.len() >= MAX_REPORT_METRICS {
            return Err(Rejected::TooMany);
        }
        // No legal name is anything but ASCII.
        let name = String::from_utf8_lossy(name).into_owned();
        self.maps.push((map, name, value));
        Ok(())
    }

    /// What a policy sees: `cpu`, `memory`, `application_utilization` and
    /// `utilization.<name>` in percent, `rps_fractional` and `eps` per second,
    /// and the application's own under its own names.
    pub(super) fn into_metrics(self) -> Metrics {
        let mut metrics = Metrics::new();
        let mut add = |name: &str, value: f64| {
            // Only -0.0 still has a sign.
            let legal = value.is_finite() && value >= 0.0 && is_name(name);
            if legal && !metrics.iter().any(|(known, _)| known == name) {
                let most = match name {
                    "cpu" | "memory" => MAX_PERCENT,
                    _ => f64::MAX,
                };
                metrics.push((name.to_owned(), value.abs().min(most)));
            }
        };
        for (field, value) in FIELDS.iter().zip(self.fields) {
            if let Some(value) = value {
                let value = if field.fraction {
                    percent(value)
                } else {
                    value
                };
                add(field.metric, value);
            }
        }
        for (map, name, value) in self.maps.iter().rev() {
            match map {
                Map::RequestCost => {}
                Map::Utilization => add(&format!("utilization.{name}"), percent(*value)),
                Map::Named => add(name, *value),
            }
        }
        metrics
    }
}

/// A fraction as percent. 0.29 is to be 29, not 28.999999999999996.
fn percent(fraction: f64) -> f64 {
    let percent = fraction * 100.0;
    let rounded = (percent * 1e6).round_ties_even() / 1e6;
    if rounded.is_finite() {
        rounded
    } else {
        percent
    }
}
