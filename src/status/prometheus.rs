//! `GET /metrics`: everything as Prometheus text, format 0.0.4.
//!
//! What several gateways tell can be added up or not, and each family's help
//! text says which. What is not known has no sample: a gap in a graph, where a
//! zero would be a lie.

use std::fmt::Write;

use super::{Known, tokens};
use crate::behavior::rails;
use crate::fleet::snapshot::{ServiceSnapshot, Snapshot};
use crate::recommendation::Scope;
use crate::time::{Timestamp, to_f64};
use crate::window::{BOUNDS_US, LatencyTotals};

/// The content type of the format.
pub(super) const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// One number of a service; `None` where it is not known.
type Read = fn(&ServiceSnapshot, Timestamp) -> Option<f64>;

/// A family with one sample per service: name, help, number. Names that end in
/// `_total` are counters, all others gauges.
type Family = (&'static str, &'static str, Read);

const FAMILIES: [Family; 22] = [
    (
        "luascale_demand",
        "Replicas wanted for the work that this gateway sees, before rounding and guard rails. Sum over gateways.",
        |it, _| demand(it, Scope::Share),
    ),
    (
        "luascale_fleet_demand",
        "Replicas wanted for the whole service, before rounding and guard rails. Maximum over gateways, never the sum.",
        |it, _| demand(it, Scope::Fleet),
    ),
    (
        "luascale_demand_peak",
        "Highest luascale_demand of at least the last 30 s. The sum over gateways is an upper bound.",
        |it, _| demand(it, Scope::Share).and(it.peaks.demand),
    ),
    (
        "luascale_fleet_demand_peak",
        "Highest luascale_fleet_demand of at least the last 30 s. Maximum over gateways, never the sum.",
        |it, _| demand(it, Scope::Fleet).and(it.peaks.demand),
    ),
    (
        "luascale_demand_age_seconds",
        "Time since the policy last said so. Does not add up.",
        |it, now| Some(to_f64(now.micros_since(it.decision.as_ref()?.at)) / 1e6),
    ),
    (
        "luascale_recommended_replicas",
        "Replicas that the policy asks for. Does not add up: each gateway says it of the whole service.",
        |it, _| Some(it.decision.as_ref()?.recommended.into()),
    ),
    (
        "luascale_desired_replicas",
        "Replicas that are asked for within the guard rails. Does not add up: each gateway says it of the whole service.",
        |it, _| Some(it.decision.as_ref()?.desired.into()),
    ),
    (
        "luascale_current_replicas",
        "Replicas that run, where that is known. Does not add up: each gateway says it of the whole service.",
        |it, _| Some(it.current?.replicas.into()),
    ),
    (
        "luascale_min_replicas",
        "Lowest count that may be asked for. Does not add up.",
        |it, _| it.metrics.view().value("min_replicas"),
    ),
    (
        "luascale_max_replicas",
        "Highest count that may be asked for. Does not add up.",
        |it, _| it.metrics.view().value("max_replicas"),
    ),
    (
        "luascale_dry_run",
        "1 where nobody is to act on the decision, else 0. Does not add up.",
        |it, _| Some(f64::from(u8::from(it.decision.as_ref()?.dry_run))),
    ),
    (
        "luascale_load_report_age_seconds",
        "Age of the newest load report that counts. Does not add up.",
        |it, _| it.metrics.view().value("load_age"),
    ),
    (
        "luascale_inflight_requests",
        "Requests in flight. Sum over gateways.",
        |it, _| Some(it.inflight.into()),
    ),
    (
        "luascale_inflight_requests_peak",
        "Most requests in flight in at least the last 30 s, an upper bound over workers. The sum over gateways is one, too.",
        |it, _| Some(it.inflight_peak.into()),
    ),
    (
        "luascale_requests_per_second_peak",
        "Most arrivals per second (mean over the panic window) in at least the last 30 s. The sum over gateways is an upper bound.",
        |it, _| it.peaks.rps,
    ),
    (
        "luascale_requests_total",
        "Requests that arrived. Sum over gateways.",
        |it, _| Some(to_f64(it.totals.requests)),
    ),
    (
        "luascale_request_errors_total",
        "Requests answered with 500 and above. Sum over gateways.",
        |it, _| Some(to_f64(it.totals.errors)),
    ),
    (
        "luascale_inflight_seconds_total",
        "Integral of the requests in flight: its rate is the exact mean concurrency. Sum over gateways.",
        |it, _| Some(to_f64(it.totals.inflight_us) / 1e6),
    ),
    (
        "luascale_policy_evaluations_total",
        "Evaluations of the policy. Sum over gateways.",
        |it, _| Some(to_f64(it.totals.evaluations)),
    ),
    (
        "luascale_policy_errors_total",
        "Evaluations of the policy that failed. Sum over gateways.",
        |it, _| Some(to_f64(it.totals.policy_errors)),
    ),
    (
        "luascale_policy_last_error_time_seconds",
        "When the policy last failed, in seconds since the Unix epoch. Does not add up.",
        |it, _| Some(it.policy.last_error.as_ref()?.0.as_secs_f64()),
    ),
    (
        "luascale_clipped",
        "1 where a guard rail changed what the policy asks for, else 0. Does not add up.",
        |it, _| {
            Some(f64::from(u8::from(
                it.decision.as_ref()?.clipped_by.is_some(),
            )))
        },
    ),
];

