//! What models told, as JSON and as Prometheus text.

use serde_json::Value;

use super::json;
use super::prometheus::Text;
use crate::fleet::snapshot::{ServiceSnapshot, Snapshot};
use crate::fleet::tokens::{TokenCounts, TokenStatus, TokenTotals};
use crate::metrics::Metrics;
use crate::time::to_f64;
use crate::window::LatencyTotals;

/// The object `tokens` of a service's JSON; `None` where no model told any.
pub(super) fn to_json(service: &ServiceSnapshot) -> Option<Value> {
    let tokens = service.tokens.as_ref()?;
    let sum = tokens.totals.sum();
    let metric = |metrics: &Metrics, name| metrics.values.get(name);
    let [first_p50, first_p95, per_p50, per_p95] =
        ["ttft_p50", "ttft_p95", "tpot_p50", "tpot_p95"].map(|name| metric(&service.metrics, name));
    let micros = |ms: Option<f64>| ms.map(|ms| ms * 1_000.0);
    let quantiles = |p50: Option<f64>, p95: Option<f64>| {
        json::object(&mut [("p50", p50.into()), ("p95", p95.into())])
    };
    Some(json::object(&mut [
        ("responses_total", sum.responses.into()),
        ("without_usage_total", sum.without_usage.into()),
        ("input_total", sum.input.into()),
        ("output_total", sum.output.into()),
        ("output_effective_total", sum.output_effective.into()),
        ("cached_input_total", sum.cached_input.into()),
        ("reasoning_output_total", sum.reasoning_output.into()),
        ("estimated_output_total", sum.estimated_output.into()),
        ("inflight_input", tokens.inflight.input.into()),
        ("inflight_output", tokens.inflight.output.into()),
        ("inflight_generations", tokens.inflight.generations.into()),
        ("ttft_ms", quantiles(first_p50, first_p95)),
        ("tpot_us", quantiles(micros(per_p50), micros(per_p95))),
        (
            "quota_remaining",
            metric(&service.metrics, "quota_remaining").into(),
        ),
    ]))
}

/// A family: name, help, what is read for a sample.
type Family<Of, Read> = (&'static str, &'static str, fn(&Of) -> Read);

/// Families with one sample per service.
const FAMILIES: [Family<TokenStatus, f64>; 3] = [
    (
        "luascale_inflight_generations",
        "Requests to a model whose response is not over. Sum over gateways.",
        |it| it.inflight.generations.into(),
    ),
    (
        "luascale_inflight_prompt_tokens",
        "Tokens of prompts that wait for their first token; estimated until the model tells. Sum over gateways.",
        |it| to_f64(it.inflight.input),
    ),
    (
        "luascale_inflight_output_tokens",
        "Tokens generated so far in responses that are not over; estimated until the model tells. Sum over gateways.",
        |it| to_f64(it.inflight.output),
    ),
];

/// Families with one sample per service and model; all count.
const BY_MODEL: [Family<TokenCounts, u64>; 5] = [
    (
        "luascale_model_responses_total",
        "Responses of models that told tokens or had content. Sum over gateways.",
        |it| it.responses,
    ),
    (
        "luascale_model_responses_without_usage_total",
        "Those of them that told no tokens. Sum over gateways.",
        |it| it.without_usage,
    ),
    (
        "luascale_cached_input_tokens_total",
        "Input tokens that came from a cache; part of gen_ai_client_token_usage. Sum over gateways.",
        |it| it.cached_input,
    ),
    (
        "luascale_reasoning_output_tokens_total",
        "Output tokens that were reasoning; part of gen_ai_client_token_usage. Sum over gateways.",
        |it| it.reasoning_output,
    ),
    (
        "luascale_estimated_output_tokens_total",
        "Output tokens by estimate, of responses that told none; not in gen_ai_client_token_usage. Sum over gateways.",
        |it| it.estimated_output,
    ),
];

/// Times with names of OpenTelemetry's semantic conventions for generative AI.
const TIMES: [Family<TokenTotals, LatencyTotals>; 2] = [
    (
        "gen_ai_server_time_to_first_token_seconds",
        "Time from a request's arrival to the first event with generated content, of streams. Sum over gateways.",
        |it| it.time_to_first_token,
    ),
    (
        "gen_ai_server_time_per_output_token_seconds",
        "Mean time from one output token to the next, one sample per streamed response. Sum over gateways.",
        |it| it.time_per_output_token,
    ),
];

const MODEL: &str = "gen_ai_response_model";

