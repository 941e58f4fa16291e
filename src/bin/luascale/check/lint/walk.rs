//! The way through a policy, in the order in which it runs.

use std::collections::BTreeMap;
use std::ops::Range;

use full_moon::ast::{
    Assignment, BinOp, Block, Call, Expression, Field, FunctionArgs, FunctionBody, FunctionCall,
    If, Index, LastStmt, Parameter, Prefix, Stmt, Suffix, UnOp, Var,
};
use full_moon::node::Node;
use full_moon::tokenizer::TokenReference;

use super::Note;
use super::state::{Comparison, Key, State};
use super::syntax::{self, Assigned, range};

/// A table of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Metrics,
    Panic,
}

#[derive(Default)]
pub(super) struct Walk {
    pub(super) notes: Vec<Note>,
    /// Metrics that are read, in turn.
    pub(super) uses: Vec<(Key, Range<usize>)>,
    /// Metrics that are worked with where they may be missing.
    pub(super) unguarded: Vec<(Key, Range<usize>)>,
    state: State,
    /// Locals in scope, innermost last.
    scope: Vec<(String, usize)>,
    declared: usize,
    constants: BTreeMap<usize, f64>,
    tables: BTreeMap<usize, Table>,
    assigned: Assigned,
    /// Whether it is in `autoscale` itself.
    followed: bool,
}

impl Walk {
    pub(super) fn chunk(&mut self, block: &Block) {
        self.assigned = Assigned::of(block);
        self.block(block);
    }

    fn declare(&mut self, name: String) -> usize {
        let number = self.declared;
        self.declared += 1;
        self.scope.push((name, number));
        number
    }

    fn local(&self, token: &TokenReference) -> Option<usize> {
        let name = syntax::name(token);
        let mut scope = self.scope.iter().rev();
        scope.find(|(known, _)| *known == name).map(|(_, it)| *it)
    }

    fn is_global(&self, token: &TokenReference, name: &str) -> bool {
        self.local(token).is_none() && syntax::name(token) == name
    }

    /// Goes through a block with a scope of its own. Gives whether its end is
    /// never reached.
    fn block(&mut self, block: &Block) -> bool {
        let outside = self.scope.len();
        let ended = self.statements(block);
        self.scope.truncate(outside);
        ended
    }

    fn statements(&mut self, block: &Block) -> bool {
        let mut ended = false;
        let mut told = false;
        for statement in block.stmts() {
            if matches!(statement, Stmt::Label(_)) {
                // Whoever comes here by `goto` brings anything.
                self.state = State::default();
                (ended, told) = (false, false);
            } else if ended && !told {
                self.unreachable(statement);
                told = true;
            }
            ended |= self.statement(statement);
        }
        let Some(last) = block.last_stmt() else {
            return ended;
        };
        if ended && !told {
            self.unreachable(last);
        }
        if let LastStmt::Return(returned) = last {
            for expression in returned.returns() {
                self.expression(expression);
            }
        }
        true
    }

    fn unreachable(&mut self, node: &impl Node) {
        self.notes.push(Note {
            part: range(node),
            message: "this is never reached".to_owned(),
            help: "every way before it ends in return, error or an endless loop".to_owned(),
        });
    }

