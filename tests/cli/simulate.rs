//! `luascale simulate`.

use std::fs;

use serde_json::Value;

use super::{good, refused};

/// A small service, so that a load has few requests.
const SMALL: [&str; 6] = ["--slots", "4", "--peak", "4", "--service-time", "4"];

fn simulate(more: &[&str]) -> String {
    good(&[&["simulate"], &SMALL[..], more].concat())
}

fn figures(more: &[&str]) -> Vec<(String, Value)> {
    let data: Value =
        serde_json::from_str(&simulate(&[&["--format", "json"], more].concat())).unwrap();
    let loads = data["loads"].as_array().unwrap();
    let runs = loads
        .iter()
        .flat_map(|load| load["runs"].as_array().unwrap());
    runs.map(|run| {
        let name = run["autoscaler"].as_str().unwrap().to_owned();
        (name, run["figures"].clone())
    })
    .collect()
}

#[test]
fn a_policy_and_baselines_are_compared() {
    let text = simulate(&[
        "--policy",
        "policies/knative.lua",
        "--set",
        "TARGET=1",
        "--baseline",
        "hpa,knative,keda-http",
        "--trace",
        "step",
    ]);
    for row in [
        "| knative ",
        "| baseline hpa ",
        "| baseline knative ",
        "| baseline keda-http ",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
    assert!(text.contains("late or failed %"), "{text}");
}

#[test]
fn all_of_them_follow_the_load() {
    let runs = figures(&[
        "--policy",
        "policies/target_tracking.lua",
        "--baseline",
        "hpa,knative,keda-http",
        "--trace",
        "ramp",
    ]);
    assert_eq!(runs.len(), 4);
    for (name, figures) in runs {
        let number = |key: &str| figures[key].as_f64().unwrap();
        // Four fifths of four slots at the peak of an hour.
        assert!(
            (4_000.0..9_000.0).contains(&number("requests")),
            "{name}: {figures}"
        );
        assert!(number("changes") >= 4.0, "{name}: {figures}");
        assert!(number("violations_percent") < 20.0, "{name}: {figures}");
        // One replica all the time is 1, the maximum all the time is 8.
        assert!(
            (2.0..6.0).contains(&number("replica_hours")),
            "{name}: {figures}"
        );
    }
}

#[test]
fn a_policy_that_does_nothing_is_worse() {
    let folder = tempfile::tempdir().unwrap();
    let lazy = folder.path().join("lazy.lua");
    fs::write(&lazy, "function autoscale() end").unwrap();
    let runs = figures(&[
        "--policy",
        lazy.to_str().unwrap(),
        "--policy",
        "policies/target_tracking.lua",
        "--trace",
        "step",
    ]);
    let violations = |at: usize| runs[at].1["violations"].as_u64().unwrap();
    assert!(violations(0) > 5 * violations(1), "{runs:?}");
    assert_eq!(runs[0].1["changes"], 0);
}

#[test]
fn equal_seeds_give_equal_figures() {
    let once = |seed: &str| {
        figures(&[
            "--policy",
            "policies/target_tracking.lua",
            "--trace",
            "burst",
            "--seed",
            seed,
        ])
    };
    assert_eq!(once("3"), once("3"));
    assert_ne!(once("3"), once("4"));
}

#[test]
fn chart_page_and_lines_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    simulate(&[
        "--policy",
        "policies/target_tracking.lua",
        "--baseline",
        "hpa",
        "--trace",
        "sine",
        "--out",
        folder.path().to_str().unwrap(),
    ]);
    let svg = fs::read_to_string(at("sine.svg")).unwrap();
    for text in [
        "needed",
        "target_tracking",
        "baseline hpa",
        "late or failed, %",
    ] {
        assert!(svg.contains(text), "{text}");
    }
    let decoder = png::Decoder::new(std::io::BufReader::new(
        fs::File::open(at("sine.png")).unwrap(),
    ));
    let reader = decoder.read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (1200, 920));
    let page = fs::read_to_string(at("report.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("<td>target_tracking"));
    let mut lines = csv::Reader::from_path(at("sine.csv")).unwrap();
    // A line each second, for both.
    assert_eq!(
        lines.records().filter(|line| line.is_ok()).count(),
        2 * 3600
    );
}

#[test]
fn a_recorded_load_is_played() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("elb.csv");
    let rows: String = (0..60)
        .map(|minute| format!("2025-11-24 10:{minute:02}:00,{}\n", 60 + minute * 3))
        .collect();
    fs::write(&trace, format!("timestamp,requests\n{rows}")).unwrap();
    let trace = trace.to_str().unwrap();
    let text = simulate(&["--baseline", "knative", "--trace", trace]);
    assert!(text.starts_with("elb\n"), "{text}");
    fs::write(
        trace,
        "timestamp,ContextTokens,GeneratedTokens\n0,100,50\n5,200,10\n60,10,10\n",
    )
    .unwrap();
    let runs = figures(&["--baseline", "knative", "--trace", trace]);
    assert_eq!(
        runs[0].1["requests"], 2,
        "the end of the trace is no request"
    );
}

