//! Header bytes that are meant to do harm: the request goes on, the cause is
//! counted, and the VM lives.

use crate::support::{Ask, Gateway, Setup, Upstream, eventually, raw};

/// Own numbers: up. The decision: hold.
const POLICY: &str = "function autoscale(metrics, request)
  if request then return scale.up(1) end
  return 2
end";
const DECISION: &str = "hold;replicas=2";
const OWN: &str = "up;replicas=3";

async fn start(upstream: &Upstream) -> Gateway {
    let gateway = Setup::fixed().policy(POLICY).start(upstream).await;
    let mut client = gateway.internal();
    eventually(
        "the decision's hint",
        async || client.send(&Ask::get("/")).await.hint().map(str::to_owned),
        |hint| hint.as_deref() == Some(DECISION),
    )
    .await;
    gateway
}

/// All VMs tick, and the worker answers.
async fn lives(gateway: &Gateway) {
    assert_eq!(gateway.settled().await.get("workers_seen"), 2);
    let answer = gateway.internal().send(&Ask::load("cpu=85")).await;
    assert_eq!((answer.status, answer.hint()), (200, Some(OWN)));
}

/// A header's name, its lines, and the cause for which it is refused.
type Row = (&'static str, Vec<Vec<u8>>, &'static str);

fn refused() -> Vec<Row> {
    let one = |name, value: &[u8], cause| (name, vec![value.to_vec()], cause);
    let load = |value: &[u8], cause| one("x-load-metric", value, cause);
    let kind = |value: &[u8], cause| one("x-scale-type", value, cause);
    let many: Vec<String> = (0..17).map(|n| format!("m{n}=1")).collect();
    let twice = |name, value: &[u8]| (name, vec![value.to_vec(); 2], "duplicate");
    vec![
        load(b"\xff", "not_ascii"),
        load(b"cpu=85\xe9", "not_ascii"),
        load("cpu=\u{664}".as_bytes(), "not_ascii"),
        load(b"\xc3(", "not_ascii"),
        load(b"NaN", "bad_number"),
        load(b"cpu=nan", "bad_number"),
        load(b"inf", "bad_number"),
        load(b"cpu=-inf", "bad_number"),
        load(b"0x55", "bad_number"),
        load(b"-1", "out_of_range"),
        load(b"cpu=-0.1", "out_of_range"),
        load(b"cpu=1e999", "out_of_range"),
        load(b"{\"cpu\":-5}", "out_of_range"),
        load(b"", "malformed"),
        load(b"{", "malformed"),
        load(b"cpu=1,,", "malformed"),
        load(b"CPU=1", "bad_name"),
        load(b"__index=1", "bad_name"),
        load(b"cpu=1,cpu=2", "duplicate"),
        load(many.join(",").as_bytes(), "too_many"),
        load(b"TEXT cpu=0.8", "bad_name"),
        load(&[b'9'; 1025], "too_long"),
        load(&[b'{'; 50 * 1024], "too_long"),
        load(&[b'\xff'; 50 * 1024], "too_long"),
        twice("x-load-metric", b"cpu=85"),
        ("x-load-metric", vec![Vec::new(); 2], "duplicate"),
        ("x-load-metric", vec![b"cpu=85".to_vec(); 80], "duplicate"),
        kind(b"\xff", "not_ascii"),
        kind(b"Horizontal", "malformed"),
        kind(b"", "malformed"),
        kind(b"up;replicas=9", "malformed"),
        kind(&[b'x'; 33], "too_long"),
        twice("x-scale-type", b"vertical"),
    ]
}

