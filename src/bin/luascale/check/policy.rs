//! Checks one policy: compiles it, runs it as a gateway would, and reads it.

use std::ops::Range;

use luascale::config::Limits;
use luascale::metrics::{Metrics, Numbers};
use luascale::policy::{
    self, Evaluation, Memory, Occasion, Policy, PolicyFailure, PolicyLimits, RequestFacts,
};
use luascale::time::Timestamp;

use super::finding::{Findings, Level, Told};
use super::lint::{self, Read};
use super::text::Text;

/// What a policy may spend, and the clock that it sees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) limits: Limits,
    pub(super) utc_offset_minutes: i64,
}

/// Ticks of the smoke run: a policy can want half a minute of history first.
const TICKS: u64 = 60;
/// Monday, 2025-11-24, 12:00 UTC.
const NOON_S: u64 = 1_763_985_600;
/// Shares of a full load that the ticks go through, in percent.
const LOADS: [f64; 4] = [50.0, 95.0, 5.0, 100.0];

/// Checks the policy called `name`; `reported` are names that replicas report.
pub(super) fn check(
    findings: &mut Findings,
    source: &Text,
    name: &str,
    budget: Budget,
    reported: &[String],
) {
    findings.policies += 1;
    let limits = PolicyLimits {
        memory_bytes: budget.limits.memory_bytes,
    };
    let compiled = match policy::compile(name, &source.text, limits) {
        Ok(compiled) => compiled,
        Err(error) => {
            let (part, message) = located(source, name, &error.to_string());
            let told = Told::guessed(&message).policy(name);
            findings.add(Level::Error, source, part, told);
            return;
        }
    };
    let read = lint::read(&source.text, reported);
    for note in &read.notes {
        let told = Told::new(&note.message).help(&note.help).policy(name);
        findings.add(Level::Warning, source, note.part.clone(), told);
    }
    let mut smoke = Smoke {
        findings,
        source,
        name,
        budget,
        policy: compiled.policy,
        most: [0; 2],
    };
    smoke.run(&read);
}

struct Smoke<'s> {
    findings: &'s mut Findings,
    source: &'s Text,
    name: &'s str,
    budget: Budget,
    policy: Policy,
    /// Fuel of the dearest evaluation, on a tick and on a request.
    most: [u32; 2],
}

impl Smoke<'_> {
    fn run(&mut self, read: &Read) {
        let mut memory = Memory::default();
        for tick in 0..TICKS {
            self.evaluate(&plain(read, tick), None, tick, &mut memory, true);
        }
        let request = RequestFacts {
            id: Some("8f3c2a6e-1111-4222-8333-444455556666"),
            scale_type: Some("horizontal"),
            path: b"/checkout?id=1",
            method: b"POST",
            authority: b"shop.example.org",
        };
        for step in 0..TICKS {
            let metrics = plain(read, step);
            self.evaluate(&metrics, Some(&request), TICKS, &mut memory, true);
        }
        // As long as nothing is known.
        for request in [None, Some(&RequestFacts::default())] {
            self.evaluate(&bounds(), request, TICKS, &mut Memory::default(), false);
        }
        self.judge_fuel();
    }

    fn evaluate(
        &mut self,
        metrics: &Metrics,
        request: Option<&RequestFacts<'_>>,
        second: u64,
        memory: &mut Memory,
        complete: bool,
    ) {
        let limits = self.budget.limits;
        let (at, fuel) = match request {
            None => (0, limits.tick_fuel),
            Some(_) => (1, limits.request_fuel),
        };
        let occasion = Occasion {
            request,
            fuel,
            now: Timestamp::from_secs(NOON_S + second),
            utc_offset_minutes: self.budget.utc_offset_minutes,
            stable_window: std::time::Duration::from_secs(60),
            memory,
        };
        let Evaluation {
            outcome, fuel_used, ..
        } = self.policy.evaluate(metrics.view(), occasion);
        self.policy.collect();
        if let Some(most) = self.most.get_mut(at) {
            *most = fuel_used.max(*most);
        }
        if let Err(failure) = outcome {
            self.tell(&failure, complete);
        }
    }

    /// `complete`: all metrics that it names were there.
    fn tell(&mut self, failure: &PolicyFailure, complete: bool) {
        let (level, text, help) = match failure {
            // Holding is what a policy does without data.
            PolicyFailure::NoData { .. } if !complete => return,
            PolicyFailure::NoData { metric, text } => (
                Level::Warning,
                text.clone(),
                format!("nobody gives metrics.{metric}; write `if metrics.{metric} and …` to do without"),
            ),
            PolicyFailure::Fuel { budget } => (
                Level::Error,
                format!("spends more than its fuel of {budget}"),
                "does it loop for ever? Raise limits.tick_fuel or limits.request_fuel if not".to_owned(),
            ),
            PolicyFailure::Memory { bytes } => (
                Level::Error,
                format!("passes its memory ceiling of {bytes} bytes"),
                "does it keep what it should not? Raise limits.memory_bytes if not".to_owned(),
            ),
            PolicyFailure::Result(text) => (
                Level::Error,
                format!("autoscale returned {text}"),
                "return nothing, \"up\", \"down\", \"hold\", a number of replicas, or scale.up, .down, .to or .hold".to_owned(),
            ),
            other => (
                Level::Error,
                other.to_string(),
                if complete {
                    "it fails so in the smoke run, in Envoy it would hold"
                } else {
                    "it fails so when no metric has data, in Envoy it would hold"
                }
                .to_owned(),
            ),
        };
        let (part, message) = located(self.source, self.name, &text);
        let told = Told::new(message).help(help).policy(self.name);
        self.findings.add(level, self.source, part, told);
    }

    fn judge_fuel(&mut self) {
        let limits = self.budget.limits;
        let budgets = [
            ("tick", "tick_fuel", limits.tick_fuel),
            ("request", "request_fuel", limits.request_fuel),
        ];
        for ((what, key, budget), most) in budgets.into_iter().zip(self.most) {
            // More than all of it is an error of its own.
            if most > budget / 2 && most < budget {
                let part = definition(&self.source.text);
                let told = Told::new(format!("spends {most} of {budget} fuel on a {what}"))
                    .help(format!("do less, or raise limits.{key}"))
                    .policy(self.name);
                self.findings.add(Level::Warning, self.source, part, told);
            }
        }
    }
}

