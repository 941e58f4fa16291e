//! Listeners of one Envoy: what they share, and what they do not.

use serde_json::{Value, json};

use crate::support::{Ask, Setup, Upstream, each_object};

/// Puts another configuration of the filter on the listener `status`.
fn with_own_status_plugin(setup: &mut Setup) {
    let on_status = |config: &mut serde_json::Map<String, Value>| {
        config["name"] = json!("luascale-status");
        config["configuration"]["value"]["policy"] =
            json!("function autoscale() return scale.to(9, 'not for app') end");
    };
    setup.edit(|listener| {
        if listener.get("name") != Some(&json!("status")) {
            return;
        }
        let Some(chains) = listener.get_mut("filter_chains") else {
            return;
        };
        each_object(chains, &mut |object| {
            if object.contains_key("vm_config") {
                on_status(object);
            }
        });
    });
}

#[tokio::test]
async fn two_configurations_with_one_vm_id_see_the_same_services() {
    let upstream = Upstream::start().await;
    let policy = "function autoscale() return scale.to(4, 'app') end";
    let mut setup = Setup::fixed().workers(2).policy(policy);
    with_own_status_plugin(&mut setup);
    let gateway = setup.start(&upstream).await;
    let mut client = gateway.internal();
    for _ in 0..20 {
        client.send(&Ask::get("/")).await;
    }
    let app = gateway
        .app("20 requests", |app| app["requests_total"] == 20)
        .await;
    assert_eq!(
        app["reason"], "app",
        "the plugin that sees the traffic decides"
    );
    assert_eq!(app["desired_replicas"], 4);
    // One VM per thread, whatever the number of plugins.
    assert_eq!(
        (&app["workers_seen"], &app["workers_expected"]),
        (&json!(3), &json!(3))
    );
}

#[tokio::test]
async fn another_vm_id_sees_nothing() {
    let upstream = Upstream::start().await;
    let mut setup = Setup::fixed();
    with_own_status_plugin(&mut setup);
    setup.edit(|object| {
        if object.get("name") == Some(&json!("luascale-status")) {
            object["vm_config"]["vm_id"] = json!("another");
        }
    });
    let gateway = setup.start(&upstream).await;
    gateway.internal().send(&Ask::load("cpu=85")).await;
    // It decides on its own, from nothing.
    let app = gateway.decided("app").await;
    assert_eq!(
        (&app["requests_total"], &app["reason"]),
        (&json!(0), &json!("not for app"))
    );
}