#[tokio::test]
async fn what_is_out_of_grammar_is_ignored_whole_and_counted() {
    let upstream = Upstream::start().await;
    let gateway = start(&upstream).await;
    let mut client = gateway.internal();
    let before = gateway.stats().await;
    let mut expected = std::collections::BTreeMap::new();
    for (name, lines, cause) in refused() {
        let ask = lines
            .iter()
            .fold(Ask::get("/"), |ask, line| ask.header(name, line));
        let answer = client.send(&ask).await;
        let shown = String::from_utf8_lossy(&lines[0][..lines[0].len().min(20)]).into_owned();
        assert_eq!(
            (answer.status, answer.hint()),
            (200, Some(DECISION)),
            "{name}: {shown}"
        );
        let passed_on = upstream.last_headers();
        assert_eq!(
            passed_on.get_all(name).iter().count(),
            lines.len(),
            "{name}: {shown}"
        );
        *expected.entry(cause).or_insert(0) += 1;
    }
    for (cause, count) in expected {
        gateway
            .grown(&format!("headers.rejected.{cause}"), &before, count)
            .await;
    }
    assert_eq!(gateway.stats().await.get("evaluations.request"), 0);
    lives(&gateway).await;
}

#[tokio::test]
async fn bytes_in_other_headers_do_no_harm() {
    let upstream = Upstream::start().await;
    let gateway = start(&upstream).await;
    let mut client = gateway.internal();
    let before = gateway.stats().await;
    for (name, value) in [
        ("x-other", vec![0xff, 0xfe, b' ', 0x80]),
        ("user-agent", b"caf\xe9".to_vec()),
        ("cookie", vec![0xc3, 0x28]),
        ("x-envoy-internal", vec![0xff]),
        ("x-forwarded-proto", vec![0xff]),
        ("x-long", vec![b'a'; 55 * 1024]),
        ("x-long-bytes", vec![0xff; 55 * 1024]),
    ] {
        let plain = Ask::get("/").header(name, &value);
        let answer = client.send(&plain).await;
        assert_eq!(
            (answer.status, answer.hint()),
            (200, Some(DECISION)),
            "{name}"
        );
        let answer = client.send(&plain.header("x-load-metric", "cpu=85")).await;
        assert_eq!((answer.status, answer.hint()), (200, Some(OWN)), "{name}");
    }
    // A request id is the policy's to see; one that it must not is left out.
    for (id, cause) in [(vec![0xff], "not_ascii"), (vec![b'a'; 129], "too_long")] {
        let ask = Ask::load("cpu=85").header("x-request-id", id);
        assert_eq!(client.send(&ask).await.hint(), Some(OWN), "{cause}");
        gateway
            .grown(&format!("headers.rejected.{cause}"), &before, 1)
            .await;
    }
    lives(&gateway).await;
}

#[tokio::test]
async fn what_envoy_refuses_does_no_harm() {
    let upstream = Upstream::start().await;
    let gateway = start(&upstream).await;
    let with = |line: &[u8]| {
        let mut request = b"GET / HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n".to_vec();
        request.extend_from_slice(line);
        request.extend_from_slice(b"\r\n\r\n");
        request
    };
    let long = |name: &str, byte: u8| {
        let mut line = format!("{name}: ").into_bytes();
        line.resize(line.len() + 64 * 1024, byte);
        line
    };
    for (name, line, status) in [
        ("64 KiB of load", long("x-load-metric", b'9'), 431),
        ("64 KiB of bytes", long("x-load-metric", 0xff), 431),
        ("64 KiB of another header", long("x-other", b'a'), 431),
        ("a zero", b"x-load-metric: cpu=8\x005".to_vec(), 400),
        ("a bare line feed", b"x-load-metric: cpu=\n85".to_vec(), 400),
        ("no colon", b"x-load-metric".to_vec(), 400),
        ("a name of bytes", b"x-\xff: 1".to_vec(), 400),
        ("an underscore", b"x_load_metric: 1".to_vec(), 400),
        ("as it should be", b"x-load-metric: cpu=85".to_vec(), 200),
    ] {
        assert_eq!(
            raw(gateway.main(), &with(&line)).await,
            Some(status),
            "{name}"
        );
    }
    for start in [
        &b"GET /\xff\xfe HTTP/1.1"[..],
        b"GET /-/luascale/\xff HTTP/1.1",
    ] {
        let mut request = start.to_vec();
        request.extend_from_slice(
            b"\r\nhost: a\xffb\r\nx-load-metric: 1\r\nconnection: close\r\n\r\n",
        );
        let status = raw(gateway.main(), &request).await.expect("an answer");
        assert!(status < 500, "{status}");
        raw(gateway.status(), &request).await;
    }
    lives(&gateway).await;
}
