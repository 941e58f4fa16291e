//! `luascale scaler`.

use std::fs;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::gateway::Gateway;
use super::{luascale, refused};

/// What an apply command did: each count that it was called with.
struct Applied(TempDir);

impl Applied {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self) -> String {
        format!(
            "echo {{replicas}} >> {}",
            self.0.path().join("counts").display()
        )
    }

    fn counts(&self) -> Vec<u32> {
        let text = fs::read_to_string(self.0.path().join("counts")).unwrap_or_default();
        text.lines().map(|line| line.parse().unwrap()).collect()
    }
}

fn arguments<'a>(urls: &'a [String], apply: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let urls = urls.iter().flat_map(|url| ["--url", url.as_str()]);
    let rest = ["--service", "app", "--apply", apply];
    let all = ["scaler"].into_iter().chain(urls).chain(rest);
    all.chain(more.iter().copied()).collect()
}

/// One round. Gives its exit code and what it said.
fn once(gateways: &[&Gateway], apply: &str, more: &[&str]) -> (Option<i32>, String) {
    let urls: Vec<String> = gateways.iter().map(|it| it.url()).collect();
    let more = [&["--once"], more].concat();
    let Output { status, stderr, .. } = luascale(&arguments(&urls, apply, &more));
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn one_gateways_decision_is_applied_and_told() {
    let (gateway, applied) = (Gateway::telling(3, 9.9, "share"), Applied::new());
    let (code, said) = once(&[&gateway], &applied.command(), &[]);
    assert_eq!((code, applied.counts()), (Some(0), vec![3]), "{said}");
    assert!(
        said.contains("app: 3 replicas, whatever runs: as the test says"),
        "{said}"
    );
    assert_eq!(gateway.ready(), [json!({"ready": 3})]);
    let asked = gateway.asked();
    assert_eq!(asked[0].1, "/-/luascale/v1/services/app");
    assert_eq!(asked[1].1, "/-/luascale/v1/services/app/replicas");
    assert!(asked[1].2.contains("content-type: application/json"));
}

#[test]
fn what_runs_already_is_only_told() {
    let (gateway, applied) = (Gateway::telling(3, 3.0, "fleet"), Applied::new());
    let (code, said) = once(&[&gateway], &applied.command(), &["--current", "echo 3"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert_eq!(applied.counts(), Vec::<u32>::new());
    assert_eq!(gateway.ready(), [json!({"ready": 3})]);
}

#[test]
fn shares_of_several_gateways_add_up() {
    let gateways = [
        Gateway::telling(9, 1.5, "share"),
        Gateway::telling(9, 2.25, "share"),
        Gateway::telling(9, 3.5, "fleet"),
    ];
    let applied = Applied::new();
    let all: Vec<&Gateway> = gateways.iter().collect();
    let (code, said) = once(&all, &applied.command(), &["--replicas", "2"]);
    assert_eq!((code, applied.counts()), (Some(0), vec![4]), "{said}");
    assert!(
        said.contains("app: 2 → 4 replicas: 3.75 over 2 gateways"),
        "{said}"
    );
    for gateway in &gateways {
        assert_eq!(gateway.ready(), [json!({"ready": 4})]);
    }
}

#[test]
fn it_is_never_more_than_the_maximum() {
    for gateways in [1, 2] {
        let all: Vec<_> = (0..gateways)
            .map(|_| Gateway::telling(70, 70.0, "share"))
            .collect();
        let all: Vec<&Gateway> = all.iter().collect();
        let applied = Applied::new();
        let (_, said) = once(&all, &applied.command(), &["--max", "5", "--replicas", "4"]);
        assert_eq!(applied.counts(), [5], "{said}");
        assert!(said.contains("clipped by"), "{said}");
    }
}

#[test]
fn a_gateway_that_is_away_lowers_nothing() {
    let (there, applied) = (Gateway::telling(1, 1.0, "share"), Applied::new());
    let urls = [there.url(), "http://127.0.0.1:1/-/luascale".to_owned()];
    let more = ["--once", "--replicas", "5"];
    let output = luascale(&arguments(&urls, &applied.command(), &more));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(applied.counts(), Vec::<u32>::new(), "{said}");
    assert!(said.contains("gateway 127.0.0.1:1: "), "{said}");
    assert!(said.contains("nothing goes down without it"), "{said}");
}

#[test]
fn no_decision_changes_nothing() {
    for (code, body, part) in [
        (503, json!({}), "nobody has decided yet"),
        (404, json!({}), "it knows no service app"),
        (403, json!({}), "status.read"),
        (200, json!([]), "nobody has decided yet"),
        (
            200,
            json!({"desired_replicas": 3, "demand": 1, "scope": 7}),
            "neither share nor fleet",
        ),
    ] {
        let (gateway, applied) = (Gateway::start(), Applied::new());
        gateway.answer(code, &body);
        let (exit, said) = once(&[&gateway], &applied.command(), &["--replicas", "5"]);
        assert_eq!((exit, applied.counts()), (Some(1), vec![]), "{said}");
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn a_dry_run_says_and_does_nothing() {
    let (gateway, applied) = (Gateway::telling(3, 3.0, "share"), Applied::new());
    let (code, said) = once(
        &[&gateway],
        &applied.command(),
        &["--dry-run", "--replicas", "1"],
    );
    assert_eq!((code, applied.counts()), (Some(0), vec![]));
    assert!(said.contains("dry run: app: 1 → 3 replicas"), "{said}");
    assert_eq!(gateway.ready(), Vec::<Value>::new());
}

#[test]
fn a_command_that_fails_is_told_and_not_believed() {
    for (apply, part) in [
        ("exit 3 # {replicas}", "exit status: 3; again in 1 s"),
        ("sleep 600 # {replicas}", "took longer than 0.5 s"),
    ] {
        let gateway = Gateway::telling(3, 3.0, "share");
        let (code, said) = once(&[&gateway], apply, &["--timeout", "0.5"]);
        assert_eq!(code, Some(1));
        assert!(said.contains(part), "{part} in {said}");
        assert_eq!(gateway.ready(), Vec::<Value>::new(), "{apply}");
    }
    let gateway = Gateway::telling(3, 3.0, "share");
    let (code, said) = once(&[&gateway], "true {replicas}", &["--current", "echo many"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("printed \"many\", must be a count"), "{said}");
}

#[test]
fn a_token_is_shown_and_never_said() {
    let (gateway, applied) = (Gateway::telling(3, 3.0, "share"), Applied::new());
    let urls = [gateway.url()];
    let apply = applied.command();
    let output = Command::new(env!("CARGO_BIN_EXE_luascale"))
        .args(arguments(&urls, &apply, &["--once", "--token-env", "MINE"]))
        .env("MINE", "s3cret")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for (.., headers, _) in gateway.asked() {
        assert!(headers.contains("x-scale-token: s3cret\r\n"), "{headers}");
    }
    assert!(!String::from_utf8(output.stderr).unwrap().contains("s3cret"));
}

/// A scaler that runs, ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until `right`.
fn eventually(what: &str, right: impl Fn() -> bool) {
    for _ in 0..1_500 {
        if right() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("waited in vain for {what}");
}

#[test]
fn it_follows_what_is_decided_until_it_is_told_to_end() {
    let (gateway, applied) = (Gateway::telling(2, 2.0, "share"), Applied::new());
    let (urls, apply) = ([gateway.url()], applied.command());
    let child = Command::new(env!("CARGO_BIN_EXE_luascale"))
        .args(arguments(
            &urls,
            &apply,
            &["--interval", "0.05", "--format", "json"],
        ))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut running = Running(child);
    eventually("two", || applied.counts() == [2]);
    gateway.tell(6, 6.0, "share");
    eventually("six", || applied.counts() == [2, 6]);
    // It does not answer with sense: nothing changes. Then there is less to do.
    gateway.answer(500, &json!({}));
    let asked = gateway.asked().len();
    eventually("more rounds", || gateway.asked().len() > asked + 3);
    gateway.tell(1, 0.5, "share");
    eventually("one", || applied.counts() == [2, 6, 1]);
    eventually("all told", || {
        gateway.ready() == [2, 6, 1].map(|it| json!({ "ready": it }))
    });
    let id = running.0.id().to_string();
    let end = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(end.success());
    let mut stderr = running.0.stderr.take().unwrap();
    assert_eq!(running.0.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    std::io::Read::read_to_string(&mut stderr, &mut said).unwrap();
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let levels: Vec<&str> = lines.iter().filter_map(|it| it["level"].as_str()).collect();
    assert_eq!(
        levels,
        ["info", "info", "warning", "info", "info"],
        "{said}"
    );
}

#[test]
fn wrong_arguments_are_refused() {
    let good = [
        "--url",
        "http://a:1/x",
        "--service",
        "app",
        "--apply",
        "run {replicas}",
    ];
    for (change, part) in [
        (&["--url", "https://a:1/x"][..], "TLS is not spoken"),
        (&["--service", "a/b"], "must be of [A-Za-z0-9_~-]"),
        (&["--min", "5", "--max", "4"], "--min 5 is above --max 4"),
        (&["--interval", "0"], "must be 0.05 to 3600 seconds"),
        (
            &["--token-env", "NO_SUCH_VARIABLE"],
            "there is no such variable",
        ),
        (&["--config", "no/such.json"], "no/such.json"),
    ] {
        let mut arguments = vec!["scaler"];
        let kept = good.chunks(2).filter(|pair| change[0] != pair[0]);
        arguments.extend(kept.flatten());
        arguments.extend(change);
        let told = refused(&arguments);
        assert!(told.contains(part), "{part} in {told}");
    }
    let told = refused(&[
        "scaler",
        "--url",
        "http://a/x",
        "--service",
        "a",
        "--apply",
        "run",
    ]);
    assert!(told.contains("must have {replicas} in it"), "{told}");
}
