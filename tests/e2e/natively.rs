//! The engine decides the same in the wasm as it does natively, where policies
//! are checked, tested and simulated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use luascale::behavior::Limits;
use luascale::decision::{Circumstances, Decision};
use luascale::fleet::kept::Kept;
use luascale::metrics::{Metrics, Numbers};
use luascale::plugin::Plugin;
use luascale::policy::{Memory, Occasion};
use luascale::recommendation::{Action, Scope};
use luascale::standing;
use luascale::time::Timestamp;
use serde_json::{Value, json};

use crate::support::{Ask, Client, Model, Piece, Setup, eventually};

/// Snapshots that are compared, of each policy.
const SNAPSHOTS: usize = 50;

/// What a script can do with numbers and texts.
const ARITHMETIC: &str = r#"
local function mix(a, b) return (a * 31 + b * 17) % 97 end
function autoscale(metrics)
  local cpu, queue = metrics.cpu, metrics.queue
  local parts = {}
  for index, value in ipairs{cpu, queue, cpu / 7, queue // 3, cpu ^ 0.5, -queue % 5} do
    parts[index] = ("%.3f"):format(value)
  end
  table.sort(parts, function(a, b) return a > b end)
  local text = table.concat(parts, " "):gsub("%d%.", function(found) return found .. "~" end)
  local bits = (math.floor(cpu) << 3) ~ (queue // 1 | 5) & 0xff
  local wave = math.sin(cpu) * math.log(queue + 2) + math.exp(-cpu / 50) + cpu / 3
  return scale.to(mix(cpu, queue) / 9, text .. " " .. bits .. " " .. wave .. " " .. tostring(cpu / 3))
end
"#;

/// Policies whose decision is by what they see alone.
fn policies() -> BTreeMap<&'static str, &'static str> {
    [
        ("arithmetic", ARITHMETIC),
        (
            "concurrency",
            include_str!("../../policies/concurrency.lua"),
        ),
        ("llm", include_str!("../../policies/llm.lua")),
        ("schedule", include_str!("../../policies/schedule.lua")),
        (
            "target_tracking",
            include_str!("../../policies/target_tracking.lua"),
        ),
    ]
    .into()
}

/// Numbers in `object` by their names.
fn numbers(object: &Value) -> Numbers {
    let object = object.as_object().expect("metrics");
    let named = object
        .iter()
        .filter_map(|(name, value)| Some((name.clone(), value.as_f64()?)));
    named.collect()
}

/// What the engine decides natively on what the policy saw in the wasm.
fn natively(plugin: &Plugin, service: &str, told: &Value) -> Result<Decision, String> {
    let metrics = Metrics {
        values: numbers(&told["metrics"]),
        panic: numbers(&told["metrics"]["panic"]),
    };
    let settings = plugin.config.service(service);
    let at = told["time"].as_f64().expect("a time");
    let now = Timestamp::from_micros(0).plus(Duration::from_secs_f64(at));
    let last = metrics.values.get("desired").map(|desired| Decision {
        action: Action::Hold,
        reason: None,
        demand: desired,
        scope: Scope::Fleet,
        recommended: 0,
        desired: as_count(desired),
        clipped_by: None,
        limits: Limits {
            floor: 0,
            ceiling: u32::MAX,
        },
        dry_run: false,
        at: now,
        up: None,
        down: None,
    });
    let occasion = Occasion {
        request: None,
        fuel: plugin.config.limits.tick_fuel,
        now,
        utc_offset_minutes: plugin.config.utc_offset_minutes,
        stable_window: settings.windows.stable,
        memory: &mut Memory::default(),
    };
    let evaluation = plugin
        .with_policy(service, |policy| policy.evaluate(metrics.view(), occasion))
        .expect("a policy");
    let given = Circumstances {
        last: last.as_ref(),
        current: metrics.values.get("replicas").map(as_count),
        bounds: standing::bounds(settings),
        behavior: &settings.behavior,
        dry_run: false,
        partial: false,
        now,
    };
    let mut kept = Kept::default();
    standing::judge(evaluation.outcome, settings, &metrics, given, &mut kept)
        .map_err(|failure| failure.to_string())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of replicas"
)]
fn as_count(number: f64) -> u32 {
    number as u32
}

/// Whether both are the same decision: numbers to the last digit that JSON
/// carries over.
fn compare(told: &Value, decided: &Result<Decision, String>) {
    let decided = match decided {
        Ok(decided) => decided,
        Err(failure) => return assert_eq!(told["reason"], failure.as_str(), "{told}"),
    };
    assert_eq!(told["reason"], json!(decided.reason), "{told}");
    assert_eq!(told["action"], decided.action.as_str(), "{told}");
    assert_eq!(told["scope"], decided.scope.as_str(), "{told}");
    assert_eq!(told["recommended_replicas"], decided.recommended, "{told}");
    assert_eq!(told["desired_replicas"], decided.desired, "{told}");
    let demand = told["demand"].as_f64().expect("a demand");
    let off = (demand - decided.demand).abs();
    assert!(off <= demand.abs() * 1e-12, "{demand} {decided:?}");
}

/// Traffic with loads that vary, until it is told to end.
async fn traffic(mut client: Client, service: &'static str, ended: Arc<AtomicBool>) {
    let mut state: u64 = 42;
    while !ended.load(Ordering::Relaxed) {
        let mut random = |most: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % most
        };
        let load = format!(
            "cpu={}.{}, memory={}, queue={}, kv_cache_usage_perc=0.{}, num_requests_waiting={}",
            random(120),
            random(1000),
            random(100),
            random(30),
            random(100),
            random(9),
        );
        let ask = Ask::with_method("POST", "/v1/chat/completions").host(service);
        let ask = ask.header("x-load-metric", load).body("{}");
        assert_eq!(client.send(&ask).await.status, 200);
        tokio::time::sleep(Duration::from_millis(random(20))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wasm_decides_as_the_engine_does_natively() {
    let usage = json!({"model": "own", "usage": {"prompt_tokens": 900, "completion_tokens": 70}});
    let model = Model::answering(false, move |_| {
        let body = Piece::Bytes(usage.to_string().into());
        (200, Vec::new(), vec![body])
    })
    .await;
    let rules = json!({
        "stabilizationWindowSeconds": 0,
        "policies": [{"type": "Pods", "value": 1000, "periodSeconds": 1}],
    });
    let setup = Setup::fixed().response_bodies().filter(|config| {
        let services = policies().into_keys().map(|name| {
            let entry = json!({"policy": name, "max_replicas": 40, "tokens": true});
            (name.to_owned(), entry)
        });
        config["policies"] = json!(policies());
        config["policies"]["default"] = json!("function autoscale() end");
        config["service"] = json!("authority");
        config["services"] = Value::Object(services.collect());
        config["behavior"] = json!({"scaleUp": rules, "scaleDown": rules});
        config["tick_ms"] = json!(50);
        config.as_object_mut().expect("an object").remove("policy");
    });
    let gateway = setup.start_at(model.port()).await;
    let configuration = gateway.configuration().to_string();
    let (plugin, _) = Plugin::new("natively", configuration.as_bytes()).expect("a plugin");

    // Formulas count from what runs, not from a decision that stands for a while.
    for name in policies().into_keys() {
        let path = format!("/-/luascale/v1/services/{name}/replicas");
        let ask = Ask::with_method("PUT", &path).header("content-type", "application/json");
        let mut scaler = Client::internal(gateway.status());
        let answer = scaler.send(&ask.body("{\"ready\": 3}")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let ended = Arc::new(AtomicBool::new(false));
    let mut running = Vec::new();
    for name in policies().into_keys() {
        let task = traffic(gateway.internal(), name, Arc::clone(&ended));
        running.push(tokio::spawn(task));
    }
    let mut compared = 0;
    let mut reasons = BTreeSet::new();
    for name in policies().into_keys() {
        let mut seen = 0.0;
        for _ in 0..SNAPSHOTS {
            let look = async || {
                let answer = gateway.service(name).await;
                serde_json::from_slice::<Value>(&answer.body).unwrap_or_default()
            };
            let told = eventually("another snapshot", look, |it| {
                it["current_replicas"] == 3
                    && it["desired_replicas"].is_u64()
                    && it["time"].as_f64() > Some(seen)
            })
            .await;
            seen = told["time"].as_f64().expect("a time");
            compare(&told, &natively(&plugin, name, &told));
            reasons.insert(format!("{name} {}", told["reason"]));
            compared += 1;
        }
    }
    ended.store(true, Ordering::Relaxed);
    for task in running {
        task.await.expect("traffic without a fault");
    }
    assert!(compared >= 200);
    assert!(reasons.len() > 60, "many different ones: {reasons:?}");
}
