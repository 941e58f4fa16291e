//! The plugin's configuration: what the operator may set, and what holds where
//! he does not.
//!
//! JSON as Envoy hands it over. [`Config::parse`] is deterministic (the same
//! bytes are accepted or refused on every thread), looks at everything, and
//! reports all errors at once. Nothing is half applied: an unknown key, a
//! value out of range, or a key whose feature does not exist yet refuses the
//! whole configuration, and Envoy keeps the one it had. Whether a policy
//! compiles is not judged here.

mod behavior;
mod body;
mod error;
mod idle;
mod limits;
mod parse;
mod policies;
mod push;
mod reader;
mod service;
mod services;
mod source;
mod status;
mod tokens;
mod trust;
mod value;
mod windows;
mod wire;

pub(crate) use body::ready_replicas;
pub(crate) use error::shortened;
pub use error::{ConfigError, ConfigErrors};
pub use push::Push;
pub use tokens::TokensConfig;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::behavior::Behavior;
use crate::fleet::replicas::ReplicasSource;

/// A configuration that passed every check.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Lua sources by name, 1 to 64, each 1 byte to 32 KiB; always has
    /// `default`.
    pub policies: BTreeMap<String, String>,
    /// How a request finds its service.
    pub service: ServiceSource,
    /// What holds for services that are not listed.
    pub defaults: ServiceConfig,
    /// Listed services, at most 1024; what an entry leaves out is filled in
    /// from [`Config::defaults`].
    pub services: BTreeMap<String, ServiceConfig>,
    /// Whose scaling headers count.
    pub trust: Trust,
    /// Who gets `x-scale-hint`.
    pub hints: Audience,
    /// Age after which a load report counts for nothing, 1 s to 1 h.
    pub load_report_ttl: Duration,
    /// Age after which the scaler's word about replicas counts for nothing,
    /// 1 s to 1 h.
    pub replicas_ttl: Duration,
    /// Load reports of replicas go on to the client.
    pub forward_load_report: bool,
    /// Format in which upstreams are asked for load reports; `None`: not asked.
    pub request_load_report: Option<&'static str>,
    /// Time between two ticks, 50 ms to 10 s.
    pub tick: Duration,
    /// Budgets.
    pub limits: Limits,
    /// The status routes; `None`: not served.
    pub status: Option<Status>,
    /// Where decisions are sent; `None`: nowhere.
    pub push: Option<Push>,
    /// Name of this gateway in status answers, 1 to 128 bytes, no control
    /// characters; `None`: Envoy's node id.
    pub gateway_id: Option<String>,
    /// Minutes east of UTC where the operator lives, for `clock`; -840 to 840.
    pub utc_offset_minutes: i64,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its key.
    pub fn parse(bytes: &[u8]) -> Result<Self, ConfigErrors> {
        match parse::parse(bytes) {
            (Some(config), errors) if errors.count() == 0 => Ok(config),
            (_, errors) => Err(errors),
        }
    }

    /// As [`parse`](Self::parse), but gives what could be read beside the
    /// errors: good to look for more of them, and for nothing else.
    pub(crate) fn read(bytes: &[u8]) -> (Option<Self>, ConfigErrors) {
        parse::parse(bytes)
    }

    /// What holds for the service called `name`.
    pub fn service(&self, name: &str) -> &ServiceConfig {
        self.services.get(name).unwrap_or(&self.defaults)
    }

    /// Whether `services` has an entry for `name`. Names that requests choose
    /// count only where this is true.
    pub fn lists(&self, name: &str) -> bool {
        self.services.contains_key(name)
    }
}

/// How a request finds its service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ServiceSource {
    /// The cluster it is routed to.
    #[default]
    Cluster,
    /// The name of its route.
    Route,
    /// The name of its virtual host.
    VirtualHost,
    /// Its `:authority`, where [`Config::lists`] knows it.
    Authority,
    /// All requests are of one service, 1 to 256 bytes.
    Name(String),
    /// A string in its route's metadata, the cluster where it is missing.
    Metadata {
        /// Filter metadata namespace, 1 to 256 bytes.
        namespace: String,
        /// Key in that namespace, 1 to 256 bytes.
        key: String,
    },
}

