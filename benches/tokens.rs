//! How fast the scanner of model responses reads, natively.

use luascale::tokens::{Head, Scanner, State};
use tokio::time::Instant;

use crate::harness::{Spread, Table};

/// Bytes that a measurement reads at least, in bodies of some 500 KB.
const BYTES: usize = 100_000_000;
const ROUNDS: usize = 5;
/// What a proxy hands over at a time.
const PIECE: usize = 16 * 1024;
const BODY: usize = 500_000;

pub(crate) fn run() -> Vec<Table> {
    let mut table = Table::new(
        format!(
            "Bodies read by the scanner natively, in pieces of {} KiB, {ROUNDS} rounds of \
             {} MB; MB per second",
            PIECE / 1024,
            BYTES / 1_000_000
        ),
        &["body", "MB/s"],
    );
    let gzip = Head {
        content_encoding: Some(b"gzip"),
        ..Head::default()
    };
    let plain = Head::default();
    let chunks = chunks();
    for (name, head, body) in [
        ("JSON: one long text", plain, text("word ")),
        (
            "JSON: code, with escapes",
            plain,
            text(r#"\tcall(\"a\");\n"#),
        ),
        ("JSON: embeddings", plain, embeddings()),
        ("JSON: tool definitions", plain, nested()),
        ("SSE: a token per event", plain, chunks.clone()),
        ("SSE: one event of 500 KB", plain, completed()),
        ("SSE in gzip, inflated bytes", gzip, packed(&chunks)),
    ] {
        let inflated = if head.content_encoding.is_some() {
            chunks.len()
        } else {
            body.len()
        };
        let rounds = (0..ROUNDS).map(|_| measure(&head, &body, inflated));
        table.row([name.into(), Spread::of(rounds).decimals(0).into()]);
    }
    vec![table]
}

/// Megabytes per second.
fn measure(head: &Head<'_>, body: &[u8], inflated: usize) -> f64 {
    let times = BYTES.div_ceil(inflated);
    let started = Instant::now();
    for _ in 0..times {
        let mut scanner = Scanner::new(head);
        for piece in body.chunks(PIECE) {
            std::hint::black_box(scanner.read(piece));
        }
        scanner.end();
        assert!(scanner.state() == State::Done && scanner.usage().is_known());
    }
    (inflated * times) as f64 / started.elapsed().as_secs_f64() / 1e6
}

const USAGE: &str = r#""usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}"#;

fn text(words: &str) -> Vec<u8> {
    let text = words.repeat(BODY / words.len());
    format!(
        r#"{{"object":"chat.completion","choices":[{{"message":{{"content":"{text}"}}}}],{USAGE}}}"#
    )
    .into_bytes()
}

fn embeddings() -> Vec<u8> {
    let numbers: Vec<String> = (0..BODY / 22)
        .map(|at| format!("-0.{:018}", at * 7_919_777_333))
        .collect();
    let numbers = numbers.join(",");
    format!(r#"{{"object":"list","data":[{{"embedding":[{numbers}]}}],{USAGE}}}"#).into_bytes()
}

fn nested() -> Vec<u8> {
    let tool = r#"{"type":"function","name":"count","parameters":{"properties":{"a":{"type":"integer"}}}},"#;
    let tools = tool.repeat(BODY / tool.len());
    format!(r#"{{"object":"chat.completion","choices":[],"tools":[{tools}0],{USAGE}}}"#)
        .into_bytes()
}

fn chunks() -> Vec<u8> {
    let chunk = r#"data: {"id":"chatcmpl-B8x7KqQmJ2n4vYtR0sWzLp","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18","service_tier":"default","system_fingerprint":"fp_6f2eabb9a5","choices":[{"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"k3Zx"}"#;
    let mut body = format!("{chunk}\n\n").repeat(BODY / chunk.len());
    body.push_str(&format!(
        "data: {{\"choices\":[],{USAGE}}}\n\ndata: [DONE]\n\n"
    ));
    body.into_bytes()
}

fn completed() -> Vec<u8> {
    let text = "word ".repeat(BODY / 5);
    format!(
        "event: response.completed\ndata: {{\"type\":\"response.completed\",\"response\":{{\"output\":[{{\"content\":[{{\"text\":\"{text}\"}}]}}],\"usage\":{{\"input_tokens\":5,\"output_tokens\":6}}}}}}\n\n"
    )
    .into_bytes()
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    packed.extend_from_slice(&miniz_oxide::deflate::compress_to_vec(body, 6));
    packed.extend_from_slice(&[0; 8]);
    packed
}
