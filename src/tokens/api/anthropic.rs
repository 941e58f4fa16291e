//! Anthropic's messages: counts are merged, the last that is told wins, and only
//! `message_start` and `message_delta` tell them.

use super::{is_at, with};
use crate::tokens::Usage;
use crate::tokens::event::{Bank, Class, Content, Event, Place, Slot};
use crate::tokens::kind::Kind;

/// What was told so far.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// Input that no cache took part in.
    input: Option<u64>,
    cache_read: Option<u64>,
    cache_write: Option<u64>,
    output: Option<u64>,
    reasoning: Option<u64>,
}

pub(super) fn settle(event: &Event, merged: &mut Merged, usage: &mut Usage) -> Content {
    let (bank, content) = match event.kind {
        Kind::Message => (Bank::Outer, event.content(Class::Body)),
        Kind::MessageDelta => (Bank::Outer, Content::default()),
        Kind::MessageStart if is_at(event, Place::Message) => (Bank::Inner, Content::default()),
        Kind::ContentBlock => return event.content(Class::Block),
        Kind::AnthropicCompletion => return event.content(Class::Invoke),
        _ => return Content::default(),
    };
    let count = |slot: Slot| event.count(bank.slot(slot));
    merged.input = count(Slot::INPUT).or(merged.input);
    merged.cache_read = count(Slot::CACHE_READ).or(merged.cache_read);
    merged.cache_write = count(Slot::CACHE_WRITE).or(merged.cache_write);
    merged.output = count(Slot::OUTPUT).or(merged.output);
    merged.reasoning = count(Slot::REASONING_DETAIL).or(merged.reasoning);
    *usage = Usage {
        input: with(merged.input, &[merged.cache_read, merged.cache_write]),
        output: merged.output,
        total: None,
        cached_input: merged.cache_read,
        reasoning_output: merged.reasoning,
    };
    content
}
