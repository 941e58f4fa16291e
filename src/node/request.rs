//! The request path: arrivals, ends, and answers to requests that bring news.

use log::Level;

use super::services::{OTHER, ServiceIndex};
use super::{Node, standing_hint, verdict};
use crate::decision::Circumstances;
use crate::fleet::merge::reported;
use crate::fleet::slot::LoadReport;
use crate::hint::Hint;
use crate::intake::{Intake, ScalingHeaders};
use crate::metrics::{Metrics, View};
use crate::plugin::Plugin;
use crate::policy::{Occasion, RequestFacts};
use crate::recommendation::Action;
use crate::signal::{Rejected, ScaleType};
use crate::standing;
use crate::stats::Counter;
use crate::time::Timestamp;

/// The answer to a request with scaling headers.
#[derive(Debug)]
pub struct Answer {
    /// Its direction, to be counted when it is given.
    pub action: Action,
    /// The value of `x-scale-hint`.
    pub hint: String,
    /// Lines for the log.
    pub logs: Vec<(Level, String)>,
}

impl Node {
    /// The service of this name; one that is never dropped, whatever the name.
    pub fn service(&mut self, name: &[u8], plugin: &Plugin) -> ServiceIndex {
        let (index, overflow) = self.services.find_or_add(name, &plugin.key, &plugin.config);
        if overflow {
            self.tally.add(Counter::ServiceOverflow, 1);
        }
        // One that other workers know has a decision already.
        if let Some(service) = self.services.get_mut(index)
            && service.hint.is_none()
        {
            service.hint = standing_hint(&self.seen.snapshot, &service.name);
        }
        index
    }

    /// The service of a name that a client can choose: it counts only where
    /// the configuration lists it.
    pub fn listed_service(&mut self, name: &[u8], plugin: &Plugin) -> ServiceIndex {
        let listed = std::str::from_utf8(name).is_ok_and(|name| plugin.config.lists(name));
        self.service(if listed { name } else { OTHER.as_bytes() }, plugin)
    }

    /// A request for a service arrives.
    pub fn begin(&mut self, service: ServiceIndex, now: Timestamp) {
        self.serves = true;
        self.tally.add(Counter::Requests, 1);
        if let Some(service) = self.services.get_mut(service) {
            service.seen.begin(now);
            service.touched = true;
        }
    }

    /// It ends. `status` is the response's, `None` where there was none.
    pub fn end(
        &mut self,
        service: ServiceIndex,
        begun: Timestamp,
        now: Timestamp,
        status: Option<u16>,
    ) {
        if let Some(service) = self.services.get_mut(service) {
            let error = status.is_some_and(|status| status >= 500);
            service.seen.end(begun, now, status.is_some(), error);
            service.touched = true;
        }
    }

    /// Counts what a request's headers were worth.
    pub fn tally_intake(&mut self, intake: &Intake<'_>) {
        if intake.untrusted {
            self.tally.add(Counter::Untrusted, 1);
        }
        if intake.spoofed_hint {
            self.tally.add(Counter::SpoofedHint, 1);
        }
        for (_, rejected) in &intake.rejected {
            let counter = match rejected {
                Rejected::TooLong => Counter::RejectedTooLong,
                Rejected::NotAscii => Counter::RejectedNotAscii,
                // Only a load report has a prefix.
                Rejected::Malformed | Rejected::Unsupported => Counter::RejectedMalformed,
                Rejected::BadName => Counter::RejectedBadName,
                Rejected::BadNumber => Counter::RejectedBadNumber,
                Rejected::OutOfRange => Counter::RejectedOutOfRange,
                Rejected::TooMany => Counter::RejectedTooMany,
                Rejected::Duplicate => Counter::RejectedDuplicate,
            };
            self.tally.add(counter, 1);
        }
    }

    /// Whether a path counts for nothing (health checks).
    pub fn is_excluded(&self, plugin: &Plugin, service: ServiceIndex, path: &[u8]) -> bool {
        let Some(service) = self.services.get(service) else {
            return false;
        };
        plugin
            .config
            .service(&service.name)
            .exclude_paths
            .iter()
            .any(|prefix| path.starts_with(prefix.as_bytes()))
    }

