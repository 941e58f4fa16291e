//! What the page tells, and what it lets nobody do.

use std::rc::Rc;
use std::time::Duration;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::*;
use crate::fleet::kept::Keeper;
use crate::fleet::memory::MemoryStore;
use crate::fleet::replicas::{Current, ReplicasSource};
use crate::fleet::snapshot::{Peaks, Shadow, Snapshot};
use crate::history::Moment;
use crate::plugin::Plugin;
use crate::recommendation::Scope;
use crate::status::tests::decision;

const HOSTILE: &str = "<script>alert('x')</script>\"><img src=x onerror=\"y\">";

fn now() -> Timestamp {
    Timestamp::from_secs(1_000_000)
}

fn plugin() -> Rc<Plugin> {
    let config = json!({
        "policy": "function autoscale() end",
        "gateway_id": HOSTILE,
        "status": {},
    });
    let plugin = Plugin::new("main/", config.to_string().as_bytes());
    Rc::new(plugin.unwrap().0)
}

fn busy(reason: &str) -> ServiceSnapshot {
    let mut service = ServiceSnapshot {
        plugin: "main/".to_owned(),
        decision: Some(Decision {
            reason: Some(reason.to_owned()),
            ..decision(now())
        }),
        peaks: Peaks {
            demand: Some(21.25),
            rps: None,
        },
        current: Some(Current {
            replicas: 3,
            source: ReplicasSource::Scaler,
            at: Timestamp::from_secs(999_988),
        }),
        ..ServiceSnapshot::default()
    };
    service.metrics.values.insert("cpu", 85.25);
    service.policy.name = "default".to_owned();
    service.policy.sha256 = "0123456789abcdef".to_owned();
    service
}

fn snapshot(services: impl IntoIterator<Item = (String, ServiceSnapshot)>) -> Snapshot {
    Snapshot {
        written: now(),
        epoch: 900_000,
        workers_seen: 3,
        workers_expected: 3,
        services: services.into_iter().collect(),
    }
}

fn shown(snapshot: &Snapshot, store: &MemoryStore, service: Option<&str>) -> String {
    let plugin = plugin();
    let known = Known {
        config: &plugin.config,
        snapshot,
        plugins: std::slice::from_ref(&plugin),
        store,
        now: now().plus(Duration::from_millis(250)),
    };
    let keys = store.keys();
    let answer = match service {
        None => overview(known),
        Some(name) => one(&known.find(name).unwrap(), known),
    };
    assert_eq!(answer.code, 200);
    assert_eq!(store.keys(), keys, "a read that writes");
    answer.body
}

/// The text that a reader sees.
fn text(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        let (_, after) = part.split_once('>').expect("tags are closed");
        text.push_str(after);
    }
    text
}

