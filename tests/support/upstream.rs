//! An upstream in this process, which answers as it is told and remembers
//! what it was asked.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::HeaderMap;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::ports::listen;

/// Requests that are remembered.
const REMEMBERED: usize = 64;

/// What the upstream answers.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// Where there is a gate, the answer waits for a permit of it.
    pub(crate) gate: Option<Arc<Semaphore>>,
}

impl Default for Reply {
    fn default() -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            gate: None,
        }
    }
}

type Behaviour = Arc<dyn Fn(&Request<Incoming>) -> Reply + Send + Sync>;
type Received = Arc<Mutex<VecDeque<HeaderMap>>>;

/// A server on a port of its own, until the runtime ends.
#[derive(Debug)]
pub(crate) struct Upstream {
    address: SocketAddr,
    received: Received,
}

impl Upstream {
    /// Answers 200 to everything.
    pub(crate) async fn start() -> Self {
        Self::answering(|_| Reply::default()).await
    }

    /// Answers as `behaviour` says.
    pub(crate) async fn answering(
        behaviour: impl Fn(&Request<Incoming>) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = listen();
        let address = listener.local_addr().expect("a bound socket");
        let received = Received::default();
        tokio::spawn(accept(listener, Arc::new(behaviour), Arc::clone(&received)));
        Self { address, received }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The headers of the newest request.
    ///
    /// # Panics
    /// Where there was none.
    pub(crate) fn last_headers(&self) -> HeaderMap {
        let received = self.received.lock().expect("no panic while locked");
        received.back().expect("a request at the upstream").clone()
    }
}

async fn accept(listener: TcpListener, behaviour: Behaviour, received: Received) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let (behaviour, received) = (Arc::clone(&behaviour), Arc::clone(&received));
        let service = service_fn(move |request| {
            let reply = behaviour(&request);
            if let Ok(mut received) = received.lock() {
                if received.len() == REMEMBERED {
                    received.pop_front();
                }
                received.push_back(request.headers().clone());
            }
            respond(reply)
        });
        let connection = http1::Builder::new()
            .max_buf_size(256 * 1024)
            .serve_connection(TokioIo::new(stream), service);
        tokio::spawn(connection);
    }
}

async fn respond(reply: Reply) -> Result<Response<Full<Bytes>>, Infallible> {
    if let Some(gate) = reply.gate {
        // A gate that is closed for good stands open.
        let _ = gate.acquire().await;
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::from("upstream\n")).expect("a response"))
}
