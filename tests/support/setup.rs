//! From the shipped configuration to one that can run beside others.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitStatus;

use serde_json::{Map, Value, json};

use super::ads::Ads;
use super::control_planes;
use super::envoy::Envoy;
use super::gateway::Gateway;
use super::paths;
use super::ports::Port;
use super::upstream::Upstream;
use super::versions;
use super::yaml::{each_object, is_message, read};

const WASM: &str = "envoy.extensions.filters.http.wasm.v3.Wasm";
const WASM_URL: &str = "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm";

/// A configuration of Envoy, before it starts.
#[derive(Debug)]
pub(crate) struct Setup {
    /// Bootstrap and xDS resources, by the names of their files.
    pub(super) files: BTreeMap<&'static str, Value>,
    clusters: Vec<Value>,
    workers: u32,
    args: Vec<String>,
    env: Vec<(&'static str, &'static str)>,
    admin: u16,
    /// Tells clusters and listeners, in place of files.
    pub(super) ads: Option<Ads>,
}

impl Setup {
    /// `envoy/static.yaml`.
    pub(crate) fn fixed() -> Self {
        Self::of([("bootstrap", read_shipped("static.yaml"))].into())
    }

    /// `envoy/ai.yaml`, with the upstream in place of the providers, too, and
    /// these keys for them.
    pub(crate) fn ai(openai_key: &'static str, anthropic_key: &'static str) -> Self {
        let mut setup = Self::of([("bootstrap", read_shipped("ai.yaml"))].into());
        setup.edit(|object| {
            object.remove("transport_socket");
            if object.get("type") == Some(&json!("LOGICAL_DNS")) {
                object.insert("type".to_owned(), json!("STATIC"));
            }
            if object.get("port_value") == Some(&json!(443)) {
                object.insert("address".to_owned(), json!("127.0.0.1"));
                object.insert("port_value".to_owned(), json!(8081));
            }
        });
        setup.env = vec![
            ("OPENAI_API_KEY", openai_key),
            ("ANTHROPIC_API_KEY", anthropic_key),
        ];
        setup
    }

    /// `deploy/envoy/envoy.yaml`, with the upstream in place of the service of
    /// Kubernetes.
    pub(crate) fn kubernetes() -> Self {
        let mut setup =
            Self::of([("bootstrap", read_shipped("../deploy/envoy/envoy.yaml"))].into());
        setup.edit(|object| {
            if object.get("type") == Some(&json!("STRICT_DNS")) {
                object.insert("type".to_owned(), json!("STATIC"));
            }
            if object.get("port_value") == Some(&json!(80)) {
                object.insert("address".to_owned(), json!("127.0.0.1"));
                object.insert("port_value".to_owned(), json!(8081));
            }
            if object.get("filename") == Some(&json!("/etc/luascale/luascale.wasm")) {
                object.insert("filename".to_owned(), json!(paths::wasm()));
            }
        });
        setup
    }

    /// `compose/envoy.yaml`, with the upstream in place of the replicas.
    pub(crate) fn compose() -> Self {
        let mut setup = Self::of([("bootstrap", read_shipped("../compose/envoy.yaml"))].into());
        setup.edit(|object| {
            if object.get("address") == Some(&json!("app")) {
                object.insert("address".to_owned(), json!("127.0.0.1"));
            }
            if object.get("address_prefix") == Some(&json!("10.0.0.0")) {
                object.insert("address_prefix".to_owned(), json!("127.0.0.1"));
                object.insert("prefix_len".to_owned(), json!(32));
            }
            if object.get("filename") == Some(&json!("/etc/luascale/luascale.wasm")) {
                object.insert("filename".to_owned(), json!(paths::wasm()));
            }
        });
        setup
    }

    /// A bootstrap that was made elsewhere.
    pub(super) fn bootstrap(bootstrap: Value) -> Self {
        Self::of([("bootstrap", bootstrap)].into())
    }

