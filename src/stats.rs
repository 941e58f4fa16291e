//! The fixed set of Envoy stats, and a tally of what is to be added to them.
//!
//! Counting on the request path touches memory only; a tick carries the tally
//! over to Envoy. No name is ever made from request data.

/// Prefix of all our stats; Envoy puts `wasmcustom.` before it.
pub const PREFIX: &str = "luascale";

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident => $text:literal,)*) => {
        /// A counter.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Counter { $($(#[$doc])* $name,)* }

        impl Counter {
            /// All counters, in the order of their numbers.
            pub const ALL: &'static [Counter] = &[$(Counter::$name,)*];

            /// Name below [`PREFIX`].
            pub const fn name(self) -> &'static str {
                match self { $(Counter::$name => $text,)* }
            }
        }
    };
}

counters! {
    /// One per VM and tick: a rate below (workers + 1) per tick means that a
    /// VM has trapped or hangs.
    Heartbeat => "heartbeat",
    /// Requests that count for a service.
    Requests => "requests",
    /// Policy evaluations on requests.
    RequestEvaluations => "evaluations.request",
    /// Policy evaluations on ticks.
    TickEvaluations => "evaluations.tick",
    /// Evaluations of policies that decide nothing (`shadow`).
    ShadowEvaluations => "evaluations.shadow",
    /// Those that failed.
    ShadowErrors => "policy.errors.shadow",
    /// A policy tripped over a metric that is missing.
    PolicyNoData => "policy.no_data",
    /// A policy raised an error.
    PolicyRuntime => "policy.errors.runtime",
    /// A policy spent its fuel.
    PolicyFuel => "policy.errors.fuel",
    /// A policy spent its memory.
    PolicyMemory => "policy.errors.memory",
    /// A policy returned something else than a recommendation.
    PolicyResult => "policy.errors.result",
    /// What a policy left in `state` cannot be kept.
    PolicyState => "policy.errors.state",
    /// Routes of one service name different policies in their metadata.
    PolicyConflict => "policy.conflicts",
    /// Evaluations left out because a policy spent its fuel three times.
    PolicyBackoff => "policy.backoff",
    /// Lines of `print` that were dropped.
    PrintDropped => "policy.print_dropped",
    /// Requests whose scaling headers did not count: sender not trusted.
    Untrusted => "headers.untrusted",
    /// Requests that carried an `x-scale-hint`.
    SpoofedHint => "headers.spoofed_hint",
    /// Scaling header refused: too long.
    RejectedTooLong => "headers.rejected.too_long",
    /// Scaling header refused: a byte that is not printable ASCII.
    RejectedNotAscii => "headers.rejected.not_ascii",
    /// Scaling header refused: out of grammar.
    RejectedMalformed => "headers.rejected.malformed",
    /// Scaling header refused: metric name out of grammar.
    RejectedBadName => "headers.rejected.bad_name",
    /// Scaling header refused: no number.
    RejectedBadNumber => "headers.rejected.bad_number",
    /// Scaling header refused: negative or not finite.
    RejectedOutOfRange => "headers.rejected.out_of_range",
    /// Scaling header refused: too many metrics.
    RejectedTooMany => "headers.rejected.too_many",
    /// Scaling header refused: a metric or the header twice.
    RejectedDuplicate => "headers.rejected.duplicate",
    /// Load reports of replicas.
    Reports => "load_reports",
    /// Load reports on responses that come from no replica.
    ReportUnknownReplica => "load_reports.unknown_replica",
    /// Load reports beyond 1024 replicas of a service or 128 names, or what one
    /// VM keeps of all services.
    ReportOverflow => "load_reports.overflow",
    /// Load report refused: too long.
    ReportTooLong => "load_reports.rejected.too_long",
    /// Load report refused: a byte that is not printable ASCII.
    ReportNotAscii => "load_reports.rejected.not_ascii",
    /// Load report refused: out of grammar.
    ReportMalformed => "load_reports.rejected.malformed",
    /// Load report refused: a name that is not ORCA's, or none.
    ReportBadName => "load_reports.rejected.bad_name",
    /// Load report refused: no number.
    ReportBadNumber => "load_reports.rejected.bad_number",
    /// Load report refused: negative or not finite.
    ReportOutOfRange => "load_reports.rejected.out_of_range",
    /// Load report refused: too many metrics.
    ReportTooMany => "load_reports.rejected.too_many",
    /// Load report refused: a metric twice.
    ReportDuplicate => "load_reports.rejected.duplicate",
    /// Load report refused: a prefix that is not ORCA's.
    ReportUnsupported => "load_reports.rejected.unsupported",
    /// Responses whose body Envoy kept from the filter, with `tokens` on.
    TokensUnseen => "tokens.unseen",
    /// Responses whose body is none that is known, with `tokens` on.
    TokensUnreadable => "tokens.unreadable",
    /// Responses in an encoding other than gzip, with `tokens` on.
    TokensEncoding => "tokens.unknown_encoding",
    /// Services beyond `limits.max_services`, counted as `other`.
    ServiceOverflow => "services.overflow",
    /// A VM took a slot in shared data.
    SlotClaimed => "slots.claimed",
    /// A VM found its slot taken: it had been silent for too long.
    SlotLost => "slots.lost",
    /// A VM became the leader.
    LeaderElected => "leader.elected",
    /// Decisions that were sent to the push target, retries included.
    PushSent => "push.sent",
    /// Pushes that were answered with 2xx.
    PushAcknowledged => "push.acknowledged",
    /// Pushes that are to be tried again: no answer, 408, 429 or 5xx.
    PushFailed => "push.failed",
    /// Decisions that were replaced by a newer one before they were
    /// acknowledged.
    PushSuperseded => "push.superseded",
    /// Decisions that are not sent again: any other answer.
    PushRefused => "push.refused",
    /// Status requests answered.
    StatusServed => "status.served",
    /// Statements of the scaler that were taken down.
    StatusWritten => "status.written",
    /// Status requests refused: sender not trusted.
    StatusDenied => "status.denied",
}

