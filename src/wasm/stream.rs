//! One request and its response.

use std::rc::Rc;

use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext};
use proxy_wasm::types::{Action, BufferType, MapType};

use super::vm::Vm;
use super::{host, vm};
use crate::config::{ServiceSource, Trust};
use crate::fleet::replicas;
use crate::intake::{Intake, ResponseIntake, intake};
use crate::names::{ENDPOINT_LOAD_METRICS_FORMAT, X_SCALE_HINT};
use crate::node::ServiceIndex;
use crate::plugin::Plugin;
use crate::policy::RequestFacts;
use crate::recommendation;
use crate::status::{self, StatusRequest, StatusResponse, write};
use crate::time::Timestamp;
use crate::tokens::{Generation, ask_usage, can_ask_usage, remaining_share};

/// Most bytes of a response that are copied at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// What a request's response is to carry.
#[derive(Debug)]
enum Hint {
    /// None: its sender is not to see any.
    Forbidden,
    /// The service's current decision.
    Current,
    /// The answer to the request's own numbers.
    Own(recommendation::Action, String),
}

/// What is done with a request's body.
#[derive(Debug, PartialEq, Eq)]
enum Body {
    /// It goes on to the upstream.
    Pass,
    /// It says how many replicas of this service run.
    Replicas(String),
    /// It goes on to the upstream once it is there as a whole, with a question
    /// for the usage; as it is where it has more bytes than this.
    AskUsage(usize),
    /// It is nobody's: the request has its answer.
    Drop,
}

/// A stream context.
#[derive(Debug)]
pub(super) struct Stream {
    /// `None` only before a configuration: then nothing is done.
    plugin: Option<Rc<Plugin>>,
    service: Option<ServiceIndex>,
    /// The service counts this request, since then.
    begun: Option<Timestamp>,
    hint: Hint,
    status: Option<u16>,
    /// The replica's report was taken in.
    reported: bool,
    body: Body,
    /// Where responses of the service are a model's.
    generation: Option<Box<Generation>>,
}

impl Stream {
    pub(super) fn new(plugin: Option<Rc<Plugin>>) -> Self {
        Self {
            plugin,
            service: None,
            begun: None,
            hint: Hint::Forbidden,
            status: None,
            reported: false,
            body: Body::Pass,
            generation: None,
        }
    }

    /// Takes what headers or trailers say about load, of which the first that
    /// is a report counts, and removes what is not the client's to see.
    fn take_report(&mut self, plugin: &Plugin, map: MapType, intake: &ResponseIntake<'_>) {
        if !intake.has_report() {
            return;
        }
        if let (Some(service), false) = (self.service, self.reported) {
            vm::with(|vm| {
                if !vm.node.takes_reports(plugin, service) {
                    return;
                }
                if let Some(report) = intake.report().transpose() {
                    let known = report.is_ok();
                    let address = known.then(|| host::property(&["upstream", "address"]));
                    let address = address.flatten();
                    let now = host::now();
                    let address = address.as_deref();
                    self.reported = vm.node.report(service, report, address, now);
                }
            });
        }
        if !plugin.config.forward_load_report {
            for name in intake.report_headers() {
                let _ = hostcalls::remove_map_value(map, name);
            }
        }
    }

    /// Answers a status request, at once or when its body is there.
    fn answer_status(&mut self, vm: &mut Vm, plugin: &Plugin, request: StatusRequest<'_>) {
        vm.node.read_snapshot(&host::Host);
        let known = vm.status(plugin);
        self.body = Body::Drop;
        if request.method != b"PUT" {
            send(vm, status::respond(request, known));
            return;
        }
        let [content_type, content_length] = ["content-type", "content-length"].map(|name| {
            hostcalls::get_map_value_bytes(MapType::HttpRequestHeaders, name)
                .ok()
                .flatten()
        });
        let headers = write::BodyHeaders {
            content_type: content_type.as_deref(),
            content_length: content_length.as_deref(),
        };
        match write::accept(request, headers, known) {
            Ok(service) => self.body = Body::Replicas(service),
            Err(answer) => send(vm, answer),
        }
    }