    /// Gives whether what follows is never reached.
    fn statement(&mut self, statement: &Stmt) -> bool {
        match statement {
            Stmt::LocalAssignment(it) => {
                let values: Vec<&Expression> = it.expressions().iter().collect();
                values.iter().for_each(|value| self.expression(value));
                let names: Vec<String> = it.names().iter().map(syntax::name).collect();
                let known: Vec<_> = values.iter().map(|value| self.known(value)).collect();
                for (at, name) in names.into_iter().enumerate() {
                    self.declare_as(name, known.get(at).cloned().unwrap_or_default());
                }
                false
            }
            Stmt::Assignment(it) => {
                self.assignment(it);
                false
            }
            Stmt::FunctionCall(call) => {
                self.call(call);
                matches!(call.prefix(), Prefix::Name(token) if self.is_global(token, "error"))
            }
            Stmt::Do(it) => self.block(it.block()),
            Stmt::If(it) => self.branches(it),
            Stmt::While(it) => {
                self.forget_assigned(it.block());
                self.expression(it.condition());
                self.never(it.condition());
                let before = self.state.clone();
                self.assume(it.condition(), true);
                self.block(it.block());
                self.state = before;
                syntax::is_word(it.condition(), "true") && !syntax::can_be_left(it.block())
            }
            Stmt::Repeat(it) => {
                self.forget_assigned(it.block());
                let before = self.state.clone();
                let outside = self.scope.len();
                self.statements(it.block());
                self.expression(it.until());
                self.scope.truncate(outside);
                self.state = before;
                false
            }
            Stmt::NumericFor(it) => {
                for bound in [Some(it.start()), Some(it.end()), it.step()] {
                    bound.into_iter().for_each(|bound| {
                        self.expression(bound);
                        self.needs_value(bound);
                    });
                }
                self.repeated(&[syntax::name(it.index_variable())], it.block());
                false
            }
            Stmt::GenericFor(it) => {
                it.expressions().iter().for_each(|it| self.expression(it));
                let names: Vec<String> = it.names().iter().map(syntax::name).collect();
                self.repeated(&names, it.block());
                false
            }
            Stmt::LocalFunction(it) => {
                self.declare(syntax::name(it.name()));
                self.function(it.body(), false);
                false
            }
            Stmt::FunctionDeclaration(it) => {
                let names: Vec<&TokenReference> = it.name().names().iter().collect();
                let ours = match names.as_slice() {
                    [one] => it.name().method_name().is_none() && self.is_global(one, "autoscale"),
                    _ => false,
                };
                self.function(it.body(), ours);
                false
            }
            Stmt::Goto(_) => true,
            _ => false,
        }
    }

    /// What is known of a value, for the local that gets it.
    fn known(&self, value: &Expression) -> Known {
        Known {
            key: self.key(value).map(|(key, _)| key),
            table: self.table(value),
            constant: syntax::number(value),
        }
    }

    fn declare_as(&mut self, name: String, known: Known) {
        let fixed = !self.assigned.all.contains(&name);
        let tracked = !self.assigned.shared.contains(&name);
        let number = self.declare(name);
        if let Some(key) = known.key.filter(|_| tracked) {
            self.state.names.insert(number, key);
        }
        if fixed {
            known.table.map(|it| self.tables.insert(number, it));
            known.constant.map(|it| self.constants.insert(number, it));
        }
    }

    fn assignment(&mut self, assignment: &Assignment) {
        let values: Vec<&Expression> = assignment.expressions().iter().collect();
        for (at, value) in values.iter().enumerate() {
            let ours = match assignment.variables().iter().nth(at) {
                Some(Var::Name(token)) => self.is_global(token, "autoscale"),
                _ => false,
            };
            match value {
                Expression::Function(it) => self.function(it.body(), ours),
                other => self.expression(other),
            }
        }
        let known: Vec<_> = values.iter().map(|value| self.known(value)).collect();
        for (at, variable) in assignment.variables().iter().enumerate() {
            match variable {
                Var::Name(token) => {
                    let Some(number) = self.local(token) else {
                        self.global(token);
                        continue;
                    };
                    self.state.forget(&Key::Local(number));
                    let tracked = !self.assigned.shared.contains(&syntax::name(token));
                    let key = known.get(at).and_then(|known| known.key.clone());
                    if let Some(key) = key.filter(|_| tracked) {
                        self.state.names.insert(number, key);
                    }
                }
                Var::Expression(it) => match self.field(it.prefix(), it.suffixes()) {
                    Some((key, _)) => {
                        self.state.forget(&key);
                        self.state.there.insert(key);
                    }
                    None => self.suffixed(it.prefix(), it.suffixes()),
                },
                _ => {}
            }
        }
    }

    /// A global is assigned to: fine where the script is loaded.
    fn global(&mut self, token: &TokenReference) {
        let name = syntax::name(token);
        if self.followed {
            self.notes.push(Note {
                part: range(token),
                message: format!(
                    "{name} is a global: each worker has its own, until its VM is built anew"
                ),
                help: format!("write `local {name}`, or keep it in `state.{name}`"),
            });
        }
    }

