//! What the source called a register, as far as code tells: names of locals
//! and upvalues, and the instruction that loaded it. For error messages only.

use std::string::String as Text;

use ottavino_gc_arena::Collect;

use crate::opcode::{Operation, RCIndex};
use crate::types::{RegisterIndex, UpValueIndex};
use crate::{Constant, FunctionPrototype, String};

/// A local variable, and the instructions that it lives through.
#[derive(Debug, Copy, Clone, Collect)]
#[collect(no_drop)]
pub struct LocalName<S> {
    pub name: S,
    pub register: u8,
    pub from: u32,
    pub to: u32,
}

impl<S> LocalName<S> {
    pub fn map<S2>(self, f: impl FnOnce(S) -> S2) -> LocalName<S2> {
        LocalName {
            name: f(self.name),
            register: self.register,
            from: self.from,
            to: self.to,
        }
    }

    pub fn as_ref(&self) -> LocalName<&S> {
        LocalName {
            name: &self.name,
            register: self.register,
            from: self.from,
            to: self.to,
        }
    }
}

/// A name with its kind: `local`, `upvalue`, `global`, `field`, `method`,
/// `constant`.
pub struct Named {
    pub kind: &'static str,
    pub name: Text,
}

/// Moves from register to register that a name is followed through.
const MAX_MOVES: usize = 4;

/// Code of which names are asked.
#[derive(Copy, Clone)]
pub struct Code<'gc, 'a>(pub &'a FunctionPrototype<'gc>);

