local t = setmetatable({known = 1}, {__index = function(self, key)
  return key .. "?" .. tostring(rawget(self, "known"))
end})
print(t.known, t.other, t[5])
--> 1	other?1	5?1
