//! Names of metrics: who gives them, and what was meant.

use std::ops::Range;

use luascale::suggest::nearest;

use super::state::Key;
use super::{Note, known, panic};

/// What others call the metrics.
const CALLED: [(&str, &str); 15] = [
    ("mem", "memory"),
    ("cpu_percent", "cpu"),
    ("cpu_usage", "cpu"),
    ("cpu_utilization", "cpu"),
    ("qps", "rps"),
    ("p50", "latency_p50"),
    ("p95", "latency_p95"),
    ("p99", "latency_p99"),
    ("latency", "latency_p95"),
    ("errors", "error_rate"),
    ("connections", "concurrency"),
    ("in_flight", "inflight"),
    ("ttft", "ttft_p95"),
    ("tpot", "tpot_p95"),
    ("output_tokens_per_second", "tokens_per_second"),
];
/// A shorter name is near to too much.
const SHORTEST: usize = 4;
/// Longest name that can be reported.
const LONGEST: usize = 32;

/// What is wrong with a name, if anything is.
pub(super) fn judge(
    key: &Key,
    shown: &str,
    part: Range<usize>,
    reported: &[String],
) -> Option<Note> {
    let (name, windowed) = match key {
        Key::Metric(name) => (name.as_str(), false),
        Key::Panic(name) => (name.as_str(), true),
        Key::Local(_) => return None,
    };
    let own: Vec<&str> = if windowed {
        panic().collect()
    } else {
        known().collect()
    };
    let mut names = own;
    if !windowed {
        names.extend(reported.iter().map(String::as_str));
    }
    if names.contains(&name) {
        return None;
    }
    let note = |message: String, help: String| {
        Some(Note {
            part,
            message,
            help,
        })
    };
    if let Some(meant) = meant(name, &names) {
        return note(
            format!("nobody gives {shown}"),
            format!("did you mean {meant}?"),
        );
    }
    if windowed {
        let message = format!("{shown} is always nil: {name} has no panic window");
        return note(message, format!("it has {}", names.join(", ")));
    }
    if !is_reportable(name) {
        let message = format!("{shown} is always nil: {name:?} is no name for a metric");
        let help = format!("a to z first, then also digits, _ and ., {LONGEST} at most");
        return note(message, help);
    }
    if reported.is_empty() {
        return None;
    }
    note(
        format!("nobody gives {shown}"),
        format!("replicas report {}", reported.join(", ")),
    )
}

fn meant<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let called = CALLED.iter().find(|(other, _)| *other == name);
    let called = called.and_then(|(_, known)| names.iter().find(|it| *it == known));
    let same = names.iter().find(|known| known.eq_ignore_ascii_case(name));
    let near = (name.len() >= SHORTEST)
        .then(|| nearest(name, names))
        .flatten();
    called.or(same).copied().or(near)
}

/// Whether a load report can hold it.
fn is_reportable(name: &str) -> bool {
    let legal = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.');
    name.len() <= LONGEST
        && name.bytes().all(legal)
        && name.starts_with(|first: char| first.is_ascii_lowercase())
}
