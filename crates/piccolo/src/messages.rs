//! The words of errors, as lua5.4 chooses them.
//!
//! Names of locals and upvalues are not told: compiled code does not keep
//! them. Globals, fields, methods and constants are.

use std::string::String;

use crate::compiler::LineNumber;
use crate::meta_ops::{MetaCallError, MetaOperatorError};
use crate::opcode::{Operation, RCIndex};
use crate::table::InvalidTableKey;
use crate::thread::VMError;
use crate::types::RegisterIndex;
use crate::{Constant, FunctionPrototype, MetaMethod, RuntimeError, Value};

/// Where an error happened: the frame of a Lua function.
pub struct Place<'gc, 'a> {
    pub proto: &'a FunctionPrototype<'gc>,
    /// The instruction after the one that failed.
    pub pc: usize,
    /// The frame's registers.
    pub registers: &'a [Value<'gc>],
}

/// What went wrong.
pub fn runtime(error: &RuntimeError, place: Option<&Place<'_, '_>>) -> String {
    if let Some(error) = error.downcast::<VMError>() {
        return vm(error, place);
    }
    if let Some(error) = error.downcast::<MetaOperatorError>() {
        return operator(error, place);
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

fn vm(error: &VMError, place: Option<&Place<'_, '_>>) -> String {
    match error {
        VMError::BadCall(error) => {
            let called = place.and_then(|place| match place.operation()? {
                Operation::Call { func, .. } | Operation::TailCall { func, .. } => {
                    place.name(RCIndex::Register(func))
                }
                Operation::GenericForCall { .. } => {
                    Some(" (for iterator 'for iterator')".to_owned())
                }
                _ => None,
            });
            format!(
                "attempt to call a {} value{}",
                error.0,
                called.unwrap_or_default()
            )
        }
        VMError::OperatorError(error) => operator(error, place),
        VMError::BadForLoopPrep(what, "") => format!("'for' {what}"),
        VMError::BadForLoopPrep(what, found) => {
            format!("bad 'for' {what} (number expected, got {found})")
        }
        other => other.to_string(),
    }
}

fn operator(error: &MetaOperatorError, place: Option<&Place<'_, '_>>) -> String {
    use MetaMethod::{
        Add, BNot, Concat, Div, IDiv, Index, Le, Len, Lt, Mod, Mul, NewIndex, Pow, Sub, Unm,
    };
    let named = |operand: Option<RCIndex>| {
        let name = place.and_then(|place| place.name(operand?));
        name.unwrap_or_default()
    };
    match error {
        MetaOperatorError::Unary(method, found) => {
            let what = match method {
                Index | NewIndex => "index",
                Len => "get length of",
                Unm if *found == "string" => {
                    return "attempt to unm a 'string' with a 'string'".to_owned();
                }
                Unm => "perform arithmetic on",
                BNot if *found == "number" => return no_integer(place),
                _ => "perform bitwise operation on",
            };
            format!(
                "attempt to {what} a {found} value{}",
                named(place.and_then(|place| place.subject()))
            )
        }
        MetaOperatorError::Binary(method, left, right) => match method {
            Lt | Le if left == right => format!("attempt to compare two {left} values"),
            Lt | Le => format!("attempt to compare {left} with {right}"),
            Concat => {
                let at_fault = if matches!(*left, "string" | "number") {
                    right
                } else {
                    left
                };
                format!(
                    "attempt to concatenate a {at_fault} value{}",
                    named(place.and_then(|place| place.unjoinable()))
                )
            }
            Mod if (*left, *right) == ("number", "number") => {
                "attempt to perform 'n%%0'".to_owned()
            }
            IDiv if (*left, *right) == ("number", "number") => {
                "attempt to perform 'n//0'".to_owned()
            }
            Add | Sub | Mul | Div | Mod | Pow | IDiv => {
                if *left == "string" || *right == "string" {
                    let name = method.name().trim_start_matches('_');
                    return format!("attempt to {name} a '{left}' with a '{right}'");
                }
                let (at_fault, name) = if *left == "number" {
                    (right, named(place.and_then(|place| place.right())))
                } else {
                    (left, named(place.and_then(|place| place.left())))
                };
                format!("attempt to perform arithmetic on a {at_fault} value{name}")
            }
            _ if (*left, *right) == ("number", "number") => no_integer(place),
            _ => {
                let (at_fault, name) = if *left == "number" {
                    (right, named(place.and_then(|place| place.right())))
                } else {
                    (left, named(place.and_then(|place| place.left())))
                };
                format!("attempt to perform bitwise operation on a {at_fault} value{name}")
            }
        },
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
    let fractional = |rc: RCIndex, place: &Place<'_, '_>| {
        let value = place.value(rc)?;
        value.to_integer().is_none().then_some(rc)
    };
    let name = place.and_then(|place| {
        let operands = [place.left(), place.right(), place.subject()];
        let at_fault = operands
            .into_iter()
            .flatten()
            .find_map(|rc| fractional(rc, place))?;
        place.name(at_fault)
    });
    format!(
        "number{} has no integer representation",
        name.unwrap_or_default()
    )
}

fn key(error: &InvalidTableKey) -> String {
    match error {
        InvalidTableKey::IsNil => "table index is nil".to_owned(),
        InvalidTableKey::IsNaN => "table index is NaN".to_owned(),
        InvalidTableKey::Frozen => error.to_string(),
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

impl<'gc> Place<'gc, '_> {
    fn operation(&self) -> Option<Operation> {
        let at = self.pc.checked_sub(1)?;
        self.proto.opcodes.get(at).map(|opcode| opcode.decode())
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

    fn left(&self) -> Option<RCIndex> {
        self.operands().map(|(left, _)| left)
    }

    fn right(&self) -> Option<RCIndex> {
        self.operands().map(|(_, right)| right)
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
            | Operation::ShiftRight { left, right, .. } => Some((left, right)),
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

    /// ` (kind 'name')` of an operand, as far as the instructions before tell.
    fn name(&self, rc: RCIndex) -> Option<String> {
        let register = match rc {
            RCIndex::Constant(constant) => return self.constant(constant.0 as usize),
            RCIndex::Register(register) => register,
        };
        let before = self.proto.opcodes.get(..self.pc.checked_sub(1)?)?;
        for opcode in before.iter().rev() {
            let (kind, key) = match opcode.decode() {
                Operation::GetUpTable { dest, key, .. } if dest == register => ("global", key),
                Operation::GetTable { dest, key, .. } if dest == register => ("field", key),
                Operation::Method { base, key, .. } if base == register => ("method", key),
                Operation::LoadConstant { dest, constant } if dest == register => {
                    return self.constant(constant.0 as usize);
                }
                operation if ends_search(&operation, register) => return None,
                _ => continue,
            };
            let name = match self.value(key)? {
                Value::String(name) => name.display_lossy().to_string(),
                Value::Integer(_) if kind == "field" => "integer index".to_owned(),
                _ => "?".to_owned(),
            };
            // A key in a register may be another one by now.
            let name = if matches!(key, RCIndex::Register(_)) {
                "?".to_owned()
            } else {
                name
            };
            return Some(format!(" ({kind} '{name}')"));
        }
        None
    }

    fn constant(&self, index: usize) -> Option<String> {
        match self.proto.constants.get(index)? {
            Constant::String(text) => Some(format!(" (constant '{}')", text.display_lossy())),
            _ => None,
        }
    }
}

/// Whether an instruction writes a register in a way that gives it no name, or
/// makes it uncertain which instructions came before.
fn ends_search(operation: &Operation, register: RegisterIndex) -> bool {
    match operation {
        Operation::Jump { .. }
        | Operation::NumericForPrep { .. }
        | Operation::NumericForLoop { .. }
        | Operation::GenericForCall { .. }
        | Operation::GenericForLoop { .. } => true,
        Operation::Call { func, .. } => func.0 <= register.0,
        Operation::VarArgs { dest, .. } => dest.0 <= register.0,
        Operation::LoadNil { dest, count } => {
            (dest.0..dest.0.saturating_add(*count)).contains(&register.0)
        }
        Operation::Move { dest, .. }
        | Operation::LoadBool { dest, .. }
        | Operation::NewTable { dest, .. }
        | Operation::Closure { dest, .. }
        | Operation::Concat { dest, .. }
        | Operation::GetUpValue { dest, .. }
        | Operation::Length { dest, .. }
        | Operation::Not { dest, .. }
        | Operation::Minus { dest, .. }
        | Operation::BitNot { dest, .. }
        | Operation::TestSet { dest, .. }
        | Operation::Add { dest, .. }
        | Operation::Sub { dest, .. }
        | Operation::Mul { dest, .. }
        | Operation::Div { dest, .. }
        | Operation::IDiv { dest, .. }
        | Operation::Mod { dest, .. }
        | Operation::Pow { dest, .. }
        | Operation::BitAnd { dest, .. }
        | Operation::BitOr { dest, .. }
        | Operation::BitXor { dest, .. }
        | Operation::ShiftLeft { dest, .. }
        | Operation::ShiftRight { dest, .. } => dest.0 == register.0,
        _ => false,
    }
}
