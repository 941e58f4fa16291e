//! The words of errors, as lua5.4 chooses them.

use std::string::String;

use crate::compiler::LineNumber;
use crate::meta_ops::{MetaCallError, MetaOperatorError};
use crate::names::{Code, Named};
use crate::opcode::{Operation, RCIndex};
use crate::table::InvalidTableKey;
use crate::thread::VMError;
use crate::types::{RegisterIndex, UpValueIndex};
use crate::{Context, FunctionPrototype, MetaMethod, RuntimeError, Value};

/// Where an error happened: the frame of a Lua function.
pub struct Place<'gc, 'a> {
    pub proto: &'a FunctionPrototype<'gc>,
    /// The instruction after the one that failed.
    pub pc: usize,
    /// The frame's registers.
    pub registers: &'a [Value<'gc>],
}

/// What went wrong.
pub fn runtime<'gc>(
    ctx: Context<'gc>,
    error: &RuntimeError,
    place: Option<&Place<'gc, '_>>,
) -> String {
    if let Some(error) = error.downcast::<VMError>() {
        return vm(ctx, error, place);
    }
    if let Some(error) = error.downcast::<MetaOperatorError>() {
        return operator(ctx, error, place);
    }
    if let Some(error) = error.downcast::<MetaCallError>() {
        return format!("attempt to call a {} value", error.0);
    }
    if let Some(error) = error.downcast::<InvalidTableKey>() {
        return key(error);
    }
    let mut text = String::new();
    for cause in error.0.chain() {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause.to_string());
    }
    text
}

fn vm<'gc>(ctx: Context<'gc>, error: &VMError, place: Option<&Place<'gc, '_>>) -> String {
    match error {
        VMError::BadCall(error) => {
            let called = place.and_then(|place| Some((place, place.operation()?)));
            match called {
                Some((place, Operation::Call { func, .. } | Operation::TailCall { func, .. })) => {
                    let called = RCIndex::Register(func);
                    // What is called may be a `__call` that cannot be.
                    let kind = place.type_of(ctx, called, error.0);
                    format!("attempt to call a {kind} value{}", place.name(called))
                }
                Some((_, Operation::GenericForCall { .. })) => format!(
                    "attempt to call a {} value (for iterator 'for iterator')",
                    error.0
                ),
                _ => format!("attempt to call a {} value", error.0),
            }
        }
        VMError::OperatorError(error) => operator(ctx, error, place),
        VMError::BadForLoopPrep(what, "") => format!("'for' {what}"),
        VMError::BadForLoopPrep(what, found) => {
            format!("bad 'for' {what} (number expected, got {found})")
        }
        other => other.to_string(),
    }
}