#[test]
fn guard_rails_come_from_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("filter.json");
    fs::write(&config, r#"{"max_replicas": 2}"#).unwrap();
    let hours = |more: &[&str]| {
        let base = [
            "--policy",
            "policies/target_tracking.lua",
            "--trace",
            "step",
        ];
        figures(&[&base, more].concat())[0].1["replica_hours"]
            .as_f64()
            .unwrap()
    };
    let config = config.to_str().unwrap();
    assert!(hours(&["--config", config]) <= 2.0);
    assert!(hours(&[]) > 2.0);
}

#[test]
fn all_autoscalers_have_the_bounds_of_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("filter.json");
    for text in [
        r#"{"min_replicas": 3, "max_replicas": 3}"#,
        r#"{"services": {"app": {"min_replicas": 3, "max_replicas": 3}}}"#,
    ] {
        fs::write(&config, text).unwrap();
        let runs = figures(&[
            "--policy",
            "policies/target_tracking.lua",
            "--baseline",
            "hpa,knative,keda-http",
            "--trace",
            "step",
            "--config",
            config.to_str().unwrap(),
        ]);
        for (name, figures) in runs {
            let hours = figures["replica_hours"].as_f64().unwrap();
            // Three of them for the hour that the load lasts.
            assert!((hours - 3.0).abs() < 0.01, "{name} {text}: {figures}");
        }
    }
}

#[test]
fn what_is_wrong_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let broken = file("broken.lua", "function autoscale(");
    let fails = file("fails.lua", "function autoscale() return 'sideways' end");
    let config = file("config.json", r#"{"max_replica": 3}"#);
    let shop = "policies/knative.lua";
    for (arguments, want) in [
        (vec!["--policy", shop], "--trace"),
        (vec!["--trace", "step"], "nothing to simulate"),
        (
            vec!["--trace", "steps", "--policy", shop],
            "neither a file nor one of step, ramp",
        ),
        (
            vec!["--trace", "step", "--policy", "none.lua"],
            "none.lua: No such file",
        ),
        (vec!["--trace", "step", "--policy", &broken], "broken"),
        (vec!["--trace", "step", "--policy", &fails], "sideways"),
        (
            vec!["--trace", "step", "--policy", shop, "--set", "X=1"],
            "local NAME = NUMBER",
        ),
        (
            vec!["--trace", "step", "--policy", shop, "--set", "X"],
            "NAME=NUMBER",
        ),
        (
            vec!["--trace", "step", "--policy", shop, "--config", &config],
            "max_replica",
        ),
        (vec!["--trace", "step", "--baseline", "kpa"], "knative"),
        (
            vec!["--trace", "step", "--baseline", "hpa", "--target", "2"],
            "0.01 to 1",
        ),
        (
            vec!["--trace", "step", "--baseline", "hpa", "--timeout", "nan"],
            "above 0",
        ),
        (
            vec!["--trace", "Cargo.toml", "--baseline", "hpa"],
            "no column of requests",
        ),
    ] {
        let told = refused(&[vec!["simulate"], arguments.clone()].concat());
        assert!(told.contains(want), "{arguments:?}: {told}");
    }
}
