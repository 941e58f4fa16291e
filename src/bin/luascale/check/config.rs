//! Checks one configuration of the filter, and the policies in it.

use std::ops::Range;
use std::rc::Rc;

use luascale::config::{Config, ConfigError, Limits};

use super::finding::{Findings, Level, Told};
use super::policy::{self, Budget};
use super::text::Text;
use super::tree::{self, Kind, Node};

/// Checks the configuration at `node` of `text`: a map, or JSON text.
pub(super) fn check(findings: &mut Findings, text: &Text, node: &Rc<Node>, reported: &[String]) {
    findings.configurations += 1;
    match (&node.kind, node.text(text)) {
        (Kind::Scalar { .. }, Some(inner)) => check_json(findings, &inner, reported),
        _ => {
            let mut faults = Vec::new();
            let value = node.json(&mut faults);
            for fault in faults {
                findings.add(Level::Error, text, fault.span, Told::new(fault.text));
            }
            judge(findings, text, node, value.to_string().as_bytes(), reported);
        }
    }
}

/// Checks a configuration that is JSON text, all of `text`.
pub(super) fn check_json(findings: &mut Findings, text: &Text, reported: &[String]) {
    // JSON is YAML, but for oddities, and they are in no configuration.
    let tree = tree::documents(&text.text).unwrap_or_default();
    match tree.first() {
        Some(node) => judge(findings, text, node, text.text.as_bytes(), reported),
        None => {
            if let Err(errors) = Config::parse(text.text.as_bytes()) {
                for error in errors.as_slice() {
                    tell(findings, text, None, error);
                }
            }
        }
    }
}

/// Has the filter's own parser read `bytes`, which `node` is the source of.
fn judge(findings: &mut Findings, text: &Text, node: &Node, bytes: &[u8], reported: &[String]) {
    let config = Config::parse(bytes);
    if let Err(errors) = &config {
        for error in errors.as_slice() {
            tell(findings, text, Some(node), error);
        }
    }
    let limits = config
        .as_ref()
        .map_or_else(|_| Limits::default(), |config| config.limits);
    let budget = Budget {
        limits,
        utc_offset_minutes: config
            .as_ref()
            .map_or(0, |config| config.utc_offset_minutes),
    };
    let named = node
        .get("policies")
        .map_or(&[][..], |policies| policies.entries());
    let named = named
        .iter()
        .filter_map(|(name, source)| Some((name.scalar()?, source)));
    let default = node.get("policy").map(|source| ("default", source));
    for (name, source) in default.into_iter().chain(named) {
        // An empty one is told by the parser.
        if let Some(source) = source.text(text).filter(|source| !source.text.is_empty()) {
            policy::check(findings, &source, name, budget, reported);
        }
    }
}

fn tell(findings: &mut Findings, text: &Text, node: Option<&Node>, error: &ConfigError) {
    let message = match &error.value {
        Some(value) => format!("{value} {}", error.message),
        None => error.message.clone(),
    };
    if error.path.is_empty() {
        let (part, message) = located(text, node, &message);
        findings.add(Level::Error, text, part, Told::guessed(&message));
        return;
    }
    let about_key = error.value.is_none();
    let part = node.map_or(0..1, |node| find(node, &error.path, about_key));
    let told = Told::guessed(&format!("{}: {message}", error.path));
    findings.add(Level::Error, text, part, told);
}

/// Where an error of the JSON parser is, `line 2, column 8: …`.
fn located(text: &Text, node: Option<&Node>, message: &str) -> (Range<usize>, String) {
    let place = message.strip_prefix("line ").and_then(|rest| {
        let (line, rest) = rest.split_once(", column ")?;
        let (column, message) = rest.split_once(": ")?;
        let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
        let begin = text
            .text
            .split_inclusive('\n')
            .take(line.saturating_sub(1))
            .map(str::len)
            .sum::<usize>();
        let at = begin + column.saturating_sub(1);
        Some((at..at + 1, message.to_owned()))
    });
    let start = node.map_or(0, |node| node.span.start);
    place.unwrap_or_else(|| (start..start + 1, message.to_owned()))
}

/// The part of the source that a path like `services.checkout.max_replicas` or
/// `behavior.scaleUp.policies[0].type` is about, as far as it is there: the key,
/// or the value.
fn find(mut node: &Node, path: &str, about_key: bool) -> Range<usize> {
    let mut rest = path;
    let mut key = node.span.clone();
    let mut value = node.span.clone();
    loop {
        if let Some((index, after)) = rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
            let item = index
                .parse()
                .ok()
                .and_then(|at: usize| node.items().get(at));
            let Some(item) = item else { return key };
            (node, rest) = (item, after.strip_prefix('.').unwrap_or(after));
            key = item.span.clone();
        } else {
            // A key can have dots itself: the longest that fits.
            let fits = |name: &str| {
                let after = rest.strip_prefix(name)?;
                let whole = after.is_empty() || after.starts_with(['.', '[']);
                whole.then(|| after.strip_prefix('.').unwrap_or(after))
            };
            let entries = node.entries().iter();
            let found = entries
                .filter_map(|entry| Some((entry, fits(entry.0.scalar()?)?)))
                .min_by_key(|(_, after)| after.len());
            let Some(((name, found), after)) = found else {
                return key;
            };
            (node, rest) = (found, after);
            key = name.span.clone();
        }
        if !matches!(node.kind, Kind::Map(_) | Kind::List(_)) {
            value = node.span.clone();
        } else {
            value.clone_from(&key);
        }
        if rest.is_empty() {
            return if about_key { key } else { value };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_their_place() {
        let text = "services: {a.b: {max_replicas: 0}, a: {}}\nbehavior: {scaleUp: {policies: [{type: Pod}]}}\n";
        let node = &tree::documents(text).unwrap()[0];
        for (path, about_key, want) in [
            ("services.a.b.max_replicas", false, "0"),
            ("services.a.b.max_replicas", true, "max_replicas"),
            ("services.a.policy", true, "a"),
            ("behavior.scaleUp.policies[0].type", false, "Pod"),
            ("behavior.scaleUp.policies[0].value", true, "{"),
            ("behavior.scaleUp.policies", false, "policies"),
        ] {
            assert_eq!(&text[find(node, path, about_key)], want, "{path}");
        }
    }
}
