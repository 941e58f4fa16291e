//! Where each character of a YAML or JSON string stands in its source.

/// Escapes of one letter: what is written after the backslash, and what it
/// stands for.
const LETTERS: [(char, char); 18] = [
    ('0', '\0'),
    ('a', '\u{7}'),
    ('b', '\u{8}'),
    ('t', '\t'),
    ('\t', '\t'),
    ('n', '\n'),
    ('v', '\u{b}'),
    ('f', '\u{c}'),
    ('r', '\r'),
    ('e', '\u{1b}'),
    (' ', ' '),
    ('"', '"'),
    ('/', '/'),
    ('\\', '\\'),
    ('N', '\u{85}'),
    ('_', '\u{a0}'),
    ('L', '\u{2028}'),
    ('P', '\u{2029}'),
];

/// How a string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// None: plain, or a block.
    None,
    Single,
    Double,
}

/// Offsets in `raw` of each byte of `value`, and of the byte after it. `None`
/// where the two do not fit together.
pub(super) fn align(raw: &str, quotes: Quotes, value: &str) -> Option<Vec<usize>> {
    let (mut at, end) = match quotes {
        Quotes::None => (0, raw.len()),
        Quotes::Single | Quotes::Double => (1, raw.len().checked_sub(1)?),
    };
    let mut offsets = Vec::with_capacity(value.len() + 1);
    let mut done = 0;
    while let Some(wanted) = value.get(done..)?.chars().next() {
        let rest = raw.get(at..end)?;
        if rest.is_empty() && value.get(done..)? == "\n" {
            // A block ends so, even where the file ends before.
            offsets.push(at);
            break;
        }
        let found = rest.chars().next()?;
        // A line break is folded, and its indentation left out: what is white
        // on one side is so on the other.
        let white = run(rest);
        if matches!(wanted, ' ' | '\t' | '\n') && rest.get(..white)?.contains('\n') {
            let length = run(value.get(done..)?);
            for place in 0..length {
                // From the right: there the indentation of a block is the same.
                let back = length - place;
                offsets.push(at + white.saturating_sub(back));
            }
            (at, done) = (at + white, done + length);
            continue;
        }
        let (taken, stands_for) = match (quotes, found) {
            (Quotes::Double, '\\') => match escape(rest)? {
                (length, Some(character)) => (length, character),
                (length, None) => {
                    at += length;
                    continue;
                }
            },
            (Quotes::Single, '\'') if rest.starts_with("''") => (2, '\''),
            (_, other) => (other.len_utf8(), other),
        };
        if stands_for != wanted {
            return None;
        }
        offsets.extend(std::iter::repeat_n(at, wanted.len_utf8()));
        (at, done) = (at + taken, done + wanted.len_utf8());
    }
    offsets.push(at.min(end));
    Some(offsets)
}

/// Bytes that are white at the beginning of a text.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\n', '\r']).len()
}

/// Length of an escape and the character that it stands for; `None` for a line
/// that goes on.
fn escape(text: &str) -> Option<(usize, Option<char>)> {
    let letter = text.get(1..)?.chars().next()?;
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        '\n' | '\r' => return Some((1 + run(text.get(1..)?), None)),
        _ => {
            let (_, character) = LETTERS.iter().find(|(known, _)| *known == letter)?;
            return Some((1 + letter.len_utf8(), Some(*character)));
        }
    };
    let code = |from: usize| u32::from_str_radix(text.get(from..from + digits)?, 16).ok();
    let first = code(2)?;
    if let Some(character) = char::from_u32(first) {
        return Some((2 + digits, Some(character)));
    }
    // Half of a pair, as in JSON.
    let second = code(4 + digits)?;
    let mut pair = char::decode_utf16([u16::try_from(first).ok()?, u16::try_from(second).ok()?]);
    Some((2 * (2 + digits), Some(pair.next()?.ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of the source each character of the value comes from.
    fn pairs(raw: &str, quotes: Quotes, value: &str) -> Vec<(char, char)> {
        let offsets = align(raw, quotes, value).unwrap();
        assert_eq!(offsets.len(), value.len() + 1);
        value
            .char_indices()
            .map(|(at, it)| (it, raw[offsets[at]..].chars().next().unwrap()))
            .collect()
    }

    #[test]
    fn lines_of_a_block_are_found_behind_their_indentation() {
        let raw = "if x then\n      return 1\n\n    end\n";
        let value = "if x then\n  return 1\n\nend\n";
        let offsets = align(raw, Quotes::None, value).unwrap();
        for word in ["if", "then", "return", "1", "end"] {
            let (from, at) = (raw.find(word), value.find(word).unwrap());
            assert_eq!(Some(offsets[at]), from, "{word}");
        }
        assert_eq!(align("a", Quotes::None, "a\n"), Some(vec![0, 1, 1]));
        assert_eq!(pairs("a\n  b", Quotes::None, "a b")[2], ('b', 'b'));
    }

    #[test]
    fn escapes_are_found_where_they_begin() {
        let raw = r#""a\n\u00e9\ud83d\ude00\"z""#;
        let told = pairs(raw, Quotes::Double, "a\né😀\"z");
        let slash = '\\';
        let from: Vec<char> = told.iter().map(|(_, from)| *from).collect();
        assert_eq!(from, ['a', slash, slash, slash, slash, 'z']);
        assert_eq!(
            pairs("'it''s'", Quotes::Single, "it's").last(),
            Some(&('s', 's'))
        );
    }

    #[test]
    fn what_does_not_fit_is_told() {
        assert_eq!(align("abc", Quotes::None, "abd"), None);
        assert_eq!(align("ab", Quotes::None, "abc"), None);
        assert_eq!(align("\"", Quotes::Double, "a"), None);
        assert_eq!(align(r#""\ud83d""#, Quotes::Double, "x"), None);
    }
}
