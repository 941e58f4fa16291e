//! How a policy's words and failures are told, on requests and on ticks.

use log::Level;

use crate::log_gate::LogGate;
use crate::policy::PolicyFailure;
use crate::stats::{Counter, Tally};
use crate::time::Timestamp;

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
            PolicyFailure::State(_) => Counter::PolicyState,
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
