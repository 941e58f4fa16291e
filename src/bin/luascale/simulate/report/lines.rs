//! Every line of the record as CSV.

use std::io::Write;

use luascale::time::to_f64;

use super::Comparison;

/// Writes the lines of all autoscalers, one after the other.
pub(crate) fn write(comparison: &Comparison, to: impl Write) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record([
        "autoscaler",
        "seconds",
        "rps",
        "needed",
        "ready",
        "starting",
        "desired",
        "inflight",
        "queued",
        "answered",
        "late",
        "failed",
        "reason",
    ])?;
    for run in &comparison.runs {
        for it in &run.samples {
            writer.write_record([
                run.name.clone(),
                format!("{:.3}", to_f64(it.at_us) / 1e6),
                format!("{:.3}", it.rps),
                it.needed.to_string(),
                it.ready.to_string(),
                it.starting.to_string(),
                it.desired.to_string(),
                it.inflight.to_string(),
                it.queued.to_string(),
                it.answered.to_string(),
                it.late.to_string(),
                it.failed.to_string(),
                it.reason.clone(),
            ])?;
        }
    }
    writer.flush()?;
    Ok(())
}
