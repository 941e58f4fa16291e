//! Requests that no well-behaved client would send.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends bytes on a connection of their own and reads until the peer closes
/// it. Gives the status code; `None` where the peer closed without a word.
pub(crate) async fn raw(target: SocketAddr, request: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(target).await.expect("a connection");
    // Envoy may answer and close before it has read everything.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let line = answer.split(|byte| *byte == b'\r').next()?;
    let line = std::str::from_utf8(line).ok()?;
    line.split(' ').nth(1)?.parse().ok()
}
