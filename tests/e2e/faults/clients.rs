//! Clients that mean harm: floods of headers, thousands of names of their own
//! making, heads that never end, usage that no model told.

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::{Ask, Client, Load, Model, Piece, Setup, Upstream, raw};

use super::{GOOD, busy, counted};

const NAMES: usize = 10_000;
/// `limits.max_services`, where nothing else is said.
const MOST_SERVICES: u64 = 1_024;
const CLIENTS: usize = 8;

/// Sends what `ask` makes of each number, on several connections.
async fn send_all(count: usize, client: impl Fn() -> Client, ask: fn(usize) -> Ask) {
    let mut senders = JoinSet::new();
    for first in 0..CLIENTS {
        let mut client = client();
        senders.spawn(async move {
            for number in (first..count).step_by(CLIENTS) {
                let answer = client.send(&ask(number)).await;
                assert_eq!(answer.status, 200, "{number}");
            }
        });
    }
    while let Some(sender) = senders.join_next().await {
        sender.expect("each has an answer");
    }
}

/// Everything that a request can name is new.
fn names(number: usize) -> Ask {
    Ask::load(format!("m{number}=1"))
        .host(&format!("h{number}.example"))
        .header("x-scale-type", format!("t{number}"))
        .header("x-request-id", format!("r{number}"))
}

#[tokio::test]
async fn names_that_clients_make_up_are_no_services() {
    let upstream = Upstream::start().await;
    let setup = busy(Setup::fixed(), GOOD).filter(|config| config["service"] = json!("authority"));
    let gateway = setup.start(&upstream).await;
    gateway.workers_tick(2).await;
    let load = Load::start(gateway.main(), 4, &Ask::get("/").host("app"));
    send_all(NAMES, || gateway.internal(), names).await;
    send_all(NAMES / 10, || gateway.external(), names).await;
    load.more(100).await;
    let sent = load.stop().await.all_ok();
    let made_up = (NAMES + NAMES / 10) as u64;
    gateway
        .app("the load", |app| app["requests_total"] == sent)
        .await;
    let stats = gateway.settled().await;
    assert_eq!(stats.get("requests"), sent + made_up);
    assert_eq!(stats.get("services"), 2, "app and other");
    assert_eq!(stats.get("headers.untrusted"), NAMES as u64 / 10);
    assert_eq!(stats.get("workers_seen"), 3);
}

#[tokio::test]
async fn ten_thousand_services_are_a_thousand_and_the_rest() {
    let upstream = Upstream::start().await;
    let mut setup = busy(Setup::fixed(), GOOD);
    setup = setup.filter(|config| config["service"] = json!("virtual_host"));
    setup.edit(|object| {
        let Some(hosts) = object
            .get_mut("virtual_hosts")
            .and_then(|it| it.as_array_mut())
        else {
            return;
        };
        if hosts[0]["name"] != "app" {
            return;
        }
        for number in 0..NAMES {
            let mut host = hosts[0].clone();
            host["name"] = json!(format!("service-{number}"));
            host["domains"] = json!([format!("h{number}.example")]);
            hosts.push(host);
        }
    });
    let gateway = setup.start(&upstream).await;
    gateway.workers_tick(2).await;
    let load = Load::start(gateway.main(), 4, &Ask::get("/"));
    load.more(100).await;
    send_all(NAMES, || gateway.internal(), names).await;
    load.more(100).await;
    let sent = load.stop().await.all_ok();
    let stats = counted_beside(&gateway, sent).await;
    assert_eq!(stats.get("requests"), sent + NAMES as u64);
    let services = stats.get("services");
    assert!(services <= 2 * MOST_SERVICES + 1, "{services} services");
    assert!(stats.get("services.overflow") > 0);
}

/// Waits until `app` has counted so many requests beside those of others.
async fn counted_beside(gateway: &crate::support::Gateway, sent: u64) -> crate::support::Stats {
    let app = gateway
        .app("the load", |app| {
            app["requests_total"].as_u64() >= Some(sent) && app["inflight"] == 0
        })
        .await;
    assert_eq!(app["requests_total"], sent);
    let stats = gateway.settled().await;
    assert_eq!(stats.get("workers_seen"), 3, "a VM is silent");
    stats
}

