//! All changes, by topic. Each is small, stands by itself, and has a test in
//! `tests/` named after it.

mod arithmetic;
mod compiler;
mod errors;
mod limits;
mod numbers;

use crate::apply::Change;

/// All changes.
pub(crate) const ALL: &[&[Change]] = &[
    arithmetic::CHANGES,
    compiler::CHANGES,
    errors::CHANGES,
    limits::CHANGES,
    numbers::CHANGES,
];
