//! Versioned binary records: two bytes that tell what it is, then postcard.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::encoding;

/// First byte of every record.
const MAGIC: u8 = b'L';
/// Version of all record layouts: raised with any change of one, so that two
/// versions of the filter beside each other never misread each other.
const VERSION: u8 = 11;
/// What every record begins with.
pub const PREFIX: [u8; 2] = [MAGIC, VERSION];
/// More than 1024 services with all their metrics need; what is longer is not
/// ours and is not parsed.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Room for most records from the start.
const USUAL_BYTES: usize = 1024;

/// The bytes of a record; empty where it cannot be encoded, which reads as
/// missing.
pub fn encode<T: Serialize>(record: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(USUAL_BYTES);
    bytes.extend_from_slice(&PREFIX);
    encoding::append(bytes, record).unwrap_or_default()
}

/// The record in `bytes`; `None` for anything that is not exactly one.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    match begin(bytes)? {
        (record, []) => Some(record),
        _ => None,
    }
}

/// What a record begins with, where the rest is of no use: a `T` with its first
/// fields.
pub fn decode_first<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    begin(bytes).map(|(first, _)| first)
}

fn begin<T: DeserializeOwned>(bytes: &[u8]) -> Option<(T, &[u8])> {
    if bytes.len() > MAX_BYTES {
        return None;
    }
    let body = bytes.strip_prefix(&PREFIX)?;
    postcard::take_from_bytes(body).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::fleet::lease::Lease;
    use crate::fleet::replicas::Replicas;
    use crate::fleet::slot::{ServiceRecord, Shard, SlotHeader};
    use crate::fleet::snapshot::{Head, ServiceSnapshot};

    #[test]
    fn what_is_encoded_is_decoded() {
        let shard = Shard {
            token: 7,
            services: vec![ServiceRecord {
                name: "checkout".into(),
                ..ServiceRecord::default()
            }],
        };
        assert_eq!(decode(&encode(&shard)), Some(shard));
    }

    #[test]
    fn foreign_bytes_are_no_record() {
        let mut bytes = encode(&SlotHeader::default());
        assert!(decode::<SlotHeader>(&bytes).is_some());
        bytes.push(0);
        assert_eq!(decode::<SlotHeader>(&bytes), None, "trailing bytes");
        assert_eq!(decode::<SlotHeader>(b""), None);
        let other = [MAGIC, VERSION - 1];
        assert_eq!(decode::<SlotHeader>(&other), None, "another version");
        assert_eq!(decode::<SlotHeader>(&vec![0; MAX_BYTES + 1]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            bytes.splice(0..0, PREFIX);
            let _ = decode::<SlotHeader>(&bytes);
            let _ = decode::<Shard>(&bytes);
            let _ = decode::<Lease>(&bytes);
            let _ = decode::<Head>(&bytes);
            let _ = decode::<BTreeMap<String, ServiceSnapshot>>(&bytes);
            let _ = decode::<Replicas>(&bytes);
        }
    }
}
