//! Where cargo unpacked the pinned package. Cargo itself has compared it with
//! the checksum in `Cargo.lock`.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// The package as `Cargo.toml` pins it.
const PACKAGE: (&str, &str) = ("ottavino", "0.4.0");

/// The folder with its `lib.rs`.
pub(crate) fn find() -> Result<PathBuf, String> {
    let cargo = env::var_os("CARGO").ok_or("CARGO is not set: build with cargo")?;
    let manifest = env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?;
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--locked"])
        .arg(format!("--manifest-path={manifest}/Cargo.toml"))
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo metadata failed: {said}"));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let found = packages
        .filter(|package| package["name"] == PACKAGE.0 && package["version"] == PACKAGE.1)
        .filter_map(|package| package["manifest_path"].as_str())
        .find_map(|manifest| Some(PathBuf::from(manifest).parent()?.join("src")));
    found.ok_or_else(|| format!("{} {} is not among the dependencies", PACKAGE.0, PACKAGE.1))
}
