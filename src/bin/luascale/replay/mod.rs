//! `luascale replay`: what policies would have decided on what a gateway saw.

mod chart;
mod play;
mod recording;

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::presets::ASCII_MARKDOWN;
use comfy_table::{CellAlignment, Table};
use luascale::policy::{PolicyLimits, compile};
use luascale::time::to_f64;
use serde_json::{Value, json};

use self::play::{Decided, play};
use self::recording::Moment;
use crate::{Outcome, files};

const EXAMPLES: &str = "\
What ran in the recording is what runs: to see a policy change the load itself,
use luascale simulate --trace FILE, which reads recordings, too.

Examples:
  luascale record --url http://localhost:8091/-/luascale --service app --out day.csv
  luascale replay day.csv --policy mine.lua --policy policies/knative.lua --out report";

/// Have policies decide on what a gateway recorded
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What luascale record wrote
    #[arg(value_name = "FILE")]
    recording: PathBuf,
    /// Policy to ask; may be given again
    #[arg(long, value_name = "FILE", required = true)]
    policy: Vec<PathBuf>,
    /// Filter configuration (JSON) to take behavior, bounds, limits from
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the chart (SVG) and the rows (CSV)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// A line of the table and of the chart: desired replicas, moment by moment.
struct Line {
    name: String,
    decided: Vec<Decided>,
}

/// What a line comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Figures {
    replica_hours: f64,
    most: u32,
    changes: u32,
    /// Share of the time in which it is not what was decided then.
    differs: f64,
    failures: u32,
}

/// Replays; `json` instead of text.
pub(crate) fn run(arguments: &Arguments, json: bool) -> Result<Outcome, String> {
    let moments = recording::read(&arguments.recording)?;
    let config = files::parsed(&files::configuration(arguments.config.as_deref())?)?;
    let recorded = moments.iter().map(|moment| Decided {
        desired: Some(moment.desired),
        ..Decided::default()
    });
    let mut lines = vec![Line {
        name: "recorded".to_owned(),
        decided: recorded.collect(),
    }];
    for path in &arguments.policy {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let limits = PolicyLimits {
            memory_bytes: config.limits.memory_bytes,
        };
        let compiled = compile(&name, &files::read(path)?, limits);
        let compiled = compiled.map_err(|error| format!("{}: {error}", path.display()))?;
        let mut policy = compiled.policy;
        lines.push(Line {
            name: name.into_owned(),
            decided: play(&mut policy, &config, &moments),
        });
    }
    if let Some(folder) = &arguments.out {
        write(folder, &moments, &lines)?;
    }
    let output = match json {
        true => format!("{:#}\n", data(&moments, &lines)),
        false => text(&moments, &lines),
    };
    Ok(Outcome { output, good: true })
}

fn figures(moments: &[Moment], line: &Line) -> Figures {
    let mut figures = Figures::default();
    let (mut span, mut differs, mut replica_seconds) = (0.0, 0.0, 0.0);
    let mut before = None;
    let untils = moments.iter().skip(1).map(|moment| moment.at);
    for ((moment, decided), until) in moments.iter().zip(&line.decided).zip(untils) {
        let seconds = to_f64(until.micros_since(moment.at)) / 1e6;
        span += seconds;
        if let Some(desired) = decided.desired {
            replica_seconds += seconds * f64::from(desired);
            figures.most = figures.most.max(desired);
            figures.changes += u32::from(before.is_some_and(|before| before != desired));
            before = Some(desired);
        }
        if decided.desired != Some(moment.desired) {
            differs += seconds;
        }
    }
    let failed = line.decided.iter().filter(|decided| decided.failed).count();
    figures.failures = u32::try_from(failed).unwrap_or(u32::MAX);
    figures.replica_hours = replica_seconds / 3600.0;
    if span > 0.0 {
        figures.differs = differs / span;
    }
    figures
}

fn text(moments: &[Moment], lines: &[Line]) -> String {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN);
    table.set_header([
        "decided by",
        "replica-hours",
        "most",
        "changes",
        "differs %",
        "failures",
    ]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for line in lines {
        let figures = figures(moments, line);
        table.add_row([
            line.name.clone(),
            format!("{:.2}", figures.replica_hours),
            figures.most.to_string(),
            figures.changes.to_string(),
            format!("{:.1}", figures.differs * 100.0),
            figures.failures.to_string(),
        ]);
    }
    let span = moments.first().zip(moments.last());
    let hours = span.map_or(0.0, |(first, last)| {
        to_f64(last.at.micros_since(first.at)) / 3_600e6
    });
    format!("{} rows, {hours:.2} hours\n\n{table}\n", moments.len())
}

fn data(moments: &[Moment], lines: &[Line]) -> Value {
    let lines = lines.iter().map(|line| {
        let figures = figures(moments, line);
        json!({
            "name": line.name,
            "replica_hours": figures.replica_hours,
            "most": figures.most,
            "changes": figures.changes,
            "differs": figures.differs,
            "failures": figures.failures,
        })
    });
    json!({"rows": moments.len(), "lines": lines.collect::<Vec<_>>()})
}

fn write(folder: &Path, moments: &[Moment], lines: &[Line]) -> Result<(), String> {
    let told = |error: String| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(|error| told(error.to_string()))?;
    let chart = chart::svg(moments, lines).map_err(told)?;
    fs::write(folder.join("replay.svg"), chart).map_err(|error| told(error.to_string()))?;
    rows(&folder.join("replay.csv"), moments, lines).map_err(|error| told(error.to_string()))
}

fn rows(path: &Path, moments: &[Moment], lines: &[Line]) -> Result<(), csv::Error> {
    let mut to = csv::Writer::from_path(path)?;
    let names = lines.iter().map(|line| line.name.clone());
    let reasons = lines
        .iter()
        .skip(1)
        .map(|line| format!("{} says", line.name));
    to.write_record(["time".to_owned()].into_iter().chain(names).chain(reasons))?;
    for (at, moment) in moments.iter().enumerate() {
        let decided = lines.iter().filter_map(|line| line.decided.get(at));
        let counts = decided.clone().map(|it| {
            let desired = it.desired.map(|desired| desired.to_string());
            desired.unwrap_or_default()
        });
        let reasons = decided.skip(1).map(|it| it.reason.clone());
        let time = moment.at.as_secs_f64().to_string();
        to.write_record([time].into_iter().chain(counts).chain(reasons))?;
    }
    to.flush()?;
    Ok(())
}
