//! Tables.

use crate::apply::{Change, Edit};

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // The highest bit of an index is counted from 1, so that on 32-bit
        // targets 2^31 and above lie behind the end of the counts.
        name: "count table keys above 2^31 on 32-bit targets",
        edits: &[
            Edit {
                file: "table/raw.rs",
                line: 180,
                lines: 1,
                was: 0x64e6ed4cea99652e,
                with: "let mut array_counts = [0; USIZE_BITS + 1];",
            },
        ],
    },
    Change {
        // Entropy for each new table costs time.
        name: "hash keys the same in all tables of a process",
        edits: &[
            Edit {
                file: "table/raw.rs",
                line: 83,
                lines: 1,
                was: 0x163f38b100cc4d53,
                with: "let hash_builder = crate::hash::keys();",
            },
        ],
    },
    Change {
        // Removed keys keep their slots, so that one `next` may pass thousands:
        // whoever calls it can charge for them.
        name: "tell how many slots next looks at",
        edits: &[
            Edit {
                file: "table/raw.rs",
                line: 321,
                lines: 1,
                was: 0xef02b92ea26a4e9e,
                with: "pub fn next(&self, key: Value<'gc>) -> NextValue<'gc> {
                   self.next_counting(key, &mut 0)
               }

               /// As `next`; adds the number of slots that it looked at.
               pub fn next_counting(&self, key: Value<'gc>, looked_at: &mut usize) -> NextValue<'gc> {",
            },
            Edit {
                file: "table/raw.rs",
                line: 346,
                lines: 0,
                was: 0xe2b15532704cef79,
                with: "*looked_at += 1;",
            },
            Edit {
                file: "table/raw.rs",
                line: 356,
                lines: 0,
                was: 0x5335e51d2e5de8b3,
                with: "*looked_at += 1;",
            },
            Edit {
                file: "table/raw.rs",
                line: 383,
                lines: 0,
                was: 0x4cd3370c659cbb0d,
                with: "*looked_at += 1;",
            },
            Edit {
                file: "table/table.rs",
                line: 151,
                lines: 0,
                was: 0x9bc966e30d3efb6a,
                with: "/// As `next`; adds the number of slots that it looked at.
               pub fn next_counting(self, key: Value<'gc>, looked_at: &mut usize) -> NextValue<'gc> {
                   self.0.borrow().raw_table.next_counting(key, looked_at)
               }
",
            },
        ],
    },
    Change {
        // What a host shares with a script is not the script's to change, and
        // a proxy with metatables costs a call for each access.
        name: "freeze tables",
        edits: &[
            Edit {
                file: "table/raw.rs",
                line: 14,
                lines: 0,
                was: 0xbbbe933c083f6c65,
                with: "#[error(\"attempt to modify a read-only table\")]
    Frozen,",
            },
            Edit {
                file: "table/raw.rs",
                line: 43,
                lines: 0,
                was: 0x08dfd407b57ea6e6,
                with: "frozen: bool,",
            },
            Edit {
                file: "table/raw.rs",
                line: 88,
                lines: 0,
                was: 0xf5c8b98bcb416373,
                with: "frozen: false,",
            },
            Edit {
                file: "table/raw.rs",
                line: 92,
                lines: 0,
                was: 0x49b7e7836dc5c4ee,
                with: "/// From now on, setting a key is an error.
    pub fn freeze(&mut self) {
        self.frozen = true;
    }

    /// Whether setting a key is an error.
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }
",
            },
            Edit {
                file: "table/raw.rs",
                line: 119,
                lines: 0,
                was: 0xc9e9c235509d245e,
                with: "if self.frozen {
            return Err(InvalidTableKey::Frozen);
        }",
            },
            Edit {
                file: "table/table.rs",
                line: 162,
                lines: 0,
                was: 0x0aa7a9127d3cbeda,
                with: "/// From now on, setting a key is an error.
    pub fn freeze(self, mc: &Mutation<'gc>) {
        self.0.borrow_mut(mc).raw_table.freeze();
    }

    /// Whether setting a key is an error.
    pub fn is_frozen(self) -> bool {
        self.0.borrow().raw_table.is_frozen()
    }
",
            },
        ],
    },
];