    /// Gloo's classic API, see `control_planes.rs`; so are all of these.
    pub(crate) fn gloo_classic() -> Self {
        control_planes::gloo_classic()
    }

    /// Gloo with the Kubernetes Gateway API.
    pub(crate) fn gloo_gateway_api() -> Self {
        control_planes::gloo_gateway_api()
    }

    /// A Proxy of Gloo's open-source edition, by the path of its file.
    pub(crate) fn gloo_open_source(proxy: &str) -> Self {
        control_planes::gloo_open_source(proxy)
    }

    /// Gloo's open-source edition with docker: its own bootstrap, and a control plane
    /// that tells it the Proxy.
    pub(crate) fn gloo_docker(control_plane: &Ads) -> Self {
        control_planes::gloo_docker(control_plane)
    }

    /// Istio, with the plugin of this file.
    pub(crate) fn istio(file: &str) -> Self {
        control_planes::istio(file)
    }

    /// Envoy Gateway.
    pub(crate) fn envoy_gateway() -> Self {
        control_planes::envoy_gateway()
    }

    /// Has Envoy fetch the module from this port, in place of a file.
    pub(crate) fn fetching(mut self, port: u16, sha256: &str) -> Self {
        control_planes::fetch(&mut self, port, sha256);
        self
    }

    fn of(files: BTreeMap<&'static str, Value>) -> Self {
        Self {
            files,
            clusters: Vec::new(),
            workers: 1,
            args: Vec::new(),
            env: Vec::new(),
            admin: 0,
            ads: None,
        }
    }

    /// `envoy/dynamic`: a policy is updated through ECDS.
    pub(crate) fn ecds() -> Self {
        let names = ["bootstrap", "lds", "rds", "cds", "ecds"];
        let files = names.map(|name| (name, read_shipped(&format!("dynamic/{name}.yaml"))));
        Self::of(files.into())
    }

    /// `envoy/dynamic` with the filter inside the listeners, so that a policy
    /// is updated through LDS.
    pub(crate) fn lds() -> Self {
        let mut setup = Self::ecds();
        let ecds = setup.files.remove("ecds").expect("the filter");
        let filter = &ecds["resources"][0]["typed_config"];
        setup.edit(|object| {
            if object.contains_key("config_discovery") {
                object.remove("config_discovery");
                object.insert("typed_config".to_owned(), filter.clone());
            }
        });
        setup
    }

    /// Worker threads; 1 where not said.
    pub(crate) fn workers(mut self, workers: u32) -> Self {
        self.workers = workers;
        self
    }

    /// How long a listener that was replaced lives on, instead of 600 seconds.
    /// Its connections are told to leave with their next response, so that the
    /// end of that time cuts none off.
    pub(crate) fn drain_s(mut self, seconds: u32) -> Self {
        let seconds = seconds.to_string();
        let args = ["--drain-time-s", &seconds, "--drain-strategy", "immediate"];
        self.args.extend(args.map(str::to_owned));
        self
    }

    /// The policy instead of the shipped one, with guard rails that are out of
    /// its way: what it says is decided at once.
    pub(crate) fn policy(self, source: &str) -> Self {
        let rules = json!({
            "stabilizationWindowSeconds": 0,
            "policies": [{"type": "Pods", "value": 1000, "periodSeconds": 15}],
        });
        self.guarded_policy(source, &json!({"scaleUp": rules, "scaleDown": rules}))
    }

    /// The policy instead of the shipped one, with these guard rails.
    pub(crate) fn guarded_policy(self, source: &str, behavior: &Value) -> Self {
        self.filter(|config| {
            config["policy"] = source.into();
            config["behavior"] = behavior.clone();
        })
    }

    /// Changes the filter's configuration.
    pub(crate) fn filter(mut self, change: impl FnMut(&mut Value)) -> Self {
        let found = change_filter(&mut self.files, change);
        assert!(found > 0, "no filter in the configuration");
        self
    }

