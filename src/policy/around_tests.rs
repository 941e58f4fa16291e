//! What policies find around them: formulas, `state`, `clock`, `history`.

use super::*;
use crate::metrics::Metrics;
use crate::recommendation::{Scope, Target};

const LIMITS: PolicyLimits = PolicyLimits {
    memory_bytes: 1 << 20,
};
const FUEL: u32 = 10_000;
/// Monday, 2025-11-24 16:00:12 UTC.
const NOW: Timestamp = Timestamp::from_secs(1_764_000_012);

/// A policy and what is remembered of a service.
struct Story {
    policy: Policy,
    memory: Memory,
    now: Timestamp,
    utc_offset_minutes: i64,
}

impl Story {
    fn new(body: &str) -> Self {
        let source = format!("function autoscale(metrics, request)\n{body}\nend");
        Self {
            policy: compile("default", &source, LIMITS).unwrap().policy,
            memory: Memory::default(),
            now: NOW,
            utc_offset_minutes: 0,
        }
    }

    fn evaluate(&mut self, metrics: &Metrics, request: Option<&RequestFacts<'_>>) -> Evaluation {
        let occasion = Occasion {
            request,
            fuel: FUEL,
            now: self.now,
            utc_offset_minutes: self.utc_offset_minutes,
            stable_window: Duration::from_secs(60),
            memory: &mut self.memory,
        };
        self.policy.evaluate(metrics.view(), occasion)
    }

    fn tick(&mut self, values: &[(&str, f64)]) -> Result<Recommendation, PolicyFailure> {
        self.evaluate(&metrics(values), None).outcome
    }

    fn request(&mut self, values: &[(&str, f64)]) -> Result<Recommendation, PolicyFailure> {
        let facts = RequestFacts::default();
        self.evaluate(&metrics(values), Some(&facts)).outcome
    }

    fn wait(&mut self, secs: u64) {
        self.now = self.now.plus(Duration::from_secs(secs));
    }
}

/// Names that begin with `panic.` are those of the panic window.
fn metrics(values: &[(&str, f64)]) -> Metrics {
    let mut metrics = Metrics::default();
    for (name, value) in values {
        match name.strip_prefix("panic.") {
            Some(name) => metrics.panic.insert(name.to_owned(), *value),
            None => metrics.values.insert((*name).to_owned(), *value),
        };
    }
    metrics
}

fn says(body: &str, values: &[(&str, f64)]) -> Recommendation {
    Story::new(body)
        .tick(values)
        .unwrap_or_else(|failure| panic!("{body}: {failure}"))
}

fn fails(body: &str, values: &[(&str, f64)]) -> PolicyFailure {
    match Story::new(body).tick(values) {
        Ok(said) => panic!("{body}: {said:?}"),
        Err(failure) => failure,
    }
}

#[test]
fn hpa_answers_with_demand_and_replicas() {
    let body = "return scale.hpa{value = metrics.cpu, target = 60}";
    let said = says(body, &[("cpu", 90.0), ("replicas", 3.0)]);
    assert_eq!(said.target, Target::Replicas(5.0));
    assert_eq!((said.demand, said.scope), (Some(4.5), Scope::Fleet));
    assert_eq!(said.reason.as_deref(), Some("hpa: 90, target 60 on 3"));
    let body = "return scale.hpa{value = metrics.queue, target_average = 30}";
    let said = says(body, &[("queue", 100.0)]);
    assert_eq!(said.target, Target::Replicas(4.0));
    assert_eq!(
        said.reason.as_deref(),
        Some("hpa: 100, target 30 per replica")
    );
    // A table like any other: the policy may change it.
    let body = "local want = scale.hpa{value = metrics.rps, target_average = 50}
        want.scope = 'share'
        return want";
    assert_eq!(says(body, &[("rps", 100.0)]).scope, Scope::Share);
}

#[test]
fn hpa_does_not_run_away_from_its_own_answer() {
    let mut story = Story::new("return scale.hpa{value = metrics.cpu, target = 50}");
    let mut desired = 2.0;
    let mut seen = Vec::new();
    for _ in 0..31 {
        let said = story.tick(&[("cpu", 75.0), ("desired", desired)]).unwrap();
        let Target::Replicas(replicas) = said.target else {
            panic!("{said:?}")
        };
        desired = replicas;
        seen.push(replicas);
        story.wait(1);
    }
    // ceil(2 × 1.5) until a Kubernetes HPA would look again.
    assert_eq!(seen[..15], [3.0; 15]);
    assert_eq!(seen[15..30], [5.0; 15]);
    assert_eq!(seen[30], 8.0);
}

