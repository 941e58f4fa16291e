//! What is compared.

use serde_json::{Value, json};

use super::lua_filter;
use super::no_upstream;
use super::support::{Ask, Setup};

/// A filter with requests for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    None,
    EmptyWasm,
    LuaPlain,
    LuaScaling,
    LuascalePlain,
    LuascaleScaling,
}

impl Variant {
    pub(crate) const ALL: [Self; 6] = [
        Self::None,
        Self::EmptyWasm,
        Self::LuaPlain,
        Self::LuaScaling,
        Self::LuascalePlain,
        Self::LuascaleScaling,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "no filter",
            Self::EmptyWasm => "empty wasm filter",
            Self::LuaPlain => "Envoy's Lua filter, plain requests",
            Self::LuaScaling => "Envoy's Lua filter, scaling headers",
            Self::LuascalePlain => "luascale, plain requests",
            Self::LuascaleScaling => "luascale, scaling headers",
        }
    }

    /// Envoy's Lua filter with the same requests.
    pub(crate) fn lua_twin(self) -> Self {
        match self {
            Self::LuaScaling | Self::LuascaleScaling => Self::LuaScaling,
            _ => Self::LuaPlain,
        }
    }

    pub(crate) fn ask(self) -> Ask {
        match self {
            Self::LuaScaling | Self::LuascaleScaling => Ask::load("cpu=85"),
            _ => Ask::get("/"),
        }
    }

    pub(crate) fn setup(self) -> Setup {
        let mut setup = no_upstream::setup();
        setup.edit(|object| {
            if let Some(Value::Array(filters)) = object.get_mut("http_filters")
                && let Some(filter) = filters.first_mut()
            {
                match self {
                    Self::LuascalePlain | Self::LuascaleScaling => {}
                    Self::None => {
                        filters.remove(0);
                    }
                    Self::LuaPlain | Self::LuaScaling => *filter = lua_filter::filter(),
                    Self::EmptyWasm => {
                        let wasm = &mut filter["typed_config"]["config"];
                        wasm["vm_config"]["code"]["local"]["filename"] = json!(empty_filter());
                    }
                }
            }
        });
        setup
    }
}

/// The empty filter that `make bench` has built.
fn empty_filter() -> String {
    super::measure::bench_wasm("empty_filter")
}
