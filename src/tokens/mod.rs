//! Reads what a model's response says of tokens, while it streams by.
//!
//! [`Scanner`] is given the bytes of a response's body in any split and keeps
//! none of them. Its state is bounded: a path as deep as its rules, and scratch
//! for one key, one number and one short text. It knows no SDK and no clock.
//!
//! What it cannot read is unknown and never zero: every count is an `Option`.

mod api;
mod event;
mod framing;
mod gzip;
mod head;
mod json;
mod kind;
mod model;
mod node;
mod paths;
mod reader;
mod scanner;
#[cfg(test)]
mod tests;
mod usage;

pub use head::{Api, Head};
pub use scanner::{Progress, Scanner, State};
pub use usage::{Usage, estimated_output};
