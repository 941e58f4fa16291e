//! What several gateways say of one service, put together.
//!
//! A gateway that does not answer, or cannot decide, keeps the share that it
//! told last, and nothing goes below what stands until it is back: its traffic
//! is still there, or has moved to the others, and nobody knows which.

use std::collections::BTreeMap;
use std::time::Duration;

use luascale::recommendation::Scope;
use luascale::time::Timestamp;

/// A gateway that is listed no more (its name resolves to others) is forgotten
/// after this time: by then the others have seen its traffic.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);
/// A demand that no evaluation has confirmed for so long may not lower the
/// count.
const STALE_AFTER_S: f64 = 60.0;

/// A decision of a gateway's.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    /// Replicas wanted, before rounding and guard rails.
    pub(super) demand: f64,
    pub(super) scope: Scope,
    /// Since the policy last said so.
    pub(super) demand_age_s: f64,
    /// Its own decision, guard rails included.
    pub(super) desired: u32,
    pub(super) reason: Option<String>,
}

/// What came of asking a gateway.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Told(Told),
    /// It answers, and has not decided yet.
    Undecided,
    /// It does not answer, or not with what was asked for.
    Away(String),
}

/// What is known of a gateway.
#[derive(Clone, Debug, Default)]
struct Known {
    told: Option<Told>,
    /// The last answer was a decision that is not stale.
    fresh: bool,
    listed: Timestamp,
}

/// What all of them want.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wanted {
    /// Nobody has ever decided.
    Unknown,
    /// There is one gateway: its decision stands.
    Decided(Told),
    /// There are several: the guard rails are still to be applied.
    Combined {
        /// Replicas, before rounding: shares added up, or the largest of what
        /// is about the whole service, whichever is more.
        demand: f64,
        reason: String,
        /// One of them is missing: nothing may go below what stands.
        partial: bool,
    },
}

/// All gateways that are or were listed.
#[derive(Debug, Default)]
pub(super) struct Fleet {
    gateways: BTreeMap<String, Known>,
}

impl Fleet {
    /// Takes in what a round of questions gave.
    pub(super) fn hear(&mut self, answers: Vec<(String, Answer)>, now: Timestamp) {
        for (gateway, answer) in answers {
            let known = self.gateways.entry(gateway).or_default();
            known.listed = now;
            known.fresh = false;
            if let Answer::Told(told) = answer {
                known.fresh = told.demand_age_s <= STALE_AFTER_S;
                known.told = Some(told);
            }
        }
        self.gateways
            .retain(|_, known| now.since(known.listed) <= FORGOTTEN_AFTER);
    }

