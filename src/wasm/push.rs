//! Carries pushes out: calls to a cluster of Envoy's, and their answers.
//!
//! Envoy cancels a call when the root context that made it ends, without a
//! word; the core gives it up by its timeout.

use proxy_wasm::hostcalls;
use proxy_wasm::types::MapType;

use super::host::{self, Host};
use crate::config;
use crate::names::STATUS;
use crate::node::Node;
use crate::push::{Outcome, Push};

/// Longest value of a header from the environment, in bytes.
const MAX_VALUE_BYTES: usize = 8192;

/// More calls than can be on the wire.
const MAX_CALLS: usize = 256;

/// Calls on the wire: Envoy's token, service, and number of the decision.
#[derive(Debug, Default)]
pub(super) struct Calls(Vec<(u32, String, u64)>);

impl Calls {
    /// Makes a call from the root context that is active.
    pub(super) fn make(&mut self, push: Push, node: &mut Node) {
        let Some(target) = &push.plugin.config.push else {
            return;
        };
        match dispatch(target, &push) {
            Ok(token) => {
                if self.0.len() >= MAX_CALLS {
                    // Cancelled long ago, without a word.
                    self.0.remove(0);
                }
                self.0.push((token, push.service, push.sequence));
            }
            Err(why) => {
                let line = format!("push to cluster {}: {why}", target.cluster);
                self.tell(
                    node,
                    &push.service,
                    push.sequence,
                    Outcome::Unanswered,
                    Some(line),
                );
            }
        }
    }

    /// A call was answered, or failed: then it has no headers.
    pub(super) fn answered(&mut self, token: u32, headers: usize, node: &mut Node) {
        let Some(place) = self.0.iter().position(|call| call.0 == token) else {
            return;
        };
        let (_, service, sequence) = self.0.remove(place);
        let status = (headers > 0)
            .then(|| hostcalls::get_map_value_bytes(MapType::HttpCallResponseHeaders, STATUS))
            .and_then(|status| std::str::from_utf8(&status.ok()??).ok()?.parse().ok());
        let outcome = status.map_or(Outcome::Unanswered, Outcome::Answered);
        self.tell(node, &service, sequence, outcome, None);
    }

    fn tell(
        &self,
        node: &mut Node,
        service: &str,
        sequence: u64,
        outcome: Outcome,
        better: Option<String>,
    ) {
        let line = node.pushed(host::now(), &Host, service, sequence, outcome);
        if let Some((level, line)) = line {
            host::log(level, &better.unwrap_or(line));
        }
    }
}

fn dispatch(target: &config::Push, push: &Push) -> Result<u32, String> {
    let values: Vec<(&str, String)> = target
        .headers
        .iter()
        .filter_map(|(name, variable)| Some((name.as_str(), value(variable).ok()?)))
        .collect();
    let mut headers = vec![
        (":method", "POST"),
        (":path", target.path.as_str()),
        (":authority", target.authority.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", push.idempotency_key.as_str()),
    ];
    headers.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
    let body = Some(push.body.as_bytes());
    let call =
        hostcalls::dispatch_http_call(&target.cluster, headers, body, Vec::new(), target.timeout);
    call.map_err(|status| match status {
        proxy_wasm::types::Status::BadArgument => "Envoy does not know it".to_owned(),
        _ => "Envoy cannot make the call".to_owned(),
    })
}

/// The value of an environment variable, as a header can carry it.
///
/// # Errors
/// What is wrong with it, in words that do not show it.
fn value(variable: &str) -> Result<String, &'static str> {
    let value = std::env::var(variable).map_err(
        |_| "is not set in the VM's environment (environment_variables in Envoy's vm_config)",
    )?;
    let printable = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if value.is_empty() || value.len() > MAX_VALUE_BYTES || !printable {
        return Err("must hold 1 to 8192 bytes of printable ASCII");
    }
    Ok(value)
}

/// Looks whether the environment has what the configuration names. The
/// environment is the same for all threads, so this is deterministic.
///
/// # Errors
/// A line for each variable that cannot be used.
pub(super) fn check(push: &config::Push) -> Result<(), String> {
    let faults: Vec<String> = push
        .headers
        .iter()
        .filter_map(|(name, variable)| {
            let fault = value(variable).err()?;
            Some(format!("push.headers.{name}.env: {variable} {fault}"))
        })
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}
