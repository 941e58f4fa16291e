//! What policies may do, and what becomes of those that do what they may not.

use super::*;
use crate::metrics::Metrics;
use crate::recommendation::{Scope, Target};

const LIMITS: PolicyLimits = PolicyLimits {
    memory_bytes: 1 << 20,
};
const FUEL: u32 = 10_000;
const NOW: Timestamp = Timestamp::from_secs(1_764_000_000);

fn compiled(source: &str) -> Policy {
    compile("default", source, LIMITS).unwrap().policy
}

fn metrics(values: &[(&str, f64)]) -> Metrics {
    let mut metrics = Metrics::default();
    for (name, value) in values {
        metrics.values.insert((*name).to_owned(), *value);
    }
    metrics
}

fn evaluate(body: &str) -> Evaluation {
    let mut policy = compiled(&format!(
        "function autoscale(metrics, request)\n{body}\nend"
    ));
    policy.evaluate_alone(metrics(&[("cpu", 85.0)]).view(), None, FUEL, NOW)
}

fn recommends(body: &str) -> Recommendation {
    evaluate(body)
        .outcome
        .unwrap_or_else(|error| panic!("{body}: {error}"))
}

fn fails(body: &str) -> PolicyFailure {
    match evaluate(body).outcome {
        Ok(recommendation) => panic!("{body}: {recommendation:?}"),
        Err(failure) => failure,
    }
}

#[test]
fn every_form_of_return_value() {
    for (body, target) in [
        ("", Target::Hold),
        ("return", Target::Hold),
        ("return nil", Target::Hold),
        ("return 'hold'", Target::Hold),
        ("return 'up'", Target::Up(1)),
        ("return 'down'", Target::Down(1)),
        ("return 3", Target::Replicas(3.0)),
        ("return 2.5", Target::Replicas(2.5)),
        ("return scale.up(2)", Target::Up(2)),
        ("return scale.up()", Target::Up(1)),
        ("return scale.down(4.0)", Target::Down(4)),
        ("return scale.to(0)", Target::Replicas(0.0)),
        ("return scale.hold()", Target::Hold),
        ("return {action = 'up', step = 3}", Target::Up(3)),
        ("return {replicas = 7}", Target::Replicas(7.0)),
    ] {
        assert_eq!(recommends(body).target, target, "{body}");
    }
}

#[test]
fn reason_demand_and_scope_are_read() {
    assert_eq!(
        recommends("return scale.up(2, 'cpu ' .. metrics.cpu)").reason,
        Some("cpu 85".to_owned())
    );
    assert_eq!(
        recommends("return scale.hold('calm')").reason,
        Some("calm".to_owned())
    );
    let said = recommends("return {replicas = 3, demand = 2.2, scope = 'share'}");
    assert_eq!((said.demand, said.scope), (Some(2.2), Scope::Share));
    let said = recommends("return 4");
    assert_eq!((said.demand, said.scope), (Some(4.0), Scope::Fleet));
    assert_eq!(recommends("return scale.to(4)").demand, Some(4.0));
}

#[test]
fn anything_else_is_told_with_what_is_allowed() {
    for (body, what) in [
        ("return true", "boolean"),
        ("return 'sideways'", "\"sideways\""),
        ("return 0/0", "nan"),
        ("return 1/0", "inf"),
        ("return -1", "-1"),
        ("return 1e7", "must be 0 to 1000000"),
        ("return {}", "neither action nor replicas"),
        ("return {action = 5}", "action = 5"),
        ("return {action = 'up', step = 0}", "step = 0"),
        ("return scale.up(1.5)", "step = 1.5"),
        ("return scale.up('2')", "step = 2"),
        ("return scale.to('many')", "replicas = many"),
        ("return {replicas = 1, scope = 'world'}", "scope = world"),
        ("return function() end", "function"),
    ] {
        match fails(body) {
            PolicyFailure::Result(text) => {
                let text = text.to_lowercase();
                assert!(text.contains(what), "{body}: {text}");
            }
            other => panic!("{body}: {other:?}"),
        }
    }
    assert!(fails("return true").to_string().contains("scale.up"));
}

#[test]
fn the_classic_sample_runs_unchanged() {
    let source = "
function autoscale(metrics)
  if metrics.cpu > 80 then
    print('scaling up: ' .. metrics.cpu)
    return 'up'
  elseif metrics.cpu < 20 then
    print('scaling down: ' .. metrics.cpu)
    return 'down'
  end
end

autoscale({cpu = 85, memory = 60})";
    let Compiled {
        mut policy,
        printed,
    } = compile("default", source, LIMITS).unwrap();
    assert_eq!(printed, ["scaling up: 85"]);
    for (cpu, target, lines) in [
        (85.0, Target::Up(1), vec!["scaling up: 85"]),
        (50.0, Target::Hold, vec![]),
        (15.5, Target::Down(1), vec!["scaling down: 15.5"]),
    ] {
        let evaluation = policy.evaluate_alone(metrics(&[("cpu", cpu)]).view(), None, FUEL, NOW);
        assert_eq!(evaluation.outcome.unwrap().target, target);
        assert_eq!(evaluation.printed, lines);
    }
}

