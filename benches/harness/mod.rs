//! What benchmarks have in common.

pub(crate) mod in_wasm;
mod machine;
mod measure;
pub(crate) mod no_upstream;
mod publish;
mod report;
mod table;

pub(crate) use in_wasm::Figures;
pub(crate) use measure::{bench_wasm, cpu_time, flat_out, number_of, resident_kib, rounds};
pub(crate) use publish::publish;
pub(crate) use report::Report;
pub(crate) use table::{Cell, Spread, Table};
