//! Amazon Bedrock: `converse` has counts of its own; `invoke` passes on the
//! model's own API and adds counts in the last chunk.

use super::{content_of, is_at, with};
use crate::tokens::Usage;
use crate::tokens::event::{Bank, Class, Content, Event, Place, Slot};

pub(super) fn settle(event: &Event, usage: &mut Usage) -> Content {
    let told = converse(event, Bank::Outer).or_else(|| {
        // Nova's stream under `invoke`.
        converse(event, Bank::Inner).filter(|_| is_at(event, Place::Metadata))
    });
    if let Some(told) = told {
        *usage = told;
    } else {
        llama_or_titan(event, usage);
    }
    content_of(event, &[Class::Block, Class::Output, Class::Invoke])
}

/// Whether this is an event that only Bedrock has.
pub(super) fn is_own(event: &Event) -> bool {
    converse(event, Bank::Outer).is_some()
        || (is_at(event, Place::Metadata) && converse(event, Bank::Inner).is_some())
        || event.content(Class::Invoke).seen
        || event.count(Slot::TITAN_INPUT).is_some()
}

fn converse(event: &Event, bank: Bank) -> Option<Usage> {
    let count = |slot: Slot| event.count(bank.slot(slot));
    let input = count(Slot::CONVERSE_INPUT);
    let output = count(Slot::CONVERSE_OUTPUT);
    let cache_read = count(Slot::CONVERSE_CACHE_READ);
    (input.is_some() || output.is_some()).then(|| Usage {
        input: with(input, &[cache_read, count(Slot::CONVERSE_CACHE_WRITE)]),
        output,
        total: count(Slot::CONVERSE_TOTAL),
        cached_input: cache_read,
        reasoning_output: None,
    })
}

/// Models that tell counts at the top, the input in one chunk and the output in
/// another: the last that is told wins.
fn llama_or_titan(event: &Event, usage: &mut Usage) {
    let count = |slot| event.count(slot);
    let input = count(Slot::LLAMA_PROMPT).or(count(Slot::TITAN_INPUT));
    let output = count(Slot::LLAMA_GENERATION)
        .or(count(Slot::TITAN_OUTPUT))
        .or(count(Slot::TITAN_RESULT));
    usage.input = input.or(usage.input);
    usage.output = output.or(usage.output);
}

/// Takes over from `amazon-bedrock-invocationMetrics` what the model itself did
/// not tell.
pub(super) fn fill_in(event: &Event, usage: &mut Usage) {
    let count = |slot| event.count(slot);
    let cache_read = count(Slot::METRICS_CACHE_READ);
    let cache_write = count(Slot::METRICS_CACHE_WRITE);
    if usage.input.is_none() {
        usage.input = with(count(Slot::METRICS_INPUT), &[cache_read, cache_write]);
        usage.cached_input = usage.cached_input.or(cache_read);
    }
    usage.output = usage.output.or(count(Slot::METRICS_OUTPUT));
}
