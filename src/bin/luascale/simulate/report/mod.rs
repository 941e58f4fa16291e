//! What a simulation tells: a table, charts, a page, lines of numbers.

pub(super) mod chart;
pub(super) mod lines;
pub(super) mod page;
pub(super) mod table;

use super::score::{Figures, Sample};

/// One autoscaler under one load.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) name: String,
    /// It is not one of ours.
    pub(crate) baseline: bool,
    pub(crate) figures: Figures,
    pub(crate) samples: Vec<Sample>,
}

/// All autoscalers under one load.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) load: String,
    /// What was simulated, in one line.
    pub(crate) setting: String,
    pub(crate) runs: Vec<Run>,
}
