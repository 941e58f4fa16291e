//! The status routes are asked as fast as they answer, while traffic runs.

use tokio::time::Instant;

use crate::support::{Ask, Load, Setup, Upstream};

use super::{GOOD, busy, counted};

/// Each read so often, on connections of its own.
const ROUTES: [&str; 4] = [
    "/-/luascale/v1/services/app",
    "/-/luascale/v1/services",
    "/-/luascale/metrics",
    "/-/luascale",
];
const READS: u64 = 1_500;

#[tokio::test]
async fn readers_of_the_status_cost_traffic_nothing() {
    let upstream = Upstream::start().await;
    let gateway = busy(Setup::fixed(), GOOD).start(&upstream).await;
    gateway.workers_tick(2).await;
    gateway.decided("app").await;
    let load = Load::start(gateway.main(), 8, &Ask::load("cpu=50"));
    load.more(100).await;
    let before = gateway.settled().await.get("status.served");
    let began = Instant::now();
    let read = |path| {
        let status = gateway.status();
        async move { Load::exactly(status, 4, READS, &Ask::get(path)).await }
    };
    let [one, two, three, four] = ROUTES.map(read);
    let (one, two, three, four) = tokio::join!(one, two, three, four);
    let took = began.elapsed().as_secs_f64();
    for outcome in [one, two, three, four] {
        assert_eq!(outcome.all_ok(), READS);
    }
    let all = READS * 4;
    println!("{all} status requests, {:.0} per second", all as f64 / took);
    load.more(100).await;
    let sent = load.stop().await.all_ok();
    let served = gateway.settled().await.get("status.served") - before;
    assert_eq!(served, all);
    counted(&gateway, sent, 0).await;
}
