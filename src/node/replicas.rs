//! What responses tell of a service's replicas: their reports, and how many
//! endpoints Envoy has for them.

use std::rc::Rc;

use super::Node;
use super::services::ServiceIndex;
use crate::fleet::replicas::ReplicasSource;
use crate::fleet::reports::MAX_WEIGHT;
use crate::plugin::Plugin;
use crate::signal::Rejected;
use crate::signal::orca::Metrics;
use crate::stats::Counter;
use crate::time::Timestamp;

impl Node {
    /// Whether what replicas of a service report counts.
    pub fn takes_reports(&self, plugin: &Plugin, service: ServiceIndex) -> bool {
        let service = self.services.get(service);
        service.is_some_and(|service| plugin.config.service(&service.name).load_reports)
    }

    /// A replica reports; `address` is the host that answered, `None` where
    /// Envoy did so itself. Gives whether it was a report.
    pub fn report(
        &mut self,
        service: ServiceIndex,
        report: Result<Metrics, Rejected>,
        address: Option<&[u8]>,
        now: Timestamp,
    ) -> bool {
        let counter = match (&report, address) {
            (Err(cause), _) => rejected(*cause),
            (Ok(_), None) => Counter::ReportUnknownReplica,
            (Ok(_), Some(_)) => Counter::Reports,
        };
        self.tally.add(counter, 1);
        let Ok(values) = report else {
            return false;
        };
        // A report that says nothing is no data, and its replica not idle.
        if let (Some(address), false) = (address, values.is_empty())
            && let Some(service) = self.services.get_mut(service)
        {
            let room = MAX_WEIGHT.saturating_sub(self.reports_weight);
            let replicas = Rc::make_mut(service.replicas.get_or_insert_default());
            if replicas.note(address, &values, now, room).is_err() {
                self.tally.add(Counter::ReportOverflow, 1);
            }
            // More than what came on top where the replica was known; the next
            // tick counts.
            let added = values.len().saturating_add(2);
            self.reports_weight = self.reports_weight.saturating_add(added);
            service.touched = true;
        }
        true
    }

    /// Whether the endpoints of a service are to be read: once per tick, where
    /// they are what says how many replicas run.
    pub fn wants_endpoints(&self, plugin: &Plugin, service: ServiceIndex) -> bool {
        self.services.get(service).is_some_and(|service| {
            let source = plugin.config.service(&service.name).replicas_from;
            service.endpoints_due && source == ReplicasSource::Endpoints
        })
    }

    /// Envoy has so many endpoints for a service.
    pub fn endpoints(&mut self, service: ServiceIndex, count: Option<u32>, now: Timestamp) {
        if let Some(service) = self.services.get_mut(service) {
            service.endpoints_due = false;
            service.endpoints = count.map(|count| (now, count)).or(service.endpoints);
            service.touched = true;
        }
    }
}

fn rejected(cause: Rejected) -> Counter {
    match cause {
        Rejected::TooLong => Counter::ReportTooLong,
        Rejected::NotAscii => Counter::ReportNotAscii,
        Rejected::Malformed => Counter::ReportMalformed,
        Rejected::BadName => Counter::ReportBadName,
        Rejected::BadNumber => Counter::ReportBadNumber,
        Rejected::OutOfRange => Counter::ReportOutOfRange,
        Rejected::TooMany => Counter::ReportTooMany,
        Rejected::Duplicate => Counter::ReportDuplicate,
        Rejected::Unsupported => Counter::ReportUnsupported,
    }
}
