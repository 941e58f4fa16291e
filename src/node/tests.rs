//! A whole Envoy of nodes over a store in memory, with a clock of its own.

use std::rc::Rc;

use serde_json::json;

use super::*;
use crate::fleet::memory::MemoryStore;
use crate::fleet::record;
use crate::fleet::slot::{SlotHeader, header_key};
use crate::intake::ScalingHeaders;
use crate::policy::RequestFacts;

mod faults;
mod remembered;
mod replicas;
mod rounds;
mod tokens;

const POLICY: &str = "
function autoscale(metrics)
  if metrics.cpu > 80 then return scale.up(2, 'cpu ' .. metrics.cpu .. ' above 80') end
  if metrics.cpu < 20 then return scale.down(1, 'cpu ' .. metrics.cpu .. ' below 20') end
end";

struct Envoy {
    store: MemoryStore,
    now: Timestamp,
    plugins: Vec<Rc<Plugin>>,
    nodes: Vec<Node>,
}

fn plugin(config: serde_json::Value) -> Rc<Plugin> {
    Rc::new(
        Plugin::new("main/", config.to_string().as_bytes())
            .unwrap()
            .0,
    )
}

/// A policy with guard rails that are out of its way.
fn policy(source: &str) -> Rc<Plugin> {
    let rules = json!({
        "stabilizationWindowSeconds": 0,
        "policies": [{"type": "Pods", "value": 1000, "periodSeconds": 15}],
    });
    guarded(source, json!({"scaleUp": rules, "scaleDown": rules}))
}

fn guarded(source: &str, behavior: serde_json::Value) -> Rc<Plugin> {
    plugin(json!({
        "policy": source, "service": {"name": "checkout"}, "behavior": behavior,
    }))
}

impl Envoy {
    /// Node 0 is the main thread's.
    fn new(workers: u64, plugin: Rc<Plugin>) -> Self {
        Self {
            store: MemoryStore::default(),
            now: Timestamp::from_secs(1_000_000),
            plugins: vec![plugin],
            nodes: (0..=workers).map(|n| Node::new(n + 1)).collect(),
        }
    }

    fn wait_ms(&mut self, ms: u64) {
        self.now = self.now.plus(Duration::from_millis(ms));
    }

    /// Lets the nodes tick that `alive` says, for `ms`.
    fn run_some(&mut self, ms: u64, alive: impl Fn(usize) -> bool) {
        for _ in 0..ms / 250 {
            self.wait_ms(250);
            for (number, node) in self.nodes.iter_mut().enumerate() {
                if alive(number) {
                    node.tick(self.now, &self.store, &self.plugins);
                }
            }
        }
    }

    fn run(&mut self, ms: u64) {
        self.run_some(ms, |_| true);
    }

    fn request(&mut self, node: usize) {
        let plugin = Rc::clone(&self.plugins[0]);
        let service = self.nodes[node].service(b"checkout", &plugin);
        self.nodes[node].begin(service, self.now);
        self.nodes[node].end(service, self.now, self.now, Some(200));
    }

    fn report(&mut self, node: usize, cpu: f64) -> Answer {
        let plugin = Rc::clone(&self.plugins[0]);
        let service = self.nodes[node].service(b"checkout", &plugin);
        let scaling = ScalingHeaders {
            load: vec![("cpu".into(), cpu)],
            scale_type: None,
            request_id: None,
        };
        let facts = RequestFacts {
            id: None,
            scale_type: None,
            path: b"/",
            method: b"GET",
            authority: b"shop",
        };
        let now = self.now;
        self.nodes[node]
            .evaluate(&plugin, service, scaling, &facts, now)
            .unwrap()
    }

    fn hint(&mut self, node: usize) -> Option<(Action, String)> {
        let plugin = Rc::clone(&self.plugins[0]);
        let service = self.nodes[node].service(b"checkout", &plugin);
        self.nodes[node].hint(service).cloned()
    }

    fn requests_total(&self, node: usize) -> u64 {
        self.nodes[node].snapshot().services["checkout"]
            .totals
            .requests
    }

