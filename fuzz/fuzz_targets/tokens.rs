//! Bodies of model responses. The first byte says what is known of a response,
//! the second how its body is packed, the third where it is split; the rest is
//! the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use luascale::tokens::{Api, Head, Scanner, State, Usage};
use luascale_fuzz::bodies::{frames, gzip};
use serde_json::Value;

const PATHS: [&str; 4] = [
    "",
    "/v1/chat/completions",
    "/v1/messages",
    "/model/m/invoke",
];
const TYPES: [Option<&str>; 4] = [
    None,
    Some("text/event-stream"),
    Some("application/x-ndjson"),
    Some("application/vnd.amazon.eventstream"),
];

/// What is told of a body.
#[derive(Debug, PartialEq)]
struct Told {
    usage: Usage,
    model: Option<String>,
    content: (u64, u64),
    state: State,
    is_stream: bool,
}

fn read<'a>(head: &Head<'_>, pieces: impl IntoIterator<Item = &'a [u8]>) -> Told {
    let mut scanner = Scanner::new(head);
    let mut content = (0, 0);
    for piece in pieces {
        let progress = scanner.read(piece);
        content.0 += u64::from(progress.content_events);
        content.1 += u64::from(progress.content_bytes);
    }
    scanner.end();
    let model = scanner.model().map(str::to_owned);
    if let Some(model) = &model {
        assert!((1..=64).contains(&model.len()), "{model:?}");
    }
    Told {
        usage: scanner.usage(),
        model,
        content,
        state: scanner.state(),
        is_stream: scanner.is_stream(),
    }
}

fuzz_target!(|data: &[u8]| {
    let [known, packed, split, body @ ..] = data else {
        return;
    };
    let api = Api::NAMES
        .get(usize::from(known & 7))
        .and_then(|name| Api::from_name(name));
    let head = Head {
        api,
        path: PATHS[usize::from(known >> 3 & 3)].as_bytes(),
        content_type: TYPES[usize::from(known >> 5 & 3)].map(str::as_bytes),
        content_encoding: None,
    };
    let zipped = Head {
        content_encoding: Some(b"gzip"),
        ..head
    };
    match packed & 3 {
        // As it is, and the same in gzip.
        0 | 1 => {
            let whole = check(&head, body, *split);
            if packed & 4 != 0 {
                let told = check(&zipped, &gzip(body, packed >> 3), *split);
                assert_eq!(told, whole);
            }
            if packed & 3 == 0 {
                reference(body);
            }
        }
        2 => {
            check(&head, &frames(body), *split);
        }
        // Gzip as it comes, which is mostly broken.
        _ => {
            check(&zipped, body, *split);
        }
    }
});

/// Reads `body` whole, in pieces, byte by byte and cut off.
fn check(head: &Head<'_>, body: &[u8], split: u8) -> Told {
    let whole = read(head, [body]);
    assert_eq!(read(head, body.chunks(1)), whole);
    assert_eq!(read(head, body.chunks(usize::from(split) + 2)), whole);
    let cut = body.len() * usize::from(split) / 256;
    let (begin, end) = body.split_at(cut);
    assert_eq!(read(head, [begin, end]), whole);
    let told = read(head, [begin]);
    assert!(told.content.0 <= whole.content.0 && told.content.1 <= whole.content.1);
    let most = 1_000_000_000_000 * 3;
    for count in [
        told.usage.input,
        whole.usage.input,
        whole.usage.output,
        whole.usage.total,
    ] {
        assert!(count <= Some(most));
    }
    whole
}

/// A whole object has to tell what a JSON parser finds in it.
fn reference(body: &[u8]) {
    let Ok(value @ Value::Object(_)) = serde_json::from_slice::<Value>(body) else {
        return;
    };
    let head = |api| Head {
        api: Some(api),
        ..Head::default()
    };
    let count = |value: &Value| match value {
        Value::Number(number) => number
            .as_u64()
            .or_else(|| {
                // Written with a point, and whole.
                let text = number.to_string();
                text.strip_suffix(".0")?.parse().ok()
            })
            .filter(|count| *count <= 1_000_000_000_000),
        _ => None,
    };
    if value.get("type").is_none() && value.get("object").is_none() {
        let told = read(&head(Api::OpenAi), [body]).usage;
        let at = |value: &Value, keys: [&str; 2]| keys.map(|key| count(&value[key]));
        let [input, output] = at(&value["usage"], ["prompt_tokens", "completion_tokens"]);
        if input.is_some() || output.is_some() {
            assert_eq!((told.input, told.output), (input, output));
            assert_eq!(told.total, count(&value["usage"]["total_tokens"]));
        }
    }
    let told = read(&head(Api::Gemini), [body]).usage;
    let usage = &value["usageMetadata"];
    let [prompt, tool, total] = [
        "promptTokenCount",
        "toolUsePromptTokenCount",
        "totalTokenCount",
    ]
    .map(|key| count(&usage[key]));
    if prompt.is_some() || total.is_some() {
        assert_eq!(told.input, prompt.map(|prompt| prompt + tool.unwrap_or(0)));
        assert_eq!(told.total, total);
    } else {
        assert!(!told.is_known());
    }
    if value["type"] == "message" {
        let told = read(&head(Api::Anthropic), [body]).usage;
        assert_eq!(told.output, count(&value["usage"]["output_tokens"]));
    }
}
