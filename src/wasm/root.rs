//! A root context: one configuration, its timer, its streams.

use std::rc::Rc;

use log::Level;
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{BufferType, ContextType};

use super::stream::Stream;
use super::{host, push, vm};
use crate::plugin::Plugin;

/// More than any sensible configuration; read and parsed before all checks.
const MAX_CONFIGURATION_BYTES: usize = 4 * 1024 * 1024;

/// One configuration of one plugin.
#[derive(Debug, Default)]
pub(super) struct Root {
    plugin: Option<Rc<Plugin>>,
}

impl Context for Root {
    fn on_done(&mut self) -> bool {
        // Envoy keeps the timer of a dead root context going for ever.
        let _ = hostcalls::set_tick_period(std::time::Duration::ZERO);
        if let Some(plugin) = self.plugin.take() {
            vm::with(|vm| vm.remove(&plugin));
        }
        true
    }

    fn on_http_call_response(&mut self, token: u32, headers: usize, _: usize, _: usize) {
        vm::with(|vm| vm.call_answered(token, headers));
    }
}

impl RootContext for Root {
    fn on_configure(&mut self, size: usize) -> bool {
        // A root context may be configured again; it is one configuration.
        if let Some(former) = self.plugin.take() {
            vm::with(|vm| vm.remove(&former));
        }
        match configure(size) {
            Ok((plugin, printed)) => {
                for line in printed {
                    host::log(Level::Info, &format!("policy: {line}"));
                }
                let plugin = Rc::new(plugin);
                let _ = hostcalls::set_tick_period(plugin.config.tick);
                vm::with(|vm| vm.add(Rc::clone(&plugin)));
                self.plugin = Some(plugin);
                true
            }
            Err(refused) => {
                for line in refused.lines() {
                    host::log(Level::Error, &format!("configuration refused: {line}"));
                }
                false
            }
        }
    }

    fn on_tick(&mut self) {
        if let Some(plugin) = &self.plugin {
            vm::with(|vm| vm.tick(plugin));
        }
    }

    fn create_http_context(&self, _context_id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Stream::new(self.plugin.clone())))
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }
}

/// Reads and compiles the configuration. Deterministic but for the node's id:
/// every thread accepts or refuses the same bytes.
fn configure(size: usize) -> Result<(Plugin, Vec<String>), String> {
    if size > MAX_CONFIGURATION_BYTES {
        return Err(format!(
            "{size} bytes are too long, must be at most {MAX_CONFIGURATION_BYTES}"
        ));
    }
    let bytes = hostcalls::get_buffer(BufferType::PluginConfiguration, 0, size)
        .ok()
        .flatten()
        .unwrap_or_default();
    let name = host::text_property(&["plugin_name"]).unwrap_or_default();
    let root_id = host::text_property(&["plugin_root_id"]).unwrap_or_default();
    let key = format!("{name}/{root_id}");
    let (mut plugin, printed) = Plugin::new(&key, &bytes).map_err(|error| error.to_string())?;
    if let Some(push) = &plugin.config.push {
        push::check(push)?;
    }
    if plugin.config.gateway_id.is_none() {
        plugin.config.gateway_id = host::text_property(&["node", "id"])
            .or_else(|| host::text_property(&["xds", "node", "id"]));
    }
    Ok((plugin, printed))
}
