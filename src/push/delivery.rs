//! How far the newest decision of one service has got. Pure: it is told what
//! happens and when.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::backoff;
use crate::stats::{Counter, Tally};
use crate::time::Timestamp;

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver answered with this status code.
    Answered(u16),
    /// No answer, or Envoy could not make the call.
    Unanswered,
}

/// A call that is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Flight {
    sequence: u64,
    /// Its answer can be expected no longer.
    until: Timestamp,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    /// Nothing to send.
    #[default]
    Settled,
    /// To be sent, or on the wire.
    Due,
}

/// The newest decision that is to be sent, and the call that is on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Hash of where it goes; another target has to be told anew.
    target: u64,
    /// Number of the decision; grows. The moment in milliseconds, so that none
    /// is used twice even where the record was lost. 0: there was none.
    sequence: u64,
    /// Replicas that it asks for.
    desired: u32,
    stage: Stage,
    /// Failures in a row.
    failures: u32,
    not_before: Timestamp,
    flight: Option<Flight>,
}

/// How long after its timeout a call may still be answered: Envoy tells of a
/// timeout in its own time. A call that ended without a word (its root context
/// was drained) is given up then.
const GRACE: Duration = Duration::from_secs(2);

impl Delivery {
    /// The number of the newest decision.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Whether a call is on the wire.
    pub fn in_flight(&self) -> bool {
        self.flight.is_some()
    }

    /// A decision stands. Where it differs from the one before it is to be
    /// sent; one before it that did not get through is dropped.
    pub(super) fn decide(&mut self, target: u64, desired: u32, now: Timestamp, tally: &mut Tally) {
        let known = self.sequence > 0 && self.target == target;
        if known && self.desired == desired {
            return;
        }
        if self.stage == Stage::Due {
            tally.add(Counter::PushSuperseded, 1);
        } else {
            self.failures = 0;
        }
        // A receiver that is down gets no more calls because decisions change.
        if self.failures == 0 || !known {
            self.not_before = now;
        }
        let moment = now.as_micros() / 1_000;
        self.sequence = self.sequence.saturating_add(1).max(moment);
        self.target = target;
        self.desired = desired;
        self.stage = Stage::Due;
    }

    /// Gives up a call whose answer is overdue; true where there was one.
    pub(super) fn give_up(
        &mut self,
        timeout: Duration,
        now: Timestamp,
        seed: u64,
        tally: &mut Tally,
    ) -> bool {
        let overdue = self.flight.filter(|flight| {
            // A clock that stepped back, or somebody else's bytes.
            let nonsense = flight.until > lasts_until(timeout, now);
            now >= flight.until || nonsense
        });
        overdue.is_some_and(|flight| {
            self.answer(flight.sequence, Outcome::Unanswered, now, seed, tally);
            true
        })
    }

    /// Whether a call is to go out now.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        // A clock that stepped back must not make a wait last for ever.
        let nonsense = self.not_before > now.plus(backoff::LONGEST);
        self.stage == Stage::Due && self.flight.is_none() && (now >= self.not_before || nonsense)
    }

    /// A call goes out.
    pub(super) fn send(&mut self, timeout: Duration, now: Timestamp, tally: &mut Tally) {
        tally.add(Counter::PushSent, 1);
        self.flight = Some(Flight {
            sequence: self.sequence,
            until: lasts_until(timeout, now),
        });
    }

    /// A call ended. False where it is not the one on the wire: it was given
    /// up, and nothing changes.
    pub(super) fn answer(
        &mut self,
        sequence: u64,
        outcome: Outcome,
        now: Timestamp,
        seed: u64,
        tally: &mut Tally,
    ) -> bool {
        if self.flight.map(|flight| flight.sequence) != Some(sequence) {
            return false;
        }
        self.flight = None;
        let counter = counter(outcome);
        tally.add(counter, 1);
        if counter == Counter::PushFailed {
            self.failures = self.failures.saturating_add(1);
            let seed = seed ^ self.sequence.rotate_left(32);
            self.not_before = now.plus(backoff::wait(self.failures, seed));
        } else {
            self.failures = 0;
            self.not_before = now;
            if sequence == self.sequence {
                self.stage = Stage::Settled;
            }
        }
        true
    }
}

fn lasts_until(timeout: Duration, now: Timestamp) -> Timestamp {
    now.plus(timeout).plus(GRACE)
}

