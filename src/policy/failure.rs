//! How policies fail, in words that say what to do.

use std::fmt;

/// Longest text of a failure, in bytes: it ends up in headers, logs and JSON.
const MAX_TEXT_BYTES: usize = 256;

/// A script that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError(String);

impl CompileError {
    pub(super) fn new<T: Into<String>>(text: T) -> Self {
        Self(shortened(text.into()))
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CompileError {}

/// An evaluation that gave no recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyFailure {
    /// It tripped over a metric that nobody reports (yet): no error of its
    /// own.
    NoData {
        /// The metric.
        metric: String,
        /// What the VM said.
        text: String,
    },
    /// It raised an error.
    Runtime(String),
    /// It spent its fuel.
    Fuel {
        /// The budget.
        budget: u32,
    },
    /// It passed its memory ceiling; its VM was built anew.
    Memory {
        /// The ceiling in bytes.
        bytes: usize,
    },
    /// What it returned is no recommendation.
    Result(String),
    /// What it left in `state` cannot be kept.
    State(String),
}

impl PolicyFailure {
    pub(super) fn runtime(text: impl Into<String>) -> Self {
        Self::Runtime(shortened(text.into()))
    }

    /// Whether nothing was wrong but that a metric was missing.
    pub fn is_no_data(&self) -> bool {
        matches!(self, Self::NoData { .. })
    }

    pub(super) fn state(text: impl Into<String>) -> Self {
        Self::State(shortened(text.into()))
    }

    /// One word, for counters and hints.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoData { .. } => "no_data",
            Self::Runtime(_) => "runtime",
            Self::Fuel { .. } => "fuel",
            Self::Memory { .. } => "memory",
            Self::Result(_) => "result",
            Self::State(_) => "state",
        }
    }
}

impl fmt::Display for PolicyFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoData { metric, text } => write!(
                f,
                "no data for metrics.{metric} ({text}); \
                 write `if metrics.{metric} and …` to do without"
            ),
            Self::Runtime(text) | Self::State(text) => f.write_str(text),
            Self::Fuel { budget } => write!(
                f,
                "the policy spent its fuel ({budget}): does it loop for ever? \
                 Raise limits.tick_fuel or limits.request_fuel if not"
            ),
            Self::Memory { bytes } => write!(
                f,
                "the policy passed its memory ceiling ({bytes} bytes): does it \
                 keep what it should not? Raise limits.memory_bytes if not"
            ),
            Self::Result(text) => write!(
                f,
                "autoscale returned {text}; it may return nothing, \"up\", \"down\", \
                 \"hold\", a number of replicas, or scale.up, .down, .to or .hold"
            ),
        }
    }
}

impl std::error::Error for PolicyFailure {}

/// At most [`MAX_TEXT_BYTES`], cut between two characters, on one line: control
/// characters become spaces.
pub(super) fn shortened(mut text: String) -> String {
    if text.len() > MAX_TEXT_BYTES {
        let mut end = MAX_TEXT_BYTES;
        while !text.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        text.truncate(end);
        text.push('…');
    }
    if text.contains(char::is_control) {
        text = text.replace(char::is_control, " ");
    }
    text
}
