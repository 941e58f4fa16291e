//! The VM traps: in a filter that is built to trap when it is told to.

use serde_json::json;

use crate::support::{Ask, Client, Gateway, Load, Setup, Upstream, eventually};

use super::{GOOD, busy, fault};

async fn start(setup: Setup, upstream: &Upstream) -> Gateway {
    let gateway = busy(setup.faulty(), GOOD).start(upstream).await;
    gateway.workers_tick(2).await;
    gateway
        .app("6 replicas", |app| app["desired_replicas"] == 6)
        .await;
    gateway
}

/// As shipped, but a VM that trapped is started again.
fn reloading() -> Setup {
    let mut setup = Setup::fixed();
    setup.edit(|object| {
        if object.remove("fail_open").is_some() {
            object.insert("failure_policy".to_owned(), json!("FAIL_RELOAD"));
        }
    });
    setup
}

/// How often Envoy has logged that a VM trapped.
fn traps(gateway: &Gateway) -> usize {
    gateway
        .log()
        .matches("Uncaught RuntimeError: unreachable")
        .count()
}

#[tokio::test]
async fn with_fail_reload_a_trap_costs_its_request_and_the_vm_comes_back() {
    let upstream = Upstream::start().await;
    let gateway = start(reloading(), &upstream).await;
    let mut sent = 0;
    for round in 1..=3_u64 {
        sent += Load::exactly(gateway.main(), 8, 200, &Ask::get("/"))
            .await
            .all_ok();
        // What a VM has not yet told is lost with it.
        gateway.settled().await;
        assert_eq!(fault(&gateway, "trap").await, 503, "round {round}");
        assert_eq!(
            traps(&gateway),
            usize::try_from(round).unwrap(),
            "it is in the log"
        );
        // The worker's next request starts it again.
        let mut clients = [0; 4].map(|_| gateway.internal());
        for client in &mut clients {
            let again = async || {
                let answer = client.send(&Ask::load("cpu=50")).await;
                // Until it has started, Envoy answers 503.
                sent += u64::from(answer.status == 200);
                (answer.status, answer.hint().map(str::to_owned))
            };
            let hint = Some("hold;replicas=6;reason=\"good\"".to_owned());
            eventually("its hint", again, |seen| *seen == (200, hint.clone())).await;
        }
        let look = async || gateway.stats().await.vms();
        eventually("a new VM", look, |vms| *vms >= 3 + round).await;
        gateway.workers_tick(2).await;
    }
    gateway
        .app("each that was let through, once", |app| {
            app["requests_total"] == sent && app["inflight"] == 0
        })
        .await;
    assert_eq!(gateway.stats().await.get("requests"), sent);
}

#[tokio::test]
async fn with_fail_open_a_trap_costs_no_request_and_shows() {
    let upstream = Upstream::start().await;
    let gateway = start(Setup::fixed(), &upstream).await;
    let load = Load::start(gateway.main(), 8, &Ask::get("/"));
    load.more(200).await;
    assert_eq!(
        fault(&gateway, "trap").await,
        200,
        "it goes on without the filter"
    );
    load.more(200).await;
    let look = async || gateway.stats().await.get("workers_seen");
    eventually("a worker to be missed", look, |seen| *seen == 2).await;
    assert!(traps(&gateway) > 0, "it is in the log");
    // The status routes are gone from that worker, too, and from no other.
    let ask = Ask::get("/-/luascale/v1/services/app");
    let mut answers = Vec::new();
    for client in &mut [0; 4].map(|_| Client::internal(gateway.status())) {
        answers.push(client.send(&ask).await);
    }
    let told: Vec<_> = answers.iter().filter(|it| it.status == 200).collect();
    assert!((1..4).contains(&told.len()), "{answers:?}");
    for answer in told {
        assert_eq!(answer.json()["desired_replicas"], 6, "the decision stands");
    }
    load.more(200).await;
    load.stop().await.all_ok();
}

#[tokio::test]
async fn a_leader_that_traps_is_replaced_and_costs_no_request() {
    let upstream = Upstream::start().await;
    let gateway = start(Setup::fixed(), &upstream).await;
    let load = Load::start(gateway.main(), 8, &Ask::get("/"));
    load.more(200).await;
    let before = gateway.settled().await.get("leader.elected");
    assert_eq!(fault(&gateway, "trap leader").await, 200);
    let look = async || gateway.stats().await.get("leader.elected");
    eventually("another leader", look, |elected| *elected > before).await;
    let time = |app: &serde_json::Value| app["time"].as_f64();
    let began = time(&gateway.decided("app").await);
    let app = gateway
        .app("decisions to go on", |app| {
            time(app) > began.map(|began| began + 1.0)
        })
        .await;
    assert_eq!(app["desired_replicas"], 6);
    load.more(200).await;
    let sent = load.stop().await.all_ok() + 1;
    let app = gateway
        .app("every request", |app| {
            app["requests_total"] == sent && app["inflight"] == 0
        })
        .await;
    assert_eq!(app["workers_seen"], 2, "{app}");
    assert_eq!(traps(&gateway), 1);
}
