-- Signals as objects, as somebody from another language may write it.
local Signal = {}
Signal.__index = Signal
function Signal.new(name, high) return setmetatable({name = name, high = high}, Signal) end
function Signal:exceeded(metrics) return metrics[self.name] > self.high end
local signals = {Signal.new("cpu", 80), Signal.new("memory", 90)}
function autoscale(metrics)
  for _, signal in ipairs(signals) do
    if signal:exceeded(metrics) then return "up" end
  end
  return "hold"
end
