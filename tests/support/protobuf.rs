//! Messages of protobuf by the numbers of their fields, for the few that tests
//! read and write.

use prost::Message;
use prost::encoding::{WireType, decode_key, decode_varint, encode_key, encode_varint};
use prost_types::value::Kind;
use prost_types::{Any, ListValue, Struct, Value};

/// A message from what its fields hold, one after the other.
pub(super) fn message<const N: usize>(fields: [Vec<u8>; N]) -> Vec<u8> {
    fields.concat()
}

/// A field that holds text, bytes or a message.
pub(super) fn field(number: u32, held: impl AsRef<[u8]>) -> Vec<u8> {
    let held = held.as_ref();
    let mut written = Vec::new();
    encode_key(number, WireType::LengthDelimited, &mut written);
    encode_varint(held.len() as u64, &mut written);
    written.extend(held);
    written
}

/// A field that holds a number.
pub(super) fn number_field(number: u32, held: u64) -> Vec<u8> {
    let mut written = Vec::new();
    encode_key(number, WireType::Varint, &mut written);
    encode_varint(held, &mut written);
    written
}

/// An `Any` that holds a message.
pub(super) fn any(type_url: &str, value: Vec<u8>) -> Vec<u8> {
    let type_url = type_url.to_owned();
    Any { type_url, value }.encode_to_vec()
}

/// JSON's object as a `google.protobuf.Struct`.
pub(super) fn structure(object: &serde_json::Map<String, serde_json::Value>) -> Struct {
    let fields = object
        .iter()
        .map(|(name, value)| (name.clone(), structured(value)));
    Struct {
        fields: fields.collect(),
    }
}

fn structured(value: &serde_json::Value) -> Value {
    use serde_json::Value as Json;
    let kind = match value {
        Json::Null => Kind::NullValue(0),
        Json::Bool(flag) => Kind::BoolValue(*flag),
        Json::Number(number) => Kind::NumberValue(number.as_f64().expect("a number")),
        Json::String(text) => Kind::StringValue(text.clone()),
        Json::Array(items) => Kind::ListValue(ListValue {
            values: items.iter().map(structured).collect(),
        }),
        Json::Object(object) => Kind::StructValue(structure(object)),
    };
    Value { kind: Some(kind) }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// What all fields of this number hold, where that is text, bytes or a message.
pub(super) fn messages(message: &[u8], field: u32) -> impl Iterator<Item = &[u8]> {
    fields(message).filter_map(move |(number, value)| match value {
        Field::Bytes(bytes) if number == field => Some(bytes),
        _ => None,
    })
}

/// As [`messages`], of the first such field; nothing where there is none.
pub(super) fn first(message: &[u8], field: u32) -> &[u8] {
    messages(message, field).next().unwrap_or_default()
}

/// The number that a field holds.
pub(super) fn number(message: &[u8], field: u32) -> Option<u64> {
    fields(message).find_map(|(number, value)| match value {
        Field::Number(value) if number == field => Some(value),
        _ => None,
    })
}

enum Field<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

/// The fields of a message.
fn fields(mut rest: &[u8]) -> impl Iterator<Item = (u32, Field<'_>)> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (field, kind) = decode_key(&mut rest).expect("a key");
        let mut take = |size: usize| {
            let (taken, left) = rest.split_at(size);
            rest = left;
            taken
        };
        let value = match kind {
            WireType::SixtyFourBit => {
                Field::Number(u64::from_le_bytes(take(8).try_into().expect("eight")))
            }
            WireType::ThirtyTwoBit => {
                let bytes = take(4).try_into().expect("four");
                Field::Number(u32::from_le_bytes(bytes).into())
            }
            WireType::Varint => Field::Number(decode_varint(&mut rest).expect("a number")),
            WireType::LengthDelimited => {
                let size = decode_varint(&mut rest).expect("a length");
                let (taken, left) = rest.split_at(usize::try_from(size).expect("small"));
                rest = left;
                Field::Bytes(taken)
            }
            other => panic!("groups are not used: {other:?}"),
        };
        Some((field, value))
    })
}
