//! Names that several parts must spell alike: headers, pseudo-headers and the
//! few words with a meaning of their own.
//!
//! Header names are lower case, as Envoy hands them over (HTTP/2 demands it,
//! and Envoy lowers HTTP/1 names on the way in). Only constants live here.

/// Correlation id of a request, made by Envoy or by the client.
pub const X_REQUEST_ID: &str = "x-request-id";
/// Request header: which way of scaling the sender means.
pub const X_SCALE_TYPE: &str = "x-scale-type";
/// Request or response header: numbers about load.
pub const X_LOAD_METRIC: &str = "x-load-metric";
/// Response header: the hint. Only this filter may set it.
pub const X_SCALE_HINT: &str = "x-scale-hint";
/// Set to `true` by Envoy on requests from its `internal_address_config`.
pub const X_ENVOY_INTERNAL: &str = "x-envoy-internal";
/// ORCA load report of an upstream, as text, JSON or base64 protobuf.
pub const ENDPOINT_LOAD_METRICS: &str = "endpoint-load-metrics";
/// ORCA load report of an upstream, as base64 protobuf.
pub const ENDPOINT_LOAD_METRICS_BIN: &str = "endpoint-load-metrics-bin";
/// Request header that asks an upstream for an ORCA report (vLLM).
pub const ENDPOINT_LOAD_METRICS_FORMAT: &str = "endpoint-load-metrics-format";

/// Pseudo-header: path and query of a request.
pub const PATH: &str = ":path";
/// Pseudo-header: method of a request.
pub const METHOD: &str = ":method";
/// Pseudo-header: authority of a request; Envoy puts HTTP/1's `Host` here.
pub const AUTHORITY: &str = ":authority";
/// Pseudo-header with the status code of a response.
pub const STATUS: &str = ":status";

/// Name of the policy that applies where none is named.
pub const DEFAULT_POLICY: &str = "default";
/// Service that collects what has no entry of its own: names from requests
/// that the configuration does not list, and services beyond `max_services`.
pub const OTHER_SERVICE: &str = "other";
/// Metric that a bare number in `x-load-metric` stands for.
pub const LOAD_METRIC: &str = "load";

/// Headers that must not carry the trust token. The token header is removed
/// from every request, and without these a request breaks (framing, routing)
/// or loses a meaning that this filter gives them.
pub const RESERVED_HEADERS: &[&str] = &[
    X_REQUEST_ID,
    X_SCALE_TYPE,
    X_LOAD_METRIC,
    X_SCALE_HINT,
    X_ENVOY_INTERNAL,
    ENDPOINT_LOAD_METRICS,
    ENDPOINT_LOAD_METRICS_BIN,
    ENDPOINT_LOAD_METRICS_FORMAT,
    // Hop by hop (RFC 9110 section 7.6.1, and what is left of RFC 2616).
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    // Framing and routing of the message itself.
    "content-length",
    "host",
];

/// Whether `byte` may stand in an HTTP header name, written in lower case
/// (RFC 9110 `tchar` without upper case letters).
pub const fn is_lower_tchar(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'!' | b'#' | b'$' | b'%' | b'&' | b'\''
        | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_headers_are_lower_case_tokens_named_once() {
        for (at, name) in RESERVED_HEADERS.iter().enumerate() {
            assert!(name.bytes().all(is_lower_tchar), "{name}");
            assert!(!RESERVED_HEADERS[..at].contains(name), "{name} twice");
        }
    }

    #[test]
    fn separators_blanks_and_capitals_are_no_header_name() {
        for byte in *b" \t:;,=()<>@[]{}?/\\\"AZ\0\x7f\x80\xff" {
            assert!(!is_lower_tchar(byte), "{byte:#x}");
        }
    }
}
