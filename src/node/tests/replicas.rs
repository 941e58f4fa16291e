//! Load reports of replicas, over all nodes.

use super::*;
use crate::fleet::reports::MAX_REPLICAS;
use crate::signal::Rejected;

fn envoy(config: serde_json::Value) -> Envoy {
    let mut whole = json!({"policy": POLICY, "service": {"name": "checkout"}});
    for (key, value) in config.as_object().unwrap() {
        whole[key] = value.clone();
    }
    let mut envoy = Envoy::new(4, plugin(whole));
    envoy.run(1_000);
    envoy
}

impl Envoy {
    /// The replica at `address` answers a request of `node`.
    fn replica(&mut self, node: usize, address: &str, cpu: f64) {
        let plugin = Rc::clone(&self.plugins[0]);
        let service = self.nodes[node].service(b"checkout", &plugin);
        let report = Ok(vec![("cpu".to_owned(), cpu)]);
        let (address, now) = (Some(address.as_bytes()), self.now);
        assert!(self.nodes[node].report(service, report, address, now));
    }

    fn endpoints(&mut self, node: usize, count: u32) {
        let plugin = Rc::clone(&self.plugins[0]);
        let service = self.nodes[node].service(b"checkout", &plugin);
        let now = self.now;
        if self.nodes[node].wants_endpoints(&plugin, service) {
            self.nodes[node].endpoints(service, Some(count), now);
        }
        assert!(!self.nodes[node].wants_endpoints(&plugin, service));
    }

    fn metric(&self, node: usize, name: &str) -> Option<f64> {
        let service = self.nodes[node].snapshot().services.get("checkout")?;
        service.metrics.values.get(name)
    }

    fn counted(&mut self, counter: Counter) -> u32 {
        let nodes = self.nodes.iter_mut();
        let all = nodes.flat_map(|node| node.tally.drain());
        let ours = all.filter(|(known, _)| *known == counter);
        ours.map(|(_, count)| count).sum()
    }
}

#[test]
fn a_busy_replica_counts_no_more_than_a_quiet_one() {
    let mut envoy = envoy(json!({}));
    for _ in 0..100 {
        envoy.replica(1, "10.0.0.1:80", 90.0);
        envoy.replica(2, "10.0.0.1:80", 90.0);
    }
    envoy.replica(3, "10.0.0.2:80", 10.0);
    envoy.wait_ms(1);
    envoy.replica(4, "10.0.0.1:80", 80.0);
    envoy.run(500);
    for node in 0..=4 {
        assert_eq!(envoy.metric(node, "cpu"), Some(45.0));
        assert_eq!(envoy.metric(node, "cpu_max"), Some(80.0));
        assert_eq!(envoy.metric(node, "reporting"), Some(2.0));
    }
}

#[test]
fn a_report_is_forgotten_in_time_everywhere() {
    let mut envoy = envoy(json!({"load_report_ttl_s": 10}));
    envoy.replica(1, "10.0.0.1:80", 90.0);
    envoy.run(5_000);
    envoy.replica(2, "10.0.0.2:80", 30.0);
    envoy.run(5_000);
    assert_eq!(envoy.metric(3, "cpu"), Some(60.0));
    envoy.run(500);
    assert_eq!(envoy.metric(3, "cpu"), Some(30.0));
    assert!(
        envoy.nodes[1]
            .services
            .iter_mut()
            .all(|service| service.replicas.is_none())
    );
    envoy.run(5_000);
    for name in ["cpu", "cpu_max", "reporting", "load_age"] {
        assert_eq!(envoy.metric(3, name), None, "{name}");
    }
}

#[test]
fn a_report_outlives_the_worker_that_saw_it() {
    let mut envoy = envoy(json!({}));
    envoy.replica(1, "10.0.0.1:80", 50.0);
    envoy.run(500);
    let (store, now) = (&envoy.store, envoy.now);
    envoy.nodes[1].leave(now, store);
    envoy.nodes[1] = Node::new(99);
    envoy.run(30_000);
    assert_eq!(envoy.metric(0, "cpu"), Some(50.0));
    envoy.run(31_000);
    assert_eq!(envoy.metric(0, "cpu"), None);
}

#[test]
fn what_is_refused_or_too_much_is_counted() {
    let mut envoy = envoy(json!({}));
    let plugin = Rc::clone(&envoy.plugins[0]);
    let service = envoy.nodes[1].service(b"checkout", &plugin);
    let now = envoy.now;
    let node = &mut envoy.nodes[1];
    assert!(!node.report(service, Err(Rejected::Duplicate), Some(b"a"), now));
    assert!(node.report(service, Ok(vec![("cpu".into(), 1.0)]), None, now));
    assert!(node.report(service, Ok(Vec::new()), Some(b"a"), now));
    envoy.run(500);
    assert_eq!(envoy.metric(0, "reporting"), None);
    let counted: Vec<_> = envoy.nodes[1]
        .tally
        .drain()
        .map(|(counter, _)| counter)
        .collect();
    for counter in [
        Counter::ReportDuplicate,
        Counter::ReportUnknownReplica,
        Counter::Reports,
    ] {
        assert!(counted.contains(&counter), "{counter:?}");
    }
    for replica in 0..MAX_REPLICAS + 5 {
        envoy.replica(1, &replica.to_string(), 1.0);
    }
    envoy.run(500);
    assert_eq!(envoy.counted(Counter::ReportOverflow), 5);
    assert_eq!(envoy.metric(0, "reporting"), Some(1024.0));
}

#[test]
fn a_service_that_reports_nothing_worth_is_not_heard() {
    let envoy_of = |load_reports: &str| envoy(json!({"load_reports": load_reports}));
    for (word, wanted) in [("none", false), ("upstream", true)] {
        let mut envoy = envoy_of(word);
        let plugin = Rc::clone(&envoy.plugins[0]);
        let service = envoy.nodes[1].service(b"checkout", &plugin);
        assert_eq!(envoy.nodes[1].takes_reports(&plugin, service), wanted);
    }
}

#[test]
fn endpoints_are_asked_for_once_per_tick_and_are_what_runs() {
    let mut envoy = envoy(json!({"replicas_from": "endpoints", "replicas_ttl_s": 30}));
    envoy.endpoints(1, 3);
    envoy.run(250);
    envoy.endpoints(2, 4);
    envoy.endpoints(2, 9);
    envoy.run(500);
    assert_eq!(
        envoy.metric(0, "replicas"),
        Some(4.0),
        "the newest, read once"
    );
    // A statement of the scaler is not asked for.
    crate::fleet::replicas::state(&envoy.store, "checkout", 8, envoy.now).unwrap();
    envoy.run(500);
    assert_eq!(envoy.metric(0, "replicas"), Some(4.0));
    envoy.run(30_000);
    assert_eq!(envoy.metric(0, "replicas"), None);
}
