//! What control planes make of the manifests in `gloo/` and `deploy/`, as far as
//! their documentation and their source say. None of them runs here.
//!
//! | control plane | after |
//! |---|---|
//! | Gloo 1.22 | `docs/content/installation/advanced_configuration/wasm.md`, and in `projects/gloo/pkg`: `translator/custom_filters.go`, `plugins/metadata/plugin.go`; that of the Enterprise edition is not public |
//! | Istio 1.30 | in `pilot/pkg`: `model/extensions.go`, `model/policyattachment.go`; an HTTPRoute without a backend is issue 59356 |
//! | Envoy Gateway 1.9 | in `internal`: `xds/translator/wasm.go`, `xds/translator/listener.go` and the outputs beside their tests, `gatewayapi/route.go` |
//!
//! Left out is what the filter does not see: discovery services but for Gloo's with
//! docker (the filter is written where it is used), endpoints, and other filters. A module from a
//! registry is a file here.

use serde_json::{Map, Value, json};

use super::ads::Ads;
use super::paths;
use super::setup::Setup;
use super::yaml::{each_object, merge, read_all};

const WASM: &str = "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm";
const STRING: &str = "type.googleapis.com/google.protobuf.StringValue";

/// A listener that speaks HTTP, as all three make it.
#[derive(Debug)]
struct Listener {
    port: Value,
    /// Of the connection manager.
    settings: Value,
    filters: Vec<Value>,
    hosts: Vec<Value>,
}

impl Listener {
    fn into_envoy(self) -> Value {
        let mut manager = json!({
            "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "http",
            "route_config": {"virtual_hosts": self.hosts},
            "http_filters": self.filters,
        });
        merge(&mut manager, &self.settings);
        let router = json!({
            "name": "envoy.filters.http.router",
            "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
        });
        manager["http_filters"].as_array_mut().unwrap().push(router);
        json!({
            "name": format!("listener-{}", self.port),
            "address": {"socket_address": {"address": "0.0.0.0", "port_value": self.port}},
            "filter_chains": [{"filters": [{
                "name": "envoy.filters.network.http_connection_manager",
                "typed_config": manager,
            }]}],
        })
    }
}

/// Envoy with these listeners and one cluster.
fn envoy(listeners: impl IntoIterator<Item = Listener>, cluster: &str) -> Setup {
    let listeners: Vec<Value> = listeners.into_iter().map(Listener::into_envoy).collect();
    let mut setup = Setup::bootstrap(json!({
        "node": {"id": "test", "cluster": "test"},
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 9901}}},
        "static_resources": {
            "listeners": listeners,
            "clusters": [{
                "name": cluster,
                "type": "STATIC",
                "load_assignment": {
                    "cluster_name": cluster,
                    "endpoints": [{"lb_endpoints": [{"endpoint": {
                        "address": {"socket_address": {"address": "127.0.0.1", "port_value": 8081}},
                    }}]}],
                },
            }],
        },
    }));
    // The range of the pods, and the module's place in them.
    setup.edit(|object| {
        for name in ["address_prefix", "addressPrefix"] {
            if object.get(name) == Some(&json!("10.244.0.0")) {
                object.insert(name.to_owned(), json!("127.0.0.1"));
                for length in ["prefix_len", "prefixLen"] {
                    if object.contains_key(length) {
                        object.insert(length.to_owned(), json!(32));
                    }
                }
            }
        }
        if object.get("filename") == Some(&json!("/luascale/luascale.wasm")) {
            object.insert("filename".to_owned(), json!(paths::wasm()));
        }
    });
    setup
}

/// The filter of Envoy, its configuration as it is or in a string.
fn wasm(name: &str, config: Value) -> Value {
    json!({"name": name, "typed_config": {"@type": WASM, "config": config}})
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("no list: {value}"))
}

fn of_kind<'a>(documents: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    documents.iter().filter(move |it| it["kind"] == kind)
}

