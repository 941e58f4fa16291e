//! The dashboard and all rules, on what two gateways under load tell a real
//! Prometheus: each query finds data, and no name is one that nobody exports.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::{
    Ask, Client, Gateway, Load, Model, Piece, Port, Prometheus, Receiver, Setup, each_object,
    eventually, free_port, read, repository,
};

const SHARE: &str = "function autoscale(metrics)
  local demand = (metrics.concurrency or 1) + 1
  return {replicas = demand, demand = demand, scope = 'share', reason = 'busy'}
end";
/// What Grafana puts in place of variables.
const VARIABLES: [(&str, &str); 2] = [("$__rate_interval", "15s"), ("$service", ".+")];

fn folder() -> PathBuf {
    repository().join("deploy")
}

/// A gateway with Envoy's stats on a port of their own, as `envoy-stats.yml` has it.
struct Watched {
    gateway: Gateway,
    stats: Port,
    /// What streams of its model wait for.
    gate: Arc<Semaphore>,
}

impl Watched {
    async fn start(receiver: &Receiver) -> Self {
        let gate = Arc::new(Semaphore::new(0));
        let model = model(&gate).await;
        let (stats, admin) = (Port::reserve(), free_port().port());
        let mut setup = Setup::fixed()
            .patient()
            .response_bodies()
            .policy(SHARE)
            .filter(|config| {
                config["tokens"] = json!({"include_usage": false});
                config["policies"] = json!({
                    "whole": "function autoscale() return 4 end",
                    "broken": "function autoscale() error('broken') end",
                });
                config["shadow"] = json!("whole");
                config["services"]["whole"] = json!({"policy": "whole", "max_replicas": 3});
                config["services"]["broken"] = json!({"policy": "broken"});
                config["push"] = json!({"cluster": "scaler"});
            })
            .admin_at(admin)
            .added("deploy/prometheus/envoy-stats.yml", |object| {
                for (shipped, port) in [(8092, stats.port()), (9901, admin)] {
                    if object.get("port_value") == Some(&json!(shipped)) {
                        object.insert("port_value".to_owned(), json!(port));
                    }
                }
            });
        setup.add_cluster(json!({
            "name": "scaler", "type": "STATIC", "connect_timeout": "1s",
            "load_assignment": {"cluster_name": "scaler", "endpoints": [{"lb_endpoints": [
                {"endpoint": {"address": {"socket_address":
                    {"address": "127.0.0.1", "port_value": receiver.port()}}}},
            ]}]},
        }));
        let gateway = setup.start_at(model.port()).await;
        Self {
            gateway,
            stats,
            gate,
        }
    }
}

/// A model: what is asked of it by path, with load reports and a quota. Streams wait
/// in their middle for the gate.
async fn model(gate: &Arc<Semaphore>) -> Model {
    let gate = Arc::clone(gate);
    Model::answering(false, move |request| {
        let mut headers = vec![
            ("endpoint-load-metrics", "TEXT cpu_utilization=0.4"),
            ("x-ratelimit-limit-tokens", "1000"),
            ("x-ratelimit-remaining-tokens", "250"),
        ];
        let event = |event: Value| Piece::Bytes(format!("data: {event}\n\n").into());
        let content = || event(json!({"model": "own", "choices": [{"delta": {"content": "a"}}]}));
        let usage = json!({
            "prompt_tokens": 9, "completion_tokens": 2,
            "prompt_tokens_details": {"cached_tokens": 4},
            "completion_tokens_details": {"reasoning_tokens": 1},
        });
        let (status, kind, pieces) = match request.uri().path() {
            "/failed" => (503, "text/plain", Vec::new()),
            "/v1/stream" => {
                let last = event(json!({"model": "own", "choices": [], "usage": usage}));
                let wait = Piece::Wait(Arc::clone(&gate));
                let pieces = vec![content(), wait, content(), last];
                (200, "text/event-stream", pieces)
            }
            _ => {
                let body = json!({"model": "own", "usage": usage}).to_string();
                (200, "application/json", vec![Piece::Bytes(body.into())])
            }
        };
        headers.push(("content-type", kind));
        let headers = headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        (status, headers.collect(), pieces)
    })
    .await
}

/// Streams, one after the other, whose second half comes when the first was seen.
/// Never ends.
async fn stream(watched: &Watched) {
    let mut client = watched.gateway.internal();
    let mut watch = Client::internal(watched.gateway.status());
    let look = Ask::get("/-/luascale/v1/services/app");
    let ask = Ask::with_method("POST", "/v1/stream").body("{}");
    loop {
        let seen = async {
            let tokens = async || watch.send(&look).await.json()["tokens"].clone();
            let in_flight = |tokens: &Value| tokens["inflight_output"].as_u64() > Some(0);
            eventually("a stream", tokens, in_flight).await;
            watched.gate.add_permits(1);
        };
        let ((), answer) = tokio::join!(seen, client.send(&ask));
        assert_eq!(answer.status, 200);
    }
}

