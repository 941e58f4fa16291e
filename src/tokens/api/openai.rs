//! OpenAI, and all that speak like it: the last snapshot replaces.

use super::{content_of, is_at};
use crate::tokens::Usage;
use crate::tokens::event::{Bank, Class, Content, Event, Place, Slot};
use crate::tokens::kind::{Kind, Object};

pub(super) fn settle(event: &Event, usage: &mut Usage) -> Content {
    let (told, content) = match event.kind {
        Kind::ResponseEnd if is_at(event, Place::Response) => {
            (response(event, Bank::Inner), Content::default())
        }
        Kind::ResponseDelta => (None, event.content(Class::DeltaText)),
        Kind::ResponseMedia => (
            None,
            Content {
                seen: true,
                bytes: 0,
            },
        ),
        Kind::MistralDelta => (None, event.content(Class::Body)),
        Kind::None | Kind::MistralDone => whole(event),
        Kind::ResponseEnd | Kind::ResponseOther => return Content::default(),
        // Another `type` does not matter where the rest is a completion.
        _ if event.has_choices || event.object != Object::None => whole(event),
        _ => return Content::default(),
    };
    if let Some(told) = told {
        *usage = told;
    }
    content
}

/// A chunk of a completion, a completion, a response, or embeddings.
fn whole(event: &Event) -> (Option<Usage>, Content) {
    let content = content_of(event, &[Class::Choices, Class::Output, Class::Body]);
    if event.object == Object::Response {
        return (response(event, Bank::Outer), content);
    }
    let told = completion(event, Bank::Outer)
        // Groq tells it apart, in the last chunk.
        .or_else(|| completion(event, Bank::Inner).filter(|_| is_at(event, Place::XGroq)))
        // Transcriptions and images are told like responses.
        .or_else(|| response(event, Bank::Outer))
        .or_else(|| llama_cpp(event));
    (told, content)
}

fn completion(event: &Event, bank: Bank) -> Option<Usage> {
    let count = |slot: Slot| event.count(bank.slot(slot));
    let (input, output) = (count(Slot::PROMPT), count(Slot::COMPLETION));
    (input.is_some() || output.is_some()).then(|| snapshot(event, bank, input, output))
}

fn response(event: &Event, bank: Bank) -> Option<Usage> {
    let count = |slot: Slot| event.count(bank.slot(slot));
    let (input, output) = (count(Slot::INPUT), count(Slot::OUTPUT));
    let usage = snapshot(event, bank, input, output);
    // Some embeddings tell a total alone.
    usage.is_known().then_some(usage)
}

fn snapshot(event: &Event, bank: Bank, input: Option<u64>, output: Option<u64>) -> Usage {
    let count = |slot: Slot| event.count(bank.slot(slot));
    Usage {
        input,
        output,
        total: count(Slot::TOTAL),
        // Servers that tell both may fill one of them with zero.
        cached_input: count(Slot::CACHED_DETAIL).max(count(Slot::CACHED)),
        reasoning_output: count(Slot::REASONING_DETAIL).or(count(Slot::REASONING)),
    }
}

/// llama.cpp's own `/completion`.
fn llama_cpp(event: &Event) -> Option<Usage> {
    let output = event.count(Slot::LLAMA_CPP_PREDICTED)?;
    Some(Usage {
        input: event.count(Slot::LLAMA_CPP_EVALUATED),
        output: Some(output),
        ..Usage::default()
    })
}
