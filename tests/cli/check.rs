//! `luascale check`.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{good, luascale, refused};

/// Checks a file of this name with this text. Gives what is told of it, and
/// whether nothing was found.
fn check_with(name: &str, text: &str, more: &[&str]) -> (String, bool) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap();
    let output = luascale(&[&["check", path], more].concat());
    assert!(output.stderr.is_empty(), "{output:?}");
    let code = output.status.code().unwrap();
    assert!(code < 2, "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    let folder = format!("{}/", folder.path().display());
    (told.replace(&folder, ""), code == 0)
}

fn check(name: &str, text: &str) -> (String, bool) {
    check_with(name, text, &[])
}

/// A filter of Envoy's with this configuration, written as a block.
fn envoy(configuration: &str) -> String {
    let configuration = configuration.replace('\n', "\n          ");
    format!(
        "static_resources:
  listeners:
  - name: luascale
    typed_config:
      config:
        name: luascale
        vm_config: {{vm_id: luascale, code: {{local: {{filename: luascale.wasm}}}}}}
        configuration:
          '@type': type.googleapis.com/google.protobuf.Struct
          {configuration}
"
    )
}

#[test]
fn what_is_shipped_is_clean() {
    let mut files: Vec<String> = Vec::new();
    let folders = [
        "envoy",
        "envoy/dynamic",
        "policies",
        "gloo",
        "gloo/docker/data/config/proxies/gloo-system",
        "gloo/open-source",
        "compose",
        "deploy/envoy",
        "deploy/envoy-gateway",
        "deploy/istio",
    ];
    for folder in folders {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
        for entry in fs::read_dir(format!("{root}{folder}")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let is_ours = name != "kustomization.yaml" && name != "helm-values.yaml";
            if is_ours && (name.ends_with(".yaml") || name.ends_with(".lua")) {
                files.push(format!("{folder}/{name}"));
            }
        }
    }
    assert!(files.len() >= 13, "{files:?}");
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let told = good(&[&["check", "--deny-warnings"][..], &names].concat());
    assert!(
        told.starts_with("13 configurations and 23 policies in"),
        "{told}"
    );
    assert!(told.ends_with("0 errors, 0 warnings\n"), "{told}");
}

#[test]
fn an_error_has_line_column_caret_and_remedy() {
    let (told, clean) = check(
        "mine.lua",
        "function autoscale(metrics)\n  return scal.up(1)\nend\n",
    );
    assert!(!clean);
    let want = "mine.lua:2:10: error: unknown global 'scal'
  |
2 |   return scal.up(1)
  |          ^^^^
  |
  = help: did you mean 'scale'?

0 configurations and 1 policy in 1 file: 1 error, 0 warnings
";
    assert_eq!(told, want);
}

#[test]
fn policies_fail_where_they_are_wrong() {
    for (policy, place, words) in [
        (
            "function autoscale(m)\n  if m.cpu > 80 then\n",
            "2:20",
            "'end' expected",
        ),
        (
            "function autoscale(m)\n  return 1 +\nend",
            "3:1",
            "near 'end'",
        ),
        ("x = 1", "1:1", "there is no function autoscale"),
        (
            "function autoscale(m) return 'sideways' end",
            "1:10",
            "sideways",
        ),
        (
            "function autoscale(m)\n  while true do end\nend",
            "1:10",
            "fuel",
        ),
        (
            "function autoscale(m)\n  local t = {}\n  return t.a.b\nend",
            "3:12",
            "nil value (field 'a')",
        ),
        (
            "function autoscale(m)\n  io.open('x')\nend",
            "2:3",
            "'io' is not available",
        ),
        (
            "function autoscale(m) local t = 1\n  if m.rps > 90 then return t.x.y end\nend",
            "2:",
            "attempt to index",
        ),
    ] {
        let (told, clean) = check("p.lua", policy);
        assert!(!clean, "{policy}");
        assert!(told.contains(&format!("p.lua:{place}")), "{place}: {told}");
        assert!(
            told.contains("error: ") && told.contains(words),
            "{words}: {told}"
        );
    }
}

#[test]
fn what_will_bite_is_a_warning() {
    for (body, words) in [
        ("return m.latency_95", "did you mean latency_p95?"),
        (
            "if m.cpu > 80 or m.rps > 5 then return 'up' end",
            "m.cpu may be nil",
        ),
        (
            "if m.cpu > 60 then return 1 elseif m.cpu > 80 then return 2 end",
            "never true",
        ),
        ("do return 'hold' end return 'up'", "never reached"),
        (
            "for i = 1, 3000 do local x = i * i end",
            "of 10000 fuel on a request",
        ),
        ("last = m.cpu", "last is a global"),
    ] {
        let policy = format!("function autoscale(m)\n  {body}\nend\n");
        let (told, clean) = check("p.lua", &policy);
        assert!(clean && told.contains("warning: "), "{body}: {told}");
        assert!(told.contains(words), "{body}: {told}");
        assert!(
            !check_with("p.lua", &policy, &["--deny-warnings"]).1,
            "{body}"
        );
    }
    let (told, _) = check("p.lua", "function autoscale(m) return m.queue end");
    assert!(told.ends_with("0 errors, 0 warnings\n"), "{told}");
    let (told, _) = check_with(
        "p.lua",
        "function autoscale(m) return m.queue end",
        &["--metric", "depth,gpu"],
    );
    assert!(told.contains("replicas report depth, gpu"), "{told}");
}

