//! The filter in a real Envoy, with the configurations that are shipped.
//!
//! Each test starts an Envoy of its own on free ports and sees it from
//! outside. Needs Envoy and the wasm: `make setup wasm`.
#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod abuse;
#[cfg(test)]
mod ai_gateway;
#[cfg(test)]
mod alerts;
#[cfg(test)]
mod behavior;
#[cfg(test)]
mod configurations;
#[cfg(test)]
mod control_planes;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
mod demand;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod digest;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fleet;
#[cfg(test)]
mod forgery;
#[cfg(test)]
mod guide;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod hostcalls;
#[cfg(test)]
mod hostile_headers;
#[cfg(test)]
mod hostile_policies;
#[cfg(test)]
mod listeners;
#[cfg(test)]
mod load_reports;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod natively;
#[cfg(test)]
mod orca_as_envoy;
#[cfg(test)]
mod page;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod push;
#[cfg(test)]
mod refusal;
#[cfg(test)]
mod replicas;
#[cfg(test)]
mod returns;
#[cfg(test)]
mod scaler;
#[cfg(test)]
mod shipped;
#[cfg(test)]
mod stat_sinks;
#[cfg(test)]
mod status_routes;
#[cfg(test)]
mod step;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod trust;
#[cfg(test)]
mod update_remains;
#[cfg(test)]
mod updates;
#[cfg(test)]
mod workers;
