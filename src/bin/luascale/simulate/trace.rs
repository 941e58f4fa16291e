//! Loads that somebody recorded, as CSV.
//!
//! Told by the header: a column of times (`timestamp`, `time`, `at`), and one of
//! requests per row (`value`, `requests`, `count`), of a rate (`rate`, `rps`),
//! or of tokens (`ContextTokens` and `GeneratedTokens`), where each row is one
//! request.

use std::fs::File;
use std::path::Path;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use luascale::time::to_f64;

use super::load::{Arrival, Load, Piece};
use super::units::seconds;

/// Rows that are read at most.
const MOST_ROWS: usize = 5_000_000;
/// Tokens of a prompt that take as long as one that is generated.
const PROMPT_TOKENS: f64 = 50.0;

/// What the columns are.
enum Columns {
    Requests(usize),
    Rate(usize),
    Tokens(usize, usize),
}

/// Reads a trace.
pub(crate) fn read(path: &Path) -> Result<Load, String> {
    let told = |text: String| format!("{}: {text}", path.display());
    let file = File::open(path).map_err(|error| told(error.to_string()))?;
    let mut reader = csv::Reader::from_reader(file);
    let header = reader
        .headers()
        .map_err(|error| told(error.to_string()))?
        .clone();
    let find = |names: &[&str]| {
        header.iter().position(|column| {
            let column = column.trim();
            names.iter().any(|name| column.eq_ignore_ascii_case(name))
        })
    };
    let columns = match (
        find(&["value", "requests", "count"]),
        find(&["rate", "rps"]),
        find(&["ContextTokens"]).zip(find(&["GeneratedTokens"])),
    ) {
        (Some(column), _, _) => Columns::Requests(column),
        (_, Some(column), _) => Columns::Rate(column),
        (_, _, Some((prompt, generated))) => Columns::Tokens(prompt, generated),
        _ => {
            return Err(told(
                "no column of requests (requests, count, value), of a rate (rate, rps), or of \
                 tokens (ContextTokens and GeneratedTokens)"
                    .to_owned(),
            ));
        }
    };
    let time = find(&["timestamp", "time", "at"])
        .ok_or_else(|| told("no column of times (timestamp, time, at)".to_owned()))?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| told(error.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = |column: usize| {
            let text = record.get(column).unwrap_or_default().trim();
            text.parse::<f64>()
                .ok()
                .filter(|number| number.is_finite() && *number >= 0.0)
                .ok_or_else(|| told(format!("line {line}: {text:?} is not a count")))
        };
        let text = record.get(time).unwrap_or_default().trim();
        let at = moment(text).ok_or_else(|| {
            told(format!(
                "line {line}: {text:?} is no time (2025-11-24 08:00:00, or seconds)"
            ))
        })?;
        let value = match columns {
            Columns::Requests(column) | Columns::Rate(column) => number(column)?,
            Columns::Tokens(prompt, generated) => {
                number(prompt)? / PROMPT_TOKENS + number(generated)?
            }
        };
        if rows.last().is_some_and(|(last, _)| *last > at) {
            return Err(told(format!(
                "line {line}: {text} lies before the row above"
            )));
        }
        if rows.len() >= MOST_ROWS {
            return Err(told(format!("more than {MOST_ROWS} rows")));
        }
        rows.push((at, value));
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    load(&name, &rows, &columns).ok_or_else(|| told("needs at least two rows with load".to_owned()))
}

fn load(name: &str, rows: &[(f64, f64)], columns: &Columns) -> Option<Load> {
    let ((first, _), (last, _)) = (rows.first()?, rows.last()?);
    let since = |at: f64| seconds(at - first);
    let mut load = Load {
        name: name.to_owned(),
        start_s: seconds(first / 1e6),
        span_us: since(*last),
        pieces: Vec::new(),
        given: None,
    };
    if load.span_us == 0 {
        return None;
    }
    match columns {
        Columns::Requests(_) | Columns::Rate(_) => {
            let whole = matches!(columns, Columns::Requests(_));
            for ((at, value), (until, _)) in rows.iter().zip(rows.iter().skip(1)) {
                let span = until - at;
                if span > 0.0 {
                    load.pieces.push(Piece {
                        from_us: since(*at),
                        rps: if whole { value / span } else { *value },
                    });
                }
            }
        }
        Columns::Tokens(..) => {
            let work: f64 = rows.iter().map(|(_, work)| work).sum();
            let mean = work / to_f64(rows.len() as u64);
            let given = rows.iter().map(|(at, work)| Arrival {
                at_us: since(*at),
                work: work / mean,
            });
            let given: Vec<Arrival> = given.collect();
            // What is needed is told minute by minute.
            let mut minutes = vec![0.0; usize::try_from(load.span_us / 60_000_000).ok()? + 1];
            for arrival in &given {
                let minute = usize::try_from(arrival.at_us / 60_000_000).ok()?;
                *minutes.get_mut(minute)? += arrival.work / 60.0;
            }
            load.pieces = (0..)
                .zip(minutes)
                .map(|(minute, rps)| Piece {
                    from_us: minute * 60_000_000,
                    rps,
                })
                .collect();
            load.given = Some(given);
        }
    }
    let peak = load.peak();
    (peak.is_finite() && peak > 0.0).then_some(load)
}

/// Seconds since the Unix epoch, or since the trace began.
fn moment(text: &str) -> Option<f64> {
    if let Ok(seconds) = text.parse::<f64>() {
        return (0.0..1e11).contains(&seconds).then_some(seconds);
    }
    let micros = match text.parse::<jiff::Timestamp>() {
        Ok(at) => at.as_microsecond(),
        Err(_) => {
            let local: DateTime = text.parse().ok()?;
            TimeZone::UTC.to_timestamp(local).ok()?.as_microsecond()
        }
    };
    u64::try_from(micros)
        .ok()
        .map(|micros| to_f64(micros) / 1e6)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn reads(text: &str) -> Result<Load, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        read(file.path())
    }

    #[test]
    fn requests_of_a_row_are_a_rate() {
        let load = reads("timestamp,value\n2014-04-10 00:04:00,94.0\n2014-04-10 00:09:00,56\n2014-04-10 00:10:00,0\n").unwrap();
        let rates: Vec<_> = load.pieces.iter().map(|it| (it.from_us, it.rps)).collect();
        assert_eq!(rates, [(0, 94.0 / 300.0), (300_000_000, 56.0 / 60.0)]);
        assert_eq!((load.start_s, load.span_us), (1_397_088_240, 360_000_000));
    }

    #[test]
    fn a_rate_is_a_rate_and_seconds_are_seconds() {
        let load = reads("time,rps\n0,5\n10,7.5\n20,0\n").unwrap();
        assert_eq!((load.rps(0), load.rps(15_000_000)), (5.0, 7.5));
        assert_eq!(load.expected(), 125.0);
    }

    #[test]
    fn tokens_are_work_request_by_request() {
        let load = reads("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,500,10\n2023-11-16 18:17:04.9799600,500,30\n").unwrap();
        let given = load.given.unwrap();
        let told: Vec<_> = given.iter().map(|it| (it.at_us, it.work)).collect();
        assert_eq!(told, [(0, 20.0 / 30.0), (1_000_000, 40.0 / 30.0)]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (text, want) in [
            ("", "no column of requests"),
            ("value\n1\n", "no column of times"),
            ("time,value\n0,1\n", "at least two rows"),
            ("time,value\n0,0\n1,0\n", "at least two rows"),
            ("time,value\n0,-1\n1,1\n", "line 2: \"-1\" is not a count"),
            ("time,value\n0,NaN\n1,1\n", "line 2: \"NaN\" is not a count"),
            ("time,value\n5,1\n4,1\n", "line 3: 4 lies before"),
            ("time,value\nnoon,1\n4,1\n", "line 2: \"noon\" is no time"),
        ] {
            let error = reads(text).unwrap_err();
            assert!(error.contains(want), "{text:?}: {error}");
        }
    }
}
