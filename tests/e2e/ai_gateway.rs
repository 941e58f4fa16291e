//! `envoy/ai.yaml`: keys, routes, tokens and what is decided on them.

use std::sync::{Arc, Mutex};

use hyper::HeaderMap;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::support::{Ask, Client, Model, Piece, Setup};

const LLM: &str = include_str!("../../policies/llm.lua");
const QUOTA: &str = include_str!("../../policies/llm_quota.lua");
const OPENAI_KEY: &str = "sk-openai-secret";
const ANTHROPIC_KEY: &str = "sk-anthropic-secret";

type Asked = Arc<Mutex<Vec<(String, HeaderMap)>>>;

/// A model that says what a provider says of its rate limit, and what vLLM says
/// of its load, and streams as path and gate tell.
async fn model(asked: &Asked, gate: &Arc<Semaphore>) -> Model {
    let (asked, gate) = (Arc::clone(asked), Arc::clone(gate));
    Model::answering(false, move |request| {
        let path = request.uri().path().to_owned();
        let headers = request.headers().clone();
        let is_local = headers.contains_key("endpoint-load-metrics-format");
        let mut answered = vec![("content-type".to_owned(), "text/event-stream".to_owned())];
        let mut add = |name: &str, value: &str| answered.push((name.to_owned(), value.to_owned()));
        if is_local {
            let load = "TEXT named_metrics.kv_cache_usage_perc=0.96, \
                        named_metrics.num_requests_waiting=1";
            add("endpoint-load-metrics", load);
        } else {
            add("x-ratelimit-limit-tokens", "1000");
            add("x-ratelimit-remaining-tokens", "100");
        }
        asked
            .lock()
            .expect("no panic while locked")
            .push((path.clone(), headers));
        let event = |event| Piece::Bytes(format!("data: {event}\n\n").into());
        let pieces = if path == "/v1/messages" {
            let usage = json!({"input_tokens": 25, "output_tokens": 1});
            let message = json!({"model": "claude-own", "usage": usage});
            vec![
                event(json!({"type": "message_start", "message": message})),
                event(json!({"type": "message_delta", "usage": {"output_tokens": 15}})),
            ]
        } else {
            let usage = json!({"prompt_tokens": 9, "completion_tokens": 2});
            let wait = is_local.then(|| Piece::Wait(Arc::clone(&gate)));
            let hello = json!({"model": "own", "choices": [{"delta": {"content": "Hello"}}]});
            let last = event(json!({"choices": [], "usage": usage}));
            [Some(event(hello)), wait, Some(last)]
                .into_iter()
                .flatten()
                .collect()
        };
        (200, answered, pieces)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ai_gateway_keeps_its_promise() {
    let (asked, gate) = (Asked::default(), Arc::new(Semaphore::new(0)));
    let model = model(&asked, &gate).await;
    let setup = Setup::ai(OPENAI_KEY, ANTHROPIC_KEY);
    let gateway = setup.start_at(model.port()).await;
    let policies = gateway.configuration()["policies"].clone();
    assert_eq!(policies["default"].as_str(), Some(LLM), "policies/llm.lua");
    assert_eq!(
        policies["quota"].as_str(),
        Some(QUOTA),
        "policies/llm_quota.lua"
    );

    let mut client = gateway.internal();
    let post = |path: &str| {
        let ask = Ask::with_method("POST", path).body("{\"stream\": true}");
        ask.header("authorization", "Bearer the client's own")
    };
    assert_eq!(
        client
            .send(&post("/openai/v1/chat/completions"))
            .await
            .status,
        200
    );
    assert_eq!(
        client.send(&post("/anthropic/v1/messages")).await.status,
        200
    );
    let main = gateway.main();
    let local = tokio::spawn(async move {
        Client::internal(main)
            .send(&post("/v1/chat/completions"))
            .await
    });
    let decided = async |name: &str| {
        let service = async || gateway.service(name).await.json();
        crate::support::eventually(name, service, |it| {
            it["desired_replicas"].is_u64() && it["tokens"].is_object()
        })
        .await
    };
    let service = async || gateway.service("local").await.json();
    let busy = crate::support::eventually("a stream of the local model", service, |it| {
        it["metrics"]["output_tokens_inflight"] == 2.0 && it["desired_replicas"] == 2
    })
    .await;
    assert_eq!(busy["reason"], "KV cache at 120 % of its goal", "{busy}");
    gate.add_permits(1);
    let answer = local.await.expect("an answer");
    assert_eq!(answer.status, 200);

    {
        let asked = asked.lock().expect("no panic while locked");
        let [
            (openai_path, openai),
            (anthropic_path, anthropic),
            (local_path, local),
        ] = asked.as_slice()
        else {
            panic!("three requests: {asked:?}");
        };
        assert_eq!(openai_path, "/v1/chat/completions");
        assert_eq!(openai["host"], "api.openai.com");
        assert_eq!(openai["authorization"], format!("Bearer {OPENAI_KEY}"));
        assert_eq!(anthropic_path, "/v1/messages");
        assert_eq!(anthropic["host"], "api.anthropic.com");
        assert_eq!(anthropic["x-api-key"], ANTHROPIC_KEY);
        assert_eq!(anthropic["anthropic-version"], "2023-06-01");
        assert!(!anthropic.contains_key("authorization"));
        assert_eq!(local_path, "/v1/chat/completions");
        assert_eq!(local["authorization"], "Bearer the client's own");
        for headers in [openai, anthropic] {
            assert!(!headers.contains_key("endpoint-load-metrics-format"));
        }
    }
    for (name, input, output) in [("openai", 9, 2), ("anthropic", 25, 15), ("local", 9, 2)] {
        let service = async || gateway.service(name).await.json();
        let over =
            crate::support::eventually(name, service, |it| it["tokens"]["responses_total"] == 1)
                .await;
        let tokens = &over["tokens"];
        assert_eq!(
            (&tokens["input_total"], &tokens["output_total"]),
            (&json!(input), &json!(output))
        );
    }
    assert_eq!(decided("openai").await["metrics"]["quota_remaining"], 0.1);
    for secret in [OPENAI_KEY, ANTHROPIC_KEY] {
        assert!(!gateway.log().contains(secret));
    }
}
