local B = {}
local function name(v) return type(v) == "table" and "b" or tostring(v) end
for _, event in ipairs({"band", "bor", "bxor", "shl", "shr"}) do
  B["__" .. event] = function(a, b) return event .. " " .. name(a) .. " " .. name(b) end
end
B.__bnot = function(a) return "bnot " .. name(a) end
local b = setmetatable({}, B)
print(b & 1, 1 | b, b ~ b, b << 2, 2 >> b, ~b)
print(1.5 & b, "x" | b)
--> band b 1	bor 1 b	bxor b b	shl b 2	shr 2 b	bnot b
--> band 1.5 b	bor x b
