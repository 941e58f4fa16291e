//! Which keys of which container mean something, as tables: code for each would
//! be several times as large.

use super::event::{Bank, Class, Place, Slot};
use super::node::Node;

/// A key and what is called by it. Of what several containers have in common,
/// the bank or the class is put in by [`Node::child`].
type Path = (&'static [u8], Node);

const BANK: Bank = Bank::Outer;
const CLASS: Class = Class::Choices;

/// The keys of a container.
pub(super) fn of(container: Node) -> &'static [Path] {
    match container {
        Node::Root => ROOT,
        Node::Usage(_) => USAGE,
        Node::InputDetails(_) => &[(b"cached_tokens", Node::Count(Slot::CACHED_DETAIL))],
        Node::OutputDetails(_) => &[
            (b"reasoning_tokens", Node::Count(Slot::REASONING_DETAIL)),
            (b"thinking_tokens", Node::Count(Slot::REASONING_DETAIL)),
        ],
        Node::Tokens(_) => &[
            (b"input_tokens", Node::Count(Slot::TOKENS_INPUT)),
            (b"output_tokens", Node::Count(Slot::TOKENS_OUTPUT)),
        ],
        Node::BilledUnits(_) => &[
            (b"input_tokens", Node::Count(Slot::BILLED_INPUT)),
            (b"output_tokens", Node::Count(Slot::BILLED_OUTPUT)),
        ],
        Node::UsageMetadata => USAGE_METADATA,
        Node::InvocationMetrics => INVOCATION_METRICS,
        Node::XGroq => &[(b"usage", Node::Usage(Place::XGroq))],
        Node::NovaMetadata => &[(b"usage", Node::Usage(Place::Metadata))],
        Node::NovaDelta => &[(b"delta", Node::Delta)],
        Node::Results => &[
            (b"tokenCount", Node::Count(Slot::TITAN_RESULT)),
            (b"outputText", Node::Text(Class::Invoke)),
            (b"text", Node::Text(Class::Invoke)),
        ],
        Node::Message => MESSAGE,
        Node::Response => &[
            (b"usage", Node::Usage(Place::Response)),
            (b"meta", Node::Usage(Place::ResponseMeta)),
            (b"model", Node::Model),
        ],
        Node::Delta => DELTA,
        Node::DeltaMessage => &[
            (b"content", Node::Parts(Class::Cohere)),
            (b"tool_plan", Node::Text(Class::Cohere)),
            (b"tool_calls", Node::ToolCalls(Class::Cohere)),
        ],
        Node::ContentBlock => &[
            (b"text", Node::Text(Class::Block)),
            (b"thinking", Node::Text(Class::Block)),
        ],
        Node::Choice => &[
            (b"delta", Node::ChoiceMessage),
            (b"message", Node::ChoiceMessage),
            (b"text", Node::Text(Class::Choices)),
        ],
        Node::ChoiceMessage => CHOICE_MESSAGE,
        Node::Candidate => &[(b"content", Node::CandidateContent)],
        Node::CandidateContent => &[(b"parts", Node::Parts(Class::Candidates))],
        Node::Output => &[(b"message", Node::OutputMessage)],
        Node::OutputMessage => &[(b"content", Node::Parts(Class::Output))],
        Node::Parts(_) => PARTS,
        Node::Audio(_) => &[
            (b"data", Node::Media(CLASS)),
            (b"transcript", Node::Text(CLASS)),
        ],
        Node::ToolCalls(_) => &[(b"function", Node::Function(CLASS))],
        Node::Function(_) => &[
            (b"name", Node::Text(CLASS)),
            (b"arguments", Node::Json(CLASS)),
        ],
        _ => &[],
    }
}

const ROOT: &[Path] = &[
    (b"type", Node::Kind),
    (b"event_type", Node::Kind),
    (b"object", Node::Object),
    (b"model", Node::Model),
    (b"modelVersion", Node::Model),
    (b"usage", Node::Usage(Place::Top)),
    (b"meta", Node::Usage(Place::Meta)),
    (b"usageMetadata", Node::UsageMetadata),
    (b"x_groq", Node::XGroq),
    (b"choices", Node::Choices),
    (b"candidates", Node::Candidates),
    (b"promptFeedback", Node::PromptFeedback),
    (b"message", Node::Message),
    (b"response", Node::Response),
    (b"delta", Node::Delta),
    (b"content_block", Node::ContentBlock),
    (b"content", Node::Parts(Class::Body)),
    (b"text", Node::Text(Class::RootText)),
    (b"output", Node::Output),
    (b"thinking", Node::Text(Class::Message)),
    (b"done", Node::Done),
    (b"prompt_eval_count", Node::Count(Slot::OLLAMA_PROMPT)),
    (b"eval_count", Node::Count(Slot::OLLAMA_EVAL)),
    (b"tokens_evaluated", Node::Count(Slot::LLAMA_CPP_EVALUATED)),
    (b"tokens_predicted", Node::Count(Slot::LLAMA_CPP_PREDICTED)),
    (b"prompt_token_count", Node::Count(Slot::LLAMA_PROMPT)),
    (
        b"generation_token_count",
        Node::Count(Slot::LLAMA_GENERATION),
    ),
    (b"inputTextTokenCount", Node::Count(Slot::TITAN_INPUT)),
    (
        b"totalOutputTextTokenCount",
        Node::Count(Slot::TITAN_OUTPUT),
    ),
    (b"results", Node::Results),
    (b"outputs", Node::Results),
    (b"generation", Node::Text(Class::Invoke)),
    (b"outputText", Node::Text(Class::Invoke)),
    (b"completion", Node::Text(Class::Invoke)),
    (b"amazon-bedrock-invocationMetrics", Node::InvocationMetrics),
    (b"contentBlockDelta", Node::NovaDelta),
    (b"metadata", Node::NovaMetadata),
    (b"bytes", Node::Chunk),
];

