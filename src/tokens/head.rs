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

    /// The API that has paths like this one, with or without a query; `None`
    /// where several could.
    #[must_use]
    pub fn from_path(path: &[u8]) -> Option<Self> {
        let mut parts = path.split(|byte| matches!(byte, b'?' | b'#'));
        let path = parts.next().unwrap_or_default();
        let path = path.strip_suffix(b"/").unwrap_or(path);
        let mut parts = path.rsplit(|byte| matches!(byte, b'/' | b':'));
        let last = parts.next().unwrap_or_default();
        let (_, within, api) = PATHS.iter().find(|(name, ..)| *name == last)?;
        let has = path.windows(within.len()).any(|part| part == *within);
        has.then_some(*api)
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

impl Head<'_> {
    /// The API, as far as the configuration or the path tells.
    pub(super) fn api(&self) -> Option<Api> {
        self.api.or_else(|| Api::from_path(self.path))
    }

    /// How the content type says that events lie in the body.
    pub(super) fn media(&self) -> Media {
        let kind = self.content_type.unwrap_or_default();
        let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default();
        let kind = kind.trim_ascii();
        let is = |(name, _): &&(&str, Media)| name.as_bytes().eq_ignore_ascii_case(kind);
        MEDIA
            .iter()
            .find(is)
            .map_or(Media::Other, |(_, media)| *media)
    }

    /// How the body is encoded.
    pub(super) fn encoding(&self) -> Encoding {
        let list = self.content_encoding.unwrap_or_default();
        let is = |name: &[u8], known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        let mut encoding = Encoding::Plain;
        for name in list.split(|byte| *byte == b',').map(<[u8]>::trim_ascii) {
            encoding = match encoding {
                _ if name.is_empty() || is(name, "identity") => encoding,
                Encoding::Plain if is(name, "gzip") || is(name, "x-gzip") => Encoding::Gzip,
                _ => Encoding::Unknown,
            };
        }
        encoding
    }
}

/// Content types that say more than that something is JSON.
const MEDIA: &[(&str, Media)] = &[
    ("text/event-stream", Media::Sse),
    ("application/vnd.amazon.eventstream", Media::EventStream),
    ("application/x-ndjson", Media::Lines),
    ("application/ndjson", Media::Lines),
    ("application/jsonl", Media::Lines),
    ("application/x-jsonlines", Media::Lines),
    ("application/jsonlines", Media::Lines),
    ("application/stream+json", Media::Lines),
    ("application/json-seq", Media::Lines),
];

/// How a content type says that events lie in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    Sse,
    EventStream,
    /// One JSON object per line.
    Lines,
    /// Anything else: the body's first bytes tell.
    Other,
}

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Plain,
    Gzip,
    Unknown,
}

/// Paths by what comes after their last `/` or `:`, and what else is in them.
/// Many have an `/api/chat` or an `/api/generate`: there, the body tells.
const PATHS: &[(&[u8], &[u8], Api)] = &[
    (b"completions", b"/", Api::OpenAi),
    (b"responses", b"/", Api::OpenAi),
    (b"embeddings", b"/", Api::OpenAi),
    (b"messages", b"/v1/messages", Api::Anthropic),
    (b"rawPredict", b"/publishers/anthropic/", Api::Anthropic),
    (
        b"streamRawPredict",
        b"/publishers/anthropic/",
        Api::Anthropic,
    ),
    (b"generateContent", b":", Api::Gemini),
    (b"streamGenerateContent", b":", Api::Gemini),
    (b"chat", b"/v2/chat", Api::Cohere),
    (b"converse", b"/model/", Api::Bedrock),
    (b"converse-stream", b"/model/", Api::Bedrock),
    (b"invoke", b"/model/", Api::Bedrock),
    (b"invoke-with-response-stream", b"/model/", Api::Bedrock),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_an_api() {
        assert!(Api::NAMES.iter().all(|name| Api::from_name(name).is_some()));
        assert_eq!(Api::from_name("OpenAI"), None);
    }

    fn head<'a>(path: &'a str, content_type: &'a str, content_encoding: &'a str) -> Head<'a> {
        Head {
            api: None,
            path: path.as_bytes(),
            content_type: Some(content_type.as_bytes()),
            content_encoding: Some(content_encoding.as_bytes()),
        }
    }

    #[test]
    fn a_path_tells_the_api() {
        let cases = [
            ("/v1/chat/completions", Some(Api::OpenAi)),
            ("/v1/chat/completions/?a=/v1/messages", Some(Api::OpenAi)),
            (
                "/openai/deployments/d/completions?api-version=1",
                Some(Api::OpenAi),
            ),
            ("/openai/v1/responses", Some(Api::OpenAi)),
            ("/v1/responses/resp_1/cancel", None),
            ("/v1/embeddings", Some(Api::OpenAi)),
            ("/v1/messages", Some(Api::Anthropic)),
            ("/anthropic/v1/messages#x", Some(Api::Anthropic)),
            ("/v1/messages/batches", None),
            ("/chat/messages", None),
            (
                "/v1/projects/p/locations/l/publishers/anthropic/models/c@1:streamRawPredict",
                Some(Api::Anthropic),
            ),
            ("/v1/p/publishers/mistralai/models/m:rawPredict", None),
            ("/v1beta/models/g:generateContent", Some(Api::Gemini)),
            (
                "/v1/models/g:streamGenerateContent?alt=sse",
                Some(Api::Gemini),
            ),
            ("/v1/models/g:countTokens", None),
            ("/v2/chat", Some(Api::Cohere)),
            ("/api/chat", None),
            ("/model/a.c-v1:0/converse-stream", Some(Api::Bedrock)),
            ("/model/a.c-v1%3A0/invoke", Some(Api::Bedrock)),
            ("/invoke", None),
            ("", None),
            ("/", None),
            ("completions", None),
        ];
        for (path, api) in cases {
            assert_eq!(head(path, "", "").api(), api, "{path}");
        }
        let named = Head {
            api: Some(Api::Ollama),
            ..head("/v1/messages", "", "")
        };
        assert_eq!(named.api(), Some(Api::Ollama));
    }

    #[test]
    fn headers_tell_framing_and_encoding() {
        for (value, media) in [
            ("text/event-stream", Media::Sse),
            (" Text/Event-Stream ; charset=utf-8", Media::Sse),
            ("application/vnd.amazon.eventstream", Media::EventStream),
            ("application/x-ndjson", Media::Lines),
            ("application/json", Media::Other),
            ("", Media::Other),
        ] {
            assert_eq!(head("", value, "").media(), media, "{value}");
        }
        for (value, encoding) in [
            ("", Encoding::Plain),
            ("identity", Encoding::Plain),
            ("GZIP", Encoding::Gzip),
            ("identity, x-gzip ,", Encoding::Gzip),
            ("gzip, gzip", Encoding::Unknown),
            ("gzip, br", Encoding::Unknown),
            ("br, gzip", Encoding::Unknown),
            ("deflate", Encoding::Unknown),
            ("zstd", Encoding::Unknown),
        ] {
            assert_eq!(head("", "", value).encoding(), encoding, "{value}");
        }
        assert_eq!(Head::default().encoding(), Encoding::Plain);
    }
}
