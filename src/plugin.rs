//! One configuration of the filter, ready to run: parsed, its policies
//! compiled.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::config::{Config, ConfigErrors};
use crate::policy::{self, CompileError, Policy, PolicyLimits};

/// A plugin in Envoy's sense: a name and root id, with its configuration.
#[derive(Debug)]
pub struct Plugin {
    /// Name and root id: what an update replaces.
    pub key: String,
    /// The configuration.
    pub config: Config,
    /// First bytes of the SHA-256 of the configuration.
    pub fingerprint: u64,
    /// The generation that this configuration claimed; `None` before its
    /// first tick.
    pub claimed: Cell<Option<u64>>,
    policies: RefCell<BTreeMap<String, Policy>>,
}

/// Why a configuration is refused.
#[derive(Debug)]
pub struct Refused {
    /// Keys and values that are wrong.
    pub config: ConfigErrors,
    /// Policies that do not compile.
    pub policies: Vec<CompileError>,
}

impl std::fmt::Display for Refused {
    /// A line for each fault.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let config = (self.config.count() > 0).then(|| self.config.to_string());
        let policies = self.policies.iter().map(CompileError::to_string);
        let lines: Vec<String> = config.into_iter().chain(policies).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Refused {}

impl Plugin {
    /// Parses a configuration and compiles its policies. Deterministic: the
    /// same bytes are accepted or refused on every thread. Also gives what the
    /// policies printed at their top level.
    ///
    /// # Errors
    /// All that is wrong, not only the first.
    pub fn new(key: &str, bytes: &[u8]) -> Result<(Self, Vec<String>), Refused> {
        let (config, faults) = Config::read(bytes);
        let Some(config) = config else {
            return Err(Refused {
                config: faults,
                policies: Vec::new(),
            });
        };
        let limits = PolicyLimits {
            memory_bytes: config.limits.memory_bytes,
        };
        let mut policies = BTreeMap::new();
        let (mut printed, mut errors) = (Vec::new(), Vec::new());
        for (name, source) in &config.policies {
            match policy::compile(name, source, limits) {
                Ok(compiled) => {
                    printed.extend(compiled.printed);
                    policies.insert(name.clone(), compiled.policy);
                }
                Err(error) => errors.push(error),
            }
        }
        if faults.count() > 0 || !errors.is_empty() {
            return Err(Refused {
                config: faults,
                policies: errors,
            });
        }
        let digest = Sha256::digest(bytes);
        let plugin = Self {
            key: key.to_owned(),
            fingerprint: digest
                .iter()
                .take(8)
                .fold(0, |print, byte| (print << 8) | u64::from(*byte)),
            claimed: Cell::new(None),
            policies: RefCell::new(policies),
            config,
        };
        Ok((plugin, printed))
    }

    /// The name of a service's policy: `services.<s>.policy`, then what the
    /// route's metadata names (where it exists), then `default`.
    pub fn policy_name<'a>(&'a self, service: &str, from_route: Option<&'a str>) -> &'a str {
        let configured = self.config.service(service).policy.as_deref();
        configured
            .or_else(|| from_route.filter(|name| self.config.policies.contains_key(*name)))
            .unwrap_or("default")
    }

    /// Runs `act` on a policy. `None` where it does not exist, or is running
    /// already (which cannot happen on one thread).
    pub fn with_policy<T>(&self, name: &str, act: impl FnOnce(&mut Policy) -> T) -> Option<T> {
        let mut policies = self.policies.try_borrow_mut().ok()?;
        policies.get_mut(name).map(act)
    }

    /// Collects the policies' garbage, off the request path.
    pub fn collect_garbage(&self) {
        if let Ok(mut policies) = self.policies.try_borrow_mut() {
            policies.values_mut().for_each(Policy::collect);
        }
    }

    /// Memory that the policies hold, in bytes.
    pub fn policy_memory(&self) -> usize {
        self.policies.try_borrow().map_or(0, |policies| {
            policies.values().map(Policy::memory_bytes).sum()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "function autoscale(metrics) return 'hold' end";

    fn json(value: serde_json::Value) -> Vec<u8> {
        value.to_string().into_bytes()
    }

    #[test]
    fn all_policies_that_do_not_compile_are_told() {
        let refused = Plugin::new(
            "main",
            &json(serde_json::json!({"policies": {"default": "x =", "second": "return 1"}})),
        )
        .unwrap_err()
        .to_string();
        assert!(refused.contains("default:1"), "{refused}");
        assert!(refused.contains("second"), "{refused}");
        assert_eq!(refused.lines().count(), 2, "{refused}");
    }

    #[test]
    fn faults_of_keys_and_of_policies_are_told_together() {
        let refused = Plugin::new(
            "main",
            &json(serde_json::json!({"tick_ms": 1, "unknown": 5, "policy": "x ="})),
        )
        .unwrap_err()
        .to_string();
        for part in [
            "tick_ms: 1 is out of range",
            "unknown: unknown key",
            "default:1:",
        ] {
            assert!(refused.contains(part), "{refused}");
        }
        assert_eq!(refused.lines().count(), 3, "{refused}");
    }

    #[test]
    fn the_fingerprint_is_of_the_bytes() {
        let one = json(serde_json::json!({"policy": POLICY}));
        let two = json(serde_json::json!({"policy": POLICY, "max_replicas": 3}));
        let print = |bytes: &[u8]| Plugin::new("main", bytes).unwrap().0.fingerprint;
        assert_eq!(print(&one), print(&one));
        assert_ne!(print(&one), print(&two));
    }

    #[test]
    fn the_service_names_its_policy_before_the_route_does() {
        let bytes = json(serde_json::json!({
            "policies": {"default": POLICY, "a": POLICY, "b": POLICY},
            "services": {"pinned": {"policy": "a"}},
        }));
        let (plugin, _) = Plugin::new("main", &bytes).unwrap();
        for (service, from_route, want) in [
            ("pinned", Some("b"), "a"),
            ("free", Some("b"), "b"),
            ("free", Some("unknown"), "default"),
            ("free", None, "default"),
        ] {
            assert_eq!(plugin.policy_name(service, from_route), want);
        }
    }

    #[test]
    fn printing_at_the_top_level_is_told() {
        let source = format!("{POLICY}\nprint('loaded')");
        let bytes = json(serde_json::json!({ "policy": source }));
        let (_, printed) = Plugin::new("main", &bytes).unwrap();
        assert_eq!(printed, ["loaded"]);
    }
}
