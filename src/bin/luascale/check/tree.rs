//! YAML and JSON as a tree that knows where everything stands.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use granit_parser::{Event, Parser, ScalarStyle};
use serde_json::{Map, Value};

use super::align::Quotes;
use super::text::Text;

/// A node. An alias is the very node that it stands for.
#[derive(Debug)]
pub(super) struct Node {
    /// Bytes; of a list or a map, where it begins.
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
    /// Nodes in it, those of aliases counted each time.
    size: usize,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar { value: String, style: ScalarStyle },
    List(Vec<Rc<Node>>),
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

impl Node {
    /// Its text, if it is a scalar.
    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Its keys and values, if it is a map.
    pub(super) fn entries(&self) -> &[(Rc<Node>, Rc<Node>)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Its items, if it is a list.
    pub(super) fn items(&self) -> &[Rc<Node>] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Rc<Node>> {
        let entry = |(name, _): &&(Rc<Node>, Rc<Node>)| name.scalar() == Some(key);
        self.entries().iter().find(entry).map(|(_, value)| value)
    }

    /// A scalar as a text that knows its place in `text`, in which it stands.
    pub(super) fn text(&self, text: &Text) -> Option<Text> {
        let Kind::Scalar { value, style } = &self.kind else {
            return None;
        };
        let quotes = match style {
            ScalarStyle::SingleQuoted => Quotes::Single,
            ScalarStyle::DoubleQuoted => Quotes::Double,
            _ => Quotes::None,
        };
        Some(text.inner(self.span.clone(), quotes, value))
    }

    /// As JSON, by YAML's core schema. Keys that are there twice are faults.
    pub(super) fn json(&self, faults: &mut Vec<Fault>) -> Value {
        match &self.kind {
            Kind::Scalar { value, style } if *style == ScalarStyle::Plain => plain(value),
            Kind::Scalar { value, .. } => Value::from(value.as_str()),
            Kind::List(items) => items.iter().map(|item| item.json(faults)).collect(),
            Kind::Map(entries) => {
                let mut map = Map::new();
                let mut seen = BTreeSet::new();
                for (key, value) in entries {
                    let name = key.scalar().unwrap_or_default();
                    if !seen.insert(name) {
                        faults.push(Fault {
                            span: key.span.clone(),
                            text: format!("key {name:?} is given twice"),
                        });
                    }
                    map.insert(name.to_owned(), value.json(faults));
                }
                Value::Object(map)
            }
        }
    }
}

/// A scalar without quotes.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return true.into(),
        "false" | "False" | "FALSE" => return false.into(),
        _ => {}
    }
    if let Ok(whole) = text.parse::<i64>() {
        return whole.into();
    }
    // `parse` alone takes `inf` and `nan`, which are no numbers here.
    let digit = text.bytes().any(|byte| byte.is_ascii_digit());
    match text.parse::<f64>() {
        Ok(number) if digit && number.is_finite() => number.into(),
        _ => text.into(),
    }
}

/// A list or a map that has begun.
struct Open {
    node: Node,
    anchor: usize,
    /// A key that waits for its value.
    key: Option<Rc<Node>>,
}

/// Most nodes of a document: aliases of aliases can stand for any number.
const MOST_NODES: usize = 1_000_000;

/// All documents of a text.
///
/// # Errors
/// Where it is no YAML, or too much of it.
pub(super) fn documents(text: &str) -> Result<Vec<Rc<Node>>, Fault> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
            Fault {
                span: at..at + 1,
                text: error.info(),
            }
        })?;
        let start = span.start.byte_offset().unwrap_or(0);
        let end = span.end.byte_offset().unwrap_or(start);
        let span = start..end.max(start);
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let value = value.into_owned();
                let kind = Kind::Scalar { value, style };
                let size = 1;
                builder.add(Node { span, kind, size }, anchor);
            }
            Event::SequenceStart(_, anchor, _) => builder.open(span, Kind::List(vec![]), anchor),
            Event::MappingStart(_, anchor, _) => builder.open(span, Kind::Map(vec![]), anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = builder.stack.pop() {
                    builder.add(open.node, open.anchor);
                }
            }
            Event::Alias(id) => {
                if let Some(node) = builder.anchors.get(&id).cloned() {
                    builder.put(node);
                }
            }
            _ => {}
        }
        if builder.largest() > MOST_NODES {
            return Err(Fault {
                span: start..start + 1,
                text: format!("aliases stand for more than {MOST_NODES} nodes"),
            });
        }
    }
    Ok(builder.documents)
}

#[derive(Default)]
struct Builder {
    documents: Vec<Rc<Node>>,
    stack: Vec<Open>,
    anchors: BTreeMap<usize, Rc<Node>>,
}

impl Builder {
    /// Nodes in what is open.
    fn largest(&self) -> usize {
        self.stack.last().map_or(0, |open| open.node.size)
    }

    fn open(&mut self, span: Range<usize>, kind: Kind, anchor: usize) {
        let size = 1;
        let node = Node { span, kind, size };
        let key = None;
        self.stack.push(Open { node, anchor, key });
    }

    fn add(&mut self, node: Node, anchor: usize) {
        let node = Rc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.put(node);
    }

    fn put(&mut self, node: Rc<Node>) {
        let Some(open) = self.stack.last_mut() else {
            self.documents.push(node);
            return;
        };
        open.node.size = open.node.size.saturating_add(node.size);
        match &mut open.node.kind {
            Kind::List(items) => items.push(node),
            Kind::Map(entries) => match open.key.take() {
                Some(key) => entries.push((key, node)),
                None => open.key = Some(node),
            },
            Kind::Scalar { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn json_of(text: &str) -> (Vec<Value>, Vec<Fault>) {
        let mut faults = Vec::new();
        let documents = documents(text).unwrap();
        let values = documents.iter().map(|it| it.json(&mut faults)).collect();
        (values, faults)
    }

    #[test]
    fn yaml_is_json() {
        let text = "a: &x {b: [1, 2.5, '3', ~, yes]}\nc: *x\n---\n\"d\": |\n  e\n";
        let x = json!({"b": [1, 2.5, "3", null, "yes"]});
        let (values, faults) = json_of(text);
        assert_eq!(values, [json!({"a": x, "c": x}), json!({"d": "e\n"})]);
        assert!(faults.is_empty());
    }

    #[test]
    fn keys_that_are_there_twice_are_faults() {
        let (_, faults) = json_of("a: 1\nb: {c: 1, c: 2}\n");
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].span, 15..16);
    }

    #[test]
    fn aliases_of_aliases_are_bounded() {
        let mut text = "a0: &a0 x\n".to_owned();
        for level in 1..12 {
            let below = level - 1;
            let nine = format!("*a{below}, ").repeat(9);
            text.push_str(&format!("a{level}: &a{level} [{nine}]\n"));
        }
        let fault = documents(&text).unwrap_err();
        assert!(fault.text.contains("aliases"), "{fault:?}");
    }

    #[test]
    fn what_is_no_yaml_is_a_fault_with_its_place() {
        let fault = documents("a: [1\nb: 2\n").unwrap_err();
        assert!(fault.span.start >= 3, "{fault:?}");
        assert!(documents("a: *nobody\n").is_err());
    }
}
