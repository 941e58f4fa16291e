//! What a script finds in its globals: Lua 5.4's library as far as it is safe,
//! and `scale`.
//!
//! Every function pays fuel for its work, refuses strings of more than 64 KiB
//! before it builds them, and is read-only to the script.

mod args;
mod base;
mod calendar;
mod clock;
mod coroutine;
mod formulas;
mod frame;
mod host;
mod list;
mod math;
mod meter;
mod os;
mod plain;
mod print;
mod random;
mod scale;
mod string;
mod table;
mod utf8;

use piccolo::Context;

pub(super) use self::clock::set as set_clock;
pub(super) use self::frame::Frame;
pub use self::host::{Host, HostCall};
pub(super) use self::host::{REGISTER, Register, Registered, load as load_host};
pub(super) use self::meter::Meter;
pub(super) use self::os::Clock;
pub(super) use self::print::{Printed, text};

/// What the functions share with the host.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    pub(super) meter: Meter,
    pub(super) clock: Clock,
    pub(super) frame: Frame,
    pub(super) printed: Printed,
}

/// Names of all globals, sorted. `clock` and `state` are made where a script
/// uses them.
pub(super) const GLOBALS: [&str; 29] = [
    "_VERSION",
    "assert",
    "clock",
    "coroutine",
    "error",
    "getmetatable",
    "history",
    "ipairs",
    "math",
    "next",
    "os",
    "pairs",
    "pcall",
    "print",
    "rawequal",
    "rawget",
    "rawlen",
    "rawset",
    "scale",
    "select",
    "setmetatable",
    "state",
    "string",
    "table",
    "tonumber",
    "tostring",
    "type",
    "utf8",
    "xpcall",
];

/// Fills the globals of a new VM.
pub(super) fn load<'gc>(ctx: Context<'gc>, shared: &Shared) {
    let Shared {
        meter,
        clock,
        frame,
        printed,
    } = shared;
    let globals = ctx.globals();
    base::load(ctx, meter, globals);
    globals.set_field(ctx, "print", print::print(ctx, printed));
    let history = frame::function(ctx, meter, frame, "history", frame::history);
    globals.set_field(ctx, "history", history);
    for (name, library) in [
        ("coroutine", coroutine::load(ctx, meter)),
        ("math", math::load(ctx, meter)),
        ("os", os::load(ctx, meter, clock)),
        ("scale", scale::load(ctx, meter, frame)),
        ("string", string::load(ctx, meter)),
        ("table", table::load(ctx, meter)),
        ("utf8", utf8::load(ctx, meter)),
    ] {
        library.freeze(&ctx);
        globals.set_field(ctx, name, library);
    }
}
