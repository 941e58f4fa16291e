//! What is remembered for policies: by whom it is written, and who reads it.

use super::*;

const COUNTING: &str = "
function autoscale(metrics)
  state.n = (state.n or 0) + 1
  return scale.to(1, 'n ' .. state.n)
end";

fn counted(reason: &str) -> u32 {
    let n = reason.split("n ").nth(1).unwrap();
    n.trim_end_matches('"').parse().unwrap()
}

impl Envoy {
    fn reason(&self, node: usize) -> String {
        let service = &self.nodes[node].snapshot().services["checkout"];
        let decision = service.decision.as_ref().unwrap();
        decision.reason.clone().unwrap()
    }
}

#[test]
fn state_outlives_its_leader_and_requests_only_read_it() {
    let mut envoy = Envoy::new(2, policy(COUNTING));
    envoy.request(1);
    envoy.request(2);
    envoy.run(5_000);
    let before = counted(&envoy.reason(1));
    assert!(before >= 18, "{before}");
    // On a request it is a copy, at most a second and a tick old.
    for _ in 0..3 {
        let answer = counted(&envoy.report(2, 85.0).hint);
        assert!((before - 5..=before + 1).contains(&answer), "{answer}");
    }
    // The leader goes away; the next one goes on where the record ends.
    envoy.run_some(3_000, |node| node != 0);
    let after = counted(&envoy.reason(1));
    assert!((before..before + 12).contains(&after), "{before} {after}");
}

#[test]
fn a_policy_that_remembers_nothing_leaves_only_points_to_write() {
    let mut envoy = Envoy::new(1, policy(POLICY));
    envoy.request(1);
    envoy.report(1, 85.0);
    envoy.run(80_000);
    let written = |envoy: &Envoy| {
        let key = crate::fleet::kept::kept_key("checkout");
        envoy.store.get(&key).map(|entry| entry.cas)
    };
    // A point of the history every five seconds.
    let mut writes = std::collections::BTreeSet::new();
    for _ in 0..80 {
        envoy.run(250);
        writes.insert(written(&envoy));
    }
    assert!((4..=5).contains(&writes.len()), "{writes:?}");
}

#[test]
fn each_service_of_a_policy_has_a_state_of_its_own() {
    let config = json!({
        "policy": COUNTING,
        "service": {"name": "checkout"},
        "services": {"cart": {}, "checkout": {}},
    });
    let mut envoy = Envoy::new(1, plugin(config));
    envoy.request(1);
    envoy.run(3_000);
    let services = &envoy.nodes[1].snapshot().services;
    let counts = ["cart", "checkout"].map(|name| {
        let decision = services[name].decision.as_ref().unwrap();
        counted(decision.reason.as_ref().unwrap())
    });
    assert!(
        counts.iter().all(|count| (8..=12).contains(count)),
        "{counts:?}"
    );
}

#[test]
fn a_state_that_cannot_be_kept_is_counted_and_the_decision_holds() {
    let source = "function autoscale(metrics)
      if metrics.requests > 1 then state.f = print end
      state.n = 7
      return scale.to(4)
    end";
    let mut envoy = Envoy::new(1, policy(source));
    envoy.request(1);
    envoy.run(2_000);
    assert_eq!(envoy.desired(1), Some(4));
    envoy.request(1);
    envoy.run(2_000);
    assert_eq!(envoy.desired(1), Some(4));
    let service = &envoy.nodes[1].snapshot().services["checkout"];
    let (_, text) = service.policy.last_error.as_ref().unwrap();
    assert_eq!(text, "state.f: a function is not plain data");
    let errors = envoy.nodes.iter_mut().flat_map(|node| node.tally.drain());
    let state = errors.filter(|(counter, _)| *counter == Counter::PolicyState);
    assert!(state.map(|(_, count)| count).sum::<u32>() >= 7);
}
