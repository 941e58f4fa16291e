//! How many instructions things take natively, counted by callgrind: nearly the same on
//! every run, whatever else the machine is doing.
//!
//! Valgrind starts this program once more for each of them, which says by an
//! environment variable what to do. All that is done inside [`counted`] counts.

use std::hint::black_box;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use luascale::fleet::memory::MemoryStore;
use luascale::intake::intake;
use luascale::node::Node;
use luascale::plugin::Plugin;
use luascale::policy::RequestFacts;
use luascale::time::Timestamp;

use crate::harness::{Cell, Table};
use crate::policy::natively;
use crate::tick::scenario::{self, Part};

const VARIABLE: &str = "LUASCALE_BENCH_COUNT";
const THRESHOLD: &str = include_str!("policies/threshold.lua");
/// What a browser sends through an Envoy at the edge.
const PLAIN: [(&str, &str); 10] = [
    (":authority", "checkout.example.com"),
    (":path", "/api/carts/1234"),
    (":method", "GET"),
    (":scheme", "http"),
    ("user-agent", "curl/8.5.0"),
    ("accept", "*/*"),
    ("x-forwarded-for", "10.0.0.7"),
    ("x-forwarded-proto", "http"),
    ("x-envoy-internal", "true"),
    ("x-request-id", "6f1c0a3e-5d7b-4a44-9a53-2f0c6e1b8d90"),
];
const LOAD: (&str, &str) = ("x-load-metric", "cpu=85");
/// Requests and calls: what happens once per tick or now and then is in the mean.
const TIMES: u64 = 10_000;

/// Something to count.
struct Subject {
    name: &'static str,
    times: u64,
    work: fn(),
}

const ALL: [Subject; 5] = [
    Subject {
        name: "a plain request",
        times: TIMES,
        work: || requests(&PLAIN),
    },
    Subject {
        name: "a request with scaling headers",
        times: TIMES,
        work: || requests(&[&PLAIN[..], &[LOAD]].concat()),
    },
    Subject {
        name: "a call of the threshold policy",
        times: TIMES,
        work: calls,
    },
    Subject {
        name: "a worker's tick with 1,000 services",
        times: scenario::TICKS as u64,
        work: || ticks(Part::Worker),
    },
    Subject {
        name: "a leader's tick with 1,000 services",
        times: scenario::TICKS as u64,
        work: || ticks(Part::Leader),
    },
];

pub(crate) fn run() -> Vec<Table> {
    let mut table = Table::new(
        "Instructions natively, by callgrind, mean",
        &["what", "instructions"],
    );
    for Subject { name, times, .. } in ALL {
        let Some(count) = count(name) else {
            table.note("valgrind is not installed: nothing was counted.".to_owned());
            break;
        };
        table.row([name.into(), Cell::from(count / times)]);
    }
    vec![table]
}

/// `None` where there is no valgrind.
fn count(what: &str) -> Option<u64> {
    eprintln!("counting {what}");
    let program = std::env::current_exe().expect("this program");
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args([
            "--collect-atstart=no",
            "--toggle-collect=*instructions::counted*",
        ])
        .arg(program)
        .env(VARIABLE, what)
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}");
    let (_, count) = said.rsplit_once("Collected : ").expect("a count");
    let digits = count.split_whitespace().next().expect("a number");
    let count = digits.parse().expect("a number");
    assert!(
        count > 0,
        "nothing was counted: is the program stripped?\n{said}"
    );
    Some(count)
}

/// Does what callgrind has this process do, if anything.
pub(crate) fn work() -> bool {
    let Ok(wanted) = std::env::var(VARIABLE) else {
        return false;
    };
    let subject = ALL.into_iter().find(|subject| subject.name == wanted);
    (subject.expect("something to count").work)();
    true
}

/// What callgrind counts.
#[inline(never)]
fn counted(work: &mut dyn FnMut()) {
    work();
    // What follows a call cannot become part of it.
    black_box(());
}

fn requests(headers: &[(&str, &str)]) {
    let config = serde_json::json!({ "policy": THRESHOLD }).to_string();
    let (plugin, _) = Plugin::new("bench/", config.as_bytes()).expect("a configuration");
    let plugin = Rc::new(plugin);
    let store = MemoryStore::default();
    let mut node = Node::new(1);
    let mut now = Timestamp::from_secs(1_800_000_000);
    for request in 0..TIMES {
        counted(&mut || one_request(&mut node, &plugin, headers, now));
        now = now.plus(Duration::from_millis(1));
        if request % 250 == 0 {
            drop(node.tick(now, &store, std::slice::from_ref(&plugin)));
            node.tally.drain().for_each(drop);
        }
    }
}

/// What the filter does for one request, but for the host's calls.
fn one_request(node: &mut Node, plugin: &Plugin, headers: &[(&str, &str)], now: Timestamp) {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.as_bytes(), value.as_bytes()));
    let mut intake = intake(&plugin.config, headers);
    node.tally_intake(&intake);
    let service = node.service(b"checkout", plugin);
    node.begin(service, now);
    match intake.scaling.take() {
        Some(scaling) => {
            let facts = RequestFacts::default();
            let answer = node.evaluate(plugin, service, scaling, &facts, now);
            black_box(answer.expect("an answer"));
        }
        None => {
            black_box(node.hint(service));
        }
    }
    node.end(service, now, now.plus(Duration::from_millis(5)), Some(200));
}

fn calls() {
    natively::drive(THRESHOLD, TIMES, |policy, metrics, now| {
        counted(&mut || natively::evaluate(policy, metrics, now));
    });
}

fn ticks(wanted: Part) {
    scenario::drive(&MemoryStore::default(), |part, tick| {
        if part == wanted {
            counted(tick);
        } else {
            tick();
        }
    })
    .expect("a thousand decisions");
}
