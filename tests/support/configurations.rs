//! Every configuration of Envoy among the repository's files, found by what is in
//! them, and started with no more changed than ports and places.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::ads::Ads;
use super::client::{Ask, Client};
use super::envoy::Envoy;
use super::paths;
use super::versions;
use super::yaml::{each_object, read_any};

/// Fields of a bootstrap that its pieces, too, have.
const OF_BOOTSTRAPS: [&str; 11] = [
    "admin",
    "bootstrap_extensions",
    "cluster_manager",
    "dynamic_resources",
    "layered_runtime",
    "node",
    "overload_manager",
    "static_resources",
    "stats_config",
    "stats_sinks",
    "tracing",
];
/// Those that say where Envoy gets the rest: nobody has them twice.
const OF_WHOLE_ONES: [&str; 3] = ["admin", "dynamic_resources", "node"];

/// What a file is to Envoy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// All that it needs.
    Bootstrap,
    /// A piece of one, for `--config-yaml`.
    Addition,
    /// What a bootstrap has it read from files.
    Resources,
}

/// A file, by its path in the repository.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub(crate) path: String,
    pub(crate) kind: Kind,
    document: Value,
}

/// An Envoy that runs with one.
#[derive(Debug)]
pub(crate) struct Started {
    envoy: Envoy,
    /// Paths of all that it was given.
    pub(crate) files: Vec<String>,
    /// Listeners in them.
    pub(crate) listeners: u64,
    /// Whether they load the filter.
    pub(crate) filter: bool,
    /// Its stats, as far as it has them.
    pub(crate) stats: BTreeMap<String, u64>,
    _folder: TempDir,
}

impl Started {
    pub(crate) fn log(&self) -> String {
        self.envoy.log()
    }
}

impl Configuration {
    /// All of the repository.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        collect(paths::repository(), &mut all);
        all.sort_by(|one, other| one.path.cmp(&other.path));
        all
    }

    /// One of them.
    pub(crate) fn named(path: &str) -> Self {
        let found = Self::all().into_iter().find(|it| it.path == path);
        found.unwrap_or_else(|| panic!("{path} is no configuration of Envoy"))
    }

    /// Whether Envoy waits for a control plane.
    pub(crate) fn waits(&self) -> bool {
        !asked(&self.document).is_empty()
    }

    fn read(path: &Path) -> Vec<Self> {
        let documents = read_any(path).into_iter();
        let within = path.strip_prefix(paths::repository()).expect("of ours");
        let kinds = documents.filter_map(|it| Some((kind(&it)?, it)));
        let made = kinds.map(|(kind, document)| Self {
            path: within.to_str().expect("UTF-8").to_owned(),
            kind,
            document,
        });
        made.collect()
    }

    /// Starts Envoy with it, and with an addition where there is one. Control planes
    /// that it asks are this one.
    pub(crate) async fn start(&self, added: Option<&Self>, control_plane: &Ads) -> Started {
        let folder = tempfile::tempdir().expect("a folder");
        let mut adapted = Adapted {
            folder: folder.path(),
            control_plane: control_plane.port(),
            asked: asked(&self.document),
            files: Vec::new(),
            listeners: 0,
            filter: false,
        };
        let mut bootstrap = adapted.take(&self.path, &self.document);
        // Where there is none it listens nowhere.
        bootstrap["admin"]["address"] =
            json!({"socket_address": {"address": "127.0.0.1", "port_value": 0}});
        let file = folder.path().join("bootstrap.json");
        std::fs::write(&file, bootstrap.to_string()).expect("a configuration file");
        let mut args = Vec::new();
        if let Some(added) = added {
            let added = adapted.take(&added.path, &added.document);
            args.extend(["--config-yaml".to_owned(), added.to_string()]);
        }
        let Adapted {
            files,
            listeners,
            filter,
            ..
        } = adapted;
        let mut envoy = Envoy::spawn(folder.path(), &file, 1, &args, &[]);
        let admin = envoy.ready().await;
        let ask = Ask::get("/stats?format=json");
        let told = Client::internal(admin).send(&ask).await.json();
        let stats = told["stats"].as_array().expect("a list of stats").iter();
        let stats =
            stats.filter_map(|it| Some((it["name"].as_str()?.to_owned(), it["value"].as_u64()?)));
        Started {
            stats: stats.collect(),
            envoy,
            files,
            listeners,
            filter,
            _folder: folder,
        }
    }
}

