//! Scripts that try to hang, bloat, overflow or panic: each ends in a clean
//! outcome, within its limits, and leaves others alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::metrics::Metrics;
use scripts::Script;

#[path = "../../tests/lua/abuse.rs"]
mod scripts;

const LIMITS: PolicyLimits = PolicyLimits {
    memory_bytes: 1 << 20,
};
/// As on a request, and as on a tick.
const BUDGETS: [u32; 2] = [10_000, 200_000];
/// What one step may cost beyond the budget: at worst it goes once over each
/// value of the memory, which takes 16 bytes.
const STEP: u32 = 1 << 16;
const NOW: Timestamp = Timestamp::from_secs(1_764_000_000);
/// Least scripts of the corpus.
const LEAST: usize = 255;

fn metrics() -> Metrics {
    Metrics {
        values: [("cpu".to_owned(), 85.0), ("rps".to_owned(), 12.5)].into(),
        panic: [("rps".to_owned(), 20.0)].into(),
    }
}

/// How a script ends, in each way that it is run.
fn outcomes(script: &Script) -> Vec<&'static str> {
    let mut outcomes = Vec::new();
    for budget in BUDGETS {
        let Ok(Compiled { mut policy, .. }) = compile("abuse", &script.source, LIMITS) else {
            outcomes.push("refused");
            continue;
        };
        let mut memory = Memory::default();
        for _ in 0..2 {
            let occasion = Occasion {
                request: None,
                fuel: budget,
                now: NOW,
                utc_offset_minutes: 0,
                stable_window: Duration::from_secs(60),
                memory: &mut memory,
            };
            let evaluation = policy.evaluate(metrics().view(), occasion);
            let (name, spent) = (&script.name, evaluation.fuel_used);
            assert!(spent <= budget + STEP, "{name}: {spent} of {budget} fuel");
            let memory = policy.memory_bytes();
            assert!(memory <= LIMITS.memory_bytes, "{name}: {memory} bytes");
            assert!(evaluation.printed.len() <= 17, "{name} printed on");
            outcomes.push(match evaluation.outcome {
                Ok(_) => "ok",
                Err(failure) => {
                    let text = failure.to_string();
                    let clean = text.len() < 1024 && !text.contains(char::is_control);
                    assert!(clean, "{name}: {text:?}");
                    failure.kind()
                }
            });
            policy.collect();
        }
    }
    outcomes
}

fn run(kind: &'static str) {
    let faults = scripts::with_stack(move || faults(kind));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What scripts of a kind did that they may not.
fn faults(kind: &str) -> Vec<String> {
    let source = "function autoscale(m) return scale.up(2, ('%.1f'):format(m.rps)) end";
    let mut good = compile("good", source, LIMITS).unwrap().policy;
    let mut faults = Vec::new();
    for script in scripts::scripts(kind) {
        let name = &script.name;
        match catch_unwind(AssertUnwindSafe(|| outcomes(&script))) {
            Err(_) => faults.push(format!("{name}: see the panic above")),
            Ok(outcomes) => {
                let wrong = |outcome: &&str| !script.ends.iter().any(|allowed| allowed == outcome);
                if outcomes.iter().any(wrong) {
                    faults.push(format!("{name}: {outcomes:?}, not {:?}", script.ends));
                }
            }
        }
        let said = good.evaluate_alone(metrics().view(), None, BUDGETS[0], NOW);
        let said = said.outcome.unwrap().reason;
        assert_eq!(said.as_deref(), Some("12.5"), "after {name}");
    }
    faults
}

macro_rules! kinds {
    ($($kind:ident)*) => {
        const KINDS: &[&str] = &[$(stringify!($kind)),*];

        $(#[test] fn $kind() { run(stringify!($kind)); })*
    };
}

kinds! {
    arguments around closures concat coroutines errors formulas garbage goto loops metamethods
    numbers patterns pcall print recursion results sort source state strings
    tables time utf8
}

#[test]
fn no_script_is_left_out() {
    assert_eq!(scripts::kinds(), KINDS);
    let count: usize = KINDS.iter().map(|kind| scripts::scripts(kind).len()).sum();
    assert!(count >= LEAST, "{count} scripts");
}
