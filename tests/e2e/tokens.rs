//! Tokens of models, through a real Envoy: bodies in any split, over HTTP/1.1
//! and HTTP/2, on several workers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hyper::body::Bytes;
use luascale::tokens::{Head, Scanner, estimated_output};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::support::{Ask, Client, Gateway, Http2Client, Model, Piece, Setup, eventually};

const POLICY: &str = "function autoscale() return 1 end";
const WORKERS: u32 = 4;
/// Times that each body is asked for: once on each worker or so.
const TIMES: u64 = 4;

/// A body and how it is told.
#[derive(Clone, Debug)]
struct Body {
    name: String,
    path: String,
    headers: Vec<(String, String)>,
    bytes: Bytes,
    /// `tokens` of its service after one response, without gauges and times.
    expected: Value,
}

/// What the scanner tells natively, as the status route would.
fn natively(path: &str, headers: &[(String, String)], bytes: &[u8]) -> Value {
    let header = |wanted: &str| {
        let found = headers.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_bytes())
    };
    let mut scanner = Scanner::new(&Head {
        api: None,
        path: path.as_bytes(),
        content_type: header("content-type"),
        content_encoding: header("content-encoding"),
    });
    let told = scanner.read(bytes);
    let usage = scanner.usage();
    let has_content = told.content_events > 0;
    let is_response = usage.is_known() || has_content;
    let estimate = estimated_output(told.content_events.into(), told.content_bytes.into());
    let estimate = (usage.effective_output().is_none() && has_content).then_some(estimate);
    json!({
        "responses_total": u64::from(is_response),
        "without_usage_total": u64::from(is_response && !usage.is_known()),
        "input_total": usage.input.unwrap_or(0),
        "output_total": usage.output.unwrap_or(0),
        "output_effective_total": usage.effective_output().unwrap_or(0),
        "cached_input_total": usage.cached_input.unwrap_or(0),
        "reasoning_output_total": usage.reasoning_output.unwrap_or(0),
        "estimated_output_total": estimate.unwrap_or(0),
    })
}

/// The project's own bodies; what each tells is in the scanner's table tests.
fn own_bodies() -> Vec<Body> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tokens");
    let mut bodies = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the bodies") {
        let path = entry.expect("a file").path();
        let content_type = match path.extension().and_then(|it| it.to_str()) {
            Some("sse") => "text/event-stream",
            Some("ndjson") => "application/x-ndjson",
            Some("json") => "application/json",
            // Frames are packed by a test.
            _ => continue,
        };
        let bytes = std::fs::read(&path).expect("a body");
        let name = path.file_name().expect("a name").to_string_lossy();
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        bodies.push(Body {
            name: name.into_owned(),
            path: "/v1/model".to_owned(),
            expected: natively("/v1/model", &headers, &bytes),
            headers,
            bytes: bytes.into(),
        });
    }
    bodies.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(bodies.len() > 40, "{}", bodies.len());
    bodies
}

#[derive(Deserialize)]
struct Manifest {
    files: Vec<Recorded>,
}

#[derive(Deserialize)]
struct Recorded {
    file: String,
    status: u16,
    content_type: Option<String>,
    content_encoding: Option<String>,
    request_path: Option<String>,
    expected: BTreeMap<String, Value>,
}

/// Recorded bodies that lie beside the checkout, where they do.
fn recorded_bodies() -> Vec<Body> {
    let folder = match std::env::var_os("LUASCALE_LLM_PAYLOADS") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/llm_payloads"),
    };
    let Ok(manifest) = std::fs::read(folder.join("manifest.json")) else {
        println!("no recorded bodies in {}: not tested", folder.display());
        return Vec::new();
    };
    let manifest: Manifest = serde_json::from_slice(&manifest).expect("a manifest");
    let answered = manifest.files.into_iter().filter(|it| it.status == 200);
    let bodies: Vec<Body> = answered.map(|it| recorded_body(&folder, &it)).collect();
    println!("{} recorded bodies", bodies.len());
    bodies
}

