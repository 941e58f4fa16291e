//! The status routes: where they are, who may read, what they tell.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::digest::sha256;
use crate::support::{Ask, Client, Setup, Upstream, eventually};

const POLICY: &str = "function autoscale() return scale.to(3, 'three') end";

#[tokio::test]
async fn routes_answer_their_readers_and_nobody_else() {
    let upstream = Upstream::start().await;
    let gateway = Setup::fixed().policy(POLICY).start(&upstream).await;
    gateway.decided("app").await;
    let before = gateway.stats().await;
    let mut internal = Client::internal(gateway.status());
    let mut external = Client::external(gateway.status());
    for (method, path, status) in [
        ("GET", "/v1/services", 200),
        ("GET", "/v1/services/", 200),
        ("GET", "/v1/services?fresh=1", 200),
        ("HEAD", "/v1/services", 200),
        ("GET", "/v1/services/app", 200),
        ("GET", "/v1/services/app?x", 200),
        ("HEAD", "/v1/services/app", 200),
        ("GET", "/v1/services/unknown", 404),
        ("GET", "/metrics/x", 404),
        ("POST", "/metrics", 405),
        ("GET", "/v1/services/app/replicas", 405),
        ("GET", "/v1/services/unknown/replicas", 404),
        ("GET", "/v1/servicesapp", 404),
        ("GET", "/v2/services", 404),
        ("POST", "/v1/services", 405),
        ("PUT", "/v1/services/app", 405),
        ("DELETE", "/v1/services/app", 405),
    ] {
        let ask = Ask::with_method(method, &format!("/-/luascale{path}"));
        let answer = internal.send(&ask).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.headers["cache-control"], "no-store");
        if method == "HEAD" {
            assert!(answer.body.is_empty(), "{path}");
        } else if status != 200 {
            assert!(answer.json()["error"].is_string(), "{method} {path}");
        }
        // A stranger learns nothing, not even what exists.
        let answer = external.send(&ask).await;
        assert_eq!(answer.status, 403, "{method} {path}");
    }
    gateway.grown("status.denied", &before, 17).await;

    // Elsewhere on this port there is nothing.
    for path in ["/", "/-/luascalex/v1/services", "/x/-/luascale/v1/services"] {
        let answer = internal.send(&Ask::get(path)).await;
        assert_eq!((answer.status, answer.body.len()), (404, 0), "{path}");
    }
    // On the main port the path is ordinary traffic, and counts as such.
    let answer = gateway
        .internal()
        .send(&Ask::get("/-/luascale/v1/services"))
        .await;
    assert_eq!((answer.status, &*answer.body), (200, &b"upstream\n"[..]));
    gateway
        .app("one request", |app| app["requests_total"] == 1)
        .await;
}

#[tokio::test]
async fn without_ports_every_listener_serves_the_routes() {
    let upstream = Upstream::start().await;
    let setup = Setup::fixed().policy(POLICY).filter(|config| {
        config["status"] = json!({"path": "/scaling", "read": "all"});
    });
    let gateway = setup.start(&upstream).await;
    let ask = Ask::get("/scaling/v1/services/app");
    for target in [gateway.main(), gateway.status()] {
        let mut stranger = Client::external(target);
        let look = async || stranger.send(&ask).await.status;
        eventually("an answer for everybody", look, |status| *status == 200).await;
    }
    assert_eq!(gateway.stats().await.get("requests"), 0);
}

