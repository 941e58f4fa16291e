//! A JSON object read byte by byte: which value is where.
//!
//! It can stop after any byte and go on later. It keeps the path to where it
//! is, as deep as the tree of [`Node`] goes, and one key, number or short text.
//! What no path leads to is skipped: there, brackets are counted and not
//! matched, and only texts are told from the rest.

mod number;
mod skip;
mod text;

use super::event::Event;
use super::kind::{Kind, Object};
use super::node::Node;
use number::Number;
use text::Text;

pub(super) use text::SCRATCH;

/// Containers on a path that is looked into; what is deeper is skipped.
const MAX_PATH: usize = 12;

/// Brackets within each other in what is skipped; more are no answer of a model.
const MAX_DEPTH: u32 = 512;

/// Where the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the object.
    Start,
    /// Before a value.
    Value,
    /// Before a value or the end of an empty list.
    FirstElement,
    /// Before a key or the end of an empty object.
    FirstKey,
    /// Before a key.
    Key,
    Colon,
    /// After a value, before a comma or the end of its container.
    After,
    KeyText,
    ValueText,
    Number,
    /// In `true`, `false` or `null`.
    Literal,
    Skipped,
    SkippedText,
    SkippedEscape,
    /// After the object.
    Over,
    Broken,
}

/// How far [`Json::feed`] came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fed<'a> {
    /// All was read, and the object goes on.
    More,
    /// The object is over; this is after it.
    Over(&'a [u8]),
    /// This is not an object of JSON.
    Broken,
}

/// One container that is looked into.
#[derive(Debug, Clone, Copy)]
struct Level {
    node: Node,
    is_list: bool,
}

/// A reader of one JSON object.
#[derive(Debug)]
pub(super) struct Json {
    at: At,
    path: [Level; MAX_PATH],
    len: usize,
    /// What the value that is read is.
    node: Node,
    text: Text,
    number: Number,
    /// Open brackets in what is skipped.
    skipped: u32,
}

impl Json {
    pub(super) fn new() -> Self {
        Self {
            at: At::Start,
            path: [Level {
                node: Node::Skip,
                is_list: false,
            }; MAX_PATH],
            len: 0,
            node: Node::Root,
            text: Text::new(),
            number: Number::default(),
            skipped: 0,
        }
    }

    /// Forgets the object and waits for the next.
    pub(super) fn reset(&mut self) {
        self.at = At::Start;
        self.len = 0;
        self.node = Node::Root;
    }

    /// Whether nothing of an object has come yet.
    pub(super) fn is_at_start(&self) -> bool {
        self.at == At::Start
    }

