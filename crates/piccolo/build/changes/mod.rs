//! All changes, by topic. Each is small, stands by itself, and has a test in
//! `tests/` named after it.

mod arithmetic;
mod compiler;
mod errors;
mod limits;
mod loops;
mod numbers;
mod tables;

use crate::apply::Change;

/// All changes.
pub(crate) const ALL: &[&[Change]] = &[
    arithmetic::CHANGES,
    compiler::CHANGES,
    errors::CHANGES,
    limits::CHANGES,
    loops::CHANGES,
    numbers::CHANGES,
    tables::CHANGES,
];
