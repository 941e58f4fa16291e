//! Reads what a model's response says of tokens, while it streams by.
//!
//! [`Scanner`] is given the bytes of a response's body in any split and keeps
//! none of them. Its state is bounded: a path as deep as its rules, and scratch
//! for one key, one number and one short text. It knows no SDK and no clock.
//!
//! What it cannot read is unknown and never zero: every count is an `Option`.
//! Only exact paths count, and only in events that their API counts in:
//!
//! | API | where | rule |
//! |---|---|---|
//! | OpenAI and alike | `usage`; `x_groq.usage`; of Responses, `response.usage` in the last event | the last snapshot replaces |
//! | Anthropic | `message.usage` in `message_start`, `usage` in `message_delta` or a whole message | the last count that is told wins; input includes both caches |
//! | Gemini | `usageMetadata` with a prompt or a total | the last snapshot replaces; output includes thoughts, input tools |
//! | Ollama | `prompt_eval_count`, `eval_count` | the last line; without the first, the input is unknown |
//! | Cohere | `usage.tokens`, `delta.usage` in `message-end`; of v1, `meta` | billed units only where there are no tokens |
//! | Bedrock | `usage` of `converse`; of `invoke`, the model's own | `amazon-bedrock-invocationMetrics` fills in what the model did not tell |
//!
//! An event counts when its JSON is whole, so that a body that is cut off never
//! tells a part of a number. Content is generated text, reasoning, arguments of
//! tools, sound or pictures, none of them empty. Roles and pings are none, nor is
//! an event that only announces a text or a tool; a tool's name is content where
//! it comes in a chunk of the message itself (OpenAI's chat, Ollama).
//!
//! Bodies are JSON, lines or lists of it, server-sent events, or Amazon's event
//! stream, as their first bytes and their content type tell; in gzip too.

mod api;
mod ask_usage;
mod event;
mod framing;
mod generation;
mod gzip;
mod head;
mod json;
mod kind;
mod model;
mod node;
mod paths;
mod quota;
mod reader;
mod scanner;
#[cfg(test)]
mod tests;
mod usage;

pub use ask_usage::{ask_usage, can_ask_usage};
pub use generation::{Ended, Generation, Share};
pub use head::{Api, Head};
pub use quota::remaining_share;
pub use scanner::{Progress, Scanner, State};
pub use usage::{Usage, estimated_output};
