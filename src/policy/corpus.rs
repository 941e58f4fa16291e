//! Compares what policies compute with a real lua5.4.
//!
//! `tests/lua/conformance` holds one snippet per file, and behind its code the
//! answers: `--> ` lines as lua5.4 printed them, recorded by
//! `scripts/record_conformance.py`. Where this VM differs on purpose, `--! `
//! says why and `--ours> ` lines what it prints instead.

use std::cell::RefCell;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use piccolo::{
    Callback, CallbackReturn, Context, Error, Executor, Fuel, Function, Lua, SequenceReturn, Value,
    async_sequence,
};

use super::library::{self, Shared};
use super::script;
use crate::time::Timestamp;

const SNIPPETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lua/conformance");
/// The moment that the snippets see; the recorder has the same.
const NOW: Timestamp = Timestamp::from_secs(1_764_000_000);
/// Fuel and bytes that no snippet needs.
const PLENTY: u32 = 20_000_000;
const PLENTY_BYTES: usize = 64 << 20;
const SLICE: i32 = 64;
/// Least snippets, and most of 100 that may differ on purpose.
const LEAST: usize = 500;
const MOST_PERCENT: usize = 2;

/// A file of the corpus.
#[derive(Default)]
struct Snippet {
    name: String,
    code: String,
    /// What lua5.4 printed.
    answers: Vec<String>,
    /// Why ours is another answer.
    why: String,
    /// What we print instead.
    ours: Vec<String>,
}

impl Snippet {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(SNIPPETS).unwrap();
        let mut snippet = Self {
            name: name.display().to_string(),
            ..Self::default()
        };
        for line in text.lines() {
            if let Some(answer) = line.strip_prefix("-->") {
                snippet.answers.push(bare(answer));
            } else if let Some(why) = line.strip_prefix("--! ") {
                snippet.why.push_str(why);
            } else if let Some(answer) = line.strip_prefix("--ours>") {
                snippet.ours.push(bare(answer));
            } else {
                assert!(snippet.answers.is_empty(), "{name:?}: code behind answers");
                snippet.code.push_str(line);
                snippet.code.push('\n');
            }
        }
        let differs = !snippet.ours.is_empty();
        assert!(!snippet.answers.is_empty(), "{name:?}: record its answers");
        assert_eq!(differs, !snippet.why.is_empty(), "{name:?}: say why");
        assert!(snippet.ours != snippet.answers, "{name:?}: does not differ");
        snippet
    }

    fn wanted(&self) -> &[String] {
        if self.ours.is_empty() {
            &self.answers
        } else {
            &self.ours
        }
    }
}

/// A line without the blank before it and those behind it.
fn bare(line: &str) -> String {
    let line = line.strip_prefix(' ').unwrap_or(line);
    line.trim_end_matches([' ', '\t']).to_owned()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

type Lines = Rc<RefCell<Vec<String>>>;

/// What a snippet prints, and the error that ended it.
fn run(code: &str) -> Vec<String> {
    let mut lua = Lua::empty();
    let (shared, lines) = (Shared::default(), Lines::default());
    shared.clock.set(NOW);
    let started = lua.enter(|ctx| {
        library::load(ctx, &shared);
        ctx.globals().set_field(ctx, "print", print(ctx, &lines));
        let script = script::compile(ctx, "test", code.as_bytes())?;
        Ok(ctx.stash(Executor::start(ctx, script.main.into(), ())))
    });
    let ended = started.and_then(|executor| {
        let mut left = PLENTY;
        loop {
            shared.meter.begin_slice(left, SLICE);
            let mut fuel = Fuel::with(SLICE);
            if lua
                .enter(|ctx| ctx.fetch(&executor).step(ctx, &mut fuel))
                .unwrap()
            {
                break;
            }
            left = left.saturating_sub((SLICE - fuel.remaining()).cast_unsigned());
            if left == 0 || lua.total_memory() > PLENTY_BYTES {
                return Err("no end".to_owned());
            }
        }
        lua.enter(
            |ctx| match ctx.fetch(&executor).take_result::<Value<'_>>(ctx) {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(told(ctx, &error)),
                Err(mode) => Err(mode.to_string()),
            },
        )
    });
    let mut printed = lines.take();
    if let Err(error) = ended {
        printed.push(format!("error: {error}"));
    }
    let lines = printed.iter().flat_map(|text| text.split('\n'));
    lines
        .map(|line| line.trim_end_matches([' ', '\t']).to_owned())
        .collect()
}

fn told<'gc>(ctx: Context<'gc>, error: &Error<'gc>) -> String {
    match error {
        Error::Lua(raised) => match raised.0.into_string(ctx) {
            Some(text) => text.display_lossy().to_string(),
            None => format!("(error object is a {} value)", raised.0.type_name()),
        },
        Error::Runtime(error) => error.to_string(),
    }
}

/// `print` of a whole Lua: it asks `__tostring`, and drops nothing.
fn print<'gc>(ctx: Context<'gc>, lines: &Lines) -> Callback<'gc> {
    let lines = Rc::clone(lines);
    let Value::Function(tostring) = ctx.get_global_value("tostring") else {
        panic!("no tostring");
    };
    Callback::from_fn_with(
        &ctx,
        tostring,
        move |tostring: &Function<'gc>, ctx, _, _| {
            let lines = Rc::clone(&lines);
            let tostring = *tostring;
            Ok(CallbackReturn::Sequence(async_sequence(
                &ctx,
                |locals, mut seq| {
                    let tostring = locals.stash(&ctx, tostring);
                    async move {
                        let values = seq.enter(|_, _, _, stack| stack.len());
                        let mut line = String::new();
                        for index in 0..values {
                            seq.enter(|_, _, _, mut stack| {
                                let value = stack.get(index);
                                stack.push_back(value);
                            });
                            seq.call(&tostring, values).await?;
                            seq.enter(|ctx, _, _, mut stack| {
                                let text = stack.get(values).into_string(ctx).unwrap();
                                line.push_str(if index > 0 { "\t" } else { "" });
                                write!(line, "{}", text.display_lossy()).unwrap();
                                stack.resize(values);
                            });
                        }
                        seq.enter(|_, _, _, mut stack| stack.clear());
                        lines.borrow_mut().push(line);
                        Ok(SequenceReturn::Return)
                    }
                },
            )))
        },
    )
}

#[test]
fn policies_compute_what_lua_computes() {
    let mut paths = Vec::new();
    files(Path::new(SNIPPETS), &mut paths);
    paths.sort();
    let snippets: Vec<Snippet> = paths.iter().map(|path| Snippet::read(path)).collect();
    let mut report = String::new();
    let mut different = 0;
    for snippet in &snippets {
        let printed = run(&snippet.code);
        if printed != snippet.wanted() {
            different += 1;
            writeln!(report, "{}", snippet.name).unwrap();
            for (kind, lines) in [("expected", snippet.wanted()), ("got", &printed)] {
                for line in lines {
                    writeln!(report, "  {kind:>8}: {line}").unwrap();
                }
            }
        }
    }
    let all = snippets.len();
    let on_purpose = snippets
        .iter()
        .filter(|snippet| !snippet.ours.is_empty())
        .count();
    assert!(
        different == 0,
        "{report}{different} of {all} snippets are answered wrongly"
    );
    assert!(all >= LEAST, "{all} snippets");
    assert!(
        on_purpose * 100 <= all * MOST_PERCENT,
        "{on_purpose} of {all} snippets differ on purpose: too many for Lua 5.4"
    );
}
