//! One request to a model and its response, from arrival to end: what it adds
//! to the gauges while it runs, and what is known of it at its end.

use super::usage::estimated_input;
use super::{Api, Head, Progress, Scanner, State, Usage, estimated_output};
use crate::time::Timestamp;
use crate::window::Tokens;

/// What one generation amounts to at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Tokens of a prompt that waits for its first token: as told, else
    /// estimated.
    pub waiting: u64,
    /// Tokens of the prompt once there is a first token, and tokens generated
    /// so far; as told, else estimated.
    pub done: Tokens,
}

/// What came of a generation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// The model that the response names.
    pub model: Option<String>,
    /// What the response told.
    pub usage: Usage,
    /// Output tokens by estimate, where the response told none.
    pub estimated_output: Option<u64>,
    /// From the request's arrival to the first event with generated content, in
    /// microseconds. `None` where nothing was generated, and where the body is
    /// no stream: what comes all at once has no first token.
    pub time_to_first_token_us: Option<u64>,
    /// Mean time from one output token to the next, in microseconds: from the
    /// first event with content to the last, over all tokens but the first.
    /// `None` where there is only one event or token.
    pub time_per_output_token_us: Option<u64>,
    /// How far the scanner came; `None` where the response was never looked
    /// at.
    pub state: Option<State>,
    /// The response had a body, of which not a byte came by here.
    pub is_unseen: bool,
}

impl Ended {
    /// Whether it is a response of a model: one that told tokens or had content.
    #[must_use]
    pub fn is_response(&self) -> bool {
        self.usage.is_known() || self.estimated_output.is_some()
    }
}

/// One request to a model and its response.
#[derive(Debug)]
pub struct Generation {
    begun: Timestamp,
    api: Option<Api>,
    request_bytes: u64,
    scanner: Option<Box<Scanner>>,
    /// A part of the response's body came by.
    is_seen: bool,
    content_events: u64,
    content_bytes: u64,
    /// First and last event with content.
    content: Option<(Timestamp, Timestamp)>,
    /// What [`Generation::step`] gave last.
    counted: Share,
}

impl Generation {
    /// A request has arrived at `begun`. `api` is the one that the
    /// configuration names; else `path` tells, else the response's body.
    #[must_use]
    pub fn new(begun: Timestamp, api: Option<Api>, path: &[u8]) -> Self {
        Self {
            begun,
            api: api.or_else(|| Api::from_path(path)),
            request_bytes: 0,
            scanner: None,
            is_seen: false,
            content_events: 0,
            content_bytes: 0,
            content: None,
            counted: Share::default(),
        }
    }

    /// So many bytes more of the request's body have gone by.
    pub fn request_body(&mut self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.request_bytes = self.request_bytes.saturating_add(bytes);
    }

    /// The response begins, and has a body. An error's tells no tokens: it is not
    /// read.
    pub fn response_head(
        &mut self,
        status: Option<u16>,
        content_type: Option<&[u8]>,
        content_encoding: Option<&[u8]>,
    ) {
        let is_success = status.is_some_and(|status| (200..300).contains(&status));
        self.scanner = is_success.then(|| {
            Box::new(Scanner::new(&Head {
                api: self.api,
                path: b"",
                content_type,
                content_encoding,
            }))
        });
    }

