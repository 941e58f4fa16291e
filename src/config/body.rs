//! Bodies of status requests, read by the rules of the configuration: strict,
//! and with errors that name key, value and range.

use super::error::ConfigErrors;
use super::reader::Object;
use crate::fleet::replicas::MAX_READY;
use crate::json;

/// Reads what the scaler says: `{"ready": 3}`.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn ready_replicas(body: &[u8]) -> Result<u32, ConfigErrors> {
    let mut errors = ConfigErrors::default();
    let value = json::parse(body).unwrap_or_else(|fault| {
        errors.at("", fault);
        serde_json::Value::Null
    });
    let ready = (errors.count() == 0)
        .then(|| Object::new(String::new(), &value, &mut errors))
        .flatten()
        .and_then(|mut object| {
            if !object.has("ready") {
                errors.at("ready", "is required");
            }
            let ready = object.whole("ready", 0..=MAX_READY, &mut errors);
            object.finish(&mut errors);
            ready
        });
    match ready {
        Some(ready) if errors.count() == 0 => Ok(ready),
        _ => Err(errors),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_body_is_one_whole_number_and_nothing_else() {
        for (body, wanted) in [
            (r#"{"ready": 3}"#, Ok(3)),
            (r#" {"ready":0} "#, Ok(0)),
            (r#"{"ready": 100000.0}"#, Ok(100_000)),
            (
                r#"{"ready": 100001}"#,
                Err("ready: 100001 is out of range, must be 0 to 100000"),
            ),
            (
                r#"{"ready": -1}"#,
                Err("ready: -1 is out of range, must be 0 to 100000"),
            ),
            (
                r#"{"ready": 1.5}"#,
                Err("ready: 1.5 must be a whole number, 0 to 100000"),
            ),
            (
                r#"{"ready": "3"}"#,
                Err("ready: \"3\" must be a whole number, 0 to 100000"),
            ),
            ("{}", Err("ready: is required")),
            ("3", Err("3 must be an object")),
            ("", Err("line 1, column 0: EOF while parsing a value")),
            (
                r#"{"raedy": 3}"#,
                Err("ready: is required\nraedy: unknown key, did you mean ready?"),
            ),
            (r#"{"ready": 3, "desired": 3}"#, Err("desired: unknown key")),
        ] {
            let read = ready_replicas(body.as_bytes());
            let read = read.map_err(|errors| errors.to_string());
            assert_eq!(read, wanted.map_err(str::to_owned), "{body}");
        }
        assert!(ready_replicas(br#"{"ready": 3, "ready": 4}"#).is_err());
        assert!(ready_replicas(b"\xff").is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(body in proptest::collection::vec(any::<u8>(), 0..64)) {
            prop_assert!(ready_replicas(&body).is_err());
        }
    }
}