/// Whether all labels that are wanted are there.
fn selects(wanted: &Value, labels: &Value) -> bool {
    let wanted = wanted.as_object().expect("labels");
    wanted
        .iter()
        .all(|(name, value)| labels.get(name) == Some(value))
}

/// A string as the control planes make one of a free-form configuration.
fn as_string(config: &Value) -> Value {
    json!({"@type": STRING, "value": config.to_string()})
}

// ---- Gloo

/// The Gateways and VirtualServices of Gloo's classic API.
pub(super) fn gloo_classic() -> Setup {
    let gateways = read_all("gloo/gateway.yaml");
    let services = read_all("gloo/virtualservice.yaml");
    let listeners = of_kind(&gateways, "Gateway").map(|gateway| {
        let http = &gateway["spec"]["httpGateway"];
        let chosen = of_kind(&services, "VirtualService").filter(|service| {
            selects(
                &http["virtualServiceSelector"],
                &service["metadata"]["labels"],
            )
        });
        let hosts = chosen.map(|service| {
            let metadata = &service["metadata"];
            let name = format!(
                "{}_{}",
                text(&metadata["namespace"]),
                text(&metadata["name"])
            );
            gloo_host(&name, &service["spec"]["virtualHost"])
        });
        Listener {
            port: gateway["spec"]["bindPort"].clone(),
            settings: http["options"]["httpConnectionManagerSettings"].clone(),
            filters: gloo_filters(&http["options"]),
            hosts: hosts.collect(),
        }
    });
    envoy(listeners, "shop_gloo-system")
}

/// Gloo with the Kubernetes Gateway API.
pub(super) fn gloo_gateway_api() -> Setup {
    let documents = read_all("gloo/httplisteneroption.yaml");
    let option = of_kind(&documents, "HttpListenerOption").next().unwrap();
    let gateway = of_kind(&documents, "Gateway").next().unwrap();
    assert_eq!(
        option["spec"]["targetRefs"][0]["name"],
        gateway["metadata"]["name"]
    );
    let listeners = list(&gateway["spec"]["listeners"]).iter().map(|listener| {
        let routes = of_kind(&documents, "HTTPRoute").filter(|route| {
            let parent = &route["spec"]["parentRefs"][0];
            parent["name"] == gateway["metadata"]["name"]
                && parent["sectionName"] == listener["name"]
        });
        let hosts = routes.map(|route| {
            let chosen = of_kind(&documents, "RouteOption").find(|option| {
                let target = &option["spec"]["targetRefs"][0];
                target["kind"] == "HTTPRoute" && target["name"] == route["metadata"]["name"]
            });
            let metadata = chosen.map(|it| &it["spec"]["options"]["envoyMetadata"]);
            let routes = list(&route["spec"]["rules"]).iter().map(|rule| {
                let filter = &rule["filters"][0]["extensionRef"];
                let answer = of_kind(&documents, "DirectResponse")
                    .find(|it| it["metadata"]["name"] == filter["name"]);
                let mut made = json!({"match": {"prefix": "/"}});
                if let Some(answer) = answer {
                    assert_eq!(filter["kind"], "DirectResponse");
                    made["direct_response"] = json!({"status": answer["spec"]["status"]});
                } else {
                    assert_eq!(rule["backendRefs"][0]["name"], "shop");
                    made["route"] = json!({"cluster": "kube-svc_shop-shop-80_shop"});
                }
                if let Some(metadata) = metadata {
                    made["metadata"] = json!({"filter_metadata": metadata});
                }
                made
            });
            let hosts = &route["spec"]["hostnames"];
            json!({
                "name": format!("listener~{}~{}", listener["port"], text(&route["metadata"]["name"])),
                "domains": if hosts.is_null() { json!(["*"]) } else { hosts.clone() },
                "routes": routes.collect::<Vec<Value>>(),
            })
        });
        Listener {
            port: listener["port"].clone(),
            settings: option["spec"]["options"]["httpConnectionManagerSettings"].clone(),
            filters: gloo_filters(&option["spec"]["options"]),
            hosts: hosts.collect(),
        }
    });
    envoy(listeners, "kube-svc_shop-shop-80_shop")
}

