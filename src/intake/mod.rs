//! From a request's headers to what is to be done with it, as data.
//!
//! One pass over the headers, on the path of every request: nothing is
//! allocated unless a header of this filter is there. The shell removes what
//! [`Intake::remove`] names before it reads any route property, counts what
//! was refused, and evaluates the policy where [`Intake::scaling`] says so.
//!
//! - Scaling headers (`x-load-metric`, `x-scale-type`) of a request that is
//!   not trusted are removed and not looked into.
//! - Trusted ones go on to the upstream, also malformed: those are ignored
//!   whole, with a cause.
//! - `x-scale-hint` is this filter's to set and always removed.
//! - The token's header is always removed, also with a wrong token in it.
//! - `x-request-id` is Envoy's. It is validated only beside trusted scaling
//!   headers, since only then a policy sees it.

mod response;
mod scan;
#[cfg(test)]
mod tests;

pub use response::ResponseIntake;

use crate::config::{Config, Trust};
use crate::names;
use crate::signal::{LoadMetric, Rejected, ScaleType, parse_request_id};
use crate::trust::{is_trusted, may_see_hint};
use scan::Found;

/// A header that can be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Header {
    /// `x-load-metric`
    LoadMetric,
    /// `x-scale-type`
    ScaleType,
    /// `x-request-id`
    RequestId,
}

impl Header {
    /// Its name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LoadMetric => names::X_LOAD_METRIC,
            Self::ScaleType => names::X_SCALE_TYPE,
            Self::RequestId => names::X_REQUEST_ID,
        }
    }
}

/// What a trusted sender says about scaling.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScalingHeaders {
    /// Metrics of `x-load-metric`; empty where it is absent or was refused.
    pub load: Vec<(String, f64)>,
    /// `x-scale-type`, where present and well-formed.
    pub scale_type: Option<ScaleType>,
    /// `x-request-id`, where present and well-formed.
    pub request_id: Option<String>,
}

/// What a request's headers mean. Bytes are borrowed from them and not
/// validated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intake<'a> {
    /// Envoy marked the request internal.
    pub internal: bool,
    /// Its scaling headers count.
    pub trusted: bool,
    /// Its response may carry a hint.
    pub hint_allowed: bool,
    /// Headers to remove before the request goes on, each named once.
    pub remove: Vec<&'a str>,
    /// What to evaluate the policy with: `Some` only where the request is
    /// trusted and has a well-formed `x-load-metric` or `x-scale-type`.
    pub scaling: Option<ScalingHeaders>,
    /// Trusted headers that were ignored, each with its cause; at most one
    /// entry per header.
    pub rejected: Vec<(Header, Rejected)>,
    /// It carried scaling headers that do not count.
    pub untrusted: bool,
    /// The request carried an `x-scale-hint`.
    pub spoofed_hint: bool,
    /// `:path` with its query; empty where absent.
    pub path: &'a [u8],
    /// `:method`; empty where absent.
    pub method: &'a [u8],
    /// `:authority`; empty where absent.
    pub authority: &'a [u8],
    /// The first `x-request-id`.
    pub request_id: Option<&'a [u8]>,
}

/// Reads a request's headers, given as pairs of name and value.
pub fn intake<'a>(
    config: &'a Config,
    headers: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> Intake<'a> {
    let token_header = match &config.trust {
        Trust::Token { header, .. } => Some(header.as_str()),
        Trust::Internal | Trust::None | Trust::All => None,
    };
    let found = Found::scan(token_header, headers);

    // A mark or a token given twice is not Envoy's and not the sender's alone.
    let internal = found.internal.only() == Ok(Some(b"true"));
    let token = found.token.only().ok().flatten();
    let trusted = is_trusted(&config.trust, internal, token);
    // `trust: all` lets anyone speak; it does not let anyone listen.
    let presented_token = trusted && token_header.is_some();

    let has_scaling = found.load_metric.is_present() || found.scale_type.is_present();
    let mut intake = Intake {
        internal,
        trusted,
        hint_allowed: may_see_hint(config.hints, internal, presented_token),
        untrusted: has_scaling && !trusted,
        spoofed_hint: found.hint.is_present(),
        path: found.path.first().unwrap_or_default(),
        method: found.method.first().unwrap_or_default(),
        authority: found.authority.first().unwrap_or_default(),
        request_id: found.request_id.first(),
        ..Intake::default()
    };
    if has_scaling && trusted {
        intake.read_scaling(&found);
    }
    let removable = [
        (names::X_SCALE_HINT, found.hint.is_present()),
        (
            names::X_LOAD_METRIC,
            !trusted && found.load_metric.is_present(),
        ),
        (
            names::X_SCALE_TYPE,
            !trusted && found.scale_type.is_present(),
        ),
        (token_header.unwrap_or_default(), found.token.is_present()),
    ];
    let remove = removable.into_iter().filter(|(_, remove)| *remove);
    intake.remove.extend(remove.map(|(name, _)| name));
    intake
}

impl<'a> Intake<'a> {
    fn read_scaling(&mut self, found: &Found<'a>) {
        let load = LoadMetric::from_lines(&found.load_metric);
        let load = self.accept(Header::LoadMetric, load);
        let scale_type = ScaleType::from_lines(&found.scale_type);
        let scale_type = self.accept(Header::ScaleType, scale_type);
        let request_id = parse_request_id(&found.request_id);
        let request_id = self.accept(Header::RequestId, request_id);
        if load.is_some() || scale_type.is_some() {
            self.scaling = Some(ScalingHeaders {
                load: load.map(LoadMetric::into_vec).unwrap_or_default(),
                scale_type,
                request_id,
            });
        }
    }

    fn accept<T>(&mut self, header: Header, outcome: Result<Option<T>, Rejected>) -> Option<T> {
        outcome.unwrap_or_else(|cause| {
            self.rejected.push((header, cause));
            None
        })
    }
}