fn demand(service: &ServiceSnapshot, scope: Scope) -> Option<f64> {
    let decision = service.decision.as_ref()?;
    (decision.scope == scope).then_some(decision.demand)
}

/// The whole page.
pub(super) fn page(known: Known<'_>) -> String {
    let snapshot = known.snapshot;
    let mut text = Text::default();
    text.head("luascale_gateway_info", "gauge", "The gateway that tells.");
    let gateway = known.config.gateway_id.as_deref().unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    let labels = [("gateway", gateway), ("version", version)];
    text.sample("luascale_gateway_info", &labels, 1.0);
    if snapshot.epoch > 0 {
        text.gateway(snapshot);
    }
    for (name, help, read) in FAMILIES {
        let kind = match name.ends_with("_total") {
            true => "counter",
            false => "gauge",
        };
        let mut headed = false;
        for (service, it) in &snapshot.services {
            let Some(value) = read(it, known.now) else {
                continue;
            };
            text.head_once(&mut headed, name, kind, help);
            text.sample(name, &[("service", service)], value);
        }
    }
    text.rails(snapshot);
    text.hints(snapshot);
    let services = snapshot.services.iter();
    text.histogram(
        "luascale_request_duration_seconds",
        "Time from a request's arrival to its end. Sum over gateways.",
        services.map(|(service, it)| (service.as_str(), it.totals.latency)),
    );
    tokens::to_text(snapshot, &mut text);
    text.0
}

/// The text so far.
#[derive(Default)]
pub(super) struct Text(pub(super) String);

impl Text {
    pub(super) fn head(&mut self, name: &str, kind: &str, help: &str) {
        for part in [
            "# HELP ",
            name,
            " ",
            help,
            "\n# TYPE ",
            name,
            " ",
            kind,
            "\n",
        ] {
            self.0.push_str(part);
        }
    }

    /// Before a family's first sample: one that has none has no head.
    fn head_once(&mut self, headed: &mut bool, name: &str, kind: &str, help: &str) {
        if !std::mem::replace(headed, true) {
            self.head(name, kind, help);
        }
    }

