//! A running Envoy with the filter.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;

use super::client::Client;
use super::envoy::Envoy;
use super::eventually::eventually;
use super::paths;
use super::ports::Port;
use super::setup::change_filter;
use super::yaml::each_object;

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
        self.write_what_changed(&before);
    }

    /// Puts another build of the filter in force while Envoy runs: one that does
    /// the same, and is another to Envoy, which tells modules apart by their bytes.
    pub(crate) fn update_module(&mut self) {
        let mut module = std::fs::read(paths::wasm()).expect("the filter");
        // A custom section of four bytes, named "new".
        module.extend(b"\x00\x04\x03new");
        let path = self.folder.path().join("another.wasm");
        std::fs::write(&path, module).expect("a module");
        let before = self.files.clone();
        for file in self.files.values_mut() {
            each_object(file, &mut |object| {
                if object.get("filename") == Some(&json!(paths::wasm())) {
                    object.insert("filename".to_owned(), json!(path));
                }
            });
        }
        assert_ne!(before, self.files, "no module in the configuration");
        self.write_what_changed(&before);
    }

    fn write_what_changed(&self, before: &BTreeMap<&'static str, Value>) {
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