fn recorded_body(folder: &Path, recorded: &Recorded) -> Body {
    let bytes = std::fs::read(folder.join(&recorded.file)).expect("a body");
    let headers = [
        ("content-type", &recorded.content_type),
        ("content-encoding", &recorded.content_encoding),
    ];
    let headers: Vec<(String, String)> = headers
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)))
        .collect();
    let path = recorded.request_path.clone().unwrap_or("/".to_owned());
    let mut expected = natively(&path, &headers, &bytes);
    // The manifest's own word, where it has one.
    for (key, told) in [
        ("input_total", "input_tokens"),
        ("output_total", "output_tokens"),
        ("output_effective_total", "output_tokens_effective"),
        ("cached_input_total", "cached_input_tokens"),
        ("reasoning_output_total", "reasoning_tokens"),
    ] {
        let told = recorded.expected.get(told).and_then(Value::as_u64);
        expected[key] = told.unwrap_or(0).into();
    }
    let is_known = recorded.expected.get("has_usage") == Some(&json!(true));
    assert!(
        !is_known || expected["without_usage_total"] == 0,
        "{recorded_file}",
        recorded_file = recorded.file
    );
    Body {
        name: recorded.file.clone(),
        path,
        headers,
        bytes: bytes.into(),
        expected,
    }
}

/// Cuts a body at places that only `seed` tells.
fn cut(bytes: &Bytes, seed: u64) -> Vec<Piece> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut rest = bytes.clone();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Mostly a few bytes, now and then a good deal.
        let most = if state >> 62 == 0 { 4_096 } else { 64 };
        let size = usize::try_from((state >> 33) % most).expect("small") + 1;
        pieces.push(Piece::Bytes(rest.split_to(size.min(rest.len()))));
    }
    pieces
}

