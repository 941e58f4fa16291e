//! `trust`: whose scaling headers count.
//!
//! Digests are never shown in an error: an operator who mixes up token and
//! digest would find his token in Envoy's log.

use super::Trust;
use super::error::ConfigErrors;
use super::reader::Object;
use crate::names::{RESERVED_HEADERS, is_lower_tchar};
use serde_json::Value;

/// Most digests. Two are enough to rotate; every one costs a comparison.
const MAX_TOKENS: usize = 16;
/// Longest name of the token's header, in bytes.
const MAX_HEADER_BYTES: usize = 64;

/// SHA-256 of nothing, which is what hashing an unset variable gives. It would
/// trust everybody who sends the header empty.
const SHA256_OF_NOTHING: [u8; 32] = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// Reads the key; internal requests where it is absent.
pub(super) fn read(root: &mut Object<'_>, errors: &mut ConfigErrors) -> Trust {
    let Some(value) = root.get("trust") else {
        return Trust::default();
    };
    let path = root.path("trust");
    match value.as_str() {
        Some("internal") => return Trust::Internal,
        Some("none") => return Trust::None,
        Some("all") => return Trust::All,
        _ => {}
    }
    let form = value.as_object().filter(|form| form.len() == 1);
    let token = form.and_then(|form| form.get("token"));
    let Some(token) = token.filter(|token| token.is_object()) else {
        let forms = "must be \"internal\", \"none\", \"all\" or \
                     {\"token\": {\"header\": …, \"sha256\": […]}}";
        errors.at(&path, forms);
        return Trust::default();
    };
    Object::new(format!("{path}.token"), token, errors)
        .and_then(|token| read_token(token, errors))
        .unwrap_or_default()
}

/// Reads header and digests; `None` where an error says why.
fn read_token(mut token: Object<'_>, errors: &mut ConfigErrors) -> Option<Trust> {
    for part in ["header", "sha256"] {
        if !token.has(part) {
            errors.at(&token.path(part), "is required");
        }
    }
    let header = read_header(&mut token, errors);
    let sha256 = read_digests(&mut token, errors);
    token.finish(errors);
    Some(Trust::Token {
        header: header?,
        sha256: sha256?,
    })
}

fn read_header(token: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<String> {
    let header = token.text("header", 1..=MAX_HEADER_BYTES, errors)?;
    let path = token.path("header");
    if !header.bytes().all(is_lower_tchar) {
        errors.wrong(&path, &header.into(), "must be a header name in lower case");
        return None;
    }
    if RESERVED_HEADERS.contains(&header) {
        let message = "has a meaning of its own and cannot carry the token";
        errors.wrong(&path, &header.into(), message);
        return None;
    }
    Some(header.to_owned())
}

fn read_digests(token: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<Vec<[u8; 32]>> {
    if token.get("sha256").is_some_and(|list| !list.is_array()) {
        errors.at(&token.path("sha256"), "must be a list");
        return None;
    }
    let items = token.list("sha256", 1..=MAX_TOKENS, errors)?;
    let read = |(path, item): (String, &Value)| read_digest(&path, item, errors);
    Some(items.into_iter().filter_map(read).collect())
}

fn read_digest(path: &str, item: &Value, errors: &mut ConfigErrors) -> Option<[u8; 32]> {
    let Some(digest) = item.as_str().and_then(digest) else {
        errors.at(path, "must be a SHA-256 digest, 64 hex digits");
        return None;
    };
    if digest == SHA256_OF_NOTHING {
        errors.at(
            path,
            "is the digest of an empty token, which anyone can send",
        );
        return None;
    }
    Some(digest)
}

/// 64 hex digits, in either case, as bytes.
fn digest(text: &str) -> Option<[u8; 32]> {
    let mut digits = text.chars().map(|c| c.to_digit(16));
    let mut digest = [0; 32];
    for byte in &mut digest {
        let (high, low) = (digits.next()??, digits.next()??);
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    digits.next().is_none().then_some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use sha2::{Digest, Sha256};

    fn outcome(trust: Value) -> Result<Trust, String> {
        let value = json!({ "trust": trust });
        let mut errors = ConfigErrors::default();
        let mut root = Object::new(String::new(), &value, &mut errors).unwrap();
        let trust = read(&mut root, &mut errors);
        root.finish(&mut errors);
        match errors.count() {
            0 => Ok(trust),
            _ => Err(errors.to_string()),
        }
    }

    fn token(header: &str, sha256: Value) -> Result<Trust, String> {
        outcome(json!({"token": {"header": header, "sha256": sha256}}))
    }

    #[test]
    fn every_form_of_the_design_is_read() {
        assert_eq!(outcome(json!("internal")), Ok(Trust::Internal));
        assert_eq!(outcome(json!("none")), Ok(Trust::None));
        assert_eq!(outcome(json!("all")), Ok(Trust::All));
        assert_eq!(
            token("x-scale-token", json!(["00".repeat(32), "Ff".repeat(32)])),
            Ok(Trust::Token {
                header: "x-scale-token".into(),
                sha256: vec![[0; 32], [0xff; 32]],
            })
        );
    }

    #[test]
    fn the_digest_of_nothing_is_refused() {
        assert_eq!(<[u8; 32]>::from(Sha256::digest(b"")), SHA256_OF_NOTHING);
        let hex = SHA256_OF_NOTHING.map(|byte| format!("{byte:02x}")).concat();
        let error = token("t", json!([hex])).unwrap_err();
        assert!(error.contains("digest of an empty token"), "{error}");
    }

    #[test]
    fn a_token_in_place_of_its_digest_is_not_shown() {
        for trust in [
            json!({"token": {"header": "t", "sha256": ["s3cret"]}}),
            json!({"token": {"header": "t", "sha256": "s3cret"}}),
            json!({"token": "s3cret"}),
            json!({"tokens": "s3cret"}),
            json!("s3cret"),
        ] {
            let error = outcome(trust).unwrap_err();
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn headers_that_have_a_meaning_carry_no_token() {
        for header in RESERVED_HEADERS {
            assert!(token(header, json!(["00".repeat(32)])).is_err(), "{header}");
        }
        for header in ["X-Token", ":path", "a b", "a:b", "", "é"] {
            assert!(token(header, json!(["00".repeat(32)])).is_err(), "{header}");
        }
    }

    #[test]
    fn digests_are_required_and_bounded() {
        let many = |count| json!(vec!["00".repeat(32); count]);
        assert!(token("t", many(1)).is_ok());
        assert!(token("t", many(16)).is_ok());
        assert!(token("t", many(17)).is_err());
        assert!(token("t", many(0)).is_err());
        for digits in [63, 65] {
            assert!(token("t", json!(["0".repeat(digits)])).is_err());
        }
        assert_eq!(
            outcome(json!({"token": {}})).unwrap_err(),
            "trust.token.header: is required\ntrust.token.sha256: is required"
        );
    }

    proptest! {
        #[test]
        fn digests_read_back(bytes in any::<[u8; 32]>()) {
            let hex = bytes.map(|byte| format!("{byte:02x}")).concat();
            prop_assert_eq!(digest(&hex), Some(bytes));
            prop_assert_eq!(digest(&hex.to_uppercase()), Some(bytes));
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _ = digest(&text);
        }
    }
}
