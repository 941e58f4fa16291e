//! Ports that nobody else takes between choosing them and Envoy's binding.

use std::net::{Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};
use tokio::net::{TcpListener, TcpSocket};

/// Connections that wait to be accepted. With the 128 that are usual, the kernel
/// drops what a burst brings above them, and tries again after one second, which
/// is Envoy's `connect_timeout`.
const BACKLOG: u32 = 4096;

/// Listens at a free port of 127.0.0.1, ready for a burst of connections.
pub(super) fn listen() -> TcpListener {
    let socket = TcpSocket::new_v4().expect("a socket");
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    socket.bind(any).expect("a free port");
    socket.listen(BACKLOG).expect("a listener")
}

/// A free port, for a process that tells nobody which one it got and shares none.
pub(crate) fn free_port() -> SocketAddr {
    let bound = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = bound.and_then(|it| it.local_addr());
    address.expect("a free port")
}

/// Beside the others that are bound to the same address in this way.
fn bind(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.set_reuse_port(true).expect("SO_REUSEPORT");
    socket.bind(&address.into()).expect("a free port");
    socket
}

/// A port of 127.0.0.1, held for as long as this lives.
///
/// The socket is bound with `SO_REUSEPORT` and never listens: Envoy, which
/// binds its listeners with the same option, gets all connections, and the
/// kernel gives the port to nobody who asks for any.
#[derive(Debug)]
pub(crate) struct Port {
    address: SocketAddr,
    _held: Socket,
}

impl Port {
    /// A free port.
    pub(crate) fn reserve() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let socket = bind(any);
        let address = socket.local_addr().expect("a bound socket");
        Self {
            address: address.as_socket().expect("an IPv4 address"),
            _held: socket,
        }
    }

    /// Listens at it from now on, and refuses connections once that is dropped.
    pub(super) fn listen(&self) -> TcpListener {
        let socket = bind(self.address);
        socket.listen(1024).expect("to listen");
        socket.set_nonblocking(true).expect("a setting");
        TcpListener::from_std(socket.into()).expect("a listener")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }
}
