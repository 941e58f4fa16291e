//! `policies/GUIDE.md`: each command and each output in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Ask, Client, Gateway, Setup, Upstream, eventually};

const GUIDE: &str = include_str!("../../policies/GUIDE.md");

/// A fenced block: what stands behind the fence, and its text.
fn blocks() -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in GUIDE.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(kind), None) => open = Some((kind.to_owned(), String::new())),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

/// The text of the one block of this kind.
fn block(kind: &str) -> String {
    let found: Vec<String> = blocks()
        .into_iter()
        .filter_map(|(found, text)| (found == kind).then_some(text))
        .collect();
    assert_eq!(found.len(), 1, "{kind}");
    found[0].clone()
}

/// Runs a command of the guide; gives what it prints.
fn run(folder: &Path, command: &str) -> String {
    let mut words = command.split(' ');
    assert_eq!(words.next(), Some("luascale"), "{command}");
    let output = Command::new(env!("CARGO_BIN_EXE_luascale"))
        .args(words)
        .current_dir(folder)
        .output()
        .expect("the command line");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(errors, "", "{command}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn its_commands_print_what_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut commands = 0;
    for (kind, text) in blocks() {
        if let Some((_, file)) = kind.split_once(" file=") {
            fs::write(folder.path().join(file), &text).expect("a file");
        }
        if kind != "console" {
            continue;
        }
        let mut rest = text.as_str();
        while let Some(entry) = rest.strip_prefix("$ ") {
            let (command, after) = entry.split_once('\n').expect("a line");
            let end = after.find("\n$ ").map_or(after.len(), |at| at + 1);
            let (expected, next) = after.split_at(end);
            let printed = run(folder.path(), command);
            assert_eq!(
                printed.trim_end(),
                expected.trim_end(),
                "{command}:\n{printed}"
            );
            commands += 1;
            rest = next;
        }
        assert_eq!(rest, "", "a block begins with a command");
    }
    assert_eq!(commands, 5);
}

/// Puts the keys of a block in force.
fn put_in_force(gateway: &mut Gateway, kind: &str) {
    let keys: BTreeMap<String, Value> =
        serde_saphyr::from_str(&block(kind)).expect("a configuration");
    gateway.update(|config| {
        let config = config.as_object_mut().expect("an object");
        config.remove("policy");
        config.extend(keys.clone());
    });
}

#[tokio::test]
async fn its_roll_out_is_what_a_gateway_does() {
    let upstream = Upstream::start().await;
    let mut gateway = Setup::ecds().start(&upstream).await;
    let mut scaler = Client::internal(gateway.status());
    let path = "/-/luascale/v1/services/app/replicas";
    let ready = Ask::with_method("PUT", path).header("content-type", "application/json");
    let answer = scaler.send(&ready.body("{\"ready\": 3}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    gateway.internal().send(&Ask::load("cpu=90")).await;

    put_in_force(&mut gateway, "yaml shadow");
    let told = gateway
        .app("the shadow", |it| it["shadow"]["action"].is_string())
        .await;
    let expected: Value =
        serde_json::from_str(&format!("{{{}}}", block("json shadow"))).expect("a member");
    assert_eq!(json!({"shadow": told["shadow"]}), expected);
    assert_eq!(told["reason"], "cpu 90 above 75", "{told}");

    put_in_force(&mut gateway, "yaml switched");
    let expected = block("text switched");
    let look = async || {
        gateway
            .app("a decision", |it| it["reason"].is_string())
            .await
    };
    let told = eventually(&expected, look, |it| {
        it["reason"].as_str() == Some(expected.trim_end())
    })
    .await;
    assert_eq!(told["shadow"]["policy"], "former", "{told}");
}
