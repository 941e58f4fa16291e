//! Files that commands read.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

/// The text of a file.
///
/// # Errors
/// The file and what is wrong with it.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The filter's configuration in a JSON file; empty without a file.
///
/// # Errors
/// The file and what is wrong with it.
pub(crate) fn configuration(path: Option<&Path>) -> Result<Map<String, Value>, String> {
    let Some(path) = path else {
        return Ok(Map::new());
    };
    let text = read(path)?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}
