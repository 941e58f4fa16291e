//! Which API an event is of, and what it says by that API's rule.

mod anthropic;
mod bedrock;
mod cohere;
mod gemini;
mod ollama;
mod openai;

use super::event::{Class, Content, Event, Place, Slot};
use super::kind::{Kind, Object};
use super::model::Model;
use super::{Api, Usage};
use anthropic::Merged;

/// What all events of a body have told.
#[derive(Debug)]
pub(super) struct Totals {
    /// The API, once it is known. For Bedrock's `invoke`, that of the model.
    api: Option<Api>,
    /// Whether the model's own API is within Bedrock's.
    is_invoke: bool,
    usage: Usage,
    merged: Merged,
    model: Model,
}

impl Totals {
    pub(super) fn new(api: Option<Api>) -> Self {
        let is_invoke = api == Some(Api::Bedrock);
        Self {
            api: api.filter(|_| !is_invoke),
            is_invoke,
            usage: Usage::default(),
            merged: Merged::default(),
            model: Model::default(),
        }
    }

    pub(super) fn usage(&self) -> Usage {
        self.usage
    }

    pub(super) fn model(&self) -> Option<&str> {
        self.model.get()
    }

    /// The events are those of Bedrock's `converse`.
    pub(super) fn set_converse(&mut self) {
        self.api = Some(Api::Bedrock);
    }

    /// The events are the model's own, within Bedrock's.
    pub(super) fn set_invoke(&mut self) {
        self.is_invoke = true;
    }

    /// An event is complete: takes over what its API says it tells, and answers
    /// with the content that it brought.
    pub(super) fn settle(&mut self, event: &Event) -> Content {
        if self.api.is_none() {
            self.api = recognize(event);
        }
        let Some(api) = self.api.or(self.is_invoke.then_some(Api::Bedrock)) else {
            return Content::default();
        };
        if event.model.get().is_some() {
            self.model = event.model;
        }
        let content = match api {
            Api::OpenAi => openai::settle(event, &mut self.usage),
            Api::Anthropic => anthropic::settle(event, &mut self.merged, &mut self.usage),
            Api::Gemini => gemini::settle(event, &mut self.usage),
            Api::Ollama => ollama::settle(event, &mut self.usage),
            Api::Cohere => cohere::settle(event, &mut self.usage),
            Api::Bedrock => bedrock::settle(event, &mut self.usage),
        };
        if self.is_invoke {
            bedrock::fill_in(event, &mut self.usage);
        }
        content
    }
}

/// The API that alone has events like this one; `None` where several could.
fn recognize(event: &Event) -> Option<Api> {
    let told = |slot| event.count(slot).is_some();
    match event.kind {
        Kind::Message
        | Kind::MessageStart
        | Kind::MessageDelta
        | Kind::ContentBlock
        | Kind::AnthropicCompletion
        | Kind::AnthropicOther => return Some(Api::Anthropic),
        Kind::ResponseEnd
        | Kind::ResponseDelta
        | Kind::ResponseMedia
        | Kind::ResponseOther
        | Kind::MistralDone
        | Kind::MistralDelta => return Some(Api::OpenAi),
        Kind::CohereEnd
        | Kind::CohereDelta
        | Kind::CohereStreamEnd
        | Kind::CohereStreamText
        | Kind::CohereStreamOther => return Some(Api::Cohere),
        Kind::None | Kind::Other => {}
    }
    if event.has_choices || event.object != Object::None {
        Some(Api::OpenAi)
    } else if event.has_candidates {
        Some(Api::Gemini)
    } else if event.has_done || told(Slot::OLLAMA_EVAL) || told(Slot::OLLAMA_PROMPT) {
        Some(Api::Ollama)
    } else if bedrock::is_own(event) {
        Some(Api::Bedrock)
    } else if event.kind == Kind::Other {
        // A type that no API has: what else is in it does not count.
        None
    } else if cohere::is_whole(event) {
        Some(Api::Cohere)
    } else if told(Slot::PROMPT)
        || told(Slot::LLAMA_CPP_PREDICTED)
        // Anthropic tells no total.
        || (told(Slot::INPUT) && told(Slot::TOTAL))
    {
        Some(Api::OpenAi)
    } else {
        None
    }
}

/// Content of several classes together.
fn content_of(event: &Event, classes: &[Class]) -> Content {
    let mut all = Content::default();
    for class in classes {
        let content = event.content(*class);
        all.seen |= content.seen;
        all.bytes = all.bytes.saturating_add(content.bytes);
    }
    all
}

/// The sum of a count and of others that may be missing.
fn with(count: Option<u64>, others: &[Option<u64>]) -> Option<u64> {
    let others = others.iter().flatten();
    count.map(|count| others.fold(count, |sum, other| sum.saturating_add(*other)))
}

/// Whether the event's inner `usage` is at `place`.
fn is_at(event: &Event, place: Place) -> bool {
    event.inner == Some(place)
}
