//! Digests as configurations and status answers spell them.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// SHA-256 in lower case hexadecimal.
pub(crate) fn sha256(data: impl AsRef<[u8]>) -> String {
    let mut digits = String::new();
    for byte in Sha256::digest(data) {
        write!(digits, "{byte:02x}").expect("a string takes all");
    }
    digits
}
