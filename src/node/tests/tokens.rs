//! Tokens of models, over several workers.

use super::*;
use crate::fleet::tokens::{TokenStatus, TokensInFlight};
use crate::tokens::Generation;

const CHAT: &[u8] = b"/v1/chat/completions";

fn reading(tokens: bool) -> Rc<Plugin> {
    plugin(json!({
        "policy": "function autoscale() return 1 end",
        "service": {"name": "checkout"},
        "tokens": tokens,
    }))
}

fn begin(envoy: &mut Envoy, node: usize) -> (ServiceIndex, Box<Generation>) {
    let plugin = Rc::clone(&envoy.plugins[0]);
    let (now, node) = (envoy.now, &mut envoy.nodes[node]);
    let service = node.service(b"checkout", &plugin);
    let config = node.reads_tokens(&plugin, service, b"POST").unwrap();
    node.begin(service, now);
    node.begin_generation(service);
    let mut generation = Box::new(Generation::new(now, config.api, CHAT));
    generation.request_body(400);
    node.advance_generation(service, &mut generation, now);
    generation.response_head(Some(200), Some(b"text/event-stream"), None);
    (service, generation)
}

fn tell(
    envoy: &mut Envoy,
    node: usize,
    (service, generation): &mut (ServiceIndex, Box<Generation>),
    event: &serde_json::Value,
) {
    generation.response_body(format!("data: {event}\n\n").as_bytes(), envoy.now);
    envoy.nodes[node].advance_generation(*service, generation, envoy.now);
}

fn end(
    envoy: &mut Envoy,
    node: usize,
    (service, generation): (ServiceIndex, Box<Generation>),
    begun: Timestamp,
) {
    let (now, node) = (envoy.now, &mut envoy.nodes[node]);
    node.end(service, begun, now, Some(200));
    assert_eq!(node.end_generation(service, *generation, now), None);
}

fn status(envoy: &Envoy) -> Option<TokenStatus> {
    envoy.nodes[0].snapshot().services["checkout"]
        .tokens
        .clone()
}

fn metric(envoy: &Envoy, name: &str) -> Option<f64> {
    let service = &envoy.nodes[0].snapshot().services["checkout"];
    service.metrics.values.get(name)
}

#[test]
fn workers_tokens_add_up_and_end() {
    let mut envoy = Envoy::new(2, reading(true));
    envoy.run(1_000);
    let begun = envoy.now;
    let mut first = begin(&mut envoy, 1);
    let mut second = begin(&mut envoy, 2);
    envoy.run(1_000);
    let going_on = |generations, input, output| TokensInFlight {
        generations,
        input,
        output,
    };
    assert_eq!(status(&envoy).unwrap().inflight, going_on(2, 200, 0));
    assert_eq!(metric(&envoy, "prompt_tokens_inflight"), Some(200.0));
    assert_eq!(metric(&envoy, "ttft_p95"), None, "no data is never zero");
    let content = json!({"choices": [{"delta": {"content": "Hello, w"}}]});
    tell(&mut envoy, 1, &mut first, &content);
    envoy.run(1_000);
    assert_eq!(status(&envoy).unwrap().inflight, going_on(2, 100, 2));
    tell(&mut envoy, 2, &mut second, &content);
    let usage = json!({"model": "m", "usage": {"prompt_tokens": 60, "completion_tokens": 5}});
    for (node, generation) in [(1, &mut first), (2, &mut second)] {
        tell(&mut envoy, node, generation, &usage);
    }
    end(&mut envoy, 1, first, begun);
    end(&mut envoy, 2, second, begun);
    envoy.run(1_000);
    let told = status(&envoy).unwrap();
    assert_eq!(told.inflight, TokensInFlight::default());
    let sum = told.totals.sum();
    assert_eq!((sum.responses, sum.input, sum.output), (2, 120, 10));
    assert_eq!(told.totals.models[0].0, "m");
    assert_eq!(told.totals.models.len(), 1);
    // Over the time since the first request, as the leader knows it.
    assert_eq!(
        metric(&envoy, "prompt_tokens_per_second"),
        Some(120.0 / 2.75)
    );
    let rate = metric(&envoy, "tokens_per_second").unwrap();
    assert!((rate - 10.0 / 2.75).abs() < 0.01, "{rate}");
    for (name, wanted) in [("ttft_p50", 1_000.0), ("ttft_p95", 2_000.0)] {
        let found = metric(&envoy, name).unwrap();
        assert!((found / wanted - 1.0).abs() < 0.07, "{name} {found}");
    }
}

#[test]
fn a_service_without_tokens_has_no_such_metrics() {
    let mut envoy = Envoy::new(1, reading(false));
    let plugin = Rc::clone(&envoy.plugins[0]);
    let service = envoy.nodes[1].service(b"checkout", &plugin);
    assert_eq!(envoy.nodes[1].reads_tokens(&plugin, service, b"POST"), None);
    envoy.request(1);
    envoy.run(2_000);
    assert_eq!(status(&envoy), None);
    assert_eq!(metric(&envoy, "tokens_per_second"), None);
}

#[test]
fn tokens_that_are_read_no_more_leave_no_zeros() {
    let mut envoy = Envoy::new(1, reading(true));
    let begun = envoy.now;
    let mut generation = begin(&mut envoy, 1);
    tell(&mut envoy, 1, &mut generation, &json!({"choices": []}));
    envoy.run(1_000);
    envoy.plugins = vec![reading(false)];
    envoy.run(1_000);
    assert_eq!(metric(&envoy, "generations"), Some(1.0), "it goes on");
    end(&mut envoy, 1, generation, begun);
    envoy.run(1_000);
    assert_eq!(metric(&envoy, "generations"), None);
    assert_eq!(status(&envoy), None);
    let plugin = reading(true);
    let service = envoy.nodes[1].service(b"checkout", &plugin);
    let read = envoy.nodes[1].reads_tokens(&plugin, service, b"GET");
    assert_eq!(read, None, "only a POST generates");
}

#[test]
fn a_slot_that_is_taken_over_counts_each_response_once() {
    let mut envoy = Envoy::new(2, reading(true));
    envoy.run(1_000);
    let begun = envoy.now;
    let mut generation = begin(&mut envoy, 1);
    let usage = json!({"usage": {"prompt_tokens": 60, "completion_tokens": 5}});
    tell(&mut envoy, 1, &mut generation, &usage);
    end(&mut envoy, 1, generation, begun);
    envoy.run(1_000);
    // Worker 1 stalls, a new one takes its slot, and it comes back.
    envoy.run_some(15_000, |node| node != 1);
    envoy.nodes.push(Node::new(99));
    envoy.run_some(2_000, |node| node != 1);
    envoy.run(3_000);
    let sum = status(&envoy).unwrap().totals.sum();
    assert_eq!((sum.responses, sum.input), (1, 60));
}
