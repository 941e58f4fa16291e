//! `luascale check`: what is wrong with configurations and policies, and what
//! will bite, before a gateway has them.

mod align;
mod config;
mod finding;
mod lint;
mod locate;
mod policy;
mod report;
mod text;
mod tree;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::rc::Rc;

use clap::Args;
use luascale::config::Limits;

use self::finding::{Findings, Level, Told};
use self::report::Report;
use self::text::{File, Text};
use self::tree::Node;
use crate::{Outcome, test};

const EXAMPLES: &str = "\
Reads Envoy's bootstrap, LDS and ECDS files, manifests of Istio, Envoy Gateway
and Gloo, ConfigMaps, filter configurations (YAML, JSON) and policies (Lua).

Examples:
  luascale check policies/*.lua envoy/static.yaml
  kubectl get envoyfilter -A -o yaml | luascale check -
  luascale check gateway.yaml --metric queue,gpu --deny-warnings";

/// Find what is wrong with configurations and policies
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What to check; - is the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Fail on warnings, too
    #[arg(long)]
    deny_warnings: bool,
    /// Metrics that replicas report; all others are unknown
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    metric: Vec<String>,
}

/// Checks all files; `json` instead of text.
pub(crate) fn run(arguments: &Arguments, json: bool) -> Result<Outcome, String> {
    let mut files = Vec::new();
    for name in &arguments.files {
        let file = Rc::new(read(name)?);
        let mut findings = Findings::new(Rc::clone(&file));
        check(&mut findings, &arguments.metric);
        findings.list.sort_by_key(|finding| finding.span.start);
        files.push(findings);
    }
    let report = Report { files };
    let (errors, warnings) = (report.count(Level::Error), report.count(Level::Warning));
    let read = report.policies() + report.configurations() + report.tests();
    if errors + warnings + read == 0 {
        return Err(format!(
            "{}: neither a policy nor a configuration of luascale in it",
            arguments.files.join(", ")
        ));
    }
    let output = if json {
        format!("{:#}\n", report.json())
    } else {
        report.text()
    };
    let good = errors == 0 && !(arguments.deny_warnings && warnings > 0);
    Ok(Outcome { output, good })
}

fn read(name: &str) -> Result<File, String> {
    let mut bytes = Vec::new();
    let (name, read) = if name == "-" {
        (
            "<stdin>",
            std::io::stdin().read_to_end(&mut bytes).map(drop),
        )
    } else {
        (name, fs::read(name).map(|read| bytes = read))
    };
    read.map_err(|error| format!("{name}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        format!("{name}: not UTF-8 at byte {at}")
    })?;
    let name = name.to_owned();
    Ok(File { name, text })
}

fn check(findings: &mut Findings, reported: &[String]) {
    let file = Rc::clone(&findings.file);
    let text = Text::of_file(&file);
    let path = Path::new(&file.name);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    match ending.to_ascii_lowercase().as_str() {
        "lua" if test::is_test(&stem) => check_tests(findings, &text, &stem),
        "lua" => check_policy(findings, &text, &stem, reported),
        "json" | "yaml" | "yml" => check_documents(findings, &text, reported),
        _ if is_lua(&text.text) => check_policy(findings, &text, &stem, reported),
        _ => check_documents(findings, &text, reported),
    }
}

/// Whether a text without a name is a policy and not YAML: by its first line
/// that says something.
fn is_lua(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines
        .find(|line| !line.starts_with('#'))
        .unwrap_or_default();
    let comment = first.starts_with("--") && first != "---" && !first.starts_with("--- ");
    let begins = ["function ", "local ", "return", "autoscale"];
    comment || begins.iter().any(|word| first.starts_with(word))
}

fn check_policy(findings: &mut Findings, text: &Text, name: &str, reported: &[String]) {
    let budget = policy::Budget {
        limits: Limits::default(),
        utc_offset_minutes: 0,
    };
    policy::check(findings, text, name, budget, reported);
}

/// Checks a policy's test file.
fn check_tests(findings: &mut Findings, text: &Text, name: &str) {
    findings.tests += 1;
    if let Err(error) = test::read(name, &text.text) {
        let (part, message) = policy::located(text, name, &error);
        findings.add(Level::Error, text, part, Told::guessed(&message));
    }
}

/// Checks all that is luascale's in YAML or JSON.
fn check_documents(findings: &mut Findings, text: &Text, reported: &[String]) {
    let documents = match tree::documents(&text.text) {
        Ok(documents) => documents,
        Err(fault) => {
            let told = Told::new(format!("not YAML: {}", fault.text));
            findings.add(Level::Error, text, fault.span, told);
            return;
        }
    };
    for document in &documents {
        let filters = locate::filters(document);
        if filters.is_empty() && locate::is_bare(document) {
            // The parser's own words, where it is all of a file in JSON.
            if documents.len() == 1 && text.text.trim_start().starts_with('{') {
                findings.configurations += 1;
                config::check_json(findings, text, reported);
            } else {
                config::check(findings, text, document, reported);
            }
        }
        for filter in filters {
            config::check(findings, text, &filter, reported);
        }
        for map in config_maps(document) {
            check_config_map(findings, text, map, reported);
        }
    }
}

/// ConfigMaps in a document, or in a list of them.
fn config_maps(document: &Rc<Node>) -> Vec<&Rc<Node>> {
    let listed = document.get("items").map_or(&[][..], |items| items.items());
    let all = listed.iter().chain([document]);
    all.filter(|it| it.get("kind").and_then(|kind| kind.scalar()) == Some("ConfigMap"))
        .collect()
}

/// Files in a ConfigMap are checked as files of these names are.
fn check_config_map(findings: &mut Findings, text: &Text, map: &Node, reported: &[String]) {
    let data = map.get("data").map_or(&[][..], |data| data.entries());
    for (name, value) in data {
        let (Some(name), Some(inner)) = (name.scalar(), value.text(text)) else {
            continue;
        };
        match name.rsplit_once('.') {
            Some((stem, "lua")) => check_policy(findings, &inner, stem, reported),
            Some((_, "yaml" | "yml" | "json")) => check_documents(findings, &inner, reported),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_told_from_yaml() {
        for text in [
            "-- a comment\nlocal X = 1\n",
            "--[[ long ]]\n",
            "\nfunction autoscale(m) end",
            "local X = 1",
        ] {
            assert!(is_lua(text), "{text}");
        }
        for text in [
            "---\na: 1\n",
            "# x\na: 1\n",
            "{}",
            "",
            "policy: |\n  function f() end\n",
        ] {
            assert!(!is_lua(text), "{text}");
        }
    }
}
