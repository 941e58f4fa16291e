//! The table library for lists with metamethods. `__index`, `__newindex` and
//! `__len` are asked, as in Lua, and any of them may be a function of the
//! script's: so the work is done in steps, with the list where the arguments
//! are, and what is being moved on top of it.

use std::fmt;

use piccolo::async_callback::{AsyncSequence, Locals};
use piccolo::limits::Held;
use piccolo::meta_ops::{self, MetaResult};
use piccolo::{
    BoxSequence, Callback, CallbackReturn, Context, MetaMethod, SequenceReturn, Stack,
    StashedError, StashedFunction, Table, Value, async_sequence,
};

use super::args::{Call, Failure, Native, with};
use super::meter::Meter;

/// A function that does with `native` what can be done raw, and with `steps`
/// what cannot.
pub(super) fn function<'gc, F>(
    ctx: Context<'gc>,
    meter: &Meter,
    name: &'static str,
    native: Native,
    steps: fn(Steps) -> F,
) -> Callback<'gc>
where
    F: Future<Output = Done> + 'static,
{
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        // `move` has a second list.
        if has_metamethods(ctx, stack.get(0)) || has_metamethods(ctx, stack.get(4)) {
            let sequence = sequence(ctx, &meter, name, steps);
            return Ok(CallbackReturn::Sequence(sequence));
        }
        with(ctx, exec, stack, &meter, name, native)?;
        Ok(CallbackReturn::Return)
    })
}

/// The steps as a sequence.
pub(super) fn sequence<'gc, F>(
    ctx: Context<'gc>,
    meter: &Meter,
    name: &'static str,
    steps: fn(Steps) -> F,
) -> BoxSequence<'gc>
where
    F: Future<Output = Done> + 'static,
{
    let meter = meter.clone();
    async_sequence(&ctx, |_, seq| steps(Steps { seq, meter, name }))
}

/// Whether a value is a table that is no plain list.
pub(super) fn has_metamethods<'gc>(ctx: Context<'gc>, value: Value<'gc>) -> bool {
    let Value::Table(list) = value else {
        return false;
    };
    let asked = [MetaMethod::Index, MetaMethod::NewIndex, MetaMethod::Len];
    list.metatable().is_some_and(|metatable| {
        asked
            .into_iter()
            .any(|method| !metatable.get_value(ctx, method).is_nil())
    })
}

/// How steps end.
pub(super) type Done = Result<SequenceReturn, StashedError>;

/// What a function does, call by call.
pub(super) struct Steps {
    seq: AsyncSequence,
    meter: Meter,
    name: &'static str,
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Steps").field(&self.name).finish()
    }
}

/// A function to call, with its arguments from this place on.
type Called = Option<(StashedFunction, usize)>;

fn called<'gc, const N: usize>(
    ctx: Context<'gc>,
    locals: Locals<'gc, '_>,
    stack: &mut Stack<'gc, '_>,
    result: MetaResult<'gc, N>,
) -> Called {
    let bottom = stack.len();
    match result {
        MetaResult::Value(value) => {
            stack.push_back(value);
            None
        }
        MetaResult::Call(call) => {
            stack.extend(call.args);
            Some((locals.stash(&ctx, call.function), bottom))
        }
    }
}

impl Steps {
    /// Does something with the arguments.
    fn with<T>(
        &mut self,
        act: impl for<'gc> FnOnce(&mut Call<'gc, '_>) -> Result<T, Failure>,
    ) -> Result<T, StashedError> {
        let Self { seq, meter, name } = self;
        seq.try_enter(|ctx, _, exec, stack| with(ctx, exec, stack, meter, name, act))
    }

    /// Calls what is to be called, for so many results.
    async fn call(&mut self, called: Called, results: usize) -> Result<(), StashedError> {
        if let Some((function, bottom)) = called {
            self.seq.call(&function, bottom).await?;
            self.seq.enter(|_, _, _, mut stack| {
                stack.resize(bottom.saturating_add(results));
            });
        }
        Ok(())
    }

    /// The length of the list at `place`.
    async fn length(&mut self, place: usize) -> Result<i64, StashedError> {
        let pending = self.seq.try_enter(|ctx, locals, _, mut stack| {
            let length = meta_ops::len(ctx, stack.get(place))?;
            Ok(called(ctx, locals, &mut stack, length))
        })?;
        self.call(pending, 1).await?;
        self.with(|call| {
            let length = call.stack.pop_back().unwrap_or_default().to_integer();
            length.ok_or_else(|| Failure::new("object length is not an integer"))
        })
    }

    /// Pushes an item of the list at `place`.
    async fn get(&mut self, place: usize, index: i64) -> Result<(), StashedError> {
        self.with(|call| call.charge(1))?;
        let pending = self.seq.try_enter(|ctx, locals, _, mut stack| {
            let item = meta_ops::index(ctx, stack.get(place), Value::Integer(index))?;
            Ok(called(ctx, locals, &mut stack, item))
        })?;
        self.call(pending, 1).await
    }

    /// Pops an item of the list at `place`.
    async fn set(&mut self, place: usize, index: i64) -> Result<(), StashedError> {
        self.with(|call| call.charge(1))?;
        let pending = self.seq.try_enter(|ctx, locals, _, mut stack| {
            let item = stack.pop_back().unwrap_or_default();
            let call = meta_ops::new_index(ctx, stack.get(place), Value::Integer(index), item)?;
            let bottom = stack.len();
            Ok(call.map(|call| {
                stack.extend(call.args);
                (locals.stash(&ctx, call.function), bottom)
            }))
        })?;
        self.call(pending, 0).await
    }

