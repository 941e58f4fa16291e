//! Recorded bodies that lie beside the checkout, where they do.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::cut::{cut_anywhere, split_anyhow};
use super::split::event_ends;
use super::{Told, read};
use crate::tokens::{Head, State, Usage};

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    file: String,
    api: String,
    status: u16,
    stream: bool,
    framing: String,
    content_type: Option<String>,
    content_encoding: Option<String>,
    request_path: Option<String>,
    first_content_event: Option<usize>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Expected {
    model: Option<String>,
    input_tokens: Option<u64>,
    output_tokens: Option<u64>,
    output_tokens_effective: Option<u64>,
    total_tokens_stated: Option<u64>,
    cached_input_tokens: Option<u64>,
    reasoning_tokens: Option<u64>,
    has_usage: bool,
}

/// The folder of recorded bodies.
fn folder() -> PathBuf {
    match std::env::var_os("LUASCALE_LLM_PAYLOADS") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/llm_payloads"),
    }
}

#[test]
fn recorded_bodies_tell_what_is_expected() {
    let folder = folder();
    let Ok(manifest) = std::fs::read(folder.join("manifest.json")) else {
        println!("no recorded bodies in {}: not tested", folder.display());
        return;
    };
    let manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
    assert!(!manifest.files.is_empty());
    let mut wrong = Vec::new();
    for recorded in &manifest.files {
        let body = std::fs::read(folder.join(&recorded.file)).unwrap();
        // With what is known of the request, and by the body alone.
        for path in [recorded.request_path.as_deref(), None] {
            check(recorded, path, &body, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} recorded bodies", manifest.files.len());
}

fn check(recorded: &Recorded, path: Option<&str>, body: &[u8], wrong: &mut Vec<String>) {
    let head = Head {
        api: None,
        path: path.unwrap_or_default().as_bytes(),
        content_type: recorded.content_type.as_deref().map(str::as_bytes),
        content_encoding: recorded.content_encoding.as_deref().map(str::as_bytes),
    };
    let expected = &recorded.expected;
    let usage = Usage {
        input: expected.input_tokens,
        output: expected.output_tokens,
        total: expected.total_tokens_stated,
        cached_input: expected.cached_input_tokens,
        reasoning_output: expected.reasoning_tokens,
    };
    let told = read(&head, [body]);
    let mut expect = |what: &str, is: bool| {
        if !is {
            wrong.push(format!("{} {path:?}: {what}: {told:?}", recorded.file));
        }
    };
    expect("usage", told.usage == usage);
    expect(
        "effective output",
        told.usage.effective_output() == expected.output_tokens_effective,
    );
    expect("has_usage", told.usage.is_known() == expected.has_usage);
    expect("model", told.model == expected.model);
    expect("state", told.state == State::Done);
    // A list of events is known as one only once it has begun.
    expect("stream", told.is_stream == recorded.stream);
    if recorded.status == 200 && recorded.stream && recorded.api != "cohere.v1.chat" {
        expect(
            "content",
            (told.content_events > 0) == recorded.first_content_event.is_some(),
        );
    }
    let plain = inflate(recorded, body);
    let ends = event_ends(&recorded.framing, &plain);
    let plain_head = Head {
        content_encoding: None,
        ..head
    };
    if recorded.stream && recorded.api != "cohere.v1.chat" {
        let first = first_content_event(&plain_head, &plain, &ends);
        expect(
            &format!("first content event {first:?}"),
            first == recorded.first_content_event,
        );
    }
    cut_anywhere(&recorded.file, &head, body, &plain, &ends);
    if recorded.content_encoding.is_some() {
        assert_eq!(
            read(&plain_head, [plain.as_slice()]),
            told,
            "{}",
            recorded.file
        );
        split_anyhow(&recorded.file, &head, body, &[], &told);
    } else {
        split_anyhow(&recorded.file, &head, body, &ends, &told);
    }
}

/// The event in which content is seen first.
fn first_content_event(head: &Head<'_>, body: &[u8], ends: &[usize]) -> Option<usize> {
    ends.iter().position(|end| {
        let told: Told = read(head, [&body[..*end]]);
        told.content_events > 0
    })
}

fn inflate(recorded: &Recorded, body: &[u8]) -> Vec<u8> {
    if recorded.content_encoding.is_none() {
        return body.to_vec();
    }
    // Ten bytes of header, and a name where one is flagged.
    let data = match body[3] {
        0 => 10,
        8 => 11 + body[10..].iter().position(|byte| *byte == 0).unwrap(),
        flags => panic!("{}: flags {flags}", recorded.file),
    };
    miniz_oxide::inflate::decompress_to_vec(&body[data..body.len() - 8]).unwrap()
}