    /// Whether the bytes of the response's body are worth reading.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.scanner
            .as_ref()
            .is_some_and(|scanner| scanner.state() == State::Reading)
    }

    /// The next bytes of the response's body.
    pub fn response_body(&mut self, bytes: &[u8], now: Timestamp) {
        self.is_seen = true;
        if let Some(scanner) = &mut self.scanner {
            let progress = scanner.read(bytes);
            self.advance(progress, now);
        }
    }

    fn advance(&mut self, progress: Progress, now: Timestamp) {
        if progress.content_events == 0 {
            return;
        }
        self.content_events = self
            .content_events
            .saturating_add(progress.content_events.into());
        self.content_bytes = self
            .content_bytes
            .saturating_add(progress.content_bytes.into());
        let first = self.content.map_or(now, |(first, _)| first);
        self.content = Some((first, now));
    }

    /// What it amounted to when this was asked last, and what it does now.
    pub fn step(&mut self) -> (Share, Share) {
        let now = self.share();
        (std::mem::replace(&mut self.counted, now), now)
    }

    /// What it amounts to now.
    fn share(&self) -> Share {
        let usage = self.usage();
        let input = usage.input;
        let has_begun = self.content.is_some();
        let prompt = || input.unwrap_or_else(|| estimated_input(self.request_bytes));
        Share {
            waiting: if has_begun { 0 } else { prompt() },
            done: Tokens {
                input: if has_begun {
                    prompt()
                } else {
                    input.unwrap_or(0)
                },
                // A snapshot of a stream that goes on may be behind its text.
                output: usage.effective_output().unwrap_or(0).max(self.estimate()),
            },
        }
    }

    /// The response is over, or was cut off: what it amounted to before, what
    /// it comes to, and what is known of it.
    pub fn end(mut self, now: Timestamp) -> (Share, Tokens, Ended) {
        let is_unseen = self.reads() && !self.is_seen;
        if let Some(scanner) = &mut self.scanner {
            let progress = scanner.end();
            self.advance(progress, now);
        }
        let usage = self.usage();
        let told = usage.effective_output();
        let estimate = (self.content_events > 0).then(|| self.estimate());
        let estimated_output = if told.is_none() { estimate } else { None };
        let output = told.or(estimated_output);
        let scanner = self.scanner.as_ref();
        let stream = scanner.filter(|scanner| scanner.is_stream());
        let content = stream.and(self.content);
        let ended = Ended {
            model: scanner
                .and_then(|scanner| scanner.model())
                .map(str::to_owned),
            usage,
            estimated_output,
            time_to_first_token_us: content.map(|(first, _)| first.micros_since(self.begun)),
            time_per_output_token_us: content
                .zip(output)
                .and_then(|((first, last), output)| time_per_token(first, last, output)),
            state: scanner.map(|scanner| scanner.state()),
            is_unseen,
        };
        let done = Tokens {
            input: self.share().done.input,
            output: output.unwrap_or(0),
        };
        (self.counted, done, ended)
    }

    fn usage(&self) -> Usage {
        self.scanner
            .as_ref()
            .map_or_else(Usage::default, |scanner| scanner.usage())
    }

    fn estimate(&self) -> u64 {
        estimated_output(self.content_events, self.content_bytes)
    }
}

