//! How often the filter calls Envoy for one request. Each call costs between
//! 0.06 and 1.6 µs, so this is most of what the filter costs.

use crate::support::{Ask, Client, Gateway, Reply, Setup, Upstream, eventually};

/// DESIGN.md's budget for a request without scaling headers.
const BUDGET: usize = 8;

/// Callbacks of a request, in Envoy's own words.
const CALLBACKS: [&str; 5] = [
    "proxy_on_context_create(",
    "proxy_on_request_headers(",
    "proxy_on_response_headers(",
    "proxy_on_done(",
    "proxy_on_delete(",
];

/// The hostcalls of one request, as Envoy's trace names them.
async fn hostcalls(gateway: &Gateway, client: &mut Client, ask: &Ask) -> Vec<String> {
    let before = gateway.log().len();
    assert_eq!(client.send(ask).await.status, 200);
    let log = async || gateway.log()[before..].to_owned();
    let ended = |log: &String| log.contains("[host->vm] proxy_on_delete(");
    let log = eventually("the end of the request", log, ended).await;
    let mut calls = Vec::new();
    let mut counted = false;
    for line in log.lines() {
        if let Some((_, callback)) = line.split_once("[host->vm] ") {
            // Envoy asks for memory in the middle of a call.
            if !callback.starts_with("proxy_on_memory_allocate") {
                counted = CALLBACKS.iter().any(|known| callback.starts_with(known));
            }
        } else if let Some((_, call)) = line.split_once("[vm->host] ")
            && counted
        {
            calls.push(call.split('(').next().unwrap_or(call).to_owned());
        }
    }
    calls
}

#[tokio::test]
async fn a_request_without_news_costs_few_hostcalls() {
    let upstream = Upstream::start().await;
    let gateway = Setup::fixed().start(&upstream).await;
    let mut client = gateway.internal();
    client.send(&Ask::load("cpu=50")).await;
    gateway.decided("app").await;
    gateway.settled().await;
    gateway.trace_wasm().await;
    let plain = hostcalls(&gateway, &mut client, &Ask::get("/")).await;
    assert!(!plain.is_empty(), "the trace names hostcalls");
    assert!(plain.len() <= BUDGET, "{}: {plain:?}", plain.len());
    let with_hint = plain.iter().any(|call| call.contains("replace_header"));
    assert!(with_hint, "it carried a hint: {plain:?}");
    // A request with news costs no more: the policy needs nothing of Envoy's.
    let news = hostcalls(&gateway, &mut client, &Ask::load("cpu=85")).await;
    assert!(news.len() <= BUDGET, "{}: {news:?}", news.len());
    println!("hostcalls: {} plain, {} with news", plain.len(), news.len());
}

#[tokio::test]
async fn a_load_report_costs_three_hostcalls_more() {
    let upstream = Upstream::answering(|request| Reply {
        headers: match request.uri().path() {
            "/report" => vec![("endpoint-load-metrics", "TEXT cpu_utilization=0.5")],
            _ => Vec::new(),
        },
        ..Reply::default()
    })
    .await;
    let gateway = Setup::fixed().start(&upstream).await;
    let mut client = gateway.internal();
    client.send(&Ask::load("cpu=50")).await;
    gateway.decided("app").await;
    gateway.settled().await;
    gateway.trace_wasm().await;
    let plain = hostcalls(&gateway, &mut client, &Ask::get("/")).await;
    let report = hostcalls(&gateway, &mut client, &Ask::get("/report")).await;
    // Who reports, when, and the removal.
    assert_eq!(report.len(), plain.len() + 3, "{plain:?} {report:?}");
}