async fn every_body_tells_its_tokens(http2: bool) {
    let bodies: Arc<Vec<Body>> = Arc::new([own_bodies(), recorded_bodies()].concat());
    let all = Arc::clone(&bodies);
    let model = Model::answering(http2, move |request| {
        let number = |name: &str| {
            let value = request.headers().get(name).and_then(|it| it.to_str().ok());
            value.and_then(|it| it.parse::<u64>().ok()).expect(name)
        };
        let place = usize::try_from(number("x-body")).expect("small");
        let body = &all[place];
        (
            200,
            body.headers.clone(),
            cut(&body.bytes, number("x-seed")),
        )
    })
    .await;
    let services: serde_json::Map<String, Value> = (0..bodies.len())
        .map(|place| (format!("b{place}"), json!({"tokens": true})))
        .collect();
    let mut setup = Setup::fixed()
        .workers(WORKERS)
        .balanced()
        .response_bodies()
        .policy(POLICY)
        .filter(|config| {
            config["service"] = json!("authority");
            config["services"] = Value::Object(services.clone());
        });
    if http2 {
        setup = setup.http2_upstream();
    }
    let gateway = setup.start_at(model.port()).await;
    gateway.workers_tick(WORKERS.into()).await;

    let mut http1_clients: Vec<Client> = (0..TIMES).map(|_| gateway.internal()).collect();
    let mut http2_clients = Vec::new();
    for _ in 0..TIMES {
        http2_clients.push(Http2Client::internal(gateway.main()).await);
    }
    for (place, body) in bodies.iter().enumerate() {
        for (seed, (one, two)) in http1_clients.iter_mut().zip(&mut http2_clients).enumerate() {
            let ask = Ask::with_method("POST", &body.path)
                .host(&format!("b{place}"))
                .header("x-body", place.to_string())
                .header("x-seed", seed.to_string())
                .body("{}");
            let answer = if http2 {
                two.send(&ask).await
            } else {
                one.send(&ask).await
            };
            assert_eq!(answer.status, 200, "{}", body.name);
            assert_eq!(answer.body, body.bytes, "{}: nothing is changed", body.name);
        }
    }
    for (place, body) in bodies.iter().enumerate() {
        let look = async || gateway.service(&format!("b{place}")).await.json();
        let is_over = |told: &Value| {
            told["requests_total"] == TIMES && told["tokens"]["inflight_generations"] == 0
        };
        let told = eventually(&body.name, look, is_over).await;
        for (key, once) in body.expected.as_object().expect("an object") {
            let once = once.as_u64().expect("a count");
            assert_eq!(
                told["tokens"][key],
                once * TIMES,
                "{key} of {}: {told}",
                body.name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_body_tells_its_tokens_over_http_1() {
    every_body_tells_its_tokens(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_body_tells_its_tokens_over_http_2() {
    every_body_tells_its_tokens(true).await;
}

/// A gateway with `tokens` on.
async fn reading(model: &Model) -> Gateway {
    Setup::fixed()
        .patient()
        .response_bodies()
        .policy(POLICY)
        .filter(|config| config["tokens"] = json!(true))
        .start_at(model.port())
        .await
}

fn chat() -> Ask {
    let body = format!("{{\"messages\":[{{\"content\":\"{}\"}}]}}", "x".repeat(370));
    Ask::with_method("POST", "/v1/chat/completions").body(body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_seen_while_it_lasts_and_keeps_what_it_had() {
    let gate = Arc::new(Semaphore::new(0));
    let waiting = Arc::clone(&gate);
    let model = Model::answering(false, move |_| {
        let event = |content: &str| {
            let event = json!({"model": "own", "choices": [{"delta": {"content": content}}]});
            Piece::Bytes(format!("data: {event}\n\n").into())
        };
        let wait = || Piece::Wait(Arc::clone(&waiting));
        let pieces = vec![
            event(""),
            wait(),
            event("Hello, "),
            wait(),
            event("world"),
            wait(),
        ];
        let headers = vec![("content-type".to_owned(), "text/event-stream".to_owned())];
        (200, headers, pieces)
    })
    .await;
    let gateway = reading(&model).await;
    let main = gateway.main();
    let request = tokio::spawn(async move { Client::internal(main).try_send(&chat()).await });
    let told = gateway
        .app("a prompt that waits", |it| {
            it["metrics"]["prompt_tokens_inflight"] == 100.0
        })
        .await;
    assert_eq!(told["tokens"]["inflight_input"], 100);
    assert_eq!(told["metrics"]["generations"], 1.0);
    assert_eq!(
        told["tokens"]["inflight_output"], 0,
        "an empty text is no token"
    );
    gate.add_permits(1);
    let told = gateway
        .app("a first token", |it| it["tokens"]["inflight_output"] == 2)
        .await;
    assert_eq!(told["tokens"]["inflight_input"], 0);
    gate.add_permits(1);
    gateway
        .app("more tokens", |it| {
            it["metrics"]["output_tokens_inflight"] == 3.0
        })
        .await;
    // The client goes away.
    request.abort();
    let told = gateway
        .app("the end", |it| it["tokens"]["inflight_generations"] == 0)
        .await;
    let tokens = &told["tokens"];
    assert_eq!(tokens["inflight_output"], 0);
    assert_eq!(tokens["responses_total"], 1);
    assert_eq!(tokens["without_usage_total"], 1);
    assert_eq!(tokens["estimated_output_total"], 3);
    assert_eq!(tokens["output_total"], 0, "an estimate is told apart");
    for time in [
        &tokens["ttft_ms"]["p95"],
        &tokens["tpot_us"]["p50"],
        &told["metrics"]["ttft_p50"],
    ] {
        assert!(time.as_f64() > Some(0.0), "{told}");
    }
    for name in ["tokens_per_second", "prompt_tokens_per_second"] {
        let rates = gateway
            .app(name, |it| it["metrics"][name].as_f64() > Some(0.0))
            .await;
        assert!(rates["metrics"]["panic"].is_object());
    }
    let metrics = Client::internal(gateway.status())
        .send(&Ask::get("/-/luascale/metrics"))
        .await;
    let text = String::from_utf8_lossy(&metrics.body).into_owned();
    for line in [
        "luascale_estimated_output_tokens_total{service=\"app\",gen_ai_response_model=\"own\"} 3",
        "gen_ai_server_time_to_first_token_seconds_count{service=\"app\"} 1",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} in\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_passed_on_and_counted() {
    let model = Model::answering(false, |request| {
        let usage = "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}";
        let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        let (status, headers) = match request.uri().path() {
            "/v1/br" => (200, header("content-encoding", "br")),
            "/v1/failed" => {
                let quota = [("limit", "1000"), ("remaining", "250")];
                let quota = quota
                    .map(|(what, value)| (format!("x-ratelimit-{what}-tokens"), value.to_owned()));
                (503, quota.to_vec())
            }
            "/v1/page" => (200, header("content-type", "text/html")),
            _ => (200, header("content-type", "application/json")),
        };
        let body = if status == 200 && request.uri().path() == "/v1/page" {
            "<html>usage</html>"
        } else {
            usage
        };
        (status, headers, vec![Piece::Bytes(body.into())])
    })
    .await;
    let gateway = reading(&model).await;
    let mut client = gateway.internal();
    for (method, path, status) in [
        ("POST", "/v1/br", 200),
        ("POST", "/v1/failed", 503),
        ("POST", "/v1/page", 200),
        // A list of models is no generation.
        ("GET", "/v1/models", 200),
        ("POST", "/v1/embeddings", 200),
    ] {
        let answer = client.send(&Ask::with_method(method, path)).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.body.windows(5).any(|it| it == b"usage"), "{path}");
    }
    let told = gateway
        .app("five requests", |it| {
            it["requests_total"] == 5 && it["tokens"]["inflight_generations"] == 0
        })
        .await;
    assert_eq!(told["tokens"]["responses_total"], 1);
    assert_eq!(told["tokens"]["input_total"], 9);
    assert_eq!(told["metrics"]["quota_remaining"], 0.25);
    let stats = gateway.settled().await;
    assert_eq!(stats.get("tokens.unknown_encoding"), 1);
    assert_eq!(stats.get("tokens.unreadable"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_keeps_bodies_back_is_told_what_to_allow() {
    let model = Model::answering(false, |_| {
        let body = Piece::Bytes("{\"usage\":{\"prompt_tokens\":9}}".into());
        (200, Vec::new(), vec![body])
    })
    .await;
    let setup = Setup::fixed().policy(POLICY);
    let gateway = setup
        .filter(|config| config["tokens"] = json!(true))
        .start_at(model.port())
        .await;
    assert_eq!(gateway.internal().send(&chat()).await.status, 200);
    let told = gateway
        .app("the end", |it| it["tokens"]["inflight_generations"] == 0)
        .await;
    assert_eq!(told["tokens"]["responses_total"], 0);
    assert_eq!(gateway.settled().await.get("tokens.unseen"), 1);
    let log = gateway.log();
    assert!(log.contains("allow proxy_on_response_body"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_asked_for_their_usage_where_that_is_wanted() {
    // Says back what it was sent.
    let model = Model::answering(false, |request| {
        let length = request.headers().get("content-length");
        let length = length.map_or("none", |it| it.to_str().expect("a number"));
        let headers = vec![("x-length".to_owned(), length.to_owned())];
        (200, headers, vec![Piece::Bytes(request.body().clone())])
    })
    .await;
    let setup = Setup::fixed().response_bodies().policy(POLICY);
    let gateway = setup
        .filter(|config| {
            config["tokens"] = json!({"include_usage": true, "max_request_bytes": 8_000});
        })
        .start_at(model.port())
        .await;
    let (mut client, mut http2) = (
        gateway.internal(),
        Http2Client::internal(gateway.main()).await,
    );
    let long = format!("{{\"stream\":true,\"x\":\"{}\"}}", "x".repeat(8_000));
    let usage = ",\"stream_options\":{\"include_usage\":true}}";
    let chat = "/v1/chat/completions";
    let (json_type, stream) = ("application/json; charset=utf-8", "{\"stream\":true}");
    let asked = format!("{{\"stream\":true{usage}");
    for (path, content_type, body, wanted) in [
        (chat, json_type, stream, asked.as_str()),
        (chat, json_type, "{\"stream\":false}", "{\"stream\":false}"),
        (chat, json_type, "not JSON", "not JSON"),
        (chat, json_type, "", ""),
        (chat, "text/plain", stream, stream),
        ("/v1/responses", json_type, stream, stream),
        (chat, json_type, &long, &long),
    ] {
        let ask = Ask::with_method("POST", path)
            .header("content-type", content_type)
            .body(body.to_owned());
        for answer in [client.send(&ask).await, http2.send(&ask).await] {
            assert_eq!(answer.status, 200, "{path} {content_type}");
            let sent = String::from_utf8_lossy(&answer.body).into_owned();
            assert_eq!(sent, wanted, "{path} {content_type}");
            let length = answer.headers["x-length"].to_str().expect("ASCII");
            assert!(
                length == "none" || length == sent.len().to_string(),
                "{path} {content_type}: {length}"
            );
        }
    }
}
