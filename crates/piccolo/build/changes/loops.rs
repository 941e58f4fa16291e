//! Numeric `for`.

use crate::apply::{Change, Edit};

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // As in Lua 5.4: the count of an integer loop cannot overflow, the first
        // round of a float loop is exact, and a step of 0 is an error.
        name: "count the rounds of a for beforehand",
        edits: &[
            Edit {
                file: "thread/vm.rs",
                line: 239,
                lines: 11,
                was: 0x4586d6c80a27ef2f,
                with: "let at = base.0 as usize;
                   if crate::for_loop::prepare(&mut registers.stack_frame[at..at + 4])? {
                       // The body follows.
                   } else {
                       *registers.pc = add_offset(*registers.pc, jump) + 1;
                   }",
            },
            Edit {
                file: "thread/vm.rs",
                line: 253,
                lines: 68,
                was: 0x5cc744ece590591d,
                with: "let at = base.0 as usize;
                   if crate::for_loop::next(&mut registers.stack_frame[at..at + 4]) {
                       *registers.pc = add_offset(*registers.pc, jump);
                   }",
            },
        ],
    },
    Change {
        // `false` is a value like others: a loop ends at nil.
        name: "end a for at nil only",
        edits: &[Edit {
            file: "thread/vm.rs",
            line: 329,
            lines: 1,
            was: 0x5ec1edde788fcb8f,
            with: "if !registers.stack_frame[base.0 as usize + 1].is_nil() {",
        }],
    },
];
