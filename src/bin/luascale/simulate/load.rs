//! What arrives: from a closed form or from a trace.

use std::str::FromStr;

use luascale::time::to_f64;
use rand_core::Rng;
use rand_pcg::Pcg64Mcg;

use super::units::micros;

/// Closed forms, as shares of the peak over their span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A tenth, then all at once, then a tenth again.
    Step,
    /// Evenly up and down again.
    Ramp,
    /// Four waves.
    Sine,
    /// Two waves with faster ones on them.
    DoubleWave,
    /// Quiet, with bursts of half a minute to two minutes.
    Burst,
    /// A day: night, morning, midday, evening.
    Diurnal,
}

impl Shape {
    /// All of them, by name.
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("step", Self::Step),
        ("ramp", Self::Ramp),
        ("sine", Self::Sine),
        ("double-wave", Self::DoubleWave),
        ("burst", Self::Burst),
        ("diurnal", Self::Diurnal),
    ];

    /// Seconds that it lasts.
    pub(crate) fn span_s(self) -> u64 {
        match self {
            Self::Diurnal => 24 * 3600,
            _ => 3600,
        }
    }

    /// Share of the peak, 0 to 1, after a share of the span.
    fn at(self, x: f64) -> f64 {
        use std::f64::consts::TAU;
        match self {
            Self::Step => {
                if (0.25..0.75).contains(&x) {
                    1.0
                } else {
                    0.1
                }
            }
            Self::Ramp => {
                let up = (x - 0.1) / 0.35;
                let down = (0.9 - x) / 0.35;
                0.1 + 0.9 * up.min(down).clamp(0.0, 1.0)
            }
            Self::Sine => 0.55 - 0.45 * (4.0 * TAU * x).cos(),
            Self::DoubleWave => 0.55 - 0.3 * (2.0 * TAU * x).cos() + 0.15 * (11.0 * TAU * x).sin(),
            Self::Burst => {
                // From a share of the span on, for so many seconds of an hour.
                let bursts = [
                    (0.08, 30.0, 0.7),
                    (0.21, 90.0, 1.0),
                    (0.35, 45.0, 0.9),
                    (0.52, 120.0, 1.0),
                    (0.66, 30.0, 0.8),
                    (0.71, 60.0, 1.0),
                    (0.88, 90.0, 0.6),
                ];
                bursts
                    .iter()
                    .find(|(from, lasts, _)| (0.0..lasts / 3600.0).contains(&(x - from)))
                    .map_or(0.15, |(_, _, load)| *load)
            }
            Self::Diurnal => {
                let hour = 24.0 * x;
                let hill = |middle: f64, wide: f64| (-((hour - middle) / wide).powi(2)).exp();
                (0.08 + 0.6 * hill(10.5, 2.2) + 0.35 * hill(14.5, 2.5) + 0.88 * hill(20.0, 1.8))
                    .min(1.0)
            }
        }
    }
}

/// From `from_us` on, so many requests per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) from_us: u64,
    pub(crate) rps: f64,
}

/// A load over time.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    pub(crate) name: String,
    /// The wall clock at its start, in seconds since the Unix epoch.
    pub(crate) start_s: u64,
    pub(crate) span_us: u64,
    /// In turn, the first from 0 on.
    pub(crate) pieces: Vec<Piece>,
    /// Work of each request in means, where a trace tells it.
    pub(crate) given: Option<Vec<Arrival>>,
}

/// A request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Arrival {
    pub(crate) at_us: u64,
    /// How long a replica works on it, in mean service times.
    pub(crate) work: f64,
}

/// Monday, 2025-11-24, 00:00 UTC: schedules and seasons begin somewhere.
const MONDAY_S: u64 = 1_763_942_400;

impl Load {
    /// A closed form with a peak of 1 per second.
    pub(crate) fn of_shape(name: &str, shape: Shape) -> Self {
        let seconds = shape.span_s();
        // A day need not be told second by second.
        let each = (seconds / 3600).max(1);
        let pieces = (0..seconds / each).map(|piece| Piece {
            from_us: piece * each * 1_000_000,
            rps: shape.at((to_f64(piece) + 0.5) * to_f64(each) / to_f64(seconds)),
        });
        Self {
            name: name.to_owned(),
            start_s: MONDAY_S,
            span_us: seconds * 1_000_000,
            pieces: pieces.collect(),
            given: None,
        }
    }

    /// Highest rate.
    pub(crate) fn peak(&self) -> f64 {
        self.pieces.iter().map(|it| it.rps).fold(0.0, f64::max)
    }