/// What a call counts as: acknowledged, failed (to be tried again) or refused
/// (the receiver understood, and a second try would be answered alike).
pub(super) fn counter(outcome: Outcome) -> Counter {
    match outcome {
        Outcome::Answered(200..=299) => Counter::PushAcknowledged,
        // Request Timeout, Too Many Requests: RFC 9110 and RFC 6585 ask to try
        // again.
        Outcome::Unanswered | Outcome::Answered(408 | 429 | 500..) => Counter::PushFailed,
        Outcome::Answered(_) => Counter::PushRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(2);

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000_000 + ms * 1_000)
    }

    fn counts(tally: &mut Tally) -> Vec<(Counter, u32)> {
        tally.drain().collect()
    }

    /// A decision for 3 replicas that is on the wire since 0.
    fn sent() -> (Delivery, Tally) {
        let (mut delivery, mut tally) = (Delivery::default(), Tally::default());
        assert!(!delivery.is_due(at(0)), "nothing decided");
        delivery.decide(1, 3, at(0), &mut tally);
        assert!(delivery.is_due(at(0)));
        delivery.send(TIMEOUT, at(0), &mut tally);
        (delivery, tally)
    }

    #[test]
    fn an_acknowledged_decision_is_not_sent_again() {
        let (mut delivery, mut tally) = sent();
        let sequence = delivery.sequence();
        assert!(delivery.answer(sequence, Outcome::Answered(204), at(10), 0, &mut tally));
        delivery.decide(1, 3, at(20), &mut tally);
        assert!(!delivery.is_due(at(1_000_000)));
        let sent = (Counter::PushSent, 1);
        assert_eq!(counts(&mut tally), [sent, (Counter::PushAcknowledged, 1)]);
        delivery.decide(1, 4, at(30), &mut tally);
        assert!(delivery.is_due(at(30)));
        assert!(delivery.sequence() > sequence);
    }

    #[test]
    fn another_target_is_told_what_stands() {
        let (mut delivery, mut tally) = sent();
        let sequence = delivery.sequence();
        delivery.answer(sequence, Outcome::Answered(200), at(10), 0, &mut tally);
        delivery.decide(2, 3, at(20), &mut tally);
        assert!(delivery.is_due(at(20)));
    }

    #[test]
    fn failures_are_tried_again_later_and_later() {
        let (mut delivery, mut tally) = sent();
        let sequence = delivery.sequence();
        let mut now = at(0);
        let mut waits = Vec::new();
        for _ in 0..8 {
            delivery.answer(sequence, Outcome::Answered(503), now, 7, &mut tally);
            assert!(!delivery.is_due(now));
            let failed = now;
            while !delivery.is_due(now) {
                now = now.plus(Duration::from_millis(10));
            }
            waits.push(now.since(failed).as_millis());
            delivery.send(TIMEOUT, now, &mut tally);
        }
        for (wait, longest) in waits.iter().zip([500, 1_000, 2_000, 4_000, 8_000, 15_000]) {
            assert!((longest / 2..=longest + 10).contains(wait), "{waits:?}");
        }
        assert_eq!(delivery.sequence(), sequence, "still the same decision");
        assert_eq!(
            counts(&mut tally),
            [(Counter::PushSent, 9), (Counter::PushFailed, 8)]
        );
    }

    #[test]
    fn what_an_answer_means() {
        for (outcome, meaning) in [
            (Outcome::Answered(200), Counter::PushAcknowledged),
            (Outcome::Answered(204), Counter::PushAcknowledged),
            (Outcome::Answered(302), Counter::PushRefused),
            (Outcome::Answered(400), Counter::PushRefused),
            (Outcome::Answered(404), Counter::PushRefused),
            (Outcome::Answered(408), Counter::PushFailed),
            (Outcome::Answered(429), Counter::PushFailed),
            (Outcome::Answered(500), Counter::PushFailed),
            (Outcome::Answered(504), Counter::PushFailed),
            (Outcome::Unanswered, Counter::PushFailed),
        ] {
            let (mut delivery, mut tally) = sent();
            let sequence = delivery.sequence();
            delivery.answer(sequence, outcome, at(10), 0, &mut tally);
            let told = counts(&mut tally);
            assert!(told.contains(&(meaning, 1)), "{outcome:?}: {told:?}");
            let again = meaning == Counter::PushFailed;
            assert_eq!(delivery.is_due(at(60_000)), again, "{outcome:?}");
            // A refusal is of one decision, not of all.
            delivery.decide(1, 9, at(60_000), &mut tally);
            assert!(delivery.is_due(at(60_000)), "{outcome:?}");
        }
    }

    #[test]
    fn a_newer_decision_waits_for_the_wire_and_replaces_the_older() {
        let (mut delivery, mut tally) = sent();
        let first = delivery.sequence();
        delivery.decide(1, 4, at(100), &mut tally);
        delivery.decide(1, 5, at(200), &mut tally);
        assert!(!delivery.is_due(at(200)), "one at a time");
        assert!(delivery.answer(first, Outcome::Answered(200), at(300), 0, &mut tally));
        assert!(delivery.is_due(at(300)), "at once");
        assert!(delivery.sequence() > first);
        assert_eq!(
            counts(&mut tally),
            [
                (Counter::PushSent, 1),
                (Counter::PushAcknowledged, 1),
                (Counter::PushSuperseded, 2)
            ]
        );
    }

    #[test]
    fn decisions_that_change_do_not_call_a_receiver_that_is_down_more_often() {
        let (mut delivery, mut tally) = sent();
        let first = delivery.sequence();
        delivery.answer(first, Outcome::Unanswered, at(0), 7, &mut tally);
        delivery.decide(1, 9, at(1), &mut tally);
        assert!(!delivery.is_due(at(1)));
        assert!(delivery.is_due(at(500)));
    }

    #[test]
    fn a_call_that_ended_without_a_word_is_given_up() {
        let (mut delivery, mut tally) = sent();
        let sequence = delivery.sequence();
        assert!(!delivery.give_up(TIMEOUT, at(3_999), 0, &mut tally));
        assert!(delivery.give_up(TIMEOUT, at(4_000), 0, &mut tally));
        assert!(delivery.is_due(at(4_500)));
        let late = delivery.answer(sequence, Outcome::Answered(200), at(4_600), 0, &mut tally);
        assert!(!late, "its answer comes too late to count");
        assert!(counts(&mut tally).contains(&(Counter::PushFailed, 1)));
    }

    #[test]
    fn a_clock_that_steps_back_stops_nothing() {
        let (mut delivery, mut tally) = sent();
        let sequence = delivery.sequence();
        let hour = Timestamp::from_micros(at(0).as_micros() - 3_600_000_000);
        let mut waiting = delivery;
        waiting.answer(sequence, Outcome::Unanswered, at(0), 0, &mut tally);
        assert!(waiting.is_due(hour));
        assert!(delivery.give_up(TIMEOUT, hour, 0, &mut tally));
        delivery.decide(1, 8, hour, &mut tally);
        assert_eq!(delivery.sequence(), sequence + 1, "numbers never fall");
    }
}
