//! Policies that know the time.

use std::time::Duration;

use serde_json::json;

use super::shop::{MONDAY, Shop};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

#[test]
fn schedule_has_replicas_ready_before_the_day_begins() {
    // Five and a half hours east of UTC, decided twice a minute.
    let config = json!({
        "utc_offset_minutes": 330,
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 0}},
    });
    let mut shop = Shop::new("schedule", config);
    shop.step = 30;
    let local = |day: u64, hour: u64, minute: u64| (day * 24 + hour) * 60 + minute - 330;
    for (day, hour, minute, want) in [
        (0, 6, 0, 1),
        (0, 7, 19, 1),
        (0, 7, 21, 6),
        (0, 18, 59, 6),
        (0, 19, 1, 1),
        (4, 11, 49, 6),
        (4, 11, 51, 10),
        (4, 14, 1, 6),
        (5, 9, 51, 3),
        (6, 15, 59, 3),
        (6, 16, 1, 1),
        (7, 7, 21, 6),
    ] {
        let past = shop.now.since(MONDAY).as_secs();
        shop.run(local(day, hour, minute) * 60 - past);
        assert_eq!(shop.desired(), want, "day {day}, {hour}:{minute:02}");
    }
    // More traffic than planned counts, less does not.
    shop.rps = 420.0;
    shop.run(300);
    assert_eq!(shop.desired(), 9);
    assert_eq!(shop.reason(), "420.0 requests per second");
    shop.rps = 10.0;
    shop.run(300);
    assert_eq!((shop.desired(), shop.reason()), (6, "schedule"));
    assert!(shop.failures.is_empty());
}

/// A day's traffic from 9:00 on: 50 at night, 600 from 9:15 to 17:45.
fn day(shop: &mut Shop) {
    shop.ramp(900, 600.0);
    shop.run(9 * HOUR - 1800);
    shop.ramp(900, 50.0);
    shop.run(6 * HOUR);
}

#[test]
fn predictive_follows_a_trend_on_its_first_day_and_knows_the_second() {
    let config = json!({"behavior": {"scaleDown": {"stabilizationWindowSeconds": 60}}});
    let mut shop = Shop::new("predictive", config);
    // Thursday. Second by second only where the traffic changes.
    shop.now = MONDAY.plus(Duration::from_secs(3 * DAY));
    shop.step = 30;
    shop.rps = 50.0;
    let calm = (1, "now: 50 requests per second");
    shop.run(9 * HOUR);
    assert_eq!((shop.desired(), shop.reason()), calm);
    // Nothing is known of the day: the trend leads.
    shop.ramp(300, 233.0);
    assert!(shop.reason().starts_with("trend: "), "{}", shop.reason());
    let now = shop.rps / 50.0;
    let ahead = f64::from(shop.desired()) - now;
    assert!((0.5..3.0).contains(&ahead), "{ahead} more than {now}");
    shop.ramp(600, 600.0);
    shop.run(HOUR);
    assert_eq!(shop.reason(), "now: 600 requests per second");
    // One more than needed at most: within the tolerance, after the trend.
    assert!((12..=13).contains(&shop.desired()), "{}", shop.desired());
    shop.run(8 * HOUR - 1800);
    shop.ramp(900, 50.0);
    shop.run(6 * HOUR);
    assert_eq!((shop.desired(), shop.reason()), calm);
    // On the next, replicas are there before the traffic is.
    shop.run(9 * HOUR);
    assert!(shop.reason().starts_with("season: "), "{}", shop.reason());
    assert!(shop.desired() >= 5, "{}", shop.desired());
    // The weekend is another season.
    day(&mut shop);
    shop.run(9 * HOUR);
    assert_eq!(shop.now.since(MONDAY).as_secs(), 5 * DAY + 9 * HOUR);
    assert_eq!((shop.desired(), shop.reason()), calm);
    assert!(shop.failures.is_empty(), "{:?}", shop.failures);
}
