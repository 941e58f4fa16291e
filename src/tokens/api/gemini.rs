//! Gemini: the last snapshot replaces, and counts can fall.

use super::with;
use crate::tokens::Usage;
use crate::tokens::event::{Class, Content, Event, Slot};

pub(super) fn settle(event: &Event, usage: &mut Usage) -> Content {
    let count = |slot| event.count(slot);
    let prompt = count(Slot::GEMINI_PROMPT);
    let total = count(Slot::GEMINI_TOTAL);
    // Early chunks may tell nothing but the kind of traffic.
    if prompt.is_some() || total.is_some() {
        let thoughts = count(Slot::GEMINI_THOUGHTS);
        *usage = Usage {
            input: with(prompt, &[count(Slot::GEMINI_TOOL_PROMPT)]),
            output: match count(Slot::GEMINI_CANDIDATES) {
                None => thoughts,
                candidates => with(candidates, &[thoughts]),
            },
            total,
            cached_input: count(Slot::GEMINI_CACHED),
            reasoning_output: thoughts,
        };
    }
    event.content(Class::Candidates)
}
