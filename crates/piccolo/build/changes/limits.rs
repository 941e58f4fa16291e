//! What time and memory a script may take between two looks at its budget.

use crate::apply::{Change, Edit};

/// After an instruction that has charged for its work.
const STOP_IF_SPENT: &str = "if !lua_frame.fuel.should_continue() {
                       instructions_run += 1;
                       break;
                   }
                   registers = lua_frame.registers();";

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
                       // Writing a float takes as long as some instructions.
                       let floats = values.iter().filter(|v| matches!(v, Value::Number(_))).count();
                       registers.stack_frame[dest.0 as usize] = v;
                       if let Value::String(s) = v {
                           let fuel = crate::limits::fuel_for_bytes(s.len() as usize) + floats as i32 * 8;
                           lua_frame.fuel.consume(fuel);
                           if fuel > 0 && !lua_frame.fuel.should_continue() {
                               instructions_run += 1;
                               break;
                           }
                           registers = lua_frame.registers();
                       }
                   }",
        }],
    },
    Change {
        // Equality looks at the hash first, but an order has to look at the
        // bytes.
        name: "charge the order of long strings by their length",
        edits: &[
            Edit {
                file: "thread/vm.rs",
                line: 444,
                lines: 0,
                was: 0x9ecc7dcc772810de,
                with: "if let (Value::String(a), Value::String(b)) = (left, right) {
                       let bytes = a.len().min(b.len()) as usize;
                       if bytes >= crate::limits::BYTES_PER_FUEL {
                           lua_frame.fuel.consume(crate::limits::fuel_for_bytes(bytes));
                           if !lua_frame.fuel.should_continue() {
                               // Stop after this one.
                               max_instructions = 0;
                           }
                           registers = lua_frame.registers();
                       }
                   }",
            },
            Edit {
                file: "thread/vm.rs",
                line: 469,
                lines: 0,
                was: 0x9fc5fdcec0a175b1,
                with: "if let (Value::String(a), Value::String(b)) = (left, right) {
                       let bytes = a.len().min(b.len()) as usize;
                       if bytes >= crate::limits::BYTES_PER_FUEL {
                           lua_frame.fuel.consume(crate::limits::fuel_for_bytes(bytes));
                           if !lua_frame.fuel.should_continue() {
                               // Stop after this one.
                               max_instructions = 0;
                           }
                           registers = lua_frame.registers();
                       }
                   }",
            },
            Edit {
                file: "meta_ops.rs",
                line: 469,
                lines: 1,
                was: 0xe3c4058669a68f36,
                with: "(Value::String(a), Value::String(b)) => {
                       Value::Boolean(a.stored_hash() == b.stored_hash() && a == b).into()
                   }",
            },
            Edit {
                file: "string.rs",
                line: 212,
                lines: 1,
                was: 0x4a9b5e0f289f2427,
                with: "let (a, b) = (self.as_bytes(), other.as_ref());
                   (a.len() == b.len() && a.as_ptr() == b.as_ptr()) || a == b",
            },
        ],
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
                       return Err(super::thread::VMError::StackOverflow.into());
                   }
                   exec.fuel().consume(stack.len() as i32 / 8);",
        }],
    },
    Change {
        // `setmetatable(t, {__index = t}) return t.x` went on until the fuel was
        // spent; Lua says after 2000 tables what is wrong, and where.
        name: "bound chains of __index and __newindex",
        edits: &[
            Edit {
                file: "meta_ops.rs",
                line: 184,
                lines: 1,
                was: 0x00550fe754258981,
                with: "pub fn index<'gc>(
                       ctx: Context<'gc>,
                       table: Value<'gc>,
                       key: Value<'gc>,
                   ) -> Result<MetaResult<'gc, 2>, MetaOperatorError> {
                       index_behind(ctx, table, key, 0)
                   }

                   // `links`: tables of the chain before this one.
                   fn index_behind<'gc>(",
            },
            Edit { file: "meta_ops.rs", line: 188, lines: 0, was: 0xf33023c0bcfb3b6f, with: "links: usize," },
            Edit {
                file: "meta_ops.rs",
                line: 269,
                lines: 1,
                was: 0x5816715210697c11,
                with: "function: Callback::from_fn_with(&ctx, links + 1, |&links, ctx, _, mut stack| {
                       crate::limits::check_chain(links, \"__index\")?;",
            },
            Edit {
                file: "meta_ops.rs",
                line: 274,
                lines: 1,
                was: 0xecc390139d4b79b5,
                with: "match index_behind(ctx, table, key, links)? {",
            },
            Edit {
                file: "meta_ops.rs",
                line: 298,
                lines: 1,
                was: 0x903e2ee186f9af12,
                with: "pub fn new_index<'gc>(
                       ctx: Context<'gc>,
                       table: Value<'gc>,
                       key: Value<'gc>,
                       value: Value<'gc>,
                   ) -> Result<Option<MetaCall<'gc, 3>>, MetaOperatorError> {
                       new_index_behind(ctx, table, key, value, 0)
                   }

                   fn new_index_behind<'gc>(",
            },
            Edit { file: "meta_ops.rs", line: 303, lines: 0, was: 0xd47bf3d1c071e520, with: "links: usize," },
            Edit {
                file: "meta_ops.rs",
                line: 350,
                lines: 1,
                was: 0x5816715210697c11,
                with: "function: Callback::from_fn_with(&ctx, links + 1, |&links, ctx, _, mut stack| {
                       crate::limits::check_chain(links, \"__newindex\")?;",
            },
            Edit {
                file: "meta_ops.rs",
                line: 353,
                lines: 1,
                was: 0x8179cd96d6d8eb0c,
                with: "if let Some(call) = new_index_behind(ctx, table, key, value, links)? {",
            },
        ],
    },
    Change {
        // Behind the last register, a concatenation in parts made no progress:
        // it wrote instructions until the memory was gone.
        name: "refuse a concatenation without room",
        edits: &[Edit {
            file: "compiler/compiler.rs",
            line: 2284,
            lines: 0,
            was: 0x59047776b360bbbb,
            with: "if count == 1 {
                       return Err(CompileErrorKind::Registers);
                   }",
        }],
    },
    Change {
        // The end of a block that takes the last register is 256, which wraps to
        // 0, so that the block was not marked as taken.
        name: "take the last register",
        edits: &[Edit {
            file: "compiler/register_allocator.rs",
            line: 86,
            lines: 1,
            was: 0xc0bf47026c9aca7d,
            with: "for i in self.stack_top..self.stack_top + size as u16 {",
        }],
    },
    Change {
        // A closure takes up to 255 upvalues, each to be looked up and held.
        name: "charge a closure by its upvalues",
        edits: &[
            Edit {
                file: "thread/vm.rs",
                line: 218,
                lines: 1,
                was: 0x287c600c3d513ebc,
                with: "let mut upvalues = vec::Vec::with_capacity_in(proto.upvalues.len(), MetricsAlloc::new(&ctx));",
            },
            Edit {
                file: "thread/vm.rs",
                line: 234,
                lines: 2,
                was: 0xfb83b734ddde5896,
                with: "registers.stack_frame[dest.0 as usize] =
                       Value::Function(Function::Closure(closure));
                   lua_frame.fuel.consume(proto.upvalues.len() as i32);
                   if !lua_frame.fuel.should_continue() {
                       instructions_run += 1;
                       break;
                   }
                   registers = lua_frame.registers();",
            },
        ],
    },
    Change {
        // 64 instructions that each copy thousands of values are far more than
        // 64 units of work, and of memory.
        name: "stop where an instruction has spent the fuel",
        edits: &[
            Edit {
                file: "thread/vm.rs",
                line: 22,
                lines: 1,
                was: 0x92d6c0d72d6f83c7,
                with: "mut max_instructions: u32,",
            },
            Edit {
                file: "thread/vm.rs",
                line: 159,
                lines: 1,
                was: 0x281663032a1f6adc,
                with: STOP_IF_SPENT,
            },
            Edit {
                file: "thread/vm.rs",
                line: 183,
                lines: 1,
                was: 0x281663032a1f6adc,
                with: STOP_IF_SPENT,
            },
        ],
    },
    Change {
        // Keys that were removed keep their slots until the map grows; it grew
        // by as many again, though few were in use: a window that slides over
        // its keys grew for ever. A quarter of all is freed at least, so that
        // the next time is not soon.
        name: "grow a map by what is in use",
        edits: &[Edit {
            file: "table/raw.rs",
            line: 238,
            lines: 1,
            was: 0xdd19f5362d5dad1c,
            with: "let in_use = self.map.values().filter(|v| !v.is_nil()).count();
                   self.reserve_map(in_use.max(self.map.len() / 4).max(1));",
        }],
    },
    Change {
        // The set of interned strings never got smaller: what a script had made
        // once, half its memory and more, was lost for good. (Its capacity says
        // nothing of places that are free but were taken.)
        name: "let go of room for interned strings",
        edits: &[Edit {
            file: "string.rs",
            line: 246,
            lines: 0,
            was: 0x08dfd407b57ea6e6,
            with: "if dyn_strings.buckets() / 8 > dyn_strings.len().max(64) {
                       let room = dyn_strings.len() * 2;
                       dyn_strings.shrink_to(room, |(_, hash)| *hash);
                   }",
        }],
    },
    Change {
        // Endless recursion is an error that a script may catch, as in Lua,
        // before it is one of memory, which ends the VM.
        name: "bound the depth of calls",
        edits: &[
            Edit {
                file: "thread/mod.rs",
                line: 35,
                lines: 0,
                was: 0x531255ce0b996e60,
                with: "#[error(\"stack overflow\")]
               StackOverflow,",
            },
            Edit {
                file: "thread/thread.rs",
                line: 694,
                lines: 0,
                was: 0x4b80ed84fd730a6c,
                with: "if self.state.frames.len() >= crate::limits::MAX_FRAMES {
                   return Err(VMError::StackOverflow);
               }",
            },
            Edit {
                file: "thread/thread.rs",
                line: 740,
                lines: 0,
                was: 0x4b80ed84fd730a6c,
                with: "if self.state.frames.len() >= crate::limits::MAX_FRAMES {
                   return Err(VMError::StackOverflow);
               }",
            },
            Edit {
                file: "thread/thread.rs",
                line: 788,
                lines: 0,
                was: 0x4b80ed84fd730a6c,
                with: "if self.state.frames.len() >= crate::limits::MAX_FRAMES {
                   return Err(VMError::StackOverflow);
               }",
            },
        ],
    },
];
