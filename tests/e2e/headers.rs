//! The request headers in all their forms, as the policy sees them and as the
//! hint answers them.

use serde_json::json;

use crate::support::{Ask, Gateway, Setup, Upstream, eventually};

/// On a tick: 4 replicas. On a request: tells what it sees, the metrics that
/// its path stands for.
fn telling(shown: &[(&str, &[&str])]) -> String {
    let tables: Vec<String> = shown
        .iter()
        .map(|(path, names)| format!("[\"{path}\"] = {{\"{}\"}}", names.join("\", \"")))
        .collect();
    format!(
        "local shown = {{{}}}
        function autoscale(metrics, request)
          if not request then return 4 end
          local names, said = shown[request.path], ''
          for i = 1, #names do
            said = said .. names[i] .. '=' .. metrics[names[i]] .. ' '
          end
          return scale.hold(said .. (request.scale_type or 'no type'))
        end",
        tables.join(", ")
    )
}

/// Waits until requests that bring no news get the first decision.
async fn four_are_decided(gateway: &Gateway) {
    let mut client = gateway.internal();
    eventually(
        "the decision's hint",
        async || client.send(&Ask::get("/")).await.hint().map(str::to_owned),
        |hint| hint.as_deref() == Some("hold;replicas=4"),
    )
    .await;
}

#[tokio::test]
async fn every_form_of_load_reaches_the_policy() {
    let rows: [(&str, &[&str], &str); 9] = [
        ("85", &["load"], "load=85"),
        ("60.5", &["load"], "load=60.5"),
        ("1.5e2", &["load"], "load=150"),
        ("cpu=85", &["cpu", "cpu_max"], "cpu=85 cpu_max=85"),
        (
            "cpu=84, memory=60.5, queue=12",
            &["cpu", "memory", "queue"],
            "cpu=84 memory=60.5 queue=12",
        ),
        ("gpu.busy_0=0.25", &["gpu.busy_0"], "gpu.busy_0=0.25"),
        (r#"{"cpu":83}"#, &["cpu"], "cpu=83"),
        (
            r#"{ "cpu": 82.5, "queue": 7 }"#,
            &["cpu", "queue"],
            "cpu=82.5 queue=7",
        ),
        ("cpu=0", &["cpu"], "cpu=0"),
    ];
    let paths: Vec<String> = (0..rows.len()).map(|row| format!("/{row}")).collect();
    let shown: Vec<(&str, &[&str])> = paths
        .iter()
        .zip(&rows)
        .map(|(path, (_, names, _))| (path.as_str(), *names))
        .collect();
    let upstream = Upstream::start().await;
    let setup = Setup::fixed().policy(&telling(&shown));
    let gateway = setup.start(&upstream).await;
    four_are_decided(&gateway).await;
    let mut client = gateway.internal();
    for (path, (value, _, said)) in paths.iter().zip(&rows) {
        let ask = Ask::get(path).header("x-load-metric", value);
        let hint = format!(r#"hold;replicas=4;reason="{said} no type""#);
        assert_eq!(client.send(&ask).await.hint(), Some(&*hint), "{value}");
        assert_eq!(upstream.last_headers()["x-load-metric"], *value);
    }
    // None of them decided anything for others.
    assert_eq!(
        client.send(&Ask::get("/")).await.hint(),
        Some("hold;replicas=4")
    );
}

#[tokio::test]
async fn every_scale_type_is_answered_in_kind() {
    let upstream = Upstream::start().await;
    let policy = "function autoscale(metrics, request)
      if not request then return 4 end
      return scale.up(2, 'type ' .. request.scale_type)
    end";
    let gateway = Setup::fixed().policy(policy).start(&upstream).await;
    four_are_decided(&gateway).await;
    let mut client = gateway.internal();
    for (kind, hint) in [
        (
            "horizontal",
            r#"up;replicas=6;type=horizontal;reason="type horizontal""#,
        ),
        ("vertical", r#"up;type=vertical;reason="type vertical""#),
        ("none", "hold;replicas=4;type=none"),
        (
            "gpu-a100",
            r#"up;replicas=6;type=gpu-a100;reason="type gpu-a100""#,
        ),
        // No token of RFC 9651, so the hint leaves it out.
        ("1st", r#"up;replicas=6;reason="type 1st""#),
    ] {
        for ask in [Ask::get("/"), Ask::load("cpu=85")] {
            let answer = client.send(&ask.header("x-scale-type", kind)).await;
            assert_eq!(answer.hint(), Some(hint), "{kind}");
            assert_eq!(upstream.last_headers()["x-scale-type"], kind);
        }
    }
}

#[tokio::test]
async fn the_policy_sees_who_asks_for_what() {
    let upstream = Upstream::start().await;
    let policy = "function autoscale(metrics, request)
      if not request then return 4 end
      local id = request.id
      if #id == 36 then id = 'by Envoy' end
      return scale.hold(request.method .. ' ' .. request.authority .. request.path .. ' ' .. id)
    end";
    let gateway = Setup::fixed().policy(policy).start(&upstream).await;
    four_are_decided(&gateway).await;
    let mut client = gateway.internal();
    let ask = Ask::with_method("POST", "/cart?full=1").header("x-load-metric", "1");
    for (ask, said) in [
        (ask.clone(), "POST shop.example/cart?full=1 by Envoy"),
        (
            ask.header("x-request-id", "order-17"),
            "POST shop.example/cart?full=1 order-17",
        ),
    ] {
        let hint = format!(r#"hold;replicas=4;reason="{said}""#);
        assert_eq!(client.send(&ask).await.hint(), Some(&*hint));
    }
    assert_eq!(upstream.last_headers()["x-request-id"], "order-17");
}

#[tokio::test]
async fn a_load_counts_in_the_next_tick_until_it_is_too_old() {
    let upstream = Upstream::start().await;
    let policy = "function autoscale(metrics)
      return scale.to(metrics.cpu / 10, 'cpu ' .. metrics.cpu)
    end";
    let setup = Setup::fixed().policy(policy);
    let setup = setup.filter(|config| config["load_report_ttl_s"] = json!(2));
    let gateway = setup.start(&upstream).await;
    let mut client = gateway.internal();
    // Missing data is no error, and no reason to do anything.
    let empty = client.send(&Ask::load("queue=1")).await;
    assert_eq!(empty.hint(), Some(r#"hold;reason="policy no_data""#));
    client.send(&Ask::load("cpu=70")).await;
    let look = async || client.send(&Ask::get("/")).await.hint().map(str::to_owned);
    eventually("the next tick", look, |hint| {
        hint.as_deref() == Some(r#"hold;replicas=7;reason="cpu 70""#)
    })
    .await;
    let app = gateway
        .app("the load to be too old", |app| {
            app["metrics"]["cpu"].is_null()
        })
        .await;
    assert_eq!(app["desired_replicas"], 7, "no data changes nothing");
    assert_eq!(app["policy"]["errors_total"], 0);
    let stats = gateway.stats().await;
    assert_eq!(stats.get("policy.errors.runtime"), 0);
    assert!(stats.get("policy.no_data") > 0);
}
