//! Threads of Envoy that stand still for longer than a lease lasts, and leaders
//! that lose it: in a filter that does so when it is told to.

use crate::support::{Ask, Gateway, Load, Setup, Upstream, eventually};

use super::{GOOD, busy, counted, fault};

async fn start(upstream: &Upstream) -> (Gateway, Load) {
    let gateway = busy(Setup::fixed().faulty(), GOOD).start(upstream).await;
    gateway.workers_tick(2).await;
    gateway
        .app("6 replicas", |app| app["desired_replicas"] == 6)
        .await;
    let load = Load::start(gateway.main(), 8, &Ask::get("/"));
    load.more(100).await;
    (gateway, load)
}

/// Waits for so many ticks of all three VMs.
async fn ticks(gateway: &Gateway, ticks: u64) {
    let goal = gateway.stats().await.get("heartbeat") + 3 * ticks;
    let look = async || gateway.stats().await.get("heartbeat");
    eventually("ticks", look, |beats| *beats >= goal).await;
}

async fn stands(gateway: &Gateway) {
    let app = gateway.decided("app").await;
    assert_eq!(app["desired_replicas"], 6, "the decision stands");
}

#[tokio::test]
async fn workers_that_stall_answer_everything_in_the_end() {
    let upstream = Upstream::start().await;
    let (gateway, load) = start(&upstream).await;
    let mut sent = 0;
    for _ in 0..3 {
        let stalled = fault(&gateway, "stall");
        let missed = async {
            let look = async || gateway.stats().await.get("workers_seen");
            eventually("a silent worker", look, |seen| *seen == 2).await;
        };
        let (status, ()) = tokio::join!(stalled, missed);
        assert_eq!(status, 200);
        sent += 1;
        gateway.workers_tick(2).await;
        stands(&gateway).await;
        load.more(100).await;
    }
    sent += load.stop().await.all_ok();
    counted(&gateway, sent, 0).await;
}

#[tokio::test]
async fn a_leader_that_stalls_is_replaced_and_comes_back() {
    let upstream = Upstream::start().await;
    let (gateway, load) = start(&upstream).await;
    let mut sent = 0;
    for _ in 0..2 {
        let before = gateway.settled().await.get("leader.elected");
        assert_eq!(fault(&gateway, "stall leader").await, 200);
        sent += 1;
        // A worker leads meanwhile, and then again who serves no requests.
        let look = async || gateway.stats().await.get("leader.elected");
        eventually("two new leaders", look, |elected| *elected >= before + 2).await;
        stands(&gateway).await;
        load.more(100).await;
    }
    sent += load.stop().await.all_ok();
    counted(&gateway, sent, 0).await;
}

#[tokio::test]
async fn a_leader_lost_each_second_loses_no_request() {
    let upstream = Upstream::start().await;
    let (gateway, load) = start(&upstream).await;
    let mut sent = 0;
    for _ in 0..8 {
        assert_eq!(fault(&gateway, "lose leader").await, 200);
        sent += 1;
        ticks(&gateway, 20).await;
        stands(&gateway).await;
    }
    sent += load.stop().await.all_ok();
    counted(&gateway, sent, 0).await;
}

#[tokio::test]
async fn shared_data_that_is_spoiled_again_and_again_loses_no_request() {
    let upstream = Upstream::start().await;
    let (gateway, load) = start(&upstream).await;
    let mut sent = 0;
    for _ in 0..20 {
        assert_eq!(fault(&gateway, "spoil").await, 200);
        sent += 1;
        load.more(50).await;
    }
    sent += load.stop().await.all_ok();
    counted(&gateway, sent, 0).await;
    stands(&gateway).await;
}