    /// Pushes a copy of what is at `place`.
    fn copy(&mut self, place: usize) {
        self.seq.enter(|_, _, _, mut stack| {
            let value = stack.get(place);
            stack.push_back(value);
        });
    }

    /// Ends with what is on the stack from `first` on.
    fn end(&mut self, first: usize) -> Done {
        self.seq.enter(|_, _, _, mut stack| {
            let gone = first.min(stack.len());
            stack.drain(..gone);
        });
        Ok(SequenceReturn::Return)
    }
}

pub(super) async fn insert(mut steps: Steps) -> Done {
    let end = steps.length(0).await?.wrapping_add(1);
    let (place, value) = steps.with(|call| match call.len() {
        2 => Ok((end, 1)),
        3 => {
            let place = call.integer(1)?;
            if place < 1 || place > end {
                return Err(call.bad(1, "position out of bounds"));
            }
            Ok((place, 2))
        }
        _ => Err(Failure::new("wrong number of arguments to 'insert'")),
    })?;
    let mut index = end;
    while index > place {
        let before = index.saturating_sub(1);
        steps.get(0, before).await?;
        steps.set(0, index).await?;
        index = before;
    }
    steps.copy(value);
    steps.set(0, place).await?;
    steps.end(usize::MAX)
}

pub(super) async fn remove(mut steps: Steps) -> Done {
    let length = steps.length(0).await?;
    let (mut index, arguments) = steps.with(|call| {
        let index = call.integer_or(1, length)?;
        let allowed = (1..=length.saturating_add(1)).contains(&index) || index == length;
        if allowed {
            Ok((index, call.len()))
        } else {
            Err(call.bad(0, "position out of bounds"))
        }
    })?;
    steps.get(0, index).await?;
    while index < length {
        let next = index.saturating_add(1);
        steps.get(0, next).await?;
        steps.set(0, index).await?;
        index = next;
    }
    steps
        .seq
        .enter(|_, _, _, mut stack| stack.push_back(Value::Nil));
    steps.set(0, index).await?;
    steps.end(arguments)
}

pub(super) async fn move_(mut steps: Steps) -> Done {
    let moved = steps.with(|call| super::table::moved(call))?;
    if let Some(moved) = moved {
        for step in 0..moved.count {
            let offset = moved.offset(step);
            steps.get(0, moved.first.wrapping_add(offset)).await?;
            steps
                .set(moved.to, moved.target.wrapping_add(offset))
                .await?;
        }
    }
    let to = steps.with(|call| Ok(if call.arg(4).is_nil() { 0 } else { 4 }))?;
    let arguments = steps.with(|call| Ok(call.len()))?;
    steps.copy(to);
    steps.end(arguments)
}

pub(super) async fn concat(mut steps: Steps) -> Done {
    steps.with(|call| match call.arg(1) {
        Value::Nil => Ok(()),
        _ => call.string(1).map(|_| ()),
    })?;
    let first = steps.with(|call| call.integer_or(2, 1))?;
    let last = match steps.with(|call| Ok(call.arg(3).is_nil()))? {
        true => steps.length(0).await?,
        false => steps.with(|call| call.integer(3))?,
    };
    let mut held = steps.seq.enter(|ctx, _, _, _| Held::new(ctx));
    let mut text: Vec<u8> = Vec::new();
    let mut index = first;
    while index <= last {
        steps.get(0, index).await?;
        steps.with(|call| {
            let value = call.stack.pop_back().unwrap_or_default();
            super::table::join(call, &mut text, value, index, index == last)
        })?;
        held.set(text.capacity());
        if index == last {
            break;
        }
        index = index.saturating_add(1);
    }
    steps.with(|call| call.ret_bytes(&text))?;
    steps.end(0)
}

pub(super) async fn unpack(mut steps: Steps) -> Done {
    let first = steps.with(|call| call.integer_or(1, 1))?;
    let last = match steps.with(|call| Ok(call.arg(2).is_nil()))? {
        true => steps.length(0).await?,
        false => steps.with(|call| call.integer(2))?,
    };
    let arguments = steps.with(|call| {
        super::table::check_unpacked(first, last)?;
        Ok(call.len())
    })?;
    for index in first..=last {
        steps.get(0, index).await?;
    }
    steps.end(arguments)
}

/// Sorts a plain copy with the order that was given, and writes it back.
pub(super) async fn sort(mut steps: Steps) -> Done {
    let length = steps.length(0).await?;
    steps.with(|call| match i32::try_from(length) {
        Ok(i32::MAX) => Err(call.bad(0, "array too big")),
        Err(_) if length > 0 => Err(call.bad(0, "array too big")),
        _ => Ok(()),
    })?;
    let sort = steps.seq.try_enter(|ctx, locals, _, mut stack| {
        let order = stack.get(1);
        stack.resize(1);
        stack.extend([Value::Table(Table::new(&ctx)), order]);
        let sort = super::table::sort(ctx, &steps.meter);
        Ok(locals.stash(&ctx, piccolo::Function::from(sort)))
    })?;
    for index in 1..=length {
        steps.get(0, index).await?;
        steps.set(1, index).await?;
    }
    steps.copy(1);
    steps.copy(2);
    steps.call(Some((sort, 3)), 0).await?;
    for index in 1..=length {
        steps.get(1, index).await?;
        steps.set(0, index).await?;
    }
    steps.end(usize::MAX)
}
