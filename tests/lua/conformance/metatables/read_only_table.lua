local function readonly(t)
  return setmetatable({}, {__index = t, __newindex = function(_, key)
    error("cannot set " .. key, 2)
  end})
end
local limits = readonly({high = 80})
print(limits.high)
print(pcall(function() limits.high = 90 end))
--> 80
--> false	test:8: cannot set high
