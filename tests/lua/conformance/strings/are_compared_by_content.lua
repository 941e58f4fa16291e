local a = "po" .. "licy"
print(a == "policy", a ~= "Policy")
local t = {[a] = 1}
print(t.policy)
--> true	true
--> 1
