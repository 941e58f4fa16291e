//! Counts of tokens, and what stands in for them where none were told.

/// What a response has told of its tokens so far. `None` is unknown, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens of the prompt, with those read from or written to a cache.
    pub input: Option<u64>,
    /// Generated tokens, as told.
    pub output: Option<u64>,
    /// Input and output together, as told.
    pub total: Option<u64>,
    /// The part of the input that came from a cache.
    pub cached_input: Option<u64>,
    /// The part of the output that was reasoning.
    pub reasoning_output: Option<u64>,
}

impl Usage {
    /// Generated tokens: `max(output, total − input)`, since some APIs leave
    /// reasoning out of `output` but not out of `total`.
    #[must_use]
    pub fn effective_output(&self) -> Option<u64> {
        let rest = self
            .total
            .zip(self.input)
            .and_then(|(total, input)| total.checked_sub(input));
        self.output.max(rest)
    }

    /// Whether the response told anything of input, output or their total.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.input.is_some() || self.output.is_some() || self.total.is_some()
    }
}

/// Output tokens of a response that told no usage, from what [`Progress`] summed
/// up to: the larger of its content's UTF-8 bytes / 4, rounded up (English has
/// about four bytes per token), and one per event with content (many servers
/// send one event per token, and other scripts have fewer bytes per token).
/// Never falls as a stream goes on.
///
/// [`Progress`]: crate::tokens::Progress
#[must_use]
pub fn estimated_output(content_events: u64, content_bytes: u64) -> u64 {
    content_bytes.div_ceil(4).max(content_events)
}

/// Tokens of a prompt that nobody has told yet: a quarter of the request body's
/// bytes, rounded up.
#[must_use]
pub(super) fn estimated_input(body_bytes: u64) -> u64 {
    body_bytes.div_ceil(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasoning_left_out_of_the_output_is_in_the_total() {
        let usage = |input, output, total| Usage {
            input,
            output,
            total,
            ..Usage::default()
        };
        // 12 and 1 of 303: 290 were reasoning.
        assert_eq!(
            usage(Some(12), Some(1), Some(303)).effective_output(),
            Some(291)
        );
        assert_eq!(
            usage(Some(12), Some(5), Some(17)).effective_output(),
            Some(5)
        );
        assert_eq!(
            usage(Some(12), Some(5), Some(3)).effective_output(),
            Some(5)
        );
        assert_eq!(usage(None, Some(5), Some(30)).effective_output(), Some(5));
        assert_eq!(usage(Some(12), None, Some(12)).effective_output(), Some(0));
        assert_eq!(usage(Some(12), None, None).effective_output(), None);
        assert!(!Usage::default().is_known());
    }

    #[test]
    fn an_estimate_is_by_bytes_or_events() {
        assert_eq!(estimated_output(0, 0), 0);
        assert_eq!(estimated_output(1, 1), 1);
        assert_eq!(estimated_output(1, 401), 101);
        assert_eq!(estimated_output(7, 4), 7);
        assert_eq!(estimated_output(u64::MAX, u64::MAX), u64::MAX);
    }
}