/// Prometheus as it is shipped, with these gateways and once a second.
async fn prometheus(file: &str, change: impl Fn(&str, &mut Value)) -> Prometheus {
    let mut config = read(&folder().join("prometheus").join(file));
    config["global"] = json!({"scrape_interval": "1s", "evaluation_interval": "1s"});
    for rules in config["rule_files"].as_array_mut().expect("rules") {
        *rules = json!(
            folder()
                .join("prometheus")
                .join(rules.as_str().expect("a name"))
        );
    }
    for job in config["scrape_configs"].as_array_mut().expect("jobs") {
        let name = job["job_name"].as_str().expect("a name").to_owned();
        change(&name, job);
    }
    Prometheus::running(&config).await
}

fn grafana() -> Value {
    read(&folder().join("grafana/luascale.json"))
}

/// Every expression of the dashboard with the panel that it is of, variables
/// replaced.
fn queries() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for panel in grafana()["panels"].as_array().expect("panels") {
        for target in panel["targets"].as_array().into_iter().flatten() {
            let mut query = target["expr"].as_str().expect("a query").to_owned();
            for (variable, value) in VARIABLES {
                query = query.replace(variable, value);
            }
            assert!(!query.contains('$'), "another variable: {query}");
            found.push((panel["title"].to_string(), query));
        }
    }
    found
}

/// Expressions of rules, by the name of the rule.
fn rules(kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in ["recording.yml", "alerts.yml"] {
        each_object(
            &mut read(&folder().join("prometheus").join(file)),
            &mut |rule| {
                if let Some(name) = rule.get(kind) {
                    let name = name.as_str().expect("a name").to_owned();
                    found.push((
                        name,
                        rule["expr"].as_str().expect("an expression").to_owned(),
                    ));
                }
            },
        );
    }
    found
}

/// Queries of the prometheus-adapter, by the metric that an HPA asks it for, with what
/// it puts in place of variables.
fn adapter_queries() -> Vec<(String, String)> {
    let values = read(&folder().join("hpa/prometheus-adapter-values.yaml"));
    let rules = values["rules"]["external"].as_array().expect("rules");
    let queries = rules.iter().map(|rule| {
        let texts = [
            &rule["name"]["as"],
            &rule["seriesQuery"],
            &rule["metricsQuery"],
        ];
        let [name, series, query] = texts.map(|it| it.as_str().expect("a text"));
        let query = query
            .replace("<<.Series>>", series)
            .replace("<<.LabelMatchers>>", "service=~\".+\"");
        assert!(!query.contains("<<"), "another variable: {query}");
        (name.to_owned(), query)
    });
    queries.collect()
}

/// Names of metrics in an expression: ours, and those of recording rules.
fn names(expression: &str) -> BTreeSet<&str> {
    let not_in_name = |char: char| !(char.is_ascii_alphanumeric() || char == '_' || char == ':');
    expression
        .split(not_in_name)
        .filter(|word| {
            word.starts_with("luascale_") || word.starts_with("gen_ai_") || word.contains(':')
        })
        // Labels.
        .filter(|word| !["gen_ai_response_model", "gen_ai_token_type"].contains(word))
        .collect()
}

