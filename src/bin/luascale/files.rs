//! Files that commands read.

use std::fs;
use std::path::Path;

use luascale::config::Config;
use serde_json::{Map, Value, json};

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

/// The filter's configuration, in which the policy does not matter and need not
/// be.
///
/// # Errors
/// What the filter would refuse.
pub(crate) fn parsed(settings: &Map<String, Value>) -> Result<Config, String> {
    let mut settings = settings.clone();
    let policies = settings.get("policies");
    if policies.is_none_or(|policies| policies.get("default").is_none()) {
        settings.insert("policy".to_owned(), json!("-"));
    }
    let config = Config::parse(Value::Object(settings).to_string().as_bytes());
    config.map_err(|errors| format!("configuration: {errors}"))
}