#[tokio::test]
async fn a_token_reads_where_tokens_are_trusted() {
    let upstream = Upstream::start().await;
    let setup = Setup::fixed().policy(POLICY).filter(|config| {
        config["trust"] =
            json!({"token": {"header": "x-scale-token", "sha256": [sha256("secret")]}});
        config["status"]["read"] = json!("token");
    });
    let gateway = setup.start(&upstream).await;
    let ask = Ask::get("/-/luascale/v1/services");
    let right = ask.clone().header("x-scale-token", "secret");
    let wrong = ask.clone().header("x-scale-token", "Secret");
    for mut client in [
        Client::internal(gateway.status()),
        Client::external(gateway.status()),
    ] {
        assert_eq!(client.send(&right).await.status, 200);
        assert_eq!(client.send(&wrong).await.status, 403);
        assert_eq!(client.send(&ask).await.status, 403);
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    let object = value.as_object().expect("an object");
    object.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn a_service_is_told_in_full() {
    let upstream = Upstream::start().await;
    let gateway = Setup::ecds().policy(POLICY).start(&upstream).await;
    let mut client = gateway.internal();
    for _ in 0..4 {
        client.send(&Ask::load("cpu=85")).await;
    }
    let app = gateway
        .app("all four in the metrics", |app| {
            // What was decided the tick before is a metric, too, and there is a
            // rate as soon as there was a second.
            app["requests_total"] == 4
                && app["metrics"]["desired"] == 3.0
                && app["metrics"]["rps"].is_number()
        })
        .await;
    assert_eq!(
        keys(&app),
        "action clipped_by current_replicas current_replicas_age_s current_replicas_from demand demand_age_s demand_peak desired_replicas dry_run epoch \
         errors_total gateway hints_total inflight inflight_peak inflight_seconds_total metrics \
         policy reason recommended_replicas requests_total rps_peak scope service shadow time workers_expected \
         workers_seen"
            .split(' ')
            .collect()
    );
    assert_eq!(
        keys(&app["metrics"]),
        "concurrency cpu cpu_max desired error_rate inflight latency_p50 latency_p95 latency_p99 \
         load_age max_replicas min_replicas panic requests rps"
            .split(' ')
            .collect()
    );
    for (key, value) in [
        ("service", json!("app")),
        ("gateway", json!("gateway-1")),
        ("action", json!("hold")),
        ("reason", json!("three")),
        ("desired_replicas", json!(3)),
        ("recommended_replicas", json!(3)),
        ("current_replicas", json!(null)),
        ("demand", json!(3.0)),
        ("scope", json!("fleet")),
        ("errors_total", json!(0)),
        ("workers_seen", json!(2)),
    ] {
        assert_eq!(app[key], value, "{key}");
    }
    let number = |key: &str| app[key].as_f64().expect("a number");
    assert!(number("time") >= number("epoch"), "{app}");
    assert!((0.0..5.0).contains(&number("demand_age_s")), "{app}");
    let policy = &app["policy"];
    assert_eq!(policy["name"], "default");
    assert_eq!(policy["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(policy["last_error"], json!(null));
    assert!(policy["evaluations_total"].as_u64() >= Some(4), "{policy}");

    let path = Ask::get("/-/luascale/v1/services");
    let index = Client::internal(gateway.status()).send(&path).await.json();
    assert_eq!(index["gateway"], "gateway-1");
    let services = index["services"].as_array().expect("a list");
    assert_eq!(services.len(), 1);
    for (key, value) in [
        ("service", json!("app")),
        ("id", json!("app")),
        ("desired_replicas", json!(3)),
        ("demand", json!(3.0)),
        ("scope", json!("fleet")),
    ] {
        assert_eq!(services[0][key], value, "{key}");
    }
}

#[tokio::test]
async fn a_service_without_a_decision_is_there_and_says_so() {
    let upstream = Upstream::start().await;
    let gateway = Setup::fixed().start(&upstream).await;
    gateway.internal().send(&Ask::get("/")).await;
    let counted = async || {
        let answer = gateway.service("app").await;
        (answer.status, answer.json()["requests_total"].clone())
    };
    let expected = (503, json!(1));
    eventually("503, and the request", counted, |seen| *seen == expected).await;
    assert_eq!(gateway.internal().send(&Ask::get("/")).await.hint(), None);
}

#[tokio::test]
async fn names_that_fit_no_url_have_an_id() {
    let upstream = Upstream::start().await;
    let name = "outbound|80||app.shop";
    let mut setup = Setup::fixed().policy(POLICY).filter(|config| {
        config["services"] = json!({"app": {}, "pay": {"alias": "payment"}});
    });
    setup.edit(|object| {
        for key in ["name", "cluster", "cluster_name"] {
            if object.contains_key("lb_endpoints") {
                continue;
            }
            let is_cluster = key != "name" || object.contains_key("connect_timeout");
            if is_cluster && object.get(key) == Some(&json!("app")) {
                object.insert(key.to_owned(), json!(name));
            }
        }
    });
    let gateway = setup.start(&upstream).await;
    gateway.internal().send(&Ask::get("/")).await;
    let app = gateway.decided("outbound~7c80~7c~7capp~2eshop").await;
    assert_eq!(
        (&app["service"], &app["requests_total"]),
        (&json!(name), &json!(1))
    );
    for id in ["pay", "payment"] {
        assert_eq!(gateway.decided(id).await["service"], "pay");
    }
}
