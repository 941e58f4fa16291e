local ok, text = pcall(function() assert(false, "plain") end)
print(text)
local ok, text = pcall(function() assert(nil) end)
print(text)
local ok, text = pcall(function() assert(tonumber("x"), "no number") end)
print(text)
--> test:1: plain
--> test:3: assertion failed!
--> test:5: no number