/// What can be set per service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceConfig {
    /// Name of an entry of [`Config::policies`]; `None`: not named here, so
    /// that route metadata may name it, else `default`.
    pub policy: Option<String>,
    /// Fewest replicas, 0 to 100000, at most `max_replicas`.
    pub min_replicas: u32,
    /// Most replicas, 1 to 100000.
    pub max_replicas: u32,
    /// Guard rails around every recommendation.
    pub behavior: Behavior,
    /// Decide and tell, but let nobody act on it.
    pub dry_run: bool,
    /// What becomes of it when nobody calls it.
    pub idle: Idle,
    /// Name of an entry of [`Config::policies`] that is asked beside the one
    /// that decides.
    pub shadow: Option<String>,
    /// Look-back of averages.
    pub windows: Windows,
    /// Path prefixes that count for nothing, at most 64.
    pub exclude_paths: Vec<String>,
    /// Whether what its replicas report counts; it is removed either way.
    pub load_reports: bool,
    /// What says how many replicas run.
    pub replicas_from: ReplicasSource,
    /// Whether its responses are a model's and tell tokens; `None`: they are
    /// not read.
    pub tokens: Option<TokensConfig>,
    /// Id and name to show instead of the service's own, 1 to 64 bytes of
    /// `[A-Za-z0-9_-]`. Only listed services have one.
    pub alias: Option<String>,
}

impl Default for ServiceConfig {
    fn default() -> Self {
        Self {
            policy: None,
            min_replicas: 1,
            max_replicas: 10,
            behavior: Behavior::default(),
            dry_run: false,
            idle: Idle::default(),
            shadow: None,
            windows: Windows::default(),
            exclude_paths: Vec::new(),
            load_reports: true,
            replicas_from: ReplicasSource::Scaler,
            tokens: None,
            alias: None,
        }
    }
}

/// What becomes of a service with no arrivals and nothing in flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Idle {
    /// `on_idle`: the minimum is recommended, instead of what its policy says.
    pub to_min: bool,
    /// `idle_s`: after so long, 1 s to 1 day.
    pub after: Option<Duration>,
}

impl Idle {
    /// After which time the minimum is recommended, if ever.
    pub fn min_after(&self) -> Option<Duration> {
        self.after.filter(|_| self.to_min)
    }
}

/// Look-back over which observations are averaged, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// The long one, 6 s to 600 s.
    pub stable: Duration,
    /// The short one, 1 s to 60 s, at most `stable`.
    pub panic: Duration,
}

impl Default for Windows {
    // As in Knative: 60 s, and 10 % of it.
    fn default() -> Self {
        Self {
            stable: Duration::from_secs(60),
            panic: Duration::from_secs(6),
        }
    }
}

/// Whose scaling headers count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Requests that Envoy marked `x-envoy-internal: true`.
    #[default]
    Internal,
    /// Nobody's.
    None,
    /// Everybody's.
    All,
    /// Requests that present a shared token.
    Token {
        /// Header that carries it, a lower case HTTP token.
        header: String,
        /// SHA-256 of the tokens that are accepted, 1 to 16 (several, to
        /// rotate). The tokens themselves are in no configuration.
        sha256: Vec<[u8; 32]>,
    },
}

/// Who gets `x-scale-hint`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// Internal requests, and those that present the trust token.
    #[default]
    Internal,
    /// Everybody.
    All,
    /// Nobody.
    None,
}

/// Budgets. Fuel is the unit that the Lua VM counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Fuel of one evaluation on a request, 1000 to 1000000.
    pub request_fuel: u32,
    /// Fuel of one evaluation on a tick, 1000 to 10000000.
    pub tick_fuel: u32,
    /// Fuel of one tick over all services, `tick_fuel` to 100000000: with
    /// less, a service's evaluation could never end.
    pub tick_total_fuel: u32,
    /// Memory of one policy VM, 64 KiB to 64 MiB.
    pub memory_bytes: usize,
    /// Services of one Envoy, 1 to 4096; beyond that they are `other`.
    pub max_services: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            request_fuel: 10_000,
            tick_fuel: 200_000,
            tick_total_fuel: 500_000,
            memory_bytes: 1_048_576,
            max_services: 1024,
        }
    }
}

/// Where the status routes are served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Path that all routes are under: begins with `/`, does not end with
    /// one, at most 128 bytes.
    pub path: String,
    /// Listener ports that serve them, at most 16; empty: every port.
    pub ports: Vec<u16>,
    /// Who may read.
    pub read: StatusAccess,
    /// Who may say how many replicas run; by default nobody.
    pub write: StatusAccess,
}

/// Who may read the status routes, or write to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatusAccess {
    /// Internal requests.
    #[default]
    Internal,
    /// Requests that present the token of [`Trust::Token`].
    Token,
    /// Everybody.
    All,
    /// Nobody.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_service_has_its_own_settings_and_others_the_defaults() {
        let json = br#"{"policy": "x", "max_replicas": 4, "services": {"a": {"max_replicas": 7}}}"#;
        let config = Config::parse(json).unwrap();
        assert_eq!(config.service("a").max_replicas, 7);
        assert_eq!(config.service("b").max_replicas, 4);
        assert!(config.lists("a") && !config.lists("b"));
    }
}
