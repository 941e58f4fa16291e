//! A clock that steps, leaders that are lost, workers that stall, and shared
//! data that somebody else wrote: what is counted stays exact, and the nodes
//! find together again.

use proptest::prelude::*;

use super::*;
use crate::fleet::lease::LEASE_KEY;
use crate::fleet::store::SharedData;

fn six() -> Envoy {
    let mut envoy = Envoy::new(2, policy("function autoscale() return 6 end"));
    envoy.run(2_000);
    envoy.request(1);
    envoy.request(2);
    envoy.run(2_000);
    envoy
}

/// Two requests, one for each worker.
fn requests(envoy: &mut Envoy, sent: &mut u64) {
    envoy.request(1);
    envoy.request(2);
    *sent += 2;
}

/// One leader, the decision, and each request once, in everybody's eyes.
fn sound(envoy: &Envoy, sent: u64, what: &str) {
    assert_eq!(envoy.leaders().len(), 1, "{what}: one leads");
    for node in 0..envoy.nodes.len() {
        assert_eq!(envoy.desired(node), Some(6), "{what}: node {node}");
        assert_eq!(envoy.requests_total(node), sent, "{what}: node {node}");
        let service = &envoy.nodes[node].snapshot().services["checkout"];
        let metrics = &service.metrics;
        for (name, value) in metrics.values.iter().chain(metrics.panic.iter()) {
            assert!(value.is_finite() && value >= 0.0, "{what}: {name} {value}");
        }
    }
}

/// Steps of a clock, in seconds.
const DAY: i64 = 86_400;
const STEPS: [i64; 12] = [
    1,
    -1,
    5,
    -5,
    60,
    -60,
    3_600,
    -3_600,
    DAY,
    -DAY,
    300 * DAY,
    -300 * DAY,
];

fn step(envoy: &mut Envoy, seconds: i64) {
    let now = envoy.now.as_secs().saturating_add_signed(seconds);
    envoy.now = Timestamp::from_secs(now);
}

#[test]
fn a_clock_that_steps_loses_no_request_and_no_decision() {
    let mut envoy = six();
    envoy.now = Timestamp::from_secs(1_700_000_000);
    let mut sent = 2;
    for seconds in STEPS {
        step(&mut envoy, seconds);
        for _ in 0..60 {
            requests(&mut envoy, &mut sent);
            envoy.run(250);
        }
        envoy.run(1_000);
        sound(&envoy, sent, &format!("a step of {seconds} s"));
    }
}

#[test]
fn a_request_that_a_step_falls_into_ends() {
    let mut envoy = six();
    envoy.now = Timestamp::from_secs(1_700_000_000);
    envoy.run(2_000);
    let plugin = Rc::clone(&envoy.plugins[0]);
    for seconds in [-3_600, 3_600] {
        let service = envoy.nodes[1].service(b"checkout", &plugin);
        let begun = envoy.now;
        envoy.nodes[1].begin(service, begun);
        step(&mut envoy, seconds);
        let now = envoy.now;
        envoy.nodes[1].end(service, begun, now, Some(200));
        envoy.run(5_000);
    }
    sound(&envoy, 4, "two requests over steps");
    let inflight = envoy.nodes[0].snapshot().services["checkout"]
        .metrics
        .values
        .get("inflight")
        .unwrap();
    assert!(inflight.abs() < f64::EPSILON, "{inflight} in flight");
}

#[test]
fn a_leader_lost_each_second_loses_no_request_and_no_decision() {
    let mut envoy = six();
    let mut sent = 2;
    let mut led = std::collections::BTreeSet::new();
    for second in 0..60 {
        // Whoever leads is away for three seconds, then somebody else is.
        let leaders = envoy.leaders();
        let away = *leaders.first().expect("somebody leads");
        led.insert(away);
        for _ in 0..12 {
            requests(&mut envoy, &mut sent);
            envoy.run_some(250, |node| node != away);
        }
        if second % 2 == 0 {
            envoy.store.set(LEASE_KEY, b"lost", None).unwrap();
        }
        envoy.run(1_000);
        sound(&envoy, sent, &format!("second {second}"));
    }
    assert!(led.contains(&0), "the main thread's leads when it is there");
}

