//! What an event calls itself.

/// An event's `type` or `event_type`, as far as an API has a rule for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The event has no type.
    None,
    /// A type without a rule: nothing in it counts.
    Other,
    /// Anthropic: the message, whole.
    Message,
    MessageStart,
    MessageDelta,
    /// `content_block_start` or `content_block_delta`.
    ContentBlock,
    /// Anthropic's other events.
    AnthropicOther,
    /// Anthropic's completions, before messages, which tell no usage.
    AnthropicCompletion,
    /// OpenAI Responses: the last event.
    ResponseEnd,
    /// A piece of text.
    ResponseDelta,
    /// A piece of sound or of a picture.
    ResponseMedia,
    ResponseOther,
    /// Mistral's conversations: the last event, and a piece of text.
    MistralDone,
    MistralDelta,
    /// Cohere v2: the last event.
    CohereEnd,
    CohereDelta,
    /// Cohere v1: the last event.
    CohereStreamEnd,
    CohereStreamText,
    CohereStreamOther,
}

/// Names with a rule of their own, as a table: code would be larger.
const KINDS: &[(&[u8], Kind)] = &[
    (b"message", Kind::Message),
    (b"message_start", Kind::MessageStart),
    (b"message_delta", Kind::MessageDelta),
    (b"content_block_start", Kind::ContentBlock),
    (b"content_block_delta", Kind::ContentBlock),
    (b"content_block_stop", Kind::AnthropicOther),
    (b"message_stop", Kind::AnthropicOther),
    (b"response.completed", Kind::ResponseEnd),
    (b"response.incomplete", Kind::ResponseEnd),
    (b"response.failed", Kind::ResponseEnd),
    (b"response.audio.delta", Kind::ResponseMedia),
    (b"response.output_audio.delta", Kind::ResponseMedia),
    (
        b"response.image_generation_call.partial_image",
        Kind::ResponseMedia,
    ),
    (b"completion", Kind::AnthropicCompletion),
    (b"conversation.response.done", Kind::MistralDone),
    (b"message.output.delta", Kind::MistralDelta),
    (b"message-end", Kind::CohereEnd),
    (b"message-start", Kind::CohereDelta),
    (b"content-start", Kind::CohereDelta),
    (b"content-delta", Kind::CohereDelta),
    (b"content-end", Kind::CohereDelta),
    (b"tool-plan-delta", Kind::CohereDelta),
    (b"tool-call-start", Kind::CohereDelta),
    (b"tool-call-delta", Kind::CohereDelta),
    (b"tool-call-end", Kind::CohereDelta),
    (b"citation-start", Kind::CohereDelta),
    (b"citation-end", Kind::CohereDelta),
    (b"stream-end", Kind::CohereStreamEnd),
    (b"text-generation", Kind::CohereStreamText),
    (b"stream-start", Kind::CohereStreamOther),
];

impl Kind {
    pub(super) fn of(name: &[u8]) -> Self {
        match KINDS.iter().find(|(known, _)| *known == name) {
            Some((_, kind)) => *kind,
            None if !name.starts_with(b"response.") => Self::Other,
            None if name.ends_with(b".delta") => Self::ResponseDelta,
            None => Self::ResponseOther,
        }
    }
}

/// An event's `object`, as far as it tells the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    None,
    /// `response`
    Response,
    /// `list`, of embeddings
    List,
    /// `chat.completion`, `chat.completion.chunk` or `text_completion`
    Completion,
}

impl Object {
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"response" => Self::Response,
            b"list" => Self::List,
            b"chat.completion" | b"chat.completion.chunk" | b"text_completion" => Self::Completion,
            _ => Self::None,
        }
    }
}
