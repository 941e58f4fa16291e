//! All changes, by topic. Each is small, stands by itself, and has a test in
//! `tests/` named after it.

mod arithmetic;
mod compiler;
mod errors;
mod lexer;
mod limits;
mod lines;
mod lookups;
mod loops;
mod metamethods;
mod names;
mod numbers;
mod tables;

use crate::apply::Change;

/// All changes.
pub(crate) const ALL: &[&[Change]] = &[
    arithmetic::CHANGES,
    compiler::CHANGES,
    errors::CHANGES,
    lexer::CHANGES,
    limits::CHANGES,
    lines::CHANGES,
    lookups::CHANGES,
    loops::CHANGES,
    metamethods::CHANGES,
    names::CHANGES,
    numbers::CHANGES,
    tables::CHANGES,
];
