//! What all contexts of one VM share.
//!
//! An update of the configuration reuses the VM: a new root context comes
//! beside the old one, and both live until the old one is drained. The newest
//! of each plugin acts, the others are silent. What was seen and decided
//! belongs to the VM, so it survives.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use super::host::{self, Host};
use super::metrics::Metrics;
use super::push::Calls;
use crate::node::Node;
use crate::plugin::Plugin;
use crate::status::Known;
use crate::time::Timestamp;

thread_local! {
    static VM: RefCell<Option<Vm>> = const { RefCell::new(None) };
}

/// The state of this VM.
#[derive(Debug)]
pub(super) struct Vm {
    pub(super) node: Node,
    metrics: Metrics,
    calls: Calls,
    /// All live configurations, oldest first.
    roots: Vec<Rc<Plugin>>,
    /// The newest configuration of each plugin, by key.
    plugins: Vec<Rc<Plugin>>,
    last_tick: Timestamp,
}

/// Runs `act` on the VM's state. `None` only where a callback runs inside
/// another, which Envoy does not do; then the request goes on untouched.
pub(super) fn with<T>(act: impl FnOnce(&mut Vm) -> T) -> Option<T> {
    VM.with(|vm| {
        let mut vm = vm.try_borrow_mut().ok()?;
        Some(act(vm.get_or_insert_with(Vm::new)))
    })
}

impl Vm {
    fn new() -> Self {
        Self {
            node: Node::new(host::random_token()),
            metrics: Metrics::default(),
            calls: Calls::default(),
            roots: Vec::new(),
            plugins: Vec::new(),
            last_tick: Timestamp::default(),
        }
    }

    /// A configuration comes; from now on it is the newest of its plugin.
    pub(super) fn add(&mut self, plugin: Rc<Plugin>) {
        self.metrics.define(&plugin.config);
        self.roots.push(plugin);
        self.refresh();
    }

    /// A configuration is drained. The last one takes the VM with it.
    pub(super) fn remove(&mut self, plugin: &Rc<Plugin>) {
        self.roots.retain(|root| !Rc::ptr_eq(root, plugin));
        let was_newest = self.plugins.iter().any(|newest| Rc::ptr_eq(newest, plugin));
        self.refresh();
        if was_newest && let Some(older) = self.plugins.iter().find(|older| older.key == plugin.key)
        {
            // Envoy rolled back to a configuration that had not been drained.
            older.claimed.set(None);
        }
        if self.plugins.is_empty() {
            self.node.leave(host::now(), &Host);
            let effects = crate::effects::Effects::default();
            self.metrics.publish(&mut self.node.tally, &effects);
        }
    }

    fn refresh(&mut self) {
        let mut newest: Vec<Rc<Plugin>> = Vec::new();
        for root in self.roots.iter().rev() {
            if !newest.iter().any(|plugin| plugin.key == root.key) {
                newest.push(Rc::clone(root));
            }
        }
        newest.sort_by(|one, other| one.key.cmp(&other.key));
        self.plugins = newest;
    }

    /// What status answers of this plugin are made of.
    pub(super) fn status<'a>(&'a self, plugin: &'a Plugin) -> Known<'a> {
        Known {
            config: &plugin.config,
            snapshot: self.node.snapshot(),
            plugins: &self.plugins,
            store: &Host,
            now: host::now(),
        }
    }

    /// A root context's timer fired. Several may tick; the VM does so at most
    /// once in the shortest of their periods.
    pub(super) fn tick(&mut self, caller: &Rc<Plugin>) {
        if !self.plugins.iter().any(|newest| Rc::ptr_eq(newest, caller)) {
            return;
        }
        #[cfg(feature = "faults")]
        super::fault::on_tick(self.node.is_leading());
        let now = host::now();
        let period = self
            .plugins
            .iter()
            .map(|plugin| plugin.config.tick)
            .min()
            .unwrap_or(Duration::ZERO);
        // Timers jitter by some milliseconds.
        if now >= self.last_tick && now.since(self.last_tick) < period.mul_f64(0.8) {
            return;
        }
        self.last_tick = now;
        let mut effects = self.node.tick(now, &Host, &self.plugins);
        for (level, line) in &effects.logs {
            host::log(*level, line);
        }
        for push in std::mem::take(&mut effects.pushes) {
            self.calls.make(push, &mut self.node);
        }
        self.metrics.publish(&mut self.node.tally, &effects);
    }

    /// A call that a root context made has ended.
    pub(super) fn call_answered(&mut self, token: u32, headers: usize) {
        self.calls.answered(token, headers, &mut self.node);
    }
}
