//! The paths that mean something, as nodes of one tree over all APIs.
//!
//! A value's node follows from its container's node and its key, so that only
//! exact paths count: what looks alike elsewhere is [`Node::Skip`]. Which of
//! the nodes count for a body is decided by its API (`super::api`).

use super::event::{Bank, Class, Place, Slot};
use super::paths;

/// What a value is, told by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// Nothing of interest, with all that is in it.
    Skip,
    Root,

    // Values.
    /// A count of tokens.
    Count(Slot),
    /// `type` or `event_type`.
    Kind,
    /// `object`.
    Object,
    Model,
    /// `done`, which only Ollama's events have.
    Done,
    /// Base64 of another JSON.
    Chunk,
    /// Generated text.
    Text(Class),
    /// Generated content that is no text: base64 of sound or pictures.
    Media(Class),
    /// Generated JSON, as text or as it is.
    Json(Class),

    // Containers of counts.
    Usage(Place),
    InputDetails(Bank),
    OutputDetails(Bank),
    Tokens(Bank),
    BilledUnits(Bank),
    UsageMetadata,
    InvocationMetrics,
    XGroq,

    // Containers of messages.
    Message,
    Response,
    Delta,
    DeltaMessage,
    ContentBlock,
    Choices,
    Choice,
    ChoiceMessage,
    Candidates,
    Candidate,
    CandidateContent,
    PromptFeedback,
    Output,
    OutputMessage,
    Results,
    /// An event of Nova's stream: it carries its name as its key.
    NovaDelta,
    NovaMetadata,

    // Containers of content, of several APIs.
    /// A text, a part, or a list of parts.
    Parts(Class),
    Audio(Class),
    ToolCalls(Class),
    Function(Class),
}

impl Node {
    /// Whether an object at this path is looked into.
    pub(super) fn is_object(self) -> bool {
        !matches!(self, Self::Choices | Self::Candidates) && self.is_container()
    }

    /// Whether a list at this path is looked into, and its elements' node.
    pub(super) fn element(self) -> Option<Self> {
        match self {
            Self::Choices => Some(Self::Choice),
            Self::Candidates => Some(Self::Candidate),
            Self::Output => Some(Self::Parts(Class::Output)),
            Self::Parts(_) | Self::ToolCalls(_) | Self::Results => Some(self),
            _ => None,
        }
    }

    fn is_container(self) -> bool {
        !matches!(
            self,
            Self::Skip
                | Self::Count(_)
                | Self::Kind
                | Self::Object
                | Self::Model
                | Self::Done
                | Self::Chunk
                | Self::Text(_)
                | Self::Media(_)
                | Self::Json(_)
                | Self::PromptFeedback
        )
    }

    /// The class of generated content that this value's bytes belong to.
    pub(super) fn content(self) -> Option<Class> {
        match self {
            Self::Text(class) | Self::Json(class) | Self::Parts(class) => Some(class),
            Self::Delta => Some(Class::DeltaText),
            Self::Response => Some(Class::Message),
            _ => None,
        }
    }

    /// The node of the value called `key` in this container.
    pub(super) fn child(self, key: &[u8]) -> Self {
        let paths = paths::of(self);
        let Some((_, child)) = paths.iter().find(|(name, _)| *name == key) else {
            return Self::Skip;
        };
        match self {
            Self::Usage(place) => child.in_bank(place.bank()),
            Self::InputDetails(bank)
            | Self::OutputDetails(bank)
            | Self::Tokens(bank)
            | Self::BilledUnits(bank) => child.in_bank(bank),
            // Cohere announces a tool before it generates its arguments.
            Self::Function(Class::Cohere) if key == b"name" => Self::Skip,
            Self::Parts(class)
            | Self::Audio(class)
            | Self::ToolCalls(class)
            | Self::Function(class) => child.of_class(class),
            _ => *child,
        }
    }

    /// This node of any `usage` in that of one bank.
    fn in_bank(self, bank: Bank) -> Self {
        match self {
            Self::Count(slot) => Self::Count(bank.slot(slot)),
            Self::InputDetails(_) => Self::InputDetails(bank),
            Self::OutputDetails(_) => Self::OutputDetails(bank),
            Self::Tokens(_) => Self::Tokens(bank),
            Self::BilledUnits(_) => Self::BilledUnits(bank),
            other => other,
        }
    }

    /// This node of any content in content of one class.
    fn of_class(self, class: Class) -> Self {
        match self {
            Self::Text(_) => Self::Text(class),
            Self::Media(_) => Self::Media(class),
            Self::Json(_) => Self::Json(class),
            Self::Parts(_) => Self::Parts(class),
            Self::Audio(_) => Self::Audio(class),
            Self::Function(_) => Self::Function(class),
            other => other,
        }
    }
}
