//! What one call of a policy costs: natively, in the wasm on Envoy's V8, and
//! against `lua5.4` and `luajit` where they are installed. `make bench`.
//!
//! Ten policies as people write them, in `benches/policies`. Nanoseconds per
//! call, the best of several runs in turn: the machine may be busy, and cannot
//! be faster than it is. Then the slowest of the abuse corpus.
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

#[path = "policy/abuse.rs"]
mod abuse;
#[path = "harness/in_wasm.rs"]
mod in_wasm;
#[path = "policy/natively.rs"]
mod natively;
#[path = "policy/others.rs"]
mod others;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use in_wasm::Figures;

/// Calls of each policy in the wasm.
const CALLS: u64 = 20_000;

#[tokio::main]
async fn main() {
    let policies = policies();
    let native = natively::measure(&policies);
    let configuration = json!({"calls": CALLS, "policies": policies});
    let wasm = in_wasm::run("policy_in_wasm", &configuration, policies.len()).await;
    let lua = others::measure("lua5.4", &policies);
    let jit = others::measure("luajit", &policies);
    println!();
    println!("Nanoseconds per call of a policy, argument and result included");
    println!();
    println!("| policy | in the wasm | natively | lua5.4 | LuaJIT |");
    println!("|---|---|---|---|---|");
    for name in policies.keys() {
        let of = |figures: &Figures| match figures.get(name) {
            Some(nanos) => nanos.to_string(),
            None => "not installed".to_owned(),
        };
        let row = [&wasm, &native, &lua, &jit].map(of).join(" | ");
        println!("| {name} | {row} |");
    }
    println!();
    abuse::print();
}

/// Name and source of each policy.
fn policies() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/policies");
    std::fs::read_dir(folder)
        .expect("the policies")
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(&path).expect("a policy"))
        })
        .collect()
}
