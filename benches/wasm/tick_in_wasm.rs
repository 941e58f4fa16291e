//! Times ticks inside the wasm, on Envoy's own V8 and shared data.
//!
//! For each figure a line `luascale bench <name> <value>` goes to Envoy's log.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, reason = "a benchmark")]

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::UNIX_EPOCH;

use luascale::fleet::store::{Entry, SharedData, Stale};
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, RootContext};
use proxy_wasm::types::LogLevel;

#[path = "../tick/scenario.rs"]
mod scenario;

/// Envoy's shared data, under keys of this VM's own: all VMs measure at once.
#[derive(Debug)]
struct Host {
    prefix: String,
    calls: Cell<u64>,
}

impl SharedData for Host {
    fn get(&self, key: &str) -> Option<Entry> {
        self.calls.set(self.calls.get() + 1);
        match hostcalls::get_shared_data(&format!("{}{key}", self.prefix)) {
            Ok((Some(value), Some(cas))) if !value.is_empty() => Some(Entry { value, cas }),
            _ => None,
        }
    }

    fn set(&self, key: &str, value: &[u8], cas: Option<u32>) -> Result<(), Stale> {
        self.calls.set(self.calls.get() + 1);
        let key = format!("{}{key}", self.prefix);
        hostcalls::set_shared_data(&key, Some(value), cas).map_err(|_| Stale)
    }
}

#[derive(Debug)]
struct Root;

impl Context for Root {}

impl RootContext for Root {
    fn on_configure(&mut self, _size: usize) -> bool {
        run().is_some()
    }
}

fn run() -> Option<()> {
    let host = Host {
        prefix: format!("bench/{}/", RandomState::new().build_hasher().finish()),
        calls: Cell::new(0),
    };
    let ticks = scenario::run(&host, micros)?;
    let memory = core::arch::wasm32::memory_size::<0>() * 64;
    let tell = |name: &str, value: u64| {
        let line = format!("luascale bench {name} {value}");
        hostcalls::log(LogLevel::Critical, &line).ok()
    };
    for (name, times) in [("worker", &ticks.worker), ("leader", &ticks.leader)] {
        tell(&format!("{name}_shortest"), *times.first()?)?;
        tell(&format!("{name}_median"), *times.get(times.len() / 2)?)?;
        tell(&format!("{name}_longest"), *times.last()?)?;
    }
    tell("memory_kib", u64::try_from(memory).ok()?)?;
    let calls = host.calls.get() / u64::try_from(scenario::WARM + scenario::TICKS).ok()?;
    tell("calls", calls)
}

fn micros() -> u64 {
    hostcalls::get_current_time()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|since| u64::try_from(since.as_micros()).ok())
        .unwrap_or(0)
}

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root));
}}