    /// This VM serves requests, even if they count for nothing.
    pub fn serve(&mut self) {
        self.serves = true;
    }

    /// The policy that the route of a request names: the first one stays.
    pub fn route_policy(&mut self, service: ServiceIndex, policy: &str) {
        let Some(service) = self.services.get_mut(service) else {
            return;
        };
        match &service.route_policy {
            None => service.route_policy = Some(policy.to_owned()),
            Some(first) if first != policy => self.tally.add(Counter::PolicyConflict, 1),
            Some(_) => {}
        }
    }

    /// The hint for a request that brings no news.
    pub fn hint(&self, service: ServiceIndex) -> Option<&(Action, String)> {
        self.services.get(service)?.hint.as_ref()
    }

    /// A hint was given.
    pub fn count_hint(&mut self, service: ServiceIndex, action: Action) {
        if let Some(service) = self.services.get_mut(service) {
            service.count_hint(action);
        }
    }

    /// Evaluates a request that brings news, with its numbers laid over the
    /// last snapshot. Decides nothing for others, but its numbers are kept for
    /// the next tick.
    pub fn evaluate(
        &mut self,
        plugin: &Plugin,
        index: ServiceIndex,
        scaling: ScalingHeaders,
        facts: &RequestFacts<'_>,
        now: Timestamp,
    ) -> Option<Answer> {
        let service = self.services.get_mut(index)?;
        let snapshot = self.seen.snapshot.services.get(&service.name);
        let last = snapshot.and_then(|snapshot| snapshot.decision.as_ref());
        let current = snapshot
            .and_then(|snapshot| snapshot.current)
            .map(|current| current.replicas);
        let settings = plugin.config.service(&service.name);
        let bounds = standing::bounds(settings);
        let kind = scaling.scale_type.as_ref();
        let mut logs = Vec::new();
        if kind == Some(&ScaleType::None) {
            // The sender wants no scaling: its numbers are not to cause any.
            return Some(answer(standing::hold(last, kind, None), logs));
        }
        let age = (!scaling.load.is_empty()).then_some(("load_age", 0.0));
        let known = standing::known(bounds, last, current);
        // The age and what is known are five at most.
        let mut stated = Vec::with_capacity(scaling.load.len().saturating_add(5));
        stated.extend(reported(&scaling.load).chain(age).chain(known));
        let nothing = Metrics::default();
        let below = snapshot.map_or(&nothing, |known| &known.metrics);
        let metrics = View::new(below, &stated);
        let policy_name = plugin.policy_name(&service.name, service.route_policy.as_deref());
        let occasion = Occasion {
            request: Some(facts),
            fuel: plugin.config.limits.request_fuel,
            now,
            utc_offset_minutes: plugin.config.utc_offset_minutes,
            stable_window: settings.windows.stable,
            memory: &mut service.remembered.memory,
        };
        let evaluation =
            plugin.with_policy(policy_name, |policy| policy.evaluate(metrics, occasion))?;
        if !scaling.load.is_empty() {
            service.report = Some(LoadReport {
                at: now,
                values: scaling.load,
            });
            service.touched = true;
        }
        self.tally.add(Counter::RequestEvaluations, 1);
        let mut voice = verdict::Voice {
            now,
            tally: &mut self.tally,
            prints: &mut self.prints,
            errors: &mut self.errors,
            logs: &mut logs,
        };
        voice.print(policy_name, &evaluation.printed);
        match &evaluation.outcome {
            Ok(_) => service.count_evaluation(false),
            Err(failure) => {
                let no_data = failure.is_no_data();
                service.count_evaluation(!no_data);
                if !no_data {
                    service.last_error = Some((now, failure.to_string()));
                }
                voice.fail(&service.name, failure);
            }
        }
        let circumstances = Circumstances {
            last,
            current,
            bounds,
            behavior: &settings.behavior,
            dry_run: settings.dry_run,
            partial: false,
            now,
        };
        let hint = standing::answer(&evaluation.outcome, kind, circumstances);
        Some(answer(hint, logs))
    }
}

fn answer(hint: Hint, logs: Vec<(Level, String)>) -> Answer {
    Answer {
        action: hint.action,
        hint: hint.encode(),
        logs,
    }
}
