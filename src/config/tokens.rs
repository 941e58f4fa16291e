//! `tokens`: whether responses of a model are read, and as whose.

use super::error::ConfigErrors;
use super::reader::Object;
use crate::tokens::Api;

/// A service whose responses tell tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokensConfig {
    /// Whose API it has; `None`: each request's path and its response tell.
    pub api: Option<Api>,
}

/// Keys of DESIGN.md whose feature comes later.
const LATER: [&str; 1] = ["include_usage"];

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
    form.later(&LATER, errors);
    let apis = Api::NAMES.map(|name| (name, Api::from_name(name)));
    let api = form.word("api", &apis, errors).flatten();
    form.finish(errors);
    Some(TokensConfig { api })
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
        });
        for (value, base, wanted) in [
            (json!({}), None, None),
            (json!({}), ollama, ollama),
            (json!({"tokens": true}), None, on),
            (json!({"tokens": true}), ollama, on),
            (json!({"tokens": false}), ollama, None),
            (json!({"tokens": {}}), None, on),
            (json!({"tokens": {"api": "ollama"}}), None, ollama),
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
                json!({"tokens": {"include_usage": true}}),
                "tokens.include_usage: is not supported yet",
            ),
        ] {
            assert_eq!(outcome(value, None), Err(fault.to_owned()));
        }
    }
}
