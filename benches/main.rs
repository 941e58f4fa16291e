//! The benchmarks: `make bench`, or some of them by name with
//! `make bench ONLY='gateway tick'`.
//!
//! Each gives a report, which is printed, kept as data in
//! `target/bench/NAME.json`, and at the end put into `BENCHMARKS.md`, between
//! the marks of its name.
#![allow(
    missing_docs,
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "benchmarks"
)]
#![allow(
    dead_code,
    unused_imports,
    reason = "the tests use more of the harness"
)]

#[path = "../tests/support/mod.rs"]
mod support;

mod gateway;
mod harness;
mod instructions;
mod policy;
mod soak;
mod stream;
mod tick;
mod tokens;
mod update;

use harness::{Report, publish};

#[tokio::main]
async fn main() {
    if instructions::work() {
        return;
    }
    // Cargo adds options of its own.
    let names = std::env::args().skip(1).filter(|it| !it.starts_with("--"));
    for name in names {
        let tables = match name.as_str() {
            "gateway" => gateway::run().await,
            "instructions" => instructions::run(),
            "policy" => policy::run().await,
            "soak" => soak::run().await,
            "stream" => stream::run().await,
            "tick" => tick::run().await,
            "tokens" => tokens::run(),
            "update" => update::run().await,
            _ => panic!("no benchmark is called {name}"),
        };
        let report = Report::of(&name, tables);
        print!("{}", report.markdown());
        report.save();
        publish(&report);
    }
}
