//! How well it went.
//!
//! Elasticity as the SPEC research group measures it (Herbst et al., "Ready for
//! Rain? A View from SPEC Research on the Future of Cloud Metrics", 2016):
//! accuracy is how far supply is from demand, on the mean and as a share of
//! demand; timeshare is for how long there is too little or too much.

use luascale::time::to_f64;

use super::model::Model;

/// One line of the record: what is at `at_us`, and what came since the line
/// before.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sample {
    pub(crate) at_us: u64,
    pub(crate) rps: f64,
    pub(crate) needed: u32,
    pub(crate) ready: u32,
    pub(crate) starting: u32,
    pub(crate) desired: u32,
    pub(crate) inflight: u32,
    pub(crate) queued: u32,
    pub(crate) answered: u64,
    pub(crate) late: u64,
    pub(crate) failed: u64,
    pub(crate) reason: String,
}

/// All that is kept of a run.
#[derive(Clone, Debug)]
pub(crate) struct Score {
    model: Model,
    arrived: u64,
    /// Microseconds of each answer, saturating.
    latencies: Vec<u32>,
    late: u64,
    failed: u64,
    changes: u64,
    replica_us: u64,
    pub(crate) samples: Vec<Sample>,
    since: Sample,
}

/// The figures of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub(crate) struct Figures {
    /// Requests.
    pub(crate) requests: u64,
    /// Answers that took longer than the objective, and requests that failed.
    pub(crate) violations: u64,
    /// The same in percent of all requests.
    pub(crate) violations_percent: f64,
    /// Requests that failed.
    pub(crate) failed: u64,
    /// Quantiles of the answers' latency, in milliseconds.
    pub(crate) p50_ms: f64,
    pub(crate) p95_ms: f64,
    pub(crate) p99_ms: f64,
    /// From the order for a replica until it is gone.
    pub(crate) replica_hours: f64,
    /// Missing replicas in percent of those needed, on the mean over time.
    pub(crate) under_percent: f64,
    /// Surplus replicas in percent of those needed, on the mean over time.
    pub(crate) over_percent: f64,
    /// Percent of the time with too few.
    pub(crate) under_time_percent: f64,
    /// Percent of the time with too many.
    pub(crate) over_time_percent: f64,
    /// Mean time until there were enough again, in seconds.
    pub(crate) reaction_s: f64,
    /// How often the count that is desired changed.
    pub(crate) changes: u64,
}

impl Score {
    pub(crate) fn new(model: Model) -> Self {
        Self {
            model,
            arrived: 0,
            latencies: Vec::new(),
            late: 0,
            failed: 0,
            changes: 0,
            replica_us: 0,
            samples: Vec::new(),
            since: Sample::default(),
        }
    }

    pub(crate) fn arrived(&mut self) {
        self.arrived += 1;
    }

    pub(crate) fn answered(&mut self, latency_us: u64) {
        self.since.answered += 1;
        if latency_us > self.model.slo_us {
            self.late += 1;
            self.since.late += 1;
        }
        self.latencies
            .push(u32::try_from(latency_us).unwrap_or(u32::MAX));
    }

    pub(crate) fn failed(&mut self) {
        self.failed += 1;
        self.since.failed += 1;
    }

    pub(crate) fn changed(&mut self) {
        self.changes += 1;
    }

    pub(crate) fn ran(&mut self, replica_us: u64) {
        self.replica_us = self.replica_us.saturating_add(replica_us);
    }

    pub(crate) fn sample(&mut self, sample: Sample) {
        let since = std::mem::take(&mut self.since);
        self.samples.push(Sample {
            answered: since.answered,
            late: since.late,
            failed: since.failed,
            ..sample
        });
    }

