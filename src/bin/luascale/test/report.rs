//! Results of tests, as text for people and as JSON for programs.

use luascale::metrics::{Metrics, Numbers};
use serde_json::{Map, Value, json};

use super::play::{Mismatch, Seen};
use super::{Done, FileDone};
use crate::terminal::{Colour, coloured, counted};

/// Lines that a policy printed, most.
const PRINTED: usize = 5;

/// All of it.
pub(super) struct Report {
    pub(super) files: Vec<FileDone>,
}

impl Report {
    fn tests(&self) -> impl Iterator<Item = &Done> {
        self.files.iter().flat_map(|file| &file.tests)
    }

    /// Whether nothing was run, and nothing kept it from being run.
    pub(super) fn is_empty(&self) -> bool {
        self.tests().next().is_none() && self.files.iter().all(|file| file.refused.is_none())
    }

    fn passed(&self) -> usize {
        self.tests().filter(|test| test.passed()).count()
    }

    /// Tests that failed, and files that could not run.
    pub(super) fn failed(&self) -> usize {
        let refused = self.files.iter().filter(|file| file.refused.is_some());
        self.tests().filter(|test| !test.passed()).count() + refused.count()
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let files = self.files.iter().map(|file| {
            json!({
                "policy": file.pair.policy.display().to_string(),
                "tests": file.pair.tests.display().to_string(),
                "error": file.refused,
                "printed": file.printed,
                "results": file.tests.iter().map(result).collect::<Vec<_>>(),
            })
        });
        json!({
            "files": files.collect::<Vec<_>>(),
            "passed": self.passed(),
            "failed": self.failed(),
        })
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let colour = coloured(&std::io::stdout());
        let mut text = String::new();
        for file in &self.files {
            let name = file.pair.tests.display().to_string();
            for line in &file.printed {
                text.push_str(&format!("{name}: {line}\n"));
            }
            if let Some(error) = &file.refused {
                let word = Colour::Red.paint("failed:", colour);
                text.push_str(&format!("{word} {error}\n"));
            }
            for test in &file.tests {
                text.push_str(&failed(&name, test, colour));
            }
            if file.refused.is_none() {
                let good = file.tests.iter().filter(|test| test.passed()).count();
                let of = counted(file.tests.len(), "test", "tests");
                text.push_str(&format!("{name}: {good} of {of} passed\n"));
            }
        }
        let failures = format!("{} failed", self.failed());
        let failures = match self.failed() {
            0 => Colour::Green.paint(&failures, colour),
            _ => Colour::Red.paint(&failures, colour),
        };
        text.push_str(&format!("{} passed, {failures}\n", self.passed()));
        text
    }
}

fn result(test: &Done) -> Value {
    let mismatches = test.mismatches.iter().map(|it| {
        json!({
            "line": it.line,
            "differences": it.differences,
            "expected": it.expected,
            "got": it.seen.told.fields,
            "metrics": metrics(&it.seen.metrics),
            "second": it.seen.clock.seconds(),
        })
    });
    json!({
        "name": test.name,
        "line": test.line,
        "passed": test.passed(),
        "error": test.error,
        "mismatches": mismatches.collect::<Vec<_>>(),
        "printed": test.printed,
    })
}

/// The table that the policy saw.
fn metrics(metrics: &Metrics) -> Value {
    let numbers = |values: &Numbers| {
        let named = values
            .iter()
            .map(|(name, value)| (name.to_owned(), json!(value)));
        named.collect::<Map<String, Value>>()
    };
    let mut table = numbers(&metrics.values);
    if !metrics.panic.is_empty() {
        table.insert("panic".to_owned(), Value::Object(numbers(&metrics.panic)));
    }
    Value::Object(table)
}

/// What a person needs to know of a test: nothing, unless it failed or printed.
fn failed(file: &str, test: &Done, colour: bool) -> String {
    let mut text = String::new();
    for mismatch in &test.mismatches {
        text.push_str(&head(file, mismatch.line, test, colour));
        text.push_str(&differing(mismatch));
        text.push_str(&circumstances(&mismatch.seen));
    }
    if let Some(error) = &test.error {
        let (line, error) = place(file, error).unwrap_or((test.line, error));
        text.push_str(&head(file, line, test, colour));
        text.push_str(&format!("  {error}\n"));
        if let Some(seen) = &test.seen {
            text.push_str(&circumstances(seen));
        }
    }
    for line in &test.printed {
        text.push_str(&format!("{file}: {}: {line}\n", test.name));
    }
    text
}

fn head(file: &str, line: u64, test: &Done, colour: bool) -> String {
    let word = Colour::Red.paint("failed:", colour);
    format!("{file}:{line}: {word} {}\n", test.name)
}

fn differing(mismatch: &Mismatch) -> String {
    let lines = mismatch.differences.iter();
    lines.map(|line| format!("  {line}\n")).collect()
}

fn circumstances(seen: &Seen) -> String {
    let list = |values: &Numbers| {
        let pairs = values.iter().map(|(name, value)| format!("{name} {value}"));
        pairs.collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("  decided  {}\n", seen.told.line());
    text.push_str(&format!("  metrics  {}\n", list(&seen.metrics.values)));
    if !seen.metrics.panic.is_empty() {
        text.push_str(&format!("  panic    {}\n", list(&seen.metrics.panic)));
    }
    text.push_str(&format!("  clock    {}\n", seen.clock.told()));
    for line in seen.printed.iter().take(PRINTED) {
        text.push_str(&format!("  printed  {line}\n"));
    }
    text
}

/// Line and rest of an error that says `file:line: text`.
fn place<'e>(file: &str, error: &'e str) -> Option<(u64, &'e str)> {
    let rest = error.strip_prefix(file)?.strip_prefix(':')?;
    let (line, text) = rest.split_once(": ")?;
    Some((line.parse().ok()?, text))
}
