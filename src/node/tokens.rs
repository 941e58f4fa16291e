//! What this VM has seen of a service's tokens.

use log::Level;

use super::Node;
use super::services::{Service, ServiceIndex};
use crate::config::{TokensConfig, Windows};
use crate::fleet::tokens::{TokenRecord, TokenTotals, TokenWindow, TokensInFlight};
use crate::plugin::Plugin;
use crate::stats::Counter;
use crate::time::Timestamp;
use crate::tokens::{Ended, Generation, Share, State};
use crate::window::{LatencyWindow, TokenSeconds, Tokens};

/// Times over one window.
#[derive(Debug)]
struct Times {
    to_first: LatencyWindow,
    per_output: LatencyWindow,
}

impl Times {
    fn new(window: std::time::Duration) -> Self {
        Self {
            to_first: LatencyWindow::new(window),
            per_output: LatencyWindow::new(window),
        }
    }

    fn count(&mut self, ended: &Ended, now: Timestamp) {
        if let Some(elapsed_us) = ended.time_to_first_token_us {
            self.to_first.record(now, elapsed_us);
        }
        if let Some(elapsed_us) = ended.time_per_output_token_us {
            self.per_output.record(now, elapsed_us);
        }
    }

    fn window(&mut self, counts: Tokens, now: Timestamp) -> TokenWindow {
        TokenWindow {
            counts,
            to_first: self.to_first.counts(now),
            per_output: self.per_output.counts(now),
        }
    }
}

/// The tokens of one service on this worker.
#[derive(Debug)]
pub(super) struct ServiceTokens {
    windows: Windows,
    inflight: TokensInFlight,
    totals: TokenTotals,
    /// As last written to shared data.
    written: TokenTotals,
    quota: Option<(Timestamp, f64)>,
    seconds: TokenSeconds,
    stable: Times,
    panic: Times,
}

impl ServiceTokens {
    fn new(windows: Windows) -> Self {
        Self {
            windows,
            inflight: TokensInFlight::default(),
            totals: TokenTotals::default(),
            written: TokenTotals::default(),
            quota: None,
            seconds: TokenSeconds::default(),
            stable: Times::new(windows.stable),
            panic: Times::new(windows.panic),
        }
    }

    pub(super) fn set_windows(&mut self, windows: Windows) {
        if windows != self.windows {
            self.windows = windows;
            self.stable = Times::new(windows.stable);
            self.panic = Times::new(windows.panic);
        }
    }

    /// Something is going on that a share changes.
    pub(super) fn is_busy(&self) -> bool {
        self.inflight.generations > 0
    }

    /// Another VM took the slot, and counts on from what was written last.
    pub(super) fn hand_on(&mut self) {
        let written = std::mem::take(&mut self.written);
        self.totals.zip(&written, u64::saturating_sub);
    }

    /// Tokens that a generation has taken in and brought.
    fn done(&mut self, before: Tokens, after: Tokens, now: Timestamp) {
        self.seconds.change(before, after, now, self.windows.stable);
    }

    fn share(&mut self, before: Share, after: Share) {
        let change =
            |sum: u64, before: u64, after: u64| sum.saturating_add(after).saturating_sub(before);
        let inflight = &mut self.inflight;
        inflight.input = change(inflight.input, before.waiting, after.waiting);
        inflight.output = change(inflight.output, before.done.output, after.done.output);
    }

    pub(super) fn record(&mut self, now: Timestamp) -> TokenRecord {
        self.written.clone_from(&self.totals);
        let counts = |window| self.seconds.sums(now, window);
        TokenRecord {
            totals: self.totals.clone(),
            inflight: self.inflight,
            quota: self.quota,
            stable: self.stable.window(counts(self.windows.stable), now),
            panic: self.panic.window(counts(self.windows.panic), now),
        }
    }
}

impl Service {
    /// Its tokens; begins to count them where they were never seen.
    fn tokens(&mut self) -> &mut ServiceTokens {
        let windows = self.seen.windows();
        self.touched = true;
        self.tokens
            .get_or_insert_with(|| Box::new(ServiceTokens::new(windows)))
    }