const USAGE: &[Path] = &[
    (b"prompt_tokens", Node::Count(Slot::PROMPT)),
    (b"completion_tokens", Node::Count(Slot::COMPLETION)),
    (b"input_tokens", Node::Count(Slot::INPUT)),
    (b"output_tokens", Node::Count(Slot::OUTPUT)),
    (b"total_tokens", Node::Count(Slot::TOTAL)),
    (b"cached_tokens", Node::Count(Slot::CACHED)),
    (b"prompt_cache_hit_tokens", Node::Count(Slot::CACHED)),
    (b"num_cached_tokens", Node::Count(Slot::CACHED)),
    (b"reasoning_tokens", Node::Count(Slot::REASONING)),
    (b"cache_read_input_tokens", Node::Count(Slot::CACHE_READ)),
    (
        b"cache_creation_input_tokens",
        Node::Count(Slot::CACHE_WRITE),
    ),
    (b"inputTokens", Node::Count(Slot::CONVERSE_INPUT)),
    (b"outputTokens", Node::Count(Slot::CONVERSE_OUTPUT)),
    (b"totalTokens", Node::Count(Slot::CONVERSE_TOTAL)),
    (
        b"cacheReadInputTokens",
        Node::Count(Slot::CONVERSE_CACHE_READ),
    ),
    (
        b"cacheReadInputTokenCount",
        Node::Count(Slot::CONVERSE_CACHE_READ),
    ),
    (
        b"cacheWriteInputTokens",
        Node::Count(Slot::CONVERSE_CACHE_WRITE),
    ),
    (
        b"cacheWriteInputTokenCount",
        Node::Count(Slot::CONVERSE_CACHE_WRITE),
    ),
    (b"prompt_tokens_details", Node::InputDetails(BANK)),
    (b"input_tokens_details", Node::InputDetails(BANK)),
    (b"prompt_token_details", Node::InputDetails(BANK)),
    (b"completion_tokens_details", Node::OutputDetails(BANK)),
    (b"output_tokens_details", Node::OutputDetails(BANK)),
    (b"tokens", Node::Tokens(BANK)),
    (b"billed_units", Node::BilledUnits(BANK)),
];

const USAGE_METADATA: &[Path] = &[
    (b"promptTokenCount", Node::Count(Slot::GEMINI_PROMPT)),
    (
        b"toolUsePromptTokenCount",
        Node::Count(Slot::GEMINI_TOOL_PROMPT),
    ),
    (
        b"candidatesTokenCount",
        Node::Count(Slot::GEMINI_CANDIDATES),
    ),
    (b"thoughtsTokenCount", Node::Count(Slot::GEMINI_THOUGHTS)),
    (b"totalTokenCount", Node::Count(Slot::GEMINI_TOTAL)),
    (b"cachedContentTokenCount", Node::Count(Slot::GEMINI_CACHED)),
];

const INVOCATION_METRICS: &[Path] = &[
    (b"inputTokenCount", Node::Count(Slot::METRICS_INPUT)),
    (b"outputTokenCount", Node::Count(Slot::METRICS_OUTPUT)),
    (
        b"cacheReadInputTokenCount",
        Node::Count(Slot::METRICS_CACHE_READ),
    ),
    (
        b"cacheWriteInputTokenCount",
        Node::Count(Slot::METRICS_CACHE_WRITE),
    ),
];

const MESSAGE: &[Path] = &[
    (b"usage", Node::Usage(Place::Message)),
    (b"model", Node::Model),
    (b"content", Node::Parts(Class::Message)),
    (b"thinking", Node::Text(Class::Message)),
    (b"tool_plan", Node::Text(Class::Message)),
    (b"tool_calls", Node::ToolCalls(Class::Message)),
];

const DELTA: &[Path] = &[
    (b"text", Node::Text(Class::Block)),
    (b"thinking", Node::Text(Class::Block)),
    (b"partial_json", Node::Text(Class::Block)),
    (b"content", Node::Text(Class::Block)),
    (b"toolUse", Node::Parts(Class::Block)),
    (b"reasoningContent", Node::Parts(Class::Block)),
    (b"message", Node::DeltaMessage),
    (b"usage", Node::Usage(Place::Delta)),
];

const CHOICE_MESSAGE: &[Path] = &[
    (b"content", Node::Parts(Class::Choices)),
    (b"reasoning_content", Node::Text(Class::Choices)),
    (b"reasoning", Node::Text(Class::Choices)),
    (b"refusal", Node::Text(Class::Choices)),
    (b"tool_calls", Node::ToolCalls(Class::Choices)),
    (b"function_call", Node::Function(Class::Choices)),
    (b"audio", Node::Audio(Class::Choices)),
];

const PARTS: &[Path] = &[
    (b"text", Node::Text(CLASS)),
    (b"refusal", Node::Text(CLASS)),
    (b"content", Node::Parts(CLASS)),
    (b"thinking", Node::Parts(CLASS)),
    (b"summary", Node::Parts(CLASS)),
    (b"reasoningText", Node::Parts(CLASS)),
    (b"reasoningContent", Node::Parts(CLASS)),
    (b"toolUse", Node::Parts(CLASS)),
    (b"arguments", Node::Json(CLASS)),
    (b"input", Node::Json(CLASS)),
    (b"functionCall", Node::Json(CLASS)),
    (b"toolCall", Node::Json(CLASS)),
    (b"executableCode", Node::Json(CLASS)),
    (b"inlineData", Node::Audio(CLASS)),
];
