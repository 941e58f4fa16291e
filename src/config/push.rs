//! `push`: where decisions are sent.
//!
//! Headers may carry a secret, so their values come from the VM's environment
//! and stand in no configuration; nothing that was written in their place is
//! shown in an error, since it may be the secret itself.

use super::error::ConfigErrors;
use super::reader::Object;
use crate::names::{RESERVED_HEADERS, is_lower_tchar};
use serde_json::Value;
use std::time::Duration;

/// Longest name of a cluster, authority and path, in bytes.
const MAX_TEXT_BYTES: usize = 256;
/// Most headers.
const MAX_HEADERS: usize = 16;
/// Longest name of a header, in bytes.
const MAX_HEADER_BYTES: usize = 64;
/// Longest name of a variable, in bytes.
const MAX_VARIABLE_BYTES: usize = 128;
const TIMEOUT_MS: u32 = 2_000;

/// Headers that a push sets by itself.
const OWN_HEADERS: [&str; 2] = ["content-type", "idempotency-key"];

/// Where decisions are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Envoy's cluster, 1 to 256 bytes.
    pub cluster: String,
    /// `:authority`, 1 to 256 bytes; the cluster's name where not given.
    pub authority: String,
    /// `:path`, begins with `/`, 1 to 256 bytes.
    pub path: String,
    /// How long an answer may take, 50 ms to 60 s.
    pub timeout: Duration,
    /// Names of headers, at most 16, and the environment variables that hold
    /// their values.
    pub headers: Vec<(String, String)>,
}

/// Reads the key; nothing is pushed where it is absent.
pub(super) fn read(root: &mut Object<'_>, errors: &mut ConfigErrors) -> Option<Push> {
    let mut push = root.object("push", errors)?;
    if !push.has("cluster") {
        errors.at(&push.path("cluster"), "is required");
    }
    let mut text = |key| {
        let value = push.text(key, 1..=MAX_TEXT_BYTES, errors)?;
        if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            let message = "must be visible ASCII without blanks";
            errors.wrong(&push.path(key), &value.into(), message);
        }
        Some(value)
    };
    let cluster = text("cluster");
    let authority = text("authority").or(cluster);
    let path = text("path").unwrap_or("/");
    if !path.starts_with('/') {
        errors.wrong(&push.path("path"), &path.into(), "must begin with /");
    }
    let timeout_ms = push.whole("timeout_ms", 50..=60_000, errors);
    let headers = push.object("headers", errors);
    let headers = headers.map_or_else(Vec::new, |headers| read_headers(&headers, errors));
    push.finish(errors);
    Some(Push {
        cluster: cluster?.to_owned(),
        authority: authority?.to_owned(),
        path: path.to_owned(),
        timeout: Duration::from_millis(timeout_ms.unwrap_or(TIMEOUT_MS).into()),
        headers,
    })
}

fn read_headers(headers: &Object<'_>, errors: &mut ConfigErrors) -> Vec<(String, String)> {
    let count = headers.entries().len();
    if count > MAX_HEADERS {
        let message = format!("has {count} headers, must have at most {MAX_HEADERS}");
        errors.at("push.headers", message);
    }
    let mut read = Vec::new();
    for (name, value) in headers.entries().take(MAX_HEADERS) {
        let path = headers.path(name);
        let token = (1..=MAX_HEADER_BYTES).contains(&name.len());
        if !token || !name.bytes().all(is_lower_tchar) {
            errors.at(
                &path,
                "must be a header name in lower case, 1 to 64 bytes long",
            );
        } else if RESERVED_HEADERS.contains(&name.as_str()) || OWN_HEADERS.contains(&name.as_str())
        {
            errors.at(&path, "has a meaning of its own and cannot be set");
        }
        match variable(value) {
            Some(variable) => read.push((name.clone(), variable.to_owned())),
            None => errors.at(
                &path,
                "must be {\"env\": VARIABLE}, the name of an environment variable",
            ),
        }
    }
    read
}

