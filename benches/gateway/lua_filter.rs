//! Envoy's own Lua filter doing what luascale does for one request: trust,
//! parse, decide by two thresholds, answer with a hint, take forged ones away.

use serde_json::{Value, json};

const SCRIPT: &str = r#"
local standing = "hold;replicas=3"

local function autoscale(cpu)
  if cpu > 80 then
    return "up;replicas=5;reason=\"cpu " .. cpu .. " above 80\""
  end
  if cpu < 20 then
    return "down;replicas=2;reason=\"cpu " .. cpu .. " below 20\""
  end
  return standing
end

function envoy_on_request(handle)
  local headers = handle:headers()
  if headers:get("x-scale-hint") then headers:remove("x-scale-hint") end
  local load = headers:get("x-load-metric")
  local internal = headers:get("x-envoy-internal") == "true"
  local hint
  if load and not internal then
    headers:remove("x-load-metric")
  elseif load then
    local cpu = tonumber(load:match("^cpu=(%d+%.?%d*)$"))
    if cpu then hint = autoscale(cpu) end
  end
  if internal then
    handle:streamInfo():dynamicMetadata():set("luascale", "hint", hint or standing)
  end
end

function envoy_on_response(handle)
  local metadata = handle:streamInfo():dynamicMetadata():get("luascale")
  if metadata then
    handle:headers():replace("x-scale-hint", metadata["hint"])
  else
    handle:headers():remove("x-scale-hint")
  end
end
"#;

pub(crate) fn filter() -> Value {
    json!({
        "name": "envoy.filters.http.lua",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
            "default_source_code": {"inline_string": SCRIPT},
        },
    })
}
