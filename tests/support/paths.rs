//! Where Envoy, the wasm and the shipped files are.

use std::path::{Path, PathBuf};

/// The repository's folder.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Envoy to run: `LUASCALE_ENVOY`, else the one that `make setup` brings.
pub(crate) fn envoy() -> PathBuf {
    existing(
        "LUASCALE_ENVOY",
        ".tools/envoy",
        "run `make setup`, or set LUASCALE_ENVOY to an Envoy",
    )
}

/// The filter to run: `LUASCALE_WASM`, else the one that `make wasm` leaves.
pub(crate) fn wasm() -> PathBuf {
    existing(
        "LUASCALE_WASM",
        "target/luascale.wasm",
        "run `make wasm`, or set LUASCALE_WASM to the filter",
    )
}

/// The filter that does what `x-fault` says: `LUASCALE_FAULTS_WASM`, else the one
/// that `make faults-wasm` leaves.
pub(super) fn faulty_wasm() -> PathBuf {
    existing(
        "LUASCALE_FAULTS_WASM",
        "target/luascale-faults.wasm",
        "run `make faults-wasm`, or set LUASCALE_FAULTS_WASM to it",
    )
}

/// Prometheus or promtool, as `make setup` brings them.
pub(super) fn prometheus(program: &str) -> PathBuf {
    let path = repository().join(".tools/prometheus").join(program);
    is_there(path, "run `make setup`")
}

/// The file that `variable` names, else `default`. A test that cannot run has
/// failed: one that is skipped looks like one that passed.
fn existing(variable: &str, default: &str, remedy: &str) -> PathBuf {
    let named = std::env::var_os(variable).filter(|path| !path.is_empty());
    is_there(
        repository().join(named.as_deref().unwrap_or(default.as_ref())),
        remedy,
    )
}

fn is_there(path: PathBuf, remedy: &str) -> PathBuf {
    assert!(path.is_file(), "{} is missing: {remedy}", path.display());
    path
}
