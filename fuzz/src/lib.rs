//! What the targets have in common: how a policy is run, and what has to hold
//! whatever it does.

pub mod bodies;
pub mod grammar;
pub mod program;

use std::time::Duration;

use luascale::metrics::Metrics;
use luascale::policy::{
    Compiled, Memory, Occasion, PolicyFailure, PolicyLimits, RequestFacts, compile,
};
use luascale::recommendation::Target;
use luascale::time::Timestamp;

/// Small, so that it is reached.
const LIMITS: PolicyLimits = PolicyLimits {
    memory_bytes: 256 * 1024,
};
/// What one step may cost beyond the budget: each value of the memory once.
const STEP: usize = LIMITS.memory_bytes / 16;
/// Longest text of a failure, with what is put around it.
const TEXT: usize = 1024;

/// A call of `autoscale`.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub fuel: u32,
    pub on_request: bool,
    pub cpu: Option<f64>,
    pub rps: Option<f64>,
}

/// Compiles a policy, calls it, and checks what has to hold.
pub fn exercise(source: &str, calls: &[Call]) {
    let Compiled {
        mut policy,
        printed,
    } = match compile("fuzz", source, LIMITS) {
        Ok(compiled) => compiled,
        Err(error) => return check_text(&error.to_string()),
    };
    check_lines(&printed);
    let mut memory = Memory::default();
    for (second, call) in (0..).zip(calls) {
        let mut metrics = Metrics::default();
        let values = [("cpu", call.cpu), ("rps", call.rps)];
        for (name, value) in values {
            if let Some(value) = value {
                metrics.values.insert(name.to_owned(), value);
                metrics.panic.insert(name.to_owned(), value);
            }
        }
        let facts = RequestFacts {
            id: Some("0123-abc"),
            scale_type: None,
            path: b"/cart?\xff=1",
            method: b"GET",
            authority: b"shop.example.com",
        };
        let request = call.on_request.then_some(&facts);
        let now = Timestamp::from_secs(1_764_000_000 + second);
        let occasion = Occasion {
            request: request,
            fuel: call.fuel,
            now,
            utc_offset_minutes: 0,
            stable_window: Duration::from_secs(60),
            memory: &mut memory,
        };
        let evaluation = policy.evaluate(metrics.view(), occasion);
        let spent = usize::try_from(evaluation.fuel_used).unwrap();
        let budget = usize::try_from(call.fuel).unwrap();
        assert!(spent <= budget + STEP, "{spent} of {budget} fuel");
        check_lines(&evaluation.printed);
        match evaluation.outcome {
            Ok(said) => {
                assert!(said.demand.is_none_or(f64::is_finite), "{said:?}");
                if let Target::Replicas(count) = said.target {
                    assert!((0.0..=1e6).contains(&count), "{said:?}");
                }
                check_text(said.reason.as_deref().unwrap_or_default());
            }
            Err(failure) => {
                check_text(&failure.to_string());
                if matches!(failure, PolicyFailure::Fuel { .. }) {
                    assert!(spent >= budget, "{spent} of {budget} fuel");
                }
            }
        }
        let memory = policy.memory_bytes();
        assert!(memory <= 2 * LIMITS.memory_bytes, "{memory} bytes");
        policy.collect();
    }
}

/// A policy that has nothing to do with the others still works.
pub fn others_still_work() {
    let source = "function autoscale(m) return scale.up(2, ('%d'):format(m.cpu)) end";
    let mut policy = compile("good", source, LIMITS).unwrap().policy;
    let mut metrics = Metrics::default();
    metrics.values.insert("cpu".to_owned(), 85.0);
    let evaluation = policy.evaluate_alone(metrics.view(), None, 10_000, Timestamp::from_secs(1));
    let said = evaluation.outcome.unwrap();
    assert_eq!(
        (said.target, said.reason.as_deref()),
        (Target::Up(2), Some("85"))
    );
}

fn check_lines(lines: &[String]) {
    assert!(lines.len() <= 17, "{} lines", lines.len());
    lines.iter().for_each(|line| check_text(line));
}

/// It ends up in headers, logs and JSON.
fn check_text(text: &str) {
    assert!(text.len() <= TEXT, "{} bytes of text", text.len());
    assert!(!text.contains(char::is_control), "{text:?}");
}
