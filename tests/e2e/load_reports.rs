//! Load reports of replicas: averaged over replicas and all workers, removed
//! before the client sees them, and harmless whatever they hold.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::{Ask, Client, RawUpstream, Reply, Setup, Upstream, raw_answer};

const REPORTS: [&str; 3] = [
    "endpoint-load-metrics",
    "endpoint-load-metrics-bin",
    "x-load-metric",
];
/// Says nothing by itself: what is tested is what a policy is given.
const POLICY: &str = "function autoscale(metrics) return scale.hold() end";

/// A response with these header lines.
fn with_headers(lines: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n{lines}\r\nok").into_bytes()
}

/// A response with these trailer lines.
fn with_trailers(lines: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
    format!("{head}{lines}\r\n").into_bytes()
}

/// A replica that answers each request with these header lines.
async fn replica(lines: &'static str) -> RawUpstream {
    RawUpstream::start(move |_| with_headers(lines)).await
}

fn setup() -> Setup {
    Setup::fixed().policy(POLICY)
}

/// Has both sides of Envoy pass trailers on.
fn trailing(mut setup: Setup) -> Setup {
    let http1 = json!({"enable_trailers": true});
    setup.edit(|object| {
        if object.contains_key("stat_prefix") {
            object.insert("http_protocol_options".to_owned(), http1.clone());
        }
        if object.contains_key("load_assignment") {
            let options = json!({
                "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": {"http_protocol_options": http1},
            });
            let name = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
            object.insert("typed_extension_protocol_options".to_owned(), json!({name: options}));
        }
    });
    setup
}

fn metric(service: &Value, name: &str) -> Option<f64> {
    service["metrics"][name].as_f64()
}

async fn sends(client: &mut Client, path: &str, times: usize) {
    for _ in 0..times {
        let answer = client.send(&Ask::get(path)).await;
        assert_eq!(answer.status, 200);
        for name in REPORTS {
            assert!(!answer.headers.contains_key(name), "{:?}", answer.headers);
        }
    }
}

#[tokio::test]
async fn replicas_of_all_formats_are_averaged() {
    let replicas = [
        replica("endpoint-load-metrics: TEXT cpu_utilization=0.9,named_metrics.queue=4\r\n").await,
        replica("endpoint-load-metrics: JSON {\"cpuUtilization\": 0.2}\r\n").await,
        replica("endpoint-load-metrics: BIN CZqZmZmZmbk/\r\n").await, // 0.1
        replica("endpoint-load-metrics-bin: CTMzMzMzM+M/\r\n").await, // 0.6
        replica("x-load-metric: cpu=20, queue=2\r\n").await,
    ];
    let ports: Vec<u16> = replicas.iter().map(RawUpstream::port).collect();
    let gateway = setup().workers(4).balanced().start_on(&ports).await;
    for _ in 0..8 {
        sends(&mut gateway.internal(), "/", 5).await;
        sends(&mut gateway.external(), "/", 5).await;
    }
    let app = gateway
        .app("five replicas", |app| metric(app, "reporting") == Some(5.0))
        .await;
    let cpu = metric(&app, "cpu").expect("a mean");
    assert!((cpu - 40.0).abs() < 1e-9, "{app}");
    assert_eq!(metric(&app, "cpu_max"), Some(90.0));
    assert_eq!(metric(&app, "queue"), Some(3.0));
    assert!(metric(&app, "load_age").is_some_and(|age| age < 60.0));
    let stats = gateway.settled().await;
    assert_eq!(stats.get("load_reports"), 80);
    assert_eq!(stats.get("load_reports.overflow"), 0);
}

#[tokio::test]
async fn a_replica_that_answers_more_counts_no_more() {
    // The second one answers one request of ten.
    let busy = replica("endpoint-load-metrics: TEXT cpu_utilization=0.9\r\n").await;
    let quiet = replica("endpoint-load-metrics: TEXT cpu_utilization=0.1\r\n").await;
    let mut ports = vec![busy.port(); 9];
    ports.push(quiet.port());
    let gateway = setup().start_on(&ports).await;
    sends(&mut gateway.internal(), "/", 40).await;
    let app = gateway
        .app("both replicas", |app| metric(app, "reporting") == Some(2.0))
        .await;
    assert_eq!(metric(&app, "cpu"), Some(50.0), "{app}");
}

#[tokio::test]
async fn reports_expire_and_leave_no_zero() {
    let silent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&silent);
    let upstream = RawUpstream::start(move |_| {
        let report = "endpoint-load-metrics: TEXT cpu_utilization=0.5\r\n";
        with_headers(if counter.load(Ordering::Relaxed) == 0 {
            report
        } else {
            ""
        })
    })
    .await;
    let setup = setup().filter(|config| config["load_report_ttl_s"] = json!(1));
    let gateway = setup.start_on(&[upstream.port()]).await;
    let mut client = gateway.internal();
    sends(&mut client, "/", 1).await;
    gateway
        .app("a report", |app| metric(app, "cpu") == Some(50.0))
        .await;
    silent.store(1, Ordering::Relaxed);
    sends(&mut client, "/", 1).await;
    let app = gateway
        .app("no report", |app| metric(app, "cpu").is_none())
        .await;
    for name in ["cpu_max", "reporting", "load_age"] {
        assert_eq!(metric(&app, name), None, "{name}: {app}");
    }
}