    fn desired(&self, node: usize) -> Option<u32> {
        let service = self.nodes[node].snapshot().services.get("checkout")?;
        Some(service.decision.as_ref()?.desired)
    }

    fn leaders(&self) -> Vec<usize> {
        (0..self.nodes.len())
            .filter(|n| self.nodes[*n].leader.is_leading())
            .collect()
    }
}

#[test]
fn every_request_counts_once_whoever_is_asked() {
    let mut envoy = Envoy::new(4, policy(POLICY));
    envoy.run(1_000);
    for round in 0..100 {
        for node in 1..=4 {
            envoy.request(node);
        }
        if round % 10 == 0 {
            envoy.run(250);
        }
    }
    envoy.run(750);
    for node in 0..=4 {
        assert_eq!(envoy.requests_total(node), 400, "node {node}");
    }
    assert_eq!(envoy.nodes[0].snapshot().workers_seen, 5);
}

#[test]
fn one_request_is_answered_at_once_and_all_workers_follow() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    // Hints are kept ready where requests come in.
    envoy.nodes[2].serve();
    envoy.run(1_000);
    assert_eq!(envoy.hint(1), None, "no data, no decision");
    envoy.request(1);
    envoy.run(500);
    let undecided = envoy.nodes[0].snapshot().services["checkout"]
        .undecided
        .clone();
    assert!(undecided.unwrap().contains("no data for metrics.cpu"));
    let answer = envoy.report(1, 85.0);
    assert_eq!(answer.hint, r#"up;replicas=3;reason="cpu 85 above 80""#);
    envoy.run(750);
    for node in [1, 2] {
        let (action, hint) = envoy.hint(node).unwrap();
        assert_eq!(action, Action::Up);
        assert_eq!(hint, answer.hint, "node {node}");
    }
    // The number holds until it is too old; then there is no data, and the
    // last decision stands.
    envoy.run(62_000);
    assert_eq!(envoy.hint(2).unwrap().0, Action::Hold);
    assert!(envoy.desired(2).unwrap() >= 3);
}

#[test]
fn answering_a_request_decides_nothing_by_itself() {
    let mut envoy = Envoy::new(1, policy(POLICY));
    envoy.run(1_000);
    let keys = envoy.store.keys();
    for _ in 0..10 {
        assert_eq!(envoy.report(1, 85.0).action, Action::Up);
    }
    assert_eq!(envoy.store.keys(), keys);
    assert_eq!(envoy.desired(1), None);
}

#[test]
fn the_vm_that_serves_no_requests_leads() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    // A worker comes first and leads until the main thread's VM is there.
    for node in [1, 2] {
        envoy.request(node);
    }
    envoy.run_some(1_000, |node| node != 0);
    assert_eq!(envoy.leaders().len(), 1);
    assert_ne!(envoy.leaders(), [0]);
    envoy.run(1_000);
    assert_eq!(envoy.leaders(), [0]);
}

#[test]
fn a_leader_that_goes_away_is_replaced_and_its_decision_stands() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    envoy.request(1);
    envoy.request(2);
    envoy.report(1, 85.0);
    envoy.run(2_000);
    assert_eq!((envoy.leaders(), envoy.desired(1)), (vec![0], Some(3)));
    envoy.run_some(4_000, |node| node != 0);
    let leaders: Vec<usize> = envoy.leaders().into_iter().filter(|n| *n != 0).collect();
    assert_eq!(leaders.len(), 1, "one of the workers leads");
    assert_eq!(envoy.desired(1), Some(3));
    assert_eq!(envoy.requests_total(2), 2);
}