    fn branches(&mut self, statement: &If) -> bool {
        let others = statement.else_if().map_or(&[][..], Vec::as_slice);
        let others = others.iter().map(|part| (part.condition(), part.block()));
        let parts = [(statement.condition(), statement.block())];
        let mut ends: Vec<State> = Vec::new();
        let mut certain = false;
        for (condition, block) in parts.into_iter().chain(others) {
            self.expression(condition);
            self.never(condition);
            certain |= syntax::is_word(condition, "true");
            let before = self.state.clone();
            self.assume(condition, true);
            if !self.block(block) {
                ends.push(std::mem::take(&mut self.state));
            }
            self.state = before;
            self.assume(condition, false);
        }
        let ended = match statement.else_block() {
            Some(block) => self.block(block),
            None => certain,
        };
        if !ended {
            ends.push(std::mem::take(&mut self.state));
        }
        let mut ends = ends.into_iter();
        let Some(mut state) = ends.next() else {
            return true;
        };
        ends.for_each(|end| state.meet(&end));
        self.state = state;
        false
    }

    /// A loop with variables of its own.
    fn repeated(&mut self, names: &[String], block: &Block) {
        self.forget_assigned(block);
        let before = self.state.clone();
        let outside = self.scope.len();
        for name in names {
            self.declare(name.clone());
        }
        self.block(block);
        self.scope.truncate(outside);
        self.state = before;
    }

    /// What a loop changes is not known in it, nor behind it.
    fn forget_assigned(&mut self, block: &Block) {
        let assigned = Assigned::of(block).all;
        for (name, number) in &self.scope {
            if assigned.contains(name) {
                self.state.forget(&Key::Local(*number));
            }
        }
    }

    fn function(&mut self, body: &FunctionBody, ours: bool) {
        let (state, followed) = (std::mem::take(&mut self.state), self.followed);
        let outside = self.scope.len();
        self.followed = ours;
        for (at, parameter) in body.parameters().iter().enumerate() {
            if let Parameter::Name(token) = parameter {
                let number = self.declare(syntax::name(token));
                if ours && at == 0 && !self.assigned.all.contains(&syntax::name(token)) {
                    self.tables.insert(number, Table::Metrics);
                }
            }
        }
        self.block(body.block());
        self.scope.truncate(outside);
        (self.state, self.followed) = (state, followed);
    }

    fn expression(&mut self, expression: &Expression) {
        match expression {
            Expression::BinaryOperator { lhs, binop, rhs } => self.binary(lhs, binop, rhs),
            Expression::Parentheses { expression, .. } => self.expression(expression),
            Expression::UnaryOperator { unop, expression } => {
                self.expression(expression);
                if !matches!(unop, UnOp::Not(_)) {
                    self.needs_value(expression);
                }
            }
            Expression::Function(it) => self.function(it.body(), false),
            Expression::FunctionCall(call) => self.call(call),
            Expression::TableConstructor(table) => {
                for field in table.fields() {
                    match field {
                        Field::ExpressionKey { key, value, .. } => {
                            self.expression(key);
                            self.expression(value);
                        }
                        Field::NameKey { value, .. } => self.expression(value),
                        Field::NoKey(value) => self.expression(value),
                        _ => {}
                    }
                }
            }
            Expression::Var(Var::Expression(it)) => {
                if let Some(used) = self.field(it.prefix(), it.suffixes()) {
                    self.uses.push(used);
                }
                self.suffixed(it.prefix(), it.suffixes());
            }
            _ => {}
        }
    }

    fn binary(&mut self, left: &Expression, operator: &BinOp, right: &Expression) {
        self.expression(left);
        match operator {
            BinOp::And(_) | BinOp::Or(_) => {
                let before = self.state.clone();
                self.assume(left, matches!(operator, BinOp::And(_)));
                self.expression(right);
                self.state = before;
            }
            _ => {
                self.expression(right);
                if syntax::needs_values(operator) {
                    self.needs_value(left);
                    self.needs_value(right);
                }
            }
        }
    }

    fn call(&mut self, call: &FunctionCall) {
        if let Some(used) = self.field(call.prefix(), call.suffixes()) {
            self.uses.push(used);
        }
        self.suffixed(call.prefix(), call.suffixes());
        let is_math = matches!(call.prefix(), Prefix::Name(token) if self.is_global(token, "math"));
        if !is_math {
            return;
        }
        for suffix in call.suffixes() {
            for argument in arguments(suffix) {
                self.needs_value(argument);
            }
        }
    }

