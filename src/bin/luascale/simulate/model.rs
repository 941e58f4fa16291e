//! What is simulated: a service, and what its users put up with.

use luascale::behavior::Bounds;

/// A service behind a gateway. Requests that find no free slot wait at the
/// gateway, first come, first served.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Model {
    /// Requests that a replica works on side by side.
    pub(crate) slots: u32,
    /// Mean time that a request takes in a slot.
    pub(crate) service_us: u64,
    /// From the decision until a replica takes requests.
    pub(crate) startup_us: u64,
    /// After so long without a slot a request fails.
    pub(crate) timeout_us: u64,
    /// An answer that takes longer is late.
    pub(crate) slo_us: u64,
    /// Fewest and most replicas, whoever decides.
    pub(crate) bounds: Bounds,
}

impl Model {
    /// Requests per second that one replica can answer.
    pub(crate) fn capacity_rps(&self) -> f64 {
        f64::from(self.slots) / (luascale::time::to_f64(self.service_us.max(1)) / 1e6)
    }

    /// Replicas that a rate needs, with [`BUSY`] of their slots in use.
    pub(crate) fn needed(&self, rps: f64) -> u32 {
        let needed = luascale::recommendation::whole_replicas(rps / self.capacity_rps() / BUSY);
        needed.clamp(self.bounds.min, self.bounds.max)
    }
}

/// How busy replicas may be that are just enough. At 1 a queue grows without
/// end.
pub(crate) const BUSY: f64 = 0.8;
