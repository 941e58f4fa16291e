//! An HTTP/2 client: one connection, many requests.

use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http2::{self, SendRequest};
use hyper::header::HOST;
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::client::{Answer, Ask, INTERNAL, connect};

/// A connection from an address that the shipped configurations call internal.
#[derive(Debug)]
pub(crate) struct Http2Client(SendRequest<Full<Bytes>>);

impl Http2Client {
    /// Opens the connection, knowing that the peer speaks HTTP/2.
    pub(crate) async fn internal(target: SocketAddr) -> Self {
        let stream = connect(INTERNAL, target).await.expect("a connection");
        let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .expect("a handshake");
        tokio::spawn(connection);
        Self(sender)
    }

    /// Sends a request.
    ///
    /// # Panics
    /// Where no response comes.
    pub(crate) async fn send(&mut self, ask: &Ask) -> Answer {
        let mut request = ask.to_request();
        let host = request.headers_mut().remove(HOST).expect("a host");
        let host = host.to_str().expect("a host in ASCII");
        let uri = format!("http://{host}{}", request.uri());
        *request.uri_mut() = uri.parse().expect("a URI");
        let response = self.0.send_request(request).await.expect("a response");
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("a body");
        Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.to_bytes(),
        }
    }
}
