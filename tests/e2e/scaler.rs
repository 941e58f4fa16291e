//! `luascale scaler` and a real gateway: replicas follow the load, and the
//! gateway hears of it.

use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

use crate::support::{Ask, Client, Gateway, Setup, Streams, eventually};

/// As many replicas as there are requests in flight.
const POLICY: &str = "function autoscale(metrics)
  local busy = metrics.inflight or 0
  return {demand = busy, replicas = busy, scope = 'share', reason = busy .. ' in flight'}
end";

fn scaler(gateway: &Gateway, counts: &Path) -> Child {
    let url = format!("http://{}/-/luascale", gateway.status());
    let apply = format!("echo {{replicas}} > {}", counts.display());
    Command::new(env!("CARGO_BIN_EXE_luascale"))
        .args(["scaler", "--service", "app", "--interval", "0.1"])
        .args(["--url", &url, "--apply", &apply])
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the scaler starts")
}

/// Waits until so many replicas are asked for, and the gateway knows that they
/// run.
async fn runs(gateway: &Gateway, counts: &Path, replicas: u32) {
    let wanted = format!("{replicas}\n");
    let look = async || std::fs::read_to_string(counts).unwrap_or_default();
    eventually(&format!("{replicas} replicas"), look, |it| *it == wanted).await;
    let told = gateway
        .app("the count to be known", |it| {
            it["current_replicas"] == replicas
        })
        .await;
    assert_eq!(told["current_replicas_from"], "scaler", "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_follow_the_load_and_fall_back() {
    let streams = Streams::start().await;
    let setup = Setup::fixed().patient().policy(POLICY);
    let gateway = setup
        .filter(|config| config["min_replicas"] = json!(1))
        .start_at(streams.port())
        .await;
    let folder = tempfile::tempdir().expect("a folder");
    let counts = folder.path().join("counts");
    let _scaler = scaler(&gateway, &counts);
    runs(&gateway, &counts, 1).await;

    let main = gateway.main();
    let mut requests = JoinSet::new();
    for _ in 0..5 {
        requests.spawn(async move { Client::internal(main).send(&Ask::get("/")).await });
    }
    runs(&gateway, &counts, 5).await;
    streams.end();
    while let Some(answer) = requests.join_next().await {
        assert_eq!(answer.expect("an answer").status, 200);
    }
    runs(&gateway, &counts, 1).await;
}