    /// A part of a body has come. Gives whether it goes on to the upstream.
    fn take_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        match self.body {
            Body::Pass => Action::Continue,
            Body::AskUsage(most) => self.ask_usage(size, most, end_of_stream),
            Body::Drop => Action::Pause,
            Body::Replicas(_) => self.take_replicas(size, end_of_stream),
        }
    }

    /// A request for a stream waits until its body is there.
    fn ask_usage(&mut self, size: usize, most: usize, end_of_stream: bool) -> Action {
        if size <= most && !end_of_stream {
            return Action::Pause;
        }
        self.body = Body::Pass;
        if size <= most {
            let body = hostcalls::get_buffer(BufferType::HttpRequestBody, 0, size);
            let body = body.ok().flatten().unwrap_or_default();
            if let Some(asking) = ask_usage(&body) {
                let _ = hostcalls::set_buffer(BufferType::HttpRequestBody, 0, size, &asking);
            }
        }
        Action::Continue
    }

    /// A request may be one for a stream, to be asked for its usage: its body
    /// will be held back, and have another length.
    fn await_usage(&mut self, plugin: &Plugin, intake: &Intake<'_>) {
        let Some(service) = self.service.filter(|_| self.generation.is_some()) else {
            return;
        };
        let tokens = vm::with(|vm| vm.node.reads_tokens(plugin, service, intake.method));
        let Some(tokens) = tokens.flatten() else {
            return;
        };
        let Some(most) = tokens.ask_usage else {
            return;
        };
        if !can_ask_usage(tokens.api, intake.path) {
            return;
        }
        let [kind, encoding, length] =
            ["content-type", "content-encoding", "content-length"].map(|name| {
                hostcalls::get_map_value_bytes(MapType::HttpRequestHeaders, name)
                    .ok()
                    .flatten()
            });
        let is_json = kind.is_some_and(|kind| kind.starts_with(b"application/json"));
        let is_short = length.is_none_or(|length| {
            let length = std::str::from_utf8(&length).ok();
            length
                .and_then(|length| length.parse::<usize>().ok())
                .is_some_and(|length| length <= most)
        });
        if is_json && encoding.is_none() && is_short {
            let _ = hostcalls::remove_map_value(MapType::HttpRequestHeaders, "content-length");
            self.body = Body::AskUsage(most);
        }
    }

    /// A part of the scaler's word has come.
    fn take_replicas(&mut self, size: usize, end_of_stream: bool) -> Action {
        let Body::Replicas(service) = &self.body else {
            return Action::Pause;
        };
        if !end_of_stream && size <= write::MAX_BODY_BYTES {
            return Action::Pause;
        }
        // One byte more than is allowed is enough to refuse it.
        let bytes = hostcalls::get_buffer(
            BufferType::HttpRequestBody,
            0,
            size.min(write::MAX_BODY_BYTES + 1),
        );
        let bytes = bytes.ok().flatten().unwrap_or_default();
        let ttl = self
            .plugin
            .as_ref()
            .map(|plugin| plugin.config.replicas_ttl.as_secs());
        vm::with(|vm| {
            let answer = match write::read(&bytes) {
                Ok(ready) => {
                    let written = replicas::state(&host::Host, service, ready, host::now());
                    write::outcome(service, ready, ttl.unwrap_or(0), written.is_ok())
                }
                Err(answer) => answer,
            };
            send(vm, answer);
        });
        self.body = Body::Drop;
        Action::Pause
    }

    /// Takes what a provider says of its rate limit, with any answer.
    fn take_quota(&self, headers: &[(String, Vec<u8>)]) {
        if let (Some(service), Some(_)) = (self.service, &self.generation)
            && let Some(share) = remaining_share(as_bytes(headers))
        {
            vm::with(|vm| vm.node.quota(service, share, host::now()));
        }
    }

    /// The next bytes of a model's response go by.
    fn read_response(&mut self, size: usize) {
        let Some(generation) = &mut self.generation else {
            return;
        };
        if size == 0 || !generation.reads() {
            return;
        }
        let now = host::now();
        let mut start = 0;
        // A body can come in one piece of any size: it is never copied whole.
        while start < size {
            let piece = (size - start).min(PIECE_BYTES);
            let bytes = hostcalls::get_buffer(BufferType::HttpResponseBody, start, piece);
            let Some(bytes) = bytes.ok().flatten().filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            start = start.saturating_add(bytes.len());
            generation.response_body(&bytes, now);
        }
        self.advance_generation(now);
    }

    /// Counts what a generation has come to.
    fn advance_generation(&mut self, now: Timestamp) {
        if let (Some(service), Some(generation)) = (self.service, &mut self.generation) {
            vm::with(|vm| vm.node.advance_generation(service, generation, now));
        }
    }

    /// Counts the request, and answers it where it brings news.
    fn arrive(&mut self, vm: &mut Vm, plugin: &Plugin, intake: &mut Intake<'_>) {
        vm.node.serve();
        vm.node.tally_intake(intake);
        let Some(service) = find_service(vm, plugin, intake) else {
            return;
        };
        self.service = Some(service);
        if intake.hint_allowed {
            self.hint = Hint::Current;
        }
        // It counts for nothing: neither as a request nor by what it states.
        if vm.node.is_excluded(plugin, service, intake.path) {
            return;
        }
        let now = host::now();
        if vm.node.wants_endpoints(plugin, service) {
            let count = host::number_property(&["upstream", "num_endpoints"]);
            let count = count.and_then(|count| u32::try_from(count).ok());
            vm.node.endpoints(service, count, now);
        }
        vm.node.begin(service, now);
        self.begun = Some(now);
        if let Some(tokens) = vm.node.reads_tokens(plugin, service, intake.method) {
            vm.node.begin_generation(service);
            let generation = Generation::new(now, tokens.api, intake.path);
            self.generation = Some(Box::new(generation));
        }
        let Some(mut scaling) = intake.scaling.take() else {
            return;
        };
        // Only the policy sees the id.
        let (id, kind) = (scaling.request_id.take(), scaling.scale_type.clone());
        let facts = RequestFacts {
            id: id.as_deref(),
            scale_type: kind.as_ref().map(|kind| kind.as_str()),
            path: intake.path,
            method: intake.method,
            authority: intake.authority,
        };
        if let Some(answer) = vm.node.evaluate(plugin, service, scaling, &facts, now) {
            for (level, line) in &answer.logs {
                host::log(*level, line);
            }
            if intake.hint_allowed {
                self.hint = Hint::Own(answer.action, answer.hint);
            }
        }
    }
}

