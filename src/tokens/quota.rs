//! How much of a provider's rate limit is left, as its responses' headers say.

use crate::time::to_f64;

/// Names of headers: what remains, and of how much. OpenAI's are those of Azure
/// OpenAI, Groq and others, too.
const LIMITS: [(&str, &str); 6] = [
    (
        "x-ratelimit-remaining-requests",
        "x-ratelimit-limit-requests",
    ),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-limit-tokens"),
    (
        "anthropic-ratelimit-requests-remaining",
        "anthropic-ratelimit-requests-limit",
    ),
    (
        "anthropic-ratelimit-tokens-remaining",
        "anthropic-ratelimit-tokens-limit",
    ),
    (
        "anthropic-ratelimit-input-tokens-remaining",
        "anthropic-ratelimit-input-tokens-limit",
    ),
    (
        "anthropic-ratelimit-output-tokens-remaining",
        "anthropic-ratelimit-output-tokens-limit",
    ),
];

/// The share of a provider's rate limit that remains, 0 to 1: of several limits
/// the one that is nearest to its end. `None` where the headers tell none.
pub fn remaining_share<'h>(headers: impl IntoIterator<Item = (&'h [u8], &'h [u8])>) -> Option<f64> {
    let mut told = [(None, None); LIMITS.len()];
    for (name, value) in headers {
        for ((remaining, limit), (remaining_name, limit_name)) in told.iter_mut().zip(LIMITS) {
            if name == remaining_name.as_bytes() {
                *remaining = count(value);
            } else if name == limit_name.as_bytes() {
                *limit = count(value);
            }
        }
    }
    let shares = told.into_iter().filter_map(|limit| match limit {
        (Some(remaining), Some(limit)) if limit > 0 => {
            Some((to_f64(remaining) / to_f64(limit)).min(1.0))
        }
        _ => None,
    });
    shares.min_by(f64::total_cmp)
}

fn count(value: &[u8]) -> Option<u64> {
    std::str::from_utf8(value).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(headers: &[(&str, &str)]) -> Option<f64> {
        let bytes = headers
            .iter()
            .map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        remaining_share(bytes)
    }

    #[test]
    fn the_limit_that_is_nearest_to_its_end_counts() {
        let openai = [
            ("x-ratelimit-limit-requests", "10000"),
            ("x-ratelimit-remaining-requests", "9999"),
            ("x-ratelimit-limit-tokens", "30000"),
            ("x-ratelimit-remaining-tokens", "7500"),
        ];
        assert_eq!(share(&openai), Some(0.25));
        let anthropic = [
            ("anthropic-ratelimit-input-tokens-remaining", "0"),
            ("anthropic-ratelimit-input-tokens-limit", "400000"),
            ("anthropic-ratelimit-output-tokens-remaining", "80000"),
            ("anthropic-ratelimit-output-tokens-limit", "80000"),
        ];
        assert_eq!(share(&anthropic), Some(0.0));
        assert_eq!(share(&anthropic[2..]), Some(1.0));
    }

    #[test]
    fn what_is_not_told_is_unknown() {
        for headers in [
            &[][..],
            &[("x-ratelimit-remaining-tokens", "10")],
            &[
                ("x-ratelimit-remaining-tokens", "10"),
                ("x-ratelimit-limit-tokens", "0"),
            ],
            &[
                ("x-ratelimit-remaining-tokens", "-1"),
                ("x-ratelimit-limit-tokens", "10"),
            ],
            &[
                ("x-ratelimit-remaining-tokens", "10"),
                ("x-ratelimit-limit-requests", "20"),
            ],
        ] {
            assert_eq!(share(headers), None, "{headers:?}");
        }
        let odd = [
            ("x-ratelimit-remaining-tokens", "30"),
            ("x-ratelimit-limit-tokens", "20"),
        ];
        assert_eq!(share(&odd), Some(1.0), "never more than all");
    }
}
