//! What the abuse corpus takes from the allocator, beyond what the VM counts.
#![cfg(not(target_arch = "wasm32"))]

#[cfg(test)]
#[path = "lua/abuse.rs"]
mod scripts;

#[global_allocator]
static ALLOCATOR: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use luascale::metrics::Metrics;
    use luascale::policy::{Compiled, Memory, Occasion, PolicyLimits, compile};
    use luascale::time::Timestamp;

    use super::{ALLOCATOR, scripts};

    const LIMITS: PolicyLimits = PolicyLimits {
        memory_bytes: 1 << 20,
    };
    /// Most that running may take: the ceiling, passed by one step, while a table
    /// or a stack that grows is in both its places.
    const RUNNING: usize = 3 * LIMITS.memory_bytes;
    /// Most that compiling 32 KiB of source may take, the tree first of all.
    const COMPILING: usize = 10 << 20;

    /// What `act` gives, and the most memory that it had beyond what there was.
    fn peak<T>(act: impl FnOnce() -> T) -> (T, usize) {
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        let done = act();
        (done, ALLOCATOR.peak_usage().saturating_sub(before))
    }

    // One test after the other, since the allocator is everybody's.
    #[test]
    fn memory_is_bounded() {
        no_script_takes_much_more_than_its_ceiling();
        nothing_is_left_of_a_policy_that_is_gone();
    }

    fn no_script_takes_much_more_than_its_ceiling() {
        let faults = scripts::with_stack(faults);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    fn faults() -> Vec<String> {
        let mut metrics = Metrics::default();
        metrics.values.insert("cpu".to_owned(), 85.0);
        let mut faults = Vec::new();
        let scripts = scripts::kinds();
        for script in scripts.iter().flat_map(|kind| scripts::scripts(kind)) {
            let (compiled, compiling) = peak(|| compile("abuse", &script.source, LIMITS));
            if compiling > COMPILING {
                faults.push(format!("{}: {compiling} bytes to compile", script.name));
            }
            let Ok(Compiled { mut policy, .. }) = compiled else {
                let said = script.ends.iter().any(|end| end == "refused");
                assert!(said, "{} was refused", script.name);
                continue;
            };
            let mut memory = Memory::default();
            for second in 0..2 {
                let now = Timestamp::from_secs(1_764_000_000 + second);
                let occasion = Occasion {
                    request: None,
                    fuel: 200_000,
                    now,
                    utc_offset_minutes: 0,
                    stable_window: Duration::from_secs(60),
                    memory: &mut memory,
                };
                let (_, running) = peak(|| policy.evaluate(metrics.view(), occasion));
                if running > RUNNING {
                    faults.push(format!("{}: {running} bytes to run", script.name));
                }
            }
        }
        faults
    }

    fn nothing_is_left_of_a_policy_that_is_gone() {
        // Suspended coroutines, native functions half done, strings, cycles.
        let source = "local kept = {}
      function autoscale()
        for i = 1, 20 do
          local co = coroutine.wrap(function()
            (('x'):rep(100)):gsub('.', function() coroutine.yield() end)
          end)
          co()
          kept[co] = {kept, ('y'):rep(i * 100)}
          pcall(table.sort, {3, 2, 1}, error)
        end
      end";
        let run = || {
            let mut policy = compile("gone", source, LIMITS).unwrap().policy;
            let now = Timestamp::from_secs(1_764_000_000);
            let outcome = policy.evaluate_alone(Metrics::default().view(), None, 200_000, now);
            outcome.outcome.unwrap();
        };
        run();
        let before = ALLOCATOR.current_usage();
        for _ in 0..10 {
            run();
        }
        assert_eq!(ALLOCATOR.current_usage(), before);
    }
}