impl<'gc> Code<'gc, '_> {
    pub fn operation(self, at: usize) -> Option<Operation> {
        self.0.opcodes.get(at).map(|opcode| opcode.decode())
    }

    /// The name of an operand of the instruction `at`.
    pub fn operand(self, operand: RCIndex, at: usize) -> Option<Named> {
        match operand {
            RCIndex::Register(register) => self.register(register, at),
            RCIndex::Constant(constant) => self.constant(constant.0 as usize),
        }
    }

    pub fn upvalue(self, index: UpValueIndex) -> Option<Named> {
        let name = self.0.upvalue_names.get(index.0 as usize)?;
        Some(named("upvalue", *name))
    }

    /// The name of a register at the instruction `at`.
    pub fn register(self, register: RegisterIndex, at: usize) -> Option<Named> {
        let mut register = register;
        let mut at = at;
        // Each look goes over all instructions before, and no name is far.
        for _ in 0..MAX_MOVES {
            if let Some(local) = self.local(register, at) {
                return Some(named("local", local));
            }
            at = self.loaded_by(register, at)?;
            match self.operation(at)? {
                // What was moved from below has the name that it had there.
                Operation::Move { dest, source } if source.0 < dest.0 => register = source,
                Operation::GetUpTable { table, key, .. } => {
                    let kind = if self.is_environment(table) {
                        "global"
                    } else {
                        "field"
                    };
                    let name = self.key(key, at);
                    return Some(Named { kind, name });
                }
                Operation::GetTable { key, .. } => {
                    let (kind, name) = ("field", self.key(key, at));
                    return Some(Named { kind, name });
                }
                Operation::Method { key, .. } => {
                    let (kind, name) = ("method", self.key(key, at));
                    return Some(Named { kind, name });
                }
                Operation::GetUpValue { source, .. } => return self.upvalue(source),
                Operation::LoadConstant { constant, .. } => {
                    return self.constant(constant.0 as usize)
                }
                _ => return None,
            }
        }
        None
    }

    /// How the instruction `at` names the function that it calls.
    pub fn called(self, at: usize) -> Option<Named> {
        let metamethod = |name: &str| {
            Some(Named {
                kind: "metamethod",
                name: name.to_owned(),
            })
        };
        match self.operation(at)? {
            Operation::Call { func, .. } | Operation::TailCall { func, .. } => {
                self.register(func, at)
            }
            Operation::GenericForCall { .. } => Some(Named {
                kind: "for iterator",
                name: "for iterator".to_owned(),
            }),
            Operation::GetTable { .. }
            | Operation::GetUpTable { .. }
            | Operation::Method { .. } => metamethod("index"),
            Operation::SetTable { .. } | Operation::SetUpTable { .. } => metamethod("newindex"),
            Operation::Concat { .. } => metamethod("concat"),
            Operation::Length { .. } => metamethod("len"),
            Operation::Minus { .. } => metamethod("unm"),
            Operation::BitNot { .. } => metamethod("bnot"),
            Operation::Eq { .. } => metamethod("eq"),
            Operation::Less { .. } => metamethod("lt"),
            Operation::LessEq { .. } => metamethod("le"),
            Operation::Add { .. } => metamethod("add"),
            Operation::Sub { .. } => metamethod("sub"),
            Operation::Mul { .. } => metamethod("mul"),
            Operation::Div { .. } => metamethod("div"),
            Operation::IDiv { .. } => metamethod("idiv"),
            Operation::Mod { .. } => metamethod("mod"),
            Operation::Pow { .. } => metamethod("pow"),
            Operation::BitAnd { .. } => metamethod("band"),
            Operation::BitOr { .. } => metamethod("bor"),
            Operation::BitXor { .. } => metamethod("bxor"),
            Operation::ShiftLeft { .. } => metamethod("shl"),
            Operation::ShiftRight { .. } => metamethod("shr"),
            _ => None,
        }
    }

    fn local(self, register: RegisterIndex, at: usize) -> Option<String<'gc>> {
        let locals = self.0.local_names.iter();
        let mut here = locals.filter(|local| {
            local.register == register.0 && local.from as usize <= at && at < local.to as usize
        });
        here.next().map(|local| local.name)
    }

    fn is_environment(self, upvalue: UpValueIndex) -> bool {
        let name = self.0.upvalue_names.get(upvalue.0 as usize);
        name.is_some_and(|name| *name == b"_ENV")
    }

    fn constant(self, index: usize) -> Option<Named> {
        match self.0.constants.get(index)? {
            Constant::String(text) => Some(named("constant", *text)),
            _ => None,
        }
    }

    fn key(self, key: RCIndex, at: usize) -> Text {
        match key {
            RCIndex::Constant(constant) => match self.0.constants.get(constant.0 as usize) {
                Some(Constant::String(text)) => text.display_lossy().to_string(),
                Some(Constant::Integer(_)) => "integer index".to_owned(),
                _ => "?".to_owned(),
            },
            RCIndex::Register(register) => match self.register(register, at) {
                Some(Named {
                    kind: "constant",
                    name,
                }) => name,
                _ => "?".to_owned(),
            },
        }
    }

    /// The last instruction before `at` that surely loaded a register: none
    /// where it depends on a jump.
    fn loaded_by(self, register: RegisterIndex, at: usize) -> Option<usize> {
        let mut found = None;
        // What lies before the end of a jump may have been jumped over.
        let mut certain_from = 0;
        for index in 0..at {
            let operation = self.operation(index)?;
            if let Operation::Jump { offset, .. } = operation {
                let target = (index as i64 + 1 + i64::from(offset)).max(0) as usize;
                if target <= at {
                    certain_from = certain_from.max(target);
                }
            } else if loads(&operation, register) {
                found = (index >= certain_from).then_some(index);
            }
        }
        found
    }
}

fn named(kind: &'static str, name: String<'_>) -> Named {
    Named {
        kind,
        name: name.display_lossy().to_string(),
    }
}

/// Whether an instruction writes a register.
fn loads(operation: &Operation, register: RegisterIndex) -> bool {
    match operation {
        Operation::Call { func, .. } | Operation::TailCall { func, .. } => func.0 <= register.0,
        Operation::VarArgs { dest, .. } => dest.0 <= register.0,
        Operation::GenericForCall { base, .. } => u16::from(base.0) + 3 <= u16::from(register.0),
        Operation::LoadNil { dest, count } => {
            (dest.0..dest.0.saturating_add(*count)).contains(&register.0)
        }
        Operation::Method { base, .. } => {
            base.0 == register.0 || base.0.checked_add(1) == Some(register.0)
        }
        Operation::NumericForPrep { base, .. } | Operation::NumericForLoop { base, .. } => {
            (base.0..=base.0.saturating_add(3)).contains(&register.0)
        }
        Operation::GenericForLoop { base, .. } => base.0 == register.0,
        Operation::Move { dest, .. }
        | Operation::LoadConstant { dest, .. }
        | Operation::LoadBool { dest, .. }
        | Operation::NewTable { dest, .. }
        | Operation::GetTable { dest, .. }
        | Operation::GetUpTable { dest, .. }
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