/// A Proxy of the open-source edition, for Kubernetes or for files.
pub(super) fn gloo_open_source(proxy: &str) -> Setup {
    let documents = read_all(proxy);
    let spec = documents[0].get("spec").unwrap_or(&documents[0]);
    let listeners = list(&spec["listeners"]).iter().map(|listener| {
        let http = &listener["httpListener"];
        let filters = list(&http["customHttpFilters"]).iter().map(|filter| {
            assert!(filter["filterStage"].is_object(), "Gloo fails without");
            json!({"name": filter["name"], "typed_config": filter["config"]})
        });
        let hosts = list(&http["virtualHosts"]).iter();
        Listener {
            port: listener["bindPort"].clone(),
            settings: http["options"]["httpConnectionManagerSettings"].clone(),
            filters: filters.collect(),
            hosts: hosts
                .map(|host| gloo_host(text(&host["name"]), host))
                .collect(),
        }
    });
    let mut setup = envoy(listeners, "shop_gloo-system");
    // That of docker, in data/.
    setup.edit(|object| {
        if object.get("addressPrefix") == Some(&json!("172.16.0.0")) {
            *object = json!({"addressPrefix": "127.0.0.1", "prefixLen": 32})
                .as_object()
                .cloned()
                .unwrap();
        }
    });
    setup
}

/// The same, as Gloo's Envoy gets it: it starts with what `gloo/docker/envoy.yaml`
/// says, and asks for the rest.
pub(super) fn gloo_docker(control_plane: &Ads) -> Setup {
    let mut setup = gloo_open_source("gloo/docker/data/config/proxies/gloo-system/luascale.yaml");
    let mut bootstrap = read_all("gloo/docker/envoy.yaml").remove(0);
    let told = setup.files.insert("bootstrap", Value::Null);
    let told = told.expect("a bootstrap")["static_resources"].take();
    for (name, resources) in [("lds", "listeners"), ("cds", "clusters")] {
        setup
            .files
            .insert(name, json!({"resources": told[resources]}));
    }
    // Envoy is asked here, too, whether it is ready.
    bootstrap["admin"]["address"] =
        json!({"socket_address": {"address": "127.0.0.1", "port_value": 9901}});
    let clusters = bootstrap["static_resources"]["clusters"].take();
    for cluster in list(&clusters) {
        let mut cluster = cluster.clone();
        each_object(&mut cluster, &mut |object| {
            if object.get("address") == Some(&json!("gloo")) {
                object.insert("address".to_owned(), json!("127.0.0.1"));
                object.insert("port_value".to_owned(), json!(control_plane.port()));
            }
        });
        setup.add_cluster(cluster);
    }
    setup.files.insert("bootstrap", bootstrap);
    setup.ads = Some(control_plane.clone());
    setup
}

/// The wasm of a listener's options.
fn gloo_filters(options: &Value) -> Vec<Value> {
    let filters = list(&options["wasm"]["filters"]).iter().map(|filter| {
        assert_eq!(filter["vmType"], "V8");
        wasm(
            "envoy.filters.http.wasm",
            json!({
                "name": filter["name"],
                "root_id": filter["rootId"],
                "fail_open": filter["failOpen"],
                "vm_config": {
                    "vm_id": "gloo-vm-id",
                    "runtime": "envoy.wasm.runtime.v8",
                    "code": {"local": {"filename": filter["filePath"]}},
                    "nack_on_code_cache_miss": true,
                },
                "configuration": filter["config"],
            }),
        )
    });
    filters.collect()
}

