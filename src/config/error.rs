//! What is wrong with a configuration, in words that the operator can act on:
//! the key, the value, and what would be legal.
//!
//! Envoy logs these lines. Values are shortened and escaped, so that one line
//! stays one line; values that may be secret are not passed in here at all.

use serde_json::Value;
use std::fmt;

/// Longest value or key shown, in characters.
const SHOWN_CHARS: usize = 60;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Path of the key, as `services.checkout.max_replicas`; empty for the
    /// configuration as a whole.
    pub path: String,
    /// The value as JSON, at most 60 characters; `None` where there is none to
    /// show.
    pub value: Option<String>,
    /// What is wrong with it, with the legal range. Continues a sentence that
    /// begins with the value.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        if let Some(value) = &self.value {
            write!(f, "{value} ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

/// Everything that is wrong; never empty where a caller gets one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigErrors(Vec<ConfigError>);

impl ConfigErrors {
    /// The errors, in the order in which the keys are read.
    pub fn as_slice(&self) -> &[ConfigError] {
        &self.0
    }

    /// How many there are so far. A reader compares two counts to see whether
    /// what it read in between is sound.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Adds an error about a value.
    pub(super) fn wrong(&mut self, path: &str, value: &Value, message: impl Into<String>) {
        self.0.push(ConfigError {
            path: path.to_owned(),
            value: Some(shortened(&value.to_string())),
            message: message.into(),
        });
    }

    /// Adds an error about a key, with no value to show.
    pub(super) fn at(&mut self, path: &str, message: impl Into<String>) {
        self.0.push(ConfigError {
            path: path.to_owned(),
            value: None,
            message: message.into(),
        });
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

/// `text` on one line, cut to [`SHOWN_CHARS`] with `…` as the last of them.
pub(crate) fn shortened(text: &str) -> String {
    let line = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    if text.chars().nth(SHOWN_CHARS).is_none() {
        return text.chars().map(line).collect();
    }
    let mut short: String = text.chars().take(SHOWN_CHARS - 1).map(line).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn errors_read_as_one_line_each() {
        let mut errors = ConfigErrors::default();
        errors.wrong("a.b", &json!(0), "is out of range, must be 1 to 2");
        errors.at("policy", "is required");
        errors.at("", "line 1, column 2: expected value");
        assert_eq!(
            errors.to_string(),
            "a.b: 0 is out of range, must be 1 to 2\n\
             policy: is required\n\
             line 1, column 2: expected value"
        );
        assert_eq!(errors.as_slice().len(), 3);
    }

    #[test]
    fn long_values_are_cut_and_line_breaks_replaced() {
        assert_eq!(shortened(&"x".repeat(60)), "x".repeat(60));
        assert_eq!(shortened(&"x".repeat(61)), format!("{}…", "x".repeat(59)));
        assert_eq!(shortened("a\nb\u{85}"), "a\u{fffd}b\u{fffd}");
        assert_eq!(shortened(""), "");
    }

    proptest! {
        #[test]
        fn shown_values_are_bounded(text in any::<String>()) {
            let short = shortened(&text);
            prop_assert!(short.chars().count() <= SHOWN_CHARS);
            prop_assert!(!short.chars().any(char::is_control));
        }
    }
}
