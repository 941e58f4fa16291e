//! What another configuration costs a running Envoy, with the same module and with
//! another one, which each thread compiles; and what a worker has in memory.

use tokio::time::Instant;

use crate::gateway::variant::Variant;
use crate::harness::{Cell, Spread, Table, cpu_time, no_upstream, resident_kib, rounds};
use crate::support::{Gateway, Setup, Stats, Upstream, eventually};

/// With the main thread's, there is one VM more.
const WORKERS: u32 = 2;
/// Workers of the Envoy whose memory is compared with that of one.
const MANY: u32 = 5;

const POLICY: &str = "function autoscale() return scale.to(2, 'another') end";

pub(crate) async fn run() -> Vec<Table> {
    let rounds = rounds();
    vec![updates(rounds).await, memory(rounds).await]
}

/// Milliseconds until an update is in force.
#[derive(Debug, Default)]
struct Until {
    elapsed: Vec<f64>,
    cpu: Vec<f64>,
}

impl Until {
    async fn measure(
        &mut self,
        gateway: &mut Gateway,
        update: impl FnOnce(&mut Gateway),
        in_force: impl Fn(&Stats) -> bool,
    ) {
        let process = gateway.process();
        let (cpu, started) = (cpu_time(process), Instant::now());
        update(gateway);
        eventually("the update", async || gateway.stats().await, in_force).await;
        self.elapsed.push(started.elapsed().as_secs_f64() * 1e3);
        let cpu = cpu_time(process).saturating_sub(cpu);
        self.cpu.push(cpu.as_secs_f64() * 1e3);
    }
}

async fn updates(rounds: usize) -> Table {
    let (mut policy, mut module) = (Until::default(), Until::default());
    let upstream = Upstream::start().await;
    for round in 1..=rounds {
        eprintln!("update: round {round} of {rounds}");
        let setup = Setup::ecds().workers(WORKERS).balanced();
        let mut gateway = setup.start(&upstream).await;
        gateway.workers_tick(WORKERS.into()).await;
        let before = gateway.settled().await;
        let another = |stats: &Stats| stats.get("generation") > before.get("generation");
        let update = |gateway: &mut Gateway| gateway.update_policy(POLICY);
        policy.measure(&mut gateway, update, another).await;
        let before = gateway.settled().await;
        let all = |stats: &Stats| stats.vms() > before.vms() + u64::from(WORKERS);
        module
            .measure(&mut gateway, Gateway::update_module, all)
            .await;
    }
    let mut table = Table::new(
        format!(
            "An update until it is in force, ticks of 250 ms included, in an Envoy with \
             {WORKERS} workers that serves nothing; {rounds} rounds, median and range"
        ),
        &["update", "ms", "ms of CPU, all threads"],
    );
    for (name, until) in [
        ("another policy", policy),
        ("another module, compiled once and by each thread", module),
    ] {
        let figures = [until.elapsed, until.cpu].map(|it| Spread::of(it).decimals(0).into());
        table.row([Cell::from(name)].into_iter().chain(figures));
    }
    table
}

/// Of each worker more than one, with a filter and without.
async fn memory(rounds: usize) -> Table {
    let mut table = Table::new(
        format!(
            "MiB of Envoy's memory for each worker beyond the first (of {MANY}), before the first \
             request; {rounds} rounds, median and range"
        ),
        &["filter", "MiB per worker"],
    );
    for variant in [Variant::None, Variant::EmptyWasm, Variant::LuascalePlain] {
        let mut found = Vec::new();
        for _ in 0..rounds {
            let many = resident_mib(variant, MANY).await;
            let one = resident_mib(variant, 1).await;
            found.push((many - one) / f64::from(MANY - 1));
        }
        table.row([
            Cell::from(variant.name()),
            Spread::of(found).decimals(1).into(),
        ]);
    }
    table
}

async fn resident_mib(variant: Variant, workers: u32) -> f64 {
    let mut setup = no_upstream::setup();
    variant.put_into(&mut setup);
    let gateway = setup.workers(workers).balanced().start_at(1).await;
    if variant == Variant::LuascalePlain {
        gateway.workers_tick(workers.into()).await;
        gateway.settled().await;
    }
    resident_kib(gateway.process()) as f64 / 1024.0
}
