//! Random numbers as Lua 5.4 draws them: xoshiro256** (Blackman and Vigna),
//! seeded with two integers. The same seed gives the same numbers here, in the
//! wasm and in lua5.4.

/// The generator's state.
#[derive(Clone, Debug)]
pub(super) struct Random([u64; 4]);

/// Draws that are thrown away after seeding, as in Lua.
const DISCARDED: u32 = 16;

impl Random {
    /// A generator with a seed of two integers.
    pub(super) fn seeded(low: u64, high: u64) -> Self {
        let mut random = Self([low, 0xff, high, 0]);
        for _ in 0..DISCARDED {
            random.next();
        }
        random
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        let [s0, s1, s2, s3] = self.0;
        let drawn = s1.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let s2 = s2 ^ s0;
        let s3 = s3 ^ s1;
        self.0 = [s0 ^ s3, s1 ^ s2, s2 ^ (s1 << 17), s3.rotate_left(45)];
        drawn
    }

    /// 64 bits as a float in [0, 1).
    pub(super) fn fraction(drawn: u64) -> f64 {
        crate::time::to_f64(drawn >> 11) * 2.0_f64.powi(-53)
    }

    /// A number from 0 to `span`, evenly: `drawn` where it fits below the next
    /// power of two, else further ones.
    pub(super) fn within(&mut self, drawn: u64, span: u64) -> u64 {
        let mask = u64::MAX.checked_shr(span.leading_zeros()).unwrap_or(0);
        let mut drawn = drawn & mask;
        while drawn > span {
            drawn = self.next() & mask;
        }
        drawn
    }
}
