//! Which services a tick works on.
//!
//! A tick runs on a thread that serves requests, so its work is bounded: with
//! more than [`SERVICES_PER_TICK`] services, shards take turns, and a service's
//! turn comes every other, every fourth … tick. Writers and the leader go round
//! by themselves: nobody waits for anybody.

use super::slot::SHARDS;

/// Services that one tick works on. With the usual tick of 250 ms and 1,000
/// services each is looked at every two seconds.
pub const SERVICES_PER_TICK: usize = 128;

/// The shards of one tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    turn: usize,
    turns: usize,
}

impl Default for Round {
    fn default() -> Self {
        Self { turn: 0, turns: 1 }
    }
}

impl Round {
    /// The next one, with so many services in all.
    #[must_use]
    pub fn next(self, services: usize) -> Self {
        // A divisor of the number of shards, so that all turns are as long.
        let turns = services
            .div_ceil(SERVICES_PER_TICK)
            .clamp(1, SHARDS)
            .next_power_of_two();
        let turn = self.turn.wrapping_add(1) % turns;
        Self { turn, turns }
    }

    /// Whether a shard has its turn.
    pub fn includes(self, shard: usize) -> bool {
        shard % self.turns == self.turn
    }

    /// Which of the turns this is, from 0 on.
    pub fn turn(self) -> usize {
        self.turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_services_have_their_turn_in_every_tick() {
        let mut round = Round::default();
        for services in [0, 1, 100, SERVICES_PER_TICK] {
            round = round.next(services);
            assert!((0..SHARDS).all(|shard| round.includes(shard)), "{services}");
        }
    }

    #[test]
    fn every_shard_has_its_turn_as_often() {
        for (services, turns) in [(129, 2), (300, 4), (1_000, 8), (1_024, 8), (100_000, 16)] {
            let mut round = Round::default();
            let mut seen = [0; SHARDS];
            for _ in 0..turns * 3 {
                round = round.next(services);
                for (shard, seen) in seen.iter_mut().enumerate() {
                    *seen += usize::from(round.includes(shard));
                }
            }
            assert_eq!(seen, [3; SHARDS], "{services}");
        }
    }

    #[test]
    fn a_number_that_changes_leaves_nobody_out() {
        let mut round = Round::default();
        let mut waited = [0; SHARDS];
        for tick in 0..1_000 {
            round = round.next(if tick % 3 == 0 { 120 } else { 1_000 });
            for (shard, waited) in waited.iter_mut().enumerate() {
                *waited = if round.includes(shard) {
                    0
                } else {
                    *waited + 1
                };
                assert!(*waited <= 4, "{tick} {shard}");
            }
        }
    }
}
