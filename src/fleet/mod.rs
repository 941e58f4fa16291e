//! How the VMs of one Envoy work together over shared data.
//!
//! Each VM writes a slot of its own; one VM, the leader, merges them. Nobody
//! waits for anybody: a write that lost a race is made again a tick later.
//! Everything read here may come from somebody else (all wasm of one `vm_id`
//! shares these keys), so records are sized, versioned and validated.

pub mod claim;
pub mod generation;
pub mod kept;
pub mod lease;
#[cfg(not(target_arch = "wasm32"))]
pub mod memory;
pub mod merge;
pub mod record;
pub mod replicas;
pub mod reports;
pub mod round;
pub mod slot;
pub mod snapshot;
pub mod store;
pub mod tokens;
