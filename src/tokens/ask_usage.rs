//! Asks streams that speak like OpenAI's for their usage, which they tell only
//! when asked.

use serde_json::Value;

use super::Api;

/// What is added to a request.
const OPTION: &[u8] = br#","stream_options":{"include_usage":true}"#;

/// Whether a request to this path can ask for usage: completions of OpenAI's
/// API. `api` is the one that the configuration names.
#[must_use]
pub fn can_ask_usage(api: Option<Api>, path: &[u8]) -> bool {
    let path = path.split(|byte| matches!(byte, b'?' | b'#')).next();
    let is_completion = path.unwrap_or_default().ends_with(b"/completions");
    is_completion && matches!(api, None | Some(Api::OpenAi))
}

/// The request's body with `stream_options.include_usage`. `None`: it is left as
/// it is, since it is no JSON object, no stream, or has its own
/// `stream_options`.
#[must_use]
pub fn ask_usage(body: &[u8]) -> Option<Vec<u8>> {
    let request: Value = serde_json::from_slice(body).ok()?;
    let is_stream = request.get("stream").and_then(Value::as_bool) == Some(true);
    if !is_stream || request.get("stream_options").is_some() {
        return None;
    }
    let end = body.trim_ascii_end();
    let members = end.strip_suffix(b"}")?;
    let mut asking = Vec::with_capacity(members.len().saturating_add(OPTION.len() + 1));
    asking.extend_from_slice(members);
    asking.extend_from_slice(OPTION);
    asking.push(b'}');
    Some(asking)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_stream_is_asked_and_nothing_else_changes() {
        let body = br#" {"model":"m",  "stream" : true,"messages":[{"content":"}"}] }  "#;
        let asking = ask_usage(body).unwrap();
        let text = String::from_utf8(asking).unwrap();
        assert_eq!(
            text,
            " {\"model\":\"m\",  \"stream\" : true,\"messages\":[{\"content\":\"}\"}] \
             ,\"stream_options\":{\"include_usage\":true}}"
        );
    }

    #[test]
    fn what_is_not_understood_is_left() {
        for body in [
            "",
            "{}",
            "[]",
            "null",
            r#"{"stream":false}"#,
            r#"{"stream":"true"}"#,
            r#"{"stream":1}"#,
            r#"{"messages":[{"stream":true}]}"#,
            r#"{"stream":true,"stream_options":null}"#,
            r#"{"stream":true,"stream_options":{"include_usage":false}}"#,
            r#"{"stream":true,"stream_options":{}}"#,
            r#"{"stream":true"#,
            r#"{"stream":true}}"#,
            r#"{"stream":true} {"stream":true}"#,
            r#"[{"stream":true}]"#,
        ] {
            assert_eq!(ask_usage(body.as_bytes()), None, "{body}");
        }
    }

    #[test]
    fn only_completions_are_asked() {
        for (api, path, can) in [
            (None, "/v1/chat/completions", true),
            (
                None,
                "/openai/deployments/d/chat/completions?api-version=1",
                true,
            ),
            (Some(Api::OpenAi), "/v1/completions", true),
            (Some(Api::Ollama), "/v1/chat/completions", false),
            (None, "/v1/responses", false),
            (None, "/v1/embeddings", false),
            (None, "/completions-of-mine", false),
            (None, "", false),
        ] {
            assert_eq!(can_ask_usage(api, path.as_bytes()), can, "{path}");
        }
    }

    proptest! {
        #[test]
        fn what_asks_says_the_same_beside(
            text in any::<String>(), number in any::<i64>(), stream in any::<bool>(),
        ) {
            let request = json!({"messages": [{"content": text}], "n": number, "stream": stream});
            match ask_usage(request.to_string().as_bytes()) {
                None => prop_assert!(!stream),
                Some(asking) => {
                    let mut asking: Value = serde_json::from_slice(&asking).unwrap();
                    let option = asking.as_object_mut().unwrap().remove("stream_options");
                    prop_assert_eq!(option, Some(json!({"include_usage": true})));
                    prop_assert_eq!(asking, request);
                }
            }
        }

        #[test]
        fn no_bytes_do_harm(body in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = ask_usage(&body);
        }
    }
}
