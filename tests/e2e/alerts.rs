//! Rules for Prometheus: promtool's own tests of them, and that nobody who is
//! alerted is left alone.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::{each_object, promtool_run, read, repository};

const RUNBOOK: &str = "https://github.com/luascale/luascale/blob/main/deploy/prometheus/RUNBOOK.md";

fn folder() -> PathBuf {
    repository().join("deploy/prometheus")
}

/// Objects with this key, from a file of ours.
fn with(file: &str, key: &str) -> Vec<Value> {
    let mut found = Vec::new();
    each_object(&mut read(&folder().join(file)), &mut |object| {
        if object.contains_key(key) {
            found.push(Value::Object(object.clone()));
        }
    });
    found
}

fn text(value: &Value) -> &str {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value:?}"))
}

#[test]
fn promtool_passes_rules_and_their_tests() {
    let rules = ["recording.yml", "alerts.yml"];
    let tests = ["recording_test.yml", "alerts_test.yml"];
    for (command, files) in [(["check", "rules"], rules), (["test", "rules"], tests)] {
        let said = promtool_run(&folder(), &[&command[..], &files[..]].concat());
        assert!(said.contains("SUCCESS"), "{said}");
    }
    let said = promtool_run(&folder(), &["check", "config", "prometheus.yml"]);
    assert!(
        said.contains("2 rule files found") && !said.contains("FAILED"),
        "{said}"
    );
}

/// Debian's Prometheus knows no Kubernetes, so that all else is checked.
#[test]
fn promtool_passes_the_configuration_for_kubernetes() {
    let mut config = read(&folder().join("kubernetes.yml"));
    each_object(&mut config, &mut |object| {
        if object.remove("kubernetes_sd_configs").is_some() {
            object.insert("static_configs".to_owned(), json!([]));
        }
        object.remove("rule_files");
    });
    let scratch = tempfile::tempdir().expect("a folder");
    std::fs::write(scratch.path().join("it.yml"), config.to_string()).expect("a file");
    let said = promtool_run(scratch.path(), &["check", "config", "it.yml"]);
    assert!(said.contains("SUCCESS"), "{said}");
}

#[test]
fn the_operators_rules_are_the_same() {
    let groups = |file: &str| {
        let mut file = read(&folder().join(file));
        let spec = if file["spec"].is_null() {
            file
        } else {
            file["spec"].take()
        };
        spec["groups"].as_array().expect("groups").clone()
    };
    let ours = [groups("recording.yml"), groups("alerts.yml")].concat();
    assert!(!ours.is_empty());
    assert_eq!(groups("operator/prometheusrule.yaml"), ours);
}

#[test]
fn each_alert_has_its_section_and_a_test_of_both_outcomes() {
    let runbook = std::fs::read_to_string(folder().join("RUNBOOK.md")).expect("the runbook");
    let sections = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .map(|name| (name, 0));
    let mut sections: BTreeMap<&str, u32> = sections.collect();
    let alerts = with("alerts.yml", "alert");
    assert_eq!(alerts.len(), sections.len(), "{sections:?}");
    let cases = with("alerts_test.yml", "alertname");
    for alert in &alerts {
        let name = text(&alert["alert"]);
        let section = sections.get_mut(name);
        *section.unwrap_or_else(|| panic!("no section {name}")) += 1;
        let url = text(&alert["annotations"]["runbook_url"]);
        assert_eq!(url, format!("{RUNBOOK}#{}", name.to_lowercase()));
        let outcomes = cases
            .iter()
            .filter(|case| case["alertname"] == name)
            .map(|case| case["exp_alerts"].as_array().expect("a list").is_empty());
        let mut outcomes: Vec<bool> = outcomes.collect();
        outcomes.sort_unstable();
        outcomes.dedup();
        assert_eq!(outcomes, [false, true], "{name} fires, and does not");
        let severity = text(&alert["labels"]["severity"]);
        assert!(["info", "warning", "critical"].contains(&severity));
    }
    assert!(sections.values().all(|count| *count == 1), "{sections:?}");
}
