//! The table library. Plain lists are read and written raw; what is done for
//! those with metamethods is in [`list`](super::list).

use std::cmp::Ordering;

use piccolo::limits::Held;
use piccolo::meta_ops::{self, MetaResult};
use piccolo::{
    Callback, CallbackReturn, Context, Error, Function, SequenceReturn, StashedFunction, Table,
    Value, async_sequence,
};

use super::args::{Call, Failure, library, placeless, with};
use super::list;
use super::meter::Meter;

/// Most values of `unpack`. Lua allows a million.
const MAX_UNPACKED: i64 = 8000;

pub(super) fn load<'gc>(ctx: Context<'gc>, meter: &Meter) -> Table<'gc> {
    let table = library(ctx, meter, &[("table.pack", pack)]);
    for (name, function) in [
        (
            "concat",
            list::function(ctx, meter, "table.concat", concat, list::concat),
        ),
        (
            "insert",
            list::function(ctx, meter, "table.insert", insert, list::insert),
        ),
        (
            "move",
            list::function(ctx, meter, "table.move", move_, list::move_),
        ),
        (
            "remove",
            list::function(ctx, meter, "table.remove", remove, list::remove),
        ),
        (
            "unpack",
            list::function(ctx, meter, "table.unpack", unpack, list::unpack),
        ),
        ("sort", sort(ctx, meter)),
    ] {
        table.set_field(ctx, name, function);
    }
    table
}

/// A list that may be written to.
fn writable<'gc>(call: &Call<'gc, '_>, index: usize) -> Result<Table<'gc>, Failure> {
    let list = call.table(index)?;
    if list.is_frozen() {
        return Err(Failure::new("attempt to modify a read-only table"));
    }
    Ok(list)
}

fn set<'gc>(
    call: &Call<'gc, '_>,
    list: Table<'gc>,
    index: i64,
    value: Value<'gc>,
) -> Result<(), Failure> {
    list.set_raw(&call.ctx, Value::Integer(index), value)
        .map(|_| ())
        .map_err(|error| Failure::new(piccolo::messages::key(&error)))
}

/// What moving so many items costs.
fn charge_moves(call: &mut Call<'_, '_>, items: i64) -> Result<(), Failure> {
    call.charge_items(usize::try_from(items.max(0)).unwrap_or(usize::MAX))
}

fn concat(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let list = call.table(0)?;
    if !call.arg(1).is_nil() {
        call.string(1)?;
    }
    let first = call.integer_or(2, 1)?;
    let last = call.integer_or(3, list.length())?;
    let mut text: Vec<u8> = Vec::new();
    let mut index = first;
    while index <= last {
        let value = list.get_raw(Value::Integer(index));
        join(call, &mut text, value, index, index == last)?;
        if index == last {
            break;
        }
        index = index.saturating_add(1);
    }
    call.ret_bytes(&text)
}

/// Adds an item of `concat` to its text, and the separator behind it.
pub(super) fn join<'gc>(
    call: &mut Call<'gc, '_>,
    text: &mut Vec<u8>,
    value: Value<'gc>,
    index: i64,
    is_last: bool,
) -> Result<(), Failure> {
    let Some(item) = value.into_string(call.ctx) else {
        return Err(Failure::new(format!(
            "invalid value ({}) at index {index} in table for 'concat'",
            value.type_name()
        )));
    };
    // Numbers have to be written first, and floats take long.
    call.charge(match value {
        Value::Number(_) => 16,
        Value::Integer(_) => 4,
        _ => 1,
    })?;
    call.charge_bytes(item.as_bytes().len())?;
    text.extend_from_slice(item.as_bytes());
    if !is_last && !call.arg(1).is_nil() {
        let separator = call.string(1)?;
        call.charge_bytes(separator.as_bytes().len())?;
        text.extend_from_slice(separator.as_bytes());
    }
    Meter::check_length(text.len())
}

fn insert(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let list = writable(call, 0)?;
    let end = list.length().wrapping_add(1);
    match call.len() {
        2 => set(call, list, end, call.arg(1))?,
        3 => {
            let place = call.integer(1)?;
            if place < 1 || place > end {
                return Err(call.bad(1, "position out of bounds"));
            }
            charge_moves(call, end.saturating_sub(place))?;
            let mut index = end;
            while index > place {
                let before = index.saturating_sub(1);
                set(call, list, index, list.get_raw(Value::Integer(before)))?;
                index = before;
            }
            set(call, list, place, call.arg(2))?;
        }
        _ => return Err(Failure::new("wrong number of arguments to 'insert'")),
    }
    call.stack.clear();
    Ok(())
}

fn remove(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let list = writable(call, 0)?;
    let length = list.length();
    let mut index = call.integer_or(1, length)?;
    let given = call.len() > 1;
    let allowed = (1..=length.saturating_add(1)).contains(&index) || (length == 0 && index == 0);
    if given && !allowed {
        return Err(call.bad(0, "position out of bounds"));
    }
    charge_moves(call, length.saturating_sub(index))?;
    let removed = list.get_raw(Value::Integer(index));
    while index < length {
        let next = index.saturating_add(1);
        set(call, list, index, list.get_raw(Value::Integer(next)))?;
        index = next;
    }
    if !list.get_raw(Value::Integer(index)).is_nil() {
        set(call, list, index, Value::Nil)?;
    }
    call.ret(removed);
    Ok(())
}

