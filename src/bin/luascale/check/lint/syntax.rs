//! Small questions about a syntax tree.

use std::collections::BTreeSet;
use std::ops::Range;

use full_moon::ast::{
    Assignment, BinOp, Block, Expression, FunctionBody, LastStmt, LocalAssignment, LocalFunction,
    Parameter, Stmt, UnOp, Var,
};
use full_moon::node::Node;
use full_moon::tokenizer::{TokenReference, TokenType};
use full_moon::visitors::Visitor;

use super::state::Comparison;

/// Bytes of a node, without comments around it.
pub(super) fn range(node: &impl Node) -> Range<usize> {
    match node.range() {
        Some((start, end)) => start.bytes()..end.bytes(),
        None => 0..0,
    }
}

/// The text of a name.
pub(super) fn name(token: &TokenReference) -> String {
    match token.token().token_type() {
        TokenType::Identifier { identifier } => identifier.to_string(),
        _ => String::new(),
    }
}

/// A string in quotes, without escapes.
pub(super) fn string(expression: &Expression) -> Option<String> {
    let Expression::String(token) = expression else {
        return None;
    };
    match token.token().token_type() {
        TokenType::StringLiteral { literal, .. } => Some(literal.to_string()),
        _ => None,
    }
}

/// A number as it is written.
pub(super) fn number(expression: &Expression) -> Option<f64> {
    match expression {
        Expression::Number(token) => match token.token().token_type() {
            TokenType::Number { text } => text.parse().ok(),
            _ => None,
        },
        Expression::UnaryOperator {
            unop: UnOp::Minus(_),
            expression,
        } => number(expression).map(|number| -number),
        Expression::Parentheses { expression, .. } => number(expression),
        _ => None,
    }
}

/// Whether it is this word: `nil`, `true`, `false`.
pub(super) fn is_word(expression: &Expression, word: &str) -> bool {
    matches!(expression, Expression::Symbol(token) if token.token().to_string() == word)
}

pub(super) fn comparison(operator: &BinOp) -> Option<Comparison> {
    match operator {
        BinOp::LessThan(_) => Some(Comparison::Less),
        BinOp::LessThanEqual(_) => Some(Comparison::LessOrEqual),
        BinOp::GreaterThan(_) => Some(Comparison::Greater),
        BinOp::GreaterThanEqual(_) => Some(Comparison::GreaterOrEqual),
        BinOp::TwoEqual(_) => Some(Comparison::Equal),
        BinOp::TildeEqual(_) => Some(Comparison::NotEqual),
        _ => None,
    }
}

/// Whether the operator fails on nil.
pub(super) fn needs_values(operator: &BinOp) -> bool {
    !matches!(
        operator,
        BinOp::And(_) | BinOp::Or(_) | BinOp::TwoEqual(_) | BinOp::TildeEqual(_)
    )
}

/// Whether a loop around this block can be left with `break` or `goto`.
pub(super) fn can_be_left(block: &Block) -> bool {
    if matches!(block.last_stmt(), Some(LastStmt::Break(_))) {
        return true;
    }
    block.stmts().any(|statement| match statement {
        Stmt::Goto(_) => true,
        Stmt::Do(it) => can_be_left(it.block()),
        Stmt::If(it) => {
            can_be_left(it.block())
                || it.else_block().is_some_and(can_be_left)
                || it
                    .else_if()
                    .is_some_and(|parts| parts.iter().any(|part| can_be_left(part.block())))
        }
        // Theirs is another `break`, but a `goto` is anybody's.
        Stmt::While(it) => has_goto(it.block()),
        Stmt::Repeat(it) => has_goto(it.block()),
        Stmt::NumericFor(it) => has_goto(it.block()),
        Stmt::GenericFor(it) => has_goto(it.block()),
        _ => false,
    })
}

fn has_goto(block: &Block) -> bool {
    struct Gotos(bool);
    impl Visitor for Gotos {
        fn visit_goto(&mut self, _: &full_moon::ast::lua52::Goto) {
            self.0 = true;
        }
    }
    let mut gotos = Gotos(false);
    gotos.visit_block_inside(block);
    gotos.0
}

/// Names that are assigned to.
#[derive(Debug, Default)]
pub(super) struct Assigned {
    /// Anywhere.
    pub(super) all: BTreeSet<String>,
    /// In a function that does not declare them: who knows when.
    pub(super) shared: BTreeSet<String>,
    /// Of each function around: assigned, and declared.
    open: Vec<(BTreeSet<String>, BTreeSet<String>)>,
}

impl Assigned {
    /// In this block.
    pub(super) fn of(block: &Block) -> Self {
        let mut assigned = Self::default();
        assigned.visit_block_inside(block);
        assigned
    }

    fn declare(&mut self, name: String) {
        if let Some((_, declared)) = self.open.last_mut() {
            declared.insert(name);
        }
    }
}

/// Goes through the statements of a block.
trait Inside: Visitor + Sized {
    fn visit_block_inside(&mut self, block: &Block) {
        use full_moon::visitors::Visit;
        block.visit(self);
    }
}

impl<V: Visitor> Inside for V {}

impl Visitor for Assigned {
    fn visit_function_body(&mut self, body: &FunctionBody) {
        self.open.push(Default::default());
        for parameter in body.parameters() {
            if let Parameter::Name(token) = parameter {
                self.declare(name(token));
            }
        }
    }

    fn visit_function_body_end(&mut self, _: &FunctionBody) {
        if let Some((assigned, declared)) = self.open.pop() {
            self.shared.extend(assigned.difference(&declared).cloned());
        }
    }

    fn visit_local_assignment(&mut self, local: &LocalAssignment) {
        for token in local.names() {
            self.declare(name(token));
        }
    }

    fn visit_local_function(&mut self, local: &LocalFunction) {
        self.declare(name(local.name()));
    }

    fn visit_assignment(&mut self, assignment: &Assignment) {
        for variable in assignment.variables() {
            if let Var::Name(token) = variable {
                self.all.insert(name(token));
                if let Some((assigned, _)) = self.open.last_mut() {
                    assigned.insert(name(token));
                }
            }
        }
    }
}