#[test]
fn a_worker_that_falls_silent_keeps_its_counts_and_holds_the_floor() {
    let by_rate = "function autoscale(m) return m.rps and m.rps / 10 or nil end";
    let mut envoy = Envoy::new(2, policy(by_rate));
    for _ in 0..100 {
        for _ in 0..10 {
            envoy.request(1);
            envoy.request(2);
        }
        envoy.run(250);
    }
    envoy.run(500);
    let before = envoy.desired(0).unwrap();
    assert!(before >= 7, "{before}");
    let total = envoy.requests_total(0);
    envoy.run_some(50_000, |node| node != 2);
    assert_eq!(
        envoy.desired(0),
        Some(before),
        "not lower while it is missing"
    );
    assert_eq!(envoy.nodes[0].snapshot().workers_seen, 2);
    assert_eq!(envoy.nodes[0].snapshot().workers_expected, 3);
    envoy.run_some(20_000, |node| node != 2);
    assert_eq!(envoy.desired(0), Some(1), "after one stable window");
    assert_eq!(envoy.requests_total(0), total, "counters are for good");
}

#[test]
fn a_stalled_worker_comes_back_and_nothing_counts_twice() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    for _ in 0..100 {
        envoy.request(1);
        envoy.request(2);
    }
    envoy.run(1_000);
    // Worker 2 stalls for long; a new VM takes its slot and its counters.
    envoy.run_some(11_000, |node| node != 2);
    envoy.nodes.push(Node::new(99));
    envoy.run_some(1_000, |node| node != 2);
    assert_eq!(envoy.requests_total(0), 200);
    envoy.request(2);
    envoy.request(3);
    envoy.run(2_000);
    assert_eq!(envoy.requests_total(0), 202);
    assert_eq!(envoy.nodes[0].snapshot().workers_seen, 4);
}

#[test]
fn of_two_vms_that_create_a_slot_neither_loses_a_count() {
    let mut envoy = Envoy::new(1, policy(POLICY));
    envoy.request(1);
    envoy.run_some(250, |node| node == 1);
    // Another VM saw the key missing, too, and wrote its header after ours.
    let other = SlotHeader {
        token: 99,
        written: envoy.now,
        serves: true,
        ..SlotHeader::default()
    };
    let header = record::encode(&other);
    envoy.store.set(&header_key(0), &header, None).unwrap();
    envoy.run(2_000);
    assert_eq!(envoy.requests_total(0), 1);
}

#[test]
fn a_goodbye_frees_the_slot_and_keeps_the_counters() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    envoy.request(2);
    envoy.run(1_000);
    let now = envoy.now;
    envoy.nodes[2].leave(now, &envoy.store);
    envoy.run_some(1_000, |node| node != 2);
    assert_eq!(envoy.requests_total(0), 1);
    assert_eq!(envoy.nodes[0].snapshot().workers_expected, 2);
}

#[test]
fn an_update_keeps_windows_and_decision_and_the_new_policy_decides() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    for _ in 0..20 {
        envoy.request(1);
        envoy.report(1, 85.0);
        envoy.run(500);
    }
    assert_eq!(envoy.desired(1), Some(3));
    envoy.plugins = vec![policy(
        "function autoscale(m) return scale.to(m.requests) end",
    )];
    envoy.run(3_000);
    assert_eq!(envoy.requests_total(1), 20);
    assert_eq!(envoy.desired(1), Some(10), "20 requests, clipped at max");
}

#[test]
fn a_vm_with_the_old_configuration_does_not_lead() {
    let old = policy("function autoscale(m) return scale.to(2) end");
    let new = policy("function autoscale(m) return scale.to(7) end");
    let mut envoy = Envoy::new(1, old);
    envoy.request(1);
    envoy.run(2_000);
    assert_eq!((envoy.leaders(), envoy.desired(1)), (vec![0], Some(2)));
    // Only the worker has got the update yet.
    let new = vec![new];
    for _ in 0..20 {
        envoy.wait_ms(250);
        let old = envoy.plugins.clone();
        envoy.nodes[0].tick(envoy.now, &envoy.store, &old);
        envoy.nodes[1].tick(envoy.now, &envoy.store, &new);
    }
    assert_eq!(envoy.leaders(), [1]);
    assert_eq!(envoy.desired(0), Some(7));
}

