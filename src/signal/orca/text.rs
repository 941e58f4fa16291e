//! `TEXT`: items between commas, each a name and a number with `=` or `:`
//! between them.
//!
//! Empty items count for nothing. One item that is unknown, given twice, or no
//! number that is finite and not negative refuses the report.

use super::number::double;
use super::report::{FIELDS, Map, RPS, Report};
use crate::signal::Rejected;

/// Reads what follows the prefix.
pub(super) fn read(text: &[u8]) -> Result<Report, Rejected> {
    let mut report = Report::default();
    let mut seen: Vec<&[u8]> = Vec::new();
    for item in text.split(|byte| *byte == b',') {
        let item = item.trim_ascii();
        if item.is_empty() {
            continue;
        }
        let mut parts = item.splitn(2, |byte| matches!(byte, b'=' | b':'));
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
            return Err(Rejected::Malformed);
        };
        if seen.contains(&name) {
            return Err(Rejected::Duplicate);
        }
        let value = double(value).ok_or(Rejected::BadNumber)?;
        if !value.is_finite() || value < 0.0 {
            return Err(Rejected::OutOfRange);
        }
        insert(&mut report, name, value)?;
        seen.push(name);
    }
    Ok(report)
}

fn insert(report: &mut Report, name: &[u8], value: f64) -> Result<(), Rejected> {
    let maps = [
        (b"named_metrics.".as_slice(), Map::Named),
        (b"utilization.", Map::Utilization),
    ];
    for (prefix, map) in maps {
        match name.strip_prefix(prefix) {
            Some(b"") => return Err(Rejected::BadName),
            Some(name) => return report.insert(map, name, value),
            None => {}
        }
    }
    let known = |field: &super::report::Field| field.name.as_bytes() == name && field.name != RPS;
    let index = FIELDS.iter().position(known).ok_or(Rejected::BadName)?;
    report.set(index, value);
    Ok(())
}
