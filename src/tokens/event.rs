//! What one event, or a whole body of JSON, tells before its API judges it.

use super::kind::{Kind, Object};
use super::model::Model;
use super::node::Node;

/// Where a `usage` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `usage`
    Top,
    /// `meta`
    Meta,
    /// `x_groq.usage`
    XGroq,
    /// `message.usage`
    Message,
    /// `response.usage`
    Response,
    /// `response.meta`
    ResponseMeta,
    /// `delta.usage`
    Delta,
    /// `metadata.usage`
    Metadata,
}

impl Place {
    /// Where its counts are kept.
    pub(super) fn bank(self) -> Bank {
        match self {
            Self::Top | Self::Meta => Bank::Outer,
            _ => Bank::Inner,
        }
    }
}

impl Place {
    /// Whether it is within `container`, a value at the top.
    fn is_in(self, container: Node) -> bool {
        match self {
            Self::Top | Self::Meta => false,
            Self::XGroq => container == Node::XGroq,
            Self::Message => container == Node::Message,
            Self::Response | Self::ResponseMeta => container == Node::Response,
            Self::Delta => container == Node::Delta,
            Self::Metadata => container == Node::NovaMetadata,
        }
    }
}

/// Counts of one place: an event has at most one `usage` at its top and one
/// within, whatever its API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bank {
    Outer,
    Inner,
}

impl Bank {
    /// Where this bank keeps the count that [`Bank::Outer`] keeps in `slot`.
    pub(super) fn slot(self, slot: Slot) -> Slot {
        match self {
            Self::Outer => slot,
            Self::Inner => Slot(slot.0.saturating_add(Slot::BANK)),
        }
    }
}

/// Where a count is kept: one for each path, so that none hides another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(u8);

impl Slot {
    pub(super) const PROMPT: Self = Self(0);
    pub(super) const COMPLETION: Self = Self(1);
    pub(super) const INPUT: Self = Self(2);
    pub(super) const OUTPUT: Self = Self(3);
    pub(super) const TOTAL: Self = Self(4);
    pub(super) const CACHED_DETAIL: Self = Self(5);
    pub(super) const CACHED: Self = Self(6);
    pub(super) const REASONING_DETAIL: Self = Self(7);
    pub(super) const REASONING: Self = Self(8);
    pub(super) const CACHE_READ: Self = Self(9);
    pub(super) const CACHE_WRITE: Self = Self(10);
    pub(super) const TOKENS_INPUT: Self = Self(11);
    pub(super) const TOKENS_OUTPUT: Self = Self(12);
    pub(super) const BILLED_INPUT: Self = Self(13);
    pub(super) const BILLED_OUTPUT: Self = Self(14);
    pub(super) const CONVERSE_INPUT: Self = Self(15);
    pub(super) const CONVERSE_OUTPUT: Self = Self(16);
    pub(super) const CONVERSE_TOTAL: Self = Self(17);
    pub(super) const CONVERSE_CACHE_READ: Self = Self(18);
    pub(super) const CONVERSE_CACHE_WRITE: Self = Self(19);
    /// Slots of one bank; the inner bank comes after the outer.
    const BANK: u8 = 20;

    pub(super) const GEMINI_PROMPT: Self = Self(40);
    pub(super) const GEMINI_TOOL_PROMPT: Self = Self(41);
    pub(super) const GEMINI_CANDIDATES: Self = Self(42);
    pub(super) const GEMINI_THOUGHTS: Self = Self(43);
    pub(super) const GEMINI_TOTAL: Self = Self(44);
    pub(super) const GEMINI_CACHED: Self = Self(45);
    pub(super) const OLLAMA_PROMPT: Self = Self(46);
    pub(super) const OLLAMA_EVAL: Self = Self(47);
    pub(super) const LLAMA_CPP_EVALUATED: Self = Self(48);
    pub(super) const LLAMA_CPP_PREDICTED: Self = Self(49);
    pub(super) const LLAMA_PROMPT: Self = Self(50);
    pub(super) const LLAMA_GENERATION: Self = Self(51);
    pub(super) const TITAN_INPUT: Self = Self(52);
    pub(super) const TITAN_OUTPUT: Self = Self(53);
    pub(super) const TITAN_RESULT: Self = Self(54);
    pub(super) const METRICS_INPUT: Self = Self(55);
    pub(super) const METRICS_OUTPUT: Self = Self(56);
    pub(super) const METRICS_CACHE_READ: Self = Self(57);
    pub(super) const METRICS_CACHE_WRITE: Self = Self(58);
    const ALL: usize = 59;

    /// The bits of the outer bank's slots, and of Gemini's.
    const OUTER: u64 = (1 << Self::BANK) - 1;
    const GEMINI: u64 = 0b11_1111 << 40;

    fn bit(self) -> u64 {
        1 << self.0
    }
}