    /// Lets requests take as long as they like.
    pub(crate) fn patient(mut self) -> Self {
        self.edit(|object| {
            if object.get("timeout") == Some(&json!("15s")) {
                object.insert("timeout".to_owned(), json!("0s"));
            }
        });
        self
    }

    /// With the filter that does what a request's `x-fault` says.
    pub(crate) fn faulty(mut self) -> Self {
        self.edit(|object| {
            if object.get("filename") == Some(&json!("target/luascale.wasm")) {
                object.insert("filename".to_owned(), json!(paths::faulty_wasm()));
            }
        });
        self
    }

    /// Lets the filter see bodies of responses, as reading tokens needs.
    pub(crate) fn response_bodies(mut self) -> Self {
        self.edit(|object| {
            if let Some(allowed) = object.get_mut("allowed_capabilities") {
                allowed["proxy_on_response_body"] = json!({});
            }
        });
        self
    }

    /// Speaks HTTP/2 to the application.
    pub(crate) fn http2_upstream(mut self) -> Self {
        let options = json!({
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": {"http2_protocol_options": {}},
            },
        });
        self.edit(|object| {
            if object.contains_key("load_assignment") {
                object.insert(
                    "typed_extension_protocol_options".to_owned(),
                    options.clone(),
                );
            }
        });
        self
    }

    /// Spreads connections evenly over the workers, in place of the kernel's
    /// hash: a few reach them all.
    pub(crate) fn balanced(mut self) -> Self {
        self.edit(|object| {
            if object.contains_key("filter_chains") {
                let exact = json!({"exact_balance": {}});
                object.insert("connection_balance_config".to_owned(), exact);
            }
        });
        self
    }

    /// Changes any object of any file.
    pub(crate) fn edit(&mut self, mut change: impl FnMut(&mut Map<String, Value>)) {
        for file in self.files.values_mut() {
            each_object(file, &mut change);
        }
    }

    /// The port of the admin interface; any where not said.
    pub(crate) fn admin_at(mut self, port: u16) -> Self {
        self.admin = port;
        self
    }

    /// Adds a file of the repository to the bootstrap, changed by the caller, in the
    /// way that those files advise.
    pub(crate) fn added(
        mut self,
        file: &str,
        mut change: impl FnMut(&mut Map<String, Value>),
    ) -> Self {
        let mut added = read(&paths::repository().join(file));
        each_object(&mut added, &mut change);
        self.args
            .extend(["--config-yaml".to_owned(), added.to_string()]);
        self
    }

    /// Adds a cluster, whose ports stay as they are.
    pub(crate) fn add_cluster(&mut self, cluster: Value) {
        self.clusters.push(cluster);
    }

    /// Starts Envoy and waits until it serves.
    pub(crate) async fn start(self, upstream: &Upstream) -> Gateway {
        self.start_at(upstream.port()).await
    }

    /// As [`Setup::start`], with an upstream at this port.
    pub(crate) async fn start_at(self, upstream: u16) -> Gateway {
        self.start_on(&[upstream]).await
    }

    /// As [`Setup::start`], with one endpoint for each of these ports.
    pub(crate) async fn start_on(self, ports: &[u16]) -> Gateway {
        let (main, status) = (Port::reserve(), Port::reserve());
        let folder = tempfile::tempdir().expect("a folder");
        let (files, envoy) = self.run(folder.path(), &main, &status, ports);
        Gateway::new(files, envoy, [main, status], folder).await
    }

    /// Starts Envoy with a configuration that it must not accept. Gives how it
    /// ended and its log.
    pub(crate) async fn refused(self) -> (ExitStatus, String) {
        let (main, status) = (Port::reserve(), Port::reserve());
        let folder = tempfile::tempdir().expect("a folder");
        let (_, mut envoy) = self.run(folder.path(), &main, &status, &[1]);
        (envoy.ended().await, envoy.log())
    }

    fn run(
        mut self,
        folder: &Path,
        main: &Port,
        status: &Port,
        upstreams: &[u16],
    ) -> (BTreeMap<&'static str, Value>, Envoy) {
        let (main, status) = (main.address().port(), status.address().port());
        let ports = [
            (8080, main),
            (8091, status),
            (9901, self.admin),
            (8081, upstreams[0]),
        ];
        self.edit(|object| move_port(object, &ports));
        self.edit(|object| set_endpoints(object, upstreams));
        self.edit(|object| move_paths(object, folder));
        self.edit(versions::adapt);
        change_filter(&mut self.files, |config| {
            if config["status"]["ports"] == json!([8091]) {
                config["status"]["ports"] = json!([status]);
            }
        });
        if let Some(bootstrap) = self.files.get_mut("bootstrap") {
            let resources = &mut bootstrap["static_resources"];
            match resources["clusters"].as_array_mut() {
                Some(clusters) => clusters.append(&mut self.clusters),
                None => resources["clusters"] = json!(self.clusters),
            }
        }
        if let Some(ads) = &self.ads {
            let of = |name: &str| self.files[name]["resources"].as_array().expect("a list");
            ads.serve(of("cds"), of("lds"));
        }
        for (name, file) in &self.files {
            let path = folder.join(format!("{name}.json"));
            std::fs::write(path, file.to_string()).expect("a configuration file");
        }
        let bootstrap = folder.join("bootstrap.json");
        let envoy = Envoy::spawn(folder, &bootstrap, self.workers, &self.args, &self.env);
        (self.files, envoy)
    }
}

