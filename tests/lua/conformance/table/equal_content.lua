local function equal(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b end
  for key, value in pairs(a) do
    if not equal(value, b[key]) then return false end
  end
  for key in pairs(b) do
    if a[key] == nil then return false end
  end
  return true
end
print(equal({1, {x = 2}}, {1, {x = 2}}), equal({1}, {1, 2}), equal({1}, {2}))
--> true	false	false
