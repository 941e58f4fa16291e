//! The one route that writes: the scaler says how many replicas run.
//!
//! Headers are judged before a byte of the body is waited for. The content
//! type must be JSON: a page in somebody's browser cannot send that to another
//! origin without asking first.

use serde_json::json;

use super::{Known, StatusRequest, StatusResponse, error, no_such_service, not_allowed, ok};
use crate::config::ready_replicas;
use crate::stats::Counter;

/// Longest body, in bytes.
pub const MAX_BODY_BYTES: usize = 256;

/// What a write's headers say beside the request itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct BodyHeaders<'a> {
    /// `content-type`.
    pub content_type: Option<&'a [u8]>,
    /// `content-length`.
    pub content_length: Option<&'a [u8]>,
}

/// The name in the path of the route that writes: `/v1/services/{name}/replicas`.
pub(super) fn route(path: &str) -> Option<&str> {
    path.strip_prefix("/v1/services/")?
        .strip_suffix("/replicas")
}

/// Judges the headers of a request that writes. Gives the name of the service
/// that the body is about.
///
/// # Errors
/// The answer, where the body need not be read.
pub fn accept(
    request: StatusRequest<'_>,
    headers: BodyHeaders<'_>,
    known: Known<'_>,
) -> Result<String, StatusResponse> {
    if !request.has(known.config.status.as_ref().map(|status| status.write)) {
        let text = "not allowed to write: see status.write";
        return Err(error(403, text, Counter::StatusDenied));
    }
    let Some(name) = route(request.path) else {
        return Err(not_allowed("GET, HEAD"));
    };
    let found = known.find(name).ok_or_else(no_such_service)?;
    if !headers.content_type.is_some_and(is_json) {
        let text = "content-type must be application/json";
        return Err(error(415, text, Counter::StatusServed));
    }
    let length = headers
        .content_length
        .and_then(|length| std::str::from_utf8(length).ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(too_long());
    }
    Ok(found.name.to_owned())
}

fn is_json(content_type: &[u8]) -> bool {
    let media = content_type.split(|byte| *byte == b';').next();
    media
        .unwrap_or_default()
        .trim_ascii()
        .eq_ignore_ascii_case(b"application/json")
}

/// Reads the body of a request that [`accept`] accepted: the replicas that
/// run.
///
/// # Errors
/// The answer, where it says nothing of the kind.
pub fn read(body: &[u8]) -> Result<u32, StatusResponse> {
    if body.len() > MAX_BODY_BYTES {
        return Err(too_long());
    }
    ready_replicas(body).map_err(|errors| {
        let text = errors.to_string().replace('\n', "; ");
        error(400, &text, Counter::StatusServed)
    })
}

/// The body is longer than [`MAX_BODY_BYTES`].
pub fn too_long() -> StatusResponse {
    error(413, "at most 256 bytes", Counter::StatusServed)
}

/// What was written down, or could not be since others wrote all the time.
pub fn outcome(service: &str, ready: u32, ttl_s: u64, written: bool) -> StatusResponse {
    if !written {
        return error(
            503,
            "others write as well, try again",
            Counter::StatusServed,
        );
    }
    let body = json!({"service": service, "ready": ready, "replicas_ttl_s": ttl_s});
    StatusResponse {
        counter: Counter::StatusWritten,
        ..ok(body.to_string())
    }
}
