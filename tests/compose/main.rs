//! The demo in `compose/`: replicas of an application, containers, follow the load,
//! and no request is lost while they come and go.
//!
//! A target of its own, so that nothing else runs beside it.

#[cfg(test)]
mod project;

use std::io::Write;
use std::path::Path;

use project::{FILE, Project, compose};
use serde_json::Value;

/// What the load needs at its height, at least.
const ROSE: usize = 4;

#[test]
fn replicas_rise_and_fall_and_no_request_is_lost() {
    // Past what captures the output of tests.
    let not_run = |why: &str| writeln!(std::io::stderr(), "not run: {why}").unwrap();
    if !project::is_there() {
        return not_run("no Docker engine");
    }
    let Some(compose) = compose() else {
        return not_run("no Docker Compose");
    };
    let wasm = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/luascale.wasm");
    assert!(wasm.exists(), "no {}: run make wasm", wasm.display());
    let project = Project::up(compose, &["envoy", "app", "scaler", "load", "prometheus"]);
    project.wait_for("one replica", |replicas| replicas == 1);
    project.wait_for("more as the load rises", |replicas| replicas >= ROSE);
    project.wait_for("one again as it falls", |replicas| replicas == 1);

    let highest = project.asked("max_over_time(luascale_desired_replicas[2m])");
    let highest = highest["data"]["result"][0]["value"][1].clone();
    let highest: usize = highest.as_str().unwrap().parse().unwrap();
    assert!(highest >= ROSE, "{highest}");
    // What the dashboard and the recording rules go by.
    for query in [
        "service:luascale_wanted_replicas:fleet",
        "luascale_heartbeat",
    ] {
        let told = project.asked(query);
        assert!(told["data"]["result"][0].is_object(), "{query}: {told}");
    }

    project.stop("load");
    let told = project.logs("load");
    let last = told.lines().last().unwrap();
    let (_, last) = last
        .split_once("in all ")
        .unwrap_or_else(|| panic!("{told}"));
    let (answered, failed) = last.split_once(" answered, ").unwrap();
    assert_eq!(failed, "0 failed", "{told}\n{}", project.logs("scaler"));
    assert!(answered.parse::<u64>().unwrap() > 500, "{told}");
    let scaler = project.logs("scaler");
    assert!(scaler.contains("app: 1 → "), "its own words: {scaler}");
}

/// The shipped policy, which Envoy's file holds a copy of.
#[test]
fn the_policy_is_the_shipped_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let held: Value = serde_saphyr::from_str(&read("compose/envoy.yaml")).unwrap();
    let connection = &held["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0];
    let filter = &connection["typed_config"]["http_filters"][0]["typed_config"]["config"];
    let policy = filter["configuration"]["value"]["policy"].as_str();
    assert_eq!(policy, Some(read("policies/concurrency.lua").as_str()));
}

/// The version that everything else here is tested with.
#[test]
fn envoy_is_the_pinned_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let version = std::fs::read_to_string(root.join(".envoy-version")).unwrap();
    let compose = std::fs::read_to_string(root.join(FILE)).unwrap();
    let image = format!("image: envoyproxy/envoy:v{}\n", version.trim());
    assert!(compose.contains(&image), "{image}");
}
