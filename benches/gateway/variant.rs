//! What is compared.

use serde_json::{Value, json};

use super::lua_filter;
use crate::harness::bench_wasm;
use crate::support::{Ask, Setup};

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
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "no filter",
            Self::EmptyWasm => "empty wasm filter",
            Self::LuaPlain => "Envoy's Lua filter",
            Self::LuaScaling => "Envoy's Lua filter, scaling headers",
            Self::LuascalePlain => "luascale",
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

    /// A group's requests, as this variant gets them.
    pub(crate) fn asks(self, asks: &[Ask]) -> Vec<Ask> {
        match self {
            Self::LuaScaling | Self::LuascaleScaling => {
                let stated = |ask: &Ask| ask.clone().header("x-load-metric", "cpu=85");
                asks.iter().map(stated).collect()
            }
            _ => asks.to_vec(),
        }
    }

    /// Puts its filter in luascale's place.
    pub(crate) fn put_into(self, setup: &mut Setup) {
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
                        wasm["vm_config"]["code"]["local"]["filename"] =
                            json!(bench_wasm("empty_filter"));
                    }
                }
            }
        });
    }
}
