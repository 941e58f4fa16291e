//! Numbers by name, made for the leader's tick: it builds, writes, reads and
//! drops them for each service.
//!
//! A map of owned names would allocate for each name, and most names are the
//! gateway's own.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::kept_name;

/// A metric's name; the gateway's own are not copied.
pub type Name = Cow<'static, str>;

/// More than a service usually has. Foreign bytes may announce any number: they
/// get no room for more.
const USUAL: usize = 24;

/// Numbers by name, each name once, in order. In records they are a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers(Vec<(Name, f64)>);

impl Numbers {
    /// None yet, with room for those that a service usually has.
    pub fn with_usual_room() -> Self {
        Self(Vec::with_capacity(USUAL))
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name))
    }

    /// The number; `None` without data.
    pub fn get(&self, name: &str) -> Option<f64> {
        let place = self.place(name).ok()?;
        self.0.get(place).map(|(_, value)| *value)
    }

    /// Sets a number.
    pub fn insert(&mut self, name: impl Into<Name>, value: f64) {
        self.put(name.into(), value, true);
    }

    /// Sets a number that has none yet.
    pub fn insert_new(&mut self, name: impl Into<Name>, value: f64) {
        self.put(name.into(), value, false);
    }

    fn put(&mut self, name: Name, value: f64, replace: bool) {
        match self.place(&name) {
            Ok(place) => {
                if let Some((_, old)) = self.0.get_mut(place)
                    && replace
                {
                    *old = value;
                }
            }
            Err(place) => self.0.insert(place, (name, value)),
        }
    }

    /// All of them, in the order of names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, f64)> + Clone {
        self.0.iter().map(|(name, value)| (&**name, *value))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<N: Into<Name>> Extend<(N, f64)> for Numbers {
    fn extend<I: IntoIterator<Item = (N, f64)>>(&mut self, numbers: I) {
        for (name, value) in numbers {
            self.insert(name, value);
        }
    }
}

impl<N: Into<Name>> FromIterator<(N, f64)> for Numbers {
    fn from_iter<I: IntoIterator<Item = (N, f64)>>(numbers: I) -> Self {
        let mut all = Self::default();
        all.extend(numbers);
        all
    }
}

impl<N: Into<Name>, const COUNT: usize> From<[(N, f64); COUNT]> for Numbers {
    fn from(numbers: [(N, f64); COUNT]) -> Self {
        numbers.into_iter().collect()
    }
}

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs)
    }
}

struct Pairs;

impl<'de> Visitor<'de> for Pairs {
    type Value = Numbers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("numbers by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Numbers, A::Error> {
        let room = pairs.size_hint().unwrap_or(0).min(USUAL);
        let mut numbers = Numbers(Vec::with_capacity(room));
        while let Some((name, value)) = pairs.next_entry::<&str, f64>()? {
            let name = kept_name(name);
            // What we wrote is in order; what somebody else wrote, need not be.
            if numbers.0.last().is_none_or(|(last, _)| *last < name) {
                numbers.0.push((name, value));
            } else {
                numbers.insert(name, value);
            }
        }
        Ok(numbers)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn names() -> impl Strategy<Value = Vec<(String, f64)>> {
        let name = prop_oneof!["[a-c]{0,2}", Just("rps".to_owned()), Just("cpu".to_owned())];
        proptest::collection::vec((name, 0.0..9.0), 0..40)
    }

    proptest! {
        #[test]
        fn they_are_a_map(pairs in names()) {
            let map: BTreeMap<String, f64> = pairs.iter().cloned().collect();
            let numbers: Numbers = pairs.iter().cloned().collect();
            let expected: Vec<_> = map.iter().map(|(name, value)| (&**name, *value)).collect();
            prop_assert_eq!(numbers.iter().collect::<Vec<_>>(), expected);
            for (name, value) in &map {
                prop_assert_eq!(numbers.get(name), Some(*value));
            }
            prop_assert_eq!(numbers.get("nobody"), None);
            let bytes = postcard::to_allocvec(&numbers).unwrap();
            prop_assert_eq!(&bytes, &postcard::to_allocvec(&map).unwrap());
            prop_assert_eq!(postcard::from_bytes::<Numbers>(&bytes).unwrap(), numbers);
            // In any order, and a name more than once: the last counts.
            let foreign = postcard::to_allocvec(&pairs).unwrap();
            let read: Numbers = postcard::from_bytes(&foreign).unwrap();
            prop_assert_eq!(read, pairs.into_iter().collect());
        }
    }

    #[test]
    fn what_is_there_already_can_stay() {
        let mut numbers = Numbers::from([("cpu", 1.0)]);
        numbers.insert_new("cpu", 2.0);
        numbers.insert_new("rps", 3.0);
        assert_eq!(numbers, Numbers::from([("rps", 3.0), ("cpu", 1.0)]));
        numbers.insert("cpu", 4.0);
        assert_eq!(numbers.get("cpu"), Some(4.0));
    }

    #[test]
    fn an_announced_million_gets_no_room() {
        let announced = [0xff, 0xff, 0x7f, 3, b'c', b'p', b'u'];
        assert!(postcard::from_bytes::<Numbers>(&announced).is_err());
    }
}
