//! The policies that are shipped, each in a story: traffic, a clock, a scaler
//! and the guard rails, second by second.

#[cfg(test)]
mod models;
#[cfg(test)]
mod planned;
#[cfg(test)]
mod reactive;
#[cfg(test)]
mod shop;

use std::collections::BTreeSet;
use std::fs;

/// Folder of the policies.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");

#[test]
fn every_policy_has_a_story() {
    let files = fs::read_dir(FOLDER).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let lua: BTreeSet<String> = names
        .filter(|name| name.ends_with(".lua") && !name.ends_with("_test.lua"))
        .collect();
    let told = [
        "concurrency.lua",
        "knative.lua",
        "latency_slo.lua",
        "llm.lua",
        "llm_quota.lua",
        "predictive.lua",
        "schedule.lua",
        "target_tracking.lua",
        "threshold.lua",
    ];
    assert_eq!(lua, told.map(str::to_owned).into());
}

#[test]
fn every_policy_compiles_and_says_nothing_wrong_without_data() {
    for file in fs::read_dir(FOLDER).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let name = name
            .strip_suffix(".lua")
            .filter(|it| !it.ends_with("_test"));
        let Some(name) = name else {
            continue;
        };
        let mut shop = shop::Shop::new(name, serde_json::json!({}));
        shop.blind = true;
        shop.run(60);
        assert!(
            shop.failures.iter().all(|failure| failure == "no_data"),
            "{name}: {:?}",
            shop.failures
        );
    }
}
