//! luascale: autoscaling hints from what the gateway already sees, decided by
//! a Lua policy.
//!
//! The core is functional: it knows neither the proxy-wasm SDK nor a clock, so
//! it runs and is tested natively. Only `wasm` talks to Envoy; only [`policy`]
//! knows the Lua VM.

mod base64;
pub mod behavior;
pub mod config;
pub mod decision;
pub mod effects;
mod encoding;
pub mod failing;
pub mod fleet;
pub mod formulas;
pub mod hint;
pub mod history;
pub mod html;
pub mod idle;
pub mod intake;
mod json;
pub mod log_gate;
pub mod metrics;
pub mod names;
pub mod node;
pub mod plugin;
pub mod policy;
pub mod push;
pub mod recommendation;
pub mod service_name;
pub mod signal;
pub mod standing;
pub mod stats;
pub mod status;
pub mod suggest;
pub mod time;
pub mod tokens;
pub mod trust;
#[cfg(all(target_arch = "wasm32", not(feature = "bench")))]
mod wasm;
pub mod window;
