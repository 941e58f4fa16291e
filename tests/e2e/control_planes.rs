//! The manifests of `gloo/` and `deploy/`, in a real Envoy, as control planes
//! bring them there (`tests/support/control_planes.rs`).

use crate::digest::sha256;
use crate::support::{
    Ads, Ask, Client, Gateway, RawUpstream, Setup, Upstream, eventually, read, repository, wasm,
};

/// A request for the shop that states a load.
fn ask() -> Ask {
    Ask::load("cpu=50").host("shop.example.com")
}

/// Starts it, and sees that [`it_decides`].
async fn start(setup: Setup, absent: u16) -> (Gateway, Upstream) {
    let upstream = Upstream::start().await;
    let gateway = setup.start(&upstream).await;
    it_decides(&gateway, absent).await;
    (gateway, upstream)
}

/// With a load on the shop, the status routes tell what the policy makes of it, and
/// what they do not have is `absent`.
async fn it_decides(gateway: &Gateway, absent: u16) {
    let mut client = gateway.internal();
    let look = async || {
        assert_eq!(client.send(&ask()).await.status, 200);
        gateway.service("shop").await
    };
    let told = eventually("a decision", look, |answer| answer.status == 200).await;
    let told = told.json();
    assert_eq!(told["scope"], "share", "{told}");
    assert_eq!(told["desired_replicas"], 2, "at least two: {told}");
    assert_eq!(
        told["metrics"]["max_replicas"], 20.0,
        "services.shop: {told}"
    );

    let mut status = Client::internal(gateway.status());
    let answer = status.send(&Ask::get("/-/luascale/v1/services/none")).await;
    assert_eq!(answer.status, 404, "the filter's own");
    let metrics = status.send(&Ask::get("/-/luascale/metrics")).await;
    assert!(String::from_utf8_lossy(&metrics.body).contains("luascale_demand{"));
    let outside = status.send(&Ask::get("/elsewhere")).await;
    assert_eq!(outside.status, absent);
    // The traffic's listener has none of it.
    let leaked = client
        .send(&Ask::get("/-/luascale/v1/services").host("shop.example.com"))
        .await;
    assert_eq!(leaked.body, "upstream\n", "the application's answer");
}

/// As [`start`], where Envoy knows who is internal: they get hints, and their
/// headers count.
async fn keeps_its_promise(setup: Setup, absent: u16) {
    let (gateway, upstream) = start(setup, absent).await;
    let mut internal = gateway.internal();
    let answer = internal.send(&ask()).await;
    let hint = answer.hint().expect("a hint");
    assert!(hint.contains(";replicas=2"), "{hint}");
    assert_eq!(upstream.last_headers()["x-load-metric"], "cpu=50");

    let answer = gateway.external().send(&ask()).await;
    assert_eq!((answer.status, answer.hint()), (200, None));
    assert!(!upstream.last_headers().contains_key("x-load-metric"));
}

#[tokio::test]
async fn gloos_classic_api() {
    keeps_its_promise(Setup::gloo_classic(), 404).await;
}

#[tokio::test]
async fn gloo_with_the_gateway_api() {
    keeps_its_promise(Setup::gloo_gateway_api(), 404).await;
}

#[tokio::test]
async fn gloos_open_source_edition() {
    keeps_its_promise(Setup::gloo_open_source("gloo/open-source/proxy.yaml"), 404).await;
}

/// Envoy starts with the bootstrap of those files, knows the Proxy that it is to be,
/// and takes it from the control plane.
#[tokio::test]
async fn gloos_files_for_docker() {
    let control_plane = Ads::start();
    keeps_its_promise(Setup::gloo_docker(&control_plane), 404).await;
    let proxy = "gloo/docker/data/config/proxies/gloo-system/luascale.yaml";
    let metadata = read(&repository().join(proxy))["metadata"].take();
    let of = |name: &str| metadata[name].as_str().expect("a text").to_owned();
    let role = format!("{}~{}", of("namespace"), of("name"));
    assert_eq!(control_plane.node_metadata("role"), Some(role));
    assert_eq!(control_plane.accepted().len(), 2, "clusters and listeners");
}

#[tokio::test]
async fn istios_wasm_plugin() {
    keeps_its_promise(Setup::istio("deploy/istio/wasmplugin.yaml"), 404).await;
}

#[tokio::test]
async fn istios_traffic_extension() {
    keeps_its_promise(Setup::istio("deploy/istio/trafficextension.yaml"), 404).await;
}

/// Nobody is internal there, and nobody gets a hint.
#[tokio::test]
async fn envoy_gateway() {
    let (gateway, upstream) = start(Setup::envoy_gateway(), 404).await;
    let answer = gateway.internal().send(&ask()).await;
    assert_eq!((answer.status, answer.hint()), (200, None));
    assert!(!upstream.last_headers().contains_key("x-load-metric"));
}

/// Envoy Gateway serves its proxies the module, and they compare its digest.
#[tokio::test]
async fn envoy_gateway_with_the_module_from_its_cache() {
    let module = std::fs::read(wasm()).unwrap();
    let digest = sha256(&module);
    let path = format!("/{digest}.wasm");
    let cache = RawUpstream::start(move |asked| {
        assert_eq!(asked, path);
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
            module.len()
        );
        [head.as_bytes(), &module].concat()
    });
    let setup = Setup::envoy_gateway().fetching(cache.await.port(), &digest);
    start(setup, 404).await;
}
