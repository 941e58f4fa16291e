//! `find`, `match`, `gmatch` and `gsub`.

use std::cell::Cell;

use piccolo::limits::Held;
use piccolo::meta_ops::{self, MetaResult};
use piccolo::{
    Callback, CallbackReturn, Context, Error, Execution, SequenceReturn, Stack, String, Table,
    Value, Variadic, async_sequence,
};

use super::super::args::{Call, Failure, offset, placeless, with};
use super::super::list::has_metamethods;
use super::super::meter::Meter;
use super::pattern::{Capture, Match, Matcher};

/// Steps of a matcher for one fuel: a step is less than an instruction.
const STEPS_PER_FUEL: u32 = 4;
/// What makes a pattern more than plain text.
const SPECIALS: &[u8] = b"^$*+?.([%-";

pub(super) fn find(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    search(call, true)
}

pub(super) fn match_(call: &mut Call<'_, '_>) -> Result<(), Failure> {
    search(call, false)
}

fn search(call: &mut Call<'_, '_>, find: bool) -> Result<(), Failure> {
    let (subject, pattern) = (call.string(0)?, call.string(1)?);
    let init = call.integer_or(2, 1)?;
    let length = subject.as_bytes().len();
    let start = match init {
        0 => 0,
        init => offset(init, length).unwrap_or(0),
    };
    if start > length {
        call.ret(Value::Nil);
        return Ok(());
    }
    if find {
        // A long pattern is looked at, whether or not the subject is long.
        call.charge_bytes(pattern.as_bytes().len())?;
        let special = |byte| SPECIALS.contains(byte);
        if call.arg(3).to_bool() || !pattern.as_bytes().iter().any(special) {
            return find_plain(call, subject, pattern, start);
        }
    }
    let found = matched(call.meter, &mut call.exec, subject, pattern, |matcher| {
        matcher.find(start)
    })?;
    let Some(found) = found else {
        call.ret(Value::Nil);
        return Ok(());
    };
    call.stack.clear();
    let captures = if find {
        call.stack
            .extend([place(found.start.saturating_add(1)), place(found.end)]);
        found.captures
    } else {
        found.captures_or_whole()
    };
    for capture in captures {
        let value = captured(call.ctx, subject, capture);
        call.stack.push_back(value);
    }
    Ok(())
}

fn find_plain<'gc>(
    call: &mut Call<'gc, '_>,
    subject: String<'gc>,
    wanted: String<'gc>,
    start: usize,
) -> Result<(), Failure> {
    let (bytes, wanted) = (subject.as_bytes(), wanted.as_bytes());
    call.charge_bytes(bytes.len().saturating_sub(start))?;
    let rest = bytes.get(start..).unwrap_or(&[]);
    match memchr::memmem::find(rest, wanted) {
        None => call.ret(Value::Nil),
        Some(at) => {
            let first = start.saturating_add(at);
            let last = first.saturating_add(wanted.len());
            call.ret((place(first.saturating_add(1)), place(last)));
        }
    }
    Ok(())
}

/// Runs a matcher with the steps that the evaluation can pay, and pays.
fn matched<'gc, T>(
    meter: &Meter,
    exec: &mut Execution<'gc, '_>,
    subject: String<'gc>,
    pattern: String<'gc>,
    run: impl FnOnce(&mut Matcher<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let steps = meter.steps(exec, STEPS_PER_FUEL);
    let mut matcher = Matcher::new(subject.as_bytes(), pattern.as_bytes(), steps);
    let found = run(&mut matcher);
    let left = matcher.steps_left();
    let spent = steps.saturating_sub(left) / STEPS_PER_FUEL;
    let spent = if left == 0 {
        spent.saturating_add(1)
    } else {
        spent
    };
    meter.charge(exec, i32::try_from(spent).unwrap_or(i32::MAX))?;
    found
}

fn place<'gc>(at: usize) -> Value<'gc> {
    Value::Integer(i64::try_from(at).unwrap_or(i64::MAX))
}

