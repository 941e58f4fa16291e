//! Inside a wasm module, in a real Envoy: `benches/wasm/policy_in_wasm.rs`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::Figures;
use super::support::{Setup, Upstream, eventually};

const CALLS: u64 = 20_000;

pub(crate) async fn measure(policies: &BTreeMap<String, String>) -> Figures {
    let folder = std::env::var("LUASCALE_BENCH_WASM")
        .expect("LUASCALE_BENCH_WASM is not set: run `make bench`");
    let wasm = Path::new(&folder).join("policy_in_wasm.wasm");
    assert!(
        wasm.exists(),
        "{} is missing: run `make bench`",
        wasm.display()
    );
    let configuration = json!({"calls": CALLS, "policies": policies}).to_string();
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
    // Each of Envoy's VMs measures; the fastest counts.
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
    let all = policies.len();
    eventually("all figures", async || read(), |best| best.len() == all).await
}