/// Reads all below a folder. What was built or brought is not the repository's, and
/// what only tests read need not be readable.
fn collect(folder: &Path, all: &mut Vec<Configuration>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("UTF-8");
        if name.starts_with('.') || ["target", "corpus", "tests"].contains(&name) {
            continue;
        }
        let is_read = |it: &str| matches!(it, "yaml" | "yml" | "json");
        if path.is_dir() {
            collect(&path, all);
        } else if path
            .extension()
            .is_some_and(|it| it.to_str().is_some_and(is_read))
        {
            all.extend(Configuration::read(&path));
        }
    }
}

/// What a document is to Envoy, if anything.
fn kind(document: &Value) -> Option<Kind> {
    let object = document.as_object()?;
    let is_envoys = |it: &Value| {
        let url = it["@type"].as_str();
        url.is_some_and(|url| url.starts_with("type.googleapis.com/envoy."))
    };
    let resources = document["resources"].as_array();
    if resources.is_some_and(|it| it.iter().any(is_envoys)) {
        return Some(Kind::Resources);
    }
    let has = |names: &[&str]| names.iter().any(|name| object.contains_key(*name));
    if has(&OF_WHOLE_ONES) {
        return Some(Kind::Bootstrap);
    }
    has(&OF_BOOTSTRAPS).then_some(Kind::Addition)
}

/// The clusters that a bootstrap has discovery services of.
fn asked(bootstrap: &Value) -> Vec<Value> {
    let mut asked = Vec::new();
    each_object(&mut bootstrap["dynamic_resources"].clone(), &mut |object| {
        asked.extend(
            object
                .get("envoy_grpc")
                .map(|it| it["cluster_name"].clone()),
        );
    });
    asked
}

/// Files, changed where a run must differ, and what is in them.
struct Adapted<'f> {
    folder: &'f Path,
    control_plane: u16,
    asked: Vec<Value>,
    files: Vec<String>,
    listeners: u64,
    filter: bool,
}

impl Adapted<'_> {
    fn take(&mut self, path: &str, document: &Value) -> Value {
        self.files.push(path.to_owned());
        let mut document = document.clone();
        each_object(&mut document, &mut |object| self.adapt(object));
        document
    }

    fn adapt(&mut self, object: &mut Map<String, Value>) {
        versions::adapt(object);
        // Deprecated, and there on purpose: what is in its place does less. Without it
        // Envoy finds whatever else is.
        object.remove("fail_open");
        // Listeners get any port.
        if object.contains_key("filter_chains") {
            object["address"]["socket_address"]["port_value"] = json!(0);
            self.listeners += 1;
        }
        // No names are resolved, and nobody answers but the control plane.
        if let Some(name) = object.get("cluster_name").cloned()
            && let Some(localities) = object.get_mut("endpoints")
        {
            let is_asked = self.asked.contains(&name);
            let port = if is_asked { self.control_plane } else { 1 };
            each_object(localities, &mut |object| {
                if object.contains_key("port_value") {
                    object["address"] = json!("127.0.0.1");
                    object["port_value"] = json!(port);
                }
            });
        }
        let file = object.get("filename").and_then(Value::as_str);
        if file.is_some_and(|it| it.ends_with("luascale.wasm")) {
            object["filename"] = json!(paths::wasm());
            self.filter = true;
        }
        if let Some(source) = object.get_mut("path_config_source") {
            let path = source["path"].as_str().expect("a path").to_owned();
            source["path"] = json!(self.bring(&path));
        }
    }

    /// Brings a file of resources; gives its place.
    fn bring(&mut self, path: &str) -> std::path::PathBuf {
        let place = self
            .folder
            .join(path.replace('/', "-"))
            .with_extension("json");
        if !self.files.iter().any(|it| it == path) {
            let document = Configuration::named(path).document;
            let adapted = self.take(path, &document);
            std::fs::write(&place, adapted.to_string()).expect("a configuration file");
        }
        place
    }
}