/// Waits until an expression has a number.
async fn finds_data(prometheus: &Prometheus, what: &str, expression: &str) {
    let look = async || prometheus.query(expression).await;
    let is_number = |sample: &Value| {
        let value = sample["value"][1]
            .as_str()
            .and_then(|it| it.parse::<f64>().ok());
        value.is_some_and(f64::is_finite)
    };
    let found = |samples: &Vec<Value>| samples.iter().any(is_number);
    eventually(&format!("data of {what}: {expression}"), look, found).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_query_finds_data_under_load() {
    let receiver = Receiver::up();
    let mut gateways = Vec::new();
    for _ in 0..2 {
        gateways.push(Watched::start(&receiver).await);
    }
    let generation = Ask::with_method("POST", "/v1/generation").body("{}");
    let mut loads = Vec::new();
    for watched in &gateways {
        let main = watched.gateway.main();
        loads.push(Load::start(main, 2, &generation));
        let mut client = Client::internal(main);
        assert_eq!(client.send(&Ask::get("/failed")).await.status, 503);
        let put = Ask::with_method("PUT", "/-/luascale/v1/services/app/replicas")
            .header("content-type", "application/json")
            .body("{\"ready\": 2}");
        let answer = Client::internal(watched.gateway.status()).send(&put).await;
        assert_eq!(answer.status, 200);
    }
    let prometheus = prometheus("prometheus.yml", |job, config| {
        let of = |watched: &Watched| match job {
            "luascale" => watched.gateway.status(),
            "luascale-envoy" => watched.stats.address(),
            other => panic!("another job: {other}"),
        };
        let targets: Vec<_> = gateways.iter().map(of).collect();
        config["static_configs"] = json!([{"targets": targets}]);
    })
    .await;
    tokio::select! {
        () = stream(&gateways[0]) => {}
        () = stream(&gateways[1]) => {}
        () = all_find_data(&prometheus) => {}
    }
    for load in loads {
        load.stop().await.all_ok();
    }
}

async fn all_find_data(prometheus: &Prometheus) {
    let exported = async |names: BTreeSet<&str>| {
        for name in names {
            finds_data(prometheus, "what is exported", &format!("count({name})")).await;
        }
    };
    for (panel, query) in queries() {
        exported(names(&query)).await;
        finds_data(prometheus, &panel, &query).await;
    }
    for (rule, expression) in rules("record") {
        exported(names(&expression)).await;
        finds_data(prometheus, &rule, &expression).await;
        finds_data(prometheus, &rule, &rule).await;
    }
    for (metric, expression) in adapter_queries() {
        finds_data(prometheus, &metric, &expression).await;
    }
    for (_, expression) in rules("alert") {
        exported(names(&expression)).await;
        // Whatever it says, it can be evaluated.
        prometheus.query(&expression).await;
    }
    // Prometheus' own evaluations of all of them.
    let unhealthy = async || prometheus.unhealthy_rules().await;
    eventually("healthy rules", unhealthy, Vec::is_empty).await;
    // The policy that always fails is on its way to an alert, and no gateway is.
    let pending = "ALERTS{alertname=\"LuascalePolicyErrors\",service=\"broken\"}";
    finds_data(prometheus, "a pending alert", pending).await;
    let about_gateways = "ALERTS{alertname=~\"Luascale(GatewayDown|NoGateway|WorkersSilent)\"}";
    let look = async || prometheus.query(about_gateways).await;
    eventually("gateways that are well", look, Vec::is_empty).await;
    // The dashboard's list of services.
    finds_data(
        prometheus,
        "services",
        "count by (service) (luascale_requests_total)",
    )
    .await;
}

/// What Kubernetes' discovery would find, by the labels that it would give.
#[tokio::test]
async fn relabelling_finds_the_gateways_pods_and_nothing_else() {
    let receiver = Receiver::up();
    let watched = Watched::start(&receiver).await;
    let found = |service: &str, port: &str| {
        json!({"targets": [watched.gateway.status()], "labels": {
            "__meta_kubernetes_namespace": "gateways",
            "__meta_kubernetes_service_name": service,
            "__meta_kubernetes_endpointslice_port_name": port,
            "__meta_kubernetes_pod_name": format!("pod-of-{service}-{port}"),
        }})
    };
    let prometheus = prometheus("kubernetes.yml", |_, job| {
        let config = job.as_object_mut().expect("a job");
        config.remove("kubernetes_sd_configs").expect("a discovery");
        let targets =
            ["luascale-status", "gateway"].map(|it| ["status", "http"].map(|port| found(it, port)));
        config.insert("static_configs".to_owned(), json!(targets.concat()));
        each_object(job, &mut |object| {
            if object.get("replacement") == Some(&json!("$1:8092")) {
                object.insert(
                    "replacement".to_owned(),
                    json!(format!("$1:{}", watched.stats.port())),
                );
            }
        });
    })
    .await;
    let pod = "namespace=\"gateways\",pod=\"pod-of-luascale-status-status\"";
    for (job, metric) in [
        ("luascale", "luascale_gateway_info"),
        ("luascale-envoy", "luascale_heartbeat"),
    ] {
        let of_pod = format!("{metric}{{job=\"{job}\",{pod}}}");
        finds_data(&prometheus, job, &of_pod).await;
        assert_eq!(
            prometheus
                .value(&format!("count(up{{job=\"{job}\"}})"))
                .await,
            Some(1.0)
        );
    }
}

/// Grafana itself is not here to say so.
#[test]
fn the_dashboard_is_one_that_grafana_can_show() {
    let grafana = grafana();
    let panels = grafana["panels"].as_array().expect("panels");
    let number = |panel: &Value, key: &str| panel["gridPos"][key].as_u64().expect("a number");
    let mut ids = BTreeSet::new();
    let mut cells = BTreeSet::new();
    let mut row_at = None;
    for panel in panels {
        let title = &panel["title"];
        assert!(ids.insert(panel["id"].as_u64().expect("an id")), "{title}");
        let [x, y, width, height] = ["x", "y", "w", "h"].map(|key| number(panel, key));
        assert!(x + width <= 24, "{title}");
        for cell in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
            assert!(
                cells.insert(cell),
                "{title} covers another panel at {cell:?}"
            );
        }
        if panel["type"] == "row" {
            row_at = Some(y);
            continue;
        }
        assert!(row_at.is_some_and(|row| row < y), "{title} is in a row");
        assert!(
            !panel["description"]
                .as_str()
                .expect("a description")
                .is_empty()
        );
        let mut refs = BTreeSet::new();
        for target in panel["targets"].as_array().expect("queries") {
            assert_eq!(target["datasource"]["uid"], "${datasource}", "{title}");
            assert!(
                refs.insert(target["refId"].as_str().expect("an id")),
                "{title}"
            );
        }
        assert!(!refs.is_empty(), "{title}");
    }
    let variables = grafana["templating"]["list"].as_array().expect("variables");
    let variables: Vec<_> = variables
        .iter()
        .map(|it| (&it["name"], &it["type"]))
        .collect();
    assert_eq!(
        json!(variables),
        json!([["datasource", "datasource"], ["service", "query"]])
    );
}
