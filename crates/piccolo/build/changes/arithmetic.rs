//! Arithmetic on integers, floats and strings, and random numbers.

use crate::apply::{Change, Edit};

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // `math.mininteger % -1` overflows, which panics, and the sum of
        // remainder and divisor overflows for large divisors.
        name: "wrap the remainder of integers",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 154,
                lines: 1,
                was: 0x96ed6b28abb801c7,
                with: "let r = a.wrapping_rem(b);
                   Some(Self::Integer(if r != 0 && (r ^ b) < 0 { r + b } else { r }))",
            },
        ],
    },
    Change {
        // `5 % math.huge` is 5 in Lua (and `-5 % math.huge` is `math.huge`);
        // the sum of remainder and infinity made it NaN. A product of remainder
        // and divisor would not tell their signs where it is too small for a
        // float. Strings that hold integers stay integers.
        name: "keep the remainder of floats by infinity",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 158,
                lines: 2,
                was: 0x000817a8fbd87d3f,
                with: "let (a, b) = match (a.to_numeric()?, b.to_numeric()?) {
                       (Self::Integer(a), Self::Integer(b)) => {
                           return Self::Integer(a).modulo(&Self::Integer(b));
                       }
                       (a, b) => (a.to_number()?, b.to_number()?),
                   };
                   let r = a % b;
                   Some(Self::Number(if r != 0.0 && (r < 0.0) != (b < 0.0) { r + b } else { r }))",
            },
        ],
    },
    Change {
        // `"10" + 1` is 11 in Lua 5.4, not 11.0.
        name: "keep integers in strings integers",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 100,
                lines: 1,
                was: 0xf4ee8c6ba6639a6e,
                with: "(a, b) => match (a.to_numeric()?, b.to_numeric()?) {
                       (Self::Integer(a), Self::Integer(b)) => Self::Integer(a.wrapping_add(b)),
                       (a, b) => Self::Number(a.to_number()? + b.to_number()?),
                   },",
            },
            Edit {
                file: "constant.rs",
                line: 107,
                lines: 1,
                was: 0xe44ca63caf245a94,
                with: "(a, b) => match (a.to_numeric()?, b.to_numeric()?) {
                       (Self::Integer(a), Self::Integer(b)) => Self::Integer(a.wrapping_sub(b)),
                       (a, b) => Self::Number(a.to_number()? - b.to_number()?),
                   },",
            },
            Edit {
                file: "constant.rs",
                line: 114,
                lines: 1,
                was: 0x272058052d15c719,
                with: "(a, b) => match (a.to_numeric()?, b.to_numeric()?) {
                       (Self::Integer(a), Self::Integer(b)) => Self::Integer(a.wrapping_mul(b)),
                       (a, b) => Self::Number(a.to_number()? * b.to_number()?),
                   },",
            },
            Edit {
                file: "constant.rs",
                line: 142,
                lines: 1,
                was: 0xe31ffbeba4ac9911,
                with: "(a, b) => match (a.to_numeric()?, b.to_numeric()?) {
                       (Self::Integer(a), Self::Integer(b)) => Self::Integer(a).floor_divide(&Self::Integer(b)),
                       (a, b) => Some(Self::Number((a.to_number()? / b.to_number()?).floor())),
                   },",
            },
            Edit {
                file: "constant.rs",
                line: 173,
                lines: 1,
                was: 0xb835def2865185f2,
                with: "s => match s.to_numeric()? {
                       Self::Integer(i) => Some(Self::Integer(i.wrapping_neg())),
                       n => n.to_number().map(|x| Self::Number(-x)),
                   },",
            },
        ],
    },
    Change {
        // `1 << -1` is `1 >> 1`, not an error.
        name: "shift backwards by negative counts",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 197,
                lines: 3,
                was: 0x8944a2cd2511827c,
                with: "if rhs < 0 {
                       return self.shift_right(&Self::Integer(rhs.checked_neg().unwrap_or(i64::MAX)));
                   }",
            },
            Edit {
                file: "constant.rs",
                line: 208,
                lines: 3,
                was: 0x8944a2cd2511827c,
                with: "if rhs < 0 {
                       return self.shift_left(&Self::Integer(rhs.checked_neg().unwrap_or(i64::MAX)));
                   }",
            },
        ],
    },
    Change {
        // `"3" & 1` is an error: only arithmetic takes strings for numbers.
        name: "take no strings for integers in bitwise operators",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 176,
                lines: 0,
                was: 0xaf63c74c8601c8dd,
                with: "
                   fn bits(&self) -> Option<i64> {
                       match self {
                           Self::String(_) => None,
                           value => value.to_integer(),
                       }
                   }",
            },
            Edit {
                file: "constant.rs",
                line: 180,
                lines: 1,
                was: 0x456072c6acafdd1e,
                with: "Some(Self::Integer(!self.bits()?))",
            },
            Edit {
                file: "constant.rs",
                line: 184,
                lines: 1,
                was: 0x0b9f365f19d411d8,
                with: "Some(Self::Integer(self.bits()? & rhs.bits()?))",
            },
            Edit {
                file: "constant.rs",
                line: 188,
                lines: 1,
                was: 0x7f1d0006f0967ee6,
                with: "Some(Self::Integer(self.bits()? | rhs.bits()?))",
            },
            Edit {
                file: "constant.rs",
                line: 192,
                lines: 1,
                was: 0x963b4093d950d310,
                with: "Some(Self::Integer(self.bits()? ^ rhs.bits()?))",
            },
            Edit {
                file: "constant.rs",
                line: 196,
                lines: 1,
                was: 0xf7784d82a00042d6,
                with: "let rhs = rhs.bits()?;",
            },
            Edit {
                file: "constant.rs",
                line: 202,
                lines: 1,
                was: 0xaa8273ed927305b2,
                with: "self.bits()?.checked_shl(rhs).unwrap_or(0),",
            },
            Edit {
                file: "constant.rs",
                line: 207,
                lines: 1,
                was: 0xf7784d82a00042d6,
                with: "let rhs = rhs.bits()?;",
            },
            Edit {
                file: "constant.rs",
                line: 211,
                lines: 1,
                was: 0x7e0d5f9708c594c8,
                with: "let lhs = self.bits()? as u64;",
            },
        ],
    },
    Change {
        // 2^63 was taken for the largest integer: it is the smallest float that
        // is none.
        name: "convert only floats that fit into integers",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 85,
                lines: 1,
                was: 0x4e48d13b22b54540,
                with: "if crate::compare::is_integer(a) {",
            },
            Edit {
                file: "table/raw.rs",
                line: 609,
                lines: 1,
                was: 0x15032d4d767a32a2,
                with: "if crate::compare::is_integer(n) {",
            },
        ],
    },
    Change {
        // An integer above 2^53 loses digits as a float: 2^53 + 1 is not 2^53.
        name: "compare integers with floats exactly",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 227,
                lines: 1,
                was: 0xa9512724f989d842,
                with: "(Self::Integer(a), Self::Number(b)) => crate::compare::equal(*a, *b),",
            },
            Edit {
                file: "constant.rs",
                line: 231,
                lines: 1,
                was: 0x311582ce72c9c01c,
                with: "(Self::Number(a), Self::Integer(b)) => crate::compare::equal(*b, *a),",
            },
            Edit {
                file: "constant.rs",
                line: 242,
                lines: 1,
                was: 0x32969c3736013a47,
                with: "(Self::Integer(a), Self::Number(b)) => crate::compare::less(*a, *b),",
            },
            Edit {
                file: "constant.rs",
                line: 244,
                lines: 1,
                was: 0xdabc49d8394b5648,
                with: "(Self::Number(a), Self::Integer(b)) => crate::compare::greater(*b, *a),",
            },
            Edit {
                file: "constant.rs",
                line: 253,
                lines: 1,
                was: 0x1e3b026cd2e46c18,
                with: "(Self::Integer(a), Self::Number(b)) => crate::compare::less_equal(*a, *b),",
            },
            Edit {
                file: "constant.rs",
                line: 255,
                lines: 1,
                was: 0xac6d0cd8215aab47,
                with: "(Self::Number(a), Self::Integer(b)) => crate::compare::greater_equal(*b, *a),",
            },
            Edit {
                file: "meta_ops.rs",
                line: 462,
                lines: 1,
                was: 0x755b9aabe7e1ce0d,
                with: "(Value::Integer(a), Value::Number(b)) => Value::Boolean(crate::compare::equal(a, b)).into(),",
            },
            Edit {
                file: "meta_ops.rs",
                line: 466,
                lines: 1,
                was: 0x33cf65377fee49b5,
                with: "(Value::Number(a), Value::Integer(b)) => Value::Boolean(crate::compare::equal(b, a)).into(),",
            },
        ],
    },
    Change {
        // The time grows with the length, and no numeral is that long. (Lua has
        // the same limit of 200 for numerals with another decimal point.)
        name: "read no endless strings as numbers",
        edits: &[
            Edit {
                file: "constant.rs",
                line: 58,
                lines: 1,
                was: 0xcc6236c44a9e7ac2,
                with: "if a.as_ref().len() > crate::limits::MAX_NUMERAL_BYTES {
                       return None;
                   }
                   let a = trim_whitespace(a.as_ref());",
            },
        ],
    },
    Change {
        // Hexadecimal integers wrap around, and `inf` and `nan` are no numerals,
        // though Rust reads them.
        name: "read numerals as Lua does",
        edits: &[
            Edit {
                file: "compiler/string_utils.rs",
                line: 155,
                lines: 1,
                was: 0x141991df71a95ad7,
                with: "i = (i << 4) | d;",
            },
            Edit {
                file: "compiler/string_utils.rs",
                line: 158,
                lines: 11,
                was: 0xe714930027d439e5,
                with: "let i = i as i64;
               Some(if is_neg { i.wrapping_neg() } else { i })",
            },
            Edit {
                file: "compiler/string_utils.rs",
                line: 176,
                lines: 0,
                was: 0xdf23e6bdec698d50,
                with: "if s.iter().any(|c| c.is_ascii_alphabetic() && !matches!(c, b'e' | b'E')) {
                   return None;
               }",
            },
        ],
    },
    Change {
        // SmallRng takes 16 bytes of seed on 32-bit targets, so that the
        // package does not compile for wasm32.
        name: "seed the random numbers on 32-bit targets",
        edits: &[
            Edit {
                file: "stdlib/math.rs",
                line: 338,
                lines: 11,
                was: 0x05825a6ff4235575,
                with: "let seed = high.rotate_left(32) ^ low;
                       *rng.borrow_mut() = SmallRng::seed_from_u64(seed);",
            },
        ],
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
];
