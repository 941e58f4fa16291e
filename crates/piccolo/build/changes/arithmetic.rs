//! Integers and random numbers.

use crate::apply::{Change, Edit};

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // `math.mininteger % -1` overflows, which panics, and the sum of
        // remainder and divisor overflows for large divisors.
        name: "wrap the remainder of integers",
        edits: &[Edit {
            file: "constant.rs",
            line: 154,
            lines: 1,
            was: 0x96ed6b28abb801c7,
            with: "let r = a.wrapping_rem(b);
                   Some(Self::Integer(if r != 0 && (r ^ b) < 0 { r + b } else { r }))",
        }],
    },
    Change {
        // `5 % math.huge` is 5 in Lua (and `-5 % math.huge` is `math.huge`);
        // the sum of remainder and infinity made it NaN.
        name: "keep the remainder of floats by infinity",
        edits: &[Edit {
            file: "constant.rs",
            line: 159,
            lines: 1,
            was: 0xfe850bb6c94bcd0c,
            with: "let r = a % b;
                   Some(Self::Number(if r * b < 0.0 { r + b } else { r }))",
        }],
    },
    Change {
        // SmallRng takes 16 bytes of seed on 32-bit targets, so that the
        // package does not compile for wasm32.
        name: "seed the random numbers on 32-bit targets",
        edits: &[Edit {
            file: "stdlib/math.rs",
            line: 338,
            lines: 11,
            was: 0x05825a6ff4235575,
            with: "let seed = high.rotate_left(32) ^ low;
                   *rng.borrow_mut() = SmallRng::seed_from_u64(seed);",
        }],
    },
    Change {
        // Equal inputs are to give equal decisions: no entropy of the host's.
        name: "begin random numbers at the same seed",
        edits: &[
            Edit {
                file: "stdlib/math.rs",
                line: 296,
                lines: 1,
                was: 0x7ae1f0c08bac8a99,
                with: "let seeded_rng = Rc::new(RefCell::new(SmallRng::seed_from_u64(0)));",
            },
            Edit {
                file: "stdlib/math.rs",
                line: 330,
                lines: 1,
                was: 0xc56780476ffd26fc,
                with: "*rng.borrow_mut() = SmallRng::seed_from_u64(0);",
            },
        ],
    },
    Change {
        // The highest bit of an index is counted from 1, so that on 32-bit
        // targets 2^31 and above lie behind the end of the counts.
        name: "count table keys above 2^31 on 32-bit targets",
        edits: &[Edit {
            file: "table/raw.rs",
            line: 180,
            lines: 1,
            was: 0x64e6ed4cea99652e,
            with: "let mut array_counts = [0; USIZE_BITS + 1];",
        }],
    },
];
