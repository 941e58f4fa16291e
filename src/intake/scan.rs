//! The one pass over a request's headers.
//!
//! It only sorts lines by name and judges nothing.

use crate::names;
use crate::signal::HeaderLines;

/// The lines of the headers that matter.
#[derive(Debug, Default)]
pub(super) struct Found<'a> {
    pub(super) load_metric: HeaderLines<'a>,
    pub(super) scale_type: HeaderLines<'a>,
    pub(super) request_id: HeaderLines<'a>,
    pub(super) hint: HeaderLines<'a>,
    pub(super) internal: HeaderLines<'a>,
    pub(super) token: HeaderLines<'a>,
    pub(super) path: HeaderLines<'a>,
    pub(super) method: HeaderLines<'a>,
    pub(super) authority: HeaderLines<'a>,
}

impl<'a> Found<'a> {
    /// Sorts `headers`, pairs of name and value. `token_header` is the name of
    /// the header that carries the trust token, where one is configured.
    pub(super) fn scan(
        token_header: Option<&str>,
        headers: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
    ) -> Self {
        let mut found = Self::default();
        for (name, value) in headers {
            if let Some(lines) = found.lines_of(name, token_header) {
                lines.push(value);
            }
        }
        found
    }

    /// Where lines called `name` belong. Envoy lowers names; ignoring case
    /// costs little, as most lengths differ, and trusts nobody.
    fn lines_of(
        &mut self,
        name: &[u8],
        token_header: Option<&str>,
    ) -> Option<&mut HeaderLines<'a>> {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        let lines = if is(names::PATH) {
            &mut self.path
        } else if is(names::METHOD) {
            &mut self.method
        } else if is(names::AUTHORITY) {
            &mut self.authority
        } else if is(names::X_REQUEST_ID) {
            &mut self.request_id
        } else if is(names::X_ENVOY_INTERNAL) {
            &mut self.internal
        } else if is(names::X_LOAD_METRIC) {
            &mut self.load_metric
        } else if is(names::X_SCALE_TYPE) {
            &mut self.scale_type
        } else if is(names::X_SCALE_HINT) {
            &mut self.hint
        } else if token_header.is_some_and(is) {
            &mut self.token
        } else {
            return None;
        };
        Some(lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sorted_by_name_without_case() {
        let headers: [(&[u8], &[u8]); 6] = [
            (b":path", b"/"),
            (b"X-Load-Metric", b"1"),
            (b"x-load-metric", b"2"),
            (b"x-load-metrics", b"3"),
            (b"\xff", b"4"),
            (b"", b"5"),
        ];
        let found = Found::scan(None, headers);
        assert_eq!(found.path.only(), Ok(Some(&b"/"[..])));
        assert_eq!(found.load_metric.first(), Some(&b"1"[..]));
        assert!(found.load_metric.only().is_err());
        assert!(!found.token.is_present());
    }

    #[test]
    fn a_token_is_looked_for_only_where_configured() {
        let headers: [(&[u8], &[u8]); 1] = [(b"x-token", b"t")];
        assert!(!Found::scan(None, headers).token.is_present());
        assert!(Found::scan(Some("x-token"), headers).token.is_present());
        // Without a name, a header without a name is no token.
        assert!(
            !Found::scan(None, [(&b""[..], &b"t"[..])])
                .token
                .is_present()
        );
    }
}
