//! Bodies as they are packed on their way.

/// `body` as gzip, stored and not compressed, which is cheap, with the header's
/// parts that `flags` name.
pub fn gzip(body: &[u8], flags: u8) -> Vec<u8> {
    let flags = flags & 0b1_1110;
    let mut packed = vec![0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3];
    if flags & 4 != 0 {
        packed.extend_from_slice(&[3, 0, 1, 2, 3]);
    }
    if flags & 8 != 0 {
        packed.extend_from_slice(b"name\0");
    }
    if flags & 16 != 0 {
        packed.extend_from_slice(b"comment\0");
    }
    if flags & 2 != 0 {
        packed.extend_from_slice(&[1, 2]);
    }
    for block in body.chunks(0xffff) {
        let length = block.len() as u16;
        packed.push(0);
        packed.extend_from_slice(&length.to_le_bytes());
        packed.extend_from_slice(&(!length).to_le_bytes());
        packed.extend_from_slice(block);
    }
    packed.extend_from_slice(&[1, 0, 0, 0xff, 0xff]);
    packed.extend_from_slice(&[0; 8]);
    packed
}

/// The lines of `body` as frames of Amazon's event stream. Those that begin with
/// `c` are chunks, those with `m` metadata, all others content.
pub fn frames(body: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    for line in body.split(|byte| *byte == b'\n') {
        let (name, payload): (&[u8], &[u8]) = match line {
            [b'c', payload @ ..] => (b"chunk", payload),
            [b'm', payload @ ..] => (b"metadata", payload),
            payload => (b"contentBlockDelta", payload),
        };
        let mut headers = vec![11];
        headers.extend_from_slice(b":event-type");
        headers.extend_from_slice(&[7, 0, name.len() as u8]);
        headers.extend_from_slice(name);
        let total = 16 + headers.len() + payload.len();
        packed.extend_from_slice(&(total as u32).to_be_bytes());
        packed.extend_from_slice(&(headers.len() as u32).to_be_bytes());
        packed.extend_from_slice(&[0; 4]);
        packed.extend_from_slice(&headers);
        packed.extend_from_slice(payload);
        packed.extend_from_slice(&[0; 4]);
    }
    packed
}
