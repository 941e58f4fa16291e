//! What evaluations on requests and on ticks have in common: the facts that
//! every policy sees, and how its words and failures are told.

use log::Level;

use crate::decision::{Bounds, Decision};
use crate::log_gate::LogGate;
use crate::metrics::Metrics;
use crate::policy::PolicyFailure;
use crate::stats::{Counter, Tally};
use crate::time::Timestamp;

/// Adds what is decided and configured to what was measured.
pub(super) fn tell(
    metrics: &mut Metrics,
    bounds: Bounds,
    last: Option<&Decision>,
    current: Option<u32>,
) {
    let mut put = |name: &str, value: Option<u32>| {
        if let Some(value) = value {
            metrics.values.insert(name.to_owned(), f64::from(value));
        }
    };
    put("min_replicas", Some(bounds.min));
    put("max_replicas", Some(bounds.max));
    put("replicas", current);
    put("desired", last.map(|last| last.desired));
}

/// Tells what a policy printed and how it failed: to the log within bounds, to
/// the counters always.
pub(super) struct Voice<'a> {
    pub(super) now: Timestamp,
    pub(super) tally: &'a mut Tally,
    pub(super) prints: &'a mut LogGate,
    pub(super) errors: &'a mut LogGate,
    pub(super) logs: &'a mut Vec<(Level, String)>,
}

impl Voice<'_> {
    pub(super) fn print(&mut self, policy: &str, lines: &[String]) {
        for line in lines {
            if self.prints.admit(self.now) {
                self.logs
                    .push((Level::Info, format!("policy {policy}: {line}")));
            } else {
                self.tally.add(Counter::PrintDropped, 1);
            }
        }
    }

    pub(super) fn fail(&mut self, service: &str, failure: &PolicyFailure) {
        let counter = match failure {
            PolicyFailure::NoData { .. } => Counter::PolicyNoData,
            PolicyFailure::Fuel { .. } => Counter::PolicyFuel,
            PolicyFailure::Memory { .. } => Counter::PolicyMemory,
            PolicyFailure::Result(_) => Counter::PolicyResult,
            _ => Counter::PolicyRuntime,
        };
        self.tally.add(counter, 1);
        // Missing data is the normal state before the first report.
        let level = match failure {
            PolicyFailure::NoData { .. } => Level::Debug,
            _ => Level::Warn,
        };
        if level == Level::Warn && self.errors.admit(self.now) {
            let line = format!("service {service}: {failure}; holding the last decision");
            self.logs.push((level, line));
        }
    }
}
