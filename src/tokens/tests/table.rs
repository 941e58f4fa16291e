//! The project's own bodies, one or more of each API, and what each tells.

use super::cut::{cut_anywhere, split_anyhow};
use super::pack;
use super::split::event_ends;
use super::{Told, read};
use crate::tokens::{Head, State, Usage};

/// Unknown.
const NO: Option<u64> = None;

/// A body in `tests/tokens`.
struct Row {
    file: &'static str,
    path: &'static str,
    /// Input, output, total, cached input, reasoning.
    usage: [Option<u64>; 5],
    effective_output: Option<u64>,
    model: Option<&'static str>,
    /// The first event with content, where the body is a stream and has one.
    first: Option<usize>,
    /// Events with content, and bytes of text in them.
    content: (u64, u64),
}

const fn row(
    file: &'static str,
    path: &'static str,
    usage: [Option<u64>; 5],
    effective_output: Option<u64>,
    model: Option<&'static str>,
    first: Option<usize>,
    content: (u64, u64),
) -> Row {
    Row {
        file,
        path,
        usage,
        effective_output,
        model,
        first,
        content,
    }
}

const CHAT: &str = "/v1/chat/completions";
const RESPONSES: &str = "/v1/responses";
const MESSAGES: &str = "/v1/messages";
const GEMINI: &str = "/v1beta/models/gemini-own-pro:streamGenerateContent?alt=sse";
const VERTEX: &str = "/v1/projects/p/locations/l/publishers/google/models/m:generateContent";
const OLLAMA: &str = "/api/chat";
const INVOKE: &str = "/model/own.model-v1%3A0/invoke-with-response-stream";
const CONVERSE: &str = "/model/own.model-v1%3A0/converse-stream";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("openai-chat.json", CHAT, [Some(21), Some(34), Some(55), Some(16), Some(20)], Some(34), Some("gpt-own-mini-2026-01-01"), None, (1, 95)),
    row("openai-chat-usage.sse", CHAT, [Some(9), Some(2), Some(11), NO, Some(0)], Some(2), Some("gpt-own"), Some(1), (2, 32)),
    row("openai-chat-tools.sse", CHAT, [Some(81), Some(17), Some(98), NO, NO], Some(17), Some("gpt-own"), Some(1), (3, 34)),
    row("openai-chat-reasoning-only.sse", CHAT, [Some(12), Some(100), Some(112), NO, Some(100)], Some(100), Some("gpt-own"), None, (0, 0)),
    row("openai-completions.sse", "/v1/completions", [Some(3), Some(4), Some(7), NO, NO], Some(4), Some("gpt-own-instruct"), Some(1), (1, 4)),
    row("openai-embeddings.json", "/v1/embeddings", [Some(8), NO, Some(8), NO, NO], Some(0), Some("text-embedding-own-3"), None, (0, 0)),
    row("embeddings-total-only.json", "/v1/embeddings", [NO, NO, Some(10), NO, NO], NO, Some("own-embed"), None, (0, 0)),
    row("openai-responses.sse", RESPONSES, [Some(50), Some(70), Some(120), Some(32), Some(64)], Some(70), Some("gpt-own-5"), Some(5), (2, 3)),
    row("openai-responses-tool-only.sse", RESPONSES, [Some(5), Some(6), Some(11), NO, NO], Some(6), Some("gpt-own-5"), Some(2), (1, 11)),
    row("openai-responses.json", RESPONSES, [Some(50), Some(70), Some(120), Some(32), Some(64)], Some(70), Some("gpt-own-5"), None, (1, 95)),
    row("openai-responses-failed.sse", RESPONSES, [NO; 5], NO, Some("gpt-own-5"), None, (0, 0)),
    row("openai-reasoning-left-out.json", CHAT, [Some(12), Some(1), Some(303), Some(4), Some(290)], Some(291), Some("grok-own"), None, (1, 4)),
    row("openai-both-spellings.json", CHAT, [Some(14), Some(6), Some(20), Some(8), NO], Some(6), Some("own/model"), None, (1, 1)),
    row("azure-chat.sse", "/openai/deployments/d/chat/completions?api-version=2024-02-01", [NO; 5], NO, Some("gpt-own-2024"), Some(2), (1, 5)),
    row("mistral-thinking.sse", CHAT, [Some(11), Some(80), Some(91), Some(8), NO], Some(80), Some("magistral-own"), Some(1), (2, 5)),
    row("mistral-conversation.sse", "/v1/conversations", [Some(159), Some(9), Some(168), NO, NO], Some(9), Some("mistral-own"), Some(1), (2, 7)),
    row("openai-transcription.json", "/v1/audio/transcriptions", [Some(14), Some(45), Some(59), NO, NO], Some(45), None, None, (0, 0)),
    row("anthropic-completion.sse", "/v1/complete", [NO; 5], NO, Some("claude-own-2.1"), Some(0), (1, 3)),
    row("vllm-continuous.sse", CHAT, [Some(7), Some(3), Some(10), NO, NO], Some(3), Some("gpt-own"), Some(1), (2, 2)),
    row("vllm-no-usage.sse", CHAT, [NO; 5], NO, Some("gpt-own"), Some(1), (2, 2)),
    row("llama-cpp-chat.sse", CHAT, [Some(12), Some(40), Some(52), NO, NO], Some(40), Some("own.gguf"), Some(1), (1, 2)),
    row("llama-cpp-completion.json", "/completion", [Some(12), Some(40), NO, NO, NO], Some(40), Some("own.gguf"), None, (1, 2)),
    row("groq-chat.sse", "/openai/v1/chat/completions", [Some(18), Some(73), Some(91), NO, NO], Some(73), Some("gpt-own"), Some(1), (2, 8)),
    row("groq-error.sse", "/openai/v1/chat/completions", [NO; 5], NO, None, None, (0, 0)),
    row("openrouter-error.sse", "/api/v1/chat/completions", [Some(30), Some(1), Some(31), NO, NO], Some(1), Some("own/model:free"), Some(0), (1, 4)),
    row("anthropic.sse", MESSAGES, [Some(1030), Some(15), NO, Some(1000), NO], Some(15), Some("claude-own-4"), Some(3), (2, 36)),
    row("anthropic-crlf-spaced.sse", MESSAGES, [Some(61), Some(2), NO, NO, Some(1)], Some(2), Some("claude-own-4"), Some(1), (1, 2)),
    row("anthropic-tool.sse", MESSAGES, [Some(9281), Some(66), NO, NO, NO], Some(66), Some("claude-own-4"), Some(3), (2, 28)),
    row("anthropic-unknown-events.sse", MESSAGES, [Some(11), Some(0), NO, NO, NO], Some(0), Some("claude-own-4"), Some(6), (1, 1)),
    row("anthropic.json", MESSAGES, [Some(117), Some(220), NO, Some(100), NO], Some(220), Some("claude-own-4"), None, (1, 199)),
    row("anthropic-error.json", MESSAGES, [NO; 5], NO, None, None, (0, 0)),
    row("gemini.sse", GEMINI, [Some(12), Some(48), Some(60), Some(10), Some(40)], Some(48), Some("gemini-own-pro"), Some(0), (2, 12)),
    row("gemini-array.json", GEMINI, [Some(713), NO, Some(1000), NO, NO], Some(287), Some("gemini-own-pro"), Some(0), (2, 184)),
    row("vertex.sse", VERTEX, [Some(5), Some(101), Some(106), NO, Some(100)], Some(101), Some("gemini-own-pro"), Some(0), (2, 2)),
    row("gemini.json", VERTEX, [Some(5), Some(1935), Some(1940), NO, Some(1058)], Some(1935), Some("gemini-own-pro"), None, (1, 95)),
    row("gemini-blocked.sse", GEMINI, [NO; 5], NO, Some("gemini-own-pro"), None, (0, 0)),
    row("gemini-error.json", GEMINI, [NO; 5], NO, None, None, (0, 0)),
    row("ollama-chat.ndjson", OLLAMA, [Some(26), Some(290), NO, NO, NO], Some(290), Some("llama-own:8b"), Some(0), (2, 18)),
    row("ollama-generate-cached.ndjson", "/api/generate", [NO, Some(3), NO, NO, NO], Some(3), Some("llama-own:8b"), Some(0), (2, 5)),
    row("ollama-tool.json", OLLAMA, [Some(169), Some(15), NO, NO, NO], Some(15), Some("llama-own:8b"), None, (1, 28)),
    row("cohere-v2.sse", "/v2/chat", [Some(507), Some(10), NO, Some(448), NO], Some(10), None, Some(1), (2, 8)),
    row("cohere-v2.json", "/v2/chat", [Some(577), Some(90), NO, Some(576), NO], Some(90), None, None, (1, 5)),
    row("cohere-v1.ndjson", "/v1/chat", [Some(69), Some(116), NO, NO, NO], Some(116), None, Some(1), (1, 2)),
    row("bedrock-converse.json", "/model/m/converse", [Some(1252), Some(36), Some(1288), Some(1000), NO], Some(36), None, None, (1, 32)),
    row("bedrock-converse.frames", CONVERSE, [Some(52), Some(36), Some(88), NO, NO], Some(36), None, Some(3), (1, 12)),
    row("bedrock-invoke-titan.json", "/model/m/invoke", [Some(5), Some(55), NO, NO, NO], Some(55), None, None, (1, 6)),
    row("bedrock-invoke-llama.json", "/model/m/invoke", [Some(14), Some(33), NO, NO, NO], Some(33), None, None, (1, 5)),
    row("bedrock-invoke-claude.frames", INVOKE, [Some(1025), Some(15), NO, Some(1000), NO], Some(15), Some("claude-own-4"), Some(2), (1, 5)),
    row("bedrock-invoke-nova.frames", INVOKE, [Some(12), Some(4), NO, Some(3), NO], Some(4), None, Some(1), (1, 2)),
    row("bedrock-invoke-llama.frames", INVOKE, [Some(14), Some(2), NO, NO, NO], Some(2), None, Some(0), (1, 2)),
    row("bedrock-invoke-mistral.frames", INVOKE, [Some(25), Some(15), NO, NO, NO], Some(15), None, Some(0), (1, 2)),
    row("sse-cr.sse", CHAT, [Some(3), Some(1), Some(4), NO, NO], Some(1), Some("gpt-own"), Some(0), (1, 1)),
    row("sse-bom-no-end.sse", CHAT, [Some(3), Some(17), Some(20), NO, NO], Some(17), Some("gpt-own"), Some(0), (1, 1)),
    row("numbers.json", CHAT, [NO; 5], NO, None, None, (0, 0)),
    row("escaped-keys.json", CHAT, [Some(7), Some(5), NO, NO, NO], Some(5), Some("own/model"), None, (0, 0)),
    row("twice.json", CHAT, [Some(3), NO, Some(5), NO, NO], Some(2), None, None, (0, 0)),
];

