//! UTF-8 as it was first defined: up to 2^31, in up to six bytes.

/// Writes a character of up to 2^31.
pub fn encode(code: u32, text: &mut Vec<u8>) {
    if code < 0x80 {
        text.push(code as u8);
        return;
    }
    let length = match code {
        0..0x800 => 2,
        0x800..0x1_0000 => 3,
        0x1_0000..0x20_0000 => 4,
        0x20_0000..0x400_0000 => 5,
        _ => 6,
    };
    let lead = (0xff00_u32 >> length) as u8;
    text.push(lead | (code >> (6 * (length - 1))) as u8);
    for position in (0..length - 1).rev() {
        text.push(0x80 | (code >> (6 * position)) as u8 & 0x3f);
    }
}