#[test]
fn requests_are_seen() {
    let source = "function autoscale(metrics, request)
      if not request then return 1 end
      return {replicas = 2, reason = request.id .. request.scale_type
        .. request.method .. request.path .. request.authority}
    end";
    let mut policy = compiled(source);
    let facts = RequestFacts {
        id: Some("abc"),
        scale_type: Some("horizontal"),
        path: b"/cart\xff",
        method: b"GET",
        authority: b"shop",
    };
    let seen = policy.evaluate_alone(Metrics::default().view(), Some(&facts), FUEL, NOW);
    let reason = seen.outcome.unwrap().reason.unwrap();
    assert_eq!(reason, "abchorizontalGET/cart\u{fffd}shop");
    let tick = policy.evaluate_alone(Metrics::default().view(), None, FUEL, NOW);
    assert_eq!(tick.outcome.unwrap().target, Target::Replicas(1.0));
}

#[test]
fn a_missing_metric_is_no_data_and_the_remedy_is_told() {
    let failure = fails("if metrics.queue > 5 then return 'up' end");
    assert_eq!(failure.kind(), "no_data");
    let text = failure.to_string();
    assert!(text.contains("`if metrics.queue and"), "{text}");
    assert!(text.contains("default:2:"), "{text}");
    let failure = fails("return metrics.panic.rps + 1");
    assert_eq!(failure.kind(), "no_data");
    assert_eq!(
        recommends("if metrics.queue and metrics.queue > 5 then return 'up' end").target,
        Target::Hold
    );
}

#[test]
fn errors_have_name_and_line() {
    for (body, kind, text) in [
        ("local x = nil\nreturn x.y", "runtime", "default:3:"),
        ("error('no luck')", "runtime", "default:2: no luck"),
        (
            "\nlocal function f() error('deep') end f()",
            "runtime",
            "default:3: deep",
        ),
        ("error('plain', 0)", "runtime", "plain"),
        ("return metrics.cpu + {}", "runtime", "default:2:"),
        ("error({code = 5})", "runtime", "an error that is a table"),
        ("error()", "runtime", "an error that is a nil"),
        (
            "local t = {}\nt.missing()",
            "runtime",
            "default:3: attempt to call a nil value (field 'missing')",
        ),
    ] {
        let failure = fails(body);
        assert_eq!(failure.kind(), kind, "{body}: {failure}");
        assert!(failure.to_string().contains(text), "{body}: {failure}");
    }
}

#[test]
fn scripts_that_cannot_be_used_are_refused_with_name_and_line() {
    for (source, text) in [
        ("x = 1\nfunction autoscale(", "default:2:"),
        ("return 1", "no function autoscale"),
        ("autoscale = 5", "no function autoscale"),
        ("x = 1\nerror('stop here')", "stop here"),
        ("while true do end", "top level spent its fuel"),
        (
            "t = {} while true do t[#t + 1] = {} end",
            "top level passed the memory",
        ),
        (&"-- \n".repeat(10_000), "too long"),
    ] {
        let refused = compile("default", source, LIMITS).unwrap_err().to_string();
        assert!(refused.contains(text), "{refused}");
        assert!(refused.starts_with("default"), "{refused}");
    }
}

/// Scripts that must end, and how.
const HOSTILE: [(&str, &[&str]); 16] = [
    ("while true do end", &["fuel"]),
    ("for i = 1, math.huge do end", &["fuel", "runtime"]),
    ("repeat until false", &["fuel"]),
    ("while true do pcall(error, 'x') end", &["fuel"]),
    ("pcall(function() while true do end end)", &["fuel"]),
    (
        "local t = {} while true do t[#t + 1] = {} end",
        &["memory", "fuel"],
    ),
    (
        "local s = 'x' while true do s = s .. s end",
        &["memory", "runtime", "fuel"],
    ),
    (
        "local function f() return 1 + f() end return f()",
        &["memory", "fuel", "runtime"],
    ),
    ("local function f() return f() end return f()", &["fuel"]),
    (
        "local function f() return pcall(f) end return f()",
        &["memory", "fuel", "runtime"],
    ),
    (
        "local t = setmetatable({}, {}) getmetatable(t).__call = t t()",
        &["memory", "fuel", "runtime"],
    ),
    (
        "local t = {} setmetatable(t, {__index = function(t, k) return t[k] end}) return t.x",
        &["memory", "fuel", "runtime"],
    ),
    (
        "return {table.unpack({}, 1, 1e7)}",
        &["memory", "fuel", "runtime", "result"],
    ),
    ("return math.mininteger % -1", &["result", "ok"]),
    ("local t = {} t.a=1 t.b=2 t.c=3 t.a=nil t.d=4", &["ok"]),
    ("for i = 1, 100 do print('flood') end", &["ok"]),
];

