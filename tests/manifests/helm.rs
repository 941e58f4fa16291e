//! Values of Helm charts. The charts are not here: of their keys those that are used
//! have types by hand.

use serde_json::{Value, json};

use super::documents;
use super::types::Types;

/// Of Gloo's chart, by file: the pods that are meant, and what tells the filter's place.
const GLOO: [(&str, &str, &str); 2] = [
    ("gloo/helm-values.yaml", "gatewayProxy", "gloo/gateway.yaml"),
    (
        "gloo/open-source/helm-values.yaml",
        "luascale",
        "gloo/open-source/proxy.yaml",
    ),
];

/// What is wrong with the values of a chart.
fn check(chart: &str, values: &Value) -> Vec<String> {
    Types::all().check(&json!({
        "apiVersion": "helm/values", "kind": chart, "metadata": {}, "spec": values,
    }))
}

#[test]
fn values_have_keys_that_the_charts_have() {
    let files = GLOO.map(|(file, _, _)| ("Gloo", file));
    let adapter = (
        "PrometheusAdapter",
        "deploy/hpa/prometheus-adapter-values.yaml",
    );
    for (chart, file) in files.into_iter().chain([adapter]) {
        let mut values = documents(file).remove(0);
        assert_eq!(check(chart, &values), [""; 0], "{file}");
        values["image"] = json!({});
        assert_eq!(
            check(chart, &values),
            [format!("{chart}.spec.image: unknown field")]
        );
    }
}

#[test]
fn gloos_pods_have_the_module_where_the_filter_looks() {
    for (file, pods, filter) in GLOO {
        let values = documents(file).remove(0);
        let of_pods = &values["gatewayProxies"][pods];
        let mounted = &of_pods["extraProxyVolumeMounts"][0];
        let start = &of_pods["podTemplate"]["extraInitContainers"][0];
        for mounted in [mounted, &start["volumeMounts"][0]] {
            assert_eq!(
                mounted["name"], of_pods["extraVolumes"][0]["name"],
                "{file}"
            );
        }
        // Where the start copies to, as the gateway sees it.
        let command = start["command"].as_array().unwrap();
        let to = command.last().and_then(Value::as_str).unwrap();
        let written = start["volumeMounts"][0]["mountPath"].as_str().unwrap();
        let within = to.strip_prefix(written).unwrap();
        let read = format!("{}{within}", mounted["mountPath"].as_str().unwrap());
        let told = documents(filter)
            .iter()
            .map(Value::to_string)
            .collect::<String>();
        let keys = ["\"filePath\":\"", "\"filename\":\""];
        let named = keys.iter().flat_map(|key| told.split(key).skip(1));
        let named: Vec<&str> = named.filter_map(|rest| rest.split('"').next()).collect();
        assert!(!named.is_empty(), "{filter}");
        assert!(named.iter().all(|it| *it == read), "{read}: {named:?}");
    }
}