/// What is there from the beginning.
fn bounds() -> Metrics {
    Metrics {
        values: [("min_replicas", 1.0), ("max_replicas", 10.0)].into(),
        panic: Numbers::default(),
    }
}

/// Everything that the policy names. Loads change together first, and then one
/// by one, so that they meet in many ways.
fn plain(read: &Read, step: u64) -> Metrics {
    let mut metrics = bounds();
    let value = |name: &str, at: u64| {
        let apart = if step < TICKS / 2 { 0 } else { at * step };
        let place = usize::try_from(step / 2 + apart).unwrap_or(0);
        let load = LOADS.get(place % LOADS.len()).copied().unwrap_or(0.0);
        match name {
            "requests" => 60.0 * load,
            "error_rate" => load / 1000.0,
            "replicas" | "desired" | "reporting" => 3.0,
            "load_age" => 1.0,
            name if name.starts_with("latency") => 5.0 * load,
            _ => load,
        }
    };
    let mut names: Vec<&str> = lint::known().collect();
    names.extend(read.metrics.iter().map(String::as_str));
    for (at, name) in (0..).zip(names) {
        let value = value(name, at);
        metrics.values.insert_new(name.to_owned(), value);
    }
    for (at, name) in (0..).zip(lint::panic()) {
        metrics.panic.insert(name.to_owned(), value(name, at));
    }
    metrics
}

/// The place and the rest of an error that says `name:line: text`.
pub(super) fn located(source: &Text, name: &str, told: &str) -> (Range<usize>, String) {
    let rest = told
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix(':'));
    let Some(rest) = rest else {
        return (definition(&source.text), told.to_owned());
    };
    let numbered = rest.split_once(": ").and_then(|(line, text)| {
        let line: usize = line.parse().ok()?;
        Some((line, text))
    });
    match numbered {
        Some((line, text)) => (token(source, line, text), text.to_owned()),
        None => (definition(&source.text), rest.trim_start().to_owned()),
    }
}

/// What a message is about on its line: the name or the token that it quotes,
/// else all of it.
fn token(source: &Text, line: usize, message: &str) -> Range<usize> {
    let line = source.line(line);
    let text = source.text.get(line.clone()).unwrap_or_default();
    let near = message.rsplit_once(" near ").map(|(_, near)| near);
    let quoted = message.split('\'').skip(1).step_by(2);
    let tokens = near
        .map(|near| near.trim_matches('\''))
        .into_iter()
        .chain(quoted);
    for token in tokens.filter(|token| !token.is_empty()) {
        if let Some(at) = word(text, token) {
            return line.start + at..line.start + at + token.len();
        }
    }
    line
}

/// Where `word` is in `text`, not as a part of a longer one.
fn word(text: &str, word: &str) -> Option<usize> {
    let part = |byte: Option<&u8>| byte.is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_');
    let bytes = text.as_bytes();
    let named = part(word.as_bytes().first());
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        !named || !part(before) && !part(bytes.get(at + word.len()))
    })
}

/// The name in `function autoscale`, or the first line.
fn definition(source: &str) -> Range<usize> {
    match word(source, "autoscale") {
        Some(at) => at..at + "autoscale".len(),
        None => 0..source.find('\n').unwrap_or(source.len()),
    }
}