#[test]
fn no_script_hangs_bloats_or_panics() {
    for (body, allowed) in HOSTILE {
        let evaluation = evaluate(body);
        let kind = evaluation
            .outcome
            .as_ref()
            .map_or_else(PolicyFailure::kind, |_| "ok");
        assert!(allowed.contains(&kind), "{body}: {kind}");
        assert!(evaluation.fuel_used < 2 * FUEL, "{body}");
        assert!(evaluation.printed.len() <= 17, "{body}");
    }
}

#[test]
fn a_policy_is_well_again_after_each_failure() {
    for (body, _) in HOSTILE {
        let source =
            format!("function autoscale(metrics)\nif metrics.bad then {body} end\nreturn 3\nend");
        let mut policy = compiled(&source);
        for _ in 0..3 {
            let _ = policy.evaluate_alone(metrics(&[("bad", 1.0)]).view(), None, FUEL, NOW);
            let good = policy.evaluate_alone(Metrics::default().view(), None, FUEL, NOW);
            assert_eq!(
                good.outcome.unwrap().target,
                Target::Replicas(3.0),
                "{body}"
            );
        }
    }
}

#[test]
fn a_vm_that_is_full_is_rebuilt() {
    let mut policy = compiled(
        "kept = {}\nfunction autoscale(metrics)\n\
         for i = 1, 100 do kept[#kept + 1] = {i} end\nreturn #kept\nend",
    );
    let mut kinds = Vec::new();
    for _ in 0..400 {
        let evaluation = policy.evaluate_alone(Metrics::default().view(), None, FUEL, NOW);
        kinds.push(
            evaluation
                .outcome
                .map_or_else(|failure| failure.kind(), |_| "ok"),
        );
        policy.collect();
    }
    assert!(policy.rebuilds() >= 1);
    assert!(kinds.contains(&"memory"));
    assert!(policy.memory_bytes() <= LIMITS.memory_bytes);
}

#[test]
fn a_vm_that_is_full_again_and_again_is_rebuilt_less_and_less_often() {
    let mut policy = compiled(
        "kept = {}\nfunction autoscale(metrics)\n\
         while true do kept[#kept + 1] = ('x'):rep(60000) .. #kept end\nend",
    );
    for tick in 0..1000 {
        let evaluation = policy.evaluate_alone(metrics(&[]).view(), None, 100_000, NOW);
        let failure = evaluation.outcome.unwrap_err();
        assert_eq!(failure.kind(), "memory", "tick {tick}: {failure}");
        policy.collect();
    }
    assert!(
        (8..20).contains(&policy.rebuilds()),
        "{}",
        policy.rebuilds()
    );
    // One that is full only now and then is back with the next tick.
    let mut policy = compiled(
        "calls = 0\nfunction autoscale(metrics)\ncalls = calls + 1\n\
         if calls < 4 then return calls end\nlocal kept = {}\n\
         while true do kept[#kept + 1] = ('x'):rep(60000) .. #kept end\nend",
    );
    for tick in 0..100 {
        let outcome = policy
            .evaluate_alone(metrics(&[]).view(), None, 100_000, NOW)
            .outcome;
        assert_eq!(outcome.is_err(), tick % 4 == 3, "tick {tick}: {outcome:?}");
        policy.collect();
    }
}

#[test]
fn a_request_does_not_wait_for_a_new_vm() {
    let mut policy = compiled(
        "kept = {}\nfunction autoscale(metrics)\n\
         while true do kept[#kept + 1] = ('x'):rep(60000) .. #kept end\nend",
    );
    for _ in 0..10 {
        let facts = RequestFacts::default();
        let evaluation = policy.evaluate_alone(metrics(&[]).view(), Some(&facts), 100_000, NOW);
        assert_eq!(evaluation.outcome.unwrap_err().kind(), "memory");
    }
    assert_eq!(policy.rebuilds(), 0);
    policy.collect();
    assert_eq!(policy.rebuilds(), 1);
}