#[test]
fn a_policy_is_found_in_every_kind_of_string() {
    let block = "value:\n  tick_ms: 1\n  policy: |\n    function autoscale(m)\n      return scal.up(1)\n    end";
    let plain = "value:\n  policy: function autoscale(m) return scal.up(1) end";
    let json = "value: |\n  {\n    \"policy\": \"-- é\\nfunction autoscale(m)\\n  return scal.up(1)\\nend\"}";
    let quoted = "value: '{\"policy\": \"function autoscale(m) return scal.up(''x'') end\"}'";
    let folded = "value:\n  policies:\n    default: >-\n      function autoscale(m)\n\n        return scal.up(1)\n\n      end";
    for text in [block, plain, json, quoted, folded] {
        let text = envoy(text);
        let (told, clean) = check("envoy.yaml", &text);
        assert!(!clean, "{text}");
        let at = text.find("scal.up").unwrap();
        let line = text[..at].matches('\n').count() + 1;
        let column = text[..at]
            .chars()
            .rev()
            .take_while(|it| *it != '\n')
            .count()
            + 1;
        let want =
            format!("envoy.yaml:{line}:{column}: error: policy default: unknown global 'scal'");
        assert!(told.contains(&want), "{want}: {told}");
    }
    let (told, _) = check("envoy.yaml", &envoy(block));
    assert!(told.contains("tick_ms: 1 is out of range"), "{told}");
}

#[test]
fn keys_are_told_where_they_are() {
    for (name, text, place, words) in [
        (
            "f.json",
            "{\"policy\": \"x\",\n \"max_replica\": 5}",
            "2:2",
            "did you mean max_replicas?",
        ),
        (
            "f.json",
            "{\"policy\": \"x\",\n \"tick_ms\": 1, }",
            "2:16",
            "trailing comma",
        ),
        (
            "f.yaml",
            "policies: {default: x}\ntick_ms: 1\n",
            "2:10",
            "50 to 10000",
        ),
        (
            "f.yaml",
            "policies: {default: x}\ntick_ms: 60\ntick_ms: 70\n",
            "3:1",
            "given twice",
        ),
        ("f.yaml", "policy: [x\nb: 1\n", "", "not YAML"),
    ] {
        let (told, clean) = check(name, text);
        assert!(!clean, "{text}");
        assert!(told.contains(&format!("{name}:{place}")), "{place}: {told}");
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn manifests_of_all_products_are_read() {
    let bad = "function autoscale(m) return scal.up(1) end";
    let text = format!(
        "kind: EnvoyFilter
spec: {{configPatches: [{{patch: {{value: {{typed_config: {{value: {{config: {{name: luascale, configuration: {{'@type': S, value: {{policy: {bad}}}}}}}}}}}}}}}}}]}}
---
kind: WasmPlugin
spec: {{url: 'oci://example.org/luascale', pluginConfig: {{policy: {bad}}}}}
---
kind: EnvoyExtensionPolicy
spec: {{wasm: [{{name: luascale, code: {{type: HTTP}}, config: {{policy: {bad}}}}}]}}
---
kind: EnvoyPatchPolicy
spec: {{jsonPatches: [{{operation: {{value: {{typed_config: {{config: {{name: luascale, configuration: {{'@type': S, value: '{{\"policy\": \"{bad}\"}}'}}}}}}}}}}}}]}}
---
kind: Gateway
spec: {{httpGateway: {{options: {{wasm: {{filters: [{{name: luascale, image: i, config: {{'@type': S, value: '{{\"policy\": \"{bad}\"}}'}}}}]}}}}}}}}
---
kind: ConfigMap
data:
  app.lua: |
    {bad}
  envoy.yaml: |
    config: {{name: luascale, configuration: {{policy: {bad}}}}}
"
    );
    let (told, clean) = check("all.yaml", &text);
    assert!(!clean);
    assert_eq!(told.matches("unknown global 'scal'").count(), 7, "{told}");
    assert!(told.contains("6 configurations and 7 policies"), "{told}");
}

#[test]
fn programs_read_json() {
    let (told, clean) = check_with(
        "p.lua",
        "function autoscale(m)\n  return scal.up(1)\nend\n",
        &["--format", "json"],
    );
    assert!(!clean);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["errors"], &told["warnings"]), (&1.into(), &0.into()));
    let finding = &told["findings"][0];
    for (key, value) in [
        ("level", Value::from("error")),
        ("file", "p.lua".into()),
        ("line", 2.into()),
        ("column", 10.into()),
        ("end_column", 14.into()),
        ("policy", "p".into()),
        ("message", "unknown global 'scal'".into()),
        ("help", "did you mean 'scale'?".into()),
    ] {
        assert_eq!(finding[key], value, "{key}");
    }
}

#[test]
fn the_standard_input_is_read() {
    for (text, want) in [
        (
            "-- mine\nfunction autoscale(m) return scal.up(1) end",
            "<stdin>:2:30: error",
        ),
        (
            "policies:\n  default: |\n    function autoscale(m) return scal.up(1) end",
            "<stdin>:3:34: error",
        ),
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_luascale"))
            .args(["check", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(told.contains(want), "{told}");
    }
}

#[test]
fn what_cannot_be_checked_is_refused() {
    for (arguments, want) in [
        (vec!["check"], "<FILE>"),
        (vec!["check", "none.lua"], "none.lua: No such file"),
        (
            vec!["check", "envoy/dynamic/cds.yaml"],
            "neither a policy nor a configuration",
        ),
    ] {
        let told = refused(&arguments);
        assert!(told.contains(want), "{arguments:?}: {told}");
    }
}

#[test]
fn help_fits_a_small_screen() {
    let help = good(&["check", "--help"]);
    assert!(help.lines().count() <= 24, "{help}");
    let longest = help.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(80), "{help}");
}