impl Context for Stream {
    fn on_done(&mut self) -> bool {
        if let (Some(service), Some(begun)) = (self.service, self.begun.take()) {
            let now = host::now();
            vm::with(|vm| {
                vm.node.end(service, begun, now, self.status);
                if let Some(generation) = self.generation.take() {
                    let line = vm.node.end_generation(service, *generation, now);
                    if let Some((level, line)) = line {
                        host::log(level, &line);
                    }
                }
            });
        }
        true
    }
}

impl HttpContext for Stream {
    fn on_http_request_headers(&mut self, _count: usize, end_of_stream: bool) -> Action {
        #[cfg(feature = "faults")]
        super::fault::on_request();
        let Some(plugin) = self.plugin.clone() else {
            return Action::Continue;
        };
        let Ok(headers) = hostcalls::get_map_bytes(MapType::HttpRequestHeaders) else {
            return Action::Continue;
        };
        let mut intake = intake(&plugin.config, as_bytes(&headers));
        if let Some(path) = status::below(&plugin.config, intake.path)
            && is_status_port(&plugin)
        {
            let request = StatusRequest {
                method: intake.method,
                path,
                internal: intake.internal,
                token: intake.trusted && matches!(plugin.config.trust, Trust::Token { .. }),
            };
            vm::with(|vm| self.answer_status(vm, &plugin, request));
            return if end_of_stream {
                self.take_body(0, true)
            } else {
                Action::Pause
            };
        }
        // Before the service is looked up: changing headers clears the route.
        for name in &intake.remove {
            let _ = hostcalls::remove_map_value(MapType::HttpRequestHeaders, name);
        }
        if let Some(format) = plugin.config.request_load_report {
            let _ = hostcalls::set_map_value(
                MapType::HttpRequestHeaders,
                ENDPOINT_LOAD_METRICS_FORMAT,
                Some(format),
            );
        }
        vm::with(|vm| self.arrive(vm, &plugin, &mut intake));
        if !end_of_stream {
            self.await_usage(&plugin, &intake);
        }
        Action::Continue
    }

    fn on_http_request_body(&mut self, size: usize, end_of_stream: bool) -> Action {
        let action = self.take_body(size, end_of_stream);
        // What is held back comes again.
        if let (Some(generation), Action::Continue) = (&mut self.generation, action) {
            generation.request_body(size);
            self.advance_generation(host::now());
        }
        action
    }

    fn on_http_request_trailers(&mut self, _count: usize) -> Action {
        // The body was held back: it is in the buffer as a whole.
        let size = match self.body {
            Body::Replicas(_) => write::MAX_BODY_BYTES,
            _ => 0,
        };
        self.take_body(size, true)
    }

