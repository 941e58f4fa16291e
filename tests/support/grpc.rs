//! What servers of gRPC have in common here: HTTP/2, and the frames of messages.

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};

use super::ports::listen;

/// Compressed or not, and the length in four bytes.
const FRAME_HEAD: usize = 5;

/// Answers on a port of its own, until the runtime ends; gives its address.
pub(super) fn serve<R, B>(
    respond: impl Fn(Request<Incoming>) -> R + Clone + Send + 'static,
) -> SocketAddr
where
    R: Future<Output = Result<Response<B>, Infallible>> + Send + 'static,
    B: Body<Data: Send, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let listener = listen();
    let address = listener.local_addr().expect("a bound socket");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = http2::Builder::new(TokioExecutor::new());
            let service = service_fn(respond.clone());
            tokio::spawn(server.serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

/// A message in its frame.
pub(super) fn frame(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).expect("small");
    [&[0], &length.to_be_bytes()[..], message].concat()
}

/// The first message of a stream, once it is there as a whole.
pub(super) fn take_frame(unread: &mut Vec<u8>) -> Option<Vec<u8>> {
    let (head, rest) = unread.split_at_checked(FRAME_HEAD)?;
    assert_eq!(head[0], 0, "not compressed");
    let length = u32::from_be_bytes(head[1..].try_into().expect("four bytes"));
    let message = rest.get(..length as usize)?.to_vec();
    unread.drain(..FRAME_HEAD + message.len());
    Some(message)
}
