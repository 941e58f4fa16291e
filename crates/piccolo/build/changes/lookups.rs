//! What each look-up of a field and each instruction costs.

use crate::apply::{Change, Edit};

const RAW: &str = "table/raw.rs";

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // A string's hash is stored in it, with keys of its own that nobody
        // knows: hashing it once more spreads nothing further.
        name: "take the stored hash of a string key",
        edits: &[
            Edit {
                file: RAW,
                line: 466,
                lines: 0,
                was: 0x94a77a5b6a8efd9b,
                with:
                    "fn hash_of(hash_builder: &ahash::RandomState, key: CanonicalKey<'gc>) -> u64 {
                   match key {
                       CanonicalKey::String(s) => s.stored_hash(),
                       key => hash_builder.hash_one(key),
                   }
               }
",
            },
            Edit {
                file: RAW,
                line: 103,
                lines: 1,
                was: 0x8639706b3481db06,
                with: ".from_hash(Self::hash_of(&self.hash_builder, key), |k| k.eq(key))",
            },
            Edit {
                file: RAW,
                line: 129,
                lines: 1,
                was: 0x344a50bb84d5f758,
                with: "let hash = Self::hash_of(&self.hash_builder, table_key);",
            },
            Edit {
                file: RAW,
                line: 377,
                lines: 1,
                was: 0xdd3b2f4c151e0f01,
                with: "let hash = Self::hash_of(&self.hash_builder, table_key);
            if let Some(bucket) = raw_table.find(hash, |(k, _)| {",
            },
            Edit {
                file: RAW,
                line: 473,
                lines: 1,
                was: 0x35d9842bcffc134a,
                with: "Self::hash_of(&self.hash_builder,",
            },
        ],
    },
    Change {
        // Most keys of a script and of its host are interned, so that equal
        // ones are the same; of those that are not, few have the same hash.
        name: "compare string keys by address, then by hash",
        edits: &[Edit {
            file: RAW,
            line: 591,
            lines: 0,
            was: 0x681ff66536826d21,
            with: "(Key::Live(CanonicalKey::String(a)), CanonicalKey::String(b)) => {
                   Gc::ptr_eq(a.into_inner(), b.into_inner())
                       || (a.stored_hash() == b.stored_hash() && a == b)
               }",
        }],
    },
    Change {
        // Most look-ups are of fields, and a string is no index.
        name: "look for a string in the map at once",
        edits: &[Edit {
            file: RAW,
            line: 93,
            lines: 0,
            was: 0xa3bd5771cf1fe95e,
            with: "if let Value::String(s) = key {
                   let found = self
                       .map
                       .raw_entry()
                       .from_hash(s.stored_hash(), |k| k.eq(CanonicalKey::String(s)));
                   return found.map_or(Value::Nil, |(_, v)| *v);
               }",
        }],
    },
    Change {
        // Bytes have no alignment, so that they begin where the header ends.
        // The layout was worked out, with its checks, for each comparison.
        name: "know where the bytes of an inline string begin",
        edits: &[Edit {
            file: "string.rs",
            line: 148,
            lines: 4,
            was: 0xdd642ba2dd87a0f9,
            with: "let offset = std::mem::size_of::<StringInner>();",
        }],
    },
    Change {
        // Decoding is a match whose outcome is matched at once.
        name: "decode instructions in the interpreter's loop",
        edits: &[
            Edit {
                file: "opcode.rs",
                line: 659,
                lines: 0,
                was: 0x9adf0dbf8c934e60,
                with: "#[inline(always)]",
            },
            Edit {
                file: "thread/vm.rs",
                line: 34,
                lines: 0,
                was: 0x2acc7571c7f9d9e2,
                with: "#[inline(always)]",
            },
        ],
    },
];
