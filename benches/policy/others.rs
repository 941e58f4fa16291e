//! The same policies in another Lua, where it is installed.

use std::collections::BTreeMap;
use std::process::Command;

use luascale::metrics::Numbers;

use super::natively::sample;
use crate::harness::Figures;

const CALLS: u64 = 500_000;

/// What luascale gives to policies and another Lua has not.
const PRELUDE: &str = "
scale = {
  up = function(step, reason) return {action = 'up', step = step, reason = reason} end,
  down = function(step, reason) return {action = 'down', step = step, reason = reason} end,
  to = function(replicas, reason) return {replicas = replicas, reason = reason} end,
  hold = function(reason) return {action = 'hold', reason = reason} end,
}
";

/// Figures of a program called `lua`; none where there is no such program.
pub(crate) fn measure(lua: &str, policies: &BTreeMap<String, String>) -> Figures {
    policies
        .iter()
        .filter_map(|(name, source)| Some((name.clone(), time(lua, source)?)))
        .collect()
}

fn time(lua: &str, source: &str) -> Option<u64> {
    let fields = |values: &Numbers| {
        let fields = values
            .iter()
            .map(|(name, value)| format!("{name} = {value}"));
        fields.collect::<Vec<_>>().join(", ")
    };
    let metrics = sample();
    let script = format!(
        "{PRELUDE}\n{source}\n
        local metrics = {{{}, panic = {{{}}}}}
        local best
        for round = 1, 5 do
          local started = os.clock()
          for call = 1, {CALLS} do
            metrics.cpu = call % 2 == 0 and 85 or 50
            autoscale(metrics)
          end
          local took = (os.clock() - started) * 1e9 / {CALLS}
          if not best or took < best then best = took end
        end
        print(string.format('%d', math.floor(best)))",
        fields(&metrics.values),
        fields(&metrics.panic),
    );
    let output = Command::new(lua).args(["-e", &script]).output().ok()?;
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{lua}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(told.trim().parse().expect("a number"))
}
