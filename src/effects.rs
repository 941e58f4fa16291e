//! What the core wants done: data that the shell carries out.

use crate::push::Push;
use crate::stats::{Gauge, ServiceGauge};

/// Effects of a tick.
#[derive(Debug, Default)]
pub struct Effects {
    /// Lines for Envoy's log.
    pub logs: Vec<(log::Level, String)>,
    /// Gauges to set.
    pub gauges: Vec<(Gauge, u64)>,
    /// Gauges of services to set: id, which, value.
    pub service_gauges: Vec<(String, ServiceGauge, u64)>,
    /// Calls to make.
    pub pushes: Vec<Push>,
}

impl Effects {
    /// A line for the log.
    pub fn log(&mut self, level: log::Level, line: impl Into<String>) {
        self.logs.push((level, line.into()));
    }
}