#[test]
fn a_policy_error_holds_the_last_decision() {
    let mut envoy = Envoy::new(1, policy(POLICY));
    envoy.report(1, 85.0);
    envoy.run(2_000);
    envoy.plugins = vec![policy("function autoscale(m) while true do end end")];
    envoy.run(2_000);
    let service = &envoy.nodes[0].snapshot().services["checkout"];
    let decision = service.decision.as_ref().unwrap();
    assert_eq!((decision.action, decision.desired), (Action::Hold, 3));
    assert!(service.totals.policy_errors >= 3);
    let (_, text) = service.policy.last_error.as_ref().unwrap();
    assert!(text.contains("fuel"), "{text}");
    let answer = envoy.report(1, 85.0);
    assert_eq!(answer.hint, r#"hold;replicas=3;reason="policy fuel""#);
}

#[test]
fn a_policy_that_spends_its_fuel_backs_off() {
    let mut envoy = Envoy::new(1, policy("function autoscale(m) while true do end end"));
    envoy.request(1);
    envoy.run(60_000);
    let evaluations = envoy.nodes[0].snapshot().services["checkout"]
        .totals
        .evaluations;
    assert!((5..=20).contains(&evaluations), "{evaluations}");
}

#[test]
fn fuel_that_others_left_is_no_fault_of_a_policy() {
    // Three in a tick, and the rest of a fourth.
    let source = "function autoscale(m) for i = 1, 40000 do end return scale.to(4) end";
    let services: serde_json::Map<_, _> = (0..10)
        .map(|number| (format!("service-{number}"), json!({})))
        .collect();
    let busy = json!({"policy": source, "services": services,
        "limits": {"tick_fuel": 100_000, "tick_total_fuel": 300_000}});
    let mut envoy = Envoy::new(1, plugin(busy));
    envoy.run(10_000);
    for (name, service) in &envoy.nodes[0].snapshot().services {
        let desired = service.decision.as_ref().map(|decision| decision.desired);
        assert_eq!(desired, Some(4), "{name}");
        assert_eq!(service.totals.policy_errors, 0, "{name}");
        assert_eq!(service.policy.last_error, None, "{name}");
        assert!(service.totals.evaluations >= 5, "{name}");
    }
}

#[test]
fn a_foreign_generation_stops_nobody_for_long() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    envoy.run(2_000);
    envoy.report(1, 85.0);
    envoy.run(1_000);
    assert_eq!(envoy.leaders().len(), 1);
    let foreign = generation::Generation {
        number: u64::MAX,
        fingerprint: 7,
    };
    let key = generation::generation_key("main/");
    envoy
        .store
        .set(&key, &record::encode(&foreign), None)
        .unwrap();
    envoy.run(5_000);
    assert_eq!(
        envoy.leaders(),
        Vec::<usize>::new(),
        "it may be a configuration that is to come"
    );
    envoy.run(15_000);
    assert_eq!(envoy.leaders().len(), 1);
    let decided = envoy.desired(1);
    assert!(decided.is_some());
    envoy.run(30_000);
    assert_eq!(envoy.leaders().len(), 1, "and it stays so");
}

#[test]
fn foreign_bytes_in_shared_data_do_no_harm() {
    let mut envoy = Envoy::new(2, policy(POLICY));
    envoy.request(1);
    envoy.run(2_000);
    for key in envoy.store.keys() {
        let foreign = [&record::PREFIX[..], b"\xff\xff\xff\xff"].concat();
        envoy.store.set(&key, &foreign, None).unwrap();
    }
    envoy.run(4_000);
    assert_eq!(envoy.leaders().len(), 1);
    assert_eq!(envoy.requests_total(0), 1);
    assert_eq!(envoy.nodes[0].snapshot().workers_seen, 3);
}

