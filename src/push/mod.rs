//! Push: each decision is sent to the operator's scaler until it is
//! acknowledged, refused, or replaced by a newer one.
//!
//! What is sent is the state of a service, not a change of it: a receiver that
//! takes the newest is right whatever it missed. A decision is sent when its
//! `desired_replicas` differ from what was sent last; a new reason or new
//! numbers alone send nothing. Only the leader sends, one call per service at a
//! time.
//!
//! Where a service stands is a record in shared data ([`Delivery`]), written
//! before a call goes out and when its answer comes. So the next leader goes on
//! where the last one stopped: it waits for the call that is on the wire, whose
//! answer still reaches the VM that made it, and repeats none that was
//! acknowledged.

mod backoff;
mod delivery;
mod pusher;

#[cfg(test)]
mod tests;

pub use delivery::{Delivery, Outcome};
pub use pusher::{Push, Pusher, answered};