fn captured<'gc>(ctx: Context<'gc>, subject: String<'gc>, capture: Capture) -> Value<'gc> {
    match capture {
        Capture::Place(at) => place(at.saturating_add(1)),
        Capture::Span(start, end) => {
            let bytes = subject.as_bytes().get(start..end).unwrap_or(&[]);
            ctx.intern(bytes).into()
        }
    }
}

/// `gmatch`: an iterator over all matches.
pub(super) fn gmatch<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, stack| {
        let meter_of_steps = meter.clone();
        with(ctx, exec, stack, &meter, "string.gmatch", |call| {
            let (subject, pattern) = (call.string(0)?, call.string(1)?);
            let init = call.integer_or(2, 1)?;
            let start = match init {
                0 => 0,
                init => offset(init, subject.as_bytes().len()).unwrap_or(0),
            };
            let iterator = steps_of_gmatch(call.ctx, &meter_of_steps, subject, pattern, start);
            call.ret(iterator);
            Ok(())
        })?;
        Ok(CallbackReturn::Return)
    })
}

fn steps_of_gmatch<'gc>(
    ctx: Context<'gc>,
    meter: &Meter,
    subject: String<'gc>,
    pattern: String<'gc>,
    start: usize,
) -> Callback<'gc> {
    let meter = meter.clone();
    let next = Cell::new(start);
    // An empty match right behind the last one does not count.
    let last_end = Cell::new(None);
    Callback::from_fn_with(
        &ctx,
        (subject, pattern),
        move |(subject, pattern), ctx, exec, stack| {
            with(ctx, exec, stack, &meter, "string.gmatch", |call| {
                let found = matched(call.meter, &mut call.exec, *subject, *pattern, |matcher| {
                    let mut at = next.get();
                    while at <= subject.as_bytes().len() {
                        if let Some(found) = matcher.match_at(at, false)?
                            && last_end.get() != Some(found.end)
                        {
                            return Ok(Some(found));
                        }
                        at = at.saturating_add(1);
                    }
                    Ok(None)
                })?;
                match found {
                    None => {
                        next.set(usize::MAX);
                        call.stack.clear();
                    }
                    Some(found) => {
                        next.set(found.end);
                        last_end.set(Some(found.end));
                        call.stack.clear();
                        for capture in found.captures_or_whole() {
                            let value = captured(call.ctx, *subject, capture);
                            call.stack.push_back(value);
                        }
                    }
                }
                Ok(())
            })?;
            Ok(CallbackReturn::Return)
        },
    )
}

/// Goes from match to match as `gsub` does.
struct Matches {
    at: usize,
    last_end: Option<usize>,
    found: usize,
    most: usize,
    anchored: bool,
}

