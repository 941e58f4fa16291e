//! A running Envoy with the filter.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpStream;

use super::client::Client;
use super::envoy::Envoy;
use super::eventually::eventually;
use super::ports::Port;
use super::setup::change_filter;

/// A running Envoy, killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(super) envoy: Envoy,
    pub(super) admin: SocketAddr,
    files: BTreeMap<&'static str, Value>,
    main: Port,
    status: Port,
    folder: TempDir,
}

impl Gateway {
    pub(super) async fn new(
        files: BTreeMap<&'static str, Value>,
        mut envoy: Envoy,
        [main, status]: [Port; 2],
        folder: TempDir,
    ) -> Self {
        let admin = envoy.ready().await;
        for port in [&main, &status] {
            // Without a request, which would count.
            let connect = async || TcpStream::connect(port.address()).await;
            let _ = eventually("the listeners to listen", connect, Result::is_ok).await;
        }
        Self {
            envoy,
            admin,
            files,
            main,
            status,
            folder,
        }
    }

    /// Where the traffic goes.
    pub(crate) fn main(&self) -> SocketAddr {
        self.main.address()
    }

    /// Where the status routes are.
    pub(crate) fn status(&self) -> SocketAddr {
        self.status.address()
    }

    /// A client of the main listener from an internal address.
    pub(crate) fn internal(&self) -> Client {
        Client::internal(self.main())
    }

    /// A client of the main listener from an external address.
    pub(crate) fn external(&self) -> Client {
        Client::external(self.main())
    }

    /// The filter's configuration as it was last given to Envoy.
    pub(crate) fn configuration(&self) -> Value {
        let mut configuration = Value::Null;
        let mut files = self.files.clone();
        change_filter(&mut files, |config| configuration = config.take());
        configuration
    }

    /// Changes the filter's configuration while Envoy runs: through ECDS, or
    /// LDS where the listeners hold the filter. Envoy takes notice in its own
    /// time.
    pub(crate) fn update(&mut self, change: impl FnMut(&mut Value)) {
        let before = self.files.clone();
        change_filter(&mut self.files, change);
        for (name, file) in &self.files {
            if before.get(name) == Some(file) {
                continue;
            }
            assert_ne!(*name, "bootstrap", "a static configuration stays");
            let path = self.folder.path().join(format!("{name}.json"));
            let beside = path.with_extension("new");
            std::fs::write(&beside, file.to_string()).expect("a file");
            std::fs::rename(&beside, &path).expect("a rename");
        }
    }

    /// Puts a policy in force while Envoy runs.
    pub(crate) fn update_policy(&mut self, source: &str) {
        self.update(|config| config["policy"] = source.into());
    }
}
