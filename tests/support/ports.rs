//! Ports that nobody else takes between choosing them and Envoy's binding.

use std::net::{Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};

/// A port of 127.0.0.1, held for as long as this lives.
///
/// The socket is bound with `SO_REUSEPORT` and never listens: Envoy, which
/// binds its listeners with the same option, gets all connections, and the
/// kernel gives the port to nobody who asks for any.
#[derive(Debug)]
pub(super) struct Port {
    address: SocketAddr,
    _held: Socket,
}

impl Port {
    /// A free port.
    pub(super) fn reserve() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket.set_reuse_port(true).expect("SO_REUSEPORT");
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        socket.bind(&any.into()).expect("a free port");
        let address = socket.local_addr().expect("a bound socket");
        Self {
            address: address.as_socket().expect("an IPv4 address"),
            _held: socket,
        }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}
