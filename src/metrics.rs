//! What a policy sees.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Numbers by name. A metric without data is absent, never 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Over the stable window, and what has no window.
    pub values: BTreeMap<String, f64>,
    /// Over the panic window.
    pub panic: BTreeMap<String, f64>,
}
