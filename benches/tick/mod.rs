//! What a tick costs with a thousand active services: natively, and in the
//! wasm on Envoy's V8.
//!
//! DESIGN.md's budget: a tick under 5 ms, the VM under 32 MiB.

pub(crate) mod scenario;

use luascale::fleet::memory::MemoryStore;
use serde_json::json;
use tokio::time::Instant;

use crate::harness::{Cell, Table, in_wasm};

pub(crate) async fn run() -> Vec<Table> {
    let started = Instant::now();
    let clock = || u64::try_from(started.elapsed().as_micros()).expect("a short time");
    let native = scenario::run(&MemoryStore::default(), clock).expect("a thousand decisions");
    let wasm = in_wasm::run("tick_in_wasm", &json!({}), 8).await;
    let mut table = Table::new(
        format!(
            "Microseconds per tick with {} services under traffic, {} ticks",
            scenario::SERVICES,
            scenario::TICKS
        ),
        &["tick", "where", "shortest", "median", "longest"],
    );
    for (name, native) in [("worker", &native.worker), ("leader", &native.leader)] {
        let in_wasm = ["shortest", "median", "longest"].map(|it| wasm[&format!("{name}_{it}")]);
        let natively = [0, native.len() / 2, native.len() - 1].map(|it| native[it]);
        for (place, figures) in [("in the wasm", in_wasm), ("natively", natively)] {
            let [shortest, median, longest] = figures.map(Cell::from);
            table.row([name.into(), place.into(), shortest, median, longest]);
        }
    }
    let (memory, calls) = (wasm["memory_kib"], wasm["calls"]);
    table.note(format!(
        "Memory of one VM with both: {memory} KiB. Calls of shared data per tick, both \
         together: {calls}."
    ));
    vec![table]
}