#[test]
fn each_body_tells_its_tokens() {
    let mut wrong = Vec::new();
    for row in ROWS {
        let (content_type, framing) = match row.file.rsplit('.').next() {
            Some("sse") => ("text/event-stream; charset=utf-8", "sse"),
            Some("ndjson") => ("application/x-ndjson", "ndjson"),
            Some("frames") => ("application/vnd.amazon.eventstream", "aws-eventstream"),
            _ if row.file.ends_with("-array.json") => ("application/json", "json-array"),
            _ => ("application/json; charset=UTF-8", "json"),
        };
        let body = read_file(row.file);
        // With what is known of the request, and by the body alone.
        for path in [row.path, ""] {
            let head = Head {
                api: None,
                path: path.as_bytes(),
                content_type: Some(content_type.as_bytes()),
                content_encoding: None,
            };
            check(row, &head, framing, &body, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every body is of the table.
#[test]
fn no_body_is_forgotten() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(ROWS.iter().any(|row| row.file == name), "{name}");
    }
}

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tokens")
}

fn read_file(name: &str) -> Vec<u8> {
    let body = std::fs::read(folder().join(name)).unwrap();
    if name.ends_with(".frames") {
        pack::frames(&body)
    } else {
        body
    }
}

fn check(row: &Row, head: &Head<'_>, framing: &str, body: &[u8], wrong: &mut Vec<String>) {
    let [input, output, total, cached_input, reasoning_output] = row.usage;
    let ends = event_ends(framing, body);
    let first = ends
        .iter()
        .position(|end| read(head, [&body[..*end]]).content_events > 0);
    let is_stream = framing != "json";
    let expected = Told {
        usage: Usage {
            input,
            output,
            total,
            cached_input,
            reasoning_output,
        },
        model: row.model.map(str::to_owned),
        content_events: row.content.0,
        content_bytes: row.content.1,
        state: State::Done,
        // An error of Gemini's is a list too.
        is_stream: is_stream || row.file == "gemini-error.json",
    };
    let told = read(head, [body]);
    if told != expected
        || told.usage.effective_output() != row.effective_output
        || first.filter(|_| is_stream) != row.first
    {
        wrong.push(format!(
            "{} {:?}:\n  {told:?}\n  {expected:?}\n  first {first:?}, effective {:?}",
            row.file,
            String::from_utf8_lossy(head.path),
            told.usage.effective_output(),
        ));
        return;
    }
    split_anyhow(row.file, head, body, &ends, &told);
    cut_anywhere(row.file, head, body, body, &ends);
    let zipped_head = Head {
        content_encoding: Some(b"gzip"),
        ..*head
    };
    let zipped = pack::gzip(body);
    assert_eq!(
        read(&zipped_head, [zipped.as_slice()]),
        told,
        "{}",
        row.file
    );
    split_anyhow(row.file, &zipped_head, &zipped, &[], &told);
    cut_anywhere(row.file, &zipped_head, &zipped, body, &ends);
}