fn gloo_host(name: &str, host: &Value) -> Value {
    let headers = &host["options"]["headerManipulation"];
    let routes = list(&host["routes"]).iter().map(|route| {
        let mut made = json!({"match": {"prefix": route["matchers"][0]["prefix"]}});
        let answer = &route["directResponseAction"];
        if answer.is_object() {
            made["direct_response"] = answer.clone();
        } else {
            let upstream = &route["routeAction"]["single"]["upstream"];
            let cluster = format!(
                "{}_{}",
                text(&upstream["name"]),
                text(&upstream["namespace"])
            );
            made["route"] = json!({"cluster": cluster});
        }
        let metadata = &route["options"]["envoyMetadata"];
        if metadata.is_object() {
            made["metadata"] = json!({"filter_metadata": metadata});
        }
        made
    });
    let mut made = json!({
        "name": name,
        "domains": host["domains"],
        "routes": routes.collect::<Vec<Value>>(),
    });
    for (ours, theirs) in [
        ("requestHeadersToRemove", "request_headers_to_remove"),
        ("responseHeadersToRemove", "response_headers_to_remove"),
    ] {
        if headers[ours].is_array() {
            made[theirs] = headers[ours].clone();
        }
    }
    made
}

// ---- Istio

/// Istio's gateway with the plugin of `file`.
pub(super) fn istio(file: &str) -> Setup {
    let plugin = read_all(file).remove(0);
    let spec = &plugin["spec"];
    // The same fields, in TrafficExtension one level deeper.
    let extension = if spec["wasm"].is_object() {
        &spec["wasm"]
    } else {
        spec
    };
    let name = format!(
        "{}.{}",
        text(&plugin["metadata"]["namespace"]),
        text(&plugin["metadata"]["name"])
    );
    let filter = wasm(
        &format!("extensions.istio.io/wasmplugin/{name}"),
        json!({
            "name": name,
            "root_id": extension["pluginName"],
            "failure_policy": extension["failStrategy"],
            "vm_config": {
                "runtime": "envoy.wasm.runtime.v8",
                "code": {"local": {"filename": "/luascale/luascale.wasm"}},
            },
            "configuration": as_string(&extension["pluginConfig"]),
        }),
    );
    let patch = read_all("deploy/istio/envoyfilter.yaml").remove(0);
    let selector = &spec["selector"]["matchLabels"];
    assert_eq!(patch["spec"]["workloadSelector"]["labels"], *selector);
    let mut settings = json!({"use_remote_address": true});
    let value = &patch["spec"]["configPatches"][0]["patch"]["value"];
    merge(&mut settings, &value["typed_config"]);

    let documents = read_all("deploy/istio/gateway.yaml");
    let gateway = of_kind(&documents, "Gateway").next().unwrap();
    let service = of_kind(&documents, "Service").next().unwrap();
    assert_eq!(service["spec"]["selector"], *selector);
    let port = &service["spec"]["ports"][0];
    let listener = &gateway["spec"]["listeners"][0];
    assert_eq!(port["port"], listener["port"]);
    let route = of_kind(&documents, "HTTPRoute").next().unwrap();
    // The traffic's Gateway is the operator's own.
    let cluster = "outbound|80||shop.shop.svc.cluster.local";
    let shop = json!({
        "name": "shop.example.com:80",
        "domains": ["shop.example.com"],
        "routes": [{"match": {"prefix": "/"}, "route": {"cluster": cluster}}],
    });
    let listeners = [
        (json!(8080), shop),
        (port["targetPort"].clone(), route_without_backend(route)),
    ];
    let listeners = listeners.map(|(port, host)| Listener {
        port,
        settings: settings.clone(),
        filters: vec![filter.clone()],
        hosts: vec![host],
    });
    envoy(listeners, cluster)
}

/// What Istio and Envoy Gateway make of a rule without a backend.
fn route_without_backend(route: &Value) -> Value {
    let rule = &route["spec"]["rules"][0];
    assert!(rule["backendRefs"].is_null(), "{rule}");
    let path = &rule["matches"][0]["path"];
    assert_eq!(path["type"], "PathPrefix");
    json!({
        "name": route["metadata"]["name"],
        "domains": ["*"],
        "routes": [{
            "match": {"path_separated_prefix": path["value"]},
            "direct_response": {"status": 500},
        }],
    })
}