#[test]
fn a_leader_that_slept_through_others_decisions_goes_on_with_theirs() {
    let mut envoy = Envoy::new(
        1,
        plugin(json!({
            "policy": "function autoscale(m) return m.wanted end",
            "service": {"name": "checkout"}, "load_report_ttl_s": 1,
        })),
    );
    let wants = |envoy: &mut Envoy, wanted: f64| {
        let plugin = Rc::clone(&envoy.plugins[0]);
        let service = envoy.nodes[1].service(b"checkout", &plugin);
        let scaling = ScalingHeaders {
            load: vec![("wanted".into(), wanted)],
            ..ScalingHeaders::default()
        };
        let facts = RequestFacts {
            id: None,
            scale_type: None,
            path: b"/",
            method: b"GET",
            authority: b"shop",
        };
        let now = envoy.now;
        envoy.nodes[1].evaluate(&plugin, service, scaling, &facts, now);
    };
    envoy.run(5_000);
    wants(&mut envoy, 2.0);
    envoy.run(3_000);
    assert_eq!((envoy.leaders(), envoy.desired(0)), (vec![0], Some(2)));
    // It sleeps, another leads and decides, and that one sleeps, too.
    envoy.run_some(8_000, |node| node == 1);
    wants(&mut envoy, 5.0);
    envoy.run_some(3_000, |node| node == 1);
    assert_eq!(envoy.desired(1), Some(5));
    envoy.wait_ms(6_000);
    envoy.run_some(3_000, |node| node == 0);
    assert_eq!(
        envoy.desired(0),
        Some(5),
        "no number is there: the last decision holds"
    );
}

/// What is written in the place of a record.
#[derive(Clone, Copy, Debug)]
enum Foreign {
    Nothing,
    Text,
    Zeros(usize),
    PrefixAndNoise,
    OtherVersion,
    Truncated(usize),
    Longer,
    Flipped(usize),
}

fn spoil(value: &[u8], foreign: Foreign) -> Vec<u8> {
    let mut value = value.to_vec();
    match foreign {
        Foreign::Nothing => value.clear(),
        Foreign::Text => value = b"{\"luascale\": \"not\"}".to_vec(),
        Foreign::Zeros(length) => value = vec![0; length],
        Foreign::PrefixAndNoise => value = [&record::PREFIX[..], &[0xff; 40]].concat(),
        Foreign::OtherVersion => {
            if let Some(version) = value.get_mut(1) {
                *version = version.wrapping_add(1);
            }
        }
        Foreign::Truncated(hundredths) => value.truncate(value.len() * hundredths / 100),
        Foreign::Longer => value.push(0),
        Foreign::Flipped(bit) => {
            let bits = value.len().max(1) * 8;
            let at = bit % bits;
            if let Some(byte) = value.get_mut(at / 8) {
                *byte ^= 1 << (at % 8);
            }
        }
    }
    value
}

fn spoil_key(envoy: &Envoy, key: &str, foreign: Foreign) {
    let value = envoy.store.get(key).map_or(Vec::new(), |entry| entry.value);
    envoy.store.set(key, &spoil(&value, foreign), None).unwrap();
}

#[test]
fn every_key_may_be_foreign_truncated_or_of_another_version() {
    let kinds = [
        Foreign::Nothing,
        Foreign::Text,
        Foreign::Zeros(1),
        Foreign::Zeros(5_000),
        Foreign::PrefixAndNoise,
        Foreign::OtherVersion,
        Foreign::Truncated(10),
        Foreign::Truncated(50),
        Foreign::Truncated(99),
        Foreign::Longer,
    ];
    for foreign in kinds {
        for key in six().store.keys() {
            let mut envoy = six();
            let mut sent = 2;
            spoil_key(&envoy, &key, foreign);
            for _ in 0..100 {
                requests(&mut envoy, &mut sent);
                envoy.run(250);
            }
            envoy.run(1_000);
            sound(&envoy, sent, &format!("{key}: {foreign:?}"));
        }
    }
}