    fn suffixed<'s>(&mut self, prefix: &Prefix, suffixes: impl Iterator<Item = &'s Suffix>) {
        if let Prefix::Expression(inner) = prefix {
            self.expression(inner);
        }
        for suffix in suffixes {
            match suffix {
                Suffix::Index(Index::Brackets { expression, .. }) => self.expression(expression),
                Suffix::Call(call) => {
                    let given = match call {
                        Call::AnonymousCall(given) => given,
                        Call::MethodCall(method) => method.args(),
                        _ => continue,
                    };
                    if let FunctionArgs::TableConstructor(table) = given {
                        self.expression(&Expression::TableConstructor(table.clone()));
                    }
                    for argument in arguments(suffix) {
                        self.expression(argument);
                    }
                }
                _ => {}
            }
        }
    }

    /// The value is worked with: it must be there, and behind this it is.
    fn needs_value(&mut self, expression: &Expression) {
        let Some((key, part)) = self.maybe_nil(expression) else {
            return;
        };
        if self.followed {
            self.unguarded.push((key.clone(), part));
        }
        self.state.there.insert(key);
    }

    /// The metric for want of which an expression is nil.
    fn maybe_nil(&self, expression: &Expression) -> Option<(Key, Range<usize>)> {
        match expression {
            Expression::Parentheses { expression, .. } => self.maybe_nil(expression),
            Expression::BinaryOperator {
                lhs,
                binop: BinOp::Or(_),
                rhs,
            } => {
                self.maybe_nil(lhs)?;
                self.maybe_nil(rhs)
            }
            other => {
                let (key, part) = self.key(other)?;
                let missing = key.may_be_missing() && !self.state.there.contains(&key);
                missing.then_some((key, part))
            }
        }
    }

    /// What an expression is, if it is a metric or a local.
    fn key(&self, expression: &Expression) -> Option<(Key, Range<usize>)> {
        match expression {
            Expression::Parentheses { expression, .. } => self.key(expression),
            Expression::Var(Var::Name(token)) => {
                let number = self.local(token)?;
                if self.assigned.shared.contains(&syntax::name(token)) {
                    return None;
                }
                let metric = self.state.names.get(&number).cloned();
                Some((metric.unwrap_or(Key::Local(number)), range(token)))
            }
            Expression::Var(Var::Expression(it)) => {
                let found = self.field(it.prefix(), it.suffixes())?;
                let length = if matches!(found.0, Key::Panic(_)) {
                    2
                } else {
                    1
                };
                (it.suffixes().count() == length).then_some(found)
            }
            _ => None,
        }
    }

    /// The metric at the head of `metrics.a.b()`.
    fn field<'s>(
        &self,
        prefix: &Prefix,
        mut suffixes: impl Iterator<Item = &'s Suffix>,
    ) -> Option<(Key, Range<usize>)> {
        let Prefix::Name(token) = prefix else {
            return None;
        };
        let mut table = *self.tables.get(&self.local(token)?)?;
        loop {
            let suffix = suffixes.next()?;
            let name = index(suffix)?;
            let part = range(token).start..end(suffix);
            match (table, name.as_str()) {
                (Table::Metrics, "panic") => table = Table::Panic,
                (Table::Metrics, _) => return Some((Key::Metric(name), part)),
                (Table::Panic, _) => return Some((Key::Panic(name), part)),
            }
        }
    }

    /// The table of metrics that an expression is.
    fn table(&self, expression: &Expression) -> Option<Table> {
        match expression {
            Expression::Var(Var::Name(token)) => self.tables.get(&self.local(token)?).copied(),
            Expression::Var(Var::Expression(it)) => {
                let Prefix::Name(token) = it.prefix() else {
                    return None;
                };
                let names: Vec<Option<String>> = it.suffixes().map(index).collect();
                let of = self.tables.get(&self.local(token)?).copied()?;
                let panic = names.as_slice() == [Some("panic".to_owned())];
                (panic && of == Table::Metrics).then_some(Table::Panic)
            }
            _ => None,
        }
    }

    fn constant(&self, expression: &Expression) -> Option<f64> {
        if let Expression::Var(Var::Name(token)) = expression {
            return self.constants.get(&self.local(token)?).copied();
        }
        syntax::number(expression)
    }

    /// A comparison of something with a number.
    fn compared(&self, expression: &Expression) -> Option<(Key, Comparison, f64)> {
        let Expression::BinaryOperator { lhs, binop, rhs } = expression else {
            return None;
        };
        let comparison = syntax::comparison(binop)?;
        if let Some(number) = self.constant(rhs) {
            return Some((self.key(lhs)?.0, comparison, number));
        }
        Some((self.key(rhs)?.0, comparison.turned(), self.constant(lhs)?))
    }

    /// From here on, the condition holds, or does not.
    fn assume(&mut self, condition: &Expression, holds: bool) {
        match condition {
            Expression::Parentheses { expression, .. } => self.assume(expression, holds),
            Expression::UnaryOperator {
                unop: UnOp::Not(_),
                expression,
            } => self.assume(expression, !holds),
            Expression::BinaryOperator { lhs, binop, rhs } => match (binop, holds) {
                (BinOp::And(_), true) | (BinOp::Or(_), false) => {
                    self.assume(lhs, holds);
                    self.assume(rhs, holds);
                }
                (BinOp::TildeEqual(_), true) | (BinOp::TwoEqual(_), false)
                    if syntax::is_word(rhs, "nil") =>
                {
                    if let Some((key, _)) = self.key(lhs) {
                        self.state.there.insert(key);
                    }
                }
                (BinOp::TwoEqual(_), true) if self.typed(lhs).is_some() => {
                    if let Some(key) = self.typed(lhs).filter(|_| syntax::string(rhs).is_some()) {
                        self.state.there.insert(key);
                    }
                }
                _ => {
                    if let Some((key, comparison, number)) = self.compared(condition) {
                        let holding = if holds {
                            comparison
                        } else {
                            comparison.negated()
                        };
                        self.state.narrow(&key, holding, number);
                        if holds && comparison == Comparison::Equal {
                            self.state.there.insert(key);
                        }
                    }
                }
            },
            other => {
                if let Some((key, _)) = self.key(other).filter(|_| holds) {
                    self.state.there.insert(key);
                }
            }
        }
    }

    /// What `type(…)` is asked of.
    fn typed(&self, expression: &Expression) -> Option<Key> {
        let Expression::FunctionCall(call) = expression else {
            return None;
        };
        let Prefix::Name(token) = call.prefix() else {
            return None;
        };
        let argument = call.suffixes().flat_map(arguments).next()?;
        self.is_global(token, "type")
            .then(|| self.key(argument))?
            .map(|(key, _)| key)
    }

    /// Tells a condition that never holds.
    fn never(&mut self, condition: &Expression) {
        if self.is_excluded(condition) {
            self.notes.push(Note {
                part: range(condition),
                message: "this is never true, and what it guards never reached".to_owned(),
                help: "a condition before it takes these cases; put the stricter one first"
                    .to_owned(),
            });
        }
    }

    fn is_excluded(&self, condition: &Expression) -> bool {
        match condition {
            Expression::Parentheses { expression, .. } => self.is_excluded(expression),
            Expression::BinaryOperator {
                lhs,
                binop: BinOp::And(_),
                rhs,
            } => self.is_excluded(lhs) || self.is_excluded(rhs),
            Expression::BinaryOperator {
                lhs,
                binop: BinOp::Or(_),
                rhs,
            } => self.is_excluded(lhs) && self.is_excluded(rhs),
            Expression::Symbol(_) => {
                syntax::is_word(condition, "false") || syntax::is_word(condition, "nil")
            }
            other => self
                .compared(other)
                .is_some_and(|(key, comparison, number)| {
                    let range = self.state.ranges.get(&key);
                    range.is_some_and(|range| range.excludes(comparison, number))
                }),
        }
    }
}

/// What a local begins with.
#[derive(Clone, Debug, Default)]
struct Known {
    key: Option<Key>,
    table: Option<Table>,
    constant: Option<f64>,
}

/// The name in `.name` or `["name"]`.
fn index(suffix: &Suffix) -> Option<String> {
    match suffix {
        Suffix::Index(Index::Dot { name, .. }) => Some(syntax::name(name)),
        Suffix::Index(Index::Brackets { expression, .. }) => syntax::string(expression),
        _ => None,
    }
}

/// Where `.name` or `["name"]` ends.
fn end(suffix: &Suffix) -> usize {
    match suffix {
        Suffix::Index(Index::Brackets { brackets, .. }) => range(brackets.tokens().1).end,
        other => range(other).end,
    }
}

fn arguments(suffix: &Suffix) -> impl Iterator<Item = &Expression> {
    let given = match suffix {
        Suffix::Call(Call::AnonymousCall(given)) => Some(&**given),
        Suffix::Call(Call::MethodCall(method)) => Some(method.args()),
        _ => None,
    };
    let list = match given {
        Some(FunctionArgs::Parentheses { arguments, .. }) => Some(arguments),
        _ => None,
    };
    list.into_iter().flatten()
}