#[test]
fn whoever_is_woken_sees_what_was_decided_and_why() {
    let store = MemoryStore::default();
    let mut keeper = Keeper::adopt(&store, "app");
    for (ago, demand, desired) in [(200, 3.0, 3), (30, 8.6, 7), (0, 19.5, 10)] {
        let moment = Moment {
            demand: Some((demand, Scope::Share)),
            desired: Some(desired),
            reason: Some("cpu above 80"),
            ..Moment::default()
        };
        let then = Timestamp::from_secs(1_000_000 - ago);
        keeper.kept.history.note(moment, then);
        keeper.keep(&store, then);
    }
    let mut service = busy("cpu 85 above 80");
    service.shadow = Some(Shadow {
        policy: "next".to_owned(),
        said: Some(decision(now())),
        error: None,
    });
    service.policy.last_error = Some((Timestamp::from_secs(999_940), "default:3: oh".into()));
    let html = shown(&snapshot([("app".to_owned(), service)]), &store, None);
    let text = text(&html);
    for part in [
        "workers 3 of 3, numbers of 0.2 s ago, up for 27 h",
        "10 desired, 3 running (scaler, 12 s ago)",
        "demand 19.5 (share, peak 21.25) → recommended 20 → desired 10, decided 0.2 s ago",
        "because: cpu 85 above 80",
        "shadow next: up to 10 busy",
        "clipped by max_replicas: 10",
        "0.2 s ago: 7 → 10 cpu above 80",
        "30 s ago: 3 → 7 cpu above 80",
        "policy default failed 60 s ago (0 of 0 times): default:3: oh",
        "cpu85.25",
        "policydefault 01234567",
        "last 5 min, up to 19.5: demand desired running",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(html.contains("<path class=s d='M95 "), "{html}");
    assert!(!html.contains("<path class=c"), "nobody said what ran");
}

#[test]
fn what_is_wrong_stands_out() {
    let store = MemoryStore::default();
    let mut seen = snapshot([("app".to_owned(), ServiceSnapshot::default())]);
    seen.written = Timestamp::from_secs(999_900);
    seen.workers_seen = 2;
    let app = seen.services.get_mut("app").unwrap();
    app.undecided = Some("metrics.cpu: no data".to_owned());
    let text = text(&shown(&seen, &store, Some("app")));
    for part in [
        "Nobody decides: no worker has led for 100 s",
        "A worker is silent",
        "never decided yet: metrics.cpu: no data",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn those_that_need_an_eye_come_first() {
    let calm = || {
        let mut service = busy("calm");
        let decision = service.decision.as_mut().unwrap();
        decision.clipped_by = None;
        decision.action = Action::Hold;
        service
    };
    let mut moving = calm();
    moving.decision.as_mut().unwrap().action = Action::Up;
    let mut failing = calm();
    failing.policy.last_error = Some((now(), "fuel".to_owned()));
    let mut held = calm();
    let decision = held.decision.as_mut().unwrap();
    decision.at = Timestamp::from_secs(999_990);
    decision.reason = Some("no data for metrics.cpu".to_owned());
    let services = [
        ("z-held", held),
        ("a-calm", calm()),
        ("b-moving", moving),
        ("c-clipped", busy("clipped")),
        ("d-undecided", ServiceSnapshot::default()),
        ("e-failing", failing),
    ];
    let services = services.map(|(name, service)| (name.to_owned(), service));
    let html = shown(&snapshot(services), &MemoryStore::default(), None);
    let place = |name: &str| html.find(&format!("services/{name}'")).unwrap();
    let order = [
        "e-failing",
        "z-held",
        "c-clipped",
        "b-moving",
        "d-undecided",
        "a-calm",
    ];
    assert!(html.contains("held since: no data for metrics.cpu"));
    assert!(order.map(place).is_sorted(), "{:?}", order.map(place));
}

#[test]
fn nothing_that_others_chose_becomes_html() {
    let mut service = busy(HOSTILE);
    service.decision.as_mut().unwrap().clipped_by = Some(HOSTILE.to_owned());
    service.policy.name = HOSTILE.to_owned();
    service.policy.last_error = Some((now(), HOSTILE.to_owned()));
    service.shadow = Some(Shadow {
        policy: HOSTILE.to_owned(),
        said: service.decision.clone(),
        error: Some(HOSTILE.to_owned()),
    });
    service.metrics.values.insert(HOSTILE.to_owned(), 1.0);
    let store = MemoryStore::default();
    let mut keeper = Keeper::adopt(&store, HOSTILE);
    for desired in [1, 2] {
        let moment = Moment {
            desired: Some(desired),
            reason: Some(HOSTILE),
            ..Moment::default()
        };
        keeper.kept.history.note(moment, now());
    }
    keeper.keep(&store, now());
    let undecided = ServiceSnapshot {
        undecided: Some(HOSTILE.to_owned()),
        ..ServiceSnapshot::default()
    };
    let seen = snapshot([(HOSTILE.to_owned(), service), ("b".to_owned(), undecided)]);
    let html = shown(&seen, &store, None);
    assert!(html.matches("&lt;script&gt;").count() >= 12, "{html}");
    for bad in ["<script", "<img", "onerror=\"", "'x'"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
}

#[test]
fn a_thousand_hostile_services_are_a_small_page() {
    let store = MemoryStore::default();
    let longest = "'".repeat(512);
    let services = (0..1_000).map(|number| {
        let mut service = busy(&longest);
        service.decision.as_mut().unwrap().clipped_by = Some(longest.clone());
        service.policy.last_error = Some((now(), longest.clone()));
        for metric in 0..100 {
            let name = format!("{metric:0>32}");
            service.metrics.values.insert(name, 123_456.789);
        }
        let name = format!("{number:'<256}");
        let mut keeper = Keeper::adopt(&store, &name);
        for secs in 0..300 {
            let moment = Moment {
                demand: Some((f64::from(secs % 7), Scope::Share)),
                desired: Some(secs % 11),
                current: Some(secs % 5),
                reason: Some(&longest),
                ..Moment::default()
            };
            let then = Timestamp::from_secs(999_700 + u64::from(secs));
            keeper.kept.history.note(moment, then);
        }
        keeper.keep(&store, now());
        (name, service)
    });
    let seen = snapshot(services);
    let html = shown(&seen, &store, None);
    assert!(html.len() < 40 * 1024, "{}", html.len());
    assert!(html.contains(" more: see v1/services"));
    let plain = (0..1_000).map(|number| (number.to_string(), busy("busy")));
    let html = shown(&snapshot(plain), &MemoryStore::default(), None);
    assert!(html.len() < 40 * 1024, "{}", html.len());
    assert!(html.matches("<section>").count() > 15);
    assert!(html.matches("<li>").count() > 100);
}

#[test]
fn the_policy_allows_the_one_style_sheet() {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digest = Sha256::digest(STYLE.as_bytes());
    let mut base64 = String::new();
    for three in digest.chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| {
            bits << 8 | usize::from(three.get(at).copied().unwrap_or(0))
        });
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let sign = ALPHABET[bits >> shift & 63];
            base64.push(if at > three.len() {
                '='
            } else {
                char::from(sign)
            });
        }
    }
    assert!(
        SECURITY.contains(&format!("'sha256-{base64}'")),
        "write sha256-{base64} into SECURITY"
    );
}
