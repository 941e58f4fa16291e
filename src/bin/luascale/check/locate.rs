//! Finds luascale's configuration in whatever holds it: Envoy's own files and
//! the manifests of Istio, Envoy Gateway and Gloo Gateway.
//!
//! All of them come down to a map in which one key holds the configuration and
//! others say whose it is: `configuration` of Envoy's `PluginConfig` (in a
//! bootstrap, LDS or ECDS file, an EnvoyFilter, an EnvoyPatchPolicy), `config` of
//! an EnvoyExtensionPolicy or of Gloo's `wasm.filters`, `pluginConfig` of Istio's
//! WasmPlugin.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::tree::{Kind, Node};

/// Keys under which a filter's configuration stands.
const KEYS: [&str; 4] = ["configuration", "config", "pluginConfig", "plugin_config"];

/// Keys of a map that says which wasm to run.
const MODULES: [&str; 10] = [
    "code",
    "image",
    "url",
    "wasm",
    "rootId",
    "rootID",
    "root_id",
    "vmConfig",
    "vm_config",
    "filePath",
];

/// The configurations in a document: maps, and scalars that hold JSON text.
pub(super) fn filters(document: &Rc<Node>) -> Vec<Rc<Node>> {
    let mut search = Search::default();
    search.node(document);
    search.found
}

/// Whether this map is itself a configuration.
pub(super) fn is_bare(document: &Node) -> bool {
    document.get("policy").is_some() || document.get("policies").is_some()
}

#[derive(Default)]
struct Search {
    found: Vec<Rc<Node>>,
    /// What an alias repeats is looked at once.
    seen: BTreeSet<*const Node>,
}

impl Search {
    fn node(&mut self, node: &Rc<Node>) {
        if !self.seen.insert(Rc::as_ptr(node)) {
            return;
        }
        match &node.kind {
            Kind::Scalar { .. } => {}
            Kind::List(items) => items.iter().for_each(|item| self.node(item)),
            Kind::Map(entries) => {
                for (key, value) in entries {
                    let key = key.scalar().unwrap_or_default();
                    match KEYS
                        .contains(&key)
                        .then(|| held(node, key, value))
                        .flatten()
                    {
                        Some(found) if self.seen.insert(Rc::as_ptr(&found)) => {
                            self.found.push(found);
                        }
                        Some(_) => {}
                        None => self.node(value),
                    }
                }
            }
        }
    }
}

/// The configuration under a key of `map`, if it is luascale's.
fn held(map: &Node, key: &str, value: &Rc<Node>) -> Option<Rc<Node>> {
    // Envoy's Wasm has its PluginConfig under `config`.
    if MODULES
        .iter()
        .chain(&KEYS)
        .any(|key| value.get(key).is_some())
    {
        return None;
    }
    let found = unwrapped(value);
    let plausible = match &found.kind {
        Kind::Map(entries) => !entries.is_empty(),
        Kind::Scalar { value, .. } => value.trim_start().starts_with('{'),
        Kind::List(_) => false,
    };
    let module = key == "configuration" || MODULES.iter().any(|key| map.get(key).is_some());
    let ours = map
        .entries()
        .iter()
        .filter(|(name, _)| name.scalar() != Some(key))
        .any(|(_, value)| names_us(value));
    let has_policy = match &found.kind {
        Kind::Scalar { value, .. } => {
            value.contains("\"policy\"") || value.contains("\"policies\"")
        }
        _ => is_bare(&found),
    };
    (plausible && module && (ours || has_policy)).then_some(found)
}

/// What is in a protobuf `Any` or a TypedStruct.
fn unwrapped(value: &Rc<Node>) -> Rc<Node> {
    let typed = value.get("@type").is_some() || value.get("typeUrl").is_some();
    match value.get("value") {
        Some(inner) if typed => unwrapped(inner),
        _ => Rc::clone(value),
    }
}

/// Whether something in here is called luascale: a name, an id, a file, an
/// image.
fn names_us(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar { value, .. } => value.to_ascii_lowercase().contains("luascale"),
        Kind::List(items) => items.iter().any(|item| names_us(item)),
        Kind::Map(entries) => entries.iter().any(|(_, value)| names_us(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::documents;
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let documents = documents(text).unwrap();
        let filters = documents.iter().flat_map(filters);
        let values = filters.map(|it| it.json(&mut Vec::new()).to_string());
        values.collect()
    }

    #[test]
    fn each_product_has_its_place_for_it() {
        for text in [
            // Envoy, and so EnvoyFilter and EnvoyPatchPolicy.
            "a: [{typed_config: {'@type': W, config: {name: luascale, vm_config: {code: x}, configuration: {'@type': S, value: {policy: p}}}}}]",
            "a: {typedConfig: {config: {rootId: x, vmConfig: {vmId: luascale}, configuration: {'@type': S, value: {policy: p}}}}}",
            "typed_config: {'@type': TypedStruct, type_url: W, value: {config: {configuration: {'@type': S, value: {policy: p}}}}}",
            // Envoy Gateway.
            "kind: EnvoyExtensionPolicy\nspec: {wasm: [{name: luascale, code: {type: HTTP}, config: {policy: p}}]}",
            // Istio.
            "kind: WasmPlugin\nspec: {url: 'oci://example.org/luascale:1', pluginConfig: {policy: p}}",
            // Gloo.
            "kind: Gateway\nspec: {httpGateway: {options: {wasm: {filters: [{image: example.org/luascale, config: {'@type': S, value: {policy: p}}}]}}}}",
        ] {
            assert_eq!(found(text), [r#"{"policy":"p"}"#], "{text}");
        }
    }

    #[test]
    fn json_text_is_a_configuration_too() {
        let text = "config: {name: luascale, configuration: {'@type': StringValue, value: '{\"policy\": \"p\"}'}}";
        assert_eq!(found(text), [r#""{\"policy\": \"p\"}""#]);
    }

    #[test]
    fn other_filters_are_left_alone() {
        for text in [
            "config: {name: waf, vm_config: {code: waf.wasm}, configuration: {'@type': S, value: {rules: [a]}}}",
            "name: luascale\nconfig: {log: debug}",
            "kind: ConfigMap\nmetadata: {name: luascale}\ndata: {policy: p}",
            "name: luascale\nconfig_discovery: {config_source: {path: x}}",
            "[]",
        ] {
            assert!(found(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn an_alias_is_one_filter() {
        let text = "a: &f {config: {name: luascale, configuration: {policy: p}}}\nb: *f\n";
        assert_eq!(found(text).len(), 1);
    }
}