fn time_per_token(first: Timestamp, last: Timestamp, output: u64) -> Option<u64> {
    let elapsed = last.micros_since(first);
    let others = output.saturating_sub(1);
    (elapsed > 0 && others > 0).then(|| elapsed / others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_micros(1_000_000_000_000 + ms * 1_000)
    }

    fn stream(path: &str) -> Generation {
        let mut generation = Generation::new(at(0), None, path.as_bytes());
        generation.request_body(300);
        generation.request_body(101);
        generation.response_head(Some(200), Some(b"text/event-stream"), None);
        generation
    }

    fn share(waiting: u64, input: u64, output: u64) -> Share {
        Share {
            waiting,
            done: Tokens { input, output },
        }
    }

    const CHAT: &str = "/v1/chat/completions";

    fn chunk(text: &str) -> String {
        format!("data: {{\"choices\":[{{\"delta\":{{\"content\":{text:?}}}}}]}}\n\n")
    }

    #[test]
    fn a_prompt_waits_for_its_first_token() {
        let mut generation = stream(CHAT);
        assert_eq!(generation.share(), share(101, 0, 0));
        generation.response_body(
            b"data: {\"model\":\"m\",\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n",
            at(50),
        );
        assert_eq!(generation.share(), share(101, 0, 0), "a role is no token");
        generation.response_body(chunk("Hello").as_bytes(), at(200));
        assert_eq!(generation.share(), share(0, 101, 2));
        generation.response_body(chunk(", world!!").as_bytes(), at(300));
        assert_eq!(generation.share(), share(0, 101, 4));
        generation.response_body(
            b"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":90,\"completion_tokens\":6,\
              \"total_tokens\":96}}\n\n",
            at(310),
        );
        assert_eq!(generation.share(), share(0, 90, 6));
        assert_eq!(generation.step(), (Share::default(), share(0, 90, 6)));
        let (before, last, ended) = generation.end(at(320));
        assert_eq!((before, last), (share(0, 90, 6), before.done));
        assert_eq!(ended.model.as_deref(), Some("m"));
        assert_eq!(ended.usage.input, Some(90));
        assert_eq!(ended.estimated_output, None);
        assert_eq!(ended.time_to_first_token_us, Some(200_000));
        assert_eq!(ended.time_per_output_token_us, Some(20_000));
        assert!(ended.is_response());
    }

    #[test]
    fn a_stream_that_is_cut_off_keeps_what_it_had() {
        let mut generation = stream(CHAT);
        generation.response_body(chunk("Hello, world").as_bytes(), at(100));
        generation.response_body(chunk("Hello, world").as_bytes(), at(150));
        let (_, last, ended) = generation.end(at(900));
        assert_eq!(last, share(0, 101, 6).done);
        assert_eq!(ended.estimated_output, Some(6));
        assert_eq!(ended.usage, Usage::default());
        assert_eq!(ended.time_per_output_token_us, Some(10_000));
        assert!(ended.is_response());
        let (_, nothing, ended) = stream(CHAT).end(at(900));
        assert_eq!(nothing, Tokens::default());
        assert!(!ended.is_response());
        assert_eq!(ended.time_to_first_token_us, None);
        assert!(ended.is_unseen);
    }

    #[test]
    fn an_estimate_that_was_too_high_is_set_right() {
        let mut generation = stream(CHAT);
        generation.response_body(chunk(&"x".repeat(400)).as_bytes(), at(100));
        assert_eq!(generation.share(), share(0, 101, 100));
        generation.response_body(b"data: {\"usage\":{\"completion_tokens\":40}}\n\n", at(100));
        assert_eq!(generation.share(), share(0, 101, 100));
        let (_, last, ended) = generation.end(at(200));
        assert_eq!(last, share(0, 101, 40).done);
        assert_eq!(ended.time_per_output_token_us, None, "all came at once");
    }

    #[test]
    fn a_body_that_is_no_stream_has_no_first_token() {
        let mut generation = Generation::new(at(0), None, CHAT.as_bytes());
        generation.response_head(Some(200), Some(b"application/json"), None);
        let body = "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}],\
                    \"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}";
        generation.response_body(body.as_bytes(), at(700));
        let (_, last, ended) = generation.end(at(700));
        assert_eq!(last, share(0, 9, 2).done);
        assert_eq!(ended.time_to_first_token_us, None);
        assert_eq!(ended.time_per_output_token_us, None);
        assert_eq!(ended.state, Some(State::Done));
        assert!(!ended.is_unseen);
    }

    #[test]
    fn errors_and_no_answers_are_no_generations() {
        for status in [None, Some(199), Some(301), Some(429), Some(503)] {
            let mut generation = stream(CHAT);
            generation.response_head(status, Some(b"application/json"), None);
            assert!(!generation.reads(), "{status:?}");
            generation.response_body(b"{\"usage\":{\"prompt_tokens\":9}}", at(10));
            let (_, last, ended) = generation.end(at(20));
            assert_eq!((last, ended), (Tokens::default(), Ended::default()));
        }
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        let mut generation = stream("/other");
        generation.response_head(Some(200), None, Some(b"br"));
        assert!(!generation.reads());
        let ended = generation.end(at(20)).2;
        assert_eq!(ended.state, Some(State::UnknownEncoding));
        assert!(!ended.is_unseen);
        let mut generation = stream("/other");
        generation.response_head(Some(200), Some(b"text/html"), None);
        generation.response_body(b"<html>", at(10));
        assert!(!generation.reads());
        assert_eq!(generation.end(at(20)).2.state, Some(State::Unreadable));
    }
}