impl Matches {
    /// The next one, while there may be one. Not all at once: a match is more
    /// memory than the byte that it was found at.
    fn next(&mut self, matcher: &mut Matcher<'_>, length: usize) -> Result<Option<Match>, Failure> {
        while self.found < self.most && self.at <= length {
            let found = matcher.match_at(self.at, self.anchored)?;
            let found = found.filter(|found| self.last_end != Some(found.end));
            self.at = match &found {
                Some(found) => found.end,
                None => self.at.saturating_add(1),
            };
            if self.anchored {
                self.at = usize::MAX;
            }
            if let Some(found) = found {
                self.last_end = Some(found.end);
                self.found = self.found.saturating_add(1);
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// `gsub`: replaces matches by a string, by what a table holds, or by what a
/// function returns.
pub(super) fn gsub<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        let (subject, pattern, matches, by) =
            with(ctx, exec, stack.reborrow(), &meter, "string.gsub", |call| {
                let (subject, pattern) = (call.string(0)?, call.string(1)?);
                let by = match call.arg(2) {
                    Value::Table(table) if has_metamethods(ctx, table.into()) => {
                        Value::Function(item_of(ctx, table).into())
                    }
                    by => by,
                };
                let known = matches!(
                    by,
                    Value::String(_)
                        | Value::Integer(_)
                        | Value::Number(_)
                        | Value::Table(_)
                        | Value::Function(_)
                );
                if !known {
                    return Err(call.expected(2, "string/function/table"));
                }
                let most = call.integer_or(3, i64::MAX)?;
                let mut matches = Matches {
                    at: 0,
                    last_end: None,
                    found: 0,
                    most: usize::try_from(most.max(0)).unwrap_or(usize::MAX),
                    anchored: pattern.as_bytes().first() == Some(&b'^'),
                };
                call.charge_bytes(subject.as_bytes().len())?;
                if !matches!(by, Value::Function(_)) {
                    let replaced = by_value(call, subject, pattern, &mut matches, by)?;
                    call.ret_bytes(&replaced)?;
                    call.stack.push_back(place(matches.found));
                }
                Ok((subject, pattern, matches, by))
            })?;
        match by {
            Value::Function(function) => {
                stack.replace(ctx, (subject, pattern));
                Ok(by_function(ctx, &meter, matches, function))
            }
            _ => Ok(CallbackReturn::Return),
        }
    })
}

/// `list[key]` as a function of the key.
fn item_of<'gc>(ctx: Context<'gc>, table: Table<'gc>) -> Callback<'gc> {
    Callback::from_fn_with(&ctx, table, |table, ctx, _, mut stack| {
        let item = meta_ops::index(ctx, (*table).into(), stack.get(0));
        match item.map_err(|error| placeless(ctx, error))? {
            MetaResult::Value(item) => stack.replace(ctx, item),
            MetaResult::Call(called) => {
                stack.replace(ctx, Variadic(called.args));
                return Ok(CallbackReturn::Call {
                    function: called.function,
                    then: None,
                });
            }
        }
        Ok(CallbackReturn::Return)
    })
}

/// Puts the text between matches and the replacements together.
struct Replaced<'s> {
    subject: &'s [u8],
    text: Vec<u8>,
    copied: usize,
}

impl<'s> Replaced<'s> {
    fn new(subject: &'s [u8]) -> Self {
        Self {
            subject,
            text: Vec::new(),
            copied: 0,
        }
    }

    fn push(&mut self, found: &Match, by: &[u8]) -> Result<(), Failure> {
        let between = self.subject.get(self.copied..found.start).unwrap_or(&[]);
        self.text.extend_from_slice(between);
        self.text.extend_from_slice(by);
        self.copied = found.end;
        Meter::check_length(self.text.len())
    }

    fn finish(mut self) -> Vec<u8> {
        let rest = self.subject.get(self.copied..).unwrap_or(&[]);
        self.text.extend_from_slice(rest);
        self.text
    }
}

fn by_value<'gc>(
    call: &mut Call<'gc, '_>,
    subject: String<'gc>,
    pattern: String<'gc>,
    matches: &mut Matches,
    by: Value<'gc>,
) -> Result<Vec<u8>, Failure> {
    let length = subject.as_bytes().len();
    let mut replaced = Replaced::new(subject.as_bytes());
    loop {
        let found = matched(call.meter, &mut call.exec, subject, pattern, |matcher| {
            matches.next(matcher, length)
        })?;
        let Some(found) = found else { break };
        let text = match by {
            Value::Table(table) => {
                let key = found.captures_or_whole().first().copied();
                let key = key.map_or(Value::Nil, |key| captured(call.ctx, subject, key));
                replacement(call.ctx, subject, &found, table.get_raw(key))?
            }
            template => {
                let template = template.into_string(call.ctx);
                let template = template.as_ref().map_or(&b""[..], |it| it.as_bytes());
                call.charge_bytes(template.len())?;
                expanded(call.ctx, subject, &found, template)?
            }
        };
        call.charge(1)?;
        call.charge_bytes(text.len())?;
        replaced.push(&found, &text)?;
    }
    Ok(replaced.finish())
}

/// What a table or a function gave for a match.
fn replacement<'gc>(
    ctx: Context<'gc>,
    subject: String<'gc>,
    found: &Match,
    value: Value<'gc>,
) -> Result<Vec<u8>, Failure> {
    match value {
        Value::Nil | Value::Boolean(false) => Ok(subject
            .as_bytes()
            .get(found.start..found.end)
            .unwrap_or(&[])
            .to_vec()),
        value => match value.into_string(ctx) {
            Some(text) => Ok(text.as_bytes().to_vec()),
            None => Err(Failure::new(format!(
                "invalid replacement value (a {})",
                value.type_name()
            ))),
        },
    }
}

