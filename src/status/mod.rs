//! The status routes: what the filter answers by itself, to those who may ask.
//! Reads change nothing; the one write is in [`mod@write`].

pub mod json;
mod page;
mod prometheus;
mod tokens;
pub mod write;

use std::rc::Rc;

use serde_json::json;

use crate::config::{Config, StatusAccess};
use crate::fleet::snapshot::{ServiceSnapshot, Snapshot};
use crate::fleet::store::SharedData;
use crate::node::service_id;
use crate::plugin::Plugin;
use crate::stats::Counter;
use crate::time::Timestamp;

/// A request that may be for a status route.
#[derive(Clone, Copy, Debug)]
pub struct StatusRequest<'a> {
    /// Its method.
    pub method: &'a [u8],
    /// Its path below the configured one, as [`below`] gives it.
    pub path: &'a str,
    /// Envoy marked it internal.
    pub internal: bool,
    /// It carried the shared token.
    pub token: bool,
}

/// What answers are made of.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "shared data is a port")]
pub struct Known<'a> {
    /// The configuration that serves the route.
    pub config: &'a Config,
    /// All services, as the leader said last.
    pub snapshot: &'a Snapshot,
    /// The newest configuration of each plugin.
    pub plugins: &'a [Rc<Plugin>],
    /// Shared data, to read.
    pub store: &'a dyn SharedData,
    /// The moment of the answer.
    pub now: Timestamp,
}

/// A service that was found, whatever it was called by.
struct Found<'a> {
    name: &'a str,
    /// `None`: it is configured and not merged yet.
    service: Option<&'a ServiceSnapshot>,
    config: Option<&'a Config>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusResponse {
    /// HTTP status code.
    pub code: u16,
    /// Headers beside those that Envoy sets.
    pub headers: Vec<(&'static str, &'static str)>,
    /// The body.
    pub body: String,
    /// What to count.
    pub counter: Counter,
}

/// The part of a request's path below the status path, without the query:
/// `None` where the request is ordinary traffic.
pub fn below<'a>(config: &Config, path: &'a [u8]) -> Option<&'a str> {
    let status = config.status.as_ref()?;
    let rest = path.strip_prefix(status.path.as_bytes())?;
    let rest = std::str::from_utf8(rest).ok()?;
    let rest = rest.split(['?', '#']).next().unwrap_or("");
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Answers a request that reads.
pub fn respond(request: StatusRequest<'_>, known: Known<'_>) -> StatusResponse {
    if !request.has(known.config.status.as_ref().map(|status| status.read)) {
        return error(403, "not allowed to read the status", Counter::StatusDenied);
    }
    if write::route(request.path).is_some_and(|name| known.find(name).is_some()) {
        return not_allowed("PUT");
    }
    if request.method != b"GET" && request.method != b"HEAD" {
        return not_allowed("GET, HEAD");
    }
    let path = request.path.strip_suffix('/').unwrap_or(request.path);
    match path {
        "" => return page::overview(known),
        "/metrics" => return answer(prometheus::CONTENT_TYPE, prometheus::page(known)),
        _ => {}
    }
    if let Some(name) = path.strip_prefix("/services/") {
        return match known.find(name) {
            Some(found) => page::one(&found, known),
            None => no_such_service(),
        };
    }
    match path.strip_prefix("/v1/services") {
        Some("") => ok(json::index(known.snapshot, known.plugins).to_string()),
        Some(rest) => match rest.strip_prefix('/') {
            Some(name) => service(name, known),
            None => unknown(),
        },
        None => unknown(),
    }
}

impl StatusRequest<'_> {
    /// Whether this request may do what `access` is about.
    fn has(&self, access: Option<StatusAccess>) -> bool {
        match access {
            Some(StatusAccess::Internal) => self.internal,
            Some(StatusAccess::Token) => self.token,
            Some(StatusAccess::All) => true,
            Some(StatusAccess::None) | None => false,
        }
    }
}

impl<'a> Known<'a> {
    /// The service that a name or an id stands for.
    fn find(&self, wanted: &str) -> Option<Found<'a>> {
        self.all()
            .find(|found| found.name == wanted || service_id(found.name, found.config) == wanted)
    }

    /// All services: those that were merged, then those that are configured
    /// and not merged yet.
    fn all(&self) -> impl Iterator<Item = Found<'a>> + use<'a> {
        let (plugins, services) = (self.plugins, &self.snapshot.services);
        let merged = services.iter().map(|(name, service)| {
            let plugin = plugins.iter().find(|plugin| plugin.key == service.plugin);
            Found {
                name,
                service: Some(service),
                config: plugin.map(|plugin| &plugin.config),
            }
        });
        let configured = plugins.iter().flat_map(|plugin| {
            plugin.config.services.keys().map(|name| Found {
                name,
                service: None,
                config: Some(&plugin.config),
            })
        });
        merged.chain(configured.filter(|found| !services.contains_key(found.name)))
    }
}

fn service(wanted: &str, known: Known<'_>) -> StatusResponse {
    let Some(found) = known.find(wanted) else {
        return no_such_service();
    };
    let Some(service) = found.service else {
        return error(503, "never decided yet", Counter::StatusServed);
    };
    let gateway = found.config.and_then(|config| config.gateway_id.as_deref());
    let body = json::service(known.snapshot, found.name, service, gateway).to_string();
    StatusResponse {
        code: if service.decision.is_some() { 200 } else { 503 },
        ..ok(body)
    }
}

fn ok(body: String) -> StatusResponse {
    answer("application/json", body)
}

fn answer(content_type: &'static str, body: String) -> StatusResponse {
    StatusResponse {
        code: 200,
        headers: vec![
            ("content-type", content_type),
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
        ],
        body,
        counter: Counter::StatusServed,
    }
}

fn unknown() -> StatusResponse {
    error(
        404,
        "no such route; see /v1/services",
        Counter::StatusServed,
    )
}

fn no_such_service() -> StatusResponse {
    error(
        404,
        "no such service; see /v1/services",
        Counter::StatusServed,
    )
}

fn not_allowed(methods: &'static str) -> StatusResponse {
    let text = format!("only {methods} here");
    let mut response = error(405, &text, Counter::StatusServed);
    response.headers.push(("allow", methods));
    response
}

fn error(code: u16, text: &str, counter: Counter) -> StatusResponse {
    StatusResponse {
        code,
        counter,
        ..ok(json!({ "error": text }).to_string())
    }
}

#[cfg(test)]
mod tests;