fn operator<'gc>(
    ctx: Context<'gc>,
    error: &MetaOperatorError,
    place: Option<&Place<'gc, '_>>,
) -> String {
    use MetaMethod::{
        Add, BNot, Concat, Div, IDiv, Index, Le, Len, Lt, Mod, Mul, NewIndex, Pow, Sub, Unm,
    };
    // `a table value (local 't')`, of the operand that is at fault.
    let described = |operand: Option<RCIndex>, found: &str| match (place, operand) {
        (Some(place), Some(operand)) => {
            let kind = place.type_of(ctx, operand, found);
            format!("a {kind} value{}", place.name(operand))
        }
        _ => format!("a {found} value"),
    };
    let operands = place.and_then(Place::operands);
    let (left_operand, right_operand) = (operands.map(|it| it.0), operands.map(|it| it.1));
    match error {
        MetaOperatorError::Unary(method, found) => {
            let subject = place.and_then(Place::subject);
            let what = match method {
                Index | NewIndex => {
                    if let Some(upvalue) = place.and_then(Place::indexed_upvalue) {
                        let name = place.map(|place| place.upvalue_name(upvalue));
                        let name = name.unwrap_or_default();
                        return format!("attempt to index a {found} value{name}");
                    }
                    "index"
                }
                Len => "get length of",
                Unm if *found == "string" => {
                    return "attempt to unm a 'string' with a 'string'".to_owned();
                }
                Unm => "perform arithmetic on",
                BNot if *found == "number" => return no_integer(place),
                _ => "perform bitwise operation on",
            };
            format!("attempt to {what} {}", described(subject, found))
        }
        MetaOperatorError::Binary(Lt | Le, left, right) => {
            let kind = |operand: Option<RCIndex>, found: &str| match (place, operand) {
                (Some(place), Some(operand)) => place.type_of(ctx, operand, found),
                _ => found.to_owned(),
            };
            let (left, right) = (kind(left_operand, left), kind(right_operand, right));
            if left == right {
                format!("attempt to compare two {left} values")
            } else {
                format!("attempt to compare {left} with {right}")
            }
        }
        MetaOperatorError::Binary(Concat, left, right) => {
            let at_fault = if matches!(*left, "string" | "number") {
                right
            } else {
                left
            };
            let operand = place.and_then(Place::unjoinable);
            format!("attempt to concatenate {}", described(operand, at_fault))
        }
        MetaOperatorError::Binary(Mod, "number", "number") => "attempt to perform 'n%0'".to_owned(),
        MetaOperatorError::Binary(IDiv, "number", "number") => {
            "attempt to divide by zero".to_owned()
        }
        MetaOperatorError::Binary(method, left, right) => {
            let arithmetic = matches!(method, Add | Sub | Mul | Div | Mod | Pow | IDiv);
            if arithmetic && (*left == "string" || *right == "string") {
                let name = method.name().trim_start_matches('_');
                return format!("attempt to {name} a '{left}' with a '{right}'");
            }
            if !arithmetic && (*left, *right) == ("number", "number") {
                return no_integer(place);
            }
            let (operand, at_fault) = if *left == "number" {
                (right_operand, right)
            } else {
                (left_operand, left)
            };
            let what = if arithmetic {
                "arithmetic"
            } else {
                "bitwise operation"
            };
            format!(
                "attempt to perform {what} on {}",
                described(operand, at_fault)
            )
        }
        MetaOperatorError::Call(method, error) => {
            let name = method.name().trim_start_matches('_');
            match method {
                // Lua follows what is no function as a table.
                Index | NewIndex => format!("attempt to index a {} value", error.0),
                _ => format!("attempt to call a {} value (metamethod '{name}')", error.0),
            }
        }
        MetaOperatorError::IndexKeyError(error) => key(error),
        MetaOperatorError::ConcatOverflow => "string length overflow".to_owned(),
    }
}

fn no_integer(place: Option<&Place<'_, '_>>) -> String {
    let name = place.and_then(|place| {
        let operands = place.operands();
        let operands = [
            operands.map(|it| it.0),
            operands.map(|it| it.1),
            place.subject(),
        ];
        let fractional = |rc: &RCIndex| {
            place
                .value(*rc)
                .is_some_and(|value| value.to_integer().is_none())
        };
        let at_fault = operands.into_iter().flatten().find(fractional)?;
        Some(place.name(at_fault))
    });
    format!(
        "number{} has no integer representation",
        name.unwrap_or_default()
    )
}

/// Why a key cannot be set.
pub fn key(error: &InvalidTableKey) -> String {
    match error {
        InvalidTableKey::IsNil => "table index is nil".to_owned(),
        InvalidTableKey::IsNaN => "table index is NaN".to_owned(),
        InvalidTableKey::Frozen => error.to_string(),
    }
}

/// The type of a value, or how its metatable calls it.
pub fn type_name<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> String {
    let metatable = match value {
        Value::Table(table) => table.metatable(),
        Value::UserData(data) => data.metatable(),
        _ => None,
    };
    match metatable.map(|metatable| metatable.get_value(ctx, "__name")) {
        Some(Value::String(name)) => name.display_lossy().to_string(),
        _ => value.type_name().to_owned(),
    }
}

