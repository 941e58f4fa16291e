//! One worker with a thousand services under traffic, and the VM that leads:
//! what each of their ticks costs.

use std::rc::Rc;
use std::time::Duration;

use luascale::fleet::store::SharedData;
use luascale::node::{Node, ServiceIndex};
use luascale::plugin::Plugin;
use luascale::time::Timestamp;

/// Services, all of them active.
pub(crate) const SERVICES: usize = 1_000;
/// Ticks that are measured: ten seconds, after one stable window.
pub(crate) const TICKS: usize = 40;
/// Ticks before that: the windows fill.
pub(crate) const WARM: usize = 260;
const TICK: Duration = Duration::from_millis(250);
/// Requests of a service between two ticks.
const REQUESTS: usize = 2;

/// What ticks took, in microseconds, shortest first.
#[derive(Debug, Default)]
pub(crate) struct Ticks {
    pub(crate) worker: Vec<u64>,
    pub(crate) leader: Vec<u64>,
}

fn plugin() -> Option<Rc<Plugin>> {
    let config = r#"{
        "policy": "function autoscale(m) local busy = m.panic.concurrency if not busy then return end return scale.to(busy / 0.01, 'busy ' .. busy) end",
        "gateway_id": "bench"
    }"#;
    let (plugin, _) = Plugin::new("bench/", config.as_bytes()).ok()?;
    Some(Rc::new(plugin))
}

/// Whose tick it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Worker,
    Leader,
}

/// Runs the scenario; `clock` gives microseconds of any clock that does not
/// step. `None` only where the configuration is refused.
pub(crate) fn run(store: &dyn SharedData, clock: impl Fn() -> u64) -> Option<Ticks> {
    let mut ticks = Ticks::default();
    drive(store, |part, tick| {
        let before = clock();
        tick();
        let took = clock().saturating_sub(before);
        match part {
            Part::Worker => ticks.worker.push(took),
            Part::Leader => ticks.leader.push(took),
        }
    })?;
    ticks.worker.sort_unstable();
    ticks.leader.sort_unstable();
    Some(ticks)
}

/// Runs the scenario; the ticks to measure are given to `measure`, which runs
/// them.
pub(crate) fn drive(
    store: &dyn SharedData,
    mut measure: impl FnMut(Part, &mut dyn FnMut()),
) -> Option<()> {
    let plugin = plugin()?;
    let plugins = vec![Rc::clone(&plugin)];
    let (mut worker, mut leader) = (Node::new(1), Node::new(2));
    let services: Vec<ServiceIndex> = (0..SERVICES)
        .map(|number| worker.service(format!("service-{number}").as_bytes(), &plugin))
        .collect();
    let mut now = Timestamp::from_secs(1_800_000_000);
    for tick in 0..WARM + TICKS {
        for (number, service) in services.iter().enumerate() {
            for request in 0..REQUESTS {
                let begun = now.plus(Duration::from_millis(100 * request as u64));
                // Latencies between 1 and 90 ms.
                let took = 1 + (number * 7 + tick * 3 + request) as u64 % 90;
                worker.begin(*service, begun);
                let end = begun.plus(Duration::from_millis(took));
                worker.end(*service, begun, end, Some(200));
            }
        }
        now = now.plus(TICK);
        for (part, node) in [(Part::Worker, &mut worker), (Part::Leader, &mut leader)] {
            let mut once = || {
                drop(node.tick(now, store, &plugins));
                node.tally.drain().for_each(drop);
            };
            if tick < WARM {
                once();
            } else {
                measure(part, &mut once);
            }
        }
    }
    // What was measured is what was meant.
    let decided = leader.snapshot().services.values();
    (decided.filter(|it| it.decision.is_some()).count() == SERVICES).then_some(())
}
