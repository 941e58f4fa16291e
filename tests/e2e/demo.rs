//! `make demo`: replicas of an application follow the load, and no request is
//! lost while processes come and go.

use tokio::process::Command;

use crate::support::{envoy, repository, wasm};

/// What the demo prints of the replicas, and of the requests.
fn told(output: &str) -> (Vec<u32>, u64, u64) {
    let told = output
        .lines()
        .find_map(|line| line.strip_prefix("replicas "))
        .and_then(|line| line.split_once("; "));
    let (replicas, requests) = told.unwrap_or_else(|| panic!("no last line in {output}"));
    let replicas = replicas.split(" → ").map(|it| it.parse().expect("a count"));
    let counts: Vec<u64> = requests
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    let [answered, failed] = counts[..] else {
        panic!("two counts in {requests}");
    };
    (replicas.collect(), answered, failed)
}

#[tokio::test]
async fn replicas_rise_and_fall_and_no_request_is_lost() {
    let output = Command::new("python3")
        .args(["scripts/demo_scaling.py", "--free-ports"])
        .current_dir(repository())
        .env("LUASCALE", env!("CARGO_BIN_EXE_luascale"))
        .env("LUASCALE_ENVOY", envoy())
        .env("LUASCALE_WASM", wasm())
        .kill_on_drop(true)
        .output()
        .await
        .expect("python3 runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{error}");
    let (replicas, answered, failed) = told(&said);
    assert_eq!(failed, 0, "{said}");
    assert!(answered > 500, "{said}");
    assert_eq!(replicas.first(), Some(&1), "{said}");
    assert!(replicas.iter().max() >= Some(&4), "{said}");
    assert_eq!(replicas.last(), Some(&1), "{said}");
    assert!(said.contains("app: 1 → "), "the scaler's own words: {said}");
}
