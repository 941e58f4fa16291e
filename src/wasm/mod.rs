//! The shell around the core: the only place that knows the proxy-wasm SDK.
//!
//! Headers are read as bytes, since the SDK's string getters end the VM on one
//! byte that is not UTF-8, and no map is read in another map's phase. Nothing
//! in here panics on what a peer, a policy or a configuration sends.

#[cfg(feature = "faults")]
mod fault;
mod host;
mod metrics;
mod push;
mod root;
mod stream;
mod vm;

proxy_wasm::main! {{
    proxy_wasm::set_log_level(proxy_wasm::types::LogLevel::Info);
    proxy_wasm::set_root_context(|_| Box::new(root::Root::default()));
}}
