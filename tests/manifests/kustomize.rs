//! The kustomizations: what they name is there, and each patch meets something.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::types::Types;
use super::{OTHERS, documents, files, repository};

/// Files that a kustomization leaves out, since they are a choice.
const CHOICES: [&str; 3] = [
    "deploy/istio/trafficextension.yaml",
    "deploy/keda/scaledobject-prometheus.yaml",
    "gloo/httplisteneroption.yaml",
];

/// `a/b/../c` as `a/c`.
fn normal(path: &Path) -> String {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(normal.pop()),
            part => normal.push(part),
        }
    }
    normal.to_str().unwrap().to_owned()
}

/// The files that a kustomization brings, those of its bases too.
fn resources(kustomization: &str) -> Vec<String> {
    let folder = Path::new(kustomization).parent().unwrap();
    let mut all = Vec::new();
    let document = documents(kustomization).remove(0);
    for name in document["resources"].as_array().unwrap() {
        let path = normal(&folder.join(name.as_str().unwrap()));
        if path.ends_with(".yaml") {
            all.push(path);
        } else {
            all.extend(resources(&format!("{path}/kustomization.yaml")));
        }
    }
    all
}

/// Whether one of the alternatives of `wanted` is this text; without it all are.
fn is_one_of(wanted: &Value, text: &Value) -> bool {
    let wanted = wanted.as_str();
    wanted.is_none_or(|wanted| wanted.split('|').any(|it| Some(it) == text.as_str()))
}

#[test]
fn a_kustomization_brings_all_of_its_folder() {
    for file in files() {
        if file.starts_with("gloo/docker/") {
            continue; // not for Kubernetes
        }
        let folder = file.rsplit_once('/').unwrap().0;
        let kustomization = format!("{folder}/kustomization.yaml");
        let is_other = OTHERS.iter().any(|(other, _)| *other == file);
        if file == kustomization || is_other || CHOICES.contains(&file.as_str()) {
            continue;
        }
        assert!(resources(&kustomization).contains(&file), "{file}");
    }
}

#[test]
fn every_patch_changes_what_is_there() {
    let all = files();
    let kustomizations = all.iter().filter(|it| it.ends_with("/kustomization.yaml"));
    let mut patched = 0;
    for file in kustomizations {
        let brought: Vec<Value> = resources(file)
            .iter()
            .flat_map(|it| documents(it))
            .collect();
        let document = documents(file).remove(0);
        for patch in document["patches"].as_array().into_iter().flatten() {
            let target = &patch["target"];
            let met = brought.iter().filter(|it| {
                is_one_of(&target["kind"], &it["kind"])
                    && is_one_of(&target["name"], &it["metadata"]["name"])
            });
            let met: Vec<&Value> = met.collect();
            assert!(!met.is_empty(), "{file}: nothing is {target}");
            let operations: Value = serde_saphyr::from_str(patch["patch"].as_str().unwrap())
                .unwrap_or_else(|error| panic!("{file}: {error}"));
            for operation in operations.as_array().unwrap() {
                let path = operation["path"].as_str().unwrap();
                let path = match operation["op"].as_str() {
                    Some("replace") => path,
                    Some("add") => path.rsplit_once('/').unwrap().0,
                    other => panic!("{file}: {other:?}"),
                };
                for document in &met {
                    assert!(document.pointer(path).is_some(), "{file}: {path}");
                    patched += 1;
                }
            }
        }
    }
    assert!(patched >= 8, "{patched}");
}

/// The first minor version of kubectl whose kustomize knows patches.
const KUBECTL: u32 = 21;

/// That of `make setup`, else that of PATH.
fn kubectl() -> Option<&'static str> {
    let brought = concat!(env!("CARGO_MANIFEST_DIR"), "/.tools/readers/kubectl");
    let knows_patches = |it: &&str| {
        let version = ["version", "--client", "--output=json"];
        let Ok(output) = Command::new(it).args(version).output() else {
            return false;
        };
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        // Some say `21+`.
        let minor = told["clientVersion"]["minor"].as_str().unwrap_or_default();
        let minor = minor.trim_end_matches('+').parse::<u32>();
        minor.is_ok_and(|minor| minor >= KUBECTL)
    };
    [brought, "kubectl"].into_iter().find(knows_patches)
}

/// What `kubectl apply -k` would send, where there is a kubectl.
#[test]
fn kubectl_builds_what_its_types_allow() {
    let Some(kubectl) = kubectl() else {
        println!("not run: no kubectl of 1.{KUBECTL} or later in .tools/readers or PATH");
        return;
    };
    let all = files();
    for file in all.iter().filter(|it| it.ends_with("/kustomization.yaml")) {
        let folder = file.rsplit_once('/').unwrap().0;
        let output = Command::new(kubectl)
            .args(["kustomize", folder])
            .current_dir(repository())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{folder}: {errors}");
        let text = String::from_utf8(output.stdout).unwrap();
        let built: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
        assert!(!built.is_empty(), "{folder}");
        for document in built {
            let wrong = Types::all().check(&document);
            assert!(wrong.is_empty(), "{folder}: {wrong:?}");
        }
    }
}
