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
mod hash;
pub mod limits;
pub mod messages;
mod names;
pub mod number_text;
pub mod protect;
pub mod utf8;

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// Gives strings their methods: the functions of a table.
pub fn set_string_methods<'gc>(ctx: Context<'gc>, methods: Table<'gc>) {
    string_metatable(ctx).set_field(ctx, "__index", methods);
}

/// The metatable of all strings.
pub fn string_metatable<'gc>(ctx: Context<'gc>) -> Table<'gc> {
    let metatable = ctx.singleton::<ottavino_gc_arena::Rootable![stdlib::StringMetatable<'_>]>();
    metatable.0
}