#[test]
fn services_beyond_the_limit_are_other() {
    let limited = plugin(json!({"policy": POLICY, "limits": {"max_services": 2}}));
    let mut node = Node::new(1);
    let one = node.service(b"one", &limited);
    node.service(b"two", &limited);
    let three = node.service(b"three", &limited);
    assert_eq!(node.service(b"one", &limited), one);
    assert_eq!(node.service(b"four", &limited), three);
    assert_eq!(node.listed_service(b"evil.example", &limited), three);
    let overflows: Vec<_> = node
        .tally
        .drain()
        .filter(|(counter, _)| *counter == Counter::ServiceOverflow)
        .collect();
    assert_eq!(overflows, [(Counter::ServiceOverflow, 2)]);
}

#[test]
fn a_slot_is_written_only_by_its_owner() {
    let mut envoy = Envoy::new(1, policy(POLICY));
    envoy.run(500);
    assert!(envoy.store.get(&header_key(0)).is_some());
    assert!(envoy.store.get(&header_key(1)).is_some());
    assert!(envoy.store.get(&header_key(2)).is_none());
}

#[test]
fn what_the_scaler_says_is_known_to_all_and_forgotten_in_time() {
    let source = "function autoscale(metrics)
        if not metrics.replicas then return scale.hold('unknown') end
        return scale.up(2, metrics.replicas .. ' run')
    end";
    let mut envoy = Envoy::new(2, policy(source));
    envoy.request(1);
    envoy.run(1_000);
    let reason = |envoy: &Envoy, node: usize| {
        let service = envoy.nodes[node].snapshot().services["checkout"].clone();
        let current = service.current.map(|current| current.replicas);
        (service.decision.unwrap().reason.unwrap(), current)
    };
    assert_eq!(reason(&envoy, 2), ("unknown".to_owned(), None));
    crate::fleet::replicas::state(&envoy.store, "checkout", 4, envoy.now).unwrap();
    envoy.run(500);
    for node in 0..3 {
        assert_eq!(reason(&envoy, node), ("4 run".to_owned(), Some(4)));
        assert_eq!(envoy.desired(node), Some(6), "a step counts from what runs");
    }
    // On a request, the same number counts.
    assert_eq!(envoy.report(1, 50.0).hint, "up;replicas=6;reason=\"4 run\"");
    // The next leader knows it, too.
    let leader = envoy.leaders()[0];
    envoy.run_some(10_000, |node| node != leader);
    let next = envoy
        .leaders()
        .into_iter()
        .find(|node| *node != leader)
        .unwrap();
    assert_eq!(reason(&envoy, next).1, Some(4));
    envoy.run_some(51_000, |node| node != leader);
    assert_eq!(reason(&envoy, next), ("unknown".to_owned(), None));
}

#[test]
fn neither_a_new_leader_nor_an_update_resets_the_window() {
    let told = "function autoscale(m) return scale.to(m.cpu) end";
    let mut envoy = Envoy::new(2, guarded(told, json!({})));
    let clipped = |envoy: &Envoy| {
        let service = &envoy.nodes[1].snapshot().services["checkout"];
        service.decision.as_ref().unwrap().clipped_by.clone()
    };
    envoy.request(1);
    envoy.request(2);
    for _ in 0..20 {
        envoy.report(1, 9.0);
        envoy.run(1_000);
    }
    assert_eq!(envoy.desired(1), Some(9));
    for second in 0..290 {
        envoy.report(1, 2.0);
        // The leader goes, and comes back.
        if second == 100 {
            envoy.nodes[0].leave(envoy.now, &envoy.store);
        }
        envoy.run_some(1_000, |node| node != 0 || !(100..200).contains(&second));
        if second == 150 {
            assert_ne!(envoy.leaders(), [0]);
        }
        if second == 250 {
            assert_eq!(envoy.leaders(), [0]);
            envoy.plugins = vec![guarded(
                "function autoscale(m) return m.cpu end",
                json!({"scaleUp": {"stabilizationWindowSeconds": 1}}),
            )];
        }
        assert_eq!(envoy.desired(1), Some(9), "second {second}");
    }
    assert_eq!(
        clipped(&envoy).as_deref(),
        Some("scaleDown.stabilizationWindowSeconds: 300")
    );
    for _ in 0..15 {
        envoy.report(1, 2.0);
        envoy.run(1_000);
    }
    assert_eq!((envoy.desired(1), clipped(&envoy)), (Some(2), None));
}

