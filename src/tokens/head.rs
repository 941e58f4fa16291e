//! What is known of a response before its body.

/// A family of APIs: those with the same rules for where tokens are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// Chat completions, completions, Responses and embeddings of OpenAI and of
    /// all that speak like it: Azure OpenAI, Mistral, Groq, vLLM, llama.cpp.
    OpenAi,
    /// Anthropic's messages, also through Vertex AI.
    Anthropic,
    /// Gemini's `generateContent` and `streamGenerateContent`, also in Vertex AI.
    Gemini,
    /// Ollama's own `/api/chat` and `/api/generate`.
    Ollama,
    /// Cohere's chat.
    Cohere,
    /// Amazon Bedrock: `converse` and `invoke`, whole or as an event stream.
    Bedrock,
}

impl Api {
    /// All names that a configuration can use, for its errors.
    pub const NAMES: [&'static str; 6] = [
        "openai",
        "anthropic",
        "gemini",
        "ollama",
        "cohere",
        "bedrock",
    ];

    /// The API that a configuration calls `name`; `None` where `name` is none
    /// of [`Api::NAMES`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "openai" => Some(Self::OpenAi),
            "anthropic" => Some(Self::Anthropic),
            "gemini" => Some(Self::Gemini),
            "ollama" => Some(Self::Ollama),
            "cohere" => Some(Self::Cohere),
            "bedrock" => Some(Self::Bedrock),
            _ => None,
        }
    }
}

/// What is known of a response before its body.
#[derive(Debug, Clone, Copy, Default)]
pub struct Head<'a> {
    /// The API named by the configuration. Without one, it is told by the path,
    /// the content type and what the body says.
    pub api: Option<Api>,
    /// The request's path, with or without its query.
    pub path: &'a [u8],
    /// The response's `content-type`.
    pub content_type: Option<&'a [u8]>,
    /// The response's `content-encoding`.
    pub content_encoding: Option<&'a [u8]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_an_api() {
        assert!(Api::NAMES.iter().all(|name| Api::from_name(name).is_some()));
        assert_eq!(Api::from_name("OpenAI"), None);
    }
}
