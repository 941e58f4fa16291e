//! What errors can tell of the source.

use crate::apply::{Change, Edit};

const COMPILER: &str = "compiler/compiler.rs";

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // `attempt to index a nil value (local 'cpu')`: compiled code forgot the
        // names of locals and upvalues. As in Lua, a local has its name from the
        // statement after its own to the end of its block.
        name: "keep the names of locals and upvalues",
        edits: &[
            Edit {
                file: COMPILER,
                line: 124,
                lines: 0,
                was: 0x03449b0362c8bc22,
                with: "pub local_names: Vec<crate::names::LocalName<S>>,
                   pub upvalue_names: Vec<S>,",
            },
            Edit {
                file: COMPILER,
                line: 146,
                lines: 0,
                was: 0x6de3e682226c049e,
                with: "local_names: this
                       .local_names
                       .into_iter()
                       .map(|local| local.map(f))
                       .collect(),
                   upvalue_names: this.upvalue_names.into_iter().map(f).collect(),",
            },
            Edit {
                file: COMPILER,
                line: 198,
                lines: 0,
                was: 0xaf63c74c8601c8dd,
                with: "local_names: Vec<crate::names::LocalName<S>>,
                   // Where in `local_names` those of `locals` are that have begun.
                   begun_names: Vec<usize>,
",
            },
            Edit {
                file: COMPILER,
                line: 371,
                lines: 1,
                was: 0x086c9a4aaf695982,
                with: "self.current_function.locals.pop();
                   self.current_function.end_names();",
            },
            Edit {
                file: COMPILER,
                line: 2496,
                lines: 0,
                was: 0x987dafff08748108,
                with: "local_names: Vec::new(),
                   begun_names: Vec::new(),",
            },
            Edit {
                file: COMPILER,
                line: 2571,
                lines: 0,
                was: 0x45b81f7ae547137d,
                with: "local_names: self.local_names,
                   upvalue_names: self.upvalues.into_iter().map(|(name, _)| name).collect(),",
            },
            Edit {
                file: COMPILER,
                line: 2575,
                lines: 0,
                was: 0x6f5da36e06efc10a,
                with: "// Gives the locals that were declared since the last time their names.
                   fn begin_names(&mut self) {
                       for (name, register, _) in &self.locals[self.begun_names.len()..] {
                           self.begun_names.push(self.local_names.len());
                           self.local_names.push(crate::names::LocalName {
                               name: name.clone(),
                               register: register.0,
                               from: self.operations.len() as u32,
                               to: u32::MAX,
                           });
                       }
                   }

                   // Ends the names of locals that are gone.
                   fn end_names(&mut self) {
                       while self.begun_names.len() > self.locals.len() {
                           if let Some(name) = self.begun_names.pop() {
                               self.local_names[name].to = self.operations.len() as u32;
                           }
                       }
                   }
",
            },
            Edit {
                file: COMPILER,
                line: 2576,
                lines: 1,
                was: 0xa0a60b6e3c798d41,
                with: "self.begin_names();
                   self.current_line_number = line_number;",
            },
            Edit {
                file: "closure.rs",
                line: 42,
                lines: 0,
                was: 0xbba1ef124943dd81,
                with: "pub local_names: boxed::Box<[crate::names::LocalName<String<'gc>>], MetricsAlloc<'gc>>,
                   pub upvalue_names: boxed::Box<[String<'gc>], MetricsAlloc<'gc>>,",
            },
            Edit {
                file: "closure.rs",
                line: 84,
                lines: 0,
                was: 0x719a53d180779578,
                with: "let mut local_names = vec::Vec::new_in(alloc.clone());
                   let locals = compiled_function.local_names.iter();
                   local_names.extend(locals.map(|local| local.as_ref().map(map_string)));
                   let mut upvalue_names = vec::Vec::new_in(alloc.clone());
                   upvalue_names.extend(compiled_function.upvalue_names.iter().map(map_string));
",
            },
            Edit {
                file: "closure.rs",
                line: 105,
                lines: 0,
                was: 0xfd64a36342cec6a0,
                with: "local_names: local_names.into_boxed_slice(),
                   upvalue_names: upvalue_names.into_boxed_slice(),",
            },
        ],
    },
    Change {
        // The error of a native function that is returned was told without a
        // place, or with that of another function: the caller was gone. As in
        // Lua, only Lua functions take the place of their caller.
        name: "keep the caller of a native function that is tail-called",
        edits: &[
            Edit {
                file: COMPILER,
                line: 492,
                lines: 2,
                was: 0x112b04b977eb48e4,
                with: "let start = self.call_function(*func, args, CallMode::TailCall)?;
                   self.return_from_tail_call(start);
                   return Ok(());",
            },
            Edit {
                file: COMPILER,
                line: 500,
                lines: 2,
                was: 0x9de124b9b1d03728,
                with: "let start = self.call_method(*table, *method, args, CallMode::TailCall)?;
                   self.return_from_tail_call(start);
                   return Ok(());",
            },
            Edit {
                file: COMPILER,
                line: 524,
                lines: 0,
                was: 0xb6d20e9f018c9204,
                with: "// Returns what a native function returned: its tail call is a call.
                   fn return_from_tail_call(&mut self, start: RegisterIndex) {
                       self.current_function.operations.push(Operation::Return {
                           start,
                           count: VarCount::variable(),
                       });
                   }
",
            },
            Edit {
                file: "thread/thread.rs",
                line: 842,
                lines: 0,
                was: 0x0fe098a420d4bc86,
                with: "if let crate::Value::Function(Function::Callback(_)) =
                       self.state.stack[base + func.0 as usize]
                   {
                       return self.call_function(ctx, func, args, VarCount::variable());
                   }
",
            },
        ],
    },
];