#[test]
fn a_new_leader_goes_on_with_the_rates() {
    let ten = "function autoscale() return scale.to(10) end";
    let mut envoy = Envoy::new(2, guarded(ten, json!({})));
    envoy.request(1);
    envoy.request(2);
    envoy.run(4_000);
    assert_eq!(envoy.desired(1), Some(5), "1 and 4 Pods per 15 s");
    envoy.run_some(9_000, |node| node != 0);
    assert_ne!(envoy.leaders(), [0]);
    assert_eq!(envoy.desired(1), Some(5));
    let service = &envoy.nodes[1].snapshot().services["checkout"];
    assert_eq!(
        service.decision.as_ref().unwrap().clipped_by.as_deref(),
        Some("scaleUp.policies: 4 Pods per 15 s")
    );
    envoy.run_some(3_000, |node| node != 0);
    assert_eq!(envoy.desired(1), Some(10));
}

#[test]
fn what_requests_ask_changes_no_guard_rail() {
    let asked = "function autoscale(m, request) if request then return 100 end return 1 end";
    let mut envoy = Envoy::new(1, guarded(asked, json!({})));
    envoy.report(1, 1.0);
    envoy.run(2_000);
    let key = crate::fleet::kept::kept_key("checkout");
    let kept = |envoy: &Envoy| {
        let bytes = envoy.store.get(&key).unwrap().value;
        record::decode::<crate::fleet::kept::Kept>(&bytes)
            .unwrap()
            .behavior
    };
    let before = kept(&envoy);
    for _ in 0..10 {
        assert_eq!(envoy.report(1, 1.0).hint, "up;replicas=5");
    }
    assert_eq!(kept(&envoy), before);
    envoy.run(2_000);
    assert_eq!(envoy.desired(1), Some(1));
}

