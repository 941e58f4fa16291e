local function starts(s, prefix) return s:sub(1, #prefix) == prefix end
local function ends(s, suffix) return suffix == "" or s:sub(-#suffix) == suffix end
print(starts("/api/v1", "/api"), starts("/ap", "/api"))
print(ends("x.json", ".json"), ends("x.js", ".json"), ends("x", ""))
--> true	false
--> true	false	true
