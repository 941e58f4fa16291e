//! What has to hold of any body.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::pack::{frame, gzip};
use super::{Told, read};
use crate::tokens::{Api, Head};

/// Keys with a meaning somewhere, which must have none elsewhere.
const KEYS: [&str; 14] = [
    "usage",
    "usageMetadata",
    "message",
    "response",
    "delta",
    "prompt_tokens",
    "input_tokens",
    "output_tokens",
    "type",
    "choices",
    "x",
    "",
    "\u{1F600}\"\\",
    "a key that is longer than what is kept of a key, which is sixty-four bytes",
];

/// Any JSON, with decoys.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..20_u32).prop_map(|count| Value::from(f64::from(count) / 4.0)),
        "\\PC{0,12}".prop_map(Value::from),
        Just(Value::from("\"usage\":{\"prompt_tokens\":9}\\")),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            object(inner).prop_map(Value::from),
        ]
    })
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let key = prop::sample::select(&KEYS[..]).prop_map(str::to_owned);
    prop::collection::vec((key, inner), 0..6).prop_map(Map::from_iter)
}

/// A body's text, plain or spread out.
fn text(value: &Value, is_pretty: bool) -> Vec<u8> {
    if is_pretty {
        serde_json::to_vec_pretty(value).unwrap()
    } else {
        serde_json::to_vec(value).unwrap()
    }
}

/// `body` in pieces, whose lengths repeat.
fn pieces<'a>(body: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let mut lengths = lengths.iter().cycle();
    let mut rest = body;
    let mut pieces = Vec::new();
    while let (false, Some(length)) = (rest.is_empty(), lengths.next()) {
        let (piece, after) = rest.split_at((*length).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The number that the scanner is to find: some servers tell counts as 12.0.
fn count(value: &Value) -> Option<u64> {
    // Where it is a whole number, it is displayed without a point.
    let whole = || value.as_f64()?.to_string().parse().ok();
    value
        .as_u64()
        .or_else(whole)
        .filter(|count| *count <= 1_000_000_000_000)
}

fn head(api: Api) -> Head<'static> {
    Head {
        api: Some(api),
        ..Head::default()
    }
}

proptest! {
    /// A reader of whole documents finds the same counts.
    #[test]
    fn counts_are_those_that_a_parser_finds(
        mut root in object(value()),
        usage in object(value()),
        counts in prop::array::uniform4(prop::option::of(0_u64..2_000_000_000_000)),
        is_pretty in any::<bool>(),
        lengths in prop::collection::vec(1_usize..40, 1..5),
    ) {
        for key in ["type", "choices"] {
            root.remove(key);
        }
        let [prompt, completion, total, cached] = counts;
        let mut usage = usage;
        usage.insert("prompt_tokens".into(), json!(prompt));
        usage.insert("completion_tokens".into(), json!(completion));
        usage.insert("total_tokens".into(), json!(total));
        usage.insert("prompt_tokens_details".into(), json!({"cached_tokens": cached}));
        root.insert("usage".into(), usage.into());
        root.insert("object".into(), "chat.completion".into());
        let root = Value::from(root);
        let body = text(&root, is_pretty);
        let told = read(&head(Api::OpenAi), pieces(&body, &lengths)).usage;
        let usage = &root["usage"];
        if let (None, None) = (count(&usage["prompt_tokens"]), count(&usage["completion_tokens"])) {
            // Then those are counts of the other spelling.
            prop_assert_eq!(told.input, count(&usage["input_tokens"]));
            prop_assert_eq!(told.output, count(&usage["output_tokens"]));
        } else {
            prop_assert_eq!(told.input, count(&usage["prompt_tokens"]));
            prop_assert_eq!(told.output, count(&usage["completion_tokens"]));
            prop_assert_eq!(told.total, count(&usage["total_tokens"]));
            prop_assert_eq!(told.cached_input, count(&usage["prompt_tokens_details"]["cached_tokens"]));
        }
    }

    /// What is no usage of the API tells nothing, whatever it is called.
    #[test]
    fn decoys_tell_nothing(
        inner in value(),
        is_pretty in any::<bool>(),
        lengths in prop::collection::vec(1_usize..40, 1..5),
    ) {
        let root = json!({
            "object": "chat.completion",
            "choices": [{"message": {"content": inner, "tool_calls": [inner]}, "usage": inner}],
            "x": inner, "message": inner, "response": inner, "delta": inner,
            "usageMetadata": inner,
        });
        let body = text(&root, is_pretty);
        let told = read(&head(Api::OpenAi), pieces(&body, &lengths));
        prop_assert!(!told.usage.is_known(), "{:?}", told);
        let event = [b"data:", text(&root, false).as_slice(), b"\n\n"].concat();
        prop_assert!(!read(&head(Api::OpenAi), [event.as_slice()]).usage.is_known());
    }

    /// Any bytes: nothing fails, and the split does not matter.
    #[test]
    fn any_bytes_in_any_split(
        body in prop::collection::vec(any::<u8>(), 0..300),
        lengths in prop::collection::vec(1_usize..40, 1..5),
        how in 0..5,
    ) {
        let types: [&[u8]; 4] = [
            b"",
            b"text/event-stream",
            b"application/x-ndjson",
            b"application/vnd.amazon.eventstream",
        ];
        for content_type in types {
            let mut head = Head {
                content_type: Some(content_type),
                ..Head::default()
            };
            let body = match how {
                0 => body.clone(),
                1 => {
                    head.content_encoding = Some(b"gzip");
                    gzip(&body)
                }
                2 => [b"\x1f\x8b\x08\0\0\0\0\0\0\0", body.as_slice()].concat(),
                3 => frame(b"chunk", &body),
                _ => [b"{\"usage\":", body.as_slice()].concat(),
            };
            let whole: Told = read(&head, [body.as_slice()]);
            prop_assert_eq!(&read(&head, body.chunks(1)), &whole);
            prop_assert_eq!(&read(&head, pieces(&body, &lengths)), &whole);
        }
    }
}
