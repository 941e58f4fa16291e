//! The application dies, hangs, and answers with garbage.

use std::sync::Arc;

use crate::support::{Ask, Load, Mortal, Setup, Then, eventually};

use super::{GOOD, busy, counted};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// A path, what is sent for it and then, and what the client sees: a status,
/// or `None` where its response is cut off.
type Row = (&'static str, Vec<u8>, Then, Option<u16>);

fn rows() -> Vec<Row> {
    let many = |line: &str, times| {
        let mut answer = b"HTTP/1.1 200 OK\r\n".to_vec();
        answer.extend(line.repeat(times).bytes());
        answer.extend(b"connection: close\r\ncontent-length: 0\r\n\r\n");
        answer
    };
    let long = format!("endpoint-load-metrics: TEXT {}\r\n", "x".repeat(50_000));
    let torn: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this";
    let chunk: &[u8] = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n";
    vec![
        ("/fine", OK.to_vec(), Then::Keep, Some(200)),
        ("/closes", Vec::new(), Then::Close, Some(503)),
        ("/hangs", Vec::new(), Then::Hang, Some(504)),
        ("/noise", vec![0xff; 4096], Then::Close, Some(502)),
        ("/zeros", vec![0; 4096], Then::Hang, Some(502)),
        ("/half", b"HTTP/1.1 200 O".to_vec(), Then::Close, Some(502)),
        ("/torn", torn.to_vec(), Then::Close, None),
        ("/chunk", chunk.to_vec(), Then::Close, None),
        (
            "/loads",
            many("x-load-metric: cpu=85\r\n", 90),
            Then::Close,
            Some(200),
        ),
        ("/long", many(&long, 1), Then::Close, Some(200)),
        (
            "/flood",
            many("x-scale-hint: up\r\n", 5_000),
            Then::Close,
            Some(502),
        ),
    ]
}

#[tokio::test]
async fn garbage_and_silence_are_counted_and_do_no_harm() {
    let upstream = Mortal::new(|path| {
        let row = rows().into_iter().find(|(known, ..)| *known == path);
        row.map_or((OK.to_vec(), Then::Keep), |(_, bytes, then, _)| {
            (bytes, then)
        })
    });
    upstream.come_up();
    let mut setup = busy(Setup::fixed(), GOOD);
    setup.edit(|object| {
        if object.get("timeout") == Some(&"15s".into()) {
            object.insert("timeout".to_owned(), "0.5s".into());
        }
    });
    let gateway = setup.start_at(upstream.port()).await;
    gateway.workers_tick(2).await;
    let load = Load::start(gateway.main(), 4, &Ask::get("/"));
    let (mut sent, mut errors) = (0, 0);
    for (path, _, _, status) in rows() {
        let outcome = Load::exactly(gateway.main(), 8, 40, &Ask::get(path)).await;
        sent += 40;
        match status {
            Some(status) => {
                assert_eq!(outcome.failures, Vec::<String>::new(), "{path}");
                assert_eq!(outcome.by_status, [(status, 40)].into(), "{path}");
                errors += if status >= 500 { 40 } else { 0 };
            }
            None => assert_eq!(outcome.failures.len(), 40, "{path}: {outcome:?}"),
        }
        load.more(20).await;
    }
    sent += load.stop().await.all_ok();
    counted(&gateway, sent, errors).await;
}

#[tokio::test]
async fn an_application_that_dies_and_comes_back_costs_nothing_else() {
    let upstream = Arc::new(Mortal::new(|_| (OK.to_vec(), Then::Keep)));
    upstream.come_up();
    let gateway = busy(Setup::fixed(), GOOD).start_at(upstream.port()).await;
    gateway.workers_tick(2).await;
    let load = Load::start(gateway.main(), 8, &Ask::get("/"));
    let errors = async || gateway.decided("app").await["errors_total"].as_u64();
    for _ in 0..5 {
        load.more(200).await;
        let before = errors().await;
        upstream.die();
        let expected = "answers of a dead application";
        eventually(expected, errors, |now| *now >= before.map(|n| n + 100)).await;
        let app = gateway.decided("app").await;
        assert_eq!(app["desired_replicas"], 6);
        upstream.come_up();
    }
    load.more(200).await;
    let outcome = load.stop().await;
    assert_eq!(outcome.failures, Vec::<String>::new(), "each has an answer");
    let of = |status| outcome.by_status.get(&status).copied().unwrap_or(0);
    let sent: u64 = outcome.by_status.values().sum();
    assert_eq!(of(200) + of(503), sent, "{:?}", outcome.by_status);
    counted(&gateway, sent, of(503)).await;
}
