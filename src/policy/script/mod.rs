//! From source text to a function: parse, check, compile.
//!
//! Between parser and compiler the syntax tree is checked: for what would
//! overflow the compiler's stack, for globals that do not exist, for writes to
//! the library. So a misspelled name is an error at configure time, with its
//! line, and not one at night.

mod around;
mod check;
mod globals;
mod uses;
mod walk;
mod words;

use piccolo::compiler::{self, StringInterner};
use piccolo::{Closure, Context, FunctionPrototype, String};

pub(super) use self::around::Around;
pub(super) use self::uses::{Fields, Uses};
use self::words::Fault;
use super::library::GLOBALS;

/// A script that was compiled.
#[derive(Debug)]
pub(super) struct Script<'gc> {
    /// Its top level.
    pub(super) main: Closure<'gc>,
    /// What `autoscale` does with its arguments.
    pub(super) uses: Uses,
    /// What else it uses.
    pub(super) around: Around,
}

#[derive(Clone, Copy)]
struct Interner<'gc>(Context<'gc>);

impl<'gc> StringInterner for Interner<'gc> {
    type String = String<'gc>;

    fn intern(&mut self, text: &[u8]) -> Self::String {
        self.0.intern(text)
    }
}

/// Compiles a policy called `name`.
///
/// # Errors
/// What is wrong, as `name:line: text`.
pub(super) fn compile<'gc>(
    ctx: Context<'gc>,
    name: &str,
    source: &[u8],
) -> Result<Script<'gc>, std::string::String> {
    compile_with(ctx, name, source, &GLOBALS)
}

/// Compiles a script that finds these globals.
///
/// # Errors
/// What is wrong, as `name:line: text`.
pub(super) fn compile_with<'gc>(
    ctx: Context<'gc>,
    name: &str,
    source: &[u8],
    found: &[&str],
) -> Result<Script<'gc>, std::string::String> {
    let told = |fault: Fault| format!("{name}:{}: {}", fault.line, fault.text);
    let source = source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(source);
    let interner = Interner(ctx);
    let chunk =
        compiler::parse_chunk(source, interner).map_err(|error| told(words::parse(&error)))?;
    check::check(&chunk).map_err(told)?;
    globals::check(&chunk, found).map_err(told)?;
    let around = around::of(&chunk).map_err(told)?;
    let compiled =
        compiler::compile_chunk(&chunk, interner).map_err(|error| told(words::compile(&error)))?;
    let prototype = FunctionPrototype::from_compiled(&ctx, ctx.intern(name.as_bytes()), &compiled);
    let main = Closure::new(&ctx, prototype, Some(ctx.globals()))
        .map_err(|error| format!("{name}: {error}"))?;
    Ok(Script {
        main,
        uses: uses::of(&chunk),
        around,
    })
}
