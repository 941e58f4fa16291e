//! What the compiler could not take.

use piccolo::String;
use piccolo::compiler::parser::Chunk;

use super::walk::{Place, Visit, walk};
use super::words::Fault;

/// Levels of the tree that the compiler may go through. It calls itself for
/// each, and V8 has a stack of less than 1 MiB: about 700 levels fit, or 200
/// functions in each other.
const MAX_DEPTH: usize = 250;

/// Checks a chunk.
pub(super) fn check(chunk: &Chunk<String<'_>>) -> Result<(), Fault> {
    walk(chunk, &mut Check)
}

struct Check;

impl<'gc> Visit<'gc> for Check {
    fn level(&mut self, place: Place) -> Result<(), Fault> {
        if place.depth > MAX_DEPTH {
            return Err(Fault::new(
                place.line,
                format!(
                    "too complex: at most {MAX_DEPTH} operators, calls, fields and blocks in \
                     each other; put a part of it into a local"
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
