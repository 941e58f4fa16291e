//! Policies in front of models.

use serde_json::json;

use super::shop::Shop;

/// Guard rails that leave the pace to the policy.
fn model(policy: &str) -> Shop {
    let config = json!({"behavior": {
        "scaleUp": {"policies": [{"type": "Pods", "value": 1000, "periodSeconds": 1}]},
        "scaleDown": {"stabilizationWindowSeconds": 0, "policies": [{"type": "Pods", "value": 1000, "periodSeconds": 1}]},
    }, "tokens": true});
    let mut shop = Shop::new(policy, config);
    shop.blind = true;
    shop.replicas = 2;
    shop.told = [("generations", 1.0), ("prompt_tokens_inflight", 0.0)].into();
    shop
}

/// What is desired of two replicas, and why.
fn said(policy: &str, told: &[(&'static str, f64)]) -> (u32, String) {
    let mut shop = model(policy);
    shop.told.extend(told.iter().copied());
    shop.run(1);
    assert_eq!(shop.failures, Vec::<String>::new());
    (shop.desired(), shop.reason().to_owned())
}

#[test]
fn the_largest_need_of_a_model_counts() {
    for (told, desired, reason) in [
        // 15,000 tokens per second for 1.5 s each.
        (
            &[("prompt_tokens_inflight", 90_000.0)][..],
            4,
            "90000 prompt tokens wait",
        ),
        // A prompt of 7,500 tokens takes half a second itself.
        (
            &[
                ("prompt_tokens_inflight", 90_000.0),
                ("prompt_tokens_per_second", 15_000.0),
                ("rps", 2.0),
            ],
            6,
            "90000 prompt tokens wait",
        ),
        // One that takes longer than the goal leaves a tenth of it.
        (
            &[
                ("prompt_tokens_inflight", 11_250.0),
                ("prompt_tokens_per_second", 40_000.0),
                ("rps", 1.0),
            ],
            5,
            "11250 prompt tokens wait",
        ),
        (
            &[("tokens_per_second", 7_500.0)],
            5,
            "7500 tokens per second",
        ),
        (&[("ttft_p95", 2_250.0)], 3, "first token after 2250 ms"),
        (&[("ttft_p95", 90_000.0)], 4, "first token after 90000 ms"),
        (
            &[("kv_cache_usage_perc", 1.0), ("num_requests_waiting", 1.0)],
            3,
            "KV cache at 125 % of its goal",
        ),
        (
            &[("num_requests_waiting", 10.0)],
            4,
            "queue at 200 % of its goal",
        ),
        (
            &[
                ("tokens_per_second", 7_500.0),
                ("prompt_tokens_inflight", 90_000.0),
                ("ttft_p95", 3_000.0),
            ],
            5,
            "7500 tokens per second",
        ),
        (&[("tokens_per_second", 100.0)], 1, "100 tokens per second"),
        (
            &[("ttft_p95", 100.0), ("kv_cache_usage_perc", 0.0)],
            1,
            "1 in flight",
        ),
    ] {
        assert_eq!(said("llm", told), (desired, reason.to_owned()), "{told:?}");
    }
}

#[test]
fn a_backlog_of_prompts_is_worked_off_and_its_replicas_go() {
    let mut shop = model("llm");
    // Each replica takes in 10,000 tokens per second; 50,000 arrive for a minute.
    let mut backlog = 0.0;
    let mut worst = 0;
    for second in 0..240 {
        if second < 60 {
            backlog += 50_000.0;
        }
        backlog = f64::max(0.0, backlog - 10_000.0 * f64::from(shop.replicas));
        shop.told.insert("prompt_tokens_inflight", backlog);
        shop.run(1);
        worst = worst.max(shop.desired());
    }
    assert!((5..=50).contains(&worst), "{worst}");
    assert!(backlog < 1.0, "{backlog}");
    assert_eq!(shop.desired(), 1);
    assert_eq!(shop.failures, Vec::<String>::new());
}

#[test]
fn callers_are_not_added_beyond_the_quota() {
    for (told, desired, reason) in [
        (&[("generations", 20.0)][..], 5, "20.0 generations"),
        (
            &[("generations", 20.0), ("quota_remaining", 0.5)],
            5,
            "20.0 generations",
        ),
        (
            &[("generations", 20.0), ("quota_remaining", 0.1)],
            2,
            "20.0 generations, only 10 % of the quota left",
        ),
        (
            &[("generations", 3.0), ("quota_remaining", 0.1)],
            1,
            "3.0 generations",
        ),
        (
            &[("generations", 20.0), ("quota_remaining", 0.01)],
            1,
            "quota 1 % left, 0 % refused",
        ),
        (
            &[("generations", 20.0), ("error_rate", 0.5)],
            1,
            "quota unknown, 50 % refused",
        ),
    ] {
        assert_eq!(
            said("llm_quota", told),
            (desired, reason.to_owned()),
            "{told:?}"
        );
    }
}
