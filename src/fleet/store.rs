//! The port to Envoy's shared data.

use std::fmt;

/// A value with the version that a later compare-and-swap names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was stored.
    pub value: Vec<u8>,
    /// Its version; never 0.
    pub cas: u32,
}

/// Somebody else has written since the entry was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale;

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("somebody else has written since")
    }
}

impl std::error::Error for Stale {}

/// Key-value store that all VMs of one `vm_id` share.
///
/// Envoy's has no delete, no listing and no create-if-absent: a
/// compare-and-swap on a missing key succeeds for everybody. Whoever creates a
/// key must find out on its next read whether it was the last to do so.
pub trait SharedData {
    /// The value of a key; `None` where it is missing or empty.
    fn get(&self, key: &str) -> Option<Entry>;

    /// Stores a value; with `cas` only if the entry has not changed since.
    ///
    /// # Errors
    /// [`Stale`] where it has.
    fn set(&self, key: &str, value: &[u8], cas: Option<u32>) -> Result<(), Stale>;
}
