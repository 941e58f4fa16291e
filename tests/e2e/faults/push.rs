//! The target of pushes cuts its calls, hangs and dies, while traffic runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;

use crate::support::{Ask, Load, Mortal, Setup, Then, Upstream, eventually};

use super::{busy, counted};

/// As many replicas as the newest report says.
const POLICY: &str = "function autoscale(metrics) return metrics.wanted or 1 end";
const TAKEN: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const GARBAGE: &[u8] = b"\xff\xff\xff\xff\r\n\r\n";

#[tokio::test]
async fn a_push_target_that_dies_costs_traffic_nothing() {
    let calls = Arc::new(AtomicU64::new(0));
    // Takes a call, answers nonsense to the next, cuts one, and lets one wait.
    let counting = Arc::clone(&calls);
    let target = Mortal::new(
        move |_| match counting.fetch_add(1, Ordering::Relaxed) % 4 {
            0 => (TAKEN.to_vec(), Then::Close),
            1 => (GARBAGE.to_vec(), Then::Close),
            2 => (Vec::new(), Then::Close),
            _ => (Vec::new(), Then::Hang),
        },
    );
    let upstream = Upstream::start().await;
    let mut setup = busy(Setup::fixed(), POLICY).filter(|config| {
        config["services"]["app"]["max_replicas"] = json!(100);
        config["push"] = json!({"cluster": "scaler", "timeout_ms": 200});
    });
    let address = json!({"address": "127.0.0.1", "port_value": target.port()});
    let endpoint =
        json!({"lb_endpoints": [{"endpoint": {"address": {"socket_address": address}}}]});
    setup.add_cluster(json!({
        "name": "scaler", "type": "STATIC", "connect_timeout": "1s",
        "load_assignment": {"cluster_name": "scaler", "endpoints": [endpoint]},
    }));
    let gateway = setup.start(&upstream).await;
    gateway.workers_tick(2).await;
    let load = Load::start(gateway.main(), 8, &Ask::get("/"));
    let mut news = 0;
    for replicas in 2..=9 {
        // It is dead for every second decision.
        if replicas % 2 == 0 {
            target.come_up();
        } else {
            target.die();
        }
        let ask = Ask::load(format!("wanted={replicas}"));
        assert_eq!(gateway.internal().send(&ask).await.status, 200);
        news += 1;
        let before = gateway.stats().await.get("push.sent");
        gateway
            .app("the decision", |app| app["desired_replicas"] == replicas)
            .await;
        let look = async || gateway.stats().await.get("push.sent");
        eventually("a call", look, |sent| *sent > before).await;
        load.more(50).await;
    }
    // It dies with calls on the wire, and comes back for good.
    target.die();
    target.come_up();
    let ask = Ask::load("wanted=50");
    assert_eq!(gateway.internal().send(&ask).await.status, 200);
    let before = gateway.stats().await.get("push.acknowledged");
    let look = async || gateway.stats().await.get("push.acknowledged");
    eventually("the newest to arrive", look, |count| *count > before).await;
    let sent = load.stop().await.all_ok() + news + 1;
    let stats = counted(&gateway, sent, 0).await;
    assert!(stats.get("push.failed") > 0);
}
