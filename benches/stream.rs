//! What reading tokens costs a stream: CPU time of Envoy per megabyte, and the
//! time that each piece of it is under way longer, against no filter.
//!
//! All variants run side by side and are measured in turn. A model sends an
//! answer in pieces of some tokens; for the CPU time as fast as it can, for the
//! delay each piece after the one before has arrived.

use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::gateway::variant::Variant as Filter;
use crate::harness::{Spread, Table, cpu_time, rounds};
use crate::support::{Gateway, Model, Piece, Setup};

/// Megabytes of one measurement of CPU time, and of one answer.
const MEGABYTES: usize = 24;
/// Pieces of one measurement of the delay.
const PIECES: usize = 2_000;
/// Events in a piece: a fast model's tokens come together.
const EVENTS: usize = 8;

#[derive(Clone, Copy, Debug)]
struct Variant {
    name: &'static str,
    filter: bool,
    sees_bodies: bool,
    tokens: bool,
}

const VARIANTS: [Variant; 4] = [
    Variant {
        name: "no filter",
        filter: false,
        sees_bodies: false,
        tokens: false,
    },
    Variant {
        name: "luascale as shipped, no tokens",
        filter: true,
        sees_bodies: false,
        tokens: false,
    },
    Variant {
        name: "luascale, sees bodies, no tokens",
        filter: true,
        sees_bodies: true,
        tokens: false,
    },
    Variant {
        name: "luascale, tokens",
        filter: true,
        sees_bodies: true,
        tokens: true,
    },
];

impl Variant {
    fn setup(self) -> Setup {
        let mut setup = Setup::fixed()
            .patient()
            .filter(|config| config["tokens"] = json!(self.tokens));
        if self.sees_bodies {
            setup = setup.response_bodies();
        }
        if !self.filter {
            Filter::None.put_into(&mut setup);
        }
        setup
    }
}

struct Measured {
    variant: Variant,
    gateway: Gateway,
    cpu_ms_per_mb: Vec<f64>,
    delay_us: Vec<f64>,
}

pub(crate) async fn run() -> Vec<Table> {
    let count = rounds();
    let gate = Arc::new(Semaphore::new(0));
    let model = model(Arc::clone(&gate)).await;
    let mut all = Vec::new();
    for variant in VARIANTS {
        let gateway = variant.setup().start_at(model.port()).await;
        fast(gateway.main()).await;
        all.push(Measured {
            variant,
            gateway,
            cpu_ms_per_mb: Vec::new(),
            delay_us: Vec::new(),
        });
    }
    for round in 1..=count {
        eprintln!("stream: round {round} of {count}");
        for measured in &mut all {
            let process = measured.gateway.process();
            let before = cpu_time(process);
            let bytes = fast(measured.gateway.main()).await;
            let spent = cpu_time(process).saturating_sub(before);
            let per_mb = spent.as_secs_f64() * 1e3 / (bytes as f64 / 1e6);
            measured.cpu_ms_per_mb.push(per_mb);
            let delay = slow(measured.gateway.main(), &gate).await;
            measured.delay_us.push(delay);
        }
    }
    vec![report(&all, count)]
}

fn events() -> Bytes {
    let event = |at: usize| {
        let choice = json!({"index": 0, "delta": {"content": format!("word{at} ")}});
        let event = json!({
            "id": "chatcmpl-benchmark", "object": "chat.completion.chunk", "created": 1,
            "model": "benchmark", "choices": [choice], "usage": null,
        });
        format!("data: {event}\n\n")
    };
    (0..EVENTS).map(event).collect::<String>().into()
}

/// A model that is as fast as it can at `/fast/…`, and else waits for a permit
/// before each piece.
async fn model(gate: Arc<Semaphore>) -> Model {
    let piece = events();
    Model::answering(false, move |request| {
        let fast = request.uri().path().starts_with("/fast");
        let bytes = || Piece::Bytes(piece.clone());
        let pieces = if fast {
            vec![bytes(); MEGABYTES * 1_000_000 / piece.len()]
        } else {
            let waiting = |_| [Piece::Wait(Arc::clone(&gate)), bytes()];
            (0..PIECES).flat_map(waiting).collect()
        };
        let kind = ("content-type".to_owned(), "text/event-stream".to_owned());
        (200, vec![kind], pieces)
    })
    .await
}

async fn ask(target: SocketAddr, path: &str) -> Response<Incoming> {
    let stream = TcpStream::connect(target).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .expect("a handshake");
    tokio::spawn(connection);
    let request = Request::post(path).header("host", "bench.example");
    let request = request.body(Full::new(Bytes::from_static(b"{}")));
    sender
        .send_request(request.expect("a request"))
        .await
        .expect("a response")
}

/// Reads an answer as fast as it comes; gives its bytes.
async fn fast(target: SocketAddr) -> usize {
    let mut body = ask(target, "/fast/v1/chat/completions").await.into_body();
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        bytes += frame.expect("a frame").data_ref().map_or(0, Bytes::len);
    }
    bytes
}

/// Reads an answer whose pieces are sent when the one before is here; gives the
/// mean time of a piece in microseconds.
async fn slow(target: SocketAddr, gate: &Semaphore) -> f64 {
    let mut body = ask(target, "/v1/chat/completions").await.into_body();
    let piece = events().len();
    let began = Instant::now();
    for _ in 0..PIECES {
        gate.add_permits(1);
        let mut seen = 0;
        while seen < piece {
            let frame = body.frame().await.expect("a frame").expect("a frame");
            seen += frame.data_ref().map_or(0, Bytes::len);
        }
    }
    began.elapsed().as_secs_f64() * 1e6 / PIECES as f64
}

fn report(all: &[Measured], count: usize) -> Table {
    let base = &all[0];
    let added = |one: &[f64], other: &[f64]| Spread::of_pairs(one, other, |it, base| it - base);
    let mut table = Table::new(
        format!(
            "A streamed answer in pieces of {} bytes, {EVENTS} tokens each, one worker, {count} \
             rounds in turn; CPU time of Envoy, and the time of a piece that is sent when the \
             one before is here; median, and range of all rounds; added: less the same round \
             without a filter",
            events().len()
        ),
        &[
            "variant",
            "CPU ms per MB",
            "added ms",
            "µs per piece",
            "added µs",
        ],
    );
    for measured in all {
        let (cpu, delay) = (&measured.cpu_ms_per_mb, &measured.delay_us);
        table.row([
            measured.variant.name.into(),
            Spread::of(cpu.clone()).into(),
            added(cpu, &base.cpu_ms_per_mb).into(),
            Spread::of(delay.clone()).decimals(0).into(),
            added(delay, &base.delay_us).decimals(0).into(),
        ]);
    }
    table
}