/// A file of `envoy/`.
fn read_shipped(name: &str) -> Value {
    read(&paths::repository().join("envoy").join(name))
}

/// Gives the application's cluster an endpoint for each port.
fn set_endpoints(object: &mut Map<String, Value>, ports: &[u16]) {
    let Some(endpoints) = object.get_mut("lb_endpoints").and_then(Value::as_array_mut) else {
        return;
    };
    let Some(first) = endpoints.pop() else {
        return;
    };
    for port in ports {
        let mut endpoint = first.clone();
        endpoint["endpoint"]["address"]["socket_address"]["port_value"] = json!(port);
        endpoints.push(endpoint);
    }
}

/// Changes the filter's configuration wherever it stands; gives the number of
/// those places.
pub(super) fn change_filter(
    files: &mut BTreeMap<&'static str, Value>,
    mut change: impl FnMut(&mut Value),
) -> usize {
    let mut found = 0;
    for file in files.values_mut() {
        each_object(file, &mut |object| {
            let within = object.get("typeUrl").or(object.get("type_url"));
            let filter = if is_message(object, WASM) {
                &mut object["config"]
            } else if within.and_then(Value::as_str) == Some(WASM_URL) {
                &mut object["value"]["config"]
            } else {
                return;
            };
            let value = &mut filter["configuration"]["value"];
            if let Some(text) = value.as_str() {
                let mut config = serde_json::from_str(text).expect("JSON in a string");
                change(&mut config);
                *value = config.to_string().into();
            } else {
                change(value);
            }
            found += 1;
        });
    }
    found
}

fn move_port(object: &mut Map<String, Value>, ports: &[(u16, u16)]) {
    if let Some(port) = object.get_mut("port_value") {
        let moved = ports.iter().find(|(shipped, _)| *port == json!(shipped));
        let (_, moved) = moved.unwrap_or_else(|| panic!("unknown port {port}"));
        *port = json!(moved);
    }
}

/// Wasm and xDS files, which the shipped files name relative to the
/// repository.
fn move_paths(object: &mut Map<String, Value>, folder: &Path) {
    if object.get("filename") == Some(&json!("target/luascale.wasm")) {
        object.insert("filename".to_owned(), json!(paths::wasm()));
    }
    if let Some(path) = object.get_mut("path")
        && let Some(name) = path.as_str()
        && let Some(name) = name.strip_prefix("envoy/dynamic/")
    {
        *path = json!(folder.join(name).with_extension("json"));
    }
}
