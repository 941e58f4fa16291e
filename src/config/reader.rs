//! Reads typed keys out of JSON objects and collects every error on the way.
//!
//! A reader never stops: a wrong key yields `None`, an error, and goes on, so
//! that the operator sees all faults at once. An object remembers which keys
//! it was asked for; [`Object::finish`] refuses all others, and so the keys
//! that are documented, read and suggested cannot drift apart.

use super::error::{ConfigErrors, shortened};
use super::value::{signed, text, whole};
use crate::suggest::nearest;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// One JSON object under reading.
pub(super) struct Object<'v> {
    path: String,
    entries: &'v Map<String, Value>,
    known: Vec<&'static str>,
}

impl<'v> Object<'v> {
    /// `value` as an object at `path`.
    pub(super) fn new(path: String, value: &'v Value, errors: &mut ConfigErrors) -> Option<Self> {
        let Some(entries) = value.as_object() else {
            errors.wrong(&path, value, "must be an object");
            return None;
        };
        let known = Vec::new();
        Some(Self {
            path,
            entries,
            known,
        })
    }

    /// The path of `key` in this object.
    pub(super) fn path(&self, key: &str) -> String {
        let key = shortened(key);
        match self.path.as_str() {
            "" => key,
            path => format!("{path}.{key}"),
        }
    }

    /// Whether `key` is given.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The value of `key`, which is a legal key from now on.
    pub(super) fn get(&mut self, key: &'static str) -> Option<&'v Value> {
        self.known.push(key);
        self.entries.get(key)
    }

    /// All entries of an object whose keys are the operator's own, in order.
    pub(super) fn entries(&self) -> impl ExactSizeIterator<Item = (&'v String, &'v Value)> {
        self.entries.iter()
    }

    /// A whole number in `range`.
    pub(super) fn whole(
        &mut self,
        key: &'static str,
        range: RangeInclusive<u32>,
        errors: &mut ConfigErrors,
    ) -> Option<u32> {
        let value = self.get(key)?;
        whole(value, &self.path(key), range, errors)
    }

    /// True or false.
    pub(super) fn flag(&mut self, key: &'static str, errors: &mut ConfigErrors) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            errors.wrong(&self.path(key), value, "must be true or false");
        }
        flag
    }

    /// A whole number in `range` that may be negative.
    pub(super) fn signed(
        &mut self,
        key: &'static str,
        range: RangeInclusive<i64>,
        errors: &mut ConfigErrors,
    ) -> Option<i64> {
        let value = self.get(key)?;
        signed(value, &self.path(key), range, errors)
    }

    /// A string of so many bytes.
    pub(super) fn text(
        &mut self,
        key: &'static str,
        bytes: RangeInclusive<usize>,
        errors: &mut ConfigErrors,
    ) -> Option<&'v str> {
        let value = self.get(key)?;
        text(value, &self.path(key), bytes, errors)
    }

    /// An object.
    pub(super) fn object(&mut self, key: &'static str, errors: &mut ConfigErrors) -> Option<Self> {
        let value = self.get(key)?;
        Self::new(self.path(key), value, errors)
    }

    /// A list, as pairs of path and item.
    pub(super) fn list(
        &mut self,
        key: &'static str,
        items: RangeInclusive<usize>,
        errors: &mut ConfigErrors,
    ) -> Option<Vec<(String, &'v Value)>> {
        let value = self.get(key)?;
        let path = self.path(key);
        let Some(list) = value.as_array() else {
            errors.wrong(&path, value, "must be a list");
            return None;
        };
        if !items.contains(&list.len()) {
            let (least, most) = items.into_inner();
            let count = list.len();
            errors.at(
                &path,
                format!("has {count} items, must have {least} to {most}"),
            );
            return None;
        }
        let at = |(at, item)| (format!("{path}[{at}]"), item);
        Some(list.iter().enumerate().map(at).collect())
    }

    /// One of some words, each of which stands for a value.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&str, T)],
        errors: &mut ConfigErrors,
    ) -> Option<T> {
        let value = self.get(key)?;
        let found = words.iter().find(|(word, _)| value.as_str() == Some(word));
        if found.is_none() {
            let words: Vec<_> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
            errors.wrong(
                &self.path(key),
                value,
                format!("must be {}", words.join(" or ")),
            );
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// Refuses every key that was not asked for.
    pub(super) fn finish(self, errors: &mut ConfigErrors) {
        for key in self.entries.keys() {
            if self.known.contains(&key.as_str()) {
                continue;
            }
            let message = match nearest(key, &self.known) {
                Some(name) => format!("unknown key, did you mean {name}?"),
                None => "unknown key".to_owned(),
            };
            errors.at(&self.path(key), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read<T>(
        value: Value,
        read: impl FnOnce(&mut Object, &mut ConfigErrors) -> T,
    ) -> (T, String) {
        let mut errors = ConfigErrors::default();
        let mut object = Object::new(String::new(), &value, &mut errors).unwrap();
        let result = read(&mut object, &mut errors);
        object.finish(&mut errors);
        (result, errors.to_string())
    }

    #[test]
    fn strings_lists_and_words_tell_what_is_legal() {
        let (_, errors) = read(
            json!({"a": 1, "b": "xyz", "c": {}, "d": [1, 2], "e": "up", "f": [], "g": 1}),
            |o, e| {
                o.flag("g", e);
                o.text("a", 1..=2, e);
                o.text("b", 1..=2, e);
                o.list("c", 0..=1, e);
                o.list("d", 0..=1, e);
                o.word("e", &[("on", 1), ("off", 0)], e);
                o.object("f", e).is_none()
            },
        );
        assert_eq!(
            errors,
            "g: 1 must be true or false\n\
             a: 1 must be a string\n\
             b: \"xyz\" is 3 bytes long, must be 1 to 2\n\
             c: {} must be a list\n\
             d: has 2 items, must have 0 to 1\n\
             e: \"up\" must be \"on\" or \"off\"\n\
             f: [] must be an object"
        );
    }

    #[test]
    fn unknown_keys_are_refused_with_the_nearest_name() {
        for (key, message) in [
            ("max_replica", "unknown key, did you mean max_replicas?"),
            ("maxReplicas", "unknown key, did you mean max_replicas?"),
            ("min-replicas", "unknown key, did you mean min_replicas?"),
            ("polices", "unknown key, did you mean policies?"),
            ("tick", "unknown key"),
            ("", "unknown key"),
            ("zzz", "unknown key"),
        ] {
            let (_, errors) = read(json!({key: 1}), |o, _| {
                for known in ["max_replicas", "min_replicas", "policies", "tick_ms"] {
                    o.get(known);
                }
            });
            assert!(errors.ends_with(message), "{key}: {errors}");
        }
    }
}
