//! Requests that no well-behaved client would send, and responses that no
//! well-behaved server would.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::mortal::{Respond, Then, accept};
use super::ports::listen;

/// Sends bytes on a connection of their own and reads until the peer closes
/// it. Gives the status code; `None` where the peer closed without a word.
pub(crate) async fn raw(target: SocketAddr, request: &[u8]) -> Option<u16> {
    let answer = raw_answer(target, request).await;
    let line = answer.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?;
    line.split(' ').nth(1)?.parse().ok()
}

/// As [`raw`], but gives all that the peer sent.
pub(crate) async fn raw_answer(target: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(target).await.expect("a connection");
    // Envoy may answer and close before it has read everything.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

/// A server that sends whatever bytes it is told to, until the runtime ends.
/// It reads requests without a body.
#[derive(Debug)]
pub(crate) struct RawUpstream(SocketAddr);

impl RawUpstream {
    pub(crate) async fn start(respond: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = listen();
        let address = listener.local_addr().expect("a bound socket");
        let respond: Respond = Arc::new(move |path| (respond(path), Then::Keep));
        tokio::spawn(accept(listener, respond));
        Self(address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.0.port()
    }
}
