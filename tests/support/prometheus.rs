//! A real Prometheus that scrapes gateways, and promtool.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::client::{Ask, Client};
use super::envoy::guard;
use super::eventually::eventually;
use super::paths;
use super::ports::free_port;

/// A running Prometheus, killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Prometheus {
    process: Child,
    guard: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Prometheus {
    /// Scrapes `/metrics` of these status listeners every second.
    pub(crate) async fn scraping(targets: &[SocketAddr]) -> Self {
        let config = json!({
            "global": {"scrape_interval": "1s"},
            "scrape_configs": [{
                "job_name": "luascale",
                "metrics_path": "/-/luascale/metrics",
                "static_configs": [{"targets": targets}],
            }],
        });
        Self::running(&config).await
    }

    /// Runs with this configuration.
    pub(crate) async fn running(config: &Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("prometheus.yml");
        // JSON is YAML.
        std::fs::write(&file, config.to_string()).expect("a configuration file");
        // Prometheus tells nobody which port it got, so that it is told one.
        let address = free_port();
        let process = Command::new(paths::prometheus("prometheus"))
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--web.listen-address={address}"))
            .arg(format!("--storage.tsdb.path={}", folder.path().display()))
            .arg("--log.level=warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(folder.path().join("log")).expect("a log file"))
            .spawn()
            .expect("Prometheus starts");
        let guard = guard(process.id());
        let prometheus = Self {
            process,
            guard,
            address,
            folder,
        };
        let look = async || {
            let ask = Ask::get("/-/ready");
            let answer = Client::internal(prometheus.address).try_send(&ask).await;
            answer.is_ok_and(|answer| answer.status == 200)
        };
        eventually("Prometheus to be ready", look, |ready| *ready).await;
        prometheus
    }

    /// The one value that an expression has now; `None` where it has none.
    pub(crate) async fn value(&self, expression: &str) -> Option<f64> {
        let result = self.query(expression).await;
        assert!(result.len() < 2, "{expression} has several: {result:?}");
        result.first()?["value"][1].as_str()?.parse().ok()
    }

    /// All samples that an expression has now.
    ///
    /// # Panics
    /// Where Prometheus cannot evaluate it.
    pub(crate) async fn query(&self, expression: &str) -> Vec<Value> {
        let mut path = "/api/v1/query?query=".to_owned();
        for byte in expression.bytes() {
            let _ = write!(path, "%{byte:02x}");
        }
        let answer = Client::internal(self.address).send(&Ask::get(&path)).await;
        let answer = answer.json();
        let result = answer["data"]["result"].as_array();
        result
            .unwrap_or_else(|| panic!("{expression}: {answer}"))
            .clone()
    }

    /// Rules that were not evaluated yet, or with an error.
    pub(crate) async fn unhealthy_rules(&self) -> Vec<Value> {
        let ask = Ask::get("/api/v1/rules");
        let answer = Client::internal(self.address).send(&ask).await.json();
        let groups = answer["data"]["groups"].as_array().expect("groups");
        assert!(!groups.is_empty(), "no rules: {answer}");
        let rules = groups
            .iter()
            .flat_map(|group| group["rules"].as_array().expect("rules"));
        rules
            .filter(|rule| rule["health"] != "ok")
            .cloned()
            .collect()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // The guard first: it must not kill whoever has the id next.
        for process in [&mut self.guard, &mut self.process] {
            let _ = process.kill();
            let _ = process.wait();
        }
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join("log"));
            eprintln!("Prometheus' log:\n{}", log.unwrap_or_default());
        }
    }
}

/// What `promtool check metrics` has against a text; empty where nothing.
pub(crate) fn promtool(text: &[u8]) -> String {
    let mut process = Command::new(paths::prometheus("promtool"))
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool starts");
    let mut stdin = process.stdin.take().expect("a pipe");
    stdin.write_all(text).expect("promtool reads");
    drop(stdin);
    let output = process.wait_with_output().expect("promtool ends");
    let mut faults = String::from_utf8_lossy(&output.stdout).into_owned();
    faults.push_str(&String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        let _ = write!(faults, "promtool: {}", output.status);
    }
    faults
}

/// What `promtool` says in a folder.
///
/// # Panics
/// Where it fails.
pub(crate) fn promtool_run(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(paths::prometheus("promtool"))
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("promtool runs");
    let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.push_str(&String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "promtool {args:?}: {said}");
    said
}