/// A replacement string with its captures put in.
fn expanded<'gc>(
    ctx: Context<'gc>,
    subject: String<'gc>,
    found: &Match,
    template: &[u8],
) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::with_capacity(template.len());
    let mut bytes = template.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            text.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'%') => text.push(b'%'),
            Some(b'0') => {
                let whole = subject.as_bytes().get(found.start..found.end);
                text.extend_from_slice(whole.unwrap_or(&[]));
            }
            Some(digit @ b'1'..=b'9') => {
                let index = usize::from(digit).saturating_sub(usize::from(b'1'));
                let capture = found.captures_or_whole().get(index).copied();
                let Some(capture) = capture else {
                    let number = index.saturating_add(1);
                    return Err(Failure::new(format!("invalid capture index %{number}")));
                };
                let value = captured(ctx, subject, capture).into_string(ctx);
                text.extend_from_slice(value.as_ref().map_or(&[], |it| it.as_bytes()));
            }
            _ => return Err(Failure::new("invalid use of '%' in replacement string")),
        }
        Meter::check_length(text.len())?;
    }
    Ok(text)
}

fn by_function<'gc>(
    ctx: Context<'gc>,
    meter: &Meter,
    mut matches: Matches,
    function: piccolo::Function<'gc>,
) -> CallbackReturn<'gc> {
    let meter = meter.clone();
    let mut held = Held::new(ctx);
    CallbackReturn::Sequence(async_sequence(&ctx, |locals, mut seq| {
        let function = locals.stash(&ctx, function);
        async move {
            // Subject and pattern stay at the bottom of the stack.
            let mut text = Vec::new();
            let mut copied = 0_usize;
            loop {
                let found = seq.try_enter(|ctx, _, mut exec, mut stack| {
                    let (subject, pattern) = operands(&stack)?;
                    let length = subject.as_bytes().len();
                    let found = matched(&meter, &mut exec, subject, pattern, |matcher| {
                        matches.next(matcher, length)
                    })?;
                    for capture in found.iter().flat_map(Match::captures_or_whole) {
                        stack.push_back(captured(ctx, subject, capture));
                    }
                    Ok(found)
                })?;
                let Some(found) = found else { break };
                seq.call(&function, 2).await?;
                seq.try_enter(|ctx, _, mut exec, mut stack| -> Result<(), Error<'_>> {
                    let (subject, _) = operands(&stack)?;
                    let by = replacement(ctx, subject, &found, stack.get(2))?;
                    meter.charge_bytes(&mut exec, by.len())?;
                    stack.resize(2);
                    let mut replaced = Replaced {
                        subject: subject.as_bytes(),
                        text: std::mem::take(&mut text),
                        copied,
                    };
                    replaced.push(&found, &by)?;
                    (text, copied) = (replaced.text, replaced.copied);
                    held.set(text.capacity());
                    Ok(())
                })?;
            }
            seq.try_enter(|ctx, _, _, mut stack| {
                let (subject, _) = operands(&stack)?;
                let replaced = Replaced {
                    subject: subject.as_bytes(),
                    text: std::mem::take(&mut text),
                    copied,
                };
                let text = replaced.finish();
                Meter::check_length(text.len())?;
                stack.replace(ctx, (ctx.intern(&text), place(matches.found)));
                Ok(())
            })?;
            drop(held);
            Ok(SequenceReturn::Return)
        }
    }))
}

/// Subject and pattern.
fn operands<'gc>(stack: &Stack<'gc, '_>) -> Result<(String<'gc>, String<'gc>), Failure> {
    match (stack.get(0), stack.get(1)) {
        (Value::String(subject), Value::String(pattern)) => Ok((subject, pattern)),
        _ => Err(Failure::new("the subject is gone")),
    }
}
