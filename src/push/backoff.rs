//! How long to wait before a push is tried again.

use std::time::Duration;

/// The first wait is between half of this and this.
const FIRST: Duration = Duration::from_millis(500);
/// No wait is longer.
pub(super) const LONGEST: Duration = Duration::from_secs(15);

/// The wait after so many failures in a row: doubles from one to the next, and
/// half of it is drawn by `seed`, so that what failed together does not come
/// back together ("equal jitter" in Marc Brooker, "Exponential Backoff And
/// Jitter", AWS Architecture Blog, 2015).
pub(super) fn wait(failures: u32, seed: u64) -> Duration {
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1).min(16)));
    let half = doubled.min(LONGEST) / 2;
    let drawn = u32::from(u16::try_from(mixed(seed ^ u64::from(failures)) >> 48).unwrap_or(0));
    half + half.saturating_mul(drawn) / u32::from(u16::MAX)
}

/// SplitMix64's finalizer (Steele, Lea, Flood, "Fast splittable pseudorandom
/// number generators", 2014): near seeds give far numbers.
fn mixed(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_half_is_drawn() {
        for (failures, longest_ms) in [
            (1, 500),
            (2, 1_000),
            (3, 2_000),
            (6, 15_000),
            (u32::MAX, 15_000),
        ] {
            let waits: Vec<u128> = (0..1_000)
                .map(|seed| wait(failures, seed).as_millis())
                .collect();
            let (least, most) = (waits.iter().min().unwrap(), waits.iter().max().unwrap());
            assert!(*least >= longest_ms / 2 && *most <= longest_ms);
            // Drawn from all of that half.
            assert!(*least < longest_ms * 51 / 100 && *most > longest_ms * 99 / 100);
        }
    }

    #[test]
    fn equal_seeds_give_equal_waits() {
        assert_eq!(wait(3, 7), wait(3, 7));
        assert_ne!(wait(3, 7), wait(3, 8));
    }
}
