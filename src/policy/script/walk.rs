//! A walk over a syntax tree that knows scopes: which names are locals, which
//! are globals, and how deep everything lies.

use piccolo::String;
use piccolo::compiler::LineNumber;
use piccolo::compiler::parser::{
    AssignmentTarget, Block, CallSuffix, Chunk, ConstructorField, Expression, FieldSuffix,
    ForStatement, FunctionDefinition, HeadExpression, PrimaryExpression, RecordKey,
    SimpleExpression, Statement, SuffixPart, SuffixedExpression,
};

use super::words::Fault;

/// A function is as much to the compiler as so many operators.
const FUNCTION_LEVELS: usize = 3;

/// A local variable: each declaration has a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// Counts the declarations.
    pub(super) number: usize,
    /// How many functions lie around its declaration.
    pub(super) functions: usize,
}

/// Where the walk is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Line of the statement.
    pub(super) line: LineNumber,
    /// Levels of the tree that the compiler goes through to get here.
    pub(super) depth: usize,
    /// Functions around.
    pub(super) functions: usize,
}

/// What is done on the way.
pub(super) trait Visit<'gc> {
    /// A name with what follows it: `a.b(c)`. `local` is `None` for globals.
    fn used(
        &mut self,
        _expression: &SuffixedExpression<String<'gc>>,
        _name: String<'gc>,
        _local: Option<Local>,
        _place: Place,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// A name that is assigned to, `a = 1` or `function a()`.
    fn assigned(
        &mut self,
        _name: String<'gc>,
        _local: Option<Local>,
        _place: Place,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// A field that is assigned to, behind this name: `a.b.c = 1`.
    fn field_assigned(
        &mut self,
        _name: String<'gc>,
        _local: Option<Local>,
        _place: Place,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// A function statement on a global: `function a(b, c)`.
    fn function(
        &mut self,
        _name: String<'gc>,
        _parameters: &[Local],
        _place: Place,
    ) -> Result<(), Fault> {
        Ok(())
    }

    /// Any expression or block, before what is in it.
    fn level(&mut self, _place: Place) -> Result<(), Fault> {
        Ok(())
    }

    /// `...`, and whether the function around takes any.
    fn varargs(&mut self, _allowed: bool, _place: Place) -> Result<(), Fault> {
        Ok(())
    }
}

/// Walks over a whole chunk.
pub(super) fn walk<'gc>(
    chunk: &Chunk<String<'gc>>,
    visitor: &mut dyn Visit<'gc>,
) -> Result<(), Fault> {
    let mut walker = Walker {
        visitor,
        scope: Vec::new(),
        declared: 0,
        varargs: vec![true],
        place: Place {
            line: LineNumber(0),
            depth: 0,
            functions: 0,
        },
    };
    walker.block(&chunk.block)
}

struct Walker<'gc, 'v> {
    visitor: &'v mut dyn Visit<'gc>,
    /// Locals in scope, innermost last.
    scope: Vec<(String<'gc>, Local)>,
    declared: usize,
    varargs: Vec<bool>,
    place: Place,
}

type Walked = Result<(), Fault>;

impl<'gc> Walker<'gc, '_> {
    fn declare(&mut self, name: String<'gc>) -> Local {
        let local = Local {
            number: self.declared,
            functions: self.place.functions,
        };
        self.declared = self.declared.saturating_add(1);
        self.scope.push((name, local));
        local
    }

    fn resolve(&self, name: String<'gc>) -> Option<Local> {
        self.scope
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, local)| *local)
    }

    /// Goes `levels` deeper and comes back.
    fn deeper(&mut self, levels: usize, walk: impl FnOnce(&mut Self) -> Walked) -> Walked {
        let place = self.place;
        self.place.depth = place.depth.saturating_add(levels);
        let walked = walk(self);
        self.place.depth = place.depth;
        walked
    }

    /// A block with a scope of its own.
    fn block(&mut self, block: &Block<String<'gc>>) -> Walked {
        let outside = self.scope.len();
        let walked = self.deeper(1, |walker| {
            walker.visitor.level(walker.place)?;
            walker.statements(block)
        });
        self.scope.truncate(outside);
        walked
    }

    fn statements(&mut self, block: &Block<String<'gc>>) -> Walked {
        for statement in &block.statements {
            self.place.line = statement.line_number;
            self.statement(&statement.inner)?;
        }
        if let Some(returned) = &block.return_statement {
            self.place.line = returned.line_number;
            self.expressions(&returned.inner.returns)?;
        }
        Ok(())
    }

    fn statement(&mut self, statement: &Statement<String<'gc>>) -> Walked {
        match statement {
            Statement::If(it) => {
                let (condition, block) = &it.if_part;
                self.expression(condition)?;
                self.block(block)?;
                for (condition, block) in &it.else_if_parts {
                    self.expression(condition)?;
                    self.block(block)?;
                }
                it.else_part
                    .as_ref()
                    .map_or(Ok(()), |block| self.block(block))
            }
            Statement::While(it) => {
                self.expression(&it.condition)?;
                self.block(&it.block)
            }
            Statement::Do(block) => self.block(block),
            Statement::For(it) => self.for_statement(it),
            Statement::Repeat(it) => {
                // The condition sees the locals of the body.
                let outside = self.scope.len();
                let walked = self.deeper(1, |walker| {
                    walker.statements(&it.body)?;
                    walker.expression(&it.until)
                });
                self.scope.truncate(outside);
                walked
            }
            Statement::Function(it) => {
                let local = self.resolve(it.name);
                let on_name = it.fields.is_empty() && it.method.is_none();
                if on_name {
                    self.visitor.assigned(it.name, local, self.place)?;
                } else {
                    self.visitor.field_assigned(it.name, local, self.place)?;
                }
                let named = (on_name && local.is_none()).then_some(it.name);
                self.function(&it.definition, named)
            }
            Statement::LocalFunction(it) => {
                self.declare(it.name);
                self.function(&it.definition, None)
            }
            Statement::LocalStatement(it) => {
                self.expressions(&it.values)?;
                for (name, _) in &it.names {
                    self.declare(*name);
                }
                Ok(())
            }
            Statement::Label(_) | Statement::Break | Statement::Goto(_) => Ok(()),
            Statement::FunctionCall(it) => {
                self.suffixed(&it.head)?;
                self.call(&it.call)
            }
            Statement::Assignment(it) => {
                for target in &it.targets {
                    self.target(target)?;
                }
                self.expressions(&it.values)
            }
        }
    }

    fn for_statement(&mut self, statement: &ForStatement<String<'gc>>) -> Walked {
        let outside = self.scope.len();
        let body = match statement {
            ForStatement::Numeric {
                name,
                initial,
                limit,
                step,
                body,
            } => {
                self.expression(initial)?;
                self.expression(limit)?;
                if let Some(step) = step {
                    self.expression(step)?;
                }
                self.declare(*name);
                body
            }
            ForStatement::Generic {
                names,
                arguments,
                body,
            } => {
                self.expressions(arguments)?;
                for name in names {
                    self.declare(*name);
                }
                body
            }
        };
        let walked = self.block(body);
        self.scope.truncate(outside);
        walked
    }

    fn target(&mut self, target: &AssignmentTarget<String<'gc>>) -> Walked {
        match target {
            AssignmentTarget::Name(name) => {
                let local = self.resolve(*name);
                self.visitor.assigned(*name, local, self.place)
            }
            AssignmentTarget::Field(base, suffix) => {
                let of_it = base
                    .suffixes
                    .iter()
                    .all(|suffix| matches!(suffix, SuffixPart::Field(_)));
                if let PrimaryExpression::Name(name) = &base.primary
                    && of_it
                {
                    let local = self.resolve(*name);
                    self.visitor.field_assigned(*name, local, self.place)?;
                }
                self.suffixed(base)?;
                self.field(suffix)
            }
        }
    }

    fn function(
        &mut self,
        definition: &FunctionDefinition<String<'gc>>,
        named: Option<String<'gc>>,
    ) -> Walked {
        let outside = self.scope.len();
        let place = self.place;
        self.place.functions = place.functions.saturating_add(1);
        self.varargs.push(definition.has_varargs);
        let parameters: Vec<Local> = definition
            .parameters
            .iter()
            .map(|name| self.declare(*name))
            .collect();
        let mut walked = named.map_or(Ok(()), |name| {
            self.visitor.function(name, &parameters, self.place)
        });
        if walked.is_ok() {
            walked = self.deeper(FUNCTION_LEVELS, |walker| walker.block(&definition.body));
        }
        self.varargs.pop();
        self.place.functions = place.functions;
        self.scope.truncate(outside);
        walked
    }

    fn expressions(&mut self, expressions: &[Expression<String<'gc>>]) -> Walked {
        expressions
            .iter()
            .try_for_each(|expression| self.expression(expression))
    }

    fn expression(&mut self, expression: &Expression<String<'gc>>) -> Walked {
        // The compiler nests `a + b + c` to the left, a level for each operator.
        let levels = expression.tail.len().saturating_add(1);
        self.deeper(levels, |walker| {
            walker.visitor.level(walker.place)?;
            walker.head(&expression.head)?;
            expression
                .tail
                .iter()
                .try_for_each(|(_, operand)| walker.expression(operand))
        })
    }

    fn head(&mut self, head: &HeadExpression<String<'gc>>) -> Walked {
        match head {
            HeadExpression::UnaryOperator(_, operand) => self.expression(operand),
            HeadExpression::Simple(simple) => match simple {
                SimpleExpression::VarArgs => {
                    let allowed = self.varargs.last().copied().unwrap_or(false);
                    self.visitor.varargs(allowed, self.place)
                }
                SimpleExpression::TableConstructor(table) => {
                    table.fields.iter().try_for_each(|field| match field {
                        ConstructorField::Array(value)
                        | ConstructorField::Record(RecordKey::Named(_), value) => {
                            self.expression(value)
                        }
                        ConstructorField::Record(RecordKey::Indexed(key), value) => {
                            self.expression(key)?;
                            self.expression(value)
                        }
                    })
                }
                SimpleExpression::Function(definition) => self.function(definition, None),
                SimpleExpression::Suffixed(suffixed) => self.suffixed(suffixed),
                SimpleExpression::Float(_)
                | SimpleExpression::Integer(_)
                | SimpleExpression::String(_)
                | SimpleExpression::Nil
                | SimpleExpression::True
                | SimpleExpression::False => Ok(()),
            },
        }
    }

    fn suffixed(&mut self, expression: &SuffixedExpression<String<'gc>>) -> Walked {
        self.deeper(expression.suffixes.len(), |walker| {
            walker.visitor.level(walker.place)?;
            match &expression.primary {
                PrimaryExpression::Name(name) => {
                    let local = walker.resolve(*name);
                    walker
                        .visitor
                        .used(expression, *name, local, walker.place)?;
                }
                PrimaryExpression::GroupedExpression(inner) => walker.expression(inner)?,
            }
            expression
                .suffixes
                .iter()
                .try_for_each(|suffix| match suffix {
                    SuffixPart::Field(field) => walker.field(field),
                    SuffixPart::Call(call) => walker.call(call),
                })
        })
    }

    fn field(&mut self, field: &FieldSuffix<String<'gc>>) -> Walked {
        match field {
            FieldSuffix::Named(_) => Ok(()),
            FieldSuffix::Indexed(key) => self.expression(key),
        }
    }

    fn call(&mut self, call: &CallSuffix<String<'gc>>) -> Walked {
        match call {
            CallSuffix::Method(_, arguments) | CallSuffix::Function(arguments) => {
                self.expressions(arguments)
            }
        }
    }
}
