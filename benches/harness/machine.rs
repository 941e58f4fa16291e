//! What a benchmark ran on.

use std::process::Command;

use serde::Serialize;

use crate::support;

/// A machine with its Envoy.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    /// As the kernel calls the processor.
    cpu: String,
    cores: usize,
    /// Version of Envoy.
    envoy: String,
}

impl Machine {
    pub(crate) fn this() -> Self {
        let cpus = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpus.lines().find(|line| line.starts_with("model name"));
        let model = model.and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()));
        Self {
            cpu: model.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            envoy: envoy(),
        }
    }
}

/// "…  version: <commit>/1.40.0/Clean/RELEASE/BoringSSL"
fn envoy() -> String {
    let output = Command::new(support::envoy()).arg("--version").output();
    let output = output.expect("Envoy tells its version").stdout;
    let text = String::from_utf8_lossy(&output).into_owned();
    let version = text.split('/').find(|part| part.starts_with("1."));
    version.expect("a version").to_owned()
}

impl std::fmt::Display for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cpu, cores, envoy } = self;
        write!(f, "{cpu}, {cores} cores, Envoy {envoy}")
    }
}