    /// Requests that it brings, on the mean.
    pub(crate) fn expected(&self) -> f64 {
        if let Some(given) = &self.given {
            return to_f64(given.len() as u64);
        }
        let ends = self.pieces.iter().skip(1).map(|piece| piece.from_us);
        let ends = ends.chain([self.span_us]);
        self.pieces
            .iter()
            .zip(ends)
            .map(|(piece, end)| piece.rps * to_f64(end.saturating_sub(piece.from_us)) / 1e6)
            .sum()
    }

    /// The same with so many times the requests. What a trace gives one by one
    /// stays as it is.
    pub(crate) fn scaled(mut self, factor: f64) -> Self {
        if self.given.is_none() {
            for piece in &mut self.pieces {
                piece.rps *= factor;
            }
        }
        self
    }

    /// Requests per second that are expected at a moment.
    pub(crate) fn rps(&self, at_us: u64) -> f64 {
        let next = self.pieces.partition_point(|piece| piece.from_us <= at_us);
        let piece = next.checked_sub(1).and_then(|last| self.pieces.get(last));
        piece.map_or(0.0, |piece| piece.rps)
    }

    /// The requests in turn: where a trace does not give them, a Poisson
    /// process with exponential work that is at least half a mean.
    pub(crate) fn arrivals(&self, seed: u64) -> Box<dyn Iterator<Item = Arrival> + '_> {
        match &self.given {
            Some(given) => Box::new(given.iter().copied()),
            None => Box::new(Poisson {
                load: self,
                piece: 0,
                at_us: 0.0,
                random: Pcg64Mcg::new(u128::from(seed) << 1 | 1),
            }),
        }
    }
}

struct Poisson<'l> {
    load: &'l Load,
    piece: usize,
    at_us: f64,
    random: Pcg64Mcg,
}

impl Poisson<'_> {
    /// Exponential with a mean of 1.
    fn exponential(&mut self) -> f64 {
        // 53 bits, and never 0, whose logarithm is no number.
        let uniform = (to_f64(self.random.next_u64() >> 11) + 0.5) / to_f64(1 << 53);
        -uniform.ln()
    }
}

impl Iterator for Poisson<'_> {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        loop {
            let piece = self.load.pieces.get(self.piece)?;
            let end = self
                .load
                .pieces
                .get(self.piece + 1)
                .map_or(self.load.span_us, |next| next.from_us);
            // Memoryless: at the border of two rates it begins anew.
            if piece.rps > 0.0 {
                let at_us = self.at_us + self.exponential() * 1e6 / piece.rps;
                if at_us < to_f64(end) {
                    self.at_us = at_us;
                    let work = 0.5 + 0.5 * self.exponential();
                    return Some(Arrival {
                        at_us: micros(at_us),
                        work,
                    });
                }
            }
            self.at_us = to_f64(end);
            self.piece += 1;
        }
    }
}

impl FromStr for Shape {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, shape)| *shape).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_stay_within_their_peak_and_reach_it() {
        for (name, shape) in Shape::ALL {
            let load = Load::of_shape(name, shape);
            assert!(load.pieces.iter().all(|it| (0.0..=1.0).contains(&it.rps)));
            assert!(load.peak() > 0.95, "{name}: {}", load.peak());
        }
    }

    #[test]
    fn as_many_arrive_as_are_expected() {
        let load = Load::of_shape("ramp", Shape::Ramp).scaled(50.0);
        let arrivals: Vec<Arrival> = load.arrivals(7).collect();
        let (count, expected) = (arrivals.len() as f64, load.expected());
        assert!(
            (count / expected - 1.0).abs() < 0.02,
            "{count} of {expected}"
        );
        assert!(arrivals.is_sorted_by_key(|it| it.at_us));
        let work = arrivals.iter().map(|it| it.work).sum::<f64>() / count;
        assert!((work - 1.0).abs() < 0.02, "{work}");
        let again: Vec<Arrival> = load.arrivals(7).collect();
        assert_eq!(arrivals, again);
        assert_ne!(arrivals, load.arrivals(8).collect::<Vec<_>>());
    }

    #[test]
    fn a_step_is_a_step() {
        let load = Load::of_shape("step", Shape::Step).scaled(10.0);
        for (second, rps) in [(0, 1.0), (899, 1.0), (900, 10.0), (2699, 10.0), (2700, 1.0)] {
            assert_eq!(load.rps(second * 1_000_000), rps, "{second}");
        }
    }
}
