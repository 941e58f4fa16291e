//! The bytes that Envoy hands over, as JSON.
//!
//! A `google.protobuf.StringValue` or `BytesValue` comes as the text in it. A
//! `google.protobuf.Struct` comes as its protobuf encoding (seen with Envoy
//! 1.40, although the comment in its API promises JSON), so both are read.

use prost::Message;
use prost_types::value::Kind;
use serde_json::{Map, Value};

/// The value of a `google.protobuf.Struct`; `None` where the bytes are none. To
/// be asked after the JSON parser: a Struct is never JSON text, since it holds
/// control characters outside of strings.
pub(super) fn from_struct(bytes: &[u8]) -> Option<Value> {
    // Field 1, length-delimited: the only field that a Struct has.
    if bytes.first() != Some(&0x0a) {
        return None;
    }
    // prost stops at 100 levels.
    prost_types::Struct::decode(bytes).ok().map(object)
}

fn object(fields: prost_types::Struct) -> Value {
    let fields: Map<String, Value> = fields
        .fields
        .into_iter()
        .map(|(key, field)| (key, value(field)))
        .collect();
    Value::Object(fields)
}

fn value(value: prost_types::Value) -> Value {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::BoolValue(flag)) => flag.into(),
        Some(Kind::NumberValue(number)) => whole_or_not(number),
        Some(Kind::StringValue(text)) => text.into(),
        Some(Kind::StructValue(fields)) => object(fields),
        Some(Kind::ListValue(list)) => {
            Value::Array(list.values.into_iter().map(self::value).collect())
        }
    }
}

/// A Struct has floats only. Whole ones are told as they were written: an error
/// about `49` must not say `49.0`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole, and within ±2^53, where both types are exact"
)]
fn whole_or_not(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn encoded(value: &Value) -> prost_types::Value {
        let kind = match value {
            Value::Null => Kind::NullValue(0),
            Value::Bool(flag) => Kind::BoolValue(*flag),
            Value::Number(number) => Kind::NumberValue(number.as_f64().unwrap()),
            Value::String(text) => Kind::StringValue(text.clone()),
            Value::Array(list) => Kind::ListValue(prost_types::ListValue {
                values: list.iter().map(encoded).collect(),
            }),
            Value::Object(fields) => Kind::StructValue(prost_types::Struct {
                fields: fields
                    .iter()
                    .map(|(key, value)| (key.clone(), encoded(value)))
                    .collect(),
            }),
        };
        prost_types::Value { kind: Some(kind) }
    }

    #[test]
    fn a_struct_is_the_json_it_stands_for() {
        let wanted = json!({
            "policy": "return 1", "max_replicas": 10, "services": {"app": {"alias": "a"}},
            "trust": null, "status": {"ports": [8091], "on": true}, "half": 0.5,
        });
        let Some(Kind::StructValue(fields)) = encoded(&wanted).kind else {
            panic!("an object is a struct");
        };
        assert_eq!(from_struct(&fields.encode_to_vec()), Some(wanted));
    }

    #[test]
    fn json_text_is_left_to_the_json_parser() {
        for text in ["{}", " {}", "\n{}", "\n", "", "[", "\n{\"policy\": \"x\"}"] {
            assert_eq!(from_struct(text.as_bytes()), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(mut bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            bytes.insert(0, 0x0a);
            let _ = from_struct(&bytes);
        }
    }
}
