//! Numbers as text.

use crate::apply::{Change, Edit};

const WITH_TEXT: &str =
    "Value::Number(n) => write!(&mut bytes, \"{}\", crate::number_text::Float(*n)).unwrap(),";

const OF_TWO: &str =
    "Value::Number(n) => write!(&mut bytes, \"{}\", crate::number_text::Float(n)).unwrap(),";

pub(crate) const CHANGES: &[Change] = &[Change {
    // Lua writes floats with 14 digits, and `1.0` never as `1`.
    name: "write floats as Lua does",
    edits: &[
        Edit {
            file: "value.rs",
            line: 64,
            lines: 1,
            was: 0x45955cda2e5f0103,
            with: "Value::Number(f) => write!(fmt, \"{}\", crate::number_text::Float(f)),",
        },
        Edit {
            file: "value.rs",
            line: 162,
            lines: 1,
            was: 0x35f345e8649bb1b3,
            with: "Value::Number(n) => Some(ctx.intern(crate::number_text::Float(n).to_string().as_bytes())),",
        },
        Edit { file: "meta_ops.rs", line: 783, lines: 1, was: 0xa1c021088044f92d, with: OF_TWO },
        Edit { file: "meta_ops.rs", line: 835, lines: 1, was: 0xa1c021088044f92d, with: WITH_TEXT },
        Edit { file: "meta_ops.rs", line: 899, lines: 1, was: 0xa1c021088044f92d, with: WITH_TEXT },
        Edit { file: "meta_ops.rs", line: 908, lines: 1, was: 0xa1c021088044f92d, with: WITH_TEXT },
    ],
}];