    /// Reads on in `bytes`. What counts goes to `event`, and the text of a
    /// [`Node::Chunk`], piece by piece, to `chunk`.
    pub(super) fn feed<'a>(
        &mut self,
        bytes: &'a [u8],
        event: &mut Event,
        chunk: &mut dyn FnMut(&[u8]),
    ) -> Fed<'a> {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            rest = match self.at {
                At::KeyText => self.key_text(rest),
                At::ValueText => self.value_text(rest, event, chunk),
                At::Skipped | At::SkippedText | At::SkippedEscape => self.skip(rest, event),
                At::Number => self.number(rest, event),
                At::Literal => self.literal(rest),
                At::Over => return Fed::Over(rest),
                At::Broken => return Fed::Broken,
                _ => {
                    if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                        self.mark(byte, event);
                    }
                    after
                }
            };
        }
        match self.at {
            At::Over => Fed::Over(rest),
            At::Broken => Fed::Broken,
            _ => Fed::More,
        }
    }

    /// A byte between texts, numbers and literals.
    fn mark(&mut self, byte: u8, event: &mut Event) {
        self.at = match (self.at, byte) {
            (At::Start, b'{') => self.open(Node::Root, false),
            (At::FirstKey | At::Key, b'"') => {
                self.text.begin();
                At::KeyText
            }
            (At::Colon, b':') => At::Value,
            (At::After, b',') if self.is_in_list() => self.element(),
            (At::After, b',') => At::Key,
            (At::After, b'}') if !self.is_in_list() => self.close(),
            (At::After, b']') if self.is_in_list() => self.close(),
            (At::FirstKey, b'}') | (At::FirstElement, b']') => self.close(),
            (At::Value | At::FirstElement, _) => self.begin(byte, event),
            _ => At::Broken,
        };
    }

    /// The first byte of a value.
    fn begin(&mut self, byte: u8, event: &mut Event) -> At {
        let node = self.node;
        event.begin(node);
        match byte {
            b'"' => {
                self.text.begin();
                At::ValueText
            }
            b'{' if node.is_object() && self.len < MAX_PATH => self.open(node, false),
            b'[' if node.element().is_some() && self.len < MAX_PATH => self.open(node, true),
            b'{' | b'[' => {
                self.skipped = 1;
                if let Node::Json(class) = node {
                    event.add_text(class, 1);
                }
                At::Skipped
            }
            b'-' | b'0'..=b'9' => {
                self.number = Number::begin(byte);
                At::Number
            }
            b't' | b'f' | b'n' => At::Literal,
            _ => At::Broken,
        }
    }

    fn open(&mut self, node: Node, is_list: bool) -> At {
        if let Some(level) = self.path.get_mut(self.len) {
            *level = Level { node, is_list };
            self.len = self.len.saturating_add(1);
        }
        if is_list {
            self.element();
            At::FirstElement
        } else {
            At::FirstKey
        }
    }

    fn close(&mut self) -> At {
        self.len = self.len.saturating_sub(1);
        if self.len == 0 { At::Over } else { At::After }
    }

    /// The container that is read.
    fn level(&self) -> Option<Level> {
        self.path.get(self.len.checked_sub(1)?).copied()
    }

    fn is_in_list(&self) -> bool {
        self.level().is_some_and(|level| level.is_list)
    }

    /// The next value is an element of a list.
    fn element(&mut self) -> At {
        let element = self.level().and_then(|level| level.node.element());
        self.node = element.unwrap_or(Node::Skip);
        At::Value
    }

    fn key_text<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (over, rest) = self.text.keep(bytes);
        if over {
            let key = self.text.kept().unwrap_or_default();
            self.node = match self.level() {
                Some(level) => level.node.child(key),
                None => Node::Skip,
            };
            self.at = At::Colon;
        }
        rest
    }

    fn value_text<'a>(
        &mut self,
        bytes: &'a [u8],
        event: &mut Event,
        chunk: &mut dyn FnMut(&[u8]),
    ) -> &'a [u8] {
        let (over, rest) = match self.node {
            Node::Kind | Node::Object | Node::Model => self.text.keep(bytes),
            Node::Chunk => self.text.hand_on(bytes, chunk),
            Node::Media(class) => {
                let (over, rest, len) = self.text.measure(bytes);
                if len > 0 {
                    event.add_media(class);
                }
                (over, rest)
            }
            node => match node.content() {
                Some(class) => {
                    let (over, rest, len) = self.text.measure(bytes);
                    event.add_text(class, len);
                    (over, rest)
                }
                None => self.text.pass(bytes),
            },
        };
        if over {
            self.at = At::After;
            match (self.node, self.text.kept()) {
                (Node::Kind, Some(name)) => event.kind = Kind::of(name),
                (Node::Object, Some(name)) => event.object = Object::of(name),
                (Node::Model, Some(name)) => event.model.set(name),
                _ => {}
            }
        }
        rest
    }

    fn number<'a>(&mut self, bytes: &'a [u8], event: &mut Event) -> &'a [u8] {
        let (over, rest) = self.number.feed(bytes);
        if over {
            self.at = At::After;
            if let (Node::Count(slot), Some(count)) = (self.node, self.number.count()) {
                event.tell(slot, count);
            }
        }
        rest
    }

    fn literal<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let end = bytes.iter().position(|byte| !byte.is_ascii_lowercase());
        match end.and_then(|end| bytes.get(end..)) {
            Some(rest) => {
                self.at = At::After;
                rest
            }
            None => &[],
        }
    }
}
