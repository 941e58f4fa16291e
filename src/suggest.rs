//! Guesses which legal name a wrong one was meant to be.
//!
//! Only for the error's text: a guess is never acted on.

/// Longest key for which a similar name is looked for, in bytes. It bounds the
/// work; no legal key is half as long.
const SUGGESTION_BYTES: usize = 60;

/// The known name that `key` is most likely a misspelling of: at most two
/// letters differ, and less than half of them. `maxReplicas` is `max_replicas`.
pub fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    if key.len() > SUGGESTION_BYTES {
        return None;
    }
    let letters = |name: &str| -> Vec<char> {
        let letters = name.chars().filter(|c| !matches!(c, '_' | '-'));
        letters.map(|c| c.to_ascii_lowercase()).collect()
    };
    let key = letters(key);
    let near = known
        .iter()
        .map(|name| (distance(&key, &letters(name)), *name));
    let near = near.filter(|(distance, _)| *distance <= 2 && distance * 2 < key.len());
    near.min().map(|(_, name)| name)
}

/// Levenshtein's distance: letters to insert, drop or change.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, from) in a.iter().enumerate() {
        let mut left = at + 1;
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.windows(2)) {
            let [diagonal, above] = above else { continue };
            let change = diagonal + usize::from(from != to);
            left = change.min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(a.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let known = [
            "max_replicas",
            "min_replicas",
            "policy",
            "policies",
            "tick_ms",
        ];
        for (key, name) in [
            ("max_replica", Some("max_replicas")),
            ("maxReplicas", Some("max_replicas")),
            ("min-replicas", Some("min_replicas")),
            ("polices", Some("policies")),
            ("Policy", Some("policy")),
            ("tickms", Some("tick_ms")),
            ("tick", None),
            ("zzz", None),
            ("x", None),
            ("", None),
            ("__", None),
        ] {
            assert_eq!(nearest(key, &known), name, "{key}");
        }
        assert_eq!(nearest(&"_".repeat(61), &known), None);
        assert_eq!(nearest("a", &[]), None);
    }

    #[test]
    fn distances_are_levenshteins() {
        for (a, b, d) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(&chars(a), &chars(b)), d);
        }
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_bounded(a in "[a-c]{0,8}", b in "[a-c]{0,8}") {
            let (a, b) = (chars(&a), chars(&b));
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert_eq!(distance(&a, &b) == 0, a == b);
            prop_assert!(distance(&a, &b) <= a.len().max(b.len()));
        }
    }
}
