//! Bodies as they are packed on their way.

use miniz_oxide::deflate::compress_to_vec;

/// `body` as gzip, with all parts that a header can have.
pub(super) fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x1f, 0x8b, 8, 0b1_1110, 0, 0, 0, 0, 0, 3];
    packed.extend_from_slice(&[3, 0, 1, 2, 3]);
    packed.extend_from_slice(b"name\0comment\0");
    packed.extend_from_slice(&[1, 2]);
    packed.extend_from_slice(&compress_to_vec(body, 6));
    packed.extend_from_slice(&[0; 8]);
    packed
}

/// Lines of an event's type and its payload as frames of Amazon's event stream;
/// the payload of a `chunk` is put into base64.
pub(super) fn frames(lines: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    for line in lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
    {
        let space = line.iter().position(|byte| *byte == b' ').unwrap();
        let (name, payload) = (&line[..space], &line[space + 1..]);
        let payload = match name {
            b"chunk" => format!(r#"{{"bytes":"{}","p":"abc"}}"#, base64(payload)).into_bytes(),
            _ => payload.to_vec(),
        };
        packed.extend_from_slice(&frame(name, &payload));
    }
    packed
}

/// One frame, with headers of several types around the event's.
pub(super) fn frame(event_type: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut headers = b"\x05:date\x08\0\0\0\0\0\0\0\x01\x02:b\0".to_vec();
    for (name, value) in [
        (&b":event-type"[..], event_type),
        (b":content-type", b"application/json"),
        (b":message-type", b"event"),
    ] {
        headers.push(u8::try_from(name.len()).unwrap());
        headers.extend_from_slice(name);
        headers.push(7);
        headers.extend_from_slice(&u16::try_from(value.len()).unwrap().to_be_bytes());
        headers.extend_from_slice(value);
    }
    let total = u32::try_from(16 + headers.len() + payload.len()).unwrap();
    let mut packed = total.to_be_bytes().to_vec();
    packed.extend_from_slice(&u32::try_from(headers.len()).unwrap().to_be_bytes());
    packed.extend_from_slice(&[0; 4]);
    packed.extend_from_slice(&headers);
    packed.extend_from_slice(payload);
    packed.extend_from_slice(&[0; 4]);
    packed
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .chain([&0; 2])
            .take(3)
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for at in 0..4 {
            if at <= group.len() {
                text.push(DIGITS[bits >> (18 - 6 * at) & 63].into());
            } else {
                text.push('=');
            }
        }
    }
    text
}
