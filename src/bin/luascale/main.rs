//! `luascale`: check, test and compare policies without a gateway. The engine is
//! the one that runs in Envoy.

mod check;
mod files;
mod gateways;
mod panel;
mod record;
mod replay;
mod scaler;
mod service;
mod simulate;
mod terminal;
mod test;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use self::terminal::{Colour, coloured};

const EXIT_CODES: &str = "\
Exit codes: 0 good, 1 something was found or failed, 2 wrong arguments or files.";

/// Write, test and compare scaling policies, without a gateway
#[derive(Debug, Parser)]
#[command(name = "luascale", version, after_help = EXIT_CODES, disable_help_subcommand = true)]
struct Cli {
    /// Output for people (text) or programs
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Format::Text,
        value_name = "FORM",
        hide_possible_values = true
    )]
    format: Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Test(test::Arguments),
    Simulate(Box<simulate::Arguments>),
    Record(record::Arguments),
    Replay(replay::Arguments),
    Scaler(Box<scaler::Arguments>),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What a command ends in.
struct Outcome {
    /// For the standard output.
    output: String,
    /// Whether nothing was found and nothing failed.
    good: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(Outcome { output, good }) => match io::stdout().write_all(output.as_bytes()) {
            Ok(()) => ExitCode::from(u8::from(!good)),
            // Whoever reads has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        },
        Err(error) => fail(&error),
    }
}

fn run(cli: &Cli) -> Result<Outcome, String> {
    match &cli.command {
        Command::Check(arguments) => check::run(arguments, cli.format == Format::Json),
        Command::Test(arguments) => test::run(arguments, cli.format == Format::Json),
        Command::Simulate(arguments) => simulate::run(arguments, cli.format == Format::Json),
        Command::Record(arguments) => record::run(arguments),
        Command::Replay(arguments) => replay::run(arguments, cli.format == Format::Json),
        Command::Scaler(arguments) => scaler::run(arguments, cli.format == Format::Json),
        Command::Completions { shell } => {
            let mut output = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "luascale", &mut output);
            Ok(Outcome {
                output: String::from_utf8_lossy(&output).into_owned(),
                good: true,
            })
        }
    }
}

fn fail(error: &str) -> ExitCode {
    let word = Colour::Red.paint("error:", coloured(&io::stderr()));
    // There is nobody else to tell.
    let _ = writeln!(io::stderr(), "{word} {error}");
    ExitCode::from(2)
}
