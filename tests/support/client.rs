//! An HTTP/1.1 client that chooses its source address and sends header values
//! of any bytes that HTTP allows.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpSocket, TcpStream};

/// Listed in the shipped `internal_address_config`.
pub(super) const INTERNAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Of the same machine, and not listed there.
const EXTERNAL: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    host: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Ask {
    pub(crate) fn get(path: &str) -> Self {
        Self::with_method("GET", path)
    }

    pub(crate) fn with_method(method: &str, path: &str) -> Self {
        Self {
            method: method.parse().expect("a method"),
            path: path.to_owned(),
            host: "shop.example".to_owned(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// The same, asked of another host.
    pub(crate) fn host(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    /// Sends a body along.
    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Adds a header line; the same name twice makes two lines.
    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        let name = name.parse().expect("a header name");
        let value = HeaderValue::from_bytes(value.as_ref()).expect("a header value");
        self.headers.push((name, value));
        self
    }

    /// A request that states a load.
    pub(crate) fn load(value: impl AsRef<[u8]>) -> Self {
        Self::get("/").header("x-load-metric", value)
    }

    pub(super) fn to_request(&self) -> Request<Full<Bytes>> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(&self.path)
            .header("host", &self.host);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request
            .body(Full::new(self.body.clone()))
            .expect("a request")
    }
}

/// A response, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// The hint.
    ///
    /// # Panics
    /// Where there are several: a client could choose.
    pub(crate) fn hint(&self) -> Option<&str> {
        let mut hints = self.headers.get_all("x-scale-hint").iter();
        let hint = hints.next();
        assert!(hints.next().is_none(), "two hints: {:?}", self.headers);
        hint.map(|hint| hint.to_str().expect("a hint in ASCII"))
    }

    /// The hint's word: `up`, `down`, `hold`.
    pub(crate) fn direction(&self) -> Option<&str> {
        self.hint()?.split(';').next()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// One connection at a time, kept alive and opened again where the peer closed
/// it.
#[derive(Debug)]
pub(crate) struct Client {
    target: SocketAddr,
    source: IpAddr,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// From an address that the shipped configurations call internal.
    pub(crate) fn internal(target: SocketAddr) -> Self {
        Self::from(INTERNAL, target)
    }

    /// From one that they do not.
    pub(crate) fn external(target: SocketAddr) -> Self {
        Self::from(EXTERNAL, target)
    }

    fn from(source: IpAddr, target: SocketAddr) -> Self {
        Self {
            target,
            source,
            connection: None,
        }
    }

    /// Sends a request.
    ///
    /// # Panics
    /// Where no response comes.
    pub(crate) async fn send(&mut self, ask: &Ask) -> Answer {
        match self.try_send(ask).await {
            Ok(answer) => answer,
            Err(error) => panic!("{} {}: {error}", ask.method, ask.path),
        }
    }

    /// Sends a request, without a second try.
    pub(crate) async fn try_send(&mut self, ask: &Ask) -> Result<Answer, String> {
        let response = self
            .connection()
            .await?
            .send_request(ask.to_request())
            .await
            .map_err(|error| format!("{error:?}"))?;
        let (head, body) = response.into_parts();
        let body = body.collect().await.map_err(|error| format!("{error:?}"))?;
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.to_bytes(),
        })
    }

    async fn connection(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, String> {
        if let Some(mut open) = self.connection.take()
            && open.ready().await.is_ok()
        {
            return Ok(self.connection.insert(open));
        }
        let stream = connect(self.source, self.target)
            .await
            .map_err(|error| error.to_string())?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| error.to_string())?;
        // Its errors are told by the request that they hit.
        tokio::spawn(connection);
        Ok(self.connection.insert(sender))
    }
}

/// Opens a connection from `source`.
pub(super) async fn connect(source: IpAddr, target: SocketAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((source, 0)))?;
    let stream = socket.connect(target).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
