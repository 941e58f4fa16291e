//! The scaler says how many replicas run.

use serde_json::json;

use crate::digest::sha256;
use crate::support::{Ask, Client, Setup, Upstream, raw};

const POLICY: &str = "function autoscale(metrics) return scale.up(2, 'two more') end";

fn put(name: &str, body: &str) -> Ask {
    let path = format!("/-/luascale/v1/services/{name}/replicas");
    Ask::with_method("PUT", &path)
        .header("content-type", "application/json")
        .body(body.to_owned())
}

#[tokio::test]
async fn what_runs_is_known_to_all_workers_and_to_the_policy() {
    let upstream = Upstream::start().await;
    let setup = Setup::fixed().policy(POLICY).workers(3).balanced();
    let gateway = setup.start(&upstream).await;
    let app = gateway.decided("app").await;
    assert_eq!(app["current_replicas"], json!(null));
    assert_eq!(app["desired_replicas"], 3);
    let mut client = Client::internal(gateway.status());
    let answer = client.send(&put("app", r#"{"ready": 4}"#)).await;
    assert_eq!(answer.status, 200);
    let told = json!({"service": "app", "ready": 4, "replicas_ttl_s": 60});
    assert_eq!(answer.json(), told);
    let app = gateway
        .app("four replicas", |app| {
            app["current_replicas"] == 4 && app["desired_replicas"] == 6
        })
        .await;
    assert_eq!(app["action"], "up");
    assert_eq!(app["current_replicas_from"], "scaler");
    assert_eq!(app["metrics"]["replicas"], 4.0);
    let stats = gateway.settled().await;
    assert_eq!(stats.get("service.app.current"), 4);
    assert_eq!(stats.get("status.written"), 1);
    // Each worker counts steps from there.
    for _ in 0..3 {
        let mut client = gateway.internal();
        let answer = client.send(&Ask::load("cpu=85")).await;
        let hint = answer.hint().expect("a hint");
        assert!(hint.starts_with("up;replicas=6"), "{hint}");
    }
    // No replica is a statement, too.
    let answer = client.send(&put("app", r#"{"ready": 0}"#)).await;
    assert_eq!(answer.status, 200);
    let app = gateway
        .app("no replicas", |app| app["current_replicas"] == 0)
        .await;
    assert_eq!(app["desired_replicas"], 2, "{app}");
}

#[tokio::test]
async fn a_statement_counts_for_its_time() {
    let upstream = Upstream::start().await;
    let setup = Setup::fixed().policy(POLICY).filter(|config| {
        config["replicas_ttl_s"] = json!(1);
    });
    let gateway = setup.start(&upstream).await;
    gateway.decided("app").await;
    let mut client = Client::internal(gateway.status());
    client.send(&put("app", r#"{"ready": 4}"#)).await;
    gateway
        .app("four replicas", |app| app["current_replicas"] == 4)
        .await;
    gateway
        .app("unknown again", |app| app["current_replicas"].is_null())
        .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_and_changes_nothing() {
    let upstream = Upstream::start().await;
    let gateway = Setup::ecds().policy(POLICY).start(&upstream).await;
    gateway.decided("app").await;
    let mut client = Client::internal(gateway.status());
    let right = r#"{"ready": 4}"#;
    let long = format!("{right}{}", " ".repeat(256 - right.len()));
    let plain = Ask::with_method("PUT", "/-/luascale/v1/services/app/replicas");
    for (ask, status, error) in [
        (put("app", "{}"), 400, "ready: is required"),
        (put("app", ""), 400, "line 1, column 0"),
        (
            put("app", r#"{"ready": 100001}"#),
            400,
            "ready: 100001 is out of range, must be 0 to 100000",
        ),
        (put("app", &format!("{long} ")), 413, "at most 256 bytes"),
        (put("app", &"x".repeat(100_000)), 413, "at most 256 bytes"),
        (put("unknown", right), 404, "no such service"),
        (plain.clone().body(right), 415, "application/json"),
        (
            Ask::with_method("PUT", "/-/luascale/v1/services").body(right),
            405,
            "GET, HEAD",
        ),
        (
            Ask::with_method("POST", "/-/luascale/v1/services/app/replicas").body(right),
            405,
            "PUT",
        ),
    ] {
        let answer = client.send(&ask).await;
        let text = answer.json()["error"].to_string();
        assert_eq!(answer.status, status, "{ask:?}: {text}");
        assert!(text.contains(error), "{text} has no {error}");
    }
    // A stranger is told before a byte of the body is waited for.
    let mut stranger = Client::external(gateway.status());
    assert_eq!(stranger.send(&put("app", right)).await.status, 403);
    let stats = gateway.settled().await;
    assert_eq!(stats.get("status.written"), 0);
    let app = gateway.decided("app").await;
    assert_eq!(app["current_replicas"], json!(null), "{app}");
    // On the main port it is ordinary traffic, with its body.
    let answer = gateway.internal().send(&put("app", right)).await;
    assert_eq!((answer.status, &*answer.body), (200, &b"upstream\n"[..]));
    // The longest body that is allowed.
    assert_eq!(client.send(&put("app", &long)).await.status, 200);
    gateway
        .app("four replicas", |app| app["current_replicas"] == 4)
        .await;
}

#[tokio::test]
async fn bodies_in_pieces_are_read_to_their_end() {
    let upstream = Upstream::start().await;
    let gateway = Setup::fixed().policy(POLICY).start(&upstream).await;
    gateway.decided("app").await;
    let head = "PUT /-/luascale/v1/services/app/replicas HTTP/1.1\r\nhost: x\r\n\
        content-type: application/json\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    for (ready, body, status) in [
        (
            3,
            "5\r\n{\"rea\r\n7\r\ndy\": 3}\r\n0\r\n\r\n".to_owned(),
            200,
        ),
        (
            5,
            "c\r\n{\"ready\": 5}\r\n0\r\nx-more: 1\r\n\r\n".to_owned(),
            200,
        ),
        (
            5,
            format!(
                "{}0\r\n\r\n",
                "64\r\n".to_owned() + &" ".repeat(100) + "\r\n"
            ),
            400,
        ),
        (
            5,
            ("64\r\n".to_owned() + &" ".repeat(100) + "\r\n").repeat(4),
            413,
        ),
    ] {
        let request = format!("{head}{body}");
        assert_eq!(
            raw(gateway.status(), request.as_bytes()).await,
            Some(status)
        );
        gateway
            .app("the right count", |app| app["current_replicas"] == ready)
            .await;
    }
}

#[tokio::test]
async fn nobody_writes_where_nobody_may_and_a_token_where_tokens_may() {
    let upstream = Upstream::start().await;
    let gateway = Setup::fixed()
        .policy(POLICY)
        .filter(|config| config["status"]["write"] = json!("none"))
        .start(&upstream)
        .await;
    gateway.decided("app").await;
    let ask = put("app", r#"{"ready": 4}"#);
    let mut client = Client::internal(gateway.status());
    assert_eq!(client.send(&ask).await.status, 403);
    assert_eq!(
        client
            .send(&Ask::get("/-/luascale/v1/services"))
            .await
            .status,
        200
    );

    let setup = Setup::fixed().policy(POLICY).filter(|config| {
        config["trust"] =
            json!({"token": {"header": "x-scale-token", "sha256": [sha256("secret")]}});
        config["status"]["write"] = json!("token");
    });
    let gateway = setup.start(&upstream).await;
    gateway.decided("app").await;
    for mut client in [
        Client::internal(gateway.status()),
        Client::external(gateway.status()),
    ] {
        assert_eq!(client.send(&ask).await.status, 403);
        let with_token = ask.clone().header("x-scale-token", "secret");
        assert_eq!(client.send(&with_token).await.status, 200);
    }
}
