//! Policies that answer what is.

use serde_json::{Value, json};

use super::shop::Shop;

/// Guard rails that leave the pace to the policy.
fn wide() -> Value {
    json!({"behavior": {
        "scaleUp": {"policies": [{"type": "Pods", "value": 1000, "periodSeconds": 1}]},
        "scaleDown": {"stabilizationWindowSeconds": 0},
    }})
}

#[test]
fn threshold_adds_two_above_and_takes_one_below() {
    let mut shop = Shop::new("threshold", json!({}));
    shop.replicas = 4;
    shop.rps = 200.0;
    shop.run(60);
    assert_eq!(shop.desired(), 4, "50 %: between the thresholds");
    shop.rps = 380.0;
    shop.run(10);
    assert_eq!(shop.desired(), 6);
    assert_eq!(shop.reason(), "cpu 95 above 80");
    shop.run(60);
    assert_eq!((shop.replicas, shop.desired()), (6, 6), "63 % on six");
    shop.rps = 50.0;
    shop.run(290);
    assert_eq!(shop.desired(), 6, "within the stabilization window");
    shop.run(60);
    assert!(shop.desired() < 6, "{}", shop.desired());
}

#[test]
fn target_tracking_brings_the_load_to_its_target() {
    let mut shop = Shop::new("target_tracking", json!({}));
    shop.rps = 90.0;
    shop.run(1);
    assert_eq!(shop.desired(), 2, "1 × 90 / 60");
    shop.rps = 900.0;
    // The guard rails let it double, and no answer compounds.
    let mut seen = Vec::new();
    for _ in 0..12 {
        shop.run(15);
        seen.push(shop.desired());
        assert!(shop.desired() <= 20, "beyond what is needed: {seen:?}");
    }
    assert_eq!(shop.desired(), 15, "900 of 60 each: {seen:?}");
    // 5 % more is within the tolerance, 20 % more is not.
    shop.rps = 945.0;
    shop.run(60);
    assert_eq!(shop.desired(), 15);
    shop.rps = 1080.0;
    shop.run(60);
    assert_eq!(shop.desired(), 18);
    shop.rps = 300.0;
    shop.run(295);
    assert_eq!(shop.desired(), 18, "scaleDown waits for 300 s");
    shop.run(60);
    assert_eq!(shop.desired(), 5);
    assert!(shop.failures.is_empty());
}

#[test]
fn concurrency_acts_on_requests_without_a_place_at_once() {
    let at_once = std::fs::read_to_string(format!("{}/at_once.json", super::FOLDER)).unwrap();
    let mut shop = Shop::new("concurrency", serde_json::from_str(&at_once).unwrap());
    // A second per request, however full a replica is: 50 in flight.
    (shop.service_ms, shop.slots) = (1000.0, 100);
    shop.rps = 50.0;
    shop.run(120);
    assert_eq!(shop.desired(), 7, "50 of 7.4 each");
    assert_eq!(shop.reason(), "50.0 in flight, a minute");
    // A little more for a moment is chance.
    shop.rps = 55.0;
    shop.run(6);
    assert_eq!(shop.desired(), 7);
    // Somewhat more is seen in some seconds.
    shop.rps = 65.0;
    shop.run(10);
    assert_eq!(shop.desired(), 9, "{}", shop.reason());
    assert!(shop.reason().ends_with("six seconds"), "{}", shop.reason());
    // More than there are places for is seen at once.
    shop.rps = 200.0;
    shop.run(1);
    assert_eq!(shop.desired(), 28, "200 of 7.4 each: {}", shop.reason());
    assert!(shop.reason().ends_with("places"), "{}", shop.reason());
    shop.run(60);
    shop.rps = 50.0;
    shop.run(30);
    assert!(
        shop.desired() > 14,
        "a minute is not over: {}",
        shop.desired()
    );
    shop.run(35);
    assert_eq!(shop.desired(), 7);
    assert!(shop.failures.is_empty(), "{:?}", shop.failures);
}