#[test]
fn all_keys_may_be_foreign_at_once_whoever_ticks_first() {
    for first in 0..3 {
        let mut envoy = six();
        let mut sent = 2;
        for _ in 0..20 {
            requests(&mut envoy, &mut sent);
            envoy.run(250);
            for key in envoy.store.keys() {
                spoil_key(&envoy, &key, Foreign::Text);
            }
            for node in [first, (first + 1) % 3, (first + 2) % 3] {
                envoy.wait_ms(80);
                let (now, plugins) = (envoy.now, envoy.plugins.clone());
                envoy.nodes[node].tick(now, &envoy.store, &plugins);
            }
            envoy.run(250);
        }
        envoy.run(3_000);
        sound(&envoy, sent, &format!("node {first} first"));
    }
}

fn foreign() -> impl Strategy<Value = Foreign> {
    prop_oneof![
        Just(Foreign::Nothing),
        Just(Foreign::Text),
        (0..300_usize).prop_map(Foreign::Zeros),
        Just(Foreign::PrefixAndNoise),
        Just(Foreign::OtherVersion),
        (0..100_usize).prop_map(Foreign::Truncated),
        Just(Foreign::Longer),
        any::<usize>().prop_map(Foreign::Flipped),
    ]
}

/// What happens between two ticks: a key is spoiled, one takes the value of
/// another, the clock steps, a node is away for some ticks.
#[derive(Clone, Debug)]
enum Event {
    Spoiled(prop::sample::Index, Foreign),
    Copied(prop::sample::Index, prop::sample::Index),
    Stepped(i64),
    Away(usize, u64),
}

fn event() -> impl Strategy<Value = Event> {
    let index = any::<prop::sample::Index>;
    prop_oneof![
        4 => (index(), foreign()).prop_map(|(key, how)| Event::Spoiled(key, how)),
        2 => (index(), index()).prop_map(|(from, to)| Event::Copied(from, to)),
        1 => (-100_000..100_000_i64).prop_map(Event::Stepped),
        2 => (0..3_usize, 1..60_u64).prop_map(|(node, ticks)| Event::Away(node, ticks)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Flipped bits and swapped records may be well-formed lies, so what was
    /// counted may be wrong; but nobody stays without a leader, and what is
    /// told is within its bounds.
    #[test]
    fn whatever_befalls_the_nodes_they_find_together_again(
        events in prop::collection::vec(event(), 1..12),
    ) {
        let mut envoy = six();
        envoy.now = Timestamp::from_secs(1_700_000_000);
        envoy.run(1_000);
        for event in events {
            let keys = envoy.store.keys();
            match event {
                Event::Spoiled(key, how) => spoil_key(&envoy, key.get(keys.as_slice()).as_str(), how),
                Event::Copied(from, to) => {
                    if let Some(entry) = envoy.store.get(from.get(keys.as_slice()).as_str()) {
                        envoy.store.set(to.get(keys.as_slice()).as_str(), &entry.value, None).unwrap();
                    }
                }
                Event::Stepped(seconds) => step(&mut envoy, seconds),
                Event::Away(node, ticks) => envoy.run_some(ticks * 250, |other| other != node),
            }
            envoy.request(1);
            envoy.run(250);
        }
        // Long enough for a configuration to be claimed anew.
        for _ in 0..120 {
            envoy.request(1);
            envoy.request(2);
            envoy.run(250);
        }
        prop_assert_eq!(envoy.leaders().len(), 1);
        for node in &envoy.nodes {
            let service = &node.snapshot().services["checkout"];
            let decision = service.decision.as_ref().expect("a decision");
            prop_assert!((1..=10).contains(&decision.desired), "{:?}", decision);
            for (name, value) in service.metrics.values.iter().chain(service.metrics.panic.iter()) {
                prop_assert!(value.is_finite(), "{}: {}", name, value);
            }
        }
    }
}