/// Generated content by where it is, since each API has its own places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `choices[].delta` and `.message`
    Choices,
    /// `delta` that is a text
    DeltaText,
    /// `delta` that is an object, and `content_block`
    Block,
    /// `delta.message`
    Cohere,
    /// `candidates[].content`
    Candidates,
    /// `message`, or `response` that is a text
    Message,
    /// `text`
    RootText,
    /// `content`
    Body,
    /// `output`
    Output,
    /// What only Bedrock's `invoke` has.
    Invoke,
}

const CLASSES: usize = 10;

/// What was seen of content: whether there was any, and bytes of text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Content {
    pub(super) seen: bool,
    /// UTF-8 bytes of text.
    pub(super) bytes: u32,
}

/// What one event tells, by path.
#[derive(Debug)]
pub(super) struct Event {
    told: u64,
    counts: [u64; Slot::ALL],
    contents: [Content; CLASSES],
    /// Where the inner `usage` is, of which there is only one.
    pub(super) inner: Option<Place>,
    pub(super) kind: Kind,
    pub(super) object: Object,
    pub(super) has_choices: bool,
    pub(super) has_candidates: bool,
    pub(super) has_done: bool,
    pub(super) model: Model,
}

impl Event {
    pub(super) fn new() -> Self {
        Self {
            told: 0,
            counts: [0; Slot::ALL],
            contents: [Content::default(); CLASSES],
            inner: None,
            kind: Kind::None,
            object: Object::None,
            has_choices: false,
            has_candidates: false,
            has_done: false,
            model: Model::default(),
        }
    }

    /// Forgets all but counts that nothing refers to any more.
    pub(super) fn clear(&mut self) {
        self.told = 0;
        self.contents = [Content::default(); CLASSES];
        self.inner = None;
        self.kind = Kind::None;
        self.object = Object::None;
        self.has_choices = false;
        self.has_candidates = false;
        self.has_done = false;
        self.model.clear();
    }

    /// A value begins, of any type. One that is named twice replaces the first,
    /// as for any JSON parser.
    pub(super) fn begin(&mut self, node: Node) {
        match node {
            Node::Count(slot) => self.forget(slot),
            Node::InputDetails(bank) => self.forget(bank.slot(Slot::CACHED_DETAIL)),
            Node::OutputDetails(bank) => self.forget(bank.slot(Slot::REASONING_DETAIL)),
            Node::Tokens(bank) => {
                self.forget(bank.slot(Slot::TOKENS_INPUT));
                self.forget(bank.slot(Slot::TOKENS_OUTPUT));
            }
            Node::BilledUnits(bank) => {
                self.forget(bank.slot(Slot::BILLED_INPUT));
                self.forget(bank.slot(Slot::BILLED_OUTPUT));
            }
            Node::Usage(place) => {
                self.forget_bank(place.bank());
                if place.bank() == Bank::Inner {
                    self.inner = Some(place);
                }
            }
            Node::XGroq | Node::Message | Node::Response | Node::Delta | Node::NovaMetadata
                if self.inner.is_some_and(|place| place.is_in(node)) =>
            {
                self.forget_bank(Bank::Inner);
                self.inner = None;
            }
            Node::Choices => self.has_choices = true,
            Node::UsageMetadata => {
                self.told &= !Slot::GEMINI;
                self.has_candidates = true;
            }
            Node::Candidates | Node::PromptFeedback => self.has_candidates = true,
            Node::Done => self.has_done = true,
            Node::Kind => self.kind = Kind::Other,
            _ => {}
        }
    }

    fn forget(&mut self, slot: Slot) {
        self.told &= !slot.bit();
    }

    fn forget_bank(&mut self, bank: Bank) {
        self.told &= match bank {
            Bank::Outer => !Slot::OUTER,
            Bank::Inner => !(Slot::OUTER << Slot::BANK),
        };
    }

    /// The count at a path.
    pub(super) fn tell(&mut self, slot: Slot, count: u64) {
        if let Some(place) = self.counts.get_mut(usize::from(slot.0)) {
            *place = count;
            self.told |= slot.bit();
        }
    }

    /// What was told at a path.
    pub(super) fn count(&self, slot: Slot) -> Option<u64> {
        if self.told & slot.bit() == 0 {
            return None;
        }
        self.counts.get(usize::from(slot.0)).copied()
    }

    /// Bytes of generated text.
    pub(super) fn add_text(&mut self, class: Class, bytes: usize) {
        if bytes > 0
            && let Some(content) = self.contents.get_mut(class as usize)
        {
            content.seen = true;
            let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
            content.bytes = content.bytes.saturating_add(bytes);
        }
    }

    /// Generated content that is no text.
    pub(super) fn add_media(&mut self, class: Class) {
        if let Some(content) = self.contents.get_mut(class as usize) {
            content.seen = true;
        }
    }

    /// The content in one class.
    pub(super) fn content(&self, class: Class) -> Content {
        self.contents
            .get(class as usize)
            .copied()
            .unwrap_or_default()
    }
}
