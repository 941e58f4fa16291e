//! What the leader keeps for a service's policy, as evaluations on requests see
//! it.

use crate::fleet::kept::{kept_key, policy_memory};
use crate::fleet::store::SharedData;
use crate::policy::Memory;

/// A copy of the record, as it was read last.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// What it says. An evaluation on a request leaves it as it is.
    pub(super) memory: Memory,
    cas: u32,
}

impl Remembered {
    /// Reads the record where it has changed.
    pub(super) fn read(&mut self, store: &dyn SharedData, service: &str) {
        let Some(entry) = store.get(&kept_key(service)) else {
            return;
        };
        if entry.cas == self.cas {
            return;
        }
        self.cas = entry.cas;
        if let Some(memory) = policy_memory(&entry.value) {
            self.memory = memory;
        }
    }
}
