//! `--set NAME=VALUE`: other numbers for a policy's constants.
//!
//! A constant is a line `local NAME = number` at the left margin, as the shipped
//! policies begin with.

use std::fmt;
use std::str::FromStr;

/// Another number for a constant, of one policy or of all.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    policy: Option<String>,
    name: String,
    value: f64,
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(policy) = &self.policy {
            write!(f, "{policy}.")?;
        }
        write!(f, "{}={}", self.name, self.value)
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not [POLICY.]NAME=NUMBER");
        let (name, value) = text.split_once('=').ok_or_else(wrong)?;
        let value: f64 = value.trim().parse().map_err(|_| wrong())?;
        let (policy, name) = match name.trim().rsplit_once('.') {
            Some((policy, name)) => (Some(policy.to_owned()), name),
            None => (None, name.trim()),
        };
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if name.is_empty() || !name.bytes().all(legal) || !value.is_finite() {
            return Err(wrong());
        }
        Ok(Self {
            policy,
            name: name.to_owned(),
            value,
        })
    }
}

/// A policy's source with these numbers; the settings that were of use are
/// noted.
pub(crate) fn apply(policy: &str, source: &str, settings: &[Setting], used: &mut [bool]) -> String {
    let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
    for line in &mut lines {
        let Some((name, head, value)) = constant(line) else {
            continue;
        };
        for (setting, used) in settings.iter().zip(used.iter_mut()) {
            let meant = setting.policy.as_deref().is_none_or(|it| it == policy);
            if meant && setting.name == name {
                let (before, after) = line.split_at(head);
                let after = after.replacen(value, &setting.value.to_string(), 1);
                *line = format!("{before}{after}");
                *used = true;
                break;
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Name of a constant's line, where its number's side begins, and the number.
fn constant(line: &str) -> Option<(String, usize, &str)> {
    let (name, rest) = line.strip_prefix("local ")?.split_once('=')?;
    let value = rest.split("--").next()?.trim();
    value.parse::<f64>().ok()?;
    Some((name.trim().to_owned(), line.len() - rest.len(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_set() {
        let source = "local TARGET = 60 -- percent, not 60\nlocal T6 = 6\nlocal X = f(60)\n  local TARGET = 1\n";
        let settings =
            ["TARGET=7.5", "other.TARGET=1", "X=2", "T6=5"].map(|it| it.parse().unwrap());
        let mut used = [false; 4];
        let text = apply("mine", source, &settings, &mut used);
        assert_eq!(
            text,
            "local TARGET = 7.5 -- percent, not 60\nlocal T6 = 5\nlocal X = f(60)\n  local TARGET = 1\n"
        );
        assert_eq!(used, [true, false, false, true]);
    }

    #[test]
    fn a_setting_has_a_form() {
        for text in ["", "A", "A=", "=1", "A=x", "A=inf", "A B=1"] {
            assert!(text.parse::<Setting>().is_err(), "{text:?}");
        }
        assert!("knative.TARGET=10".parse::<Setting>().is_ok());
    }
}
