//! A server that dies, comes back at the same port, and answers with whatever
//! bytes it is told to.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

use super::ports::Port;

/// What becomes of a connection after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// It takes the next request.
    Keep,
    /// It is closed.
    Close,
    /// It stays open, and nothing comes any more.
    Hang,
}

/// The answer to a path, byte by byte, and what comes after.
pub(super) type Respond = Arc<dyn Fn(&str) -> (Vec<u8>, Then) + Send + Sync>;

/// A server whose port stays its own while it is dead: connections are refused.
pub(crate) struct Mortal {
    port: Port,
    respond: Respond,
    life: Mutex<Option<AbortHandle>>,
}

impl Mortal {
    /// One that is dead as yet.
    pub(crate) fn new(respond: impl Fn(&str) -> (Vec<u8>, Then) + Send + Sync + 'static) -> Self {
        Self {
            port: Port::reserve(),
            respond: Arc::new(respond),
            life: Mutex::default(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.port()
    }

    /// Listens from now on.
    pub(crate) fn come_up(&self) {
        let life = tokio::spawn(accept(self.port.listen(), Arc::clone(&self.respond)));
        let mut former = self.life.lock().expect("no panic while locked");
        *former = Some(life.abort_handle());
    }

    /// Ends in the middle of whatever it does.
    pub(crate) fn die(&self) {
        let mut life = self.life.lock().expect("no panic while locked");
        if let Some(life) = life.take() {
            life.abort();
        }
    }
}

pub(super) async fn accept(listener: TcpListener, respond: Respond) {
    // Its connections end with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        connections.spawn(serve(stream, Arc::clone(&respond)));
    }
}

/// Reads heads of requests; a body would be taken for the next one.
async fn serve(mut stream: TcpStream, respond: Respond) {
    let _ = stream.set_nodelay(true);
    let mut request = Vec::new();
    while let Ok(byte) = stream.read_u8().await {
        request.push(byte);
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        let text = String::from_utf8_lossy(&request).into_owned();
        request.clear();
        let (bytes, then) = respond(text.split(' ').nth(1).unwrap_or("/"));
        let written = stream.write_all(&bytes).await;
        match then {
            Then::Keep if written.is_ok() => {}
            Then::Hang => std::future::pending().await,
            Then::Keep | Then::Close => return,
        }
    }
}
