//! Ollama's own API: the last line tells all.

use crate::tokens::Usage;
use crate::tokens::event::{Class, Content, Event, Slot};

pub(super) fn settle(event: &Event, usage: &mut Usage) -> Content {
    // Without a count of the prompt, it came from a cache: unknown, not zero.
    let input = event.count(Slot::OLLAMA_PROMPT);
    let output = event.count(Slot::OLLAMA_EVAL);
    if input.is_some() || output.is_some() {
        *usage = Usage {
            input,
            output,
            ..Usage::default()
        };
    }
    event.content(Class::Message)
}
