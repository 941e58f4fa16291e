//! What time and memory a script may take between two looks at its budget.

use crate::apply::{Change, Edit};

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // 64 instructions ran even with one unit of fuel.
        name: "run no more instructions than there is fuel",
        edits: &[
            Edit {
                file: "thread/executor.rs",
                line: 454,
                lines: 0,
                was: 0xf45199330aecc195,
                with: "let granularity = u32::try_from(fuel.remaining())
                       .unwrap_or(0)
                       .clamp(1, Self::VM_GRANULARITY);",
            },
            Edit {
                file: "thread/executor.rs",
                line: 459,
                lines: 1,
                was: 0x00f735768f9e972c,
                with: "match run_vm(ctx, lua_frame, granularity) {",
            },
        ],
    },
    Change {
        // `s = s .. s` doubles 20 times and more between two checks.
        name: "bound the length of a concatenation",
        edits: &[
            Edit {
                file: "meta_ops.rs",
                line: 788,
                lines: 0,
                was: 0x586dbd84d40796a2,
                with: "if bytes.len() > crate::limits::MAX_STRING_BYTES {
                           return None;
                       }",
            },
            Edit {
                file: "meta_ops.rs",
                line: 831,
                lines: 0,
                was: 0xb4a7e4f02b8c6ca2,
                with: "if len > crate::limits::MAX_STRING_BYTES {
                           return Err(MetaOperatorError::ConcatOverflow);
                       }",
            },
            Edit {
                file: "meta_ops.rs",
                line: 893,
                lines: 0,
                was: 0x83bcb690c66f9b2d,
                with: "if total_len > crate::limits::MAX_STRING_BYTES {
                           return Err(MetaOperatorError::ConcatOverflow);
                       }",
            },
        ],
    },
    Change {
        // Copying is work, and what it allocates must be seen soon.
        name: "charge a concatenation by its length",
        edits: &[Edit {
            file: "thread/vm.rs",
            line: 364,
            lines: 1,
            was: 0xa3db6c4eeb1579bd,
            with: "ConcatMetaResult::Value(v) => {
                       registers.stack_frame[dest.0 as usize] = v;
                       if let Value::String(s) = v {
                           lua_frame.fuel.consume(crate::limits::fuel_for_bytes(s.len() as usize));
                           if !lua_frame.fuel.should_continue() {
                               instructions_run += 1;
                               break;
                           }
                           registers = lua_frame.registers();
                       }
                   }",
        }],
    },
    Change {
        // `setmetatable(t, {__call = t}) t()` adds an argument for ever, each
        // time at the front of all others.
        name: "bound chains of __call",
        edits: &[Edit {
            file: "meta_ops.rs",
            line: 388,
            lines: 1,
            was: 0xf59f889d30883cc6,
            with: "Callback::from_fn_with(&ctx, (v, f), |&(v, f), ctx, mut exec, mut stack| {
                       if stack.len() > crate::limits::MAX_CALL_ARGUMENTS {
                           return Err(\"stack overflow\".into_value(ctx).into());
                       }
                       exec.fuel().consume(stack.len() as i32 / 8);",
        }],
    },
];
