//! `find`, `match`, `gmatch` and `gsub`.

use std::cell::Cell;

use piccolo::{
    Callback, CallbackReturn, Context, Error, SequenceReturn, String, Value, async_sequence,
};

use super::super::args::{Call, Failure, offset, with};
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
    let plain = call.arg(3).to_bool()
        || !pattern
            .as_bytes()
            .iter()
            .any(|byte| SPECIALS.contains(byte));
    if find && plain {
        return find_plain(call, subject, pattern, start);
    }
    let found = matched(call, subject, pattern, |matcher| matcher.find(start))?;
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
    call: &mut Call<'gc, '_>,
    subject: String<'gc>,
    pattern: String<'gc>,
    run: impl FnOnce(&mut Matcher<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let steps = call.meter.steps(&mut call.exec, STEPS_PER_FUEL);
    let mut matcher = Matcher::new(subject.as_bytes(), pattern.as_bytes(), steps);
    let found = run(&mut matcher);
    let left = matcher.steps_left();
    let spent = steps.saturating_sub(left) / STEPS_PER_FUEL;
    let spent = if left == 0 {
        spent.saturating_add(1)
    } else {
        spent
    };
    call.charge(i32::try_from(spent).unwrap_or(i32::MAX))?;
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
        with(ctx, exec, stack, &meter, "gmatch", |call| {
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
            with(ctx, exec, stack, &meter, "gmatch", |call| {
                let found = matched(call, *subject, *pattern, |matcher| {
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
                        call.ret(Value::Nil);
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

/// The matches that `gsub` replaces.
fn all_matches(
    matcher: &mut Matcher<'_>,
    length: usize,
    anchored: bool,
    most: usize,
) -> Result<Vec<Match>, Failure> {
    let mut matches: Vec<Match> = Vec::new();
    let mut at = 0_usize;
    let mut last_end = None;
    while matches.len() < most && at <= length {
        match matcher.match_at(at, anchored)? {
            Some(found) if last_end != Some(found.end) => {
                at = found.end;
                last_end = Some(found.end);
                matches.push(found);
            }
            _ => at = at.saturating_add(1),
        }
        if anchored {
            break;
        }
    }
    Ok(matches)
}

/// `gsub`: replaces matches by a string, by what a table holds, or by what a
/// function returns.
pub(super) fn gsub<'gc>(ctx: Context<'gc>, meter: &Meter) -> Callback<'gc> {
    let meter = meter.clone();
    Callback::from_fn(&ctx, move |ctx, exec, mut stack| {
        let (subject, matches, by) = with(ctx, exec, stack.reborrow(), &meter, "gsub", |call| {
            let (subject, pattern) = (call.string(0)?, call.string(1)?);
            let by = call.arg(2);
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
            let length = subject.as_bytes().len();
            let most = call.integer_or(3, i64::MAX)?;
            let most = usize::try_from(most.max(0)).unwrap_or(usize::MAX);
            let anchored = pattern.as_bytes().first() == Some(&b'^');
            let matches = matched(call, subject, pattern, |matcher| {
                all_matches(matcher, length, anchored, most)
            })?;
            call.charge_items(matches.len())?;
            call.charge_bytes(length)?;
            if !matches!(by, Value::Function(_)) {
                let replaced = by_value(call, subject, &matches, by)?;
                call.ret_bytes(&replaced)?;
                call.stack.push_back(place(matches.len()));
            }
            Ok((subject, matches, by))
        })?;
        match by {
            Value::Function(function) => {
                stack.replace(ctx, subject);
                Ok(by_function(ctx, &meter, matches, function))
            }
            _ => Ok(CallbackReturn::Return),
        }
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
    matches: &[Match],
    by: Value<'gc>,
) -> Result<Vec<u8>, Failure> {
    let mut replaced = Replaced::new(subject.as_bytes());
    for found in matches {
        let text = match by {
            Value::Table(table) => {
                let key = found.captures_or_whole().first().copied();
                let key = key.map_or(Value::Nil, |key| captured(call.ctx, subject, key));
                replacement(call.ctx, subject, found, table.get_raw(key))?
            }
            template => {
                let template = template.into_string(call.ctx);
                let template = template.as_ref().map_or(&b""[..], |it| it.as_bytes());
                expanded(call.ctx, subject, found, template)?
            }
        };
        call.charge_bytes(text.len())?;
        replaced.push(found, &text)?;
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
                    return Err(Failure::new(format!(
                        "invalid capture index %{number} in replacement string"
                    )));
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
    matches: Vec<Match>,
    function: piccolo::Function<'gc>,
) -> CallbackReturn<'gc> {
    let meter = meter.clone();
    let count = matches.len();
    CallbackReturn::Sequence(async_sequence(&ctx, |locals, mut seq| {
        let function = locals.stash(&ctx, function);
        async move {
            // The subject stays at the bottom of the stack.
            let mut text = Vec::new();
            let mut copied = 0_usize;
            for found in matches {
                seq.try_enter(|ctx, _, _, mut stack| {
                    let Value::String(subject) = stack.get(0) else {
                        return Err(Failure::new("the subject is gone").into());
                    };
                    for capture in found.captures_or_whole() {
                        stack.push_back(captured(ctx, subject, capture));
                    }
                    Ok(())
                })?;
                seq.call(&function, 1).await?;
                seq.try_enter(|ctx, _, mut exec, mut stack| -> Result<(), Error<'_>> {
                    let Value::String(subject) = stack.get(0) else {
                        return Err(Failure::new("the subject is gone").into());
                    };
                    let by = replacement(ctx, subject, &found, stack.get(1))?;
                    meter.charge_bytes(&mut exec, by.len())?;
                    stack.resize(1);
                    let mut replaced = Replaced {
                        subject: subject.as_bytes(),
                        text: std::mem::take(&mut text),
                        copied,
                    };
                    replaced.push(&found, &by)?;
                    (text, copied) = (replaced.text, replaced.copied);
                    Ok(())
                })?;
            }
            seq.try_enter(|ctx, _, _, mut stack| {
                let Value::String(subject) = stack.get(0) else {
                    return Err(Failure::new("the subject is gone").into());
                };
                let replaced = Replaced {
                    subject: subject.as_bytes(),
                    text: std::mem::take(&mut text),
                    copied,
                };
                let text = replaced.finish();
                Meter::check_length(text.len())?;
                stack.replace(ctx, (ctx.intern(&text), place(count)));
                Ok(())
            })?;
            Ok(SequenceReturn::Return)
        }
    }))
}
