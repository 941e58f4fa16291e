//! Inside a wasm module, in a real Envoy: `benches/wasm`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::bench_wasm;
use crate::support::{Setup, Upstream, eventually};

/// Figures by name.
pub(crate) type Figures = BTreeMap<String, u64>;

/// Runs a module with this configuration and waits until it has told so many
/// figures. Each of Envoy's VMs measures; the smallest counts.
pub(crate) async fn run(module: &str, configuration: &Value, count: usize) -> Figures {
    let wasm = bench_wasm(module);
    let configuration = configuration.to_string();
    let mut setup = Setup::fixed();
    setup.edit(|object| {
        if object.get("filename") == Some(&json!("target/luascale.wasm")) {
            object.insert("filename".to_owned(), json!(wasm));
        }
        if object.contains_key("vm_config") {
            let text = json!({
                "@type": "type.googleapis.com/google.protobuf.StringValue",
                "value": configuration,
            });
            object.insert("configuration".to_owned(), text);
        }
    });
    let upstream = Upstream::start().await;
    let gateway = setup.start(&upstream).await;
    let read = || {
        let mut best = Figures::new();
        let log = gateway.log();
        for line in log.lines() {
            let Some((_, figures)) = line.split_once("luascale bench ") else {
                continue;
            };
            let mut words = figures.split_whitespace();
            if let (Some(name), Some(nanos)) = (words.next(), words.next())
                && let Ok(nanos) = nanos.parse()
            {
                let kept = best.entry(name.to_owned()).or_insert(nanos);
                *kept = nanos.min(*kept);
            }
        }
        best
    };
    eventually("all figures", async || read(), |best| best.len() == count).await
}
