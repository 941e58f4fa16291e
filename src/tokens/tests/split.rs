//! Where the events of a body end, found by other means than the scanner's.

/// The ends of all events of a body, in bytes from its start.
pub(super) fn event_ends(framing: &str, body: &[u8]) -> Vec<usize> {
    match framing {
        "sse" => sse(body),
        "ndjson" => lines(body),
        "json-array" => elements(body),
        "aws-eventstream" => frames(body),
        "json" => vec![body.len()],
        other => panic!("{other} is no framing"),
    }
}

/// After each blank line that ends an event with data; a last event may lack it.
fn sse(body: &[u8]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut has_data = false;
    let mut at = 0;
    while at < body.len() {
        let line_end = body[at..]
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(body.len(), |end| at + end);
        let next = match &body[line_end..] {
            [b'\r', b'\n', ..] => line_end + 2,
            [] => line_end,
            _ => line_end + 1,
        };
        let line = &body[at..line_end];
        if line.is_empty() && std::mem::take(&mut has_data) {
            ends.push(next);
        }
        has_data |= line.starts_with(b"data:");
        at = next;
    }
    if has_data {
        ends.push(body.len());
    }
    ends
}

fn lines(body: &[u8]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if !line.trim_ascii().is_empty() {
            ends.push(at);
        }
    }
    ends
}

/// After each element of a list: by depth, with texts taken out.
fn elements(body: &[u8]) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut depth, mut in_text, mut escaped) = (0, false, false);
    for (at, byte) in body.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 1 {
                    ends.push(at + 1);
                }
            }
            _ => {}
        }
    }
    ends
}

fn frames(body: &[u8]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut at = 0;
    while let Some(length) = body.get(at..at + 4) {
        at += u32::from_be_bytes(length.try_into().unwrap()) as usize;
        ends.push(at);
    }
    ends
}

/// `body` in pieces that end at each of `ends`, moved by `by`.
pub(super) fn at_ends<'a>(body: &'a [u8], ends: &[usize], by: isize) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = body;
    let mut begin = 0;
    for end in ends {
        let end = end.saturating_add_signed(by).clamp(begin, body.len());
        let (piece, after) = rest.split_at(end - begin);
        pieces.push(piece);
        rest = after;
        begin = end;
    }
    pieces.push(rest);
    pieces
}

/// `body` in pieces of random length up to `most`, of a fixed seed.
pub(super) fn random(body: &[u8], most: usize, seed: u64) -> Vec<&[u8]> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut pieces = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let length = usize::try_from(state % most as u64).unwrap() + 1;
        let (piece, after) = rest.split_at(length.min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}