    pub(super) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.0.push_str(name);
        let mut before = '{';
        for (label, text) in labels {
            self.0.push(before);
            before = ',';
            self.0.push_str(label);
            self.0.push_str("=\"");
            for char in text.chars() {
                match char {
                    '\\' => self.0.push_str("\\\\"),
                    '"' => self.0.push_str("\\\""),
                    '\n' => self.0.push_str("\\n"),
                    char => self.0.push(char),
                }
            }
            self.0.push('"');
        }
        // Writing to a string cannot fail.
        let end = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{end} {value}");
    }

    fn gateway(&mut self, snapshot: &Snapshot) {
        for (name, help, value) in [
            (
                "luascale_epoch_seconds",
                "When the counters of this gateway began, in seconds since the Unix epoch. Does not add up.",
                to_f64(snapshot.epoch),
            ),
            (
                "luascale_snapshot_time_seconds",
                "When the numbers below were put together, in seconds since the Unix epoch. Does not add up.",
                snapshot.written.as_secs_f64(),
            ),
            (
                "luascale_workers_seen",
                "Workers of this gateway that show signs of life, the main thread among them.",
                snapshot.workers_seen.into(),
            ),
            (
                "luascale_workers_expected",
                "Workers of this gateway that have not said goodbye.",
                snapshot.workers_expected.into(),
            ),
        ] {
            self.head(name, "gauge", help);
            self.sample(name, &[], value);
        }
    }

    /// The guard rails at work, by name; one that is not has no sample.
    fn rails(&mut self, snapshot: &Snapshot) {
        let name = "luascale_limited_by";
        let help = "1 for each guard rail that changed what the policy asks for. Does not add up.";
        let mut headed = false;
        for (service, it) in &snapshot.services {
            let decision = it.decision.as_ref();
            let Some(clips) = decision.and_then(|it| it.clipped_by.as_deref()) else {
                continue;
            };
            self.head_once(&mut headed, name, "gauge", help);
            for rail in rails(clips) {
                self.sample(name, &[("service", service), ("rail", rail)], 1.0);
            }
        }
    }

    fn hints(&mut self, snapshot: &Snapshot) {
        if snapshot.services.is_empty() {
            return;
        }
        let name = "luascale_hints_total";
        let help = "Hints given in responses. Sum over gateways.";
        self.head(name, "counter", help);
        for (service, it) in &snapshot.services {
            let totals = it.totals;
            for (action, count) in [
                ("up", totals.hints_up),
                ("down", totals.hints_down),
                ("hold", totals.hints_hold),
            ] {
                let labels = [("service", service.as_str()), ("action", action)];
                self.sample(name, &labels, to_f64(count));
            }
        }
    }

    /// Durations by service; one that has none has no sample.
    pub(super) fn histogram<'s>(
        &mut self,
        name: &str,
        help: &str,
        services: impl Iterator<Item = (&'s str, LatencyTotals)>,
    ) {
        let mut headed = false;
        for (service, latency) in services {
            if latency.counts.iter().all(|count| *count == 0) {
                continue;
            }
            self.head_once(&mut headed, name, "histogram", help);
            let bucket = format!("{name}_bucket");
            let mut sum: u64 = 0;
            let bounds = BOUNDS_US.iter().map(|bound| to_f64(*bound) / 1e6);
            for (bound, count) in bounds.chain([f64::INFINITY]).zip(latency.counts) {
                sum = sum.saturating_add(count);
                let bound = match bound.is_finite() {
                    true => bound.to_string(),
                    false => "+Inf".to_owned(),
                };
                self.sample(
                    &bucket,
                    &[("service", service), ("le", &bound)],
                    to_f64(sum),
                );
            }
            let labels = [("service", service)];
            self.sample(
                &format!("{name}_sum"),
                &labels,
                to_f64(latency.sum_us) / 1e6,
            );
            self.sample(&format!("{name}_count"), &labels, to_f64(sum));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped() {
        let mut text = Text::default();
        text.sample("a", &[("service", "a\"b\\c\nd{}é"), ("le", "+Inf")], 1.5);
        text.sample("b", &[], f64::NAN);
        assert_eq!(
            text.0,
            "a{service=\"a\\\"b\\\\c\\nd{}é\",le=\"+Inf\"} 1.5\nb NaN\n"
        );
    }
}
