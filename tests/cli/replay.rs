//! `luascale record` and `luascale replay`.

use std::fmt::Write;
use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::gateway::Gateway;
use super::{good, luascale, refused};

const HEADER: &str = "time,requests,desired,current,demand,scope,reason,metrics\n";

/// As many replicas as are busy.
const POLICY: &str = "
function autoscale(metrics)
  return {replicas = metrics.concurrency, demand = metrics.concurrency, reason = 'busy'}
end";

/// A folder with a recording of 600 s: two busy, six in the middle of it; four
/// were decided all the time.
fn recorded() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut text = HEADER.to_owned();
    for second in 0..=600 {
        let busy = if (200..400).contains(&second) { 6 } else { 2 };
        let metrics = json!({"concurrency": busy, "desired": 4, "rps": busy * 10, "panic": {}});
        let metrics = metrics.to_string().replace('"', "\"\"");
        writeln!(
            text,
            "{},{},4,4,4.0,share,because,\"{metrics}\"",
            1_000_000 + second,
            busy * 10
        )
        .unwrap();
    }
    fs::write(folder.path().join("day.csv"), text).unwrap();
    fs::write(folder.path().join("busy.lua"), POLICY).unwrap();
    let rules = json!({"stabilizationWindowSeconds": 0});
    let config = json!({"behavior": {"scaleDown": rules}});
    fs::write(folder.path().join("filter.json"), config.to_string()).unwrap();
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

#[test]
fn a_policy_is_asked_what_it_would_have_decided() {
    let folder = recorded();
    let (file, policy) = (path(&folder, "day.csv"), path(&folder, "busy.lua"));
    let (config, out) = (path(&folder, "filter.json"), path(&folder, "report"));
    let more = ["--config", &config, "--out", &out];
    let base = ["replay", &file, "--policy", &policy];
    let text = good(&[&base[..], &more].concat());
    assert!(text.starts_with("601 rows, 0.17 hours\n"), "{text}");
    let told = good(&[&["--format", "json"][..], &base, &more].concat());
    let told: Value = serde_json::from_str(&told).unwrap();
    let [recorded, busy] = told["lines"].as_array().unwrap().as_slice() else {
        panic!("{told}");
    };
    assert_eq!(
        (&recorded["most"], &recorded["changes"]),
        (&json!(4), &json!(0))
    );
    assert_eq!(recorded["differs"], 0.0);
    assert_eq!((&busy["most"], &busy["changes"]), (&json!(6), &json!(2)));
    assert_eq!(busy["differs"], 1.0, "never four");
    let hours = busy["replica_hours"].as_f64().unwrap();
    assert!(
        (hours - (400.0 * 2.0 + 200.0 * 6.0) / 3600.0).abs() < 0.01,
        "{hours}"
    );
    let rows = fs::read_to_string(path(&folder, "report/replay.csv")).unwrap();
    assert!(
        rows.starts_with("time,recorded,busy,busy says\n1000000,4,2,busy\n"),
        "{rows}"
    );
    assert!(rows.contains("\n1000200,4,6,busy\n"));
    let chart = fs::read_to_string(path(&folder, "report/replay.svg")).unwrap();
    assert!(chart.contains("desired replicas") && chart.contains("recorded"));
}

#[test]
fn guard_rails_hold_in_a_replay() {
    let folder = recorded();
    let (file, policy) = (path(&folder, "day.csv"), path(&folder, "busy.lua"));
    let told = good(&["--format", "json", "replay", &file, "--policy", &policy]);
    let told: Value = serde_json::from_str(&told).unwrap();
    // From four running: down to two only 300 s after the six.
    assert_eq!(told["lines"][1]["changes"], 1, "{told}");
}

#[test]
fn a_policy_that_fails_is_counted() {
    let folder = recorded();
    let wrong = path(&folder, "wrong.lua");
    fs::write(&wrong, "function autoscale() error('no') end").unwrap();
    let file = path(&folder, "day.csv");
    let told = good(&["--format", "json", "replay", &file, "--policy", &wrong]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let line = &told["lines"][1];
    assert_eq!((&line["failures"], &line["most"]), (&json!(601), &json!(0)));
}

#[test]
fn what_a_gateway_tells_is_recorded_and_replayed() {
    let (gateway, folder) = (Gateway::start(), tempfile::tempdir().unwrap());
    gateway.answer(
        200,
        &json!({
            "time": 1_000.5, "epoch": 1, "requests_total": 12, "desired_replicas": 3, "demand": 2.5,
            "scope": "share", "reason": "why, \"so\"", "current_replicas": null,
            "metrics": {"concurrency": 2.5, "panic": {"concurrency": 3.0}},
        }),
    );
    let (url, file) = (gateway.url(), path(&folder, "day.csv"));
    good(&[
        "record",
        "--url",
        &url,
        "--service",
        "app",
        "--rows",
        "2",
        "--out",
        &file,
    ]);
    let text = fs::read_to_string(&file).unwrap();
    let row = "1000.5,0,3,,2.5,share,\"why, \"\"so\"\"\",\
               \"{\"\"concurrency\"\":2.5,\"\"panic\"\":{\"\"concurrency\"\":3.0}}\"\n";
    assert_eq!(text, format!("{HEADER}{row}{row}"));
    let policy = path(&folder, "busy.lua");
    fs::write(&policy, POLICY).unwrap();
    let told = good(&["--format", "json", "replay", &file, "--policy", &policy]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["lines"][1]["failures"], 0, "{told}");
}

#[test]
fn what_is_no_recording_is_refused() {
    let folder = recorded();
    let policy = path(&folder, "busy.lua");
    let wrong = path(&folder, "wrong.csv");
    for (text, part) in [
        (
            "time,value\n1,2\n",
            "no recording: its first line must be time,requests",
        ),
        (
            &format!("{HEADER}1,0,3,,1,share,,{{}}\n"),
            "needs at least two rows",
        ),
        (
            &format!("{HEADER}x,0,3,,1,share,,{{}}\n"),
            "line 2: time: \"x\" is no number",
        ),
        (
            &format!("{HEADER}1,0,,,1,share,,{{}}\n"),
            "line 2: desired: \"\"",
        ),
        (&format!("{HEADER}1,0,3,,1,share,,[]\n"), "line 2: metrics"),
        (
            &format!("{HEADER}2,0,3,,1,share,,{{}}\n1,0,3,,1,share,,{{}}\n"),
            "line 3: lies before the row above",
        ),
    ] {
        fs::write(&wrong, text).unwrap();
        let told = refused(&["replay", &wrong, "--policy", &policy]);
        assert!(told.contains(part), "{part} in {told}");
    }
    let told = refused(&["replay", "no/such.csv", "--policy", &policy]);
    assert!(told.contains("no/such.csv"), "{told}");
    let url = "http://127.0.0.1:1/x";
    let output = luascale(&["record", "--url", url, "--service", "app", "--rows", "1"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}
