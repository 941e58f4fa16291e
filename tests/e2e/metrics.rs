//! `/metrics`, as promtool and Prometheus read it, and what a poll by KEDA
//! finds.

use serde_json::json;

use crate::support::{Ask, Client, Gateway, Prometheus, Setup, Upstream, eventually, promtool};

/// A tenth of a replica per request of the last minutes.
const SHARE: &str = "
function autoscale(metrics)
  local demand = metrics.requests / 10
  return {replicas = demand, demand = demand, scope = 'share', reason = 'by \"requests\"'}
end";

async fn gateway(upstream: &Upstream, whole: u32) -> Gateway {
    let setup = Setup::fixed().filter(|config| {
        config["policy"] = SHARE.into();
        config["policies"] = json!({"whole": format!("function autoscale() return {whole} end")});
        config["windows"] = json!({"stable_s": 600});
        config["services"] = json!({
            "app": {}, "odd \"name\"\\|é": {"policy": "whole"}, "whole": {"policy": "whole"},
        });
    });
    setup.start(upstream).await
}

async fn text(gateway: &Gateway) -> String {
    let ask = Ask::get("/-/luascale/metrics");
    let answer = Client::internal(gateway.status()).send(&ask).await;
    assert_eq!(answer.status, 200);
    let content_type = &answer.headers["content-type"];
    assert_eq!(content_type, "text/plain; version=0.0.4; charset=utf-8");
    String::from_utf8(answer.body.to_vec()).expect("UTF-8")
}

#[tokio::test]
async fn promtool_has_nothing_against_it() {
    let upstream = Upstream::start().await;
    let gateway = gateway(&upstream, 3).await;
    // Before there is anything to tell, and then everything.
    assert_eq!(promtool(text(&gateway).await.as_bytes()), "");
    gateway.internal().send(&Ask::get("/")).await;
    gateway.app("a decision", |app| app["demand"] == 0.1).await;
    let put = Ask::with_method("PUT", "/-/luascale/v1/services/app/replicas")
        .header("content-type", "application/json")
        .body("{\"ready\": 2}");
    assert_eq!(
        Client::internal(gateway.status()).send(&put).await.status,
        200
    );
    let look = async || text(&gateway).await;
    let known = "luascale_current_replicas{service=\"app\"} 2\n";
    let text = eventually("what runs", look, |text| text.contains(known)).await;
    assert_eq!(promtool(text.as_bytes()), "", "{text}");
    assert!(
        text.contains("luascale_fleet_demand{service=\"odd \\\"name\\\"\\\\|é\"} 3\n"),
        "{text}"
    );
    // It does find faults.
    assert_ne!(promtool(b"a b c\n"), "");
}

#[tokio::test]
async fn prometheus_adds_gateways_up() {
    let upstream = Upstream::start().await;
    let (one, other) = (gateway(&upstream, 3).await, gateway(&upstream, 5).await);
    for (gateway, requests) in [(&one, 30), (&other, 12)] {
        let mut client = gateway.internal();
        for _ in 0..requests {
            client.send(&Ask::get("/")).await;
        }
    }
    let prometheus = Prometheus::scraping(&[one.status(), other.status()]).await;
    for (expression, wanted) in [
        ("sum(luascale_requests_total{service=\"app\"})", Some(42.0)),
        ("sum(luascale_demand{service=\"app\"})", Some(4.2)),
        ("max(luascale_fleet_demand{service=\"whole\"})", Some(5.0)),
        ("count(luascale_fleet_demand{service=\"whole\"})", Some(2.0)),
        ("sum(luascale_request_duration_seconds_count)", Some(42.0)),
        (
            "sum(luascale_request_duration_seconds_bucket{le=\"60\"})",
            Some(42.0),
        ),
        // A share is no demand of the fleet, and the other way round.
        ("count(luascale_fleet_demand{service=\"app\"})", None),
        ("count(luascale_demand{service=\"whole\"})", None),
        ("count(luascale_current_replicas)", None),
    ] {
        let right = |seen: &Option<f64>| match (seen, wanted) {
            (Some(seen), Some(wanted)) => (seen - wanted).abs() < 1e-9,
            (seen, wanted) => *seen == wanted,
        };
        let look = async || prometheus.value(expression).await;
        eventually(&format!("{expression} = {wanted:?}"), look, right).await;
    }
    // The median lies in a bucket: latencies of both came together.
    let median = "histogram_quantile(0.5, sum by (le) (luascale_request_duration_seconds_bucket))";
    let median = prometheus.value(median).await.expect("a median");
    assert!((0.0..=60.0).contains(&median), "{median}");
}

/// KEDA's metrics-api scaler: GET at the pod's address, with any Host and
/// without a query, wants 200 and a number at a GJSON path; a second read must
/// find what the first one found.
#[tokio::test]
async fn keda_finds_a_number_and_changes_nothing() {
    let upstream = Upstream::start().await;
    let name = "shop.example.com";
    let setup = Setup::fixed().filter(|config| {
        config["policy"] = "function autoscale() return 3 end".into();
        config["services"] = json!({name: {}});
    });
    let gateway = setup.start(&upstream).await;
    gateway.decided("shop~2eexample~2ecom").await;
    let before = gateway.settled().await;
    for host in ["10.1.2.3:8091", "luascale.gateways.svc", "x"] {
        for id in [name, "shop~2eexample~2ecom"] {
            let ask = Ask::get(&format!("/-/luascale/v1/services/{id}")).host(host);
            let answer = Client::internal(gateway.status()).send(&ask).await;
            assert_eq!(answer.status, 200, "{host} {id}");
            let body = answer.json();
            for key in ["desired_replicas", "demand", "recommended_replicas"] {
                // No dot or star in the key: it is its own GJSON path.
                assert_eq!(body[key].as_f64(), Some(3.0), "{key}");
            }
        }
    }
    gateway.grown("status.served", &before, 6).await;
    let after = gateway.decided("shop~2eexample~2ecom").await;
    for key in ["requests_total", "inflight", "inflight_peak"] {
        assert_eq!(after[key], 0, "{key}: a read is no traffic");
    }
    let after = gateway.stats().await;
    for counter in ["requests", "evaluations.request", "status.written"] {
        assert_eq!(after.get(counter), before.get(counter), "{counter}");
    }
}
