//! Shared data in memory, with the ways of Envoy's: for tests, and where the
//! engine runs without Envoy.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::store::{Entry, SharedData, Stale};

/// Shared data of one process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    entries: RefCell<BTreeMap<String, Entry>>,
    last_cas: Cell<u32>,
}

#[cfg(test)]
impl MemoryStore {
    pub(crate) fn keys(&self) -> Vec<String> {
        self.entries.borrow().keys().cloned().collect()
    }
}

impl SharedData for MemoryStore {
    fn get(&self, key: &str) -> Option<Entry> {
        self.entries
            .borrow()
            .get(key)
            .filter(|entry| !entry.value.is_empty())
            .cloned()
    }

    fn set(&self, key: &str, value: &[u8], cas: Option<u32>) -> Result<(), Stale> {
        let mut entries = self.entries.borrow_mut();
        if let (Some(cas), Some(entry)) = (cas, entries.get(key))
            && entry.cas != cas
        {
            return Err(Stale);
        }
        self.last_cas.set(self.last_cas.get() + 1);
        let entry = Entry {
            value: value.to_vec(),
            cas: self.last_cas.get(),
        };
        entries.insert(key.to_owned(), entry);
        Ok(())
    }
}
