//! Which configuration of a plugin is in force.
//!
//! An update leaves the old root context beside the new one, in this VM and,
//! for a moment, in others. Within a VM the order of creation decides; across
//! VMs a record does: a configuration claims it once, in its first tick, and
//! from then on it is in force as long as the record names it.

use serde::{Deserialize, Serialize};

use super::record;
use super::store::SharedData;
use crate::service_name;

/// The configuration of a plugin that is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// Counts the changes of configuration.
    pub number: u64,
    /// First bytes of the SHA-256 of the configuration.
    pub fingerprint: u64,
}

/// Key of a plugin's generation.
pub fn generation_key(plugin: &str) -> String {
    format!(
        "luascale/v1/generation/{}",
        service_name::encode(plugin.as_bytes())
    )
}

/// The record of a plugin.
pub fn read(store: &dyn SharedData, plugin: &str) -> Option<Generation> {
    record::decode(&store.get(&generation_key(plugin))?.value)
}

/// Puts a configuration in force. Returns its number, or `None` where another
/// VM wrote at the same moment: try again at the next tick.
pub fn claim(store: &dyn SharedData, plugin: &str, fingerprint: u64) -> Option<u64> {
    let key = generation_key(plugin);
    let entry = store.get(&key);
    let former = entry
        .as_ref()
        .and_then(|entry| record::decode::<Generation>(&entry.value))
        .unwrap_or_default();
    if former.number > 0 && former.fingerprint == fingerprint {
        return Some(former.number);
    }
    let next = Generation {
        number: former.number.saturating_add(1),
        fingerprint,
    };
    store
        .set(&key, &record::encode(&next), entry.map(|entry| entry.cas))
        .ok()
        .map(|()| next.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::memory::MemoryStore;

    #[test]
    fn all_vms_of_one_configuration_share_a_number() {
        let store = MemoryStore::default();
        assert_eq!(claim(&store, "main", 10), Some(1));
        assert_eq!(claim(&store, "main", 10), Some(1));
        assert_eq!(claim(&store, "other", 20), Some(1));
    }

    #[test]
    fn an_update_and_its_rollback_are_new_generations() {
        let store = MemoryStore::default();
        for (fingerprint, number) in [(10, 1), (11, 2), (10, 3)] {
            assert_eq!(claim(&store, "main", fingerprint), Some(number));
            let in_force = read(&store, "main").unwrap();
            assert_eq!(
                (in_force.number, in_force.fingerprint),
                (number, fingerprint)
            );
        }
    }

    #[test]
    fn foreign_bytes_start_anew() {
        let store = MemoryStore::default();
        store.set(&generation_key("main"), b"?", None).unwrap();
        assert_eq!(read(&store, "main"), None);
        assert_eq!(claim(&store, "main", 10), Some(1));
    }
}