fn flood(number: usize) -> Ask {
    let ask = Ask::load([b'9'; 1_025]);
    let ask = (0..80).fold(ask, |ask, line| {
        ask.header(&format!("x-{line}"), [b'a'; 400])
    });
    ask.header(
        "x-scale-type",
        if number.is_multiple_of(2) {
            "UP"
        } else {
            "\u{fc}"
        },
    )
}

#[tokio::test]
async fn floods_of_headers_are_refused_and_counted() {
    const FLOODS: usize = 2_000;
    let upstream = Upstream::start().await;
    let gateway = busy(Setup::fixed(), GOOD).start(&upstream).await;
    gateway.workers_tick(2).await;
    let load = Load::start(gateway.main(), 4, &Ask::load("cpu=50"));
    // Heads that never end hold a connection each, and nothing else.
    let mut endless = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(gateway.main())
            .await
            .expect("a connection");
        let begun = b"GET / HTTP/1.1\r\nhost: shop.example\r\nx-load-metric: 1";
        stream.write_all(begun).await.expect("room");
        endless.push(stream);
    }
    let mut long = b"GET / HTTP/1.1\r\nhost: shop.example\r\nx-load-metric: ".to_vec();
    long.resize(long.len() + 70_000, b'9');
    let mut refused = JoinSet::new();
    for _ in 0..100 {
        let (main, long) = (gateway.main(), long.clone());
        refused.spawn(async move { raw(main, &long).await });
    }
    send_all(FLOODS, || gateway.internal(), flood).await;
    while let Some(status) = refused.join_next().await {
        assert_eq!(status.expect("no panic"), Some(431));
    }
    load.more(100).await;
    drop(endless);
    let sent = load.stop().await.all_ok() + FLOODS as u64;
    let stats = counted(&gateway, sent, 0).await;
    assert_eq!(stats.get("headers.rejected.too_long"), FLOODS as u64);
    assert_eq!(stats.get("headers.rejected.malformed"), FLOODS as u64 / 2);
    assert_eq!(stats.get("headers.rejected.not_ascii"), FLOODS as u64 / 2);
}

/// Usage in a client's own words, wherever it can put it.
const SPOOFED: &str = r#"{"usage":{"prompt_tokens":9000000,"completion_tokens":9000000}}"#;

fn spoof(number: usize) -> Ask {
    let content = json!({"messages": [{"content": SPOOFED}], "n": number, "usage": {
        "prompt_tokens": 9_000_000, "completion_tokens": 9_000_000, "total_tokens": 9_000_000,
    }});
    Ask::with_method("POST", "/v1/chat/completions")
        .body(content.to_string())
        .header("x-ratelimit-limit-tokens", "100")
        .header("x-ratelimit-remaining-tokens", "1")
        .header("endpoint-load-metrics", "TEXT cpu_utilization=0.99")
}

#[tokio::test(flavor = "multi_thread")]
async fn usage_that_a_client_makes_up_counts_for_nothing() {
    const SPOOFS: usize = 400;
    // Says back what it was told, as models do, and what it cost.
    let model = Model::answering(false, |request| {
        let said = String::from_utf8_lossy(request.body());
        let answer = json!({
            "choices": [{"message": {"content": said}}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 2},
        });
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        (200, headers, vec![Piece::Bytes(answer.to_string().into())])
    })
    .await;
    let setup = busy(Setup::fixed(), GOOD).response_bodies();
    let setup = setup.filter(|config| config["tokens"] = json!(true));
    let gateway = setup.start_at(model.port()).await;
    gateway.workers_tick(2).await;
    send_all(SPOOFS, || gateway.external(), spoof).await;
    counted(&gateway, SPOOFS as u64, 0).await;
    let told = gateway
        .app("every generation", |app| {
            app["tokens"]["responses_total"] == SPOOFS
        })
        .await;
    assert_eq!(told["tokens"]["input_total"], 9 * SPOOFS);
    assert_eq!(told["tokens"]["output_total"], 2 * SPOOFS);
    assert_eq!(told["tokens"]["inflight_input"], 0);
    assert_eq!(told["metrics"]["quota_remaining"], json!(null));
    assert_eq!(told["metrics"]["cpu"], json!(null));
}
