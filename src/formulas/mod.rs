//! The formulas of the autoscalers that people know, as pure functions.
//!
//! [`hpa()`] is that of a Kubernetes HPA, [`kpa()`] that of Knative's autoscaler.
//! Both give a demand (a fraction of replicas) and whole replicas. Guard rails
//! that belong to every decision are left to those who decide: minimum and
//! maximum, tolerance, stabilization.

mod base;
mod hpa;
mod kpa;

use serde::{Deserialize, Serialize};

pub use base::{Base, base};
pub use hpa::{SYNC_PERIOD, hpa, hpa_average};
pub use kpa::{Kpa, KpaMemory, Seen, Sizing, TICK_INTERVAL, kpa};

/// What the formulas remember of one service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// What [`hpa()`] starts from where nobody tells the replicas that run.
    pub hpa: Option<Base>,
    /// The same for [`kpa()`].
    pub ready: Option<Base>,
    /// [`kpa()`] on concurrency.
    pub by_concurrency: KpaMemory,
    /// [`kpa()`] on requests per second.
    pub by_rps: KpaMemory,
}
