//! `luascale test`.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{good, luascale, refused};

const POLICY: &str = "
function autoscale(metrics)
  print('asked with ' .. metrics.cpu)
  if metrics.cpu > 80 then return scale.up(2, 'cpu ' .. metrics.cpu .. ' above 80') end
end";

/// A folder with a policy and its tests.
fn folder(policy: &str, tests: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.lua"), policy).unwrap();
    fs::write(folder.path().join("mine_test.lua"), tests).unwrap();
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

/// What is told of tests that do not all pass, without the folder's name.
fn failing(policy: &str, tests: &str) -> String {
    let folder = folder(policy, tests);
    let output = luascale(&["test", &path(&folder, "mine.lua")]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    told.replace(&format!("{}/", folder.path().display()), "")
}

#[test]
fn the_shipped_policies_pass_theirs() {
    let told = good(&["test", "policies"]);
    assert!(told.ends_with(" passed, 0 failed\n"), "{told}");
    let policies = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/policies")).unwrap();
    for entry in policies {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let tests = name
            .strip_suffix(".lua")
            .map(|name| format!("{name}_test.lua"));
        if let Some(tests) = tests.filter(|_| !name.ends_with("_test.lua")) {
            assert!(told.contains(&tests), "{tests} in {told}");
        }
    }
}

#[test]
fn a_mismatch_tells_place_difference_and_what_was_seen() {
    let told = failing(
        POLICY,
        "test('adds two', function()
  tick{cpu = 85, replicas = 3}
  expect{action = 'up', replicas = 6, reason = 'cpu 85'}
end)
test('holds', function()
  tick{cpu = 50, replicas = 3}
  expect{action = 'hold'}
end)",
    );
    for part in [
        "mine_test.lua:3: failed: adds two\n",
        "replicas: expected 6, got 5\n",
        "cpu 85 above 80",
        "metrics  cpu 85",
        "asked with 85",
        "mine_test.lua: 1 of 2 tests passed\n1 passed, 1 failed\n",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn a_program_can_read_the_results() {
    let tests = "test('a', function() tick{cpu = 85} expect{action = 'down'} end)";
    let folder = folder(POLICY, tests);
    let file = path(&folder, "mine_test.lua");
    let output = luascale(&["--format", "json", "test", &file]);
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["passed"], &told["failed"]), (&0.into(), &1.into()));
    let result = &told["files"][0]["results"][0];
    assert_eq!(result["name"], "a");
    assert_eq!(result["mismatches"][0]["got"]["action"], "up");
}

#[test]
fn a_test_that_cannot_be_run_fails_and_says_why() {
    for (policy, tests, part) in [
        (
            POLICY,
            "test('a', function() while true do end end)",
            "loop for ever",
        ),
        (POLICY, "test('a', function() tick{cpu = 'x'} end)", "cpu"),
        (
            POLICY,
            "test('a', function() expect{action = 'up'} end)",
            "tick",
        ),
        (
            POLICY,
            "test('a', function() tick{cpu = 1} expect{acton = 'up'} end)",
            "acton",
        ),
        (POLICY, "test('a', function() error('mine') end)", "mine"),
        (POLICY, "tset('a', function() end)", "unknown global 'tset'"),
        (POLICY, "test('a'", "mine_test.lua:1"),
        (
            "function autoscale(",
            "test('a', function() end)",
            "mine.lua",
        ),
        (
            POLICY,
            "config{max_replica = 1}",
            "did you mean max_replicas",
        ),
    ] {
        let told = failing(policy, tests);
        assert!(told.contains(part), "{part} in {told}");
        assert!(told.contains("0 passed, 1 failed"), "{told}");
    }
}

#[test]
fn only_some_tests_are_run() {
    let tests = "
test('good', function() tick{cpu = 85} expect{action = 'up'} end)
test('bad', function() tick{cpu = 85} expect{action = 'down'} end)";
    let folder = folder(POLICY, tests);
    let file = path(&folder, "mine.lua");
    let told = good(&["test", &file, "--only", "oo"]);
    assert!(told.ends_with("1 passed, 0 failed\n"), "{told}");
    let told = refused(&["test", &file, "--only", "ugly"]);
    assert!(told.contains("--only ugly: no test"), "{told}");
}

#[test]
fn a_configuration_gives_bounds_and_guard_rails() {
    let tests = "test('a', function() tick{cpu = 85, replicas = 3} expect{replicas = 4} end)";
    let folder = folder(POLICY, tests);
    let (file, config) = (path(&folder, "mine.lua"), path(&folder, "filter.json"));
    fs::write(&config, "{\"max_replicas\": 4}").unwrap();
    good(&["test", &file, "--config", &config]);
    fs::write(&config, "{\"max_replicas\": 0}").unwrap();
    let told = refused(&["test", &file, "--config", &config]);
    assert!(told.contains("max_replicas: 0 is out of range"), "{told}");
}

#[test]
fn wrong_arguments_are_refused() {
    let empty = tempfile::tempdir().unwrap();
    fs::write(empty.path().join("alone.lua"), POLICY).unwrap();
    let alone = path(&empty, "alone.lua");
    for (arguments, part) in [
        (vec!["test"], "FILE"),
        (vec!["test", "no/such.lua"], "no/such.lua"),
        (vec!["test", &alone], "alone_test.lua"),
        (vec!["test", "README.md"], "README.md"),
    ] {
        let told = refused(&arguments);
        assert!(told.contains(part), "{part} in {told}");
    }
    assert!(Path::new(&alone).exists());
}