#[test]
fn kpa_answers_with_demand_and_replicas() {
    let body = "return scale.kpa{concurrency = metrics.concurrency, target = 100}";
    let said = says(body, &[("concurrency", 210.0), ("replicas", 2.0)]);
    assert_eq!(said.target, Target::Replicas(3.0));
    assert_eq!((said.demand, said.scope), (Some(3.0), Scope::Share));
    let body = "return scale.kpa{rps = metrics.rps, target = 100, utilization = 100}";
    let said = says(body, &[("rps", 150.0), ("replicas", 1.0)]);
    assert_eq!(said.demand, Some(1.5));
    assert_eq!(
        said.reason.as_deref(),
        Some("kpa: rps 150, target 100 per replica, panic")
    );
    // Knative's defaults: 70 % of 100 in flight, or of 200 per second.
    let of = |body: &str| says(body, &[("replicas", 1.0)]).demand;
    assert_eq!(of("return scale.kpa{concurrency = 70}"), Some(1.0));
    assert_eq!(of("return scale.kpa{rps = 140}"), Some(1.0));
}

#[test]
fn kpa_takes_the_panic_window_by_itself() {
    let body =
        "return scale.kpa{concurrency = metrics.concurrency, target = 10, utilization = 100}";
    let mut story = Story::new(body);
    let calm = [
        ("concurrency", 10.0),
        ("panic.concurrency", 10.0),
        ("replicas", 1.0),
    ];
    assert_eq!(story.tick(&calm).unwrap().target, Target::Replicas(1.0));
    story.wait(2);
    let burst = [
        ("concurrency", 15.0),
        ("panic.concurrency", 100.0),
        ("replicas", 1.0),
    ];
    // On a request it is the same answer, and changes nothing.
    let before = story.memory.clone();
    assert_eq!(
        story.request(&burst).unwrap().target,
        Target::Replicas(10.0)
    );
    assert_eq!(story.memory, before);
    assert_eq!(story.tick(&burst).unwrap().target, Target::Replicas(10.0));
    // Nothing goes down for one stable window, whatever comes.
    for _ in 0..60 {
        story.wait(1);
        let said = story.tick(&[("concurrency", 0.0), ("replicas", 10.0)]);
        assert_eq!(said.unwrap().target, Target::Replicas(10.0));
    }
    story.wait(1);
    let said = story.tick(&[("concurrency", 0.0), ("replicas", 10.0)]);
    assert_eq!(said.unwrap().target, Target::Replicas(5.0));
}

#[test]
fn formulas_without_data_say_which_metric() {
    for (body, metric) in [
        ("return scale.hpa{value = metrics.cpu, target = 5}", "cpu"),
        (
            "return scale.kpa{concurrency = metrics.concurrency}",
            "concurrency",
        ),
        ("return scale.kpa{rps = metrics.rps, target = 5}", "rps"),
    ] {
        match fails(body, &[]) {
            PolicyFailure::NoData { metric: found, .. } => assert_eq!(found, metric),
            other => panic!("{body}: {other}"),
        }
    }
}