/// All families of tokens.
pub(super) fn to_text(snapshot: &Snapshot, text: &mut Text) {
    let services: Vec<(&str, &TokenStatus)> = snapshot
        .services
        .iter()
        .filter_map(|(name, service)| Some((name.as_str(), service.tokens.as_ref()?)))
        .collect();
    if services.is_empty() {
        return;
    }
    for (name, help, read) in FAMILIES {
        text.head(name, "gauge", help);
        for (service, tokens) in &services {
            text.sample(name, &[("service", service)], read(tokens));
        }
    }
    let name = "luascale_quota_remaining_ratio";
    let mut headed = false;
    for (service, it) in &snapshot.services {
        let Some(share) = it.metrics.values.get("quota_remaining") else {
            continue;
        };
        if !headed {
            headed = true;
            let help = "Share of the provider's rate limit that remains, 0 to 1, of several limits the smallest. Does not add up.";
            text.head(name, "gauge", help);
        }
        text.sample(name, &[("service", service)], share);
    }
    let models = || {
        services.iter().flat_map(|(service, tokens)| {
            let models = tokens.totals.models.iter();
            models.map(|(model, counts)| (*service, model.as_str(), counts))
        })
    };
    for (name, help, read) in BY_MODEL {
        text.head(name, "counter", help);
        for (service, model, counts) in models() {
            let labels = [("service", service), (MODEL, model)];
            text.sample(name, &labels, to_f64(read(counts)));
        }
    }
    let name = "gen_ai_client_token_usage";
    let help =
        "Tokens of responses, as models tell them; output with reasoning. Sum over gateways.";
    text.head(name, "summary", help);
    for (service, model, counts) in models() {
        for (kind, sum, count) in [
            ("input", counts.input, counts.told.input),
            ("output", counts.output_effective, counts.told.output),
        ] {
            let labels = [
                ("service", service),
                (MODEL, model),
                ("gen_ai_token_type", kind),
            ];
            text.sample(&format!("{name}_sum"), &labels, to_f64(sum));
            text.sample(&format!("{name}_count"), &labels, to_f64(count));
        }
    }
    for (name, help, read) in TIMES {
        let times = services
            .iter()
            .map(|(service, tokens)| (*service, read(&tokens.totals)));
        text.histogram(name, help, times);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tokens::{Ended, Usage};

    fn snapshot() -> Snapshot {
        let mut totals = TokenTotals::default();
        totals.count(&Ended {
            model: Some("gpt-5".to_owned()),
            usage: Usage {
                input: Some(9),
                output: Some(1),
                total: Some(15),
                cached_input: Some(4),
                reasoning_output: Some(5),
            },
            time_to_first_token_us: Some(210_000),
            time_per_output_token_us: Some(18_000),
            ..Ended::default()
        });
        totals.count(&Ended {
            estimated_output: Some(7),
            ..Ended::default()
        });
        let mut service = ServiceSnapshot {
            tokens: Some(TokenStatus {
                totals,
                ..TokenStatus::default()
            }),
            ..ServiceSnapshot::default()
        };
        for (name, value) in [("ttft_p50", 210.0), ("tpot_p95", 18.5)] {
            service.metrics.values.insert(name.to_owned(), value);
        }
        let quiet = ServiceSnapshot::default();
        Snapshot {
            services: [("llm".to_owned(), service), ("web".to_owned(), quiet)].into(),
            ..Snapshot::default()
        }
    }

    #[test]
    fn json_tells_counts_and_times_and_unknown_is_null() {
        let snapshot = snapshot();
        assert_eq!(
            to_json(&snapshot.services["llm"]),
            Some(json!({
                "responses_total": 2, "without_usage_total": 1, "input_total": 9,
                "output_total": 1, "output_effective_total": 6, "cached_input_total": 4,
                "reasoning_output_total": 5, "estimated_output_total": 7, "inflight_input": 0,
                "inflight_output": 0, "inflight_generations": 0,
                "ttft_ms": {"p50": 210.0, "p95": null}, "tpot_us": {"p50": null, "p95": 18500.0},
                "quota_remaining": null,
            }))
        );
        assert_eq!(to_json(&snapshot.services["web"]), None);
    }

    #[test]
    fn text_has_a_sample_per_model_and_kind() {
        let mut text = Text::default();
        to_text(&snapshot(), &mut text);
        let lines: Vec<&str> = text.0.lines().collect();
        for line in [
            "luascale_inflight_generations{service=\"llm\"} 0",
            "luascale_model_responses_total{service=\"llm\",gen_ai_response_model=\"unknown\"} 1",
            "luascale_estimated_output_tokens_total{service=\"llm\",gen_ai_response_model=\"unknown\"} 7",
            "gen_ai_client_token_usage_sum{service=\"llm\",gen_ai_response_model=\"gpt-5\",gen_ai_token_type=\"output\"} 6",
            "gen_ai_client_token_usage_count{service=\"llm\",gen_ai_response_model=\"unknown\",gen_ai_token_type=\"input\"} 0",
            "gen_ai_server_time_to_first_token_seconds_bucket{service=\"llm\",le=\"0.25\"} 1",
            "gen_ai_server_time_per_output_token_seconds_sum{service=\"llm\"} 0.018",
        ] {
            assert!(lines.contains(&line), "{line} in\n{}", text.0);
        }
        assert!(!text.0.contains("\"web\""));
    }

    #[test]
    fn nothing_is_said_without_models() {
        let mut text = Text::default();
        to_text(&Snapshot::default(), &mut text);
        assert_eq!(text.0, "");
    }
}
