//! All configurations of Envoy in the repository, whoever wrote them: Envoy starts
//! with each, refuses nothing of it and finds nothing deprecated but `fail_open`. What
//! they promise is for the others to test.

use std::collections::BTreeSet;

use crate::support::{Ads, Configuration, Kind, eventually};

/// Envoy's counters of what it did not take, or will not for long.
const REFUSALS: [&str; 6] = [
    "cluster_manager.cds.update_rejected",
    "listener_manager.lds.update_rejected",
    "listener_manager.listener_create_failure",
    "runtime.deprecated_feature_use",
    "runtime.load_error",
    "server.static_unknown_fields",
];

/// Starts one, beside another where it is a piece; gives the files it read.
async fn starts(it: &Configuration, added: Option<&Configuration>) -> Vec<String> {
    let control_plane = Ads::start();
    let started = it.start(added, &control_plane).await;
    let what = format!("{:?}\n{}", started.files, started.log());
    let stat = |name: &str| started.stats.get(name).copied();
    assert_eq!(
        stat("listener_manager.total_listeners_active"),
        Some(started.listeners),
        "{what}"
    );
    for name in REFUSALS {
        assert_eq!(stat(name).unwrap_or(0), 0, "{name}: {what}");
    }
    for (name, value) in &started.stats {
        let refused = name.ends_with(".update_rejected") || name.ends_with(".config_fail");
        assert!(!refused || *value == 0, "{name}: {what}");
    }
    let vms = stat("wasm.envoy.wasm.runtime.v8.active").unwrap_or(0);
    assert_eq!(vms > 0, started.filter, "{vms} VMs: {what}");
    if it.waits() {
        // It was ready since the control plane, which it reached, had nothing to tell.
        let asked = async || control_plane.accepted();
        eventually("two answers", asked, |asked| asked.len() == 2).await;
    }
    started.files
}

#[tokio::test]
async fn envoy_starts_with_each() {
    let all = Configuration::all();
    let of_kind = |kind| all.iter().filter(move |it| it.kind == kind);
    let mut started = BTreeSet::new();
    for bootstrap in of_kind(Kind::Bootstrap) {
        started.extend(starts(bootstrap, None).await);
    }
    let first = Configuration::named("envoy/static.yaml");
    for addition in of_kind(Kind::Addition) {
        started.extend(starts(&first, Some(addition)).await);
    }
    let found: BTreeSet<String> = all.iter().map(|it| it.path.clone()).collect();
    println!("{found:#?}");
    assert_eq!(started, found, "a file that no bootstrap reads");
    for kind in [Kind::Bootstrap, Kind::Addition, Kind::Resources] {
        assert!(of_kind(kind).count() >= 4, "{kind:?}: {found:?}");
    }
}