#[test]
fn knative_meets_a_burst_in_panic_and_goes_to_zero_after_it() {
    let mut config = wide();
    config["min_replicas"] = json!(0);
    let mut shop = Shop::new("knative", config);
    // A second per request: 50 in flight, of which a replica takes 70.
    (shop.service_ms, shop.slots) = (1000.0, 8);
    shop.rps = 50.0;
    shop.run(120);
    assert_eq!(shop.desired(), 1);
    // Ten times the load on one replica: requests pile up.
    shop.rps = 500.0;
    let mut seconds = 0;
    while shop.desired() < 2 {
        shop.run(1);
        seconds += 1;
    }
    assert!(seconds <= 3, "{seconds} s to the first answer");
    assert!(shop.reason().ends_with("panic"), "{}", shop.reason());
    let mut most = 0;
    for _ in 0..60 {
        shop.run(1);
        assert!(shop.desired() >= most, "down in panic");
        most = shop.desired();
    }
    assert!((10..=50).contains(&most), "{most}");
    shop.run(90);
    assert!(!shop.reason().ends_with("panic"), "{}", shop.reason());
    assert_eq!(shop.desired(), 8, "500 and some in flight");
    // Nobody comes any more: a minute until the window is empty, half a minute
    // of grace.
    shop.rps = 0.0;
    shop.run(59);
    assert!(shop.desired() >= 1);
    shop.run(29);
    assert_eq!(shop.desired(), 1, "in the grace period");
    shop.run(10);
    assert_eq!((shop.desired(), shop.replicas), (0, 0));
    shop.run(60);
    assert_eq!(shop.desired(), 0);
    // The first request brings it back.
    shop.rps = 20.0;
    shop.run(1);
    assert_eq!(shop.desired(), 1);
    assert!(shop.failures.is_empty());
}

#[test]
fn latency_slo_restores_the_goal_and_gives_back_slowly() {
    let config = json!({
        "min_replicas": 2,
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 0}},
    });
    let mut shop = Shop::new("latency_slo", config);
    shop.replicas = 2;
    shop.rps = 60.0;
    shop.run(300);
    assert_eq!((shop.desired(), shop.reason()), (2, "p95 171 ms, goal 250"));
    // Three times the traffic fills both: up by half, and again.
    shop.rps = 180.0;
    shop.run(3);
    assert_eq!(shop.desired(), 3);
    shop.run(100);
    // Four would do; while the third and fourth start, it asks for more.
    let enough = shop.desired();
    assert!((4..=6).contains(&enough), "{enough}");
    assert!(shop.reason().starts_with("p95 171 ms"), "{}", shop.reason());
    // Every second answer is an error, and fast: that is no calm.
    shop.errors = 0.5;
    shop.run(600);
    assert_eq!(
        (shop.desired(), shop.reason()),
        (enough, "p95 71 ms, goal 250")
    );
    // Few requests: one replica less each three minutes.
    (shop.errors, shop.rps) = (0.0, 4.0);
    shop.run(62);
    assert_eq!(shop.reason(), "p95 121 ms, goal 250, calm");
    for fewer in 1..=enough - 2 {
        shop.run(180);
        assert_eq!(shop.desired(), enough - fewer);
    }
    shop.run(400);
    assert_eq!(shop.desired(), 2, "min_replicas");
    // A burst in between begins the patience anew.
    shop.replicas = 4;
    shop.run(170);
    shop.rps = 300.0;
    shop.run(10);
    shop.rps = 4.0;
    shop.run(180);
    assert!(shop.desired() >= 4, "{}", shop.desired());
    // No requests, no latency, no opinion.
    shop.rps = 0.0;
    shop.run(61);
    assert_eq!(shop.reason(), "nobody asks");
    assert!(shop.failures.is_empty());
}
