//! Several workers count, decide and answer as one.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::support::{Ask, Client, Gateway, Load, Reply, Setup, Upstream, eventually};

const POLICY: &str = "function autoscale(metrics) return scale.to(6, 'six') end";
const HINT: &str = r#"hold;replicas=6;reason="six""#;

/// Connections that each worker of a listener has had.
async fn connections_by_worker(gateway: &Gateway, port: u16) -> Vec<u64> {
    let filter = format!("listener.*_{port}.worker_.*downstream_cx_total");
    let stats = gateway.envoy_stats(&filter).await;
    stats.into_values().collect()
}

/// What each of these is told about `app`.
async fn told(readers: &mut [Client]) -> Vec<Value> {
    let ask = Ask::get("/-/luascale/v1/services/app");
    let mut all = Vec::new();
    for reader in readers {
        all.push(reader.send(&ask).await.json());
    }
    all
}

fn clients(target: SocketAddr, count: u32) -> Vec<Client> {
    (0..count).map(|_| Client::internal(target)).collect()
}

async fn counts_every_request_once(workers: u32) {
    let answered = AtomicU64::new(0);
    let upstream = Upstream::answering(move |_| Reply {
        // Every tenth fails.
        status: if answered.fetch_add(1, Ordering::Relaxed) % 10 == 9 {
            503
        } else {
            200
        },
        ..Reply::default()
    })
    .await;
    let setup = Setup::fixed().workers(workers).balanced().policy(POLICY);
    let setup =
        setup.filter(|config| config["services"]["app"]["exclude_paths"] = json!(["/healthz"]));
    let gateway = setup.start(&upstream).await;
    gateway.workers_tick(u64::from(workers)).await;

    let requests = 3_000;
    let outcome = Load::exactly(gateway.main(), 32, requests, &Ask::get("/")).await;
    assert_eq!(outcome.failures, Vec::<String>::new());
    assert_eq!(outcome.by_status, [(200, 2_700), (503, 300)].into());
    let busy = connections_by_worker(&gateway, gateway.main().port()).await;
    assert_eq!(busy.len(), workers as usize);
    assert!(busy.iter().all(|connections| *connections > 2), "{busy:?}");

    let mut readers = clients(gateway.status(), 4 * workers);
    let apps = eventually(
        "all workers to count every request",
        async || told(&mut readers).await,
        // The last one may have been answered and not ended when the worker ticked.
        |apps| {
            let done = |app: &Value| app["requests_total"] == requests && app["inflight"] == 0;
            apps.iter().all(done)
        },
    )
    .await;
    for app in apps {
        assert_eq!(app["errors_total"], 300);
        assert_eq!(app["inflight"], 0);
        assert_eq!(app["workers_seen"], workers + 1);
        assert_eq!(app["workers_expected"], workers + 1);
        let hints = &app["hints_total"];
        let hints = ["up", "down", "hold"].map(|way| hints[way].as_u64().expect("a count"));
        assert_eq!(hints.iter().sum::<u64>(), outcome.hinted);
    }
    let asked = connections_by_worker(&gateway, gateway.status().port()).await;
    assert!(
        asked.iter().all(|connections| *connections > 0),
        "{asked:?}"
    );

    // Whichever worker answers, it gives the decision's hint.
    for client in &mut clients(gateway.main(), 4 * workers) {
        let answer = client.send(&Ask::get("/healthz")).await;
        assert_eq!(answer.hint(), Some(HINT));
    }
    // Health checks get hints and count for nothing; nothing counts twice later.
    let time = |app: &Value| app["time"].as_f64().expect("a time");
    let now = time(&gateway.decided("app").await);
    let later = gateway
        .app("some ticks more", |app| time(app) > now + 1.0)
        .await;
    assert_eq!(later["requests_total"], requests);
    assert_eq!(gateway.stats().await.get("requests"), requests);
}

#[tokio::test]
async fn two_workers_count_every_request_once() {
    counts_every_request_once(2).await;
}

#[tokio::test]
async fn four_workers_count_every_request_once() {
    counts_every_request_once(4).await;
}

#[tokio::test]
async fn requests_in_flight_are_told_while_they_last() {
    let gate = Arc::new(Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let upstream = Upstream::answering(move |_| Reply {
        gate: Some(Arc::clone(&waiting)),
        ..Reply::default()
    })
    .await;
    let setup = Setup::fixed().workers(2).balanced().policy(POLICY);
    let gateway = setup.start(&upstream).await;
    let mut requests = JoinSet::new();
    for _ in 0..20 {
        let mut client = gateway.internal();
        requests.spawn(async move { client.send(&Ask::get("/")).await.status });
    }
    gateway
        .app("20 in flight", |app| app["inflight"] == 20)
        .await;
    // One more comes and loses its patience, the others get their answers.
    let mut impatient = Client::internal(gateway.main());
    let gone = async { impatient.send(&Ask::get("/")).await };
    tokio::select! {
        _ = gone => panic!("the gate is shut"),
        app = gateway.app("21 in flight", |app| app["inflight"] == 21) => {
            assert_eq!(app["requests_total"], 21);
        }
    }
    drop(impatient);
    gateway
        .app("20 in flight", |app| app["inflight"] == 20)
        .await;
    gate.close();
    while let Some(status) = requests.join_next().await {
        assert_eq!(status.expect("no panic"), 200);
    }
    let app = gateway
        .app("none in flight", |app| app["inflight"] == 0)
        .await;
    assert_eq!(app["errors_total"], 0, "a caller that left is no error");
    assert!(app["inflight_seconds_total"].as_f64() > Some(0.0), "{app}");
}