#[test]
fn a_dry_run_decides_and_nobody_is_told_to_act() {
    let mut envoy = Envoy::new(
        1,
        plugin(json!({
            "policy": "function autoscale() return scale.to(4, 'four') end",
            "service": {"name": "checkout"}, "dry_run": true,
        })),
    );
    assert_eq!(
        envoy.report(1, 1.0).hint,
        r#"hold;replicas=4;reason="four""#
    );
    envoy.run(2_000);
    let (action, hint) = envoy.hint(1).unwrap();
    assert_eq!(
        (action, &*hint),
        (Action::Hold, r#"hold;replicas=4;reason="four""#)
    );
}

#[test]
fn a_service_that_nobody_calls_goes_to_its_minimum() {
    let by_rate = "function autoscale(m) if m.rps > 0 then return 5 end return m.cpu + 1 end";
    let rules = json!({
        "stabilizationWindowSeconds": 0,
        "policies": [{"type": "Pods", "value": 1000, "periodSeconds": 15}],
    });
    let mut envoy = Envoy::new(
        2,
        plugin(json!({
            "policy": by_rate, "service": {"name": "checkout"}, "min_replicas": 2,
            "behavior": {"scaleUp": rules, "scaleDown": rules},
            "on_idle": "min", "idle_s": 90,
        })),
    );
    let told = |envoy: &Envoy| {
        let service = envoy.nodes[2].snapshot().services["checkout"].clone();
        let decision = service.decision.unwrap();
        (decision.desired, decision.reason)
    };
    envoy.request(1);
    envoy.run(30_000);
    assert_eq!(told(&envoy).0, 5);
    // A stream that nothing comes of is work, however long it lasts.
    let service = envoy.nodes[1].service(b"checkout", &envoy.plugins[0].clone());
    let begun = envoy.now;
    envoy.nodes[1].begin(service, begun);
    envoy.run(120_000);
    assert_eq!(told(&envoy).0, 5);
    envoy.nodes[1].end(service, begun, envoy.now, Some(200));
    envoy.run(89_000);
    assert_eq!(told(&envoy).0, 5, "no data for cpu: held");
    // The wait goes on under the next leader.
    envoy.nodes[0].leave(envoy.now, &envoy.store);
    envoy.run_some(3_000, |node| node != 0);
    let idle = "idle for 90 s: min_replicas".to_owned();
    assert_eq!(told(&envoy), (2, Some(idle)));
    envoy.request(2);
    envoy.run_some(1_000, |node| node != 0);
    assert_eq!(told(&envoy).0, 5);
}

#[test]
fn a_shadow_says_what_it_would_and_decides_nothing() {
    let config = |shadow: &str| {
        plugin(json!({
            "policies": {
                "default": "function autoscale() return 3 end",
                "next": "function autoscale(m) return scale.to(m.desired + 4, 'next') end",
                "lost": "function autoscale(m) return m.cpu + 1 end",
                "loop": "function autoscale() while true do end end",
            },
            "service": {"name": "checkout"},
            "shadow": shadow,
        }))
    };
    let mut envoy = Envoy::new(1, config("next"));
    envoy.request(1);
    envoy.run(2_000);
    let shadow = |envoy: &Envoy| {
        let service = envoy.nodes[1].snapshot().services["checkout"].clone();
        assert_eq!(service.totals.policy_errors, 0);
        assert_eq!(service.policy.last_error, None);
        (service.decision.unwrap().desired, service.shadow.unwrap())
    };
    let (desired, next) = shadow(&envoy);
    let said = next.said.unwrap();
    assert_eq!((desired, said.recommended), (3, 7));
    assert_eq!(said.reason.as_deref(), Some("next"));
    for (policy, error) in [("lost", "metrics.cpu"), ("loop", "fuel")] {
        envoy.plugins = vec![config(policy)];
        envoy.run(2_000);
        let (desired, shadow) = shadow(&envoy);
        assert_eq!((desired, &*shadow.policy), (3, policy));
        assert_eq!(shadow.said, None);
        let told = shadow.error.unwrap();
        assert!(told.contains(error), "{told}");
    }
    let counted = |envoy: &mut Envoy, counter: Counter| {
        let mut counts = envoy.nodes[0].tally.drain();
        counts
            .find(|(name, _)| *name == counter)
            .map(|(_, count)| count)
    };
    assert!(counted(&mut envoy, Counter::ShadowErrors) > Some(3));
}

#[test]
fn a_share_stands_while_answers_fail_at_once() {
    let by_concurrency = "function autoscale(m)
      local busy = m.panic.concurrency
      if busy then return {replicas = busy, demand = busy, scope = 'share'} end
    end";
    let mut envoy = Envoy::new(1, policy(by_concurrency));
    let plugin = Rc::clone(&envoy.plugins[0]);
    let service = envoy.nodes[1].service(b"checkout", &plugin);
    // Five at a time, each for as long as a tick.
    for _ in 0..40 {
        let begun = envoy.now;
        (0..5).for_each(|_| envoy.nodes[1].begin(service, begun));
        envoy.run(250);
        let now = envoy.now;
        (0..5).for_each(|_| envoy.nodes[1].end(service, begun, now, Some(200)));
    }
    envoy.run(250);
    assert_eq!(envoy.desired(1), Some(5));
    // As many come, and nobody is there to answer.
    for _ in 0..80 {
        let now = envoy.now;
        for _ in 0..5 {
            envoy.nodes[1].begin(service, now);
            envoy.nodes[1].end(service, now, now, Some(503));
        }
        envoy.run(250);
    }
    assert_eq!(envoy.desired(1), Some(5));
    let told = &envoy.nodes[1].snapshot().services["checkout"];
    assert_eq!(told.metrics.panic.get("concurrency"), Some(0.0), "as it is");
    assert_eq!(told.metrics.panic.get("error_rate"), Some(1.0));
    let decision = told.decision.as_ref().unwrap();
    assert!(
        (4.3..=5.0).contains(&decision.demand),
        "{}",
        decision.demand
    );
    // Nobody comes any more: that is idleness.
    envoy.run(8_000);
    assert_eq!(envoy.desired(1), Some(1));
}
