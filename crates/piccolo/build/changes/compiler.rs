//! The compiler.

use crate::apply::{Change, Edit};

const FILE: &str = "compiler/compiler.rs";

pub(crate) const CHANGES: &[Change] = &[
    Change {
        // The control registers of a `for` are freed before the label behind it is
        // seen, so that a jump out of it comes from a higher stack than the label's.
        // That is no fault: what a jump must not do is to come from a lower one.
        name: "let goto leave a for",
        edits: &[Edit {
            file: FILE,
            line: 1563,
            lines: 1,
            was: 0x56c848230b50c2cd,
            with: "",
        }],
    },
    Change {
        // `local x, y = 1, x`: the `x` on the right is the one from before.
        name: "declare locals after their values",
        edits: &[
            Edit {
                file: FILE,
                line: 905,
                lines: 0,
                was: 0x450f25e8a4d46612,
                with: "let mut declared = Vec::with_capacity(name_len);",
            },
            Edit { file: FILE, line: 919, lines: 1, was: 0x1c5f668d9ceab519, with: "declared.push((" },
            Edit {
                file: FILE,
                line: 928,
                lines: 3,
                was: 0x3834c9bfd3b28d2e,
                with: "declared.push((name.clone(), reg, *attr));",
            },
            Edit {
                file: FILE,
                line: 933,
                lines: 0,
                was: 0x08dfd407b57ea6e6,
                with: "self.current_function.locals.extend(declared);",
            },
        ],
    },
    Change {
        // `t[i], i = 1, 2` and `a.x, a = 1, {}`: the targets were evaluated after
        // the first ones had been assigned to. And `c = 1, f(c)` assigned before it
        // evaluated the values that are too many.
        name: "evaluate the targets of an assignment before its values",
        edits: &[
            Edit {
                file: FILE,
                line: 1029,
                lines: 1,
                was: 0x909ea6cb391e4b41,
                with: "if target_len == 1 && val_len == 1 {",
            },
            Edit {
                file: FILE,
                line: 1035,
                lines: 5,
                was: 0x7293da9ed5a5af7b,
                with: "",
            },
            Edit {
                file: FILE,
                line: 1041,
                lines: 0,
                was: 0xcaa56f8b7e8bcac9,
                with: "let moves = assignment
                       .targets
                       .iter()
                       .any(|target| matches!(target, AssignmentTarget::Name(_)));
                   let mut held = Vec::new();
                   let mut places = Vec::with_capacity(target_len);
                   for target in &assignment.targets {
                       places.push(match target {
                           AssignmentTarget::Name(_) => None,
                           AssignmentTarget::Field(table, field) => {
                               let table = self.suffixed_expression(table)?;
                               let table = self.hold(table, moves, &mut held)?;
                               let key = match field {
                                   FieldSuffix::Named(name) => {
                                       ExprDescriptor::Constant(Constant::String(name.clone()))
                                   }
                                   FieldSuffix::Indexed(key) => {
                                       let key = self.expression(key)?;
                                       self.hold(key, moves, &mut held)?
                                   }
                               };
                               Some((table, key))
                           }
                       });
                   }",
            },
            Edit {
                file: FILE,
                line: 1061,
                lines: 8,
                was: 0x5ea9fb7da26aaf16,
                with: "let targets = assignment.targets.iter().zip(places);
                   for (reg, (target, place)) in registers.into_iter().zip(targets).rev() {
                       let value =
                           ExprDescriptor::Variable(VariableDescriptor::Local(reg, LocalAttributes::NONE));
                       match place {
                           Some((table, key)) => self.set_table(table, key, value)?,
                           None => assign(self, target, value)?,
                       }
                       self.current_function.register_allocator.free(reg);
                   }
                   for reg in held.into_iter().rev() {
                       self.current_function.register_allocator.free(reg);
                   }",
            },
            Edit {
                file: FILE,
                line: 1074,
                lines: 0,
                was: 0x5dd40048c0904543,
                with: "// Evaluates a part of a target now. A variable can wait, unless one is assigned to.
                   fn hold(
                       &mut self,
                       expr: ExprDescriptor<S::String>,
                       moves: bool,
                       held: &mut Vec<RegisterIndex>,
                   ) -> Result<ExprDescriptor<S::String>, CompileErrorKind> {
                       match expr {
                           ExprDescriptor::Constant(_) => Ok(expr),
                           ExprDescriptor::Variable(
                               VariableDescriptor::Local(..) | VariableDescriptor::UpValue(..),
                           ) if !moves => Ok(expr),
                           expr => {
                               let register = self.expr_discharge(expr, ExprDestination::PushNew)?;
                               held.push(register);
                               Ok(ExprDescriptor::Variable(VariableDescriptor::Local(
                                   register,
                                   LocalAttributes::NONE,
                               )))
                           }
                       }
                   }
",
            },
        ],
    },
    Change {
        // `{f(), x = 1, g()}`: all `name = value` came before all others, and
        // `{f(), x = 1}` took all results of `f`, which is not the last field.
        name: "evaluate the fields of a table in their order",
        edits: &[
            Edit {
                file: FILE,
                line: 235,
                lines: 2,
                was: 0x37d2705eca7ef455,
                with: "// Without a key, the next of the list.
                   fields: Vec<(Option<ExprDescriptor<S>>, ExprDescriptor<S>)>,",
            },
            Edit {
                file: FILE,
                line: 1157,
                lines: 2,
                was: 0xd24fc442389ed63d,
                with: "let mut fields = Vec::with_capacity(table_constructor.fields.len());",
            },
            Edit {
                file: FILE,
                line: 1162,
                lines: 1,
                was: 0x2e512a03c4d2379f,
                with: "fields.push((None, self.expression(value)?));",
            },
            Edit {
                file: FILE,
                line: 1165,
                lines: 9,
                was: 0x2c4573b57dec69fd,
                with: "let key = match key {
                       RecordKey::Named(key) => ExprDescriptor::Constant(Constant::String(key.clone())),
                       RecordKey::Indexed(key) => self.expression(key)?,
                   };
                   fields.push((Some(key), self.expression(value)?));",
            },
            Edit {
                file: FILE,
                line: 1177,
                lines: 4,
                was: 0x004f4a903a331eb2,
                with: "Ok(ExprDescriptor::TableConstructor { fields })",
            },
            Edit {
                file: FILE,
                line: 2108,
                lines: 4,
                was: 0x2fe467d48094f311,
                with: "ExprDescriptor::TableConstructor { fields } => {
                       let record_fields = fields.iter().filter(|(key, _)| key.is_some()).count();
                       let array_fields = fields.len() - record_fields;",
            },
            Edit {
                file: FILE,
                line: 2120,
                lines: 2,
                was: 0xa590996fc693d076,
                with: "array_size: array_fields.try_into().unwrap_or(u8::MAX),
                   map_size: record_fields.try_into().unwrap_or(u8::MAX),",
            },
            Edit { file: FILE, line: 2124, lines: 4, was: 0x6b51245b0269e7bb, with: "" },
            Edit {
                file: FILE,
                line: 2143,
                lines: 36,
                was: 0xff7e3fd6a157d760,
                with: "const FIELDS_PER_FLUSH: u8 = 32;

                   // Values of the list wait above the index until there are enough.
                   let mut waiting: u8 = 0;
                   let last = fields.len();
                   for (i, (key, value)) in fields.into_iter().enumerate() {
                       let count = match key {
                           Some(key) => {
                               self.set_rtable(table, key, value)?;
                               if i + 1 < last || waiting == 0 {
                                   continue;
                               }
                               VarCount::constant(waiting)
                           }
                           // The last one may give many values.
                           None if i + 1 == last => {
                               if self.push_arguments(vec![value])?.is_variable() {
                                   VarCount::variable()
                               } else {
                                   VarCount::constant(waiting + 1)
                               }
                           }
                           None => {
                               self.expr_discharge(value, ExprDestination::PushNew)?;
                               waiting += 1;
                               if waiting < FIELDS_PER_FLUSH {
                                   continue;
                               }
                               VarCount::constant(waiting)
                           }
                       };
                       waiting = 0;
                       self.current_function
                           .operations
                           .push(Operation::SetList { base: table, count });
                       self.current_function
                           .register_allocator
                           .pop_to(index.0 as u16 + 1)
                   }",
            },
        ],
    },
    Change {
        // `for k, v in next, both()`: of several expressions, the last one gave
        // one value only, and those behind the third were not evaluated.
        name: "take all results of the last expression of a for",
        edits: &[Edit {
            file: FILE,
            line: 644,
            lines: 23,
            was: 0x3781a42d776c473a,
            with: "let base = RegisterIndex(
                   self.current_function
                       .register_allocator
                       .stack_top()
                       .try_into()
                       .map_err(|_| CompileErrorKind::Registers)?,
               );
               for (i, argument) in arguments.iter().enumerate() {
                   let argument = self.expression(argument)?;
                   if i >= 3 {
                       let unused = self.expr_discharge(argument, ExprDestination::AllocateNew)?;
                       self.current_function.register_allocator.free(unused);
                   } else if i + 1 == arguments.len() {
                       self.expr_push_count(argument, 3 - i as u8)?;
                   } else {
                       self.expr_discharge(argument, ExprDestination::PushNew)?;
                   }
               }",
        }],
    },
    Change {
        // A constant could be assigned to in a function that had read it before.
        name: "remember which upvalues are constants",
        edits: &[Edit {
            file: FILE,
            line: 1434,
            lines: 3,
            was: 0xbe9283ff1307f56a,
            with: "// The variable is the innermost of that name around the function.
                   let attrs = (0..i)
                       .rev()
                       .find_map(|k| {
                           let mut locals = get_function(self, k).locals.iter().rev();
                           locals
                               .find(|(local, ..)| local.as_ref() == name.as_ref())
                               .map(|(_, _, attrs)| *attrs)
                       })
                       .unwrap_or(LocalAttributes::NONE);",
        }],
    },
    Change {
        // Errors of the compiler had no names in them.
        name: "name what the compiler refuses",
        edits: &[
            Edit {
                file: FILE,
                line: 39,
                lines: 1,
                was: 0xf3489226763bf5a9,
                with: "#[derive(Debug, Clone, Error)]",
            },
            Edit {
                file: FILE,
                line: 51,
                lines: 6,
                was: 0xb6b25f08c26d46d7,
                with: "#[error(\"label '{0}' already defined on line {1}\")]
                   DuplicateLabel(String, LineNumber),
                   #[error(\"no visible label '{0}' for <goto> at line {1}\")]
                   GotoInvalid(String, LineNumber),
                   #[error(\"break outside loop at line {0}\")]
                   BreakInvalid(LineNumber),
                   #[error(\"<goto {0}> at line {1} jumps into the scope of local '{2}'\")]
                   JumpLocal(String, LineNumber, String),",
            },
            Edit {
                file: FILE,
                line: 59,
                lines: 2,
                was: 0x617db0a22e10b24f,
                with: "#[error(\"attempt to assign to const variable '{0}'\")]
                   AssignToConst(String),",
            },
            Edit {
                file: FILE,
                line: 67,
                lines: 1,
                was: 0xf3489226763bf5a9,
                with: "fn text<S: AsRef<[u8]>>(name: &S) -> String {
                       String::from_utf8_lossy(name.as_ref()).into_owned()
                   }

                   #[derive(Debug, Clone, Error)]",
            },
            Edit {
                file: FILE,
                line: 201,
                lines: 0,
                was: 0x56dd9f659de4978e,
                with: "// Labels that can be seen, with their lines.
                   labels: Vec<(S, LineNumber)>,",
            },
            Edit {
                file: FILE,
                line: 332,
                lines: 0,
                was: 0x169b792089405799,
                with: "// The line of the jump",
            },
            Edit { file: FILE, line: 333, lines: 0, was: 0x2ef27ba7151192df, with: "line: LineNumber," },
            Edit {
                file: FILE,
                line: 415,
                lines: 0,
                was: 0x478027d47205df6f,
                with: "let labels = self.current_function.labels.len();",
            },
            Edit {
                file: FILE,
                line: 450,
                lines: 0,
                was: 0xf4610df45e8888d9,
                with: "self.current_function.labels.truncate(labels);",
            },
            Edit {
                file: FILE,
                line: 466,
                lines: 0,
                was: 0x5242652942d2c5c7,
                with: "self.declare_label(&label_statement.name)?;",
            },
            Edit {
                file: FILE,
                line: 757,
                lines: 0,
                was: 0x80b6e8f490729ee1,
                with: "let labels = self.current_function.labels.len();",
            },
            Edit {
                file: FILE,
                line: 767,
                lines: 0,
                was: 0xaf63c74c8601c8dd,
                with: "self.current_function.labels.truncate(labels);",
            },
            Edit {
                file: FILE,
                line: 831,
                lines: 1,
                was: 0x3247ade7d0098ec4,
                with: "return Err(CompileErrorKind::AssignToConst(text(&name)));",
            },
            Edit {
                file: FILE,
                line: 841,
                lines: 1,
                was: 0x3247ade7d0098ec4,
                with: "return Err(CompileErrorKind::AssignToConst(text(&name)));",
            },
            Edit {
                file: FILE,
                line: 992,
                lines: 1,
                was: 0x3247ade7d0098ec4,
                with: "return Err(CompileErrorKind::AssignToConst(text(name)));",
            },
            Edit {
                file: FILE,
                line: 998,
                lines: 1,
                was: 0x3247ade7d0098ec4,
                with: "return Err(CompileErrorKind::AssignToConst(text(name)));",
            },
            Edit {
                file: FILE,
                line: 1518,
                lines: 0,
                was: 0x27c2e63515005c5f,
                with: "line: self.current_function.current_line_number,",
            },
            Edit {
                file: FILE,
                line: 1528,
                lines: 0,
                was: 0x1693fd1492d925de,
                with: "// Labels must differ from all that can be seen, also in the blocks around.
                   fn declare_label(&mut self, name: &S::String) -> Result<(), CompileErrorKind> {
                       let labels = &mut self.current_function.labels;
                       match labels.iter().find(|(label, _)| label.as_ref() == name.as_ref()) {
                           Some((_, line)) => Err(CompileErrorKind::DuplicateLabel(text(name), *line)),
                           None => {
                               let line = self.current_function.current_line_number;
                               labels.push((name.clone(), line));
                               Ok(())
                           }
                       }
                   }
",
            },
            Edit { file: FILE, line: 1533, lines: 7, was: 0xe38846b25faafbd2, with: "" },
            Edit {
                file: FILE,
                line: 1565,
                lines: 1,
                was: 0xe914fad23c8982e0,
                with: "let mut locals = self.current_function.locals.iter();
                   let local = locals.find(|(_, r, _)| r.0 as u16 >= pending_jump.stack_top);
                   return Err(CompileErrorKind::JumpLocal(
                       match &pending_jump.target {
                           JumpLabel::Named(name) => text(name),
                           _ => String::new(),
                       },
                       pending_jump.line,
                       local.map(|(name, ..)| text(name)).unwrap_or_default(),
                   ));",
            },
            Edit { file: FILE, line: 2474, lines: 1, was: 0xae927343cdfcb934, with: "impl<S: Clone + AsRef<[u8]>> CompilerFunction<S> {" },
            Edit { file: FILE, line: 2498, lines: 0, was: 0x4333cbd2b3310507, with: "labels: Vec::new()," },
            Edit {
                file: FILE,
                line: 2541,
                lines: 3,
                was: 0xe04b6371d47ad70b,
                with: "if let Some(jump) = self.pending_jumps.first() {
                       return Err(match &jump.target {
                           JumpLabel::Named(name) => CompileErrorKind::GotoInvalid(text(name), jump.line),
                           _ => CompileErrorKind::BreakInvalid(jump.line),
                       });
                   }",
            },
        ],
    },
];