    /// Takes over the counters of the slot's former owner.
    pub(super) fn inherit_tokens(&mut self, record: &TokenRecord) {
        self.tokens()
            .totals
            .zip(&record.totals, u64::saturating_add);
    }
}

impl Node {
    /// Whether this service's requests with this method are generations, and
    /// how their responses are to be read; `None`: they are none.
    pub fn reads_tokens(
        &self,
        plugin: &Plugin,
        service: ServiceIndex,
        method: &[u8],
    ) -> Option<TokensConfig> {
        if method != b"POST" {
            return None;
        }
        let service = self.services.get(service)?;
        plugin.config.service(&service.name).tokens
    }

    /// A generation begins; its request was told to [`Node::begin`].
    pub fn begin_generation(&mut self, service: ServiceIndex) {
        if let Some(service) = self.services.get_mut(service) {
            let inflight = &mut service.tokens().inflight;
            inflight.generations = inflight.generations.saturating_add(1);
        }
    }

    /// A provider says how much of its rate limit remains, 0 to 1.
    pub fn quota(&mut self, service: ServiceIndex, share: f64, now: Timestamp) {
        if let Some(service) = self.services.get_mut(service) {
            service.tokens().quota = Some((now, share));
        }
    }

    /// A generation goes on.
    pub fn advance_generation(
        &mut self,
        service: ServiceIndex,
        generation: &mut Generation,
        now: Timestamp,
    ) {
        let (before, after) = generation.step();
        if let Some(service) = self.services.get_mut(service)
            && before != after
        {
            let tokens = service.tokens();
            tokens.done(before.done, after.done, now);
            tokens.share(before, after);
        }
    }

    /// A generation is over. Gives a line for the log, now and then, where
    /// Envoy keeps bodies from the filter.
    pub fn end_generation(
        &mut self,
        service: ServiceIndex,
        generation: Generation,
        now: Timestamp,
    ) -> Option<(Level, String)> {
        let (before, last, ended) = generation.end(now);
        match ended.state {
            _ if ended.is_unseen => self.tally.add(Counter::TokensUnseen, 1),
            Some(State::Unreadable) => self.tally.add(Counter::TokensUnreadable, 1),
            Some(State::UnknownEncoding) => self.tally.add(Counter::TokensEncoding, 1),
            _ => {}
        }
        let service = self.services.get_mut(service)?;
        let tokens = service.tokens();
        tokens.done(before.done, last, now);
        tokens.inflight.generations = tokens.inflight.generations.saturating_sub(1);
        tokens.share(before, Share::default());
        if ended.is_response() {
            tokens.totals.count(&ended);
            tokens.stable.count(&ended, now);
            tokens.panic.count(&ended, now);
        }
        (ended.is_unseen && self.errors.admit(now)).then(|| {
            let line = format!(
                "service {}: no body of its responses comes by, tokens cannot be read; \
                 allow proxy_on_response_body in capability_restriction_config",
                service.name
            );
            (Level::Warn, line)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_come_and_go() {
        let share = |waiting, input, output| Share {
            waiting,
            done: Tokens { input, output },
        };
        let mut tokens = ServiceTokens::new(Windows::default());
        tokens.share(Share::default(), share(100, 0, 0));
        tokens.share(Share::default(), share(50, 0, 0));
        tokens.share(share(100, 0, 0), share(0, 90, 7));
        assert_eq!((tokens.inflight.input, tokens.inflight.output), (50, 7));
        tokens.share(share(0, 90, 7), Share::default());
        tokens.share(share(50, 0, 0), Share::default());
        assert_eq!(tokens.inflight, TokensInFlight::default());
    }

    #[test]
    fn what_was_handed_on_counts_once() {
        let response = Ended {
            estimated_output: Some(5),
            ..Ended::default()
        };
        let mut tokens = ServiceTokens::new(Windows::default());
        tokens.totals.count(&response);
        let now = Timestamp::from_secs(9);
        assert_eq!(tokens.record(now).totals.sum().responses, 1);
        tokens.totals.count(&response);
        tokens.hand_on();
        let sum = tokens.record(now).totals.sum();
        assert_eq!((sum.responses, sum.estimated_output), (1, 5));
    }
}