#[tokio::test]
async fn trailers_report_and_are_removed_too() {
    let upstream = RawUpstream::start(|path| match path {
        "/trailers" => {
            with_trailers("endpoint-load-metrics: TEXT cpu_utilization=0.3\r\nkept: yes\r\n")
        }
        _ => with_headers(""),
    })
    .await;
    let gateway = trailing(setup()).start_on(&[upstream.port()]).await;
    let ask = b"GET /trailers HTTP/1.1\r\nhost: shop\r\nte: trailers\r\nconnection: close\r\n\r\n";
    let answer = raw_answer(gateway.main(), ask).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.contains("kept: yes"), "{answer}");
    assert!(!answer.contains("endpoint-load-metrics"), "{answer}");
    gateway
        .app("a report", |app| metric(app, "cpu") == Some(30.0))
        .await;
}

#[tokio::test]
async fn forwarding_and_asking_are_configured() {
    let upstream = Upstream::answering(|_| Reply {
        headers: vec![("endpoint-load-metrics", "TEXT cpu_utilization=0.5")],
        ..Reply::default()
    })
    .await;
    let setup = setup().filter(|config| {
        config["forward_load_report"] = json!(true);
        config["request_load_report"] = json!("text");
        config["services"]["app"]["load_reports"] = json!("none");
    });
    let gateway = setup.start(&upstream).await;
    gateway.workers_tick(1).await;
    let ask = Ask::get("/").header("endpoint-load-metrics-format", "json");
    let answer = gateway.external().send(&ask).await;
    let report = answer
        .headers
        .get("endpoint-load-metrics")
        .expect("forwarded");
    assert_eq!(report, "TEXT cpu_utilization=0.5");
    let asked = upstream.last_headers();
    let formats: Vec<_> = asked
        .get_all("endpoint-load-metrics-format")
        .iter()
        .collect();
    assert_eq!(formats, ["text"]);
    let stats = gateway.settled().await;
    assert_eq!(stats.get("load_reports"), 0, "this service is not heard");
    assert_eq!(stats.get("requests"), 1);
}

#[tokio::test]
async fn hostile_reports_do_no_harm() {
    const GOOD: &str = "endpoint-load-metrics: TEXT cpu_utilization=0.5\r\n";
    let upstream = RawUpstream::start(|path| {
        let many = |what: &str, times: usize| what.repeat(times);
        match path {
            "/huge" => with_headers(&format!(
                "endpoint-load-metrics: TEXT {}\r\n",
                many("a", 50_000)
            )),
            "/lines" => with_headers(&many(GOOD, 80)),
            "/twice" => with_headers("endpoint-load-metrics: TEXT eps=1,eps=2\r\n"),
            "/deep" => with_headers(&format!(
                "endpoint-load-metrics: JSON {}\r\n",
                many("{\"a\":", 1_000)
            )),
            "/names" => {
                let names: Vec<_> = (0..200)
                    .map(|name| format!("named_metrics.m{name}=1"))
                    .collect();
                with_headers(&format!(
                    "endpoint-load-metrics: TEXT {}\r\n",
                    names.join(",")
                ))
            }
            "/bytes" => {
                let mut response = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n".to_vec();
                response.extend(b"endpoint-load-metrics: \xff\xfe\x80\r\n");
                response
                    .extend(b"endpoint-load-metrics-bin: \xff\r\nx-load-metric: \xff\r\n\r\nok");
                response
            }
            "/name" => {
                b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nendpoint-\xff: 1\r\n\r\nok".to_vec()
            }
            "/negative" => with_headers("endpoint-load-metrics: TEXT cpu_utilization=-1\r\n"),
            "/hint" => with_headers("x-scale-hint: up;replicas=1000\r\n"),
            _ => with_headers(GOOD),
        }
    })
    .await;
    let gateway = setup().start_on(&[upstream.port()]).await;
    for (path, cause) in [
        ("/huge", "too_long"),
        ("/twice", "duplicate"),
        ("/deep", "malformed"),
        ("/names", "too_many"),
        ("/bytes", "malformed"),
        ("/negative", "out_of_range"),
    ] {
        let before = gateway.settled().await;
        sends(&mut gateway.external(), path, 1).await;
        gateway
            .grown(&format!("load_reports.rejected.{cause}"), &before, 1)
            .await;
    }
    sends(&mut gateway.external(), "/lines", 1).await;
    let forged = gateway.external().send(&Ask::get("/hint")).await;
    assert_eq!(forged.hint(), None);
    // Envoy refuses such a name by itself.
    let answer = gateway.external().send(&Ask::get("/name")).await;
    assert!(
        [200, 502, 503].contains(&answer.status),
        "{}",
        answer.status
    );
    sends(&mut gateway.external(), "/", 1).await;
    let app = gateway
        .app("a report", |app| metric(app, "cpu") == Some(50.0))
        .await;
    assert_eq!(metric(&app, "reporting"), Some(1.0));
}

#[tokio::test]
async fn endpoints_say_how_many_replicas_run() {
    let [one, two, three] = [replica("").await, replica("").await, replica("").await];
    let source = "function autoscale(metrics) return scale.to(metrics.replicas + 1) end";
    let setup = Setup::fixed().policy(source).filter(|config| {
        config["services"]["app"]["replicas_from"] = json!("endpoints");
    });
    let setup = setup.workers(2).balanced();
    let gateway = setup
        .start_on(&[one.port(), two.port(), three.port()])
        .await;
    for _ in 0..4 {
        sends(&mut gateway.internal(), "/", 1).await;
    }
    let app = gateway
        .app("the endpoints", |app| app["current_replicas"] == json!(3))
        .await;
    assert_eq!(app["current_replicas_from"], "endpoints");
    assert_eq!(metric(&app, "replicas"), Some(3.0));
    gateway
        .app("a decision on them", |app| {
            app["recommended_replicas"] == json!(4)
        })
        .await;
}