    pub(crate) fn figures(&mut self) -> Figures {
        self.latencies.sort_unstable();
        let quantile = |percent: usize| {
            let rank = self.latencies.len().saturating_sub(1) * percent / 100;
            self.latencies
                .get(rank)
                .map_or(0.0, |micros| f64::from(*micros) / 1e3)
        };
        let violations = self.late + self.failed;
        let percent = |part: f64, whole: f64| {
            if whole > 0.0 {
                100.0 * part / whole
            } else {
                0.0
            }
        };
        let mut figures = Figures {
            requests: self.arrived,
            violations,
            violations_percent: percent(to_f64(violations), to_f64(self.arrived)),
            failed: self.failed,
            p50_ms: quantile(50),
            p95_ms: quantile(95),
            p99_ms: quantile(99),
            replica_hours: to_f64(self.replica_us) / 3.6e9,
            changes: self.changes,
            ..Figures::default()
        };
        let (mut under, mut over, mut under_us, mut over_us) = (0.0, 0.0, 0, 0);
        let (mut last_us, mut span_us) = (0, 0);
        let (mut stretches, mut short) = (0, false);
        for sample in &self.samples {
            let lasts_us = sample.at_us.saturating_sub(last_us);
            last_us = sample.at_us;
            span_us += lasts_us;
            let needed = f64::from(sample.needed.max(1));
            let missing = f64::from(sample.needed.saturating_sub(sample.ready));
            let surplus = f64::from(sample.ready.saturating_sub(sample.needed));
            under += to_f64(lasts_us) * missing / needed;
            over += to_f64(lasts_us) * surplus / needed;
            if missing > 0.0 {
                under_us += lasts_us;
                stretches += u64::from(!short);
            }
            if surplus > 0.0 {
                over_us += lasts_us;
            }
            short = missing > 0.0;
        }
        let span = to_f64(span_us);
        figures.under_percent = percent(under, span);
        figures.over_percent = percent(over, span);
        figures.under_time_percent = percent(to_f64(under_us), span);
        figures.over_time_percent = percent(to_f64(over_us), span);
        if stretches > 0 {
            figures.reaction_s = to_f64(under_us) / 1e6 / to_f64(stretches);
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use luascale::behavior::Bounds;

    use super::*;

    const MODEL: Model = Model {
        slots: 1,
        service_us: 100_000,
        startup_us: 0,
        timeout_us: 1_000_000,
        slo_us: 500_000,
        bounds: Bounds { min: 1, max: 10 },
    };

    #[test]
    fn elasticity_by_hand() {
        let mut score = Score::new(MODEL);
        // Two seconds each: needed and ready.
        for (number, (needed, ready)) in (1..).zip([(2, 2), (4, 2), (4, 3), (4, 4), (2, 4)]) {
            score.sample(Sample {
                at_us: number * 2_000_000,
                needed,
                ready,
                ..Sample::default()
            });
        }
        let figures = score.figures();
        // (2/4 + 1/4) / 5 missing, (2/2) / 5 too many.
        assert!((figures.under_percent - 15.0).abs() < 1e-9);
        assert!((figures.over_percent - 20.0).abs() < 1e-9);
        assert!((figures.under_time_percent - 40.0).abs() < 1e-9);
        assert!((figures.over_time_percent - 20.0).abs() < 1e-9);
        assert!((figures.reaction_s - 4.0).abs() < 1e-9);
    }

    #[test]
    fn late_and_failed_are_violations() {
        let mut score = Score::new(MODEL);
        for latency_us in [100_000, 500_000, 500_001, 900_000] {
            score.arrived();
            score.answered(latency_us);
        }
        score.arrived();
        score.failed();
        score.ran(7_200_000_000);
        let figures = score.figures();
        assert_eq!(
            (figures.requests, figures.violations, figures.failed),
            (5, 3, 1)
        );
        assert!((figures.violations_percent - 60.0).abs() < 1e-9);
        assert!((figures.replica_hours - 2.0).abs() < 1e-9);
        assert_eq!(figures.p50_ms, 500.0);
    }

    #[test]
    fn nothing_is_no_division_by_zero() {
        assert_eq!(Score::new(MODEL).figures(), Figures::default());
    }
}
