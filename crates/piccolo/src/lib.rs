//! The piccolo Lua VM as luascale embeds it: the published package `ottavino`
//! 0.4.0 (piccolo's maintained fork, MIT), with the changes that
//! `build/changes` lists applied by the build script. None of its source lies
//! in this repository.
#![allow(
    warnings,
    clippy::all,
    reason = "third-party source, compiled as it was published but for our changes"
)]

mod compare;
mod for_loop;
pub mod limits;
mod messages;
mod number_text;

include!(concat!(env!("OUT_DIR"), "/modules.rs"));