/// What `move` moves where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moved {
    pub(super) first: i64,
    pub(super) count: i64,
    pub(super) target: i64,
    /// The argument that is the list which is written to.
    pub(super) to: usize,
    backwards: bool,
}

impl Moved {
    /// The offset that is moved as the `step`th, from 0.
    pub(super) fn offset(self, step: i64) -> i64 {
        if self.backwards {
            self.count.wrapping_sub(1).wrapping_sub(step)
        } else {
            step
        }
    }
}

/// Reads the arguments of `move`; `None` where there is nothing to move.
pub(super) fn moved(call: &Call<'_, '_>) -> Result<Option<Moved>, Failure> {
    let from = call.table(0)?;
    let (first, last, target) = (call.integer(1)?, call.integer(2)?, call.integer(3)?);
    let to = if call.arg(4).is_nil() { 0 } else { 4 };
    let within = from == writable(call, to)?;
    if last < first {
        return Ok(None);
    }
    if !(first > 0 || last < i64::MAX.wrapping_add(first)) {
        return Err(call.bad(2, "too many elements to move"));
    }
    let count = last.wrapping_sub(first).wrapping_add(1);
    if target > i64::MAX.wrapping_sub(count).wrapping_add(1) {
        return Err(call.bad(3, "destination wrap around"));
    }
    Ok(Some(Moved {
        first,
        count,
        target,
        to,
        backwards: within && target > first && target <= last,
    }))
}

fn move_(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let moved = moved(call)?;
    let from = call.table(0)?;
    let to = call.table(if call.arg(4).is_nil() { 0 } else { 4 })?;
    if let Some(moved) = moved {
        charge_moves(call, moved.count)?;
        for step in 0..moved.count {
            let offset = moved.offset(step);
            let value = from.get_raw(Value::Integer(moved.first.wrapping_add(offset)));
            set(call, to, moved.target.wrapping_add(offset), value)?;
        }
    }
    call.ret(to);
    Ok(())
}

fn pack(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let count = call.len();
    call.charge_items(count)?;
    let list = Table::new(&call.ctx);
    for index in 0..count {
        let place = i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1);
        set(call, list, place, call.arg(index))?;
    }
    list.set_field(call.ctx, "n", i64::try_from(count).unwrap_or(i64::MAX));
    call.ret(list);
    Ok(())
}

fn unpack(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    let list = call.table(0)?;
    let first = call.integer_or(1, 1)?;
    let last = call.integer_or(2, list.length())?;
    call.stack.clear();
    if first > last {
        return Ok(());
    }
    check_unpacked(first, last)?;
    charge_moves(call, last.saturating_sub(first))?;
    call.stack
        .extend((first..=last).map(|index| list.get_raw(Value::Integer(index))));
    Ok(())
}

/// Refuses more results than there may be.
pub(super) fn check_unpacked(first: i64, last: i64) -> Result<(), Failure> {
    match last.checked_sub(first) {
        Some(count) if count < MAX_UNPACKED => Ok(()),
        _ => Err(Failure::new("too many results to unpack")),
    }
}

/// `sort`: merges, so that an inconsistent order gives a permutation and no
/// error.
pub(super) fn sort<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        if list::has_metamethods(ctx, stack.get(0)) {
            let sequence = list::sequence(ctx, &meter, "table.sort", list::sort);
            return Ok(CallbackReturn::Sequence(sequence));
        }
        let (list, items, order) =
            with(ctx, exec, stack.reborrow(), &meter, "table.sort", |call| {
                let list = writable(call, 0)?;
                let order = match call.arg(1) {
                    Value::Nil => None,
                    Value::Function(order) => Some(order),
                    _ => return Err(call.expected(1, "function")),
                };
                let length = usize::try_from(list.length()).unwrap_or(usize::MAX);
                // n log n comparisons, and the copies.
                let comparisons = length
                    .saturating_mul(usize::BITS.saturating_sub(length.leading_zeros()) as usize);
                call.charge_items(length.saturating_add(comparisons))?;
                let items: Vec<Value<'_>> = (1..=length)
                    .map(|index| {
                        list.get_raw(Value::Integer(i64::try_from(index).unwrap_or(i64::MAX)))
                    })
                    .collect();
                // A comparison looks at the bytes of strings, and each takes part in
                // about as many as there are levels of the sort.
                let bytes = items.iter().fold(0_usize, |sum, item| match item {
                    Value::String(text) => sum.saturating_add(text.as_bytes().len()),
                    _ => sum,
                });
                if order.is_none() {
                    let levels = comparisons.checked_div(length).unwrap_or(0);
                    call.charge_bytes(bytes.saturating_mul(levels))?;
                }
                Ok((list, items, order))
            })?;
        if let Some(order) = order {
            stack.replace(ctx, list);
            stack.extend(items.iter().copied());
            return Ok(by_function(ctx, order, items.len()));
        }
        let plain = items
            .iter()
            .all(|item| matches!(item, Value::Integer(_) | Value::Number(_)))
            || items.iter().all(|item| matches!(item, Value::String(_)));
        if !plain {
            // Metamethods decide, or one that is missing is told.
            let less = less(ctx);
            stack.replace(ctx, list);
            stack.extend(items.iter().copied());
            return Ok(by_function(ctx, less.into(), items.len()));
        }
        let mut sorted = items;
        sorted.sort_by(|one, other| natural(*one, *other));
        put(ctx, list, &sorted)?;
        stack.clear();
        Ok(CallbackReturn::Return)
    })
}

