local function mix(target, ...)
  for _, source in ipairs({...}) do
    for key, value in pairs(source) do target[key] = value end
  end
  return target
end
local Loud = {shout = function(self) return self.name:upper() .. "!" end}
local Quiet = {whisper = function(self) return self.name:lower() end}
local t = mix({name = "Lua"}, Loud, Quiet)
print(t:shout(), t:whisper())
--> LUA!	lua
