//! The compiler.

use crate::apply::{Change, Edit};

pub(crate) const CHANGES: &[Change] = &[Change {
    // The control registers of a `for` are freed before the label behind it is
    // seen, so that a jump out of it comes from a higher stack than the label's.
    // That is no fault: what a jump must not do is to come from a lower one.
    name: "let goto leave a for",
    edits: &[Edit {
        file: "compiler/compiler.rs",
        line: 1563,
        lines: 1,
        was: 0x56c848230b50c2cd,
        with: "",
    }],
}];
