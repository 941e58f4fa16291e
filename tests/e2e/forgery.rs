//! What a caller forges to be trusted, and who forges hints.

use crate::support::{Ask, Reply, Setup, Upstream};

/// Headers that a caller might send in the hope to pass for somebody else.
const FORGED: [&[(&str, &str)]; 8] = [
    &[("x-envoy-internal", "true")],
    &[("x-envoy-internal", "true"), ("x-envoy-internal", "true")],
    &[("x-forwarded-for", "10.0.0.1")],
    &[("x-forwarded-for", "127.0.0.1")],
    &[("x-forwarded-for", "127.0.0.1, 127.0.0.1")],
    &[
        ("x-forwarded-for", "127.0.0.1"),
        ("x-envoy-internal", "true"),
    ],
    &[("x-real-ip", "127.0.0.1"), ("forwarded", "for=127.0.0.1")],
    &[("x-envoy-external-address", "127.0.0.1")],
];

async fn forging_gains_nothing(setup: Setup) {
    let upstream = Upstream::start().await;
    let gateway = setup.start(&upstream).await;
    let mut external = gateway.external();
    let before = gateway.stats().await;
    for forged in FORGED {
        let ask = forged
            .iter()
            .fold(Ask::load("cpu=85"), |ask, (name, value)| {
                ask.header(name, value)
            });
        let answer = external.send(&ask).await;
        assert_eq!((answer.status, answer.hint()), (200, None), "{forged:?}");
        let passed_on = upstream.last_headers();
        assert!(!passed_on.contains_key("x-load-metric"), "{forged:?}");
        assert!(!passed_on.contains_key("x-envoy-internal"), "{forged:?}");
    }
    let forged = u64::try_from(FORGED.len()).unwrap();
    gateway.grown("headers.untrusted", &before, forged).await;

    // What an internal proxy passes on for somebody else is not its own.
    let passed_on = Ask::load("cpu=85").header("x-forwarded-for", "203.0.113.9");
    let answer = gateway.internal().send(&passed_on).await;
    assert_eq!(answer.hint(), None, "forwarded by an internal proxy");

    // The status routes do not fall for it either.
    let mut reader = crate::support::Client::external(gateway.status());
    for forged in FORGED {
        let ask = forged
            .iter()
            .fold(Ask::get("/-/luascale/v1/services"), |ask, (name, value)| {
                ask.header(name, value)
            });
        assert_eq!(reader.send(&ask).await.status, 403, "{forged:?}");
    }
    assert_eq!(gateway.stats().await.get("evaluations.request"), 0);
}

#[tokio::test]
async fn forging_gains_nothing_with_the_static_configuration() {
    forging_gains_nothing(Setup::fixed()).await;
}

#[tokio::test]
async fn forging_gains_nothing_with_the_dynamic_configuration() {
    forging_gains_nothing(Setup::ecds()).await;
}

const SEVEN: &str = "function autoscale(metrics, request)
  if request then return scale.up(1, 'own') end
  return 7
end";
const FORGED_HINT: &str = "up;replicas=99";

/// An upstream that forges hints, and a client that does.
async fn only_the_filter_gives_hints(setup: Setup) {
    let upstream = Upstream::answering(|_| Reply {
        headers: vec![("x-scale-hint", FORGED_HINT), ("X-Scale-Hint", FORGED_HINT)],
        ..Reply::default()
    })
    .await;
    let gateway = setup.policy(SEVEN).start(&upstream).await;
    let mut internal = gateway.internal();
    let plain = Ask::get("/");
    crate::support::eventually(
        "the decision's hint",
        async || internal.send(&plain).await.hint().map(str::to_owned),
        |hint| hint.as_deref() == Some("hold;replicas=7"),
    )
    .await;

    let before = gateway.stats().await;
    let forged = Ask::get("/").header("x-scale-hint", FORGED_HINT);
    assert_eq!(internal.send(&forged).await.hint(), Some("hold;replicas=7"));
    assert!(!upstream.last_headers().contains_key("x-scale-hint"));
    let own = Ask::load("1").header("x-scale-hint", FORGED_HINT);
    let answer = internal.send(&own).await;
    assert_eq!(answer.hint(), Some(r#"up;replicas=8;reason="own""#));
    let mut external = gateway.external();
    assert_eq!(external.send(&plain).await.hint(), None);
    assert_eq!(external.send(&forged).await.hint(), None);
    assert!(!upstream.last_headers().contains_key("x-scale-hint"));
    gateway.grown("headers.spoofed_hint", &before, 3).await;
}

#[tokio::test]
async fn a_forged_hint_never_gets_through() {
    only_the_filter_gives_hints(Setup::fixed()).await;
}

#[tokio::test]
async fn a_forged_hint_never_gets_through_a_router_that_lets_it() {
    let mut setup = Setup::fixed();
    setup.edit(|object| {
        object.remove("request_headers_to_remove");
        object.remove("response_headers_to_remove");
    });
    only_the_filter_gives_hints(setup).await;
}
