//! What must not look like idleness: nobody there to answer, answers that
//! fail, requests that last.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::{Ask, Load, Reply, Setup, Streams, Upstream};

/// One replica for ten requests of the window.
const BY_ARRIVALS: &str = "function autoscale(metrics)
  local requests = metrics.requests or 0
  return scale.to(requests / 10, requests .. ' requests')
end";

/// Changes Envoy's cluster `app`.
fn app_cluster(setup: &mut Setup, change: impl Fn(&mut Value)) {
    setup.edit(|object| {
        if object.contains_key("load_assignment") {
            let mut cluster = Value::Object(std::mem::take(object));
            change(&mut cluster);
            *object = cluster.as_object().expect("an object").clone();
        }
    });
}

#[tokio::test]
async fn a_service_without_a_replica_shows_its_demand() {
    let upstream = Upstream::start().await;
    let mut setup = Setup::fixed().policy(BY_ARRIVALS).filter(|config| {
        config["services"]["app"]["min_replicas"] = json!(0);
    });
    app_cluster(&mut setup, |cluster| {
        cluster["load_assignment"]["endpoints"] = json!([]);
    });
    let gateway = setup.start(&upstream).await;
    gateway
        .app("no replicas", |app| app["desired_replicas"] == 0)
        .await;
    let outcome = Load::exactly(gateway.main(), 4, 50, &Ask::get("/")).await;
    assert_eq!(outcome.by_status, [(503, 50)].into());
    let app = gateway
        .app("five replicas", |app| app["desired_replicas"] == 5)
        .await;
    assert_eq!(app["requests_total"], 50);
    // A rate is told once a second of the window has passed.
    let app = gateway
        .app("the rate", |app| {
            app["errors_total"] == 50 && app["metrics"]["rps"].as_f64() > Some(0.0)
        })
        .await;
    assert_eq!(app["metrics"]["error_rate"], 1.0);
    assert_eq!(app["reason"], "50 requests");
}

#[tokio::test]
async fn requests_that_a_circuit_breaker_rejects_are_demand() {
    let gate = Arc::new(Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let upstream = Upstream::answering(move |_| Reply {
        gate: Some(Arc::clone(&waiting)),
        ..Reply::default()
    })
    .await;
    let mut setup = Setup::fixed().policy(BY_ARRIVALS);
    app_cluster(&mut setup, |cluster| {
        let least = json!({"max_connections": 1, "max_pending_requests": 1});
        cluster["circuit_breakers"] = json!({"thresholds": [least]});
    });
    let gateway = setup.start(&upstream).await;
    let mut requests = JoinSet::new();
    for _ in 0..40 {
        let mut client = gateway.internal();
        requests.spawn(async move { client.send(&Ask::get("/")).await });
    }
    let app = gateway
        .app("40 arrivals", |app| {
            app["desired_replicas"] == 4 && app["errors_total"].as_u64() >= Some(38)
        })
        .await;
    // One with the replica, and one that waits for it where the connection was
    // there in time.
    let held = app["inflight"].as_u64().expect("a number");
    assert!((1..=2).contains(&held), "{held}");
    assert_eq!(app["metrics"]["error_rate"], 1.0);
    gate.close();
    let mut rejected = 0;
    while let Some(answer) = requests.join_next().await {
        let answer = answer.expect("no panic");
        if answer.status == 503 {
            assert_eq!(answer.headers["x-envoy-overloaded"], "true");
            rejected += 1;
        }
    }
    assert_eq!(rejected, 40 - held);
}

#[tokio::test]
async fn what_is_excluded_counts_for_nothing_whatever_it_says() {
    let upstream = Upstream::start().await;
    let policy = "function autoscale(metrics)
      return scale.to(metrics.cpu and 9 or 2)
    end";
    let setup = Setup::fixed().policy(policy).filter(|config| {
        config["services"]["app"]["exclude_paths"] = json!(["/healthz"]);
    });
    let gateway = setup.start(&upstream).await;
    let two = |app: &Value| app["desired_replicas"] == 2;
    let app = gateway.app("two", two).await;
    let ask = Ask::get("/healthz/live?full=1").header("x-load-metric", "cpu=99");
    let mut client = gateway.internal();
    for _ in 0..3 {
        let answer = client.send(&ask).await;
        assert_eq!(answer.status, 200);
        let hint = answer.hint();
        assert!(
            hint.is_none_or(|hint| hint.contains("replicas=2")),
            "{hint:?}"
        );
    }
    gateway.settled().await;
    let later = gateway
        .app("a later answer", |later| {
            later["time"].as_f64() > app["time"].as_f64()
        })
        .await;
    assert_eq!(later["requests_total"], 0);
    assert_eq!(later["metrics"]["requests"], json!(null));
    assert!(two(&later), "{later}");
}

/// Opens a stream through Envoy and reads until `begun` has come.
async fn open(target: std::net::SocketAddr, request: &str, begun: &str) -> TcpStream {
    let mut stream = TcpStream::connect(target).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut read = String::new();
    while !read.contains(begun) {
        let byte = stream.read_u8().await;
        read.push(char::from(
            byte.unwrap_or_else(|_| panic!("ended after {read:?}")),
        ));
    }
    stream
}

#[tokio::test]
async fn streams_are_in_flight_from_their_start_to_their_end() {
    let streams = Streams::start().await;
    let mut setup = Setup::fixed()
        .policy(BY_ARRIVALS)
        .filter(|config| config["windows"] = json!({"stable_s": 6, "panic_s": 1}));
    setup.edit(|object| {
        if object.contains_key("http_filters") {
            let websocket = json!([{"upgrade_type": "websocket"}]);
            object.insert("upgrade_configs".to_owned(), websocket);
        }
    });
    let gateway = setup.start_at(streams.port()).await;
    let head = "GET /stream HTTP/1.1\r\nhost: shop.example\r\n";
    let upgrade = format!(
        "{head}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    let mut open_streams = Vec::new();
    for _ in 0..3 {
        open_streams.push(open(gateway.main(), &upgrade, "101 Switching").await);
        open_streams.push(open(gateway.main(), &format!("{head}\r\n"), "first").await);
    }
    // Long after they began, when no arrival is left in the window, they still
    // are all of the load.
    let app = gateway
        .app("all arrivals to leave the window", |app| {
            app["metrics"]["requests"] == 0.0 && app["metrics"]["concurrency"] == 6.0
        })
        .await;
    assert_eq!(app["inflight"], 6);
    assert_eq!(app["requests_total"], 6);
    assert_eq!(app["metrics"]["panic"]["concurrency"], 6.0);
    let started = app["inflight_seconds_total"].as_f64().expect("a number");
    assert!(
        started > 30.0,
        "six streams for more than five seconds: {started}"
    );
    // One client leaves.
    drop(open_streams.pop());
    gateway.app("five", |app| app["inflight"] == 5).await;
    streams.end();
    let app = gateway.app("none", |app| app["inflight"] == 0).await;
    assert_eq!(app["errors_total"], 0);
}
