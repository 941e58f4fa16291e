//! An upstream that streams bodies piece by piece, as models do.

use std::net::SocketAddr;
use std::sync::Arc;

use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::sync::Semaphore;

use super::ports::listen;

/// A piece of a body.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// These bytes, in a frame of their own.
    Bytes(Bytes),
    /// Goes on once there is a permit.
    Wait(Arc<Semaphore>),
}

/// A response: status, headers, pieces of the body.
pub(crate) type Script = (u16, Vec<(String, String)>, Vec<Piece>);

type Behaviour = Arc<dyn Fn(&Request<Bytes>) -> Script + Send + Sync>;

/// A server on a port of its own, until the runtime ends.
#[derive(Debug)]
pub(crate) struct Model(SocketAddr);

impl Model {
    /// Answers a request, once it is there as a whole, as `behaviour` says; over HTTP/2 where `http2`.
    pub(crate) async fn answering(
        http2: bool,
        behaviour: impl Fn(&Request<Bytes>) -> Script + Send + Sync + 'static,
    ) -> Self {
        let listener = listen();
        let address = listener.local_addr().expect("a bound socket");
        let behaviour: Behaviour = Arc::new(behaviour);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let behaviour = Arc::clone(&behaviour);
                let service = service_fn(move |request| respond(request, Arc::clone(&behaviour)));
                let stream = TokioIo::new(stream);
                tokio::spawn(async move {
                    // What ends a connection is seen by its client.
                    let _ = if http2 {
                        let server = http2::Builder::new(TokioExecutor::new());
                        server.serve_connection(stream, service).await
                    } else {
                        http1::Builder::new()
                            .serve_connection(stream, service)
                            .await
                    };
                });
            }
        });
        Self(address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.port()
    }
}

async fn respond(
    request: Request<Incoming>,
    behaviour: Behaviour,
) -> Result<Response<Channel<Bytes>>, hyper::Error> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let (status, headers, pieces) = behaviour(&Request::from_parts(head, body));
    let (sender, body) = Channel::new(1);
    tokio::spawn(send(sender, pieces));
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    Ok(response.body(body).expect("a response"))
}

async fn send(mut sender: Sender<Bytes>, pieces: Vec<Piece>) {
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => {
                if sender.send_data(bytes).await.is_err() {
                    return;
                }
            }
            Piece::Wait(gate) => {
                if let Ok(permit) = gate.acquire().await {
                    permit.forget();
                }
            }
        }
    }
}