// ---- Envoy Gateway

/// Envoy Gateway: the filter is on for the routes of the policy's Gateway.
pub(super) fn envoy_gateway() -> Setup {
    let policy = read_all("deploy/envoy-gateway/envoyextensionpolicy.yaml").remove(0);
    let documents = read_all("deploy/envoy-gateway/gateway.yaml");
    let gateway = of_kind(&documents, "Gateway").next().unwrap();
    assert_eq!(
        policy["spec"]["targetRefs"][0]["name"],
        gateway["metadata"]["name"]
    );
    let source = &policy["spec"]["wasm"][0];
    let id = "envoyextensionpolicy/shop/luascale/wasm/0";
    let name = format!("envoy.filters.http.wasm/{id}");
    let mut filter = wasm(
        &name,
        json!({
            "name": source["name"],
            "root_id": source["rootID"],
            "fail_open": source["failOpen"],
            "vm_config": {
                "vm_id": id,
                "runtime": "envoy.wasm.runtime.v8",
                "code": {"local": {"filename": "/luascale/luascale.wasm"}},
            },
            "configuration": as_string(&source["config"]),
        }),
    );
    filter["disabled"] = true.into();
    let settings = json!({
        "use_remote_address": true,
        "normalize_path": true,
        "merge_slashes": true,
        "path_with_escaped_slashes_action": "UNESCAPE_AND_REDIRECT",
        "common_http_protocol_options": {"headers_with_underscores_action": "REJECT_REQUEST"},
        "server_header_transformation": "PASS_THROUGH",
    });
    let cluster = "httproute/shop/shop/rule/0";
    let listeners = list(&gateway["spec"]["listeners"]).iter().map(|listener| {
        let mut hosts: Vec<Value> = Vec::new();
        for route in of_kind(&documents, "HTTPRoute") {
            if route["spec"]["parentRefs"][0]["sectionName"] != listener["name"] {
                continue;
            }
            hosts.push(if route["spec"]["rules"][0]["backendRefs"].is_array() {
                json!({
                    "name": "shop",
                    "domains": route["spec"]["hostnames"],
                    "routes": [{"match": {"prefix": "/"}, "route": {"cluster": cluster}}],
                })
            } else {
                route_without_backend(route)
            });
        }
        let mut on = Map::new();
        on.insert(
            name.clone(),
            json!({"@type": "type.googleapis.com/envoy.config.route.v3.FilterConfig", "config": {}}),
        );
        for host in &mut hosts {
            host["routes"][0]["typed_per_filter_config"] = on.clone().into();
        }
        // Below 1024 Envoy listens 10000 higher; here it is where the tests look.
        let port = &listener["port"];
        Listener {
            port: if *port == 80 { json!(8080) } else { port.clone() },
            settings: settings.clone(),
            filters: vec![filter.clone()],
            hosts,
        }
    });
    envoy(listeners, cluster)
}

/// Envoy Gateway fetches images itself, and serves its proxies the module (with
/// TLS, which is left out here).
pub(super) fn fetch(setup: &mut Setup, port: u16, sha256: &str) {
    let remote = json!({
        "http_uri": {
            "uri": format!("https://envoy-gateway:18002/{sha256}.wasm"),
            "cluster": "wasm_cluster",
            "timeout": "10s",
        },
        "sha256": sha256,
    });
    setup.edit(|object| {
        if object.contains_key("local") {
            *object = Map::from_iter([("remote".to_owned(), remote.clone())]);
        }
    });
    setup.add_cluster(json!({
        "name": "wasm_cluster",
        "type": "STATIC",
        "load_assignment": {
            "cluster_name": "wasm_cluster",
            "endpoints": [{"lb_endpoints": [{"endpoint": {
                "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
            }}]}],
        },
    }));
}
