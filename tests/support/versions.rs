//! What differs between versions of Envoy: `make test-envoys`.

use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::paths;

/// The first minor version of Envoy 1 that reads what a wasm may do from the
/// configuration of its VM; before, it stands beside that.
const CAPABILITIES_OF_VM: u32 = 40;

/// Puts what a configuration says where this Envoy reads it.
pub(super) fn adapt(object: &mut Map<String, Value>) {
    const KEY: &str = "capability_restriction_config";
    if minor() >= CAPABILITIES_OF_VM {
        return;
    }
    if let Some(capabilities) = object
        .get_mut("vm_config")
        .and_then(|vm| vm.as_object_mut()?.remove(KEY))
    {
        object.insert(KEY.to_owned(), capabilities);
    }
}

/// The minor version of the Envoy that tests run, 40 of 1.40.0.
fn minor() -> u32 {
    static MINOR: OnceLock<u32> = OnceLock::new();
    *MINOR.get_or_init(|| {
        let output = Command::new(paths::envoy()).arg("--version").output();
        let output = output.expect("Envoy tells its version");
        let text = String::from_utf8_lossy(&output.stdout);
        // "…  version: <commit>/1.40.0/Clean/RELEASE/BoringSSL"
        let version = text.split('/').find(|part| part.starts_with("1."));
        let minor = version.and_then(|version| version.split('.').nth(1)?.parse().ok());
        minor.unwrap_or_else(|| panic!("no version of Envoy 1 in {text:?}"))
    })
}
