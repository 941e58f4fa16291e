//! Second policies: asked on ticks beside those that decide, to see what they
//! would say. They run after all that decide, on the fuel that those left, so
//! that an experiment delays nobody.

use std::collections::BTreeMap;

use super::leader::{Memory, Surroundings, begin_with, evaluate, is_cut_short};
use crate::decision::{self, Circumstances};
use crate::fleet::slot::SHARDS;
use crate::fleet::snapshot::{ServiceSnapshot, Shadow};
use crate::policy::Occasion;
use crate::standing;
use crate::stats::Counter;

/// Asks in turn.
#[derive(Debug, Default)]
pub(super) struct Shadows {
    /// The service to begin with, by turn, where a tick's fuel did not reach
    /// all.
    next: [Option<String>; SHARDS],
}

impl Shadows {
    /// Asks the second policies of those services (sorted) that have one, and writes
    /// down in the snapshot what they say.
    pub(super) fn ask(
        &mut self,
        services: Vec<String>,
        memories: &mut BTreeMap<String, Memory>,
        mut fuel: u32,
        around: &mut Surroundings<'_>,
    ) {
        let turn = around.services.round.turn();
        let next = self.next.get_mut(turn).and_then(Option::take);
        let (mut names, mut first): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for name in services {
            let Some(service) = around.seen.snapshot.services.get(&name) else {
                continue;
            };
            let plugin = around
                .plugins
                .iter()
                .find(|plugin| plugin.key == service.plugin);
            if plugin.is_some_and(|plugin| plugin.config.service(&name).shadow.is_some()) {
                let later = next.as_ref().is_some_and(|next| name < *next);
                if later { &mut names } else { &mut first }.push(name);
            }
        }
        first.append(&mut names);
        for name in first {
            let known = around.seen.snapshot.services.get_mut(&name);
            let (Some(known), Some(memory)) = (known, memories.get_mut(&name)) else {
                continue;
            };
            // Out of the snapshot, which the evaluation may not hold.
            let mut service = std::mem::take(known);
            if fuel == 0 {
                begin_with(&mut self.next, turn, &name);
            } else if let Some((shadow, spent)) = ask(&name, &service, memory, fuel, around) {
                fuel = fuel.saturating_sub(spent);
                memory.shadow = Some(shadow);
            } else {
                // Its turn comes first in the next tick, with all its fuel.
                fuel = 0;
                begin_with(&mut self.next, turn, &name);
            }
            service.shadow.clone_from(&memory.shadow);
            if let Some(known) = around.seen.snapshot.services.get_mut(&name) {
                *known = service;
            }
        }
    }
}

/// Asks one. `None`: it came to no end on what fuel was left.
fn ask(
    name: &str,
    service: &ServiceSnapshot,
    memory: &mut Memory,
    fuel: u32,
    around: &mut Surroundings<'_>,
) -> Option<(Shadow, u32)> {
    let plugins = around.plugins;
    let plugin = plugins.iter().find(|plugin| plugin.key == service.plugin)?;
    let settings = plugin.config.service(name);
    let policy = settings.shadow.as_deref()?;
    let budget = plugin.config.limits.tick_fuel.min(fuel);
    let occasion = Occasion {
        request: None,
        fuel: budget,
        now: around.now,
        utc_offset_minutes: plugin.config.utc_offset_minutes,
        stable_window: settings.windows.stable,
        memory: &mut memory.shadow_memory,
    };
    let (outcome, spent) = evaluate(plugin, policy, &service.metrics, occasion, around);
    if is_cut_short(&outcome, budget, plugin) {
        return None;
    }
    around.tally.add(Counter::ShadowEvaluations, 1);
    let mut shadow = Shadow {
        policy: policy.to_owned(),
        ..Shadow::default()
    };
    match outcome {
        Ok(recommendation) => {
            let circumstances = Circumstances {
                last: service.decision.as_ref(),
                current: service.current.map(|current| current.replicas),
                bounds: standing::bounds(settings),
                behavior: &settings.behavior,
                dry_run: false,
                partial: false,
                now: around.now,
            };
            shadow.said = Some(decision::answer(&recommendation, circumstances));
        }
        Err(failure) => {
            if !failure.is_no_data() {
                around.tally.add(Counter::ShadowErrors, 1);
            }
            shadow.error = Some(failure.to_string());
        }
    }
    Some((shadow, spent))
}
