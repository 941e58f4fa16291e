local function copy(t)
  local new = {}
  for key, value in pairs(t) do
    new[key] = type(value) == "table" and copy(value) or value
  end
  return new
end
local a = {1, {2}}
local b = copy(a)
b[2][1] = 3
print(a[2][1], b[2][1])
--> 2	3
