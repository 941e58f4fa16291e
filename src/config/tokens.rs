//! `tokens`: whether responses of a model are read, and as whose.

use super::error::ConfigErrors;
use super::reader::Object;
use crate::tokens::Api;

/// A service whose responses tell tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokensConfig {
    /// Whose API it has; `None`: each request's path and its response tell.
    pub api: Option<Api>,
    /// Streams that speak like OpenAI's are asked for their usage, in requests
    /// of at most so many bytes; `None`: no request is changed.
    pub ask_usage: Option<usize>,
}

/// Most bytes of a request that is held back to be changed: by default fewer
/// than the least that the shipped configurations let Envoy buffer.
const REQUEST_BYTES: u32 = 16 * 1024;
const MAX_REQUEST_BYTES: u32 = 1024 * 1024;

/// Reads the key; `base` where it is absent or wrong.
pub(super) fn read(
    object: &mut Object<'_>,
    base: Option<TokensConfig>,
    errors: &mut ConfigErrors,
) -> Option<TokensConfig> {
    let Some(value) = object.get("tokens") else {
        return base;
    };
    let path = object.path("tokens");
    if let Some(on) = value.as_bool() {
        return on.then(TokensConfig::default);
    }
    if !value.is_object() {
        errors.wrong(&path, value, "must be true, false or {\"api\": …}");
        return base;
    }
    let mut form = Object::new(path, value, errors)?;
    let apis = Api::NAMES.map(|name| (name, Api::from_name(name)));
    let api = form.word("api", &apis, errors).flatten();
    let asks = form.flag("include_usage", errors).unwrap_or(false);
    if asks && !matches!(api, None | Some(Api::OpenAi)) {
        let message = "is for requests like OpenAI's, api must be \"openai\" or absent";
        errors.wrong(&form.path("include_usage"), &true.into(), message);
    }
    let most = form.whole("max_request_bytes", 1..=MAX_REQUEST_BYTES, errors);
    let most = usize::try_from(most.unwrap_or(REQUEST_BYTES)).unwrap_or(usize::MAX);
    form.finish(errors);
    Some(TokensConfig {
        api,
        ask_usage: asks.then_some(most),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn outcome(value: Value, base: Option<TokensConfig>) -> Result<Option<TokensConfig>, String> {
        let mut errors = ConfigErrors::default();
        let mut object = Object::new(String::new(), &value, &mut errors).unwrap();
        let read = read(&mut object, base, &mut errors);
        object.finish(&mut errors);
        match errors.count() {
            0 => Ok(read),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn it_is_a_switch_or_names_an_api() {
        let on = Some(TokensConfig::default());
        let ollama = Some(TokensConfig {
            api: Some(Api::Ollama),
            ask_usage: None,
        });
        let asking = |most| {
            Some(TokensConfig {
                api: None,
                ask_usage: Some(most),
            })
        };
        for (value, base, wanted) in [
            (json!({}), None, None),
            (json!({}), ollama, ollama),
            (json!({"tokens": true}), None, on),
            (json!({"tokens": true}), ollama, on),
            (json!({"tokens": false}), ollama, None),
            (json!({"tokens": {}}), None, on),
            (json!({"tokens": {"api": "ollama"}}), None, ollama),
            (
                json!({"tokens": {"include_usage": true}}),
                None,
                asking(16_384),
            ),
            (
                json!({"tokens": {"include_usage": true, "max_request_bytes": 9}}),
                None,
                asking(9),
            ),
            (json!({"tokens": {"include_usage": false}}), ollama, on),
        ] {
            assert_eq!(outcome(value.clone(), base), Ok(wanted), "{value}");
        }
    }

    #[test]
    fn faults_are_told_by_key() {
        for (value, fault) in [
            (
                json!({"tokens": "openai"}),
                "tokens: \"openai\" must be true, false or {\"api\": …}",
            ),
            (
                json!({"tokens": null}),
                "tokens: null must be true, false or {\"api\": …}",
            ),
            (
                json!({"tokens": {"api": "gpt"}}),
                "tokens.api: \"gpt\" must be \"openai\" or \"anthropic\" or \"gemini\" \
                 or \"ollama\" or \"cohere\" or \"bedrock\"",
            ),
            (
                json!({"tokens": {"apis": "openai"}}),
                "tokens.apis: unknown key, did you mean api?",
            ),
            (
                json!({"tokens": {"include_usage": true, "api": "cohere"}}),
                "tokens.include_usage: true is for requests like OpenAI's, \
                 api must be \"openai\" or absent",
            ),
            (
                json!({"tokens": {"include_usage": 1}}),
                "tokens.include_usage: 1 must be true or false",
            ),
            (
                json!({"tokens": {"max_request_bytes": 0}}),
                "tokens.max_request_bytes: 0 is out of range, must be 1 to 1048576",
            ),
        ] {
            assert_eq!(outcome(value, None), Err(fault.to_owned()));
        }
    }
}
