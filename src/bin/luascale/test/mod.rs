//! `luascale test`: policies' tests, in Lua beside them.

mod find;
mod given;
mod moment;
mod play;
mod report;
mod stage;
mod told;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use clap::Args;
use luascale::policy::{Ended, Host, PolicyLimits, Program, ProgramLimits};
use serde_json::{Map, Value};

use self::find::Pair;
pub(crate) use self::find::is_test;
use self::play::{Mismatch, Seen};
use self::report::Report;
use self::stage::{FUNCTIONS, Stage};
use crate::{Outcome, files};

/// What a test may use: some hundred thousand ticks of a short policy, a second
/// or two.
const LIMITS: ProgramLimits = ProgramLimits {
    memory_bytes: 16 << 20,
    fuel: 20_000_000,
};

const EXAMPLES: &str = "\
Tests of policies/NAME.lua are in policies/NAME_test.lua:

  test(\"two more above 80 %\", function()
    tick{cpu = 85, replicas = 3}
    expect{action = \"up\", replicas = 5, reason = \"cpu 85\"}
  end)

Functions: test, tick(metrics, seconds), request(load, about), expect,
at(second or date), config{max_replicas = 20}; see README.md.

Examples:
  luascale test policies
  luascale test mine.lua --config filter.json --only burst";

/// Run the tests that are beside policies
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Policies, their tests (NAME_test.lua), or folders of them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Filter configuration (JSON) to take behavior, bounds, limits from
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Only tests whose names contain this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

/// A test that was run.
struct Done {
    name: String,
    line: u64,
    /// Why it ended before its end, unless it was for a mismatch.
    error: Option<String>,
    mismatches: Vec<Mismatch>,
    /// What was seen last.
    seen: Option<Seen>,
    printed: Vec<String>,
}

impl Done {
    fn passed(&self) -> bool {
        self.error.is_none() && self.mismatches.is_empty()
    }
}

/// The tests of one file.
struct FileDone {
    pair: Pair,
    /// Why none of them could run: the policy or the test file.
    refused: Option<String>,
    /// What the top level printed.
    printed: Vec<String>,
    tests: Vec<Done>,
}

/// Has the engine read a test file, without running its tests.
///
/// # Errors
/// What is wrong, as `name:line: text`.
pub(crate) fn read(name: &str, source: &str) -> Result<(), String> {
    let host: Rc<RefCell<dyn Host>> = Rc::new(RefCell::new(Stage::new(name, "", Map::new())));
    let program = Program::load(name, source, &FUNCTIONS, &host, LIMITS);
    program.map(drop).map_err(|error| error.to_string())
}

/// Runs all tests; `json` instead of text.
pub(crate) fn run(arguments: &Arguments, json: bool) -> Result<Outcome, String> {
    let config = files::configuration(arguments.config.as_deref())?;
    if let Some(path) = &arguments.config {
        files::parsed(&config).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let mut done = Vec::new();
    for pair in find::pairs(&arguments.files)? {
        done.push(run_file(pair, &config, arguments.only.as_deref())?);
    }
    let report = Report { files: done };
    if report.is_empty() {
        return Err(match &arguments.only {
            Some(only) => format!("--only {only}: no test has that in its name"),
            None => "no tests: give test(\"…\", function() … end)".to_owned(),
        });
    }
    let output = if json {
        format!("{:#}\n", report.json())
    } else {
        report.text()
    };
    let good = report.failed() == 0;
    Ok(Outcome { output, good })
}

fn run_file(
    pair: Pair,
    config: &Map<String, Value>,
    only: Option<&str>,
) -> Result<FileDone, String> {
    let policy = files::read(&pair.policy)?;
    let tests = files::read(&pair.tests)?;
    let stage = Stage::new(&pair.policy.display().to_string(), &policy, config.clone());
    let mut done = FileDone {
        pair,
        refused: None,
        printed: Vec::new(),
        tests: Vec::new(),
    };
    let limits = PolicyLimits {
        memory_bytes: files::parsed(config)?.limits.memory_bytes,
    };
    if let Err(error) = stage.compile(limits) {
        done.refused = Some(error.to_string());
        return Ok(done);
    }
    let stage = Rc::new(RefCell::new(stage));
    let host: Rc<RefCell<dyn Host>> = Rc::<RefCell<Stage>>::clone(&stage);
    let name = done.pair.tests.display().to_string();
    let mut program = match Program::load(&name, &tests, &FUNCTIONS, &host, LIMITS) {
        Ok(program) => program,
        Err(error) => {
            done.refused = Some(error.to_string());
            return Ok(done);
        }
    };
    done.printed = std::mem::take(&mut program.printed);
    let registered: Vec<(String, u64)> = program
        .registered()
        .map(|(name, line)| (name.to_owned(), line))
        .collect();
    for (at, (name, line)) in registered.into_iter().enumerate() {
        if only.is_some_and(|only| !name.contains(only)) {
            continue;
        }
        stage.borrow_mut().begin();
        let Ended { error, printed } = program.run(at);
        let (mismatches, seen) = stage.borrow_mut().end();
        // A mismatch ends its test with an error of its own.
        let error = error.filter(|_| mismatches.is_empty());
        done.tests.push(Done {
            name,
            line,
            error,
            mismatches,
            seen,
            printed,
        });
    }
    Ok(done)
}
