//! What a tick costs with a thousand active services: natively, and in the
//! wasm on Envoy's V8. `make bench`.
//!
//! DESIGN.md's budget: a tick under 5 ms, the VM under 32 MiB.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark"
)]
#![allow(
    dead_code,
    unused_imports,
    reason = "the tests use more of the harness"
)]

#[path = "../tests/support/mod.rs"]
mod support;

#[path = "harness/in_wasm.rs"]
mod in_wasm;
#[path = "tick/scenario.rs"]
mod scenario;

use luascale::fleet::memory::MemoryStore;
use serde_json::json;
use tokio::time::Instant;

#[tokio::main]
async fn main() {
    let started = Instant::now();
    let clock = || u64::try_from(started.elapsed().as_micros()).expect("a short time");
    let native = scenario::run(&MemoryStore::default(), clock).expect("a thousand decisions");
    let wasm = in_wasm::run("tick_in_wasm", &json!({}), 8).await;
    println!();
    println!(
        "Microseconds per tick with {} services, {} ticks",
        scenario::SERVICES,
        scenario::TICKS
    );
    println!();
    println!("| tick | where | shortest | median | longest |");
    println!("|---|---|---|---|---|");
    for (name, native) in [("worker", &native.worker), ("leader", &native.leader)] {
        let of = |what: &str| wasm[&format!("{name}_{what}")];
        let (shortest, median, longest) = (of("shortest"), of("median"), of("longest"));
        println!("| {name} | in the wasm | {shortest} | {median} | {longest} |");
        let (median, longest) = (native[native.len() / 2], native[native.len() - 1]);
        println!(
            "| {name} | natively | {} | {median} | {longest} |",
            native[0]
        );
    }
    println!();
    println!("Memory of one VM with both: {} KiB", wasm["memory_kib"]);
    println!(
        "Calls of shared data per tick, both together: {}",
        wasm["calls"]
    );
    println!();
}
