//! What decisions are pushed to: a server that can be slow, fail, or be down.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::ports::Port;

/// A call that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    /// What it was answered; 0 as long as it was not.
    pub(crate) status: u16,
}

impl Received {
    /// A header's text; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().expect("ASCII"))
    }
}

#[derive(Debug)]
struct State {
    status: u16,
    /// Calls wait here while the receiver is slow.
    gate: Option<Arc<Semaphore>>,
    received: Vec<Received>,
    open: BTreeMap<String, u32>,
    most_open: u32,
}

/// A port that refuses connections until [`Receiver::come_up`].
#[derive(Debug)]
pub(crate) struct Receiver {
    port: Port,
    state: Arc<Mutex<State>>,
}

impl Receiver {
    /// One that is down.
    pub(crate) fn down() -> Self {
        let state = State {
            status: 200,
            gate: None,
            received: Vec::new(),
            open: BTreeMap::new(),
            most_open: 0,
        };
        Self {
            port: Port::reserve(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// One that answers 200.
    pub(crate) fn up() -> Self {
        let receiver = Self::down();
        receiver.come_up();
        receiver
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.port()
    }

    /// Listens from now on.
    pub(crate) fn come_up(&self) {
        tokio::spawn(accept(self.port.listen(), Arc::clone(&self.state)));
    }

    /// Answers so from now on, without delay.
    pub(crate) fn answer(&self, status: u16) {
        let mut state = lock(&self.state);
        state.status = status;
        if let Some(gate) = state.gate.take() {
            gate.close();
        }
    }

    /// Answers nothing until [`Receiver::answer`].
    pub(crate) fn stall(&self) {
        lock(&self.state).gate = Some(Arc::new(Semaphore::new(0)));
    }

    /// All calls, in the order of their arrival.
    pub(crate) fn received(&self) -> Vec<Received> {
        lock(&self.state).received.clone()
    }

    /// The most calls of one service that were open side by side.
    pub(crate) fn most_open(&self) -> u32 {
        lock(&self.state).most_open
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().expect("no panic while locked")
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = Arc::clone(&state);
        let service = service_fn(move |request| receive(request, Arc::clone(&state)));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

/// Counts a call as open until it is answered or its sender has left.
struct Open(Arc<Mutex<State>>, String);

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(open) = lock(&self.0).open.get_mut(&self.1) {
            *open -= 1;
        }
    }
}

async fn receive(
    request: Request<Incoming>,
    state: Arc<Mutex<State>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes());
    let body: Value = serde_json::from_slice(&body.unwrap_or_default()).unwrap_or_default();
    let service = body["service"].as_str().unwrap_or_default().to_owned();
    let (number, gate, _open) = {
        let mut locked = lock(&state);
        let open = locked.open.entry(service.clone()).or_default();
        *open += 1;
        locked.most_open = locked
            .most_open
            .max(*locked.open.get(&service).unwrap_or(&0));
        locked.received.push(Received {
            method: head.method,
            path: head.uri.to_string(),
            headers: head.headers,
            body,
            status: 0,
        });
        let open = Open(Arc::clone(&state), service);
        (locked.received.len() - 1, locked.gate.clone(), open)
    };
    if let Some(gate) = gate {
        let _ = gate.acquire().await;
    }
    let status = {
        let mut locked = lock(&state);
        let status = locked.status;
        locked.received[number].status = status;
        status
    };
    let response = Response::builder().status(status).body(Full::default());
    Ok(response.expect("a response"))
}