    fn on_http_response_headers(&mut self, _count: usize, end_of_stream: bool) -> Action {
        let Some(plugin) = self.plugin.clone() else {
            return Action::Continue;
        };
        // All at once costs one call; each of what is looked for, one more.
        let headers = hostcalls::get_map_bytes(MapType::HttpResponseHeaders).unwrap_or_default();
        let intake = ResponseIntake::read(as_bytes(&headers));
        self.status = intake.status;
        self.take_report(&plugin, MapType::HttpResponseHeaders, &intake);
        if let (Some(generation), false) = (&mut self.generation, end_of_stream) {
            let (kind, encoding) = (intake.content_type, intake.content_encoding);
            generation.response_head(intake.status, kind, encoding);
        }
        self.take_quota(&headers);
        // An upstream's own hint is replaced or removed, never passed on.
        let written = vm::with(|vm| {
            let service = self.service?;
            let (action, hint) = match &self.hint {
                Hint::Forbidden => return None,
                Hint::Own(action, hint) => (*action, hint.as_str()),
                Hint::Current => {
                    let (action, hint) = vm.node.hint(service)?;
                    (*action, hint.as_str())
                }
            };
            hostcalls::set_map_value(MapType::HttpResponseHeaders, X_SCALE_HINT, Some(hint))
                .ok()?;
            vm.node.count_hint(service, action);
            Some(())
        })
        .flatten();
        if written.is_none() && (intake.hint || headers.is_empty()) {
            let _ = hostcalls::remove_map_value(MapType::HttpResponseHeaders, X_SCALE_HINT);
        }
        Action::Continue
    }

    fn on_http_response_body(&mut self, size: usize, _end_of_stream: bool) -> Action {
        self.read_response(size);
        Action::Continue
    }

    fn on_http_response_trailers(&mut self, _count: usize) -> Action {
        let Some(plugin) = self.plugin.clone() else {
            return Action::Continue;
        };
        let trailers = hostcalls::get_map_bytes(MapType::HttpResponseTrailers).unwrap_or_default();
        let intake = ResponseIntake::read(as_bytes(&trailers));
        self.take_report(&plugin, MapType::HttpResponseTrailers, &intake);
        if intake.hint {
            let _ = hostcalls::remove_map_value(MapType::HttpResponseTrailers, X_SCALE_HINT);
        }
        Action::Continue
    }
}

/// Headers as pairs of name and value.
fn as_bytes(headers: &[(String, Vec<u8>)]) -> impl Iterator<Item = (&[u8], &[u8])> {
    headers
        .iter()
        .map(|(name, value)| (name.as_bytes(), value.as_slice()))
}

/// Whether status routes are served on the listener of this request.
fn is_status_port(plugin: &Plugin) -> bool {
    let Some(status) = &plugin.config.status else {
        return false;
    };
    status.ports.is_empty()
        || host::number_property(&["destination", "port"])
            .and_then(|port| u16::try_from(port).ok())
            .is_some_and(|port| status.ports.contains(&port))
}

fn send(vm: &mut Vm, answer: StatusResponse) {
    vm.node.tally.add(answer.counter, 1);
    let body = Some(answer.body.as_bytes());
    let _ = hostcalls::send_http_response(u32::from(answer.code), answer.headers, body);
}

/// The service of a request; `None` where it is routed to none.
fn find_service(vm: &mut Vm, plugin: &Plugin, intake: &Intake<'_>) -> Option<ServiceIndex> {
    let cluster = || host::property(&["xds", "cluster_name"]);
    let name = match &plugin.config.service {
        ServiceSource::Cluster => cluster()?,
        ServiceSource::Route => host::property(&["xds", "route_name"])?,
        ServiceSource::VirtualHost => host::property(&["xds", "virtual_host_name"])?,
        ServiceSource::Authority => {
            return Some(vm.node.listed_service(intake.authority, plugin));
        }
        ServiceSource::Name(name) => return Some(vm.node.service(name.as_bytes(), plugin)),
        ServiceSource::Metadata { namespace, key } => {
            let metadata = |key: &str| {
                host::property(&["xds", "route_metadata", "filter_metadata", namespace, key])
            };
            let name = metadata(key).or_else(cluster)?;
            let service = vm.node.service(&name, plugin);
            if let Some(policy) = metadata("policy") {
                vm.node
                    .route_policy(service, &String::from_utf8_lossy(&policy));
            }
            return Some(service);
        }
    };
    Some(vm.node.service(&name, plugin))
}