#[test]
fn wrong_arguments_are_named_with_their_range() {
    for (body, text) in [
        (
            "scale.hpa()",
            "bad argument #1 to 'hpa' (table expected, got no value)",
        ),
        (
            "scale.hpa(5)",
            "bad argument #1 to 'hpa' (table expected, got number)",
        ),
        ("scale.hpa{target = 5}", "scale.hpa: value is nil"),
        (
            "scale.hpa{value = 5}",
            "scale.hpa: needs either target or target_average",
        ),
        (
            "scale.hpa{value = 5, target = 1, target_average = 1}",
            "scale.hpa: needs either target or target_average",
        ),
        (
            "scale.hpa{value = 5, target = 0}",
            "scale.hpa: target: 0.0 is out of range, must be 0.000001 to 1000000000000",
        ),
        (
            "scale.hpa{value = 0/0, target = 5}",
            "scale.hpa: value: -nan is out of range, must be 0 to 1000000000000",
        ),
        (
            "scale.hpa{value = 1/0, target = 5}",
            "value: inf is out of range",
        ),
        (
            "scale.hpa{value = -1, target = 5}",
            "value: -1.0 is out of range",
        ),
        (
            "scale.hpa{value = '5', target = 5}",
            "scale.hpa: value: 5 must be a number",
        ),
        (
            "scale.hpa{value = 5, targt = 5}",
            "scale.hpa: unknown key targt, did you mean target?",
        ),
        ("scale.hpa{5}", "scale.hpa: unknown key 1"),
        (
            "scale.kpa{}",
            "scale.kpa: concurrency and rps are nil, one is needed",
        ),
        (
            "scale.kpa{rps = 1, concurrency = 1}",
            "scale.kpa: takes either concurrency or rps",
        ),
        (
            "scale.kpa{rps = 1, utilization = 0.7}",
            "scale.kpa: utilization: 0.7 is out of range, must be 1 to 100",
        ),
        (
            "scale.kpa{rps = 1, panic_threshold = 2}",
            "scale.kpa: panic_threshold: 2.0 is out of range, must be 110 to 1000",
        ),
        (
            "scale.kpa{rps = 1, max_scale_down_rate = 1}",
            "max_scale_down_rate: 1.0 is out of range, must be 1.01 to 1000000",
        ),
        ("scale.kpa{rps = 1, grace_s = 3601}", "must be 0 to 3600"),
    ] {
        match fails(&format!("return {body}"), &[]) {
            PolicyFailure::Runtime(found) => assert!(found.contains(text), "{body}: {found}"),
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn huge_loads_ask_for_the_most_there_may_be() {
    for body in [
        "return scale.hpa{value = 1e12, target = 1e-6}",
        "return scale.hpa{value = 1e12, target_average = 1e-6}",
        "return scale.kpa{rps = 1e12, target = 1e-6, max_scale_up_rate = 1e6}",
    ] {
        let said = says(body, &[("replicas", 1e5)]);
        assert_eq!(said.target, Target::Replicas(1e6), "{body}");
        assert_eq!(said.demand, Some(1e6), "{body}");
    }
}

#[test]
fn state_survives_from_tick_to_tick() {
    let mut story = Story::new(
        "state.n = (state.n or 0) + 1
         state.seen = state.seen or {}
         state.seen[#state.seen + 1] = {at = clock.unix, ok = state.n % 2 == 0, half = state.n / 2}
         return scale.to(state.n, #state.seen .. ' ' .. state.seen[1].half)",
    );
    for n in 1..=5_u32 {
        let said = story.tick(&[]).unwrap();
        assert_eq!(said.target, Target::Replicas(f64::from(n)));
        assert_eq!(said.reason, Some(format!("{n} 0.5")));
        // What a request's evaluation writes is gone after it.
        for _ in 0..2 {
            let said = story.request(&[]).unwrap();
            assert_eq!(said.target, Target::Replicas(f64::from(n) + 1.0));
        }
    }
}

#[test]
fn each_service_has_a_state_of_its_own() {
    let mut story = Story::new("state.n = (state.n or 0) + 1 return state.n");
    let mut other = Memory::default();
    for n in 1..=3_u32 {
        for _ in 0..2 {
            assert_eq!(
                story.tick(&[]).unwrap().target,
                Target::Replicas(f64::from(n))
            );
            std::mem::swap(&mut story.memory, &mut other);
        }
    }
}

#[test]
fn other_names_for_state_and_clock_stay_good() {
    let source = "local s, c = state, clock
        function autoscale()
          s.n = (s.n or 0) + 1
          return scale.to(s.n, c.hour .. ':' .. c.minute .. (state == s and ' same' or ''))
        end";
    let mut story = Story::new("");
    story.policy = compile("default", source, LIMITS).unwrap().policy;
    for n in 1..=3_u32 {
        let said = story.tick(&[]).unwrap();
        assert_eq!(said.target, Target::Replicas(f64::from(n)));
        assert_eq!(said.reason.as_deref(), Some("16:0 same"));
    }
}

#[test]
fn what_cannot_be_kept_is_an_error_and_the_old_state_stays() {
    let mut story = Story::new("return #state.kept");
    for (body, text) in [
        ("state.f = print", "state.f: a function is not plain data"),
        (
            "state.a = {b = {[2] = function() end}}",
            "state.a.b[2]: a function",
        ),
        ("state.me = state", "state.me.me.me"),
        (
            "setmetatable(state, {})",
            "state: a table with a metatable is not plain data",
        ),
        ("state.m = metrics", "state.m: a table with a metatable"),
        (
            "state.t = {[{}] = 1}",
            "state.t: a table as a key is not plain data",
        ),
        (
            "state.s = ('x'):rep(5000)",
            "state.s: is too large, must be at most 4096 bytes",
        ),
        (
            "for i = 1, 900 do state[i] = i + 0.5 end",
            "is too large, must be at most 4096 bytes",
        ),
        (
            "local t = state for i = 1, 20 do t.t = {} t = t.t end",
            "more than 16 tables in each other",
        ),
    ] {
        let mut first = Story::new("state.kept = 'as it was'");
        first.tick(&[]).unwrap();
        story.memory = first.memory;
        let kept = story.memory.clone();
        let mut bad = Story::new(body);
        bad.memory = kept.clone();
        let failure = bad.tick(&[]).unwrap_err();
        assert_eq!(failure.kind(), "state", "{body}: {failure}");
        assert!(failure.to_string().contains(text), "{body}: {failure}");
        assert_eq!(bad.memory, kept, "{body}");
        // The next script finds it, whatever the last one did.
        assert_eq!(story.tick(&[]).unwrap().target, Target::Replicas(9.0));
    }
}

#[test]
fn an_evaluation_that_fails_leaves_nothing() {
    let mut story = Story::new(
        "state.n = (state.n or 0) + 1
         scale.kpa{rps = 1}
         if metrics.cpu > 80 then error('too hot') end
         return state.n",
    );
    assert_eq!(
        story.tick(&[("cpu", 1.0)]).unwrap().target,
        Target::Replicas(1.0)
    );
    let before = story.memory.clone();
    story.wait(100);
    assert_eq!(story.tick(&[]).unwrap_err().kind(), "no_data");
    assert_eq!(story.tick(&[("cpu", 90.0)]).unwrap_err().kind(), "runtime");
    assert_eq!(story.memory, before);
    assert_eq!(
        story.tick(&[("cpu", 1.0)]).unwrap().target,
        Target::Replicas(2.0)
    );
}

#[test]
fn foreign_bytes_are_an_empty_state() {
    let mut story = Story::new("return next(state) == nil and 1 or 2");
    for bytes in [&b"\x05"[..], b"\xff\xff", b"\x05\x06\x07\x07", b"\x05\x00"] {
        story.memory.state = bytes.to_vec();
        assert_eq!(story.request(&[]).unwrap().target, Target::Replicas(1.0));
    }
}

#[test]
fn the_clock_is_the_operators() {
    let body = "return scale.to(1, clock.weekday .. ' ' .. clock.hour .. ':' .. clock.minute
        .. ' ' .. clock.unix)";
    for (offset, text) in [
        (0, "1 16:0 1764000012"),
        (60, "1 17:0 1764000012"),
        (-330, "1 10:30 1764000012"),
        (480, "2 0:0 1764000012"),
        (-840, "1 2:0 1764000012"),
        (-1000, "7 23:20 1764000012"),
    ] {
        let mut story = Story::new(body);
        story.utc_offset_minutes = offset;
        let said = story.tick(&[]).unwrap();
        assert_eq!(said.reason.as_deref(), Some(text), "{offset}");
    }
    let failure = fails("local c = clock c.hour = 3", &[]);
    assert!(failure.to_string().contains("read-only"), "{failure}");
}

#[test]
fn history_is_the_last_minute_oldest_first() {
    let mut story = Story::new(
        "local h = history('rps')
         return scale.to(#h, h[1] .. ' ' .. h[#h])",
    );
    for second in 0..70_u32 {
        let said = story.tick(&[("rps", f64::from(second))]).unwrap();
        let first = f64::from(second.saturating_sub(59));
        assert_eq!(
            said.target,
            Target::Replicas(f64::from((second + 1).min(60)))
        );
        assert_eq!(said.reason, Some(format!("{first:?} {second}.0")));
        // A request sees it, and adds nothing.
        let said = story.request(&[("rps", 1e6)]).unwrap();
        assert_eq!(said.reason, Some(format!("{first:?} {second}.0")));
        story.wait(1);
    }
    // Without data for a while: what was seen last stays.
    story.tick(&[]).unwrap();
    assert_eq!(story.tick(&[]).unwrap().target, Target::Replicas(60.0));
}

#[test]
fn scripts_that_use_none_of_it_remember_nothing() {
    let remembers = |body: &str| Story::new(body).policy.remembers();
    assert!(!remembers("return scale.up(2, 'cpu ' .. metrics.cpu)"));
    assert!(!remembers("return clock.hour"));
    assert!(remembers("state.n = 1"));
    assert!(remembers("return #history('rps')"));
    assert!(remembers("return scale.kpa{rps = metrics.rps}"));
}