/// `a < b` as a function.
pub(super) fn less<'gc>(ctx: Context<'gc>) -> Callback<'gc> {
    Callback::from_fn(&ctx, |ctx, _, mut stack| {
        let less = meta_ops::less_than(ctx, stack.get(0), stack.get(1));
        match less.map_err(|error| placeless(ctx, error))? {
            MetaResult::Value(value) => stack.replace(ctx, value),
            MetaResult::Call(called) => {
                stack.replace(ctx, piccolo::Variadic(called.args));
                let function = called.function;
                return Ok(CallbackReturn::Call {
                    function,
                    then: None,
                });
            }
        }
        Ok(CallbackReturn::Return)
    })
}

/// Numbers by value, strings by bytes. A total order, which the sort of the
/// standard library relies on: NaN comes behind all numbers.
fn natural<'gc>(one: Value<'gc>, other: Value<'gc>) -> Ordering {
    match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => one.cmp(&other),
        (Value::String(one), Value::String(other)) => one.as_bytes().cmp(other.as_bytes()),
        (one, other) => {
            let is_nan = |value| matches!(value, Value::Number(number) if f64::is_nan(number));
            let less = |one: Value<'gc>, other: Value<'gc>| {
                one.to_constant()
                    .zip(other.to_constant())
                    .and_then(|(one, other)| one.less_than(&other))
                    .unwrap_or(false)
            };
            match (is_nan(one), is_nan(other)) {
                (false, false) if less(one, other) => Ordering::Less,
                (false, false) if less(other, one) => Ordering::Greater,
                (false, false) => Ordering::Equal,
                (one, other) => one.cmp(&other),
            }
        }
    }
}

fn put<'gc>(ctx: Context<'gc>, list: Table<'gc>, items: &[Value<'gc>]) -> Result<(), Failure> {
    for (index, item) in (1..).zip(items) {
        list.set_raw(&ctx, Value::Integer(index), *item)
            .map_err(|error| Failure::new(error.to_string()))?;
    }
    Ok(())
}

/// Merge sort from below, over the stack: the list, its items, and room to
/// call the order.
fn by_function<'gc>(ctx: Context<'gc>, order: Function<'gc>, length: usize) -> CallbackReturn<'gc> {
    let mut held = Held::new(ctx);
    held.set(length.saturating_mul(2 * size_of::<usize>()));
    CallbackReturn::Sequence(async_sequence(&ctx, |locals, mut seq| {
        let order: StashedFunction = locals.stash(&ctx, order);
        async move {
            // Places on the stack, in the order so far; the items stay put.
            let mut places: Vec<usize> = (1..=length).collect();
            let mut width = 1_usize;
            while width < length {
                let mut merged = Vec::with_capacity(length);
                for run in places.chunks(width.saturating_mul(2)) {
                    let (left, right) = run.split_at(width.min(run.len()));
                    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
                    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
                        // Only what is less goes before: equal items keep their order.
                        let (one, other) = (**one, **other);
                        seq.enter(|_, _, _, mut stack| {
                            let (second, first) = (stack.get(other), stack.get(one));
                            stack.extend([second, first]);
                        });
                        seq.call(&order, length.saturating_add(1)).await?;
                        let less = seq.enter(|_, _, _, mut stack| {
                            let less = stack.get(length.saturating_add(1)).to_bool();
                            stack.resize(length.saturating_add(1));
                            less
                        });
                        merged.push(if less { other } else { one });
                        if less {
                            right.next();
                        } else {
                            left.next();
                        }
                    }
                    merged.extend(left.copied());
                    merged.extend(right.copied());
                }
                places = merged;
                width = width.saturating_mul(2);
            }
            seq.try_enter(|ctx, _, _, mut stack| -> Result<(), Error<'_>> {
                if let Value::Table(list) = stack.get(0) {
                    let sorted: Vec<Value<'_>> =
                        places.iter().map(|place| stack.get(*place)).collect();
                    put(ctx, list, &sorted)?;
                }
                stack.clear();
                Ok(())
            })?;
            drop(held);
            Ok(SequenceReturn::Return)
        }
    }))
}
