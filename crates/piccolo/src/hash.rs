//! How the keys of tables are hashed.

use std::sync::OnceLock;

use ahash::RandomState;

/// Drawn once per process. Whoever knew them could choose keys that all fall
/// into one bucket, and make a look-up cost thousands of comparisons for one
/// instruction's fuel. `ahash` draws the keys of strings in the same way.
pub(crate) fn keys() -> RandomState {
    static KEYS: OnceLock<RandomState> = OnceLock::new();
    KEYS.get_or_init(RandomState::new).clone()
}
