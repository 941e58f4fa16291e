//! The status routes: what the filter answers by itself, to trusted callers
//! only. Reads change nothing.

pub mod json;

use std::rc::Rc;

use serde_json::json;

use crate::config::{Config, StatusAccess};
use crate::fleet::snapshot::Snapshot;
use crate::node::service_id;
use crate::plugin::Plugin;
use crate::stats::Counter;

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

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusResponse {
    /// HTTP status code.
    pub code: u16,
    /// JSON.
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

/// Answers a request for a status route.
pub fn respond(
    request: StatusRequest<'_>,
    config: &Config,
    snapshot: &Snapshot,
    plugins: &[Rc<Plugin>],
) -> StatusResponse {
    let allowed = match config.status.as_ref().map(|status| &status.read) {
        Some(StatusAccess::Internal) => request.internal,
        Some(StatusAccess::Token) => request.token,
        Some(StatusAccess::All) => true,
        None => false,
    };
    if !allowed {
        return error(403, "not allowed to read the status", Counter::StatusDenied);
    }
    if request.method != b"GET" && request.method != b"HEAD" {
        return error(405, "only GET and HEAD are allowed", Counter::StatusServed);
    }
    let path = request.path.strip_suffix('/').unwrap_or(request.path);
    match path.strip_prefix("/v1/services") {
        Some("") => ok(json::index(snapshot, plugins).to_string()),
        Some(rest) => match rest.strip_prefix('/') {
            Some(name) => service(name, snapshot, plugins),
            None => unknown(),
        },
        None => unknown(),
    }
}

fn service(wanted: &str, snapshot: &Snapshot, plugins: &[Rc<Plugin>]) -> StatusResponse {
    let found = snapshot.services.iter().find_map(|(name, service)| {
        let plugin = plugins.iter().find(|plugin| plugin.key == service.plugin);
        let config = plugin.map(|plugin| &plugin.config);
        (name == wanted || service_id(name, config) == wanted).then_some((name, service, config))
    });
    let Some((name, known, config)) = found else {
        // It may be configured and not decided yet, even not merged.
        let configured = plugins.iter().any(|plugin| plugin.config.lists(wanted));
        return if configured {
            error(503, "never decided yet", Counter::StatusServed)
        } else {
            error(
                404,
                "no such service; see /v1/services",
                Counter::StatusServed,
            )
        };
    };
    let gateway = config.and_then(|config| config.gateway_id.as_deref());
    let body = json::service(snapshot, name, known, gateway).to_string();
    match known.decision {
        Some(_) => ok(body),
        None => StatusResponse {
            code: 503,
            body,
            counter: Counter::StatusServed,
        },
    }
}

fn ok(body: String) -> StatusResponse {
    StatusResponse {
        code: 200,
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

fn error(code: u16, text: &str, counter: Counter) -> StatusResponse {
    StatusResponse {
        code,
        body: json!({ "error": text }).to_string(),
        counter,
    }
}

#[cfg(test)]
mod tests;
