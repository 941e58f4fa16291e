//! An upstream whose responses last until a test ends them.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::ports::listen;

/// Answers an upgrade with 101, and everything else with a body that goes on:
/// each until [`Streams::end`].
#[derive(Debug)]
pub(crate) struct Streams {
    address: SocketAddr,
    ended: watch::Sender<bool>,
}

impl Streams {
    pub(crate) async fn start() -> Self {
        let listener = listen();
        let address = listener.local_addr().expect("a bound socket");
        let (ended, end) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, end.clone()));
            }
        });
        Self { address, ended }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Ends all streams.
    pub(crate) fn end(&self) {
        self.ended.send_replace(true);
    }
}

async fn serve(mut stream: TcpStream, mut end: watch::Receiver<bool>) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let upgrade = String::from_utf8_lossy(&head)
        .to_ascii_lowercase()
        .contains("upgrade: websocket");
    let (begin, last): (&[u8], &[u8]) = if upgrade {
        let begin =
            b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
        (begin, b"")
    } else {
        let begin = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n";
        (begin, b"4\r\nlast\r\n0\r\n\r\n")
    };
    stream.write_all(begin).await?;
    let _ = end.wait_for(|ended| *ended).await;
    stream.write_all(last).await?;
    stream.shutdown().await
}