fn variable(value: &Value) -> Option<&str> {
    let form = value.as_object().filter(|form| form.len() == 1)?;
    let name = form.get("env")?.as_str()?;
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let legal = (1..=MAX_VARIABLE_BYTES).contains(&name.len())
        && name.bytes().all(letters)
        && !name.starts_with(|first: char| first.is_ascii_digit());
    legal.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(push: Value) -> Result<Option<Push>, String> {
        let value = json!({ "push": push });
        let mut errors = ConfigErrors::default();
        let mut root = Object::new(String::new(), &value, &mut errors).unwrap();
        let push = read(&mut root, &mut errors);
        root.finish(&mut errors);
        match errors.count() {
            0 => Ok(push),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn only_the_cluster_is_required() {
        let push = Push {
            cluster: "scaler".into(),
            authority: "scaler".into(),
            path: "/".into(),
            timeout: Duration::from_secs(2),
            headers: Vec::new(),
        };
        assert_eq!(outcome(json!({"cluster": "scaler"})), Ok(Some(push)));
    }

    #[test]
    fn everything_can_be_said() {
        let push = outcome(json!({
            "cluster": "outbound|80||scaler.ops", "authority": "scaler.ops:80",
            "path": "/scale?from=edge", "timeout_ms": 50,
            "headers": {"authorization": {"env": "SCALER_AUTHORIZATION"}},
        }));
        let push = push.unwrap().unwrap();
        assert_eq!(push.timeout, Duration::from_millis(50));
        assert_eq!(
            push.headers,
            [(
                "authorization".to_owned(),
                "SCALER_AUTHORIZATION".to_owned()
            )]
        );
    }

    #[test]
    fn faults_are_told_by_key_and_secrets_are_not() {
        for (push, fault) in [
            (json!(5), "push: 5 must be an object"),
            (json!({}), "push.cluster: is required"),
            (
                json!({"cluster": ""}),
                "push.cluster: \"\" is 0 bytes long, must be 1 to 256",
            ),
            (
                json!({"cluster": "a b"}),
                "push.cluster: \"a b\" must be visible ASCII without blanks",
            ),
            (
                json!({"cluster": "a", "path": "scale"}),
                "push.path: \"scale\" must begin with /",
            ),
            (
                json!({"cluster": "a", "timeout_ms": 49}),
                "push.timeout_ms: 49 is out of range, must be 50 to 60000",
            ),
            (
                json!({"cluster": "a", "timeout_ms": 60_001}),
                "push.timeout_ms: 60001 is out of range, must be 50 to 60000",
            ),
            (
                json!({"cluster": "a", "timeout": 5}),
                "push.timeout: unknown key, did you mean timeout_ms?",
            ),
            (
                json!({"cluster": "a", "headers": {"Authorization": {"env": "A"}}}),
                "push.headers.Authorization: must be a header name in lower case, 1 to 64 bytes \
                 long",
            ),
            (
                json!({"cluster": "a", "headers": {"host": {"env": "A"}}}),
                "push.headers.host: has a meaning of its own and cannot be set",
            ),
            (
                json!({"cluster": "a", "headers": {"idempotency-key": {"env": "A"}}}),
                "push.headers.idempotency-key: has a meaning of its own and cannot be set",
            ),
        ] {
            assert_eq!(outcome(push), Err(fault.to_owned()));
        }
        for value in [
            json!("Bearer secret"),
            json!({"env": "Bearer secret"}),
            json!({"env": ""}),
            json!({"env": "1SECRET"}),
            json!({"env": "A", "secret": 1}),
            json!({"value": "secret"}),
            json!(null),
        ] {
            let fault = outcome(json!({"cluster": "a", "headers": {"t": value}}));
            let told = "push.headers.t: must be {\"env\": VARIABLE}, the name of an environment \
                        variable";
            assert_eq!(fault, Err(told.to_owned()));
        }
        let many: serde_json::Map<String, Value> = (0..17)
            .map(|number| (format!("h{number}"), json!({"env": "A"})))
            .collect();
        let fault = outcome(json!({"cluster": "a", "headers": many})).unwrap_err();
        assert_eq!(fault, "push.headers: has 17 headers, must have at most 16");
    }
}
