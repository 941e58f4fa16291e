//! What clouds' agents are sent: Envoy with each of `deploy/cloud`, and a receiver
//! that reads names and values.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tokio::net::UdpSocket;

use crate::support::{Ask, Collector, Gateway, Point, Setup, Upstream, eventually};

const REQUESTS: u32 = 12;
const PREFIX: &str = "envoy.wasmcustom.luascale";

/// A gateway that wants three replicas of `app`, has had some requests, and tells it
/// all as `file` says, to this port and once a second.
async fn telling(upstream: &Upstream, file: &str, port: u16) -> Gateway {
    let setup = Setup::fixed()
        .policy("function autoscale() return 3 end")
        .added(&format!("deploy/cloud/{file}"), |object| {
            if object.contains_key("port_value") {
                object.insert("port_value".to_owned(), json!(port));
            }
            if object.contains_key("stats_sinks") {
                object.insert("stats_flush_interval".to_owned(), json!("1s"));
                // As the files advise, and so few enough for UDP.
                let matcher =
                    json!({"inclusion_list": {"patterns": [{"prefix": "wasmcustom.luascale."}]}});
                let config = object.entry("stats_config").or_insert_with(|| json!({}));
                config["stats_matcher"] = matcher;
            }
        });
    let gateway = setup.start(upstream).await;
    let mut client = gateway.internal();
    for _ in 0..REQUESTS {
        assert_eq!(client.send(&Ask::get("/")).await.status, 200);
    }
    let untrusted = gateway.external().send(&Ask::load("cpu=85")).await;
    assert_eq!(untrusted.status, 200);
    gateway
}

/// What UDP brought, by name (with tags): counts added up, gauges as told last.
#[derive(Clone, Debug, Default)]
struct Statsd(Arc<Mutex<BTreeMap<String, i64>>>);

impl Statsd {
    async fn start() -> (Self, u16) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
        let port = socket.local_addr().expect("a bound socket").port();
        let statsd = Self::default();
        let told = statsd.clone();
        tokio::spawn(async move {
            let mut packet = vec![0; 65_536];
            while let Ok(size) = socket.recv(&mut packet).await {
                assert!(size <= 1_400, "{size} bytes do not fit into a packet");
                let text = std::str::from_utf8(&packet[..size]).expect("UTF-8");
                text.lines().for_each(|line| told.take(line));
            }
        });
        (statsd, port)
    }

    /// `name:value|kind` or `name:value|kind|#tag:value`
    fn take(&self, line: &str) {
        let (name, rest) = line.split_once(':').expect("a name");
        let mut parts = rest.split('|');
        let value: i64 = parts.next().and_then(|it| it.parse().ok()).expect(line);
        let kind = parts.next().expect("a kind");
        let tags = parts.next().unwrap_or_default();
        let mut told = self.0.lock().expect("no panic while locked");
        let told = told.entry(format!("{name}{tags}")).or_default();
        match kind {
            "c" => *told += value,
            "g" => *told = value,
            other => panic!("{other}: {line}"),
        }
    }

    /// Waits until these are told, without the common prefix, and nothing else of
    /// `service`.
    async fn tells(&self, wanted: &[(&str, i64)]) {
        let wanted: BTreeMap<String, i64> = wanted
            .iter()
            .map(|(name, value)| (format!("{PREFIX}.{name}"), *value))
            .collect();
        let look = async || {
            let told = self.0.lock().expect("no panic while locked").clone();
            let about = |name: &String| wanted.contains_key(name) || name.contains(".service.");
            told.into_iter()
                .filter(|(name, _)| about(name))
                .collect::<BTreeMap<_, _>>()
        };
        eventually(&format!("{wanted:?}"), look, |told| *told == wanted).await;
    }
}

/// `file` tells StatsD what there was, and of the service under these names.
async fn statsd_has(file: &str, desired: &str, demand: &str) {
    let (statsd, port) = Statsd::start().await;
    let upstream = Upstream::start().await;
    let _gateway = telling(&upstream, file, port).await;
    statsd
        .tells(&[
            ("requests", i64::from(REQUESTS) + 1),
            ("headers.untrusted", 1),
            ("leader.elected", 1),
            ("workers_seen", 2),
            (desired, 3),
            (demand, 3_000),
        ])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statsd_has_names_without_tags() {
    statsd_has(
        "statsd.yml",
        "service.app.desired",
        "service.app.demand_milli",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dogstatsd_has_the_service_as_a_tag() {
    statsd_has(
        "dogstatsd.yml",
        "service.desired#service:app",
        "service.demand_milli#service:app",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn otlp_has_totals_gauges_and_the_resource() {
    let collector = Collector::start().await;
    let upstream = Upstream::start().await;
    let _gateway = telling(&upstream, "otlp.yml", collector.port()).await;
    let app = [("service", "app")];
    for (name, attributes, value, temporality) in [
        ("requests", &[][..], f64::from(REQUESTS) + 1.0, Some(2)),
        ("headers.untrusted", &[], 1.0, Some(2)),
        ("workers_seen", &[], 2.0, None),
        ("service.desired", &app, 3.0, None),
        ("service.demand_milli", &app, 3_000.0, None),
    ] {
        let name = format!("wasmcustom.luascale.{name}");
        let wanted = Some(Point {
            value,
            temporality,
            resource: [("service.name".to_owned(), "gateway".to_owned())].into(),
        });
        let look = async || collector.point(&name, attributes);
        eventually(&format!("{name}: {wanted:?}"), look, |seen| *seen == wanted).await;
    }
}