/// The line of the instruction before `pc`.
pub fn line(lines: &[(usize, LineNumber)], pc: usize) -> LineNumber {
    let at = pc.saturating_sub(1);
    let after = lines.partition_point(|(instruction, _)| *instruction <= at);
    after
        .checked_sub(1)
        .and_then(|before| lines.get(before))
        .map_or(LineNumber(0), |(_, line)| *line)
}

/// ` (kind 'name')`, or nothing.
fn shown(named: Option<Named>) -> String {
    named.map_or_else(String::new, |it| format!(" ({} '{}')", it.kind, it.name))
}

impl<'gc> Place<'gc, '_> {
    fn at(&self) -> usize {
        self.pc.saturating_sub(1)
    }

    fn operation(&self) -> Option<Operation> {
        Code(self.proto).operation(self.at())
    }

    fn name(&self, operand: RCIndex) -> String {
        shown(Code(self.proto).operand(operand, self.at()))
    }

    fn upvalue_name(&self, upvalue: UpValueIndex) -> String {
        shown(Code(self.proto).upvalue(upvalue))
    }

    /// The type of an operand, where it is a table that has another name.
    fn type_of(&self, ctx: Context<'gc>, operand: RCIndex, found: &str) -> String {
        match self.value(operand) {
            Some(value) if value.type_name() == found => type_name(ctx, value),
            _ => found.to_owned(),
        }
    }

    /// What is indexed, measured or negated.
    fn subject(&self) -> Option<RCIndex> {
        Some(RCIndex::Register(match self.operation()? {
            Operation::GetTable { table, .. }
            | Operation::SetTable { table, .. }
            | Operation::Method { table, .. } => table,
            Operation::Length { source, .. }
            | Operation::Minus { source, .. }
            | Operation::BitNot { source, .. } => source,
            _ => return None,
        }))
    }

    fn indexed_upvalue(&self) -> Option<UpValueIndex> {
        match self.operation()? {
            Operation::GetUpTable { table, .. } | Operation::SetUpTable { table, .. } => {
                Some(table)
            }
            _ => None,
        }
    }

    fn operands(&self) -> Option<(RCIndex, RCIndex)> {
        match self.operation()? {
            Operation::Add { left, right, .. }
            | Operation::Sub { left, right, .. }
            | Operation::Mul { left, right, .. }
            | Operation::Div { left, right, .. }
            | Operation::IDiv { left, right, .. }
            | Operation::Mod { left, right, .. }
            | Operation::Pow { left, right, .. }
            | Operation::BitAnd { left, right, .. }
            | Operation::BitOr { left, right, .. }
            | Operation::BitXor { left, right, .. }
            | Operation::ShiftLeft { left, right, .. }
            | Operation::ShiftRight { left, right, .. }
            | Operation::Less { left, right, .. }
            | Operation::LessEq { left, right, .. } => Some((left, right)),
            _ => None,
        }
    }

    /// The last operand of a concatenation that is no string or number.
    fn unjoinable(&self) -> Option<RCIndex> {
        let Operation::Concat { source, count, .. } = self.operation()? else {
            return None;
        };
        let last = source.0.checked_add(count)?;
        (source.0..last)
            .rev()
            .map(|register| RCIndex::Register(RegisterIndex(register)))
            .find(|rc| {
                self.value(*rc)
                    .is_some_and(|value| !value.is_implicit_string())
            })
    }

    fn value(&self, rc: RCIndex) -> Option<Value<'gc>> {
        match rc {
            RCIndex::Register(register) => self.registers.get(register.0 as usize).copied(),
            RCIndex::Constant(constant) => self
                .proto
                .constants
                .get(constant.0 as usize)
                .map(|it| (*it).into()),
        }
    }
}