    /// What they want together.
    pub(super) fn wanted(&self) -> Wanted {
        let told = || self.gateways.values().filter_map(|it| it.told.as_ref());
        if self.gateways.len() == 1 {
            let one = told().next();
            return one.map_or(Wanted::Unknown, |told| Wanted::Decided(told.clone()));
        }
        if told().next().is_none() {
            return Wanted::Unknown;
        }
        let of = |scope| told().filter(move |told| told.scope == scope);
        let share: f64 = of(Scope::Share).map(|told| told.demand).sum();
        let whole = of(Scope::Fleet).max_by(|one, other| one.demand.total_cmp(&other.demand));
        let shares = of(Scope::Share).count();
        let (demand, reason) = match whole {
            Some(whole) if whole.demand >= share => {
                let reason = whole.reason.as_deref().unwrap_or("no reason given");
                (whole.demand, reason.to_owned())
            }
            _ => (share, format!("{share:.2} over {shares} gateways")),
        };
        Wanted::Combined {
            demand,
            reason,
            partial: self.gateways.values().any(|known| !known.fresh),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(demand: f64, scope: Scope) -> Answer {
        Answer::Told(Told {
            demand,
            scope,
            demand_age_s: 0.1,
            desired: 9,
            reason: Some(format!("wants {demand}")),
        })
    }

    fn away() -> Answer {
        Answer::Away("refused".to_owned())
    }

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(1_000 + secs)
    }

    fn heard(rounds: &[(u64, &[(&str, Answer)])]) -> Wanted {
        let mut fleet = Fleet::default();
        for (secs, answers) in rounds {
            let answers = answers.iter();
            let answers = answers.map(|(name, answer)| ((*name).to_owned(), answer.clone()));
            fleet.hear(answers.collect(), at(*secs));
        }
        fleet.wanted()
    }

    fn combined(demand: f64, reason: &str, partial: bool) -> Wanted {
        Wanted::Combined {
            demand,
            reason: reason.to_owned(),
            partial,
        }
    }

    #[test]
    fn one_gateway_decides_alone() {
        let one = heard(&[(0, &[("a", told(2.5, Scope::Share))])]);
        assert!(
            matches!(one, Wanted::Decided(Told { desired: 9, .. })),
            "{one:?}"
        );
        let away = heard(&[
            (0, &[("a", told(2.5, Scope::Share))]),
            (2, &[("a", away())]),
        ]);
        assert_eq!(one, away, "its decision stands");
        assert_eq!(heard(&[(0, &[("a", Answer::Undecided)])]), Wanted::Unknown);
        assert_eq!(heard(&[]), Wanted::Unknown);
    }

    #[test]
    fn shares_add_up_and_the_largest_of_the_whole_counts() {
        use Scope::{Fleet, Share};
        for (answers, wanted) in [
            (
                [told(1.5, Share), told(2.25, Share)],
                combined(3.75, "3.75 over 2 gateways", false),
            ),
            (
                [told(4.0, Fleet), told(6.0, Fleet)],
                combined(6.0, "wants 6", false),
            ),
            (
                [told(4.0, Share), told(3.0, Fleet)],
                combined(4.0, "4.00 over 1 gateways", false),
            ),
            (
                [told(4.0, Share), told(5.0, Fleet)],
                combined(5.0, "wants 5", false),
            ),
            (
                [told(0.0, Share), told(0.0, Share)],
                combined(0.0, "0.00 over 2 gateways", false),
            ),
        ] {
            let [one, two] = answers;
            assert_eq!(heard(&[(0, &[("a", one), ("b", two)])]), wanted);
        }
    }

    #[test]
    fn a_gateway_that_is_away_keeps_its_share() {
        use Scope::Share;
        let both: &[_] = &[("a", told(2.0, Share)), ("b", told(3.0, Share))];
        let later: &[_] = &[("a", told(1.0, Share)), ("b", away())];
        assert_eq!(
            heard(&[(0, both), (2, later)]),
            combined(4.0, "4.00 over 2 gateways", true)
        );
        // Even if it is for an hour, as long as it is listed.
        assert_eq!(
            heard(&[(0, both), (3_600, later)]),
            combined(4.0, "4.00 over 2 gateways", true)
        );
        let undecided: &[_] = &[("a", told(1.0, Share)), ("b", Answer::Undecided)];
        assert_eq!(
            heard(&[(0, undecided)]),
            combined(1.0, "1.00 over 1 gateways", true)
        );
        let never: &[_] = &[("a", away()), ("b", away())];
        assert_eq!(heard(&[(0, never)]), Wanted::Unknown);
    }

    #[test]
    fn one_that_is_listed_no_more_is_forgotten_in_time() {
        use Scope::Share;
        let both: &[_] = &[("a", told(2.0, Share)), ("b", told(3.0, Share))];
        let rest: &[_] = &[("a", told(4.5, Share))];
        let soon = heard(&[(0, both), (60, rest)]);
        assert_eq!(soon, combined(7.5, "7.50 over 2 gateways", false));
        let late = heard(&[(0, both), (60, rest), (61, rest)]);
        assert!(matches!(late, Wanted::Decided(_)), "{late:?}");
    }

    #[test]
    fn a_demand_that_is_old_may_not_lower_the_count() {
        let mut old = told(2.0, Scope::Share);
        if let Answer::Told(told) = &mut old {
            told.demand_age_s = 61.0;
        }
        let answers: &[_] = &[("a", old), ("b", told(3.0, Scope::Share))];
        assert_eq!(
            heard(&[(0, answers)]),
            combined(5.0, "5.00 over 2 gateways", true)
        );
    }
}
