//! The manifests in `gloo/` and `deploy/` beside the types of what they are.
//!
//! A field that a type does not have is refused, as `kubectl` does with
//! `--validate=strict`. What only a cluster checks (patterns, ranges, CEL rules)
//! is not in the types.

#[cfg(test)]
mod helm;
#[cfg(test)]
mod kustomize;
#[cfg(test)]
mod types;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// Files that are no manifests, and who reads them.
const OTHERS: [(&str, &str); 6] = [
    ("deploy/envoy/envoy.yaml", "Envoy, in tests/e2e/shipped.rs"),
    (
        "deploy/hpa/prometheus-adapter-values.yaml",
        "tests/manifests/helm.rs, and its queries in tests/e2e/dashboard.rs",
    ),
    ("gloo/docker/compose.yaml", "no test: it needs docker"),
    (
        "gloo/docker/envoy.yaml",
        "Envoy, in tests/e2e/control_planes.rs",
    ),
    ("gloo/helm-values.yaml", "tests/manifests/helm.rs"),
    (
        "gloo/open-source/helm-values.yaml",
        "tests/manifests/helm.rs",
    ),
];

/// The paths of all YAML files in `gloo/` and `deploy/`, from the repository.
#[cfg(test)]
fn files() -> Vec<String> {
    fn collect(folder: &str, files: &mut Vec<String>) {
        for entry in fs::read_dir(repository().join(folder)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                collect(&path, files);
            } else if path.ends_with(".yaml") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect("gloo", &mut files);
    collect("deploy", &mut files);
    files.sort();
    files
}

#[cfg(test)]
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The documents of a file.
#[cfg(test)]
fn documents(path: &str) -> Vec<Value> {
    let text = fs::read_to_string(repository().join(path)).unwrap();
    let documents: Vec<Value> =
        serde_saphyr::from_multiple(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let Some(kind) = kind_of_file(path) else {
        return documents;
    };
    let resource = |mut spec: Value| {
        let metadata = spec.as_object_mut().unwrap().remove("metadata");
        json!({"apiVersion": "gloo.solo.io/v1", "kind": kind, "metadata": metadata, "spec": spec})
    };
    documents.into_iter().map(resource).collect()
}

/// Gloo reads files, too, and there a folder says the kind, and the fields of
/// `spec` stand beside `metadata`.
#[cfg(test)]
fn kind_of_file(path: &str) -> Option<&'static str> {
    match path.strip_prefix("gloo/docker/data/")? {
        "gloo-system/default.yaml" => Some("Settings"),
        rest if rest.starts_with("config/proxies/") => Some("Proxy"),
        rest if rest.starts_with("config/upstreams/") => Some("Upstream"),
        rest => panic!("{rest}: of what kind?"),
    }
}

#[test]
fn every_document_is_of_its_type() {
    let types = types::Types::all();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for path in files() {
        if let Some((_, reader)) = OTHERS.iter().find(|(other, _)| *other == path) {
            println!("{path}: not run here; read by {reader}");
            continue;
        }
        for document in documents(&path) {
            let found = types.check(&document);
            wrong.extend(found.iter().map(|it| format!("{path}: {it}")));
            checked += 1;
        }
    }
    println!("{checked} documents");
    println!(
        "after types written by hand: {}",
        types.by_hand().join(", ")
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(checked > 30, "{checked}");
}

#[test]
fn what_a_type_does_not_have_is_refused() {
    let types = types::Types::all();
    for (path, kind, pointer, value, want) in [
        // Gloo loads wasm by the Gateway, in no version by a VirtualService.
        (
            "gloo/virtualservice.yaml",
            "VirtualService",
            "/spec/virtualHost/options/wasm",
            r#"{"filters": []}"#,
            "VirtualService.spec.virtualHost.options.wasm: unknown field",
        ),
        (
            "gloo/virtualservice.yaml",
            "VirtualService",
            "/spec/virtualHost/options/envoyMetadata",
            "{}",
            "VirtualService.spec.virtualHost.options.envoyMetadata: unknown field",
        ),
        (
            "gloo/gateway.yaml",
            "Gateway",
            "/spec/httpGateway/options/wasm/filters/0/sha256",
            "\"0\"",
            "Gateway.spec.httpGateway.options.wasm.filters[0].sha256: unknown field",
        ),
        (
            "gloo/gateway.yaml",
            "Gateway",
            "/spec/bindPort",
            "\"8080\"",
            "Gateway.spec.bindPort: \"8080\" is not an integer",
        ),
        (
            "gloo/httplisteneroption.yaml",
            "HttpListenerOption",
            "/spec/options/wasm/filters/0/failOpen",
            "\"yes\"",
            "options.wasm.filters[0].failOpen: \"yes\" is not true or false",
        ),
        (
            "deploy/istio/wasmplugin.yaml",
            "WasmPlugin",
            "/spec/failStrategy",
            "\"OPEN\"",
            "WasmPlugin.spec.failStrategy: \"OPEN\" is not one of",
        ),
        (
            "deploy/istio/trafficextension.yaml",
            "TrafficExtension",
            "/spec/url",
            "\"oci://\"",
            "TrafficExtension.spec.url: unknown field",
        ),
        (
            "deploy/istio/envoyfilter.yaml",
            "EnvoyFilter",
            "/spec/configPatches/0/applyTo",
            "\"LISTENERS\"",
            "EnvoyFilter.spec.configPatches[0].applyTo: \"LISTENERS\" is not one of",
        ),
        (
            "deploy/envoy-gateway/envoyextensionpolicy.yaml",
            "EnvoyExtensionPolicy",
            "/spec/wasm/0/rootId",
            "\"luascale\"",
            "EnvoyExtensionPolicy.spec.wasm[0].rootId: unknown field",
        ),
        (
            "deploy/envoy-gateway/gateway.yaml",
            "HTTPRoute",
            "/spec/rules/0/backendRefs/0/port",
            "\"80\"",
            "HTTPRoute.spec.rules[0].backendRefs[0].port: \"80\" is not an integer",
        ),
        (
            "deploy/keda/scaledobject-metrics-api.yaml",
            "ScaledObject",
            "/spec/triggers/0/metadata/targetValue",
            "1",
            "ScaledObject.spec.triggers[0].metadata.targetValue: 1 is not a string",
        ),
        (
            "deploy/envoy/deployment.yaml",
            "Deployment",
            "/spec/template/spec/containers/0/resource",
            "{}",
            "Deployment.spec.template.spec.containers[0].resource: unknown field",
        ),
        (
            "deploy/hpa/hpa.yaml",
            "HorizontalPodAutoscaler",
            "/spec/maxReplicas",
            "null",
            "HorizontalPodAutoscaler.spec.maxReplicas: null is not an integer",
        ),
        (
            "deploy/status/networkpolicy.yaml",
            "NetworkPolicy",
            "/spec/podSelectors",
            "{}",
            "NetworkPolicy.spec.podSelectors: unknown field",
        ),
        (
            "gloo/kustomization.yaml",
            "Kustomization",
            "/resource",
            "[]",
            "Kustomization.resource: unknown field",
        ),
    ] {
        let all = documents(path);
        let mut document = all.into_iter().find(|it| it["kind"] == kind).unwrap();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[name] = serde_json::from_str(value).unwrap();
        let told = types.check(&document);
        assert_eq!(told.len(), 1, "{pointer}: {told:?}");
        assert!(told[0].contains(want), "{want}: {told:?}");
    }
}

/// The comments in Gloo's files tell of an image in place of a file.
#[test]
fn an_image_in_place_of_the_file_is_of_its_type() {
    for path in ["gloo/gateway.yaml", "gloo/httplisteneroption.yaml"] {
        let text = fs::read_to_string(repository().join(path)).unwrap();
        let (_, told) = text.split_once("wasme's layout: image: ").unwrap();
        let image = told.lines().next().unwrap();
        let (with_file, file) = ("filePath: /luascale/luascale.wasm", "filePath");
        assert!(text.contains(with_file), "{path}");
        let text = text.replace(with_file, &format!("image: {image}"));
        let documents: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
        let changed = documents.iter().filter(|it| {
            let text = it.to_string();
            assert!(!text.contains(file));
            text.contains(&format!("\"image\":\"{image}\""))
        });
        assert!(changed.count() > 0, "{path}");
        for document in &documents {
            let wrong = types::Types::all().check(document);
            assert!(wrong.is_empty(), "{path}: {wrong:?}");
        }
    }
}

#[test]
fn gloos_files_say_what_its_resources_say() {
    let spec = |path: &str| {
        let mut spec = documents(path).remove(0)["spec"].take();
        for listener in spec["listeners"].as_array_mut().unwrap() {
            let options = &mut listener["httpListener"]["options"];
            let ranges = &mut options["httpConnectionManagerSettings"]["internalAddressConfig"];
            assert!(ranges.take().is_object());
        }
        spec
    };
    assert_eq!(
        spec("gloo/docker/data/config/proxies/gloo-system/luascale.yaml"),
        spec("gloo/open-source/proxy.yaml")
    );
}

#[test]
fn what_a_type_needs_is_missed() {
    let types = types::Types::all();
    for (path, remove, want) in [
        (
            "deploy/istio/wasmplugin.yaml",
            "/spec/url",
            "WasmPlugin.spec.url: missing",
        ),
        (
            "deploy/hpa/hpa.yaml",
            "/spec/scaleTargetRef",
            "HorizontalPodAutoscaler.spec.scaleTargetRef: missing",
        ),
        (
            "deploy/keda/scaledobject-prometheus.yaml",
            "/spec/triggers",
            "ScaledObject.spec.triggers: missing",
        ),
    ] {
        let mut document = documents(path).remove(0);
        let (parent, name) = remove.rsplit_once('/').unwrap();
        let parent = document.pointer_mut(parent).unwrap();
        parent.as_object_mut().unwrap().remove(name).unwrap();
        assert_eq!(types.check(&document), [want]);
    }
}
