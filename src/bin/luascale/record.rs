//! `luascale record`: what a gateway sees of a service, as CSV, a row per poll.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use clap::Args;
use serde_json::Value;
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::Outcome;
use crate::gateways::{Access, Gateways};

/// The columns. `requests` are the arrivals since the row before: `luascale
/// simulate` reads the file as a trace, too.
pub(crate) const COLUMNS: [&str; 8] = [
    "time", "requests", "desired", "current", "demand", "scope", "reason", "metrics",
];
/// Between two looks whether it is to end.
const LOOK_EVERY: Duration = Duration::from_millis(50);

const EXAMPLES: &str = "\
Examples:
  luascale record --url http://localhost:8091/-/luascale --service app --out day.csv
  luascale replay day.csv --policy mine.lua
  luascale simulate --trace day.csv --policy mine.lua";

/// Record what a gateway sees of a service, to replay it
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    access: Access,
    /// File to write; the standard output where there is none
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Seconds between two rows
    #[arg(long, value_name = "S", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=3600))]
    interval: u64,
    /// Rows to write; without it, until it is told to end
    #[arg(long, value_name = "N")]
    rows: Option<u64>,
}

/// Records until it is told to end.
pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, String> {
    let gateways = Gateways::new(&arguments.access)?;
    let end = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&end)).map_err(|error| error.to_string())?;
    }
    let to: Box<dyn Write> = match &arguments.out {
        Some(path) => {
            let file = File::create(path);
            Box::new(file.map_err(|error| format!("{}: {error}", path.display()))?)
        }
        None => Box::new(io::stdout()),
    };
    let mut to = csv::Writer::from_writer(to);
    to.write_record(COLUMNS)
        .map_err(|error| error.to_string())?;
    let mut rows = 0;
    let mut before = None;
    while !end.load(Ordering::Relaxed) && arguments.rows.is_none_or(|most| rows < most) {
        let asked = gateways.ask();
        let (gateway, told) = match <[_; 1]>::try_from(asked) {
            Ok([one]) => one,
            Err(all) => {
                return Err(format!(
                    "{} gateways: each sees its own share; record one, by its address",
                    all.len()
                ));
            }
        };
        // Before the first decision there is nothing to replay.
        if let Some(text) = told.map_err(|error| format!("gateway {gateway}: {error}"))? {
            let told: Value = serde_json::from_str(&text)
                .map_err(|error| format!("gateway {gateway}: {error}"))?;
            let row = row(&told, &mut before);
            to.write_record(row).map_err(|error| error.to_string())?;
            to.flush().map_err(|error| error.to_string())?;
            rows += 1;
        }
        if arguments.rows == Some(rows) {
            break;
        }
        let mut left = Duration::from_secs(arguments.interval);
        while !left.is_zero() && !end.load(Ordering::Relaxed) {
            thread::sleep(LOOK_EVERY);
            left = left.saturating_sub(LOOK_EVERY);
        }
    }
    Ok(Outcome {
        output: String::new(),
        good: true,
    })
}

/// A row; `before` has the requests and the epoch of the row before.
fn row(told: &Value, before: &mut Option<(u64, u64)>) -> [String; COLUMNS.len()] {
    let text = |key: &str| match told.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let count = |key: &str| told.get(key).and_then(Value::as_u64).unwrap_or(0);
    let (requests, epoch) = (count("requests_total"), count("epoch"));
    let since = match before.replace((requests, epoch)) {
        // Counters of another epoch began anew.
        Some((_, other)) if other != epoch => requests,
        Some((last, _)) => requests.saturating_sub(last),
        None => 0,
    };
    [
        text("time"),
        since.to_string(),
        text("desired_replicas"),
        text("current_replicas"),
        text("demand"),
        text("scope"),
        text("reason"),
        text("metrics"),
    ]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_has_the_arrivals_since_the_one_before() {
        let told = |requests, epoch| json!({"requests_total": requests, "epoch": epoch});
        let mut before = None;
        let mut seen = Vec::new();
        for told in [told(100, 1), told(130, 1), told(7, 2), told(7, 2)] {
            seen.push(row(&told, &mut before)[1].clone());
        }
        assert_eq!(seen, ["0", "30", "7", "0"]);
        let told = json!({"time": 1.5, "reason": "why, \"so\"", "metrics": {"rps": 2.0}});
        let row = row(&told, &mut None);
        assert_eq!((row[0].as_str(), row[6].as_str()), ("1.5", "why, \"so\""));
        assert_eq!(row[7], "{\"rps\":2.0}");
    }
}