macro_rules! gauges {
    ($($(#[$doc:meta])* $name:ident => $text:literal,)*) => {
        /// A gauge.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Gauge { $($(#[$doc])* $name,)* }

        impl Gauge {
            /// All gauges, in the order of their numbers.
            pub const ALL: &'static [Gauge] = &[$(Gauge::$name,)*];

            /// Name below [`PREFIX`].
            pub const fn name(self) -> &'static str {
                match self { $(Gauge::$name => $text,)* }
            }
        }
    };
}

gauges! {
    /// Workers that show signs of life, the main thread's VM among them.
    WorkersSeen => "workers_seen",
    /// Workers that have not said goodbye.
    WorkersExpected => "workers_expected",
    /// Services known.
    Services => "services",
    /// Configuration in force: counts the updates.
    Generation => "generation",
    /// Memory of all policy VMs in the leader, in bytes.
    PolicyMemoryBytes => "policy.memory_bytes",
    /// When the leader last decided, in seconds since the Unix epoch.
    LastDecision => "last_decision_time_seconds",
}

/// What a gauge of a service tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceGauge {
    /// Demand in thousandths of a replica.
    DemandMilli,
    /// Desired replicas.
    Desired,
    /// Current replicas.
    Current,
}

impl ServiceGauge {
    /// All of them, in the order of their numbers.
    pub const ALL: [ServiceGauge; 3] = [Self::DemandMilli, Self::Desired, Self::Current];

    /// Name of the gauge of the service with this id, below [`PREFIX`].
    pub fn name(self, service_id: &str) -> String {
        let what = match self {
            Self::DemandMilli => "demand_milli",
            Self::Desired => "desired",
            Self::Current => "current",
        };
        format!("service.{service_id}.{what}")
    }
}

/// Services with gauges of their own: those that the configuration names, and
/// no more, since Envoy never forgets a stat.
pub const MAX_SERVICE_GAUGES: usize = 64;

/// What was counted since the last tick.
#[derive(Clone, Debug)]
pub struct Tally([u32; Counter::ALL.len()]);

impl Default for Tally {
    fn default() -> Self {
        Self([0; Counter::ALL.len()])
    }
}

impl Tally {
    /// Adds to a counter.
    pub fn add(&mut self, counter: Counter, amount: u32) {
        if let Some(count) = self.0.get_mut(counter as usize) {
            *count = count.saturating_add(amount);
        }
    }

    /// Adds all counts of another tally.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count = count.saturating_add(more);
        }
    }

    /// Takes all counts above zero and begins anew.
    pub fn drain(&mut self) -> impl Iterator<Item = (Counter, u32)> + use<> {
        Counter::ALL
            .iter()
            .copied()
            .zip(std::mem::take(self).0)
            .filter(|(_, count)| *count > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_tally_is_drained_once() {
        let mut tally = Tally::default();
        tally.add(Counter::Untrusted, 2);
        tally.add(Counter::Untrusted, 1);
        tally.add(Counter::Requests, u32::MAX);
        tally.add(Counter::Requests, 1);
        let drained: Vec<_> = tally.drain().collect();
        assert_eq!(
            drained,
            [(Counter::Requests, u32::MAX), (Counter::Untrusted, 3)]
        );
        assert_eq!(tally.drain().count(), 0);
    }

    #[test]
    fn numbers_and_names_are_unique() {
        for (number, counter) in Counter::ALL.iter().enumerate() {
            assert_eq!(*counter as usize, number);
        }
        let names: BTreeSet<&str> = Counter::ALL
            .iter()
            .map(|counter| counter.name())
            .chain(Gauge::ALL.iter().map(|gauge| gauge.name()))
            .collect();
        assert_eq!(names.len(), Counter::ALL.len() + Gauge::ALL.len());
    }
}
