//! What tests of policies say, and how the engine takes it: line by line.

use std::fs;

use tempfile::TempDir;

use super::{good, luascale};

/// Adds two above 80 % and remembers how often it was asked.
const POLICY: &str = "\
function autoscale(metrics, request)
  state.asked = (state.asked or 0) + 1
  if request and request.path == '/fail' then error('as asked') end
  if metrics.cpu > 80 then
    print('hot', metrics.cpu)
    return scale.up(2, 'cpu ' .. metrics.cpu .. ', asked ' .. state.asked)
  end
  if #history('cpu') >= 3 then return scale.to(1, clock.hour .. ' h') end
end
";

/// A folder with `mine.lua` and its tests.
fn folder(tests: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.lua"), POLICY).unwrap();
    fs::write(folder.path().join("mine_test.lua"), tests).unwrap();
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// Runs these tests. Gives what is told, and whether all passed.
fn run_with(tests: &str, more: &[&str]) -> (String, bool) {
    let folder = folder(tests);
    let output = luascale(&[&["test", &path(&folder, "mine.lua")], more].concat());
    assert!(output.stderr.is_empty(), "{output:?}");
    let code = output.status.code().unwrap();
    assert!(code < 2, "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    let folder = format!("{}/", folder.path().display());
    (told.replace(&folder, ""), code == 0)
}

/// Runs one test with this body.
fn body(body: &str) -> (String, bool) {
    run_with(&format!("test('it', function()\n{body}\nend)\n"), &[])
}

fn passes(text: &str) {
    let (told, passed) = body(text);
    assert!(passed, "{text}\n{told}");
    assert_eq!(
        told,
        "mine_test.lua: 1 of 1 test passed\n1 passed, 0 failed\n"
    );
}

/// It fails on the second line of the file, the first of the body; on the
/// first, where it is stopped.
fn fails(text: &str, words: &str) {
    let (told, passed) = body(text);
    assert!(!passed, "{text}\n{told}");
    let stopped = words.contains("fuel") || words.contains("memory");
    let line = if stopped { 1 } else { 2 };
    let head = format!("mine_test.lua:{line}: failed: it\n");
    assert!(told.starts_with(&head), "{text}: {told}");
    assert!(told.contains(words), "{text}: {words}\n{told}");
    assert!(told.ends_with("0 passed, 1 failed\n"), "{told}");
}

#[test]
fn a_decision_is_compared_field_by_field() {
    for text in [
        "tick{cpu = 85, replicas = 3} expect{action = 'up'} expect{replicas = 5}",
        "tick{cpu = 85, replicas = 3} expect{recommended = 5, demand = 5, scope = 'fleet'}",
        "tick{cpu = 85, replicas = 3} expect{reason = 'cpu 85', clipped_by = false, error = false}",
        "tick{cpu = 85, replicas = 9} expect{replicas = 10, recommended = 11, clipped_by = 'max_replicas'}",
        "tick{cpu = 50, replicas = 3} expect{action = 'hold', replicas = 3, reason = false}",
        "tick{replicas = 3} expect{action = 'hold', replicas = false, error = 'metrics.cpu'}",
        "tick{cpu = 85} expect{action = 'up', replicas = 3}",
        "tick{cpu = 85, desired = 6} expect{action = 'up', replicas = 8}",
        "assert(tick{cpu = 85, replicas = 3}.replicas == 5)",
        "assert(tick{cpu = 85.5, replicas = 3}.reason == 'cpu 85.5, asked 1')",
        "for replicas = 3, 5 do tick{cpu = 85, replicas = replicas} expect{replicas = replicas + 2} end",
    ] {
        passes(text);
    }
}

#[test]
fn a_failure_tells_place_difference_metrics_and_clock() {
    let (told, passed) = run_with(
        "local function hot(more)\n  tick{cpu = 85, replicas = 3, panic = {rps = more}}\nend\n\n\
         test('good', function() hot(1) end)\n\
         test('two more', function()\n  hot(2.5)\n  expect{action = 'up', replicas = 6, reason = 'hot'}\nend)\n",
        &[],
    );
    assert!(!passed);
    let want = "\
mine_test.lua:8: failed: two more
  reason: expected \"hot\" in it, got \"cpu 85, asked 1\"
  replicas: expected 6, got 5
  decided  up, replicas 5, demand 5 (fleet), \"cpu 85, asked 1\"
  metrics  cpu 85, max_replicas 10, min_replicas 1, replicas 3
  panic    rps 2.5
  clock    second 0, Mon 2025-11-24 12:00:00 UTC
  printed  hot\t85
mine_test.lua: 1 of 2 tests passed
1 passed, 1 failed
";
    assert_eq!(told.replace("hot 85", "hot\t85"), want);
}

#[test]
fn time_passes_as_in_the_filter() {
    for text in [
        // Four ticks a second, until the end of what was asked for.
        "tick({cpu = 50, replicas = 3}, 2) tick{cpu = 85, replicas = 3} expect{reason = 'asked 9'}",
        "config{tick_ms = 1000} tick({cpu = 50}, 2) tick{cpu = 85} expect{reason = 'asked 3'}",
        "at(10) tick({cpu = 50}, 0) tick{cpu = 85} expect{reason = 'asked 2'}",
        // One value of history per second.
        "tick({cpu = 50, replicas = 4}, 2) expect{recommended = 4}",
        "tick({cpu = 50, replicas = 4}, 2.25) expect{recommended = 1, replicas = 4, clipped_by = 'scaleDown'}",
        "tick({cpu = 50, replicas = 4}, 310) expect{replicas = 1, action = 'down', reason = '12 h'}",
        // The clock is the operator's.
        "config{utc_offset_minutes = 90} at('2025-11-24 22:29') tick({cpu = 50}, 3) expect{reason = '23 h'}",
        "at('2025-11-24T22:59:58') tick({cpu = 50}, 3) expect{reason = '23 h'}",
        // A step counts once per period.
        "tick({cpu = 85}, 14) expect{replicas = 3} tick({cpu = 85}, 2) expect{replicas = 5}",
        // Guard rails that change keep what they remember.
        "tick{cpu = 85, replicas = 3} config{max_replicas = 4} tick{cpu = 85, replicas = 3} expect{replicas = 4}",
        // At rest.
        "config{min_replicas = 2, on_idle = 'min', idle_s = 60}
         local quiet = {cpu = 0, requests = 0, inflight = 0, replicas = 5}
         tick({cpu = 70, requests = 9, inflight = 1, replicas = 5}, 1)
         tick(quiet, 59) expect{recommended = 1}
         tick(quiet, 2) expect{recommended = 2, reason = 'idle for 60 s'}",
    ] {
        passes(text);
    }
}

#[test]
fn a_request_is_answered_and_decides_nothing() {
    for text in [
        "tick{cpu = 50, replicas = 3} request{cpu = 85} expect{action = 'up', replicas = 5, reason = 'asked 2'}
         request{cpu = 85} expect{reason = 'asked 2'} tick{cpu = 50, replicas = 3} expect{action = 'hold'}",
        "tick{cpu = 85, replicas = 3} request{} expect{action = 'up'}",
        "tick{cpu = 85, replicas = 3} request(nil, {path = '/x', id = '1'}) expect{action = 'up'}",
        "tick{cpu = 50, replicas = 3} request({cpu = 85}, {scale_type = 'none'}) expect{action = 'hold', replicas = 3}",
        "tick{cpu = 50, replicas = 3} request({cpu = 85}, {scale_type = 'vertical'}) expect{action = 'up', replicas = false}",
        "tick{cpu = 50} request({cpu = 85}, {path = '/fail'}) expect{action = 'hold', error = 'as asked', reason = 'policy runtime'}",
    ] {
        passes(text);
    }
}

#[test]
fn tests_know_nothing_of_each_other() {
    let (told, passed) = run_with(
        "config{max_replicas = 4}\nlocal names = {'a', 'b'}\n\
         for _, name in ipairs(names) do\n  test(name, function()\n    tick{cpu = 85, replicas = 3}\n    \
         expect{replicas = 4, reason = 'asked 1'}\n    config{max_replicas = 9, min_replicas = 9}\n  end)\nend\n",
        &[],
    );
    assert!(passed, "{told}");
    assert!(told.contains("2 of 2 tests passed"), "{told}");
}

#[test]
fn what_is_wrong_has_its_line_and_a_remedy() {
    for (text, words) in [
        (
            "tick{cpu = 85} expect{replica = 3}",
            "unknown field replica: did you mean replicas?",
        ),
        (
            "tick{cpu = 85} expect{action = 'sideways'}",
            "must be \"up\", \"down\" or \"hold\"",
        ),
        (
            "tick{cpu = 85} expect{replicas = 'three'}",
            "must be a number, or false",
        ),
        (
            "tick{cpu = 85} expect{replicas = 2.5}",
            "must be a number, or false",
        ),
        (
            "tick{cpu = 85} expect{reason = 3}",
            "must be a text that is in it",
        ),
        ("tick{cpu = 85} expect('up')", "give a table with names"),
        ("expect{replicas = 3}", "nothing has happened"),
        ("tick{cpu = '85'}", "metrics.cpu = \"85\" must be a number"),
        (
            "tick{cpu = -1}",
            "metrics.cpu = -1 must be a number, 0 or more",
        ),
        ("tick{cpu = 0/0}", "is no number to work with"),
        ("tick{cpu = 1, replicas = 2.5}", "must be a whole number"),
        (
            "tick{cpu = 1, max_replicas = 5}",
            "config{max_replicas = 5}",
        ),
        (
            "tick{cpu = 1} tick{cpu = 1, desired = 3}",
            "only the first one",
        ),
        ("tick{cpu = 1, panic = 3}", "metrics.panic must be a table"),
        ("tick()", "give a table with names, as in tick{…}"),
        ("tick({cpu = 1}, -1)", "must be a number of seconds"),
        ("tick({cpu = 1}, 1, 1)", "3 arguments, must be at most 2"),
        ("tick{cpu = 1} at(-1)", "must be a number of seconds"),
        ("tick({cpu = 1}, 9) at(5)", "is past, it is second 9"),
        ("at('tomorrow')", "no date in UTC"),
        ("config{max_replica = 3}", "did you mean max_replicas"),
        ("config{min_replicas = 30}", "min_replicas"),
        (
            "config{behavior = {scaleUp = {policies = {{type = 'Pod'}}}}}",
            "behavior.scaleUp.policies[0]",
        ),
        ("request({}, {pat = '/'})", "did you mean path?"),
        ("tick{cpu = function() end}", "a function is no plain data"),
        ("test('inner', function() end)", "a test within a test"),
        ("local t; t.x = 1", "attempt to index a nil value"),
        ("assert(tick{cpu = 85}.replicas == 5, 'five')", "five"),
        ("while true do end", "spent its fuel"),
        (
            "tick{cpu = 1} while true do pcall(expect, {action = 'up'}) end",
            "expected \"up\"",
        ),
        ("tick({cpu = 1}, 1e8)", "spent its fuel"),
        ("local t = {} while true do t[#t + 1] = {} end", "of memory"),
        ("error('mine')", "mine"),
    ] {
        fails(text, words);
    }
}

#[test]
fn a_policy_that_fails_passes_no_test_that_does_not_expect_it() {
    for (text, words) in [
        (
            "tick{} expect{action = 'hold'}",
            "error: expected none, got \"no data",
        ),
        ("tick{cpu = 50} request({}, {path = '/fail'})", "as asked"),
        (
            "tick{cpu = 50} request({}, {path = '/fail'}) tick{cpu = 50} expect{action = 'hold'}",
            "as asked",
        ),
        (
            "tick{cpu = 50} request({}, {path = '/fail'}) expect{error = 'another'}",
            "expected \"another\" in it",
        ),
        (
            "pcall(function() tick{cpu = 50} expect{action = 'up'} end)",
            "expected \"up\"",
        ),
    ] {
        fails(text, words);
    }
    // Nothing measured yet is no failure of the policy.
    passes("tick{} tick{cpu = 85} expect{action = 'up'}");
}

#[test]
fn what_cannot_run_fails_with_its_place() {
    for (tests, words) in [
        ("test('x', function()\n", "mine_test.lua:2: 'end' expected"),
        (
            "x = 1\nassrt(x)",
            "mine_test.lua:2: unknown global 'assrt': did you mean 'assert'?",
        ),
        ("x = clock.hour", "unknown global 'clock'"),
        ("tick{cpu = 1}", "mine_test.lua:1: tick belongs into a test"),
        (
            "\nconfig{policies = 1}",
            "mine_test.lua:2: configuration: policies",
        ),
        ("while true do end", "mine_test.lua: it spent its fuel"),
        ("test('x')", "function expected, got no value"),
        ("test(function() end)", "string expected"),
        ("io.open('x')", "'io' is not available"),
    ] {
        let (told, passed) = run_with(tests, &[]);
        assert!(!passed, "{tests}");
        assert!(told.starts_with("failed: mine_test.lua:"), "{told}");
        assert!(told.contains(words), "{words}: {told}");
        assert!(told.ends_with("0 passed, 1 failed\n"), "{told}");
    }
    let folder = folder("test('x', function() tick{} end)");
    fs::write(folder.path().join("mine.lua"), "function autoscale(m)\n").unwrap();
    let output = luascale(&["test", &path(&folder, "mine.lua")]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("mine.lua:2: 'end' expected"), "{told}");
}

#[test]
fn tests_and_policies_are_found_beside_each_other() {
    let folder = folder("test('a', function() end)\ntest('b', function() end)\n");
    let whole = folder.path().to_str().unwrap();
    for named in [
        vec![path(&folder, "mine.lua")],
        vec![path(&folder, "mine_test.lua")],
        vec![path(&folder, "mine.lua"), path(&folder, "mine_test.lua")],
        vec![whole.to_owned()],
        vec![whole.to_owned(), path(&folder, "mine.lua")],
    ] {
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let told = good(&[&["test"], &named[..]].concat());
        assert!(
            told.ends_with("\n2 passed, 0 failed\n"),
            "{named:?}: {told}"
        );
    }
}
