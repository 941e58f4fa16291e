//! ORCA load reports, as an upstream writes them into a response: the header
//! `endpoint-load-metrics-bin`, else `endpoint-load-metrics`.
//!
//! ```text
//! TEXT cpu_utilization=0.7, named_metrics.queue=3
//! JSON {"cpu_utilization": 0.7, "named_metrics": {"queue": 3}}
//! BIN CWZmZmZmZuY/                          base64 of an OrcaLoadReport
//! ```
//!
//! A report is accepted and refused where the parser of Envoy 1.40 does so
//! (`source/common/orca/orca_parser.cc`); `tests/e2e/orca_as_envoy.rs` asks
//! both. What differs, and only that:
//!
//! - a report has at most 8 KiB and 64 metrics;
//! - JSON is JSON: Envoy also takes what its parser calls legacy syntax (bare
//!   keys, single quotes, a comma too many), `"nan(1)"`, and a varint of more
//!   than 64 bits, the rest of which it drops;
//! - a number that is negative or not finite is left out where Envoy takes it
//!   (JSON and BIN): nothing good can be decided on it.
//!
//! The message is `xds/data/orca/v3/orca_load_report.proto` of cncf/xds.

mod base64;
mod binary;
mod json;
mod number;
mod report;
mod text;

#[cfg(test)]
mod tests;

use self::report::Report;
use super::Rejected;

/// Longest value that is read, in bytes.
pub const MAX_REPORT_BYTES: usize = 8 * 1024;
/// Most metrics of one report.
pub const MAX_REPORT_METRICS: usize = 64;

/// ORCA's prefixes, case-sensitive.
const TEXT: &[u8] = b"TEXT ";
const JSON: &[u8] = b"JSON ";
const BINARY: &[u8] = b"BIN ";

/// Metrics by name, in the units that policies see: finite, not negative, no
/// name twice. Names out of the grammar of `x-load-metric` are left out.
pub type Metrics = Vec<(String, f64)>;

/// Whether a value of `x-load-metric` is one of ORCA's.
pub(super) fn is_orca(value: &[u8]) -> bool {
    [TEXT, JSON, BINARY]
        .iter()
        .any(|prefix| value.starts_with(prefix))
}

/// Reads a value of `endpoint-load-metrics`.
///
/// # Errors
/// [`Rejected`]; [`Rejected::Unsupported`] where the prefix is none of ORCA's.
pub fn parse_report(value: &[u8]) -> Result<Metrics, Rejected> {
    bounded(value)?;
    let report = if let Some(text) = value.strip_prefix(TEXT) {
        text::read(text)
    } else if let Some(json) = value.strip_prefix(JSON) {
        json::read(json)
    } else if let Some(binary) = value.strip_prefix(BINARY) {
        binary::read(binary)
    } else {
        Err(Rejected::Unsupported)
    };
    report.map(Report::into_metrics)
}

/// Reads a value of `endpoint-load-metrics-bin`.
///
/// # Errors
/// [`Rejected`] where it is no report in base64.
pub fn parse_binary_report(value: &[u8]) -> Result<Metrics, Rejected> {
    bounded(value)?;
    binary::read(value).map(Report::into_metrics)
}

const fn bounded(value: &[u8]) -> Result<(), Rejected> {
    if value.len() > MAX_REPORT_BYTES {
        return Err(Rejected::TooLong);
    }
    Ok(())
}
