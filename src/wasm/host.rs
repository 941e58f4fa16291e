//! Envoy as the core wants it: shared data, the clock, properties.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, UNIX_EPOCH};

use proxy_wasm::hostcalls;

use crate::fleet::store::{Entry, SharedData, Stale};
use crate::time::{Timestamp, micros};

/// Envoy's shared data of this `vm_id`.
#[derive(Debug)]
pub(super) struct Host;

impl SharedData for Host {
    fn get(&self, key: &str) -> Option<Entry> {
        match hostcalls::get_shared_data(key) {
            Ok((Some(value), Some(cas))) if !value.is_empty() => Some(Entry { value, cas }),
            _ => None,
        }
    }

    fn set(&self, key: &str, value: &[u8], cas: Option<u32>) -> Result<(), Stale> {
        hostcalls::set_shared_data(key, Some(value), cas).map_err(|_| Stale)
    }
}

/// The host's clock.
pub(super) fn now() -> Timestamp {
    let since_epoch = hostcalls::get_current_time()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or(Duration::ZERO);
    Timestamp::from_micros(micros(since_epoch))
}

/// A number that no other VM has: the seed of a hash map, which the host draws
/// at random.
pub(super) fn random_token() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A property of the stream or the node; `None` where Envoy has none.
pub(super) fn property(path: &[&str]) -> Option<Vec<u8>> {
    hostcalls::get_property(path.to_vec())
        .ok()
        .flatten()
        .filter(|value| !value.is_empty())
}

/// A property that is text.
pub(super) fn text_property(path: &[&str]) -> Option<String> {
    property(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A property that is a number.
pub(super) fn number_property(path: &[&str]) -> Option<i64> {
    property(path)?.try_into().ok().map(i64::from_le_bytes)
}

/// Writes a line to Envoy's log.
pub(super) fn log(level: log::Level, line: &str) {
    log::log!(level, "luascale: {line}");
}
