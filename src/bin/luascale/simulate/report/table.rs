//! The figures, for people and for programs.

use comfy_table::presets::ASCII_MARKDOWN;
use comfy_table::{CellAlignment, Table};
use serde_json::{Value, json};

use super::Comparison;
use crate::simulate::score::Figures;

type Cell = fn(&Figures) -> String;

/// Columns with what they mean.
pub(crate) const COLUMNS: [(&str, Cell, &str); 11] = [
    (
        "late or failed %",
        |it| format!("{:.2}", it.violations_percent),
        "requests answered after the objective, or not at all",
    ),
    (
        "failed",
        |it| it.failed.to_string(),
        "requests without an answer",
    ),
    (
        "p95 ms",
        |it| format!("{:.0}", it.p95_ms),
        "95th percentile of the answers' latency",
    ),
    (
        "replica-hours",
        |it| format!("{:.2}", it.replica_hours),
        "from the order for a replica until it is gone",
    ),
    (
        "under %",
        |it| format!("{:.1}", it.under_percent),
        "replicas missing, in percent of those needed, mean over time",
    ),
    (
        "over %",
        |it| format!("{:.1}", it.over_percent),
        "replicas too many, in percent of those needed, mean over time",
    ),
    (
        "time under %",
        |it| format!("{:.1}", it.under_time_percent),
        "time with too few",
    ),
    (
        "time over %",
        |it| format!("{:.1}", it.over_time_percent),
        "time with too many",
    ),
    (
        "reaction s",
        |it| format!("{:.1}", it.reaction_s),
        "mean time until there were enough again",
    ),
    (
        "changes",
        |it| it.changes.to_string(),
        "of the count that is desired",
    ),
    ("requests", |it| it.requests.to_string(), "that arrived"),
];

/// A table in Markdown.
pub(crate) fn text(comparison: &Comparison) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN);
    let mut header = vec!["autoscaler".to_owned()];
    header.extend(COLUMNS.iter().map(|(name, _, _)| (*name).to_owned()));
    table.set_header(header);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for run in &comparison.runs {
        let mut row = vec![run.name.clone()];
        row.extend(COLUMNS.iter().map(|(_, cell, _)| cell(&run.figures)));
        table.add_row(row);
    }
    format!("{}\n{}\n\n{table}\n", comparison.load, comparison.setting)
}

/// The same as data.
pub(crate) fn data(comparisons: &[Comparison]) -> Value {
    let loads = comparisons.iter().map(|comparison| {
        let runs = comparison
            .runs
            .iter()
            .map(|run| json!({"autoscaler": run.name, "figures": run.figures}));
        json!({
            "load": comparison.load,
            "setting": comparison.setting,
            "runs": runs.collect::<Vec<_>>(),
        })
    });
    json!({"loads": loads.collect::<Vec<_>>()})
}
