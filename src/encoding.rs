//! Postcard, made for ticks: appended to bytes, and long lists of small things
//! as one run of bytes.

use postcard::ser_flavors::Flavor;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Appends a value. [`postcard::to_extend`] does the same byte by byte, which
/// takes several times as long.
///
/// # Errors
/// What postcard cannot encode.
pub(crate) fn append<T: Serialize>(bytes: Vec<u8>, value: &T) -> postcard::Result<Vec<u8>> {
    postcard::serialize_with_flavor(value, Bytes(bytes))
}

struct Bytes(Vec<u8>);

impl Flavor for Bytes {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        match bytes {
            // Most numbers are small, and a copy of one byte is a call.
            [byte] => self.0.push(*byte),
            bytes => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

/// Items of so many words of 32 bits, one behind the other. Number by number, a
/// list takes several times as long to write and to read.
///
/// # Errors
/// The serializer's.
pub(crate) fn pack<S: Serializer, const WORDS: usize>(
    items: impl ExactSizeIterator<Item = [u32; WORDS]>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(items.len().saturating_mul(size_of::<[u32; WORDS]>()));
    for item in items {
        bytes.extend_from_slice(item.map(u32::to_le_bytes).as_flattened());
    }
    serializer.serialize_bytes(&bytes)
}

/// What [`pack`] wrote.
///
/// # Errors
/// The deserializer's, and a part of an item.
pub(crate) fn unpack<'de, D: Deserializer<'de>, T, C: FromIterator<T>, const WORDS: usize>(
    deserializer: D,
    read: impl Fn([u32; WORDS]) -> T,
) -> Result<C, D::Error> {
    let bytes = <&[u8]>::deserialize(deserializer)?;
    let (words, part) = bytes.as_chunks();
    let (items, rest) = words.as_chunks();
    if !part.is_empty() || !rest.is_empty() {
        return Err(D::Error::invalid_length(bytes.len(), &"whole items"));
    }
    let read = |item: &[[u8; 4]; WORDS]| read(item.map(u32::from_le_bytes));
    Ok(items.iter().map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_postcard() {
        let value = (1_u8, 300_u64, "text", vec![1.5_f64], Some(()));
        let mut expected = b"before".to_vec();
        expected.extend(postcard::to_allocvec(&value).unwrap());
        assert_eq!(append(b"before".to_vec(), &value), Ok(expected));
    }

    #[test]
    fn a_part_of_an_item_is_refused() {
        let read = |bytes: &[u8]| {
            let mut deserializer = postcard::Deserializer::from_bytes(bytes);
            unpack(&mut deserializer, |item: [u32; 2]| item)
        };
        let mut bytes = vec![16, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 4];
        assert_eq!(read(&bytes), Ok(vec![[1, 2], [3, 4 << 24]]));
        for length in [4, 8 + 3, 12, 15, 17] {
            bytes[0] = length;
            assert!(read(&bytes).is_err(), "{length} bytes");
        }
    }
}
