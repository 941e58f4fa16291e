//! Calls whose errors become values: `pcall`, `xpcall`, `coroutine.resume`.
//! Here, since a sequence must tell the collector what it holds.

use std::pin::Pin;

use ottavino_gc_arena::Collect;

use crate::{
    BoxSequence, Context, Error, Execution, Function, IntoValue, Sequence, SequencePoll, Stack,
    Value,
};

/// Puts `true` before the results, or gives `false` and the error.
pub fn protected<'gc>(ctx: Context<'gc>) -> BoxSequence<'gc> {
    BoxSequence::new(&ctx, Protected)
}

/// As [`protected`], with the error passed through a function first; so is an
/// error of that function.
pub fn handled<'gc>(ctx: Context<'gc>, handler: Function<'gc>) -> BoxSequence<'gc> {
    let errors = 0;
    BoxSequence::new(&ctx, Handled { handler, errors })
}

#[derive(Collect)]
#[collect(require_static)]
struct Protected;

impl<'gc> Sequence<'gc> for Protected {
    fn poll(
        self: Pin<&mut Self>,
        _: Context<'gc>,
        _: Execution<'gc, '_>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        stack.push_front(Value::Boolean(true));
        Ok(SequencePoll::Return)
    }

    fn error(
        self: Pin<&mut Self>,
        ctx: Context<'gc>,
        _: Execution<'gc, '_>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        stack.replace(ctx, (false, error));
        Ok(SequencePoll::Return)
    }
}

#[derive(Collect)]
#[collect(no_drop)]
struct Handled<'gc> {
    handler: Function<'gc>,
    /// How many it was given.
    errors: u8,
}

/// Most errors that a handler is given: the first one, and its own. Lua gives up
/// only where its C stack ends.
const MAX_HANDLED: u8 = 10;

impl<'gc> Sequence<'gc> for Handled<'gc> {
    fn poll(
        self: Pin<&mut Self>,
        _: Context<'gc>,
        _: Execution<'gc, '_>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        stack.push_front(Value::Boolean(self.errors == 0));
        Ok(SequencePoll::Return)
    }

    fn error(
        mut self: Pin<&mut Self>,
        ctx: Context<'gc>,
        _: Execution<'gc, '_>,
        error: Error<'gc>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if self.errors >= MAX_HANDLED {
            stack.replace(ctx, (false, "error in error handling"));
            return Ok(SequencePoll::Return);
        }
        self.errors += 1;
        let function = self.handler;
        stack.replace(ctx, error.into_value(ctx));
        Ok(SequencePoll::Call {
            function,
            bottom: 0,
        })
    }
}

/// Cuts or fills the results to so many.
pub fn adjusted<'gc>(ctx: Context<'gc>, results: usize) -> BoxSequence<'gc> {
    BoxSequence::new(&ctx, Adjusted(results))
}

#[derive(Collect)]
#[collect(require_static)]
struct Adjusted(usize);

impl<'gc> Sequence<'gc> for Adjusted {
    fn poll(
        self: Pin<&mut Self>,
        _: Context<'gc>,
        _: Execution<'gc, '_>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        stack.resize(self.0);
        Ok(SequencePoll::Return)
    }
}

/// Puts an index before a result that is not nil.
pub fn indexed<'gc>(ctx: Context<'gc>, index: i64) -> BoxSequence<'gc> {
    BoxSequence::new(&ctx, Indexed(index))
}

#[derive(Collect)]
#[collect(require_static)]
struct Indexed(i64);

impl<'gc> Sequence<'gc> for Indexed {
    fn poll(
        self: Pin<&mut Self>,
        _: Context<'gc>,
        _: Execution<'gc, '_>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        if !stack.get(0).is_nil() {
            stack.push_front(Value::Integer(self.0));
        }
        Ok(SequencePoll::Return)
    }
}

/// Refuses a result that is no string; a number is made one.
pub fn stringly<'gc>(ctx: Context<'gc>) -> BoxSequence<'gc> {
    BoxSequence::new(&ctx, Stringly)
}

#[derive(Collect)]
#[collect(require_static)]
struct Stringly;

impl<'gc> Sequence<'gc> for Stringly {
    fn poll(
        self: Pin<&mut Self>,
        ctx: Context<'gc>,
        _: Execution<'gc, '_>,
        mut stack: Stack<'gc, '_>,
    ) -> Result<SequencePoll<'gc>, Error<'gc>> {
        #[derive(Debug, thiserror::Error)]
        #[error("'__tostring' must return a string")]
        struct NoString;

        let text = stack.get(0).into_string(ctx).ok_or(NoString)?;
        stack.replace(ctx, text);
        Ok(SequencePoll::Return)
    }
}
