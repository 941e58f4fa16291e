//! Cohere's chat, v2 and v1: the last event tells all.

use super::{content_of, is_at};
use crate::tokens::Usage;
use crate::tokens::event::{Bank, Class, Content, Event, Place, Slot};
use crate::tokens::kind::Kind;

pub(super) fn settle(event: &Event, usage: &mut Usage) -> Content {
    let (bank, content) = match event.kind {
        Kind::CohereEnd if is_at(event, Place::Delta) => (Bank::Inner, Content::default()),
        Kind::CohereStreamEnd if is_at(event, Place::ResponseMeta) => {
            (Bank::Inner, Content::default())
        }
        Kind::CohereDelta => return event.content(Class::Cohere),
        Kind::CohereStreamText => return event.content(Class::RootText),
        Kind::None => (
            Bank::Outer,
            content_of(event, &[Class::RootText, Class::Message]),
        ),
        _ => return Content::default(),
    };
    let count = |slot: Slot| event.count(bank.slot(slot));
    let (input, output) = (count(Slot::TOKENS_INPUT), count(Slot::TOKENS_OUTPUT));
    // Billed units are not tokens, but all that is told of embeddings.
    let (input, output) = if input.is_some() || output.is_some() {
        (input, output)
    } else {
        (count(Slot::BILLED_INPUT), count(Slot::BILLED_OUTPUT))
    };
    if input.is_some() || output.is_some() {
        *usage = Usage {
            input,
            output,
            total: None,
            cached_input: count(Slot::CACHED),
            reasoning_output: None,
        };
    }
    content
}

/// Whether this is a whole answer of Cohere's.
pub(super) fn is_whole(event: &Event) -> bool {
    [Slot::TOKENS_INPUT, Slot::TOKENS_OUTPUT, Slot::BILLED_INPUT]
        .iter()
        .any(|slot| event.count(*slot).is_some())
}
