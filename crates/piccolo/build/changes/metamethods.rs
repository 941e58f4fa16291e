//! Metamethods.

use crate::apply::{Change, Edit};

const FILE: &str = "meta_ops.rs";

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // The metamethod of an operator gets two operands, in Lua also where there
        // is one.
        name: "give metamethods of unary operators their operand twice",
        edits: &[
            Edit {
                file: FILE,
                line: 401,
                lines: 1,
                was: 0xa28c53685f1f3a32,
                with: "pub fn len<'gc>(ctx: Context<'gc>, v: Value<'gc>) -> Result<MetaResult<'gc, 2>, MetaOperatorError> {",
            },
            Edit { file: FILE, line: 412, lines: 1, was: 0xb8673d794a839a08, with: "args: [v, v]," },
            Edit {
                file: FILE,
                line: 586,
                lines: 1,
                was: 0x5186347d5c640486,
                with: ") -> Result<MetaResult<'gc, 2>, MetaOperatorError> {",
            },
            Edit { file: FILE, line: 592, lines: 1, was: 0xd4c15cae8755d1c2, with: "args: [arg, arg]," },
            Edit {
                file: FILE,
                line: 677,
                lines: 1,
                was: 0x5186347d5c640486,
                with: ") -> Result<MetaResult<'gc, 2>, MetaOperatorError> {",
            },
            Edit {
                file: FILE,
                line: 686,
                lines: 1,
                was: 0x5186347d5c640486,
                with: ") -> Result<MetaResult<'gc, 2>, MetaOperatorError> {",
            },
        ],
    },
    Change {
        // `t()` of a table without `__call` told of a call of nil; and what a
        // `__call` is that cannot be called was found out in a function of its
        // own, without a place.
        name: "tell which value cannot be called",
        edits: &[
            Edit {
                file: FILE,
                line: 383,
                lines: 0,
                was: 0xd43077df086db7d0,
                with: "let callable = |f: Value<'gc>| {
                       matches!(f, Value::Function(_))
                           || get_metamethod(ctx, f, MetaMethod::Call).is_some()
                   };",
            },
            Edit {
                file: FILE,
                line: 384,
                lines: 1,
                was: 0xa0225bcff2dbe973,
                with: "f if callable(f) => Ok(",
            },
            Edit {
                file: FILE,
                line: 397,
                lines: 1,
                was: 0xdc638e07f3fae36f,
                with: "Value::Nil => Err(MetaCallError(v.type_name())),
                   f => Err(MetaCallError(f.type_name())),",
            },
        ],
    },
];
