//! What has to hold of any body in any split, and of any part of it.

use super::split::{at_ends, random};
use super::{Told, read};
use crate::tokens::{Head, Scanner, Usage};

/// Reads `body` in many splits: each has to tell the same as the whole did.
pub(super) fn split_anyhow(name: &str, head: &Head<'_>, body: &[u8], ends: &[usize], whole: &Told) {
    let same = |how: &str, pieces: Vec<&[u8]>| {
        assert_eq!(read(head, pieces), *whole, "{name}: {how}");
    };
    same("byte by byte", body.chunks(1).collect());
    for by in -1..=1 {
        same("at the events' ends", at_ends(body, ends, by));
    }
    for (seed, most) in [2, 3, 7, 64, 1400, 4096].into_iter().enumerate() {
        for round in 0..4 {
            same(
                "in random pieces",
                random(body, most, (seed * 4 + round) as u64),
            );
        }
    }
}

/// Bodies up to this long are cut after each byte and ended there; of longer
/// ones, one cut in a hundred is.
const SHORT: usize = 4096;

/// Cuts `body` after each byte. What is told is what the events told that were
/// whole: never a part of a number, nor of an event. `plain` is the body without
/// its encoding.
pub(super) fn cut_anywhere(name: &str, head: &Head<'_>, body: &[u8], plain: &[u8], ends: &[usize]) {
    let plain_head = Head {
        content_encoding: None,
        ..*head
    };
    let is_encoded = body != plain;
    // What was told after each event.
    let mut after = vec![Usage::default()];
    let mut scanner = Scanner::new(&plain_head);
    let mut begin = 0;
    for end in ends {
        scanner.read(&plain[begin..*end]);
        begin = *end;
        after.push(scanner.usage());
    }
    let mut scanner = Scanner::new(head);
    for (at, byte) in body.iter().enumerate() {
        scanner.read(std::slice::from_ref(byte));
        let told = scanner.usage();
        let whole_events = ends.iter().take_while(|end| **end <= at + 1).count();
        let may_be = if is_encoded {
            &after[..]
        } else {
            &after[whole_events..(whole_events + 2).min(after.len())]
        };
        assert!(
            may_be.contains(&told),
            "{name}, cut after {at}: {told:?} of {may_be:?}"
        );
        if body.len() <= SHORT || at % 101 == 0 {
            let cut = read(head, [&body[..=at]]);
            assert_eq!(cut.usage, told, "{name}, ended after {at}");
        }
    }
}
