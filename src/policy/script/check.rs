//! What the compiler could not take.

use piccolo::String;
use piccolo::compiler::parser::Chunk;

use super::walk::{Place, Visit, walk};
use super::words::Fault;

/// Levels of the tree that the compiler may go through. It calls itself for
/// each, and the wasm has a stack of 1 MiB: about 1900 levels fit.
const MAX_DEPTH: usize = 700;

/// Checks a chunk.
pub(super) fn check(chunk: &Chunk<String<'_>>) -> Result<(), Fault> {
    walk(chunk, &mut Check)
}

struct Check;

impl<'gc> Visit<'gc> for Check {
    fn expression(&mut self, place: Place) -> Result<(), Fault> {
        if place.depth > MAX_DEPTH {
            return Err(Fault::new(
                place.line,
                format!(
                    "too complex: at most {MAX_DEPTH} operators, calls and fields in one \
                     expression; put a part of it into a local"
                ),
            ));
        }
        Ok(())
    }

    fn varargs(&mut self, allowed: bool, place: Place) -> Result<(), Fault> {
        if allowed {
            return Ok(());
        }
        Err(Fault::new(
            place.line,
            "cannot use '...' outside a vararg function: add '...' to its parameters",
        ))
    }
}