#[test]
fn garbage_waits_for_a_tick_as_long_as_there_is_not_much_of_it() {
    let mut policy = compiled("function autoscale(m) return scale.up(1, 'cpu ' .. m.cpu) end");
    policy.collect();
    let settled = policy.memory_bytes();
    let mut most = 0;
    for round in 0..10_000 {
        let cpu = metrics(&[("cpu", f64::from(round))]);
        let before = policy.memory_bytes();
        policy.evaluate_alone(cpu.view(), None, FUEL, NOW);
        // Without a tick, an evaluation collects at last.
        most = most.max(before.saturating_sub(settled));
        assert!(
            policy.memory_bytes() >= before || most > LIMITS.memory_bytes / 9,
            "collected at {most} bytes, in round {round}"
        );
    }
    // Strings go with the collection after the next.
    assert!(most < LIMITS.memory_bytes / 4, "{most} bytes");
    policy.collect();
    assert!(policy.memory_bytes() <= settled + 4096);
}

#[test]
fn memory_stays_flat_over_many_evaluations() {
    let mut policy = compiled("function autoscale(m) return scale.up(1, 'cpu ' .. m.cpu) end");
    let mut after_warm_up = 0;
    for round in 0..10_000 {
        let cpu = metrics(&[("cpu", f64::from(round))]);
        policy
            .evaluate_alone(cpu.view(), None, FUEL, NOW)
            .outcome
            .unwrap();
        if round % 500 == 0 {
            policy.collect();
        }
        if round == 1_000 {
            after_warm_up = policy.memory_bytes();
        }
    }
    policy.collect();
    assert!(policy.memory_bytes() <= after_warm_up + 4096);
}

#[test]
fn what_a_script_does_to_its_arguments_is_gone_with_the_call() {
    let mut policy = compiled(
        "function autoscale(m)\nlocal seen = m.cpu\nm.cpu = 1\n\
         setmetatable(m, nil)\nkept = kept or m\nreturn seen\nend",
    );
    for _ in 0..3 {
        let evaluation = policy.evaluate_alone(metrics(&[("cpu", 85.0)]).view(), None, FUEL, NOW);
        assert_eq!(evaluation.outcome.unwrap().target, Target::Replicas(85.0));
    }
}

#[test]
fn nothing_that_loads_or_escapes_is_there() {
    for name in [
        "load",
        "loadstring",
        "dofile",
        "loadfile",
        "require",
        "io",
        "debug",
        "package",
        "collectgarbage",
        "_G",
        "_ENV",
    ] {
        let source = format!("function autoscale()\nreturn {name}\nend");
        let refused = compile("default", &source, LIMITS).unwrap_err().to_string();
        let wanted = format!("default:2: '{name}' is not available");
        assert!(refused.starts_with(&wanted), "{refused}");
    }
}

#[test]
fn names_that_do_not_exist_are_refused_with_the_nearest() {
    for (source, text) in [
        (
            "return scal.up(1)",
            "default:2: unknown global 'scal': did you mean 'scale'?",
        ),
        ("return tostrin(1)", "did you mean 'tostring'?"),
        (
            "counter = 1\nreturn countr",
            "default:3: unknown global 'countr': did you mean 'counter'?",
        ),
        (
            "return zzzzzz",
            "unknown global 'zzzzzz': nothing in the script gives it a value",
        ),
        ("print = 5", "default:2: 'print' is read-only"),
        ("string.format = 5", "'string' is read-only"),
        ("function math.floor() end", "'math' is read-only"),
        ("return ...", "cannot use '...' outside a vararg function"),
    ] {
        let source = format!("function autoscale()\n{source}\nend");
        let refused = compile("default", &source, LIMITS).unwrap_err().to_string();
        assert!(refused.contains(text), "{refused}");
    }
    for body in [
        "kept = kept or 1",
        "local print = 5 print = 6",
        "local string = {} string.format = 5",
        "local function f(...) return ... end f()",
        "local t = {} function t:m() return self end t:m()",
    ] {
        assert_eq!(recommends(body).target, Target::Hold, "{body}");
    }
}

#[test]
fn the_library_cannot_be_changed() {
    for body in [
        "local s = string s.format = nil",
        "rawset(math, 'floor', nil)",
        "setmetatable(string, {})",
        "table.insert(os, 1)",
        "for k in pairs(scale) do local t = scale t[k] = nil end",
    ] {
        let text = fails(body).to_string();
        assert!(text.contains("read-only"), "{body}: {text}");
    }
}

#[test]
fn the_digest_is_of_the_source() {
    let policy = compiled("function autoscale() end");
    assert_eq!(policy.sha256().len(), 64);
    assert_eq!(
        policy.sha256(),
        compiled("function autoscale() end").sha256()
    );
    assert_ne!(
        policy.sha256(),
        compiled("function autoscale()  end").sha256()
    );
}
