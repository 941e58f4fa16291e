//! `status`: where the status routes are served, and to whom.

use super::error::ConfigErrors;
use super::reader::Object;
use super::value::whole;
use super::{Status, StatusAccess, Trust};

/// Path where the operator names none.
const DEFAULT_PATH: &str = "/-/luascale";
/// Longest path, in bytes.
const MAX_PATH_BYTES: usize = 128;
/// Most ports.
const MAX_PORTS: usize = 16;

/// Reads the key; not served where it is absent.
pub(super) fn read(
    root: &mut Object<'_>,
    trust: &Trust,
    errors: &mut ConfigErrors,
) -> Option<Status> {
    let mut status = root.object("status", errors)?;
    let [internal, token, all, none] = [
        ("internal", StatusAccess::Internal),
        ("token", StatusAccess::Token),
        ("all", StatusAccess::All),
        ("none", StatusAccess::None),
    ];
    let readers = [internal, token, all];
    // Never everybody: what is written here scales.
    let writers = [none, internal, token];
    let read = status.word("read", &readers, errors).unwrap_or_default();
    let write = status.word("write", &writers, errors);
    let write = write.unwrap_or(StatusAccess::None);
    for (key, access) in [("read", read), ("write", write)] {
        if access == StatusAccess::Token && !matches!(trust, Trust::Token { .. }) {
            let message = "\"token\" needs trust to be {\"token\": …}";
            errors.at(&status.path(key), message);
        }
    }
    let path = read_path(&mut status, errors);
    let ports = read_ports(&mut status, errors);
    status.finish(errors);
    Some(Status {
        path,
        ports,
        read,
        write,
    })
}

fn read_path(status: &mut Object<'_>, errors: &mut ConfigErrors) -> String {
    let Some(path) = status.text("path", 1..=MAX_PATH_BYTES, errors) else {
        return DEFAULT_PATH.to_owned();
    };
    let normal = normalised(path);
    if normal.is_none() {
        let message =
            "must begin with / and hold segments of [A-Za-z0-9._~-], none of them empty, . or ..";
        errors.wrong(&status.path("path"), &path.into(), message);
    }
    normal.unwrap_or(DEFAULT_PATH).to_owned()
}

/// `path` without its trailing slash, or `None` where a request's path could
/// spell it in several ways (escapes, dots, double slashes) or where it is the
/// root, which would take every request.
fn normalised(path: &str) -> Option<&str> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    let legal =
        |segment: &str| !matches!(segment, "" | "." | "..") && segment.bytes().all(unreserved);
    path.strip_prefix('/')?
        .split('/')
        .all(legal)
        .then_some(path)
}

fn read_ports(status: &mut Object<'_>, errors: &mut ConfigErrors) -> Vec<u16> {
    let mut ports = Vec::new();
    for (path, value) in status
        .list("ports", 0..=MAX_PORTS, errors)
        .unwrap_or_default()
    {
        let port = whole(value, &path, 1..=u32::from(u16::MAX), errors);
        let Some(port) = port.and_then(|port| u16::try_from(port).ok()) else {
            continue;
        };
        if ports.contains(&port) {
            errors.wrong(&path, value, "is listed twice");
        }
        ports.push(port);
    }
    ports
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn outcome(status: Value, trust: &Trust) -> Result<Option<Status>, String> {
        let value = json!({ "status": status });
        let mut errors = ConfigErrors::default();
        let mut root = Object::new(String::new(), &value, &mut errors).unwrap();
        let status = read(&mut root, trust, &mut errors);
        root.finish(&mut errors);
        match errors.count() {
            0 => Ok(status),
            _ => Err(errors.to_string()),
        }
    }

    #[test]
    fn an_empty_object_serves_the_default_path_to_internal_requests() {
        let status = Status {
            path: "/-/luascale".into(),
            ports: Vec::new(),
            read: StatusAccess::Internal,
            write: StatusAccess::None,
        };
        assert_eq!(outcome(json!({}), &Trust::Internal), Ok(Some(status)));
    }

    #[test]
    fn the_design_s_example_is_read() {
        let example = json!({"path": "/-/scale/", "ports": [8091, 8092.0], "read": "all", "write": "internal"});
        let status = Status {
            path: "/-/scale".into(),
            ports: vec![8091, 8092],
            read: StatusAccess::All,
            write: StatusAccess::Internal,
        };
        assert_eq!(outcome(example, &Trust::Internal), Ok(Some(status)));
    }

    #[test]
    fn access_by_token_needs_a_token() {
        let token = Trust::Token {
            header: "t".into(),
            sha256: vec![[1; 32]],
        };
        let status = json!({"read": "token", "write": "token"});
        let read = outcome(status.clone(), &token).unwrap().unwrap();
        assert_eq!(
            (read.read, read.write),
            (StatusAccess::Token, StatusAccess::Token)
        );
        assert_eq!(
            outcome(status, &Trust::All).unwrap_err(),
            "status.read: \"token\" needs trust to be {\"token\": …}\n\
             status.write: \"token\" needs trust to be {\"token\": …}"
        );
    }

    #[test]
    fn faults_are_told_by_key() {
        for (status, error) in [
            (json!(5), "status: 5 must be an object"),
            (
                json!({"write": "all"}),
                "status.write: \"all\" must be \"none\" or \"internal\" or \"token\"",
            ),
            (
                json!({"write": null}),
                "status.write: null must be \"none\" or \"internal\" or \"token\"",
            ),
            (
                json!({"read": "none"}),
                "status.read: \"none\" must be \"internal\" or \"token\" or \"all\"",
            ),
            (
                json!({"ports": [0]}),
                "status.ports[0]: 0 is out of range, must be 1 to 65535",
            ),
            (
                json!({"ports": [1, 65536]}),
                "status.ports[1]: 65536 is out of range, must be 1 to 65535",
            ),
            (
                json!({"ports": [1, 1]}),
                "status.ports[1]: 1 is listed twice",
            ),
            (
                json!({"port": [1]}),
                "status.port: unknown key, did you mean ports?",
            ),
            (
                json!({"path": ""}),
                "status.path: \"\" is 0 bytes long, must be 1 to 128",
            ),
        ] {
            assert_eq!(outcome(status, &Trust::Internal), Err(error.to_owned()));
        }
        let ports: Vec<u16> = (1..=17).collect();
        assert!(outcome(json!({"ports": ports}), &Trust::Internal).is_err());
    }

    #[test]
    fn a_path_has_one_spelling() {
        for (path, normal) in [
            ("/a", Some("/a")),
            ("/a/", Some("/a")),
            ("/-/l.u~a_1", Some("/-/l.u~a_1")),
            ("/", None),
            ("//", None),
            ("a", None),
            ("/a//b", None),
            ("/a//", None),
            ("/a/../b", None),
            ("/.", None),
            ("/a?b", None),
            ("/a%2fb", None),
            ("/a b", None),
            ("/é", None),
        ] {
            assert_eq!(normalised(path), normal, "{path}");
        }
    }

    proptest! {
        #[test]
        fn normal_paths_stay_as_they_are(path in "[/a.%?-]{0,8}") {
            if let Some(normal) = normalised(&path) {
                prop_assert!(normal.starts_with('/') && !normal.ends_with('/'));
                prop_assert_eq!(normalised(normal), Some(normal));
            }
        }
    }
}
