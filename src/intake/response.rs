//! From a response's headers or trailers to what is to be done with them.
//!
//! One pass, on the path of every request; nothing is allocated unless there
//! is a load report. Which of the lines counts is as in Envoy: of each name
//! the first, and `endpoint-load-metrics-bin` before `endpoint-load-metrics`.
//! `x-load-metric` adds what ORCA's headers do not name.

use crate::names;
use crate::signal::orca::{self, Metrics};
use crate::signal::{LoadMetric, Rejected};

/// Headers of a response that say how busy a replica is.
const REPORTS: [&str; 3] = [
    names::ENDPOINT_LOAD_METRICS_BIN,
    names::ENDPOINT_LOAD_METRICS,
    names::X_LOAD_METRIC,
];

/// What a response's headers, or its trailers, mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseIntake<'a> {
    /// `:status`, where it is a number.
    pub status: Option<u16>,
    /// There is an `x-scale-hint`, which can only be forged.
    pub hint: bool,
    /// `content-type`.
    pub content_type: Option<&'a [u8]>,
    /// `content-encoding`; of several lines the last.
    pub content_encoding: Option<&'a [u8]>,
    /// The first line of each of [`REPORTS`].
    reports: [Option<&'a [u8]>; REPORTS.len()],
}

impl<'a> ResponseIntake<'a> {
    /// Reads headers, given as pairs of name and value.
    pub fn read(headers: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Self {
        let mut intake = Self::default();
        for (name, value) in headers {
            // Most names end otherwise.
            match name {
                [b':', ..] if name == names::STATUS.as_bytes() => {
                    let text = std::str::from_utf8(value).ok();
                    intake.status = text.and_then(|text| text.parse().ok());
                }
                b"content-type" => intake.content_type = Some(value),
                b"content-encoding" => intake.content_encoding = Some(value),
                [.., b's' | b'n' | b'c' | b't'] => intake.note(name, value),
                _ => {}
            }
        }
        intake
    }

    fn note(&mut self, name: &[u8], value: &'a [u8]) {
        if name == names::X_SCALE_HINT.as_bytes() {
            self.hint = true;
        }
        for (report, known) in self.reports.iter_mut().zip(REPORTS) {
            if name == known.as_bytes() {
                *report = report.or(Some(value));
            }
        }
    }

    /// Whether it says anything about load.
    pub fn has_report(&self) -> bool {
        self.reports.iter().any(Option::is_some)
    }

    /// The names of the report's headers that are there.
    pub fn report_headers(&self) -> impl Iterator<Item = &'static str> + use<'_, 'a> {
        let there = REPORTS.iter().zip(self.reports);
        there.filter_map(|(name, value)| value.map(|_| *name))
    }

    /// What it says about load; `None` where it says nothing.
    ///
    /// # Errors
    /// [`Rejected`] where a header that counts is no report.
    pub fn report(&self) -> Result<Option<Metrics>, Rejected> {
        let [binary, text, load_metric] = self.reports;
        let orca = match (binary, text) {
            (Some(binary), _) => Some(orca::parse_binary_report(binary)?),
            (None, Some(text)) => Some(orca::parse_report(text)?),
            (None, None) => None,
        };
        let Some(load_metric) = load_metric else {
            return Ok(orca);
        };
        let mut metrics = orca.unwrap_or_default();
        for (name, value) in LoadMetric::parse(load_metric)?.into_vec() {
            if !metrics.iter().any(|(known, _)| *known == name) {
                metrics.push((name, value));
            }
        }
        Ok(Some(metrics))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(lines: &[(&'a str, &'a str)]) -> ResponseIntake<'a> {
        let bytes = lines
            .iter()
            .map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        ResponseIntake::read(bytes)
    }

    fn report(lines: &[(&str, &str)]) -> Result<Option<Vec<(String, f64)>>, Rejected> {
        read(lines).report()
    }

    const TEXT: (&str, &str) = ("endpoint-load-metrics", "TEXT cpu_utilization=0.5");
    const BINARY: (&str, &str) = ("endpoint-load-metrics-bin", "CWZmZmZmZuY/");

    #[test]
    fn ordinary_responses_say_nothing() {
        let intake = read(&[
            (":status", "204"),
            ("date", "now"),
            ("x-load-metrics", "1"),
            ("server", "envoy"),
        ]);
        assert_eq!((intake.status, intake.hint), (Some(204), false));
        assert!(!intake.has_report());
        assert_eq!(intake.report(), Ok(None));
        assert_eq!(read(&[(":status", "x")]).status, None);
        assert!(read(&[("x-scale-hint", "up")]).hint);
    }

    #[test]
    fn the_line_that_counts_is_envoys() {
        let other = ("endpoint-load-metrics", "TEXT cpu_utilization=0.9");
        let cpu = |percent| Ok(Some(vec![("cpu".to_owned(), percent)]));
        for (lines, wanted) in [
            (&[TEXT][..], cpu(50.0)),
            (&[TEXT, other], cpu(50.0)),
            (&[BINARY], cpu(70.0)),
            (&[TEXT, BINARY], cpu(70.0)),
            (
                &[TEXT, ("endpoint-load-metrics-bin", "")],
                Err(Rejected::Malformed),
            ),
            (&[BINARY, ("endpoint-load-metrics", "?")], cpu(70.0)),
        ] {
            assert_eq!(report(lines), wanted, "{lines:?}");
            let mut names: Vec<_> = lines.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            names.dedup();
            let mut removed: Vec<_> = read(lines).report_headers().collect();
            removed.sort_unstable();
            assert_eq!(removed, names);
        }
    }

    #[test]
    fn a_load_metric_adds_what_orca_does_not_say() {
        let metric = ("x-load-metric", "cpu=10, queue=3");
        for (lines, wanted) in [
            (&[metric][..], Ok(vec![("cpu", 10.0), ("queue", 3.0)])),
            (&[metric, TEXT], Ok(vec![("cpu", 50.0), ("queue", 3.0)])),
            (&[("x-load-metric", "85")], Ok(vec![("load", 85.0)])),
            (
                &[TEXT, ("x-load-metric", "cpu=?")],
                Err(Rejected::BadNumber),
            ),
        ] {
            let owned = |values: Vec<(&str, f64)>| {
                let owned = values
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value));
                Some(owned.collect::<Vec<_>>())
            };
            assert_eq!(report(lines), wanted.map(owned), "{lines:?}");
        }
    }
}
