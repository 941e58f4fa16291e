//! What one call of a policy costs: natively, in the wasm on Envoy's V8, and
//! against `lua5.4` and `luajit` where they are installed.
//!
//! Ten policies as people write them, in `benches/policies`. Nanoseconds per
//! call, the best of several runs in turn: the machine may be busy, and cannot
//! be faster than it is. Then the slowest of the abuse corpus.

mod abuse;
pub(crate) mod natively;
mod others;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::harness::{Cell, Figures, Table, in_wasm};

/// Calls of each policy in the wasm.
const CALLS: u64 = 20_000;

pub(crate) async fn run() -> Vec<Table> {
    let policies = policies();
    let native = natively::measure(&policies);
    let configuration = json!({"calls": CALLS, "policies": policies});
    let wasm = in_wasm::run("policy_in_wasm", &configuration, policies.len()).await;
    let lua = others::measure("lua5.4", &policies);
    let jit = others::measure("luajit", &policies);
    let mut table = Table::new(
        "Nanoseconds per call of a policy, argument and result included, best of several runs",
        &["policy", "in the wasm", "natively", "lua5.4", "LuaJIT"],
    );
    for name in policies.keys() {
        let of = |figures: &Figures| match figures.get(name) {
            Some(nanos) => Cell::from(*nanos),
            None => "not installed".into(),
        };
        let figures = [&wasm, &native, &lua, &jit].map(of);
        table.row([Cell::from(name.as_str())].into_iter().chain(figures));
    }
    vec![table, abuse::measure()]
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
